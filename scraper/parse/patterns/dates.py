"""Dates as posts show them: alone in their element, or in a line with the category.

`find_dates`, `infer_order` and `parse_date_attribute` come from the scanner and are offered here too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from scraper.parse.patterns.datescan import (
    DateHit,
    Order,
    find_dates,
    infer_order,
    may_date,
    narrow,
    parse_date_attribute,
    valid,
)
from scraper.parse.patterns.months import MONTHS, WEEKDAYS, fold_word

__all__ = [
    "DateHit",
    "DateLine",
    "Order",
    "date_label",
    "date_line",
    "find_dates",
    "infer_order",
    "is_label",
    "is_partial_date",
    "parse_date_attribute",
    "valid",
    "whole_date",
]

# No date line is longer; what is, is prose.
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that gives a post's date, and perhaps its category.

    Attributes:
        published: `YYYY-MM-DD`.
        category: what else the line says, as it stands; empty if nothing.
        hit: the date in the line.
    """

    published: str
    category: str
    hit: DateHit


def _words(text: str) -> frozenset[str]:
    return frozenset(fold_word(word) for word in text.split())


# What a site writes before the day it published something, and before the day it touched it again.
_PUBLISHED = _words(
    """published publication publish posted post date dated released release issued on at the created added
    online since of day filed decided uploaded submitted time
    publie publiee publication paru le du date mis en ligne veroffentlicht erschienen am vom um datum stand
    publicado publicada publicacion fecha el em data de pubblicato pubblicata il del alle
    gepubliceerd geplaatst op publisert publicerad publicerat den udgivet julkaistu opublikowano dnia publikovano
    zverejneno datum kelt objavljeno yayin tarihi tarih dipublikasikan diterbitkan tanggal dang ngay
    опубликовано дата опубліковано"""
)
_UPDATED = _words(
    """updated update modified modification edited last mis mise a jour modifie modifiee le aktualisiert geandert
    zuletzt actualizado actualizada aggiornato aggiornata bijgewerkt atualizado ultima oppdatert uppdaterad opdateret
    paivitetty zaktualizowano aktualizovano обновлено оновлено"""
)
_ONLY_UPDATED = _UPDATED - _words("last a le mis mise")
_FILLER = WEEKDAYS | _words(
    """am pm hkt hkst utc gmt cet cest bst est edt pst pdt cst cdt jst sgt ist msk hrs hr h uhr o clock a p m klo kl
    ore godz r g d no min s в г р"""
)
_CJK_LABELS = re.compile(
    r"(?:發佈|发布|發布|發表|发表|刊登|刊發|上載|上传|上傳|更新|公佈|公布|最後|最后|修訂|修订|公開|掲載|投稿|작성|등록|게시)+"
    r"(?:日期|時間|时间|日時|日|于|於|일자|일)?|(?:新聞|新闻|稿件)?日期|時間|时间|日付|날짜|日時"
)
_CJK_UPDATED = re.compile(r"更新|修訂|修订|修改|最後|最后")
_CJK_WEEKDAY = re.compile(
    r"(?:星期|週|周|礼拜|禮拜)[一二三四五六日天]|[（(][日月火水木金土一二三四五六월화수목금토일][)）]|[월화수목금토일月火水木金土日]曜日|[월화수목금토일]요일|(?:上午|下午|午前|午後|오전|오후|凌晨|早上|晚上|中午)"
)
_TIME = re.compile(
    r"(?<![0-9])T?[0-2]?[0-9]\s?(?:[:.hH]|時|时|點|点|시)\s?(?:[0-5][0-9](?:\s?(?:[:.]|分|분)(?:\s?[0-5][0-9](?:[.][0-9]+)?秒?)?)?)?"
    r"(?:Z|\s?[+-][0-9]{2}:?[0-9]{2})?(?![0-9])"
    r"|(?<![0-9])[0-9]{1,2}\s?(?=[ap][.]?m\b)"
    r"|(?:UTC|GMT)\s?[+-]\s?[0-9]{1,2}(?::[0-9]{2})?",
    re.IGNORECASE,
)
# Pictographs and the private characters of icon fonts.
_ICONS = re.compile("[\u2190-\u23ff\u2600-\u2bff\ue000-\uf8ff\U0001f000-\U0001faff]+")
_YEAR = re.compile(r"(?:19[7-9]|20[0-9])[0-9]年?")
_CJK_MONTH = re.compile(r"(?<=年)\s?[0-9]{1,2}\s?月")
_WORDS = re.compile(r"[^\W_]+")


def _residue(text: str) -> list[str]:
    """The words of a text that neither label a date nor belong to one."""
    text = _CJK_WEEKDAY.sub(" ", _TIME.sub(" ", narrow(text)))
    text = _CJK_LABELS.sub(" ", text)
    known = _PUBLISHED | _UPDATED | _FILLER
    return [word for word in _WORDS.findall(text) if fold_word(word) not in known]


def date_label(text: str) -> Literal["published", "updated", ""]:
    """What the words before a date say that it is: `Last updated:` gives `updated`, `Posted on` gives `published`."""
    words = {fold_word(word) for word in _WORDS.findall(text)}
    if words & _ONLY_UPDATED or _CJK_UPDATED.search(text):
        return "updated"
    if words & (_PUBLISHED - _FILLER) or _CJK_LABELS.search(text):
        return "published"
    return ""


def is_partial_date(text: str) -> bool:
    """Whether a text is a month with its year, or a year: the heading of a section, not words."""
    if len(text) > 24 or not may_date(text):
        return False
    pieces = _WORDS.findall(_CJK_MONTH.sub(" ", narrow(text)))
    years = [piece for piece in pieces if _YEAR.fullmatch(piece)]
    return len(years) == 1 and all(piece in years or fold_word(piece) in MONTHS for piece in pieces)


def is_label(text: str) -> bool:
    """Whether a text only says what the date, category or author next to it is: `Posted on`, `in`, `Category:`."""
    if len(text) > 40:
        return False
    known = _PREPOSITIONS | _CATEGORY_NAMES
    if text.rstrip().endswith((":", "：")):
        known |= _CATEGORY_LABELS | _PERSON_LABELS
        if _CJK_CATEGORY.fullmatch(text.strip(_EDGE)) or _CJK_PERSON.fullmatch(text.strip(_EDGE)):
            return True
    return all(fold_word(word) in known for word in _residue(text))


@lru_cache(maxsize=8192)
def whole_date(text: str, *, order: Order | None = None) -> DateHit | None:
    """The date of a text that is nothing but a date, perhaps with its label, weekday and time.

    A text with a date of publication and one of change gives the former. A span of days gives None.
    """
    text = text.strip()
    if len(text) > _LONGEST or not may_date(text):
        return None
    hits = find_dates(text, order=order, short_years=True)
    if not hits:
        return None
    pieces, end = [], 0
    for hit in hits:
        pieces.append(text[end : hit.start])
        end = hit.end
    if _residue(" ".join([*pieces, text[end:]])):
        return None
    labels = [date_label(piece) for piece in pieces]
    if len({hit.date for hit in hits}) > 1 and "updated" not in labels:
        return None
    return next((hit for hit, label in zip(hits, labels, strict=True) if label != "updated"), hits[0])


# A place where a line is parted: bars, dots, dashes with space around, and the borders of elements.
_PARTS = re.compile(r"\s*(?:[|•·‧・∙●｜\t\n\r\x1f]|(?<=\s)[-–—~/](?=\s))\s*")
_EDGE = " \u00a0\u3000,，、;；:：/-–—.。|()[]（）【】"
_LABELLED = re.compile(r"\s*([^:：]{1,24}?)\s*[:：]\s*(.*)", re.DOTALL)
_CATEGORY_LABELS = _words(
    """category categories type topic topics tag tags section filed under in posted news kind department
    categorie rubrique kategorie rubrik categoria seccion sezione temas tema"""
)
# Those of them that are never a category's own name.
_CATEGORY_NAMES = _CATEGORY_LABELS - _words("news department kind posted filed under in section type topic topics")
_CJK_CATEGORY = re.compile(r"類別|类别|分類|分类|類型|类型|欄目|栏目|カテゴリー?|분류|카테고리|標籤|标签")
_PERSON_LABELS = _words(
    "by author authors written source credit photo editor von par por door autor auteur autore fonte"
)
_CJK_PERSON = re.compile(r"^(?:作者|來源|来源|編輯|编辑|文|撰文|記者|记者|出處|글쓴이|작성자)$")
_COUNTS = re.compile(
    r"[0-9][0-9,.]*\s?(?:k\s)?(?:min(?:ute)?s?\b.*|views?|comments?|reads?|hits|likes?|shares?|次|閱讀|阅读|瀏覽|浏览|조회)"
    r"|(?:views?|hits|read(?:ing time)?|comments?|閱讀|阅读|瀏覽|浏览|點擊|点击|조회수?)"
    r"(?:次數|次数|量|數|数)?\s?[:：]?\s?[0-9][0-9,.]*(?:\s?min.*)?"
    r"|(?:no|leave a) comments?|(?:share|print|read more|new|hot)",
    re.IGNORECASE,
)
# What a date of something to come is labelled with.
_EVENT_WORDS = _words(
    """deadline venue location place when where closing closes expires expiry due starts ends valid until registration
    time schedule"""
)
# What joins the parts of a date line: "Posted on … in … by …".
_PREPOSITIONS = _words("on in by at under im am unter von dans par en por il su i og och")
# Words after which a date belongs to a sentence, not to a line of its own.
_LEANING = _words("on in until till by from to before after since between of the and during for with bis ab seit am im")


@lru_cache(maxsize=8192)
def date_line(text: str, *, order: Order | None = None) -> DateLine | None:
    """The date and category of a line such as `2022-05-25 | News`, `News · 25 May 2022` or a date alone.

    Labels ("Published:", "Posted on", "By …") are left out of the category. None for a sentence that holds a date and
    for the facts of an event (`Date: … | Venue: …`).
    """
    text = text.strip()
    if len(text) > _LONGEST or not may_date(text):
        return None
    if alone := whole_date(text, order=order):
        return DateLine(alone.date, "", alone)
    hits = find_dates(text, order=order, short_years=len(text) <= 60)
    if not hits or len({hit.date for hit in hits}) > 2:
        return None
    hit = hits[0]
    if len(hits) == 2 and date_label(text[hits[0].end : hits[1].start]) != "updated":
        return None
    before, after = text[: hit.start], text[hits[-1].end :]
    if len(hits) == 2:
        after = text[hits[0].end : hits[1].start] + "\n" + after
    parts = [part for side in (_side(before, leading=True), _side(after, leading=False)) for part in side or [None]]
    if None in parts:
        return None
    named = [part for part in parts if part]
    category = " | ".join(dict.fromkeys(named))
    if len(category) > 60 or len(category.split()) > 8:
        return None
    return DateLine(hit.date, category, hit)


def _side(text: str, *, leading: bool) -> list[str | None]:
    """What one side of a date says besides labels; a None in it means that this is no date line."""
    text = _ICONS.sub(" | ", text)
    if not _residue(text):
        return [""]
    if leading:
        text = _cut_label(text)
    parts = [part for part in _PARTS.split(text) if part.strip(_EDGE)]
    read = [_part(part) for part in parts]
    if None in read:
        return [None]
    named = [part for part in read if part]
    if named and not _parted(text, leading=leading) and not _IN.match(parts[-1 if leading else 0]):
        # Nothing but a space between date and words: only a short label of a category reads like that.
        touching = named[-1] if leading else named[0]
        words = [fold_word(word) for word in touching.split()]
        if len(words) > 3 or words[-1 if leading else 0] in _LEANING or not _starts_like_a_name(touching):
            return [None]
    return list(named) or [""]


def _parted(text: str, *, leading: bool) -> bool:
    """Whether something visible, or the border of an element, stands between the date and this side of it."""
    near = text[-3:] if leading else text[:3]
    return bool(_PARTS.search(near)) or near.strip(" ")[-1 if leading else 0] in ",，、:：/|-–—)]】(["


def _cut_label(text: str) -> str:
    """The text before a date without the date's own label, which then counts as a border."""
    for words in range(3):
        found = re.search(rf"(?:^|(?<=[\s|]))(?:[^\s:：|]{{1,14}}[ ]){{{words}}}[^\s:：|]{{1,14}}\s?[:：]\s?$", text)
        if found and not _residue(found[0]):
            return text[: found.start()] + " | "
    return text


def _starts_like_a_name(text: str) -> bool:
    first = text[:1]
    return first.isupper() or first.isdigit() or first in "#[&" or (first.isalpha() and not first.islower())


def _part(part: str) -> str | None:
    """What a part of a date line says: a category, nothing (empty), or something no date line says (None)."""
    part = part.strip(_EDGE)
    if (timed := _TIME.match(part)) and _BEFORE_NAME.match(part, timed.end()):
        part = part[timed.end() :].strip(_EDGE)  # `09:30 in News`
    if not part or _CJK_DAY.fullmatch(part) or _COUNTS.fullmatch(part) or not _residue(part):
        return ""
    words = [fold_word(word) for word in part.split()]
    if all(word in _PREPOSITIONS for word in words):
        return ""
    if words[0] in _PERSON_LABELS and len(words) <= 6:
        return ""
    if found := _LABELLED.fullmatch(part):
        return _labelled(found[1], found[2])
    part = _without_label(part)
    prose = len(words) > 2 and part[:1].islower()
    if (
        prose
        or not _EVENT_WORDS.isdisjoint(words)
        or part.endswith(("!", "?", "…"))
        or len(part) > 60
        or len(words) > 8
        or find_dates(part)
    ):
        return None
    return part


def _labelled(label: str, value: str) -> str | None:
    words = {fold_word(word) for word in label.split()}
    if (words & _CATEGORY_LABELS and words <= _CATEGORY_LABELS | _PUBLISHED) or _CJK_CATEGORY.fullmatch(label):
        return value.strip(_EDGE)
    if words & _PERSON_LABELS or _CJK_PERSON.fullmatch(label) or not _residue(label + " " + value):
        return ""
    return None


_BEFORE_NAME = re.compile(r"[\s,]+(?:in|under|to|dans|en)\b", re.IGNORECASE)
# What is left of a weekday in brackets.
_CJK_DAY = re.compile("[一二三四五六日天月火水木金土]")
_IN = re.compile(
    r"(?:posted|filed|published|publi\w*)\s+(?:in|under|to|dans|en|in der)\s+|(?:in|under)\s+(?=[A-Z])", re.IGNORECASE
)


def _without_label(part: str) -> str:
    """`Posted in News on` says `News`."""
    if not (found := _IN.match(part)):
        return part
    words = part[found.end() :].split()
    while len(words) > 1 and fold_word(words[-1]) in _PUBLISHED:
        words.pop()
    return " ".join(words)
