"""The few things that pages say around a post in every language: share, related, next, back, copyright."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_RELATED: Final = r"""
related(?: ?[:：].{0,200})?|(?:more|read|watch|see|photos?|video|listen|in pictures) ?[:：] ?.{0,200}
|related (?:news|posts?|articles?|stories|content|items?|links?|topics?|events?|reading|press releases?
|publications?)
|(?:more|other|latest|recent|further|similar|additional|all|top|trending|popular|featured|our) (?:news|stories
|posts?|articles?|updates?|events?|press releases?|headlines|reads?|content)(?: .{0,30})?
|you (?:may|might|could|will|'ll|’ll) (?:also )?(?:like|be interested in|enjoy|love|want to read).{0,20}
|more (?:from|in|on|like|about|stories|to read) ?.{0,40}|more (?:news )?from|read (?:next|more|also
|on)(?: ?[:：].{0,200})?
|also (?:read|on|see)(?: ?[:：].{0,200})?|see also(?: ?[:：].{0,200})?|don['’]t miss|up next
|most (?:read|popular|viewed|shared|commented|recent)(?: .{0,20})?|trending(?: now)?|recommended(?: .{0,30})?
|editor['’]?s['’]? (?:picks?|choice)|what['’]s new|keep reading|continue reading|explore more|discover more
|in other news
|around the web|from the web|promoted (?:stories|content)|sponsored(?: .{0,20})?
|相關(?:新聞|文章|消息|報導|報道|閱讀|內容|連結|資訊|活動|推薦)?|相关(?:新闻|文章|消息|报道|阅读|内容|链接|资讯
|活动|推荐)?
|(?:最新|更多|其他|其它|熱門|热门|近期|推薦|推荐|延伸|精選|精选|猜你|往期|同類|同类|焦點|焦点)(?:新聞|新闻|消息
|文章|閱讀|阅读|資訊|资讯|動態|动态|報導|報道|报道|活動|活动|內容|内容|喜歡|喜欢|推薦|推荐)
|(?:你|您)可能(?:也|還|还)?(?:會|会)?(?:喜歡|喜欢|感興趣|感兴趣)?.{0,8}|推薦|推荐|関連(?:記事|ニュース|リンク)?
|あわせて読みたい
|おすすめ(?:記事)?|人気記事|新着記事|관련 ?(?:기사|뉴스|글)|추천 ?기사|인기 ?기사|많이 본 뉴스
|(?:mehr|weitere|verwandte|ähnliche|aktuelle|neueste|meistgelesene?n?) .{2,30}|mehr zum thema|zum thema
|lesen sie (?:auch|mehr).{0,200}
|auch interessant|häufig gelesen|am häufigsten gelesen
|mehr lesen über|das könnte (?:sie|dich) auch interessieren|lesetipps?|meistgelesen
|(?:articles?|sujets?|actualités?|contenus?) (?:liés?|similaires?|associés?|connexes?|recommandés?)
|(?:à lire|lire) (?:aussi|également)(?: ?[:：].{0,200})?|sur le même (?:sujet|thème)|voir aussi
|dans la même rubrique|les plus lus
|(?:noticias?|art[ií]culos?|contenidos?|entradas?|temas?) relacionad[ao]s|te puede interesar.{0,20}
|lee también(?: ?[:：].{0,200})?
|ver también|más (?:noticias|leídas?|sobre).{0,30}|otras noticias|lo más (?:leído|visto)
|(?:notizie|articoli|contenuti) correlati|leggi anche(?: ?[:：].{0,200})?|potrebbe interessarti.{0,20}
|altre notizie|vedi anche
|(?:notícias|artigos|conteúdos?) relacionad[ao]s|leia (?:também|mais)(?: ?[:：].{0,200})?|veja também
|mais (?:notícias|lidas).{0,20}
|gerelateerd.{0,20}|lees (?:ook|meer|verder)(?: ?[:：].{0,200})?|meer (?:nieuws|over|lezen).{0,30}
|les også(?: ?[:：].{0,200})?
|läs (?:också|mer)(?: ?[:：].{0,200})?|læs også(?: ?[:：].{0,200})?|lue myös|relaterte? .{0,20}
|czytaj (?:także|też|więcej)(?: ?[:：].{0,200})?|zobacz (?:także|też|również).{0,30}|související .{0,20}
|další (?:zprávy|články)
|ilgili haberler|diğer haberler|читайте (?:также|ещё)(?: ?[:：].{0,200})?|похожие .{0,20}|другие новости
|(?:ещё )?по теме
"""
_SHARE: Final = r"""
shares?|share (?:this|on|via|to|with|it|by|page|article|post|story|news|the|now|your).{0,40}|share ?[:：].{0,60}
|tweet(?: this)?
|e-?mail(?: this| to a friend)?|print(?: this| page| article|er friendly)?|copy (?:link|url)|link copied.{0,20}
|save|bookmark
|follow us.{0,40}|follow|pin(?: it)?|send|whatsapp|facebook|twitter|linkedin|telegram|reddit|pinterest|wechat
|weibo|instagram|youtube
|threads|bluesky|mastodon|messenger|flipboard|tumblr|viber
|分享(?:到|至|給|给|此|本|這|这|文)?.{0,14}|轉發|转发|列印|打印(?:本頁|本页)?|收藏|複製連結|复制链接|微信|微博
|關注我們|关注我们
|シェア(?:する)?|ツイート|共有(?:する)?|印刷|공유(?:하기)?|인쇄
|teilen.{0,30}|drucken|merken|artikel (?:teilen|drucken)|partager.{0,30}|imprimer|enregistrer|compartir.{0,30}
|imprimir|guardar
|condividi.{0,30}|stampa|partilhar.{0,20}|compartilhar.{0,20}|delen.{0,20}|deel .{0,20}|afdrukken
|udostępnij.{0,20}|drukuj
|del(?: på .{0,20})|dela|jaa|sdílet|paylaş|поделиться.{0,20}|распечатать
|(?:(?:share|tweet|facebook|twitter|linkedin|whatsapp|e-?mail|print|telegram|copy link|x|pinterest|reddit|wechat
|weibo|line|微信|微博)[|·,/•\- ]*)+
"""
_NEIGHBOURS: Final = r"""
(?:[«‹<←⟨◀◄]\s*)?(?:previous|prev|older|next|newer)(?: (?:post|article|story|news|page|item
|entry)s?)?\s*(?:[»›>→⟩▶►:：].{0,160})?
|(?:back|return|go back)(?: to)?(?: (?:the )?(?:top|list|listing|news|overview|all|home|index|previous|press
|main|archive|newsroom).{0,30})?
|(?:previous|next|older|newer) .{0,160}|[«←] .{0,160}|.{0,160} [→»›]|[«‹←→»›<>▲△↑^]+
|(?:view|see|show) all.{0,30}|all news|more news|load more.{0,20}|to top|top of page|scroll to top
|(?:上|下|前|後|后)一?(?:篇|則|则|條|条|頁|页|個|个|筆|笔)(?:新聞|新闻|文章|消息)?\s*[:：]?.{0,120}|返回.{0,14}
|回(?:到)?(?:上一?頁|列表|頂部|目錄|首頁).{0,10}
|回到頂端|回頂部|置頂|查看(?:全部|更多).{0,10}|更多|前へ|次へ|(?:前|次)の記事.{0,100}|一覧(?:へ|に)?(?:戻る)?
|記事一覧.{0,10}
|(?:이전|다음) ?글?.{0,100}|목록(?:으로)?
|(?:vorherige[rs]?|nächste[rs]?|voriger|zurück|weiter)(?: .{0,100})?|zur übersicht|nach oben
|(?:article )?(?:précédent|suivant)e?(?: ?[:：].{0,100})?|retour.{0,40}|haut de page|(?:anterior|siguiente
|próxim[ao]|volver)(?: .{0,100})?
|(?:precedente|successiv[ao]|prossim[ao]|torna)(?: .{0,60})?|vorige.{0,60}|volgende.{0,60}|terug.{0,30}
|poprzedni.{0,60}|następn[ya].{0,60}
|предыдущ.{0,60}|следующ.{0,60}|назад.{0,20}
"""
_CLOSING: Final = r"""
(?:©|\(c\) ?\d|copyright|版權所有|版权所有|all rights reserved|alle rechte vorbehalten|tous droits réservés
|todos los derechos|tutti i diritti|todos os direitos).{0,200}
|.{0,120}(?:all rights reserved|版權所有|版权所有|不得轉載)\.?
"""
_COMMENTS: Final = r"""
(?:\d+ )?comments?(?: ?\(\d+\))?|leave a (?:reply|comment).{0,40}|join the (?:conversation|discussion).{0,30}
|post a comment
|add (?:a |your )?comment.{0,20}|comments? (?:are|is) closed.{0,20}|no comments(?: yet)?|view comments?.{0,10}
|show comments?.{0,20}
|read comments?|what do you think\??|(?:\d+ )(?:responses?|replies|thoughts on .{0,200})
|(?:\d+ )?kommentare?(?: .{0,20})?|(?:\d+ )?commentaires?(?: .{0,20})?|(?:\d+ )?comentarios?(?: .{0,20})?
|commenti|reacties?
|發表(?:回應|評論|迴響).{0,10}|发表评论.{0,10}|評論|评论|留言|網友評論|コメント.{0,10}|댓글.{0,10}
|комментарии.{0,12}
"""
_TAGS: Final = r"""
(?:tags?|tagged(?: (?:as|with|in))?|filed under|topics?|keywords?|categor(?:y|ies)|in this (?:article|story)
|posted in|more on|related topics?
|標籤|标签|主題|主题|話題|话题
|關鍵字|关键词|關鍵詞|分類|分类|類別|タグ|태그|schlagw(?:orte|örter)|themen|mots[- ]clés|étiquettes
|etiquetas|temas|argomenti
|trefwoorden|onderwerpen|tagi|теги)\s*[:：]?(?:\s.{0,160})?
"""
_FILES: Final = r"""
(?:attach(?:ment|ed file|ed document)s?|downloads?(?: .{0,30})?|files?|documents?|related (?:files?|documents?
|downloads?|attachments?)
|download (?:files?|documents?|here)|enclosures?|materials?|press (?:kit|materials?)|media (?:kit|files?)
|photos?|pictures?|images?
|(?:photo )?gallery|(?:相關|相关)?(?:附件|檔案|文件|下載|下载)(?:下載|下载)?|圖片集?|图片|相片|照片
|添付(?:ファイル|資料)?|資料|ダウンロード
|첨부 ?(?:파일)?|다운로드|anhänge?|dateien|dokumente|pièces? jointes?|fichiers?|télécharge(?:r|ments?)
|documents? à télécharger
|adjuntos?|archivos?|descargas?|documentos?|allegati|scarica|anexos?|ficheiros|bijlagen?|bestanden|załączniki
|pliki|přílohy|ke stažení
|вложения|файлы|документы)\s*(?:\(\d+\))?\s*[:：]?
"""
# Without a colon only what no sentence begins with: "By then the hall was full." is text.
_BYLINE: Final = r"""
(?:by|von|par|por|di|door|autor|author|text|words|written by|reporting by|source|credit|photos?|images?
|photo(?:graph)?s? by
|image credit|foto|bild|reporter|editor|edited by|quelle)\s*[:：/]\s*\S.{0,80}
|(?:by|von|par|por|di|door|written by|reporting by|photo(?:graph)?s? by
|edited by)\s+(?!.*[.!?。！？…]['"”’)\]]*\s*\Z)\S.{0,80}
|(?:作者|記者|记者|撰文|編輯|编辑|來源|来源|圖|圖片來源|責任編輯|责任编辑)(?:\s*[:：/]\s*|\s+)\S.{0,80}
"""
_CHROME: Final = r"""
(?:page ?)?(?:views?|hits|reads?|visits|clicks)\s*[:：]\s*\d[\d,. ]*k?|\d[\d,. ]*k?\s*(?:page ?)?(?:views?|hits
|reads|visits|次(?:瀏覽|浏览|閱讀|阅读))
|(?:瀏覽|浏览|閱讀|阅读|點擊|点击|觀看|观看|閲覧|조회)(?:次數|次数|人次|量|率|數|数
|수)?\s*[:：]?\s*\d[\d,. ]*\s*(?:次|人)?|
.{0,60}\d{1,2}(?:[.,]\d+)? ?% (?:de cet article|artykułu|of this (?:article|story)|(?:des|dieses) artikels
|de este artículo|deste artigo|dell['’]articolo|di questo articolo|van dit artikel).{0,120}|
listen|listen to (?:this )?article|play|pause|watch|menu|close|search|subscribe.{0,40}|sign (?:up|in).{0,60}
|log ?in|register
|newsletter.{0,40}|advertisements?|ads?|sponsored|anzeige|werbung|publicité|publicidad|reklame?|annons|广告|廣告
|広告
|skip (?:to|ad|advertisement).{0,30}|loading\.{0,3}|(?:read|show|view|learn) more|click here
|(?:a ?[-−–+]? ?){2,4}
|(?:text|font) size
|字體大小|字体|字號|[大中小](?: ?[大中小]){1,2}|(?:\d+|one|a few) min(?:ute)?s?(?: read)?|reading time.{0,20}
|lesezeit.{0,20}
|(?:\d[\d,.]* )?(?:views?|reads|hits|次瀏覽|次阅读|閱讀|浏览).{0,12}|translate|languages?|繁體中文|繁體|简体中文
|简体|日本語|한국어
|home|首頁|首页|accept(?: all)?(?: cookies)?|cookie settings
"""


class Wording:
    """What a short line says, whole. Answers are remembered: several readers ask, and pages repeat themselves."""

    LONGEST: Final = 400
    """Longer texts are asked about too, but not remembered."""

    def __init__(self, words: str) -> None:
        whole = rf"\W{{0,4}}(?:{words.replace(chr(10), '')})\s*[:：>»›…\.→▼▾]{{0,3}}\Z"
        self._pattern = re.compile(whole, re.IGNORECASE)
        self._remembered = lru_cache(maxsize=4096)(self._says)

    def _says(self, text: str) -> bool:
        return self._pattern.match(text) is not None

    def match(self, text: str) -> bool:
        """Whether a text is nothing but this."""
        return self._remembered(text) if len(text) <= self.LONGEST else self._says(text)


RELATED: Final = Wording(_RELATED)
SHARE: Final = Wording(_SHARE)
NEIGHBOURS: Final = Wording(_NEIGHBOURS)
CLOSING: Final = Wording(_CLOSING)
COMMENTS: Final = Wording(_COMMENTS)
TAGS: Final = Wording(_TAGS)
FILES: Final = Wording(_FILES)
BYLINE: Final = Wording(_BYLINE)
CHROME: Final = Wording(_CHROME)

_SHARE_ADDRESS: Final = re.compile(
    r"facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share|home\?status)"
    r"|linkedin\.com/(?:share|cws|shareArticle)|wa\.me/|whatsapp(?:\.com/send|://)|t\.me/share|telegram\.me/share"
    r"|service\.weibo\.com|reddit\.com/submit|pinterest\.\w+/pin/create|^mailto:\?|social-plugins\.line\.me|line\.me/R/msg"
    r"|tumblr\.com/(?:share|widgets)|xing\.com/(?:spi|social)|vk\.com/share|connect\.qq\.com|bsky\.app/intent"
    r"|threads\.net/intent|flipboard\.com/bookmarklet|getpocket\.com|news\.ycombinator\.com/submitlink|addtoany|addthis",
    re.IGNORECASE,
)
# One of these is in every address that shares a page; most addresses have none and need no closer look.
_SHARING: Final = (
    "shar", "intent", "status", "cws", "wa.me", "whatsapp", "weibo", "submit", "pin/create", "mailto:", "line",
    "facebook.com/dialog", "connect.qq.com", "flipboard", "getpocket", "addtoany", "addthis",
)  # fmt: skip


@lru_cache(maxsize=4096)
def shares(address: str) -> bool:
    """Whether an address, as written in a link, shares a page."""
    lowered = address.lower()
    return any(word in lowered for word in _SHARING) and _SHARE_ADDRESS.search(address) is not None


_KIN: Final = re.compile(
    r"related|also like|相關|相关|延伸|関連|관련|verwandt|passend|similaires|liés|relacionad|correlat|gerelateerd",
    re.IGNORECASE,
)


def is_kin(heading: str) -> bool:
    """Whether a heading announces posts that have to do with the one on the page."""
    return bool(_KIN.search(heading))
