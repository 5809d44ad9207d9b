"""Short texts that belong to a page's furniture: buttons, badges, words for "next"."""

from __future__ import annotations

import re
import unicodedata

from scraper.parse.patterns.months import fold_word


def fold_phrase(text: str) -> str:
    """Letters and digits of a text, folded, single spaces between words: `» Read  More…` gives `read more`."""
    text = unicodedata.normalize("NFKC", text)
    return " ".join(fold_word(word) for word in re.findall(r"[^\W_]+", text))


def _phrases(lines: str) -> frozenset[str]:
    return frozenset(fold_phrase(line) for line in re.split(r"[\n,]", lines) if line.strip())


# What a button that leads to the whole post says.
MORE = _phrases(
    """read more, more, learn more, continue reading, continue, details, detail, view, view more, view details, see
    more, see details, full story, read full story, full article, read article, read the article, read full
    article, find out more, discover more, click here, click here for more, go, open, explore, more info, more
    information, more details, read on, read, read this, view article, view post, view news, view all details,
    keep reading, show more, read story, 更多, 閱讀更多, 阅读更多, 詳情, 详情, 查看詳情, 查看详情, 了解更多, 更多詳情, 更多详情, 繼續閱讀, 继续阅读, 閱讀全文,
    阅读全文, 詳細, 详细, 詳細內容, 详细内容, 全文, 查看全文, 查看更多, 查看, 瀏覽, 続きを読む, 詳しく見る, 詳しくはこちら, もっと見る, 자세히, 자세히 보기, 더보기, 더 보기,
    weiterlesen, mehr, mehr erfahren, mehr lesen, mehr dazu, zum artikel, lire la suite, lire plus, en savoir
    plus, voir plus, lire, plus, leer mas, ver mas, mas, mas informacion, saber mas, seguir leyendo, leia mais,
    saiba mais, ler mais, mais, ver mais, leggi tutto, leggi, continua a leggere, continua, scopri di piu, lees
    meer, lees verder, meer, meer lezen, las mer, les mer, les mere, laes mere, mer, mere, lue lisaa, lue,
    czytaj wiecej, wiecej, czytaj dalej, cist vice, vice, cely clanek, viac, citat viac, tovabb, bovebben,
    reszletek, citeste mai mult, mai mult, detalii, vise, opsirnije, procitaj vise, preberi vec, vec, devami,
    devamini oku, detaylar, llegeix mes, loe edasi, lasit vairak, skaityti daugiau, baca selengkapnya,
    selengkapnya, baca lagi, xem them, chi tiet, подробнее, читать далее, далее, читати далі, детальніше,
    περισσοτερα, διαβαστε περισσοτερα"""
)
_MORE_START = re.compile(
    r"(?:read more|continue reading|learn more|more about|more on|read the full|view details|lire la suite|"
    r"en savoir plus|weiterlesen|mehr zu|leer mas|leia mais|leggi tutto|lees meer|las mer|les mer)\b"
)
# Badges and small controls that are neither category nor summary.
FURNITURE = _phrases(
    """new, hot, share, print, save, bookmark, like, comment, comments, no comments, leave a comment, reply, permalink,
    download, pdf, watch, play, listen, video, photo, photos, image, edit, tweet, facebook, twitter, linkedin,
    whatsapp, email, copy link, close, previous, next, external link, opens in new window, opens in a new tab,
    link, thumbnail, 分享, 列印, 打印, 下載, 下载, 收藏"""
)
PINNED = _phrases(
    """pinned, pinned post, sticky, featured, top, announcement pinned, 置頂, 置顶, 頂, 顶, 精選, 精选, 固定, 공지, epingle,
    angepinnt, fijado, fixado, in evidenza"""
)


def is_more(text: str) -> bool:
    """Whether a text is what a button to the whole post says, in any of many languages."""
    folded = fold_phrase(text)
    return folded in MORE or bool(_MORE_START.match(folded))
