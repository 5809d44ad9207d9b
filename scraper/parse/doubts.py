"""Pages that are no post: errors, walls, shells and forms. Said in plain words, and never read as a post."""

from __future__ import annotations

import re
from typing import Final

from archive.records import Issue
from scraper.parse.document import Document
from scraper.parse.flow import Flow
from scraper.parse.text import shorten
from scraper.parse.vocabulary import Sign

_ERROR: Final = re.compile(
    r"(?:error\s*)?(?:40[0134]|410|429|50[0234])\b|\b(?:page|file|post|news|article|content|resource"
    r"|url)?\s*(?:was |is |could )?not (?:be )?found\b"
    r"|page (?:you .{0,40})?(?:does not|doesn['’]t|no longer) exists?|access (?:is )?denied|forbidden|permission denied"
    r"|internal server error|service unavailable|bad gateway|under maintenance|something went wrong|oops"
    r"|\bray id\b|site connection is secure"
    r"|just a moment|attention required|checking (?:if|your browser)|are you (?:a )?(?:human|robot)"
    r"|verify (?:you are|that you are) human|security check"
    r"|request (?:was )?(?:blocked|rejected|unsuccessful)|ddos protection|pardon our interruption|captcha"
    r"|找不到|不存在|無法找到|无法找到|頁面錯誤|页面错误|沒有找到|没有找到|查無|已刪除|已删除|拒絕訪問"
    r"|拒绝访问|禁止訪問|禁止访问|系統維護|系统维护"
    r"|ページが見つかりません|見つかりません|찾을 수 없습니다|seite nicht gefunden|page introuvable"
    r"|página no encontrada|pagina non trovata|pagina niet gevonden",
    re.IGNORECASE,
)
# One of these alone may be news of a laboratory; in title and text together they are a site that is away.
_AWAY: Final = re.compile(
    r"\bmaintenance\b|\bback (?:soon|shortly|online)\b|(?:try|check) (?:back|again) (?:later|soon)|under construction"
    r"|temporarily (?:unavailable|closed|offline)|coming soon|維護|维护|稍後再|稍后再",
    re.IGNORECASE,
)
_CONSENT: Final = re.compile(r"cookie|consent|gdpr|einwilligung|consentement|私隱|隐私|privacy", re.IGNORECASE)
_CONSENT_WORDING: Final = re.compile(
    r"we and our (?:\d+ |many )?(?:partners|vendors)|(?:store|access) (?:and/or |and |or )?(?:store |access )?"
    r"information on (?:a|your) device|process(?:ing)? (?:of )?personal data|before you continue",
    re.IGNORECASE,
)
_FOLDER: Final = re.compile(r"\s*index of /", re.IGNORECASE)
_LOGIN: Final = re.compile(
    r"\b(?:log|sign)[ -]?in\b|登入|登录|登錄|ログイン|로그인|anmelden|einloggen|connexion|se connecter"
    r"|iniciar sesi[oó]n|accedi",
    re.IGNORECASE,
)
_SCRIPT_NEEDED: Final = re.compile(r"javascript|java script|脚本|腳本", re.IGNORECASE)


def not_a_post(flow: Flow, title: str, body: str, *, dated: bool, offers: int) -> Issue | None:
    """What the page is instead of a post, None if nothing speaks against its being one."""
    excerpt = shorten(body or title or " ".join(line.text for line in flow.lines[:5]))
    short = len(body) < 600
    if short and _FOLDER.match(title):
        return Issue("parse", "folder-index", "The page is a server's list of files; it shows no post.", excerpt)
    if not dated and not offers:
        if short and _has_password(flow):
            return Issue("parse", "login-page", "The page asks to log in; it shows no post.", excerpt)
        if _apologises(flow, title, body):
            message = "The page says that there is nothing here, or that it may not be seen."
            return Issue("parse", "error-page", message, excerpt)
        if wall := _consent_wall(flow, title, body):
            message = "The page shows a notice about cookies or privacy instead of a post."
            return Issue("parse", "cookie-wall", message, wall)
    return _without_substance(flow, title, body, excerpt, dated=dated, offers=offers)


def _apologises(flow: Flow, title: str, body: str) -> bool:
    """Whether the page says, in its title or in little text, that what was asked for cannot be had."""
    if len(body) < 250 and (_ERROR.search(body) or (_AWAY.search(title) and _AWAY.search(body))):
        return True
    if len(body) < 600 and _ERROR.search(title) and len(title) < 100:
        return True
    return not body and any(_ERROR.search(line.text) for line in flow.lines if len(line.text) < 120)


def _without_substance(flow: Flow, title: str, body: str, excerpt: str, *, dated: bool, offers: int) -> Issue | None:
    """What a post needs and the page lacks, None if nothing."""
    if not body and not offers and _shell(flow):
        message = "The page is built by scripts in the browser; it holds no text to read."
        return Issue("parse", "javascript-only", message, excerpt)
    if not title:
        return Issue("parse", "no-title", "No title was found on the page.", excerpt)
    if not body and not offers and not dated:
        return Issue("parse", "no-body", "Nothing on the page reads like the text of a post.", excerpt)
    return None


def is_folder(document: Document) -> bool:
    """Whether a page is a server's list of the files in a folder."""
    heading = next(document.root.iter("title", "h1"), None)
    return heading is not None and bool(_FOLDER.match(heading.text_content() or ""))


def _has_password(flow: Flow) -> bool:
    fields = any((field.get("type") or "").lower() == "password" for field in flow.document.root.iter("input"))
    return (fields and any(_LOGIN.search(line.text) for line in flow.lines if len(line.text) < 200)) or fields


def _consent_wall(flow: Flow, title: str, body: str) -> str:
    """The text of a consent notice, if the page's body or, without one, most of its text is that."""
    if body:
        hits = len(_CONSENT.findall(body))
        worded = len(_CONSENT_WORDING.findall(body)) + bool(_CONSENT_WORDING.search(title))
        wall = len(body) < 3000 and (hits >= 3 or (hits and len(body) < 400 and _CONSENT.search(title)) or worded >= 2)
        return shorten(body) if wall else ""
    marked = [line for line in flow.lines if line.signs & (Sign.CONSENT | Sign.DIALOG) or _CONSENT.search(line.text)]
    share = sum(line.weight for line in marked) >= 0.6 * max(1, sum(line.weight for line in flow.lines))
    return shorten(" ".join(line.text for line in marked)) if marked and share else ""


def _shell(flow: Flow) -> bool:
    """Whether the page leaves its content to scripts: hardly any text, and scripts or a word about them."""
    text = sum(line.weight for line in flow.lines)
    asked = any(_SCRIPT_NEEDED.search("".join(part.itertext())) for part in flow.document.root.iter("noscript"))
    scripts = sum(1 for _ in flow.document.root.iter("script"))
    return (text < 400 and asked) or (text < 150 and scripts > 0)
