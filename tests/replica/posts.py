"""The one set of posts that every markup family shows. Every sentence was written for these tests."""

from __future__ import annotations

from datetime import date

from tests.replica.model import File, Post, Site, bullets, files, heading, paragraph, picture, quote, table

AWARDS = (
    "[Press Release] CAiRS Recorded a Remarkable Achievement for the first time at International Exhibition of"
    " Inventions Geneva 2024. Winning 12 awards including 3 gold with a Prize of the International Federation of"
    " Inventors’ Association (IFIA)"
)
CHAPTER = (
    "Inauguration of IEEE Reliability Society, Hong Kong Chapter cum HKSTP x CAiRS Collaboration Agreement"
    " Signing Ceremony"
)

LAUNCH = Post(
    id=36,
    lang="en",
    title="CAiRS InnoHK Launch Ceremony concludes with great success",
    published=date(2022, 5, 25),
    category="News",
    summary="The laboratories of the programme opened their doors, ours among them.",
    blocks=(
        files(File("4.jpg", "4.09 MB")),
        paragraph(
            "The laboratories of the programme were opened this afternoon in front of some three hundred guests."
            " For our engineers it was the first day in eighteen months on which nobody wore a helmet."
        ),
        paragraph(
            "In her address the guest of honour spoke about patience. Instruments can be bought, she said, but the"
            " habit of asking why something broke has to be grown, and it grows slowly."
        ),
        paragraph("She then unveiled the emblem, together with eleven heads of laboratories and one robot."),
        files(File("5.jpg", "12.62 MB"), File("6.jpg", "3.87 MB")),
        paragraph(
            "Two clusters share the building. One works on health, the other on artificial intelligence and robotics;"
            " both need to know when a machine may be trusted, which is our part of the work. The budget for the"
            " first five years is $10 billion, of which the smallest item, as the director remarked, is coffee."
        ),
        files(File("11.jpg", "13.12 MB")),
        paragraph(
            "For details about the laboratories, please visit the new website ([InnoHK](https://www.innohk.gov.hk/))."
        ),
    ),
)

GUIDE = Post(
    id=41,
    lang="en",
    title="How we test: a guide for partners",
    published=date(2022, 9, 15),
    category="Notice",
    summary="What to send, what to expect, and when.",
    blocks=(
        paragraph(
            "Partners often ask what happens to a sample after it has been handed in. This guide answers in order."
        ),
        heading("Before the test"),
        bullets(
            "Send at least five samples of one batch",
            "Tell us what the product must survive, and for how long",
            "Enclose a drawing; see report.pdf (page 3) of your contract for the format",
        ),
        heading("After the test"),
        paragraph(
            "You receive the raw measurements (2.5 MB of data on average), the photographs, and a letter of one page"
            " that says what we would change."
        ),
        files(File("annual report (final).pdf", "2.5 MB"), File("Test Plan v2.DOCX", "812 KB")),
        paragraph("Nothing that you send us is shown to anyone else without your written consent."),
    ),
)

SYMPOSIUM = Post(
    id=44,
    lang="en",
    title="Symposium on Reliable Power Electronics",
    published=date(2022, 10, 14),
    category="Event",
    summary="A day on converters, capacitors and the fans that outlive neither.",
    blocks=(
        paragraph("Date: 27 October 2022 | Venue: Grand Hall, Science Park"),
        paragraph(
            "Power converters stand behind every lift, train and solar roof. The symposium brings together those who"
            " design them and those who are telephoned when they stop."
        ),
        paragraph("Registration closes on 20 October 2022. Admission is free, lunch is not."),
    ),
)

FIGURES = Post(
    id=47,
    lang="en",
    title="The year in figures",
    published=date(2023, 1, 19),
    category="News",
    summary="Tests, failures and the ratio between them.",
    blocks=(
        paragraph(
            "Every January we count. These are the figures of the past year, the flattering ones and the others."
        ),
        table(("Laboratory", "Tests", "Failures found"), ("Electronics", "212", "64"), ("Mechanics", "148", "39")),
        paragraph("The ratio has hardly changed in three years, which worries us more than a bad year would."),
        files(File("figures-2022.xlsx", "46,080 bytes"), File("figures-2022.pdf", "1.02 MB")),
    ),
)

CLOSURE = Post(
    id=52,
    lang="en",
    title="Laboratory closed on Friday",
    published=date(2023, 6, 13),
    category="Notice",
    summary="",
    blocks=(paragraph("The vibration laboratory stays closed on Friday while its table is levelled."),),
)

CEREMONY = Post(
    id=55,
    lang="en",
    title=CHAPTER,
    published=date(2023, 9, 27),
    category="Event",
    summary=CHAPTER,
    blocks=(
        paragraph("Some hundred and fifty engineers came to see a society founded and an agreement signed."),
        picture("chapter-opening.jpg"),
        paragraph(
            "The society will meet every month to hear about things that went wrong. The agreement lets young"
            " companies use our chambers at cost, and gives each of them two days of an engineer's time."
        ),
        picture("signing table.png"),
        paragraph("The first lecture is about bridges and will be given by someone who has closed two."),
    ),
)

BATTERIES = Post(
    id=58,
    lang="en",
    title="Batteries that age\u00a0gracefully",
    published=date(2023, 11, 16),
    category="Research",
    summary="Half an hour of rest tells more than a month on the road.",
    blocks=(
        paragraph(
            "How long a battery\u00a0will last is usually learned by waiting. The group for electro\u00adchemistry has"
            " found a quicker way: it watches how the voltage settles in the thirty\u00a0minutes after charging."
        ),
        files(File("PHOTO_01.JPG", "3.4 MB")),
        paragraph(
            "Two\u200b hundred cells of three makers were followed to their end. Nine in ten were foretold to within "
            " eight per cent, without a single extra sensor."
        ),
    ),
)

GENEVA = Post(
    id=62,
    lang="en",
    title=AWARDS,
    published=date(2024, 4, 23),
    category="News",
    summary=AWARDS,
    blocks=(
        paragraph("Twelve inventions went to Geneva in four crates, and all twelve came home with a medal."),
        files(File("team.jpg", "3.28 MB")),
        paragraph("The team had packed for a pleasant week rather than a prize-giving, and borrowed its jackets."),
        picture("medals.jpg"),
        paragraph(
            "Gold went to a sensor that hears a bearing fail through a wall, to a coating that changes colour before"
            " it cracks, and to a charger that knows when to pause."
        ),
        files(File("inventions-2024.pdf", "1.55 MB")),
    ),
)

ARROW = Post(
    id=63,
    lang="en",
    title="[Press Release] HKSTPxArrow Hardware Lab Innovation Day",
    published=date(2024, 6, 12),
    category="News",
    summary="A year of shared benches was celebrated with soldering irons and cake.",
    blocks=(
        paragraph("The shared hardware laboratory has been open for a year, and its users showed what they had built."),
        paragraph(
            "Our table offered a diagnosis while you wait. Twenty-six boards were handed in and nineteen went home"
            " repaired; the commonest fault was a capacitor too close to something hot."
        ),
    ),
)

BIRTHDAY = Post(
    id=70,
    lang="en",
    title="Five years, six laboratories, 214 people",
    published=date(2025, 2, 20),
    category="News",
    summary="A birthday, some numbers, and a cake tested to destruction.",
    blocks=(
        paragraph(
            "Hong Kong, 20 February 2025 – The centre is five years old. It opened its first laboratory on 12 March"
            " 2020 with nine people, all of whom are still here."
        ),
        quote("We were promised a building and were given a car park. It was a very good car park."),
        paragraph(
            "More about the early days can be read in [our report on the launch](/post/36) and in"
            " [the first yearbook](/upload/docs/yearbook-2020.pdf), pictures included."
        ),
        heading("What comes next"),
        paragraph("A second chamber hall opens in the autumn, and with it the waiting time for partners should halve."),
        picture("cake.jpg"),
    ),
)

CALL = Post(
    id=66,
    lang="en",
    title="Call for papers: Reliability 2025 | Autumn symposium",
    published=date(2024, 8, 15),
    category="Event",
    summary="Abstracts are due on 30 September 2024; two travel grants are open to students.",
    blocks=(
        paragraph("Next autumn the symposium returns to the Grand Hall, and with it the question of what to trust."),
        heading("Related research"),
        paragraph("Share with us what failed. Talks on failed attempts are as welcome as talks on successful ones."),
        heading("Topics"),
        bullets(
            "[Power electronics](https://topics.example/power)",
            "[Batteries](https://topics.example/batteries)",
            "[Machines that learn](https://topics.example/learning)",
        ),
        heading("Contact"),
        paragraph(
            "Ms Lee, Communications Office, telephone 2345 6789, [news@reliability.example](https://mail.example/lee)"
        ),
        files(File("call 2025.pdf", "0.41 MB")),
    ),
)

ALBUM = Post(
    id=67,
    lang="en",
    title="Pictures from the Open Laboratory Evening",
    published=date(2024, 10, 31),
    category="Event",
    summary="",
    blocks=(
        files(File("evening-01.jpg", "2.36 MB"), File("evening-02.jpg", "1.92 MB"), File("evening-03.JPG", "988 KB")),
    ),
)

LAUNCH_TC = Post(
    id=36,
    lang="tc",
    title="CAiRS InnoHK 啟動典禮圓滿結束",
    published=date(2022, 5, 25),
    category="新聞",
    summary="計劃的實驗室正式揭幕，本中心是其中之一。",
    blocks=(
        files(File("開幕典禮.jpg", "4.09 MB")),
        paragraph(
            "計劃的實驗室今天下午在約三百名嘉賓見證下揭幕。對我們的工程師而言，這是十八個月來第一天無須戴安全帽。"
        ),
        paragraph("主禮嘉賓致辭時談到耐性。她說，儀器可以購買，但追問「為甚麼壞了」的習慣必須慢慢培養。"),
        files(File("5.jpg", "12.62 MB"), File("6.jpg", "3.87 MB")),
        paragraph("如欲了解詳情，請瀏覽全新網站（[InnoHK](https://www.innohk.gov.hk/)）。"),
    ),
)

OPEN_DAY_TC = Post(
    id=60,
    lang="tc",
    title="實驗室開放日現正接受報名",
    published=date(2024, 1, 25),
    category="活動",
    summary="歡迎帶同舊手機前來，測試它能否承受墜落。",
    blocks=(
        paragraph("日期：2024年2月24日 | 地點：科學園12W座"),
        paragraph(
            "實驗室將於二月再度開放。今年新設步入式氣候箱，參加者可進入「冬天」五分鐘；小朋友則可拆開一部洗衣機。"
        ),
        heading("注意事項"),
        bullets("每人最多可報名兩位", "請穿着平底鞋", "十二歲以下兒童須由成人陪同"),
        files(File("活動章程.pdf", "1.20 MB", "（{}）")),
    ),
)

GENEVA_TC = Post(
    id=62,
    lang="tc",
    title="【新聞稿】CAiRS 首次參展2024年日內瓦國際發明展即獲12個獎項，包括3面金獎",
    published=date(2024, 4, 23),
    category="新聞",
    summary="【新聞稿】CAiRS 首次參展2024年日內瓦國際發明展即獲12個獎項，包括3面金獎",
    blocks=(
        paragraph("十二項發明裝進四個木箱前往日內瓦，十二項都帶着獎牌回來。"),
        picture("medals.jpg"),
        paragraph("金獎分別頒給隔牆聽出軸承故障的感測器、開裂前變色的塗層，以及懂得何時暫停的充電器。"),
    ),
)

SITE = Site(
    posts=(
        LAUNCH,
        GUIDE,
        SYMPOSIUM,
        FIGURES,
        CLOSURE,
        CEREMONY,
        BATTERIES,
        GENEVA,
        ARROW,
        CALL,
        ALBUM,
        BIRTHDAY,
        LAUNCH_TC,
        OPEN_DAY_TC,
        GENEVA_TC,
    )
)
