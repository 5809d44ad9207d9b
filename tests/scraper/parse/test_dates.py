"""Dates in text: which are found, how they are read, and what is not a date."""

import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.parse.patterns.dates import (
    date_label,
    date_line,
    find_dates,
    infer_order,
    parse_date_attribute,
    whole_date,
)

# Words that begin like the ending of an English ordinal number.
HARD_MONTHS = {"25 stycznia 2022": "2022-01-25", "25 April 2022": "2022-04-25", "1. rujna 2022": "2022-09-01"}

ONE_DAY = [
    "2022-05-25",
    "2022/5/25",
    "2022.05.25",
    "2022. 5. 25.",
    "25.05.2022",
    "25. 5. 2022",
    "25/05/2022",
    "05/25/2022",
    "25-May-2022",
    "25 May 2022",
    "25th of May 2022",
    "the 25th day of May, 2022",
    "May 25, 2022",
    "MAY 25 2022",
    "Wed May 25 10:00:00 HKT 2022",
    "2022 May 25",
    "25 / May 2022",
    "25\nMay\n2022",
    "2022年5月25日",
    "2022 年 05 月 25 日",
    "２０２２年５月２５日",
    "二〇二二年五月二十五日",
    "民國111年5月25日",
    "民國一百一十一年五月廿五日",
    "令和4年5月25日",
    "2022년 5월 25일",
    "25 mai 2022",
    "25 de mayo de 2022",
    "25 de mayo del 2022",
    "25 de maio de 2022",
    "25º de maio de 2022",
    "25. Mai 2022",
    "25 maggio 2022",
    "25 mei 2022",
    "25. maj 2022",
    "25. toukokuuta 2022",
    "25 maja 2022",
    "25. května 2022",
    "25. mája 2022",
    "2022. május 25.",
    "25 mai 2022",
    "25. svibnja 2022.",
    "25. maja 2022",
    "25 Mayıs 2022",
    "25 de maig de 2022",
    "25 Mei 2022",
    "2022 m. gegužės 25 d.",
    "2022. gada 25. maijs",
    "25 tháng 5, 2022",
    "25 мая 2022 г.",
    "25 травня 2022",
    "25 Μαΐου 2022",
    "Wednesday, 25 May 2022, 10:30",
    "2022-05-25T23:30:00-08:00",
]


@pytest.mark.parametrize("text", ONE_DAY)
def test_every_way_of_writing_one_day(text):
    """Each spelling of 25 May 2022 is found once, and the hit says where."""
    (hit,) = find_dates(f"({text})")
    assert (hit.date, hit.ambiguous) == ("2022-05-25", False)
    assert f"({text})"[hit.start : hit.end] == hit.text


@pytest.mark.parametrize(("text", "day"), HARD_MONTHS.items())
def test_months_that_begin_like_endings(text, day):
    """The ending of `25th` is not bitten off the name of a month."""
    assert [hit.date for hit in find_dates(text)] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "May 2022",
        "25 May",
        "3 hours ago",
        "yesterday",
        "31/02/2022",
        "30 February 2022",
        "2022-13-01",
        "25 May 1969",
        "25 May 2101",
        "12-14 May 2022",
        "12 – 14 May 2022",
        "May 12-14, 2022",
        "version 1.2.2022.5",
        "10.25.05.2022",
        "https://site.example/2022/05/25/title",
        "report_2022-05-25.pdf",
        "20220525",
        "tel. 2022-0525",
        "25/05/22",
        "2022",
        "",
    ],
)
def test_what_is_not_a_full_day(text):
    """Without a day, a month and a year that fit together nothing is found."""
    assert find_dates(text) == []


def test_order_of_day_and_month():
    """05/06/2022 is doubtful unless the order is told; with dots the day comes first."""
    assert [(h.date, h.ambiguous) for h in find_dates("05/06/2022")] == [("2022-06-05", True)]
    assert [(h.date, h.ambiguous) for h in find_dates("05/06/2022", order="mdy")] == [("2022-05-06", False)]
    assert [(h.date, h.ambiguous) for h in find_dates("05.06.2022")] == [("2022-06-05", False)]
    assert [(h.date, h.ambiguous) for h in find_dates("05/05/2022")] == [("2022-05-05", False)]
    assert [(h.date, h.ambiguous) for h in find_dates("05/25/2022", order="dmy")] == [("2022-05-25", False)]


def test_order_learned_from_the_page():
    """One date that allows a single reading decides for all; else a sorted run does; else nothing."""
    assert infer_order(["01/02/2022", "25/12/2021"]) == "dmy"
    assert infer_order(["01/02/2022", "12/25/2021"]) == "mdy"
    assert infer_order(["07/01/2022", "06/03/2022", "05/02/2022", "04/11/2022"]) == "mdy"
    assert infer_order(["01/02/2022", "03/04/2022"]) is None


def test_several_dates_in_order():
    """Running text gives every date with its place, also after a word that only looked like one."""
    text = "May 12 saw the start, 25 May 2022 the end; on 2023-01-02 came 2 June 2023."
    hits = find_dates(text)
    assert [h.date for h in hits] == ["2022-05-25", "2023-01-02", "2023-06-02"]
    assert [text[h.start : h.end] for h in hits] == ["25 May 2022", "2023-01-02", "2 June 2023"]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2022-05-25T23:30:00-08:00", "2022-05-25"),
        ("20220525", "2022-05-25"),
        ("20220525T100000Z", "2022-05-25"),
        ("2022-05-25 10:00", "2022-05-25"),
        ("Wed, 25 May 2022 10:00:00 +0800", "2022-05-25"),
        ("Wednesday, 25-May-22 10:00:00 GMT", "2022-05-25"),
        ("25 May 2022", "2022-05-25"),
        ("05/06/2022", None),
        ("2022-05", None),
        ("2022-W21-3", None),
        ("0001-01-01T00:00:00", None),
        ("1653436800", None),
        ("", None),
    ],
)
def test_attributes(value, day):
    """Machine-readable dates keep the day as written; what is less than a day is none."""
    assert parse_date_attribute(value) == day


@pytest.mark.parametrize(
    "text",
    [
        "Published: 25 May 2022",
        "Posted on May 25, 2022 at 10:30 AM",
        "發佈日期：2022-05-25",
        "2022年5月25日（星期三）",
        "Mittwoch, 25. Mai 2022, 10:00 Uhr",
        "Published 25 May 2022 Updated 26 May 2022",
        "25/05/22",
        "2022-05-25 下午 3:30",
    ],
)
def test_nothing_but_a_date(text):
    """Labels, weekdays and times around a date leave it alone in its text."""
    hit = whole_date(text)
    assert hit is not None
    assert hit.date == "2022-05-25"


@pytest.mark.parametrize("text", ["News 25 May 2022", "25 May 2022 – 27 May 2022", "Since 25 May 2022 it rains", "May"])
def test_more_than_a_date(text):
    """Other words, or a span of days, are more than one date."""
    assert whole_date(text) is None


def test_date_labels():
    """A label tells publication from change."""
    assert date_label("Last updated:") == "updated"
    assert date_label("更新日期：") == "updated"
    assert date_label("Posted on") == "published"
    assert date_label("News") == ""


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("2022-05-25 | News", "News"),
        ("News | 2022-05-25", "News"),
        ("News · 25 May 2022", "News"),
        ("25 May 2022 • Press Release", "Press Release"),
        ("25 May 2022 – Press Release", "Press Release"),
        ("News — May 25, 2022", "News"),
        ("25.05.2022 / Research & Development", "Research & Development"),
        ("Event, 25 May 2022", "Event"),
        ("News: 2022-05-25", "News"),
        ("News\n2022-05-25", "News"),
        ("2022-05-25 News", "News"),
        ("[News] 2022-05-25", "News"),
        ("新聞｜2022-05-25", "新聞"),
        ("2022年5月25日 最新消息", "最新消息"),
        ("類別：新聞 發佈日期：2022-05-25", "新聞"),
        ("Category: News | Date: 2022-05-25", "News"),
        ("Posted in News on 25 May 2022", "News"),
        ("May 25, 2022 in News", "News"),
        ("By Jane Doe | 25 May 2022 | Awards", "Awards"),
        ("25 May 2022, 10:30 | News | 3 min read", "News"),
        ("25 May 2022 / News / Views: 233", "News"),
        ("News, Events | 25/05/2022", "News, Events"),
        ("📅 25 May 2022 📁 News", "News"),
        ("Posted on May 25, 2022 by John Smith", ""),
        ("25 May 2022 · 5 min read", ""),
        ("25 May 2022", ""),
    ],
)
def test_date_lines(text, category):
    """Date and category are told apart in either order, with any separator."""
    line = date_line(text)
    assert line is not None
    assert (line.published, line.category) == ("2022-05-25", category)


@pytest.mark.parametrize(
    "text",
    [
        "Date: 12 June 2024 | Venue: Hall 3",
        "Date: 12 June 2024 Time: 10:00 Venue: Hall 3",
        "Deadline: 25 May 2022",
        "until 25 May 2022",
        "The centre opened on 25 May 2022.",
        "Hong Kong, 25 May 2022 – the centre said that it was open",
        "25 May 2022 – 27 May 2022",
        "The annual report of 25 May 2022 was received with much interest by the many members of the public who came",
        "News | Events",
    ],
)
def test_not_a_date_line(text):
    """A sentence, the facts of an event and a span of days are no date line."""
    assert date_line(text) is None


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "May 2 ",
        "2022 ",
        "2022-",
        "25/",
        "2022年",
        "25 May ",
        "二",
        "may ",
        "25 of ",
        "12 de d' ",
        "12 May ,./-",
        "a",
    ],
)
def test_time_is_bounded(piece):
    """A hundred thousand characters made to look like the start of dates are read in a moment."""
    text = (piece * 100_000)[:100_000]
    start = time.process_time()
    find_dates(text)
    # 50 ms on an idle machine; the rest is room for a busy one. What backtracks takes minutes.
    assert time.process_time() - start < 0.5


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789 ./-|:,年月日二十May junTZ\n–，", max_size=60))
def test_whatever_the_text(text):
    """Every reader takes any text, and each hit quotes the text it stands for."""
    for hit in find_dates(text, short_years=True):
        assert text[hit.start : hit.end] == hit.text
        assert len(hit.date) == 10
    whole_date(text)
    date_line(text)
    parse_date_attribute(text)
    infer_order([text])


@settings(max_examples=200, deadline=None)
@given(st.dates(min_value=datetime.date(1970, 1, 1), max_value=datetime.date(2100, 12, 31)))
def test_every_day_is_read_back(day):
    """Any day between 1970 and 2100 written in full is read as that day."""
    for form in ("%Y-%m-%d", "%d %B %Y", "%b %d, %Y", "%d.%m.%Y", "%Y年%m月%d日"):
        assert [h.date for h in find_dates(day.strftime(form))] == [day.isoformat()]
