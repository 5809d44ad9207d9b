"""Month and weekday names of many languages, folded to bare lower-case letters."""

from __future__ import annotations

import unicodedata

# Twelve words a line, January first; several lines a language where grammar or habit has several forms.
_MONTHS = """
january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep oct nov dec
jan febr march april may june july aug sept oct nov dec
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
janv fev mars avr mai juin juil aout sept oct nov dec
januar februar marz april mai juni juli august september oktober november dezember
janner feber maerz apr mai juni juli aug sept okt nov dez
jan feb mrz apr mai jun jul aug sep okt nov dez
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
ene feb mar abr may jun jul ago setiembre oct nov dic
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
gen feb mar apr mag giu lug ago set ott nov dic
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
jan fev mar abr mai jun jul ago set out nov dez
januari februari maart april mei juni juli augustus september oktober november december
jan feb mrt apr mei jun jul aug sep okt nov dec
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november desember
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesakuu heinakuu elokuu syyskuu lokakuu marraskuu joulukuu
tammi helmi maalis huhti touko kesa heina elo syys loka marras joulu
stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien
sty lut mar kwi maj cze lip sie wrz paz lis gru
ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince
leden unor brezen duben kveten cerven cervenec srpen zari rijen listopad prosinec
januara februara marca aprila maja juna jula augusta septembra oktobra novembra decembra
januar februar marec april maj jun jul august september oktober november december
januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
jan febr marc apr maj jun jul aug szept okt nov dec
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
ian feb mar apr mai iun iul aug sept oct noi dec
sijecnja veljace ozujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca
sijecanj veljaca ozujak travanj svibanj lipanj srpanj kolovoz rujan listopad studenog prosinac
januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra
januar februar marec april maj junij julij avgust september oktober november december
ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
oca sub mar nis may haz tem agu eyl eki kas ara
gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre
jaanuar veebruar marts aprill mai juuni juuli august september oktoober november detsember
janvaris februaris marts aprilis maijs junijs julijs augusts septembris oktobris novembris decembris
janvari februari marta aprili maija junija julija augusta septembri oktobri novembri decembri
sausio vasario kovo balandzio geguzes birzelio liepos rugpjucio rugsejo spalio lapkricio gruodzio
januari februari maret april mei juni juli agustus september oktober november desember
jan peb mar apr mei jun jul agt sep okt nop des
januari februari mac april mei jun julai ogos september oktober november disember
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
янв фев мар апр май июн июл авг сен окт ноя дек
сiчня лютого березня квiтня травня червня липня серпня вересня жовтня листопада грудня
януари февруари март април май юни юли август септември октомври ноември декември
ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου δεκεμβριου
ιαν φεβ μαρ απρ μαι ιουν ιουλ αυγ σεπ οκτ νοε δεκ
"""

_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim
montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
lunes martes miercoles jueves viernes sabado domingo mie jue vie sab dom
lunedi martedi mercoledi giovedi venerdi gio
segunda terca quarta quinta sexta feira seg ter qua qui sex
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
mandag tirsdag onsdag torsdag fredag lordag sondag mandag tisdag onsdag torsdag lordag
maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai
poniedzialek wtorek sroda czwartek piatek sobota niedziela
pondeli utery streda ctvrtek patek nedele pondelok utorok stvrtok piatok nedela
hetfo kedd szerda csutortok pentek szombat vasarnap
luni marti miercuri joi vineri sambata duminica
ponedjeljak utorak srijeda cetvrtak petak subota nedjelja ponedeljek torek cetrtek petek nedelja
pazartesi sali carsamba persembe cuma cumartesi pazar
dilluns dimarts dimecres dijous divendres dissabte diumenge
esmaspaev teisipaev kolmapaev neljapaev reede laupaev puhapaev
senin selasa rabu kamis jumat sabtu minggu ahad isnin khamis jumaat
понедельник вторник среда четверг пятница суббота воскресенье
понеділок вівторок середа четвер пятниця субота неділя
"""

# Letters that do not decompose into a base letter and a mark.
_PLAIN = str.maketrans("ıłøđßіў", "ilodsiу")


def fold_word(word: str) -> str:
    """The word in lower case, without accents: `Août` and `AOUT` both give `aout`."""
    word = word.casefold()
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word.translate(_PLAIN))
    return "".join(c for c in parts if not unicodedata.combining(c)).translate(_PLAIN)


def _table() -> tuple[dict[str, int], frozenset[str]]:
    numbers: dict[str, int] = {}
    contested: set[str] = set()
    for line in _MONTHS.split("\n"):
        for number, word in enumerate(line.split(), start=1):
            if numbers.setdefault(fold_word(word), number) != number:
                contested.add(fold_word(word))
    # Finnish dates stand in the partitive.
    numbers |= {word + "ta": number for word, number in numbers.items() if word.endswith("kuu")}
    return numbers, frozenset(contested)


# Folded word -> month number; and the words that mean different months in different languages
# (`listopada` is November in Polish and October in Croatian), where the table holds the commoner one.
MONTHS, CONTESTED = _table()
WEEKDAYS = frozenset(fold_word(word) for word in _WEEKDAYS.split())
