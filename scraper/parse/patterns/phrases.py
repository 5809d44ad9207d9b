"""Short texts that belong to a page's furniture: buttons, badges, words for "next"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scraper.parse.patterns.months import fold_word


@lru_cache(maxsize=8192)
def fold_phrase(text: str) -> str:
    """Letters and digits of a text, folded, single spaces between words: `» Read  More…` gives `read more`."""
    text = unicodedata.normalize("NFKC", text)
    return " ".join(fold_word(word) for word in re.findall(r"[^\W_]+", text))


def _phrases(lines: str) -> frozenset[str]:
    return frozenset(fold_phrase(line) for line in lines.split(",") if line.strip())


# What a button that leads to the whole post says.
MORE = _phrases(
    """read more, more, learn more, continue reading, continue, details, detail, view, view more, view details,
    see more, see details, full story, read full story, full article, read article, read the article,
    read full article, find out more, discover more, click here, click here for more, go, open, explore,
    more info, more information, more details, read on, read, read this, view article, view post, view news,
    view all details, keep reading, show more, read story, 更多, 閱讀更多, 阅读更多, 詳情, 详情, 查看詳情,
    查看详情, 了解更多, 更多詳情, 更多详情, 繼續閱讀, 继续阅读, 閱讀全文, 阅读全文, 詳細, 详细, 詳細內容,
    详细内容, 全文, 查看全文, 查看更多, 查看, 瀏覽, 続きを読む, 詳しく見る, 詳しくはこちら, もっと見る, 자세히,
    자세히 보기, 더보기, 더 보기, weiterlesen, mehr, mehr erfahren, mehr lesen, mehr dazu, zum artikel,
    lire la suite, lire plus, en savoir plus, voir plus, lire, plus, leer mas, ver mas, mas, mas informacion,
    saber mas, seguir leyendo, leia mais, saiba mais, ler mais, mais, ver mais, leggi tutto, leggi,
    continua a leggere, continua, scopri di piu, lees meer, lees verder, meer, meer lezen, las mer, les mer,
    les mere, laes mere, mer, mere, lue lisaa, lue, czytaj wiecej, wiecej, czytaj dalej, cist vice, vice,
    cely clanek, viac, citat viac, tovabb, bovebben, reszletek, citeste mai mult, mai mult, detalii, vise,
    opsirnije, procitaj vise, preberi vec, vec, devami, devamini oku, detaylar, llegeix mes, loe edasi,
    lasit vairak, skaityti daugiau, baca selengkapnya, selengkapnya, baca lagi, xem them, chi tiet, подробнее,
    читать далее, далее, читати далі, детальніше, περισσοτερα, διαβαστε περισσοτερα"""
)
_MORE_START = re.compile(
    r"(?:read more|continue reading|learn more|more about|more on|read the full|view details|lire la suite|"
    r"en savoir plus|weiterlesen|mehr zu|leer mas|leia mais|leggi tutto|lees meer|las mer|les mer)\b"
)
# Badges and small controls that are neither category nor summary.
FURNITURE = _phrases(
    """new, hot, share, print, save, bookmark, like, comment, comments, no comments, leave a comment, reply,
    permalink, download, pdf, watch, play, listen, video, photo, photos, image, edit, tweet, facebook, twitter,
    linkedin, whatsapp, email, copy link, close, previous, next, external link, opens in new window,
    opens in a new tab, link, thumbnail, 分享, 列印, 打印, 下載, 下载, 收藏"""
)
PINNED = _phrases(
    """pinned, pinned post, sticky, featured, top, 置頂, 置顶, 頂, 顶, 精選, 精选, 固定, 공지, epingle, angepinnt,
    fijado, fixado, in evidenza"""
)


def is_more(text: str) -> bool:
    """Whether a text is what a button to the whole post says, in any of many languages."""
    if len(text) > 60:
        return False
    folded = fold_phrase(text)
    return folded in MORE or bool(_MORE_START.match(folded))


# Links to the page after this one; to the page before it; to older posts, which come after the newer ones.
NEXT = _phrases(
    """next, next page, next posts, next results, go to next page, go to the next page, next 10, page next,
    forward, nxt, continued, following, following page, 下一頁, 下一页, 下頁, 下页, 下一張, 后一页, 後一頁, 后页,
    次へ, 次のページ, 次ページ, 次のページへ, 次の頁, 次, 다음, 다음 페이지, 다음페이지, weiter, nachste,
    nachste seite, nachster, nachsten, vorwarts, suivant, suivante, page suivante, suivants, siguiente,
    siguientes, pagina siguiente, siguiente pagina, proximo, proxima, proximos, proxima pagina, pagina seguinte,
    seguinte, successivo, successiva, successivi, avanti, pagina successiva, prossimo, prossima, volgende,
    volgende pagina, naeste, naeste side, neste, neste side, nasta, nasta sida, seuraava, seuraavat,
    seuraava sivu, nastepna, nastepne, nastepny, nastepna strona, dalej, dalsi, dalsi strana, nasledujici,
    nasledujuca, dalsia, kovetkezo, kovetkezo oldal, urmatoarea, urmatorul, inainte, pagina urmatoare, sljedeca,
    sljedece, iduca, naslednja, naprej, sonraki, sonraki sayfa, ileri, seguent, seguents, jargmine, edasi, nakama,
    talak, kitas, toliau, berikutnya, selanjutnya, seterusnya, trang sau, tiep, tiep theo, sau, вперед, следующая,
    следующая страница, следующие, след, далее, наступна, наступна сторінка, далі, следваща, επομενη, επομενο,
    επομενη σελιδα, напред"""
)
OLDER = _phrases(
    """older, older posts, older entries, older news, older articles, older stories, older items, earlier posts,
    earlier news, see older posts, view older posts, previous entries, 較舊, 较旧, 較舊文章, 较旧文章, 舊文章,
    更早, 更早的文章, 更早消息, 以前の記事, 古い投稿, 過去の投稿, 古い記事, 이전 글, 이전 글들, altere,
    altere beitrage, altere artikel, articles plus anciens, plus anciens, anciens articles, entradas antiguas,
    entradas mas antiguas, anteriores, mas antiguos, articoli meno recenti, post meno recenti, piu vecchi,
    posts mais antigos, postagens mais antigas, mais antigas, mais antigos, oudere berichten, ouder, aldre inlagg,
    aldre, eldre innlegg, eldre, aeldre, aeldre indlaeg, vanhemmat, starsze wpisy, starsze, starsi,
    starsi prispevky, regebbi bejegyzesek, articole mai vechi, stariji postovi, daha eski, daha eski yazilar,
    bai cu hon, более старые записи, старые записи"""
)
PREVIOUS = _phrases(
    """previous, prev, previous page, prev page, back, newer, newer posts, newer entries, newer news,
    newer articles, later posts, first, first page, last, last page, home, 上一頁, 上一页, 上頁, 上页, 前一頁,
    首頁, 首页, 第一頁, 尾頁, 尾页, 最後, 末頁, 末页, 前へ, 前のページ, 最初, 最後へ, 新しい投稿, 이전,
    이전 페이지, 처음, 마지막, zuruck, vorherige, vorherige seite, neuere, neuere beitrage, precedent, precedente,
    page precedente, anterior, pagina anterior, indietro, vorige, vorige pagina, forrige, foregaende, edellinen,
    poprzednia, poprzednie, wstecz, predchozi, predchadzajuca, elozo, inapoi, prethodna, prejsnja, onceki,
    onceki sayfa, geri, sebelumnya, trang truoc, truoc, назад, предыдущая, попередня, προηγουμενη, letzte, erste,
    derniere, premiere, ultima, ultimo, primera, primero, prima"""
)
LOAD_MORE = _phrases(
    """load more, show more, view more, see more, more, more news, more posts, more articles, more stories,
    load more news, load more posts, load more articles, show more news, show more posts, view more news,
    see more news, load more results, show more results, more results, load older posts, load next, 顯示更多,
    显示更多, 載入更多, 加载更多, 更多, 查看更多, 更多新聞, 更多新闻, 更多消息, 瀏覽更多, もっと見る, さらに表示,
    もっと読み込む, 더보기, 더 보기, mehr laden, mehr anzeigen, weitere laden, weitere anzeigen, weitere,
    weitere beitrage, charger plus, afficher plus, voir plus, plus d articles, cargar mas, mostrar mas, ver mas,
    carregar mais, mostrar mais, ver mais, carica altri, carica altro, mostra altri, mostra di piu, meer laden,
    meer tonen, toon meer, meer berichten, ladda fler, visa fler, vis mere, vis flere, last inn flere,
    nayta lisaa, lataa lisaa, zaladuj wiecej, pokaz wiecej, nacist dalsi, zobrazit dalsi, nacitat dalsie,
    tovabbiak, incarca mai mult, ucitaj vise, daha fazla, daha fazla yukle, carrega mes, muat lebih banyak,
    tai them, xem them, показать еще, загрузить еще, еще, показати ще"""
)


def pages_on(text: str) -> bool:
    """Whether a link's text turns the pages of a list: a number, an arrow, "next", "previous"."""
    if not text or len(text) > 40:
        return False
    if not any(c.isalpha() for c in text):
        return bool(re.fullmatch(r"\D*\d{0,4}\D*", text))
    folded = fold_phrase(text)
    return folded in NEXT or folded in OLDER or folded in PREVIOUS or folded in LOAD_MORE - MORE
