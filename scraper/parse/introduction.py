"""What introduces a post: its date line and category, beside the title, in one line or in elements of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from archive.records import Evidence
from scraper.parse.anchors import ASIDE, DateChoice, dates_near, made_date_line, place_of
from scraper.parse.extent import is_chrome
from scraper.parse.flow import Flow, Line
from scraper.parse.patterns import wording
from scraper.parse.patterns.dates import DateLine, Order, date_label, parse_date_attribute, whole_date
from scraper.parse.patterns.labels import find_labels, is_file_name
from scraper.parse.split_dates import joined_date
from scraper.parse.structured import Structured
from scraper.parse.template_place import NOWHERE, Placed
from scraper.parse.text import key, shorten
from scraper.parse.vocabulary import Sign, words_of

_REACH: Final = 14
# Lines between the end of a post and the date below it: its category, the hour.
_NEAR_END: Final = 4
# What it is worth to stand where the site's other pages have the same.
_PLACED: Final = 4.5
_CATEGORY_NAMES: Final = frozenset(
    key(word)
    for word in """news|event|events|press release|press releases|announcement|announcements|notice|notices|blog|media|
    media coverage|media release|media releases|press|research|research news|seminar|seminars|workshop|workshops|
    lecture|conference|conferences|award|awards|achievement|achievements|publication|publications|newsletter|story|
    stories|feature|features|article|articles|opinion|interview|update|updates|highlights|activity|activities|academic|
    recruitment|tender|tenders|job|jobs|report|reports|insight|insights|company news|industry news|general|others|other|
    in the media|spotlight|visit|visits|training|competition|exhibition|collaboration|
    新聞|新闻|活動|活动|公告|通告|通知|消息|新聞稿|新闻稿|媒體報導|媒體報道|媒体报道|最新消息|新聞發佈|新闻发布|講座|讲座|研討會|研讨会|
    獎項|奖项|榮譽|荣誉|研究|學術|学术|招聘|其他|其它|動態|动态|資訊|资讯|新聞動態|新闻动态|公司新聞|公司新闻|行業新聞|行业新闻|お知らせ|ニュース|
    イベント|プレスリリース|소식|공지|공지사항|행사|뉴스|보도자료|
    nachrichten|veranstaltung|veranstaltungen|pressemitteilung|aktuelles|neuigkeiten|actualité|actualités|événement|
    événements|communiqué|noticias|noticia|evento|eventos|comunicado|notizie|eventi|nieuws|nyheter|nyhet|notícias""".split(
        "|"
    )
)
"""What posts are usually filed under; a weak voice."""
_CATEGORY_CLASSES: Final = frozenset(
    "category categories cat cats label badge topic section type kind kicker eyebrow overline rubric pill chip genre "
    "tag".split()
)
_FIELD: Final = re.compile(
    r"(?:category|categories|posted in|filed under|type|topic|section|kategorie|rubrik|rubrique|catégorie"
    r"|categoría|sección|categoria|類別|类别|分類|分类|類型|类型|欄目|栏目|カテゴリー?|분류)"
    r"(?![a-z])\s*[:：]?\s*(?P<value>.*)",
    re.IGNORECASE,
)
_DATE_FIELD: Final = re.compile(
    r"(?:(?:publish(?:ed)?|post(?:ed)?|release[d]?|news|issue[d]?)?\s*(?:date|on|time|day)|published"
    r"|posted|datum|date de publication|fecha|data"
    r"|(?:發佈|发布|發布|刊登|公佈|公布|新聞|新闻)?(?:日期|時間|时间)|日付|公開日|掲載日|날짜|등록일|작성일)\s*[:：]?",
    re.IGNORECASE,
)
_PERSON: Final = re.compile(
    r"(?:(?:created|posted|written|published|updated|edited|reported) )?by|authors?|writers?|editors?|作者"
    r"|記者|记者|撰文|編輯|编辑|建立者|發佈者|发布者|创建者|von|par|por",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(
    r"[（(]?(?:(?:星期|週|周|礼拜|禮拜)?[一二三四五六日天月火水木金土월화수목금토일](?:曜日|요일)?)[）)]?"
)
_TIME_OF_DAY: Final = re.compile(r"\d{1,2}\s*[:：時时点點]\s*\d{2}")
_CLOSE: Final = re.compile(r"\W*(?:ends?|完|全文完)\b", re.IGNORECASE)
_LISTING_ADDRESS: Final = re.compile(
    r"categor|/cat/|[?&]cat=|/tag|/topic|/section|/type|rubri|[?&]type=|/filter", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Introduction:
    """Date and category, and the lines that they and their like take up.

    Attributes:
        published: `YYYY-MM-DD` or None.
        raw: the text that the date was read from, or that it could not be read from.
        ambiguous: whether the text allows another day and nothing decided it.
        relative: whether only an attribute gives it, beside words such as "3 days ago".
        category: one line of text.
        line: the number of the date's line, -1 if none.
        last: the number of the last line before the body.
        taken: lines that are no body because they introduce the post.
    """

    published: str | None
    raw: str
    ambiguous: bool
    relative: bool
    category: str
    line: int
    last: int
    taken: frozenset[int]
    evidence: tuple[Evidence, ...]


def read_introduction(
    flow: Flow,
    title: int,
    dates: dict[int, DateLine],
    structured: Structured,
    related: frozenset[str],
    order: Order | None,
    placed: Placed = NOWHERE,
) -> Introduction:
    """Read what stands around the title.

    Args:
        flow: the page.
        title: the title's line, -1 if unknown.
        dates: the page's date lines.
        structured: what it says to machines.
        related: the categories that other posts on the page are filed under.
        order: how it writes day and month.
        placed: where its fellows have date and category.
    """
    first, limit = max(0, title - 8), _limit(flow, title, dates)
    near = [
        *dates_near(flow, title, limit, dates),
        *_split_dates(flow, title, limit, dates, order),
        *_attributes(flow, title, limit),
    ]
    near = [choice for choice in near if title < 0 or not _of_others(flow, choice.line, title)]
    near.sort(key=lambda choice: -choice.weight)
    best = next((choice for choice in near if choice.weight > 1.0), None)
    if placed.date in dates:
        best = DateChoice(placed.date, dates[placed.date], _PLACED, False)
        near = [best, *(choice for choice in near if choice.line != best.line)]
    closing = None if best or title < 0 else _closing(flow, title, dates)
    if best and title >= 0 and best.line >= limit:
        closing = best
    best = best or closing
    evidence = [
        Evidence(
            "published",
            choice.said.published,
            "template" if choice.line == placed.date else "text-shape",
            place_of(flow, choice.line),
            shorten(flow.lines[choice.line].text, 80),
            round(choice.weight, 2),
            choice is best,
        )
        for choice in near[:4]
    ]
    line = best.line if best else -1
    taken = _taken(flow, title, -1 if closing else line, limit, {choice.line for choice in near})
    if closing:
        taken |= _after_closing(flow, closing.line)
    reach = range(closing.line - 2, closing.line + 3) if closing else range(max(0, min(title, max(line, 0)) - 3), limit)
    category, at, voices = _category(flow, title, best, reach, related, structured)
    if not category and placed.category >= 0 and placed.category != line:
        category, at, voices = _at_place(flow, placed.category, voices) or (category, at, voices)
    if at >= 0:
        taken.add(at)
        taken |= _between(flow, at, max(title, line), taken)
    last = max([title, *(index for index in taken if index < limit)], default=title)
    published, raw, ambiguous, relative = None, "", False, False
    if best is not None:
        published, ambiguous = best.said.published, best.said.hit.ambiguous
        raw = flow.lines[best.line].text
        relative = best.line not in dates and bool(flow.lines[best.line].times)
    _ = first
    return Introduction(
        published, raw, ambiguous, relative, category, line, last, frozenset(taken), (*evidence, *voices)
    )


def _closing(flow: Flow, title: int, dates: dict[int, DateLine]) -> DateChoice | None:
    """The date below the post, as press releases have it: right behind what it holds, in one box with that."""
    lines, nodes = flow.lines, flow.nodes
    homes: set[int] = set()
    last = title
    shown = {media.line: media.node for media in flow.media if media.line > title and media.element.tag != "a"}
    for index in range(title + 1, len(lines)):
        line = lines[index]
        if wording.RELATED.match(line.text) and (line.heading or line.signs & Sign.RELATED):
            return None
        if line.signs & (Sign.FOOTER | Sign.RELATED | Sign.COMMENT):
            return None
        if index in shown:
            homes.update(flow.ancestors(shown[index]))
            last = index
        if index in dates and line.weight < 60 and not line.linked and index - last <= _NEAR_END:
            homes -= {number for number in homes if nodes[number].tag in {"body", "html"}}
            if set(flow.ancestors(line.node)[:6]) & homes:
                around = [*lines[max(title + 1, index - 3) : index], *lines[index + 1 : index + 2]]
                if any(_names_another_page(other) for other in around):
                    return None
                return DateChoice(index, dates[index], 1.5, False)
        if (line.weight > 60 and not line.linked) or find_labels(line.text):
            homes.update(flow.ancestors(line.node))
            last = index
    return None


def _at_place(flow: Flow, at: int, voices: list[Evidence]) -> tuple[str, int, list[Evidence]] | None:
    """The category where the site's other pages have theirs; None where no category can be there."""
    text = flow.lines[at].text
    if len(text) > 60 or text[-1] in ".!?。！？" or find_labels(text) or is_chrome(flow.lines[at]):
        return None
    said = Evidence("category", text, "template", place_of(flow, at), "stands where other pages have theirs", _PLACED)
    return text, at, [replace(said, chosen=True), *(replace(voice, chosen=False) for voice in voices)]


def _names_another_page(line: Line) -> bool:
    """Whether a line is nothing but a link as long as a title, and no file's."""
    return line.linked and line.weight >= 16 and not find_labels(line.text) and not is_file_name(line.text)


def _after_closing(flow: Flow, date: int) -> set[int]:
    """The closing date and the short lines right below it, such as the hour of issue."""
    out = {date}
    for index in range(date + 1, len(flow.lines)):
        line = flow.lines[index]
        if line.hard or line.node != flow.lines[date].node or line.weight > 40:
            break
        out.add(index)
    return out


def _limit(flow: Flow, title: int, dates: dict[int, DateLine]) -> int:
    """The first line behind the title that is surely no introduction any more."""
    for index in range(title + 1, min(title + 1 + _REACH, len(flow.lines))):
        line = flow.lines[index]
        if (
            (wording.RELATED.match(line.text) and index > title + 1)
            or find_labels(line.text)
            or is_file_name(line.text)
        ):
            return index
        if _is_prose(line) and index not in dates:
            # A lead may stand between the title and the date line.
            known = any(i in dates for i in range(max(0, title - 3), index))
            behind = takewhile(lambda other: not wording.RELATED.match(other.text), flow.lines[index + 2 : index + 8])
            lead = index + 1 in dates and any(_is_prose(other) for other in behind)
            return index + 2 if lead and not known else index
    return min(title + 1 + _REACH, len(flow.lines))


def _is_prose(line: Line) -> bool:
    if line.linked or line.signs & (ASIDE | Sign.META) or is_chrome(line) or wording.BYLINE.match(line.text):
        return False
    return line.weight > 100 or (line.weight >= 40 and line.text[-1] in ".!?。！？…")


def _of_others(flow: Flow, index: int, title: int) -> bool:
    """Whether a line above the title belongs to something else: its largest box without the title has links."""
    if index >= title:
        return False
    if _any_names_another(flow.lines[index + 1 : title]):
        return True
    number = flow.lines[index].node
    if flow.nodes[number].end > title:
        return False
    while flow.nodes[number].parent >= 0 and flow.nodes[flow.nodes[number].parent].end <= title:
        number = flow.nodes[number].parent
    box = flow.nodes[number]
    return _any_names_another(flow.lines[box.start : box.end])


def _any_names_another(lines: Sequence[Line]) -> bool:
    """Whether any line holds a link as long as a title, outside of menus; a file's label is none."""
    for line in lines:
        if line.links and not line.signs & (Sign.CRUMBS | Sign.NAV):
            for link in line.links:
                if len(link.text) >= 16 and not find_labels(link.text):
                    return True
    return False


def _split_dates(
    flow: Flow, title: int, limit: int, dates: dict[int, DateLine], order: Order | None
) -> list[DateChoice]:
    """Dates whose day, month and year stand in lines of their own."""
    out = []
    for index in range(max(0, title - 6), limit):
        if len(flow.lines[index].text) > 12 or index in dates:
            continue
        texts = [line.text for line in flow.lines[index : index + 3]]
        if found := joined_date(texts, order):
            count, published, category = found
            hit = made_date_line(published, "", " ".join(texts[:count]))
            if hit is not None and title >= 0 and not category:
                distance = abs(index - title)
                out.append(DateChoice(index + count - 1, hit, 2.4 - 0.12 * distance, False))
    return out


def _attributes(flow: Flow, title: int, limit: int) -> list[DateChoice]:
    """Dates that stand in `datetime` attributes only, beside words such as "3 days ago"."""
    out = []
    for index in range(max(0, title - 8), limit):
        line = flow.lines[index]
        if not line.times or line.weight > 80 or line.linked or title < 0:
            continue
        published = parse_date_attribute(line.times[0])
        if published and (said := made_date_line(published, "", line.text)):
            out.append(DateChoice(index, said, 1.9 - 0.1 * abs(index - title), False))
    return out


def _taken(flow: Flow, title: int, date: int, limit: int, dated: set[int]) -> set[int]:
    """The lines around title and date that are furniture: other dates, bylines, buttons, names of fields."""
    lines = flow.lines
    taken = {index for index in (title, date) if index >= 0} | {index for index in dated if index < limit}
    anchor = max(title, date)
    for index in range(max(0, min(title, date if date >= 0 else title)), limit):
        line = lines[index]
        if find_labels(line.text):
            continue
        if is_chrome(line) or line.signs & Sign.SHARE:
            taken.add(index)
        elif line.weight < 90 and (wording.BYLINE.match(line.text) or line.signs & Sign.META) and index <= anchor + 6:
            if not (line.role == "p" and line.weight > 60):
                taken.add(index)
        elif _DATE_FIELD.fullmatch(line.text) and index + 1 in taken | {date}:
            taken.add(index)
    return taken


def _between(flow: Flow, at: int, anchor: int, taken: set[int]) -> set[int]:
    """The name of the field before a category's line, as in a definition list."""
    before = at - 1
    if 0 <= before < len(flow.lines) and before > anchor - 6:
        found = _FIELD.fullmatch(flow.lines[before].text)
        if found and not found["value"].strip() and before not in taken:
            return {before}
    return set()


def _category(
    flow: Flow, title: int, best: DateChoice | None, reach: range, related: frozenset[str], structured: Structured
) -> tuple[str, int, list[Evidence]]:
    """The category, the line that gives it (-1 if that is the date's own), and what spoke for each candidate."""
    found: list[tuple[float, str, int, str]] = []
    if best is not None and (named := _category_part(best.said.category)):
        found.append((5.0, named, -1, "in the date line"))
    date = best.line if best else -1
    for index in reach:
        if not 0 <= index < len(flow.lines) or index in {title, date} or _of_others(flow, index, title):
            continue
        line = flow.lines[index]
        value, score, reason = _category_line(flow, index, line, title, date, related)
        if value and score > 0:
            found.append((score, value, index, reason))
    crumb = _last_crumb(flow, title)
    if crumb and (key(crumb) in related or (key(crumb) in _CATEGORY_NAMES and not _in_menu(flow, crumb))):
        found.append((1.5, crumb, -1, "the last step of the breadcrumb"))
    found += [(said.weight, said.value, -1, said.place) for said in structured.sections[:1]]
    found.sort(key=lambda item: -item[0])
    evidence = [
        Evidence(
            "category",
            shorten(value, 80),
            "text-shape",
            place_of(flow, at) if at >= 0 else "",
            reason,
            round(score, 2),
            number == 0,
        )
        for number, (score, value, at, reason) in enumerate(found[:4])
    ]
    if not found or found[0][0] < 1.4:
        return "", -1, evidence
    return found[0][1], found[0][2], evidence


def _category_part(said: str) -> str:
    """What a date line says besides the date, without the names of fields, bylines and buttons."""
    parts, person = [], False
    for part in said.split(" | "):
        field = _FIELD.fullmatch(part)
        value = field["value"].strip() if field else part
        if person or _PERSON.fullmatch(part) or wording.BYLINE.match(part):
            # A name stands beside its label, in the same part or in the next.
            person = bool(_PERSON.fullmatch(part)) and not person
        elif value and not _says_when(value) and not wording.SHARE.match(value) and not wording.TAGS.match(value):
            parts.append(value)
    return " | ".join(parts)


def _says_when(text: str) -> bool:
    """Whether a text is only the label of a date, such as "Last modified"."""
    if _CLOSE.match(text) or _WEEKDAY.fullmatch(text) or whole_date(f"{text} 2000-01-02") is not None:
        return True
    return bool(date_label(text)) and len(text.split()) <= 2 and len(text) <= 16


def _category_line(
    flow: Flow, index: int, line: Line, title: int, date: int, related: frozenset[str]
) -> tuple[str, float, str]:
    """How much a line near the title looks like the name of a category."""
    text = line.text
    if line.signs & (ASIDE | Sign.CRUMBS | Sign.HIDDEN) & ~Sign.SHARE or line.weight > 60:
        return "", 0.0, ""
    if found := _FIELD.fullmatch(text):
        value = found["value"].strip() if ":" in text or "：" in text else ""
        return value, 4.0 if value else 0.0, "named a category"
    if is_file_name(text) or find_labels(text) or is_chrome(line) or wording.BYLINE.match(text):
        return "", 0.0, ""
    if wording.TAGS.match(text):
        return "", 0.0, ""
    if len(text.split()) > 6 or text[-1] in ".!?:。！？：" or _TIME_OF_DAY.search(text):
        return "", 0.0, ""
    score, reasons = _named_score(flow, index, line, related)
    if date >= 0:
        near = abs(index - date)
        if near <= 2 and _small_box(flow, index, date):
            score += 1.6
            reasons.append("beside the date")
        elif near == 1:
            score += 0.7
    score += 0.4 * (abs(index - title) == 1 and line.role != "p") - bool(line.heading)
    return (text, score, ", ".join(reasons)) if reasons else ("", 0.0, "")


def _named_score(flow: Flow, index: int, line: Line, related: frozenset[str]) -> tuple[float, list[str]]:
    """What a line's words, its names and its links say for its being a category."""
    score, reasons = 0.0, []
    before = _FIELD.fullmatch(flow.lines[index - 1].text) if index else None
    if before and not before["value"].strip():
        score, reasons = 4.0, ["named a category"]
    folded = key(line.text)
    if folded in related:
        score += 2.2
        reasons.append("other posts on the page are filed so")
    if folded in _CATEGORY_NAMES:
        score += 1.5
        reasons.append("a usual name")
    element = flow.nodes[line.node].element
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    for link in line.links[:1]:
        names += f" {link.element.get('class') or ''} {link.element.get('rel') or ''}"
        if _LISTING_ADDRESS.search(link.href):
            score += 1.2
            reasons.append("links to a category")
    if set(words_of(names.strip())) & _CATEGORY_CLASSES:
        score += 1.5
        reasons.append("named so")
    return score, reasons


def _small_box(flow: Flow, first: int, second: int) -> bool:
    """Whether two lines stand in a box that holds little else."""
    node = flow.nodes[flow.common(flow.lines[first].node, flow.lines[second].node)]
    return node.end - node.start <= 6 and sum(line.weight for line in flow.lines[node.start : node.end]) < 400


def _in_menu(flow: Flow, text: str) -> bool:
    """Whether a menu of the page leads there: then it is a part of the site and no category."""
    return any(line.signs & Sign.NAV and not line.signs & Sign.CRUMBS and line.text == text for line in flow.lines)


def _last_crumb(flow: Flow, title: int) -> str:
    """The step before the title in a breadcrumb, unless that is the front page."""
    steps: list[str] = []
    for index in range(max(0, title - 12) if title >= 0 else 0, max(title, 0)):
        line = flow.lines[index]
        if not line.signs & Sign.CRUMBS:
            continue
        steps += [link.text for link in line.links if link.text and re.search(r"\w", link.text)]
    return steps[-1] if len(steps) >= 2 else ""
