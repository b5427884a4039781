"""The lines of a page dump that belong to the page and not to its article."""

import re

_PAGE = "[页頁]"
_RELATED = (
    "(?:相关|相關|推荐|推薦|延伸|热门|熱門|更多|関連|관련)\\s?"
    "(?:阅读|閱讀|新闻|新聞|文章|链接|連結|推荐|推薦|内容|內容|报道|報導|報道|記事|기사|뉴스)|猜你喜欢|猜你喜歡"
    "|related\\s*(?:articles|stories|posts|news|topics|content|coverage)"
    "|read (?:more|next)|more stories"
)
_NEIGHBOUR = (
    "(?:(?:上|下)一(?:篇|条|條|则|則)(?:文章|新闻|新聞)?|[前次]の記事|(?:이전|다음)\\s?(?:기사|글)"
    "|(?:previous|next)(?: (?:article|story|post))?)"
)
_SHARE = (
    "(?:(?:一键)?分享(?:到|至|给|让)?(?:好友(?:和朋友圈)?|更多人看到)?|转发(?:到|至)?|轉發(?:到|至)?|シェア(?:する)?|(?:기사\\s?)?공유(?:하기)?"
    "|share(?: (?:this(?: (?:article|story|post|page))?|on|via))?)"
)
# Where readers share: names on one line, or each on its own.
_SERVICES = (
    r"(?:(?:(?:新浪|腾讯|騰訊|网易|搜狐)?微博|微信(?:好友)?|(?:微信)?朋友圈|QQ(?:空间|空間|好友|群)?|豆瓣|知乎|人人网|开心网"
    r"|(?:百度)?贴吧|(?:今日)?头条|抖音|小红书|钉钉|(?:电子)?邮件|(?:電子)?郵件|臉書|推特|噗浪|复制链接|複製連結"
    r"|はてな(?:ブックマーク)?|ツイート|카카오(?:톡|스토리)|페이스북|트위터|네이버|밴드|라인|URL\s?복사"
    r"|(?:sina )?weibo|wechat|qzone|facebook|twitter|x|whatsapp|linkedin|line|telegram"
    r"|instagram|threads|bluesky|mastodon|pinterest|reddit|tumblr|messenger|kakao(?:talk|story)?"
    r"|e-?mail|copy link)"
    r"[\s|｜/／、,，·]*+)++"
)
_FOLLOW = "(?:欢迎|歡迎|请|請|扫码|掃碼)*(?:关注|關注|追蹤)"
_FOLLOWED = (
    "(?:我们|我們|本[网網报報站刊]|.{0,12}(?:微博|微信|公众号|公眾號|客户端|客戶端|视频号|抖音号?))"
)
# A line of one of these is furniture from beginning to end, unless it ends like a sentence.
_LINES = (
    rf"{_SHARE}(?:\s*[:：].*)?",
    r"share (?:this|on)\b.{0,40}",
    rf"{_FOLLOW}{_FOLLOWED}",
    r"[【\[（(]?(?:广告|廣告|広告|광고|advertisement|sponsored)[】\]）)]?",
    # A player that has not begun.
    r"(?:播放|暂停|暫停)?\s*0{1,2}:00\s*/\s*\d{1,2}:\d{2}",
    r"(?:X|LINE|Facebook)(?:で|に)シェア(?:する)?",
    r"(?:复制链接|(?:请?使?用)?(?:微信|手机)?(?:扫一扫|扫描|扫码)|手机(?:看|浏览)).*",
    r"(?:[【\[]?(?:打印|关闭|收藏|纠错|我要纠错|我要举报|举报|返回|回到|顶部"
    r"|(?:友善)?列印|關閉|檢舉|回(?=[首頂顶上])|印刷|保存|인쇄|스크랩|print|save|back to top)"
    r"(?:本页|本文|窗口|首页|顶部|列表|上页|本頁|上一頁|視窗|首頁|頂端|頂部)?+[】\]]?+[\s|｜/]*+)++",
    r"(?:(?:字号|字體|字体|字號|[大中小]字[号號]|(?:缩小|放大)字[体号])\s*[:：]?\s*+(?:[大中小A+-]\s*+)*+)++",
    r"(?:(?:ページの?)?(?:先頭|トップ|上)[へに]戻る|맨\s?위로|위로)",
    rf"{_NEIGHBOUR}(?:\s*[:：].*)?",
    rf"(?:上一{_PAGE})?\s*+(?:[\[【]?\d++[\]】]?\s*+)*+[下尾]一?{_PAGE}.*|上一{_PAGE}.*",
    rf"第?\s*\d+\s*/\s*\d+\s*{_PAGE}?|[共第]\s*\d+\s*{_PAGE}.*|(?:[\[【]\d+[\]】]\s*)+",
    r"page \d+ of \d+",
    r"(?:发表|發表|查看|全部|网友|網友|我要)(?:评论|評論)(?:[（(]\d*[)）])?",
    "评论|評論|点赞|點讚",
    r"view comments|\d+ min(?:ute)?s? read",
    r"(?:点击|點擊)?(?:阅读|閱讀|展开|展開|收起)(?:剩余|剩餘)?全文.{0,4}",
    rf"[【\[]?(?:{_RELATED})[】\]]?\s*(?:[:：].*)?",
    r"[^|｜]{1,14}(?:[|｜][^|｜]{1,14}){2,}",
)
_LINE = re.compile("|".join(_LINES), re.I)
_SHARING = re.compile(rf"{_SHARE}\s*[:：]?\s*(?:{_SERVICES})?", re.I)
_FOLLOWING = re.compile(rf"{_FOLLOW}(?:我们|我們|\S{{1,10}}[网網报報社台刊站端])\s*[:：]?")
_COUNT = re.compile(r"\d{1,6}")
_COUNTED = re.compile(rf"{_SHARE}|评论|評論|点赞|點讚", re.I)
_SERVICE = re.compile(_SERVICES, re.I)
# These may be whole sentences.
_LEGAL = re.compile(
    "(?:上|下)一(?:篇|条|條|则|則)\\s*[:：].*|[（(【\\[]?(?:原标题|原標題|原题)\\s*[:：].*"
    "|(?:©|\\(c\\)|copyright|版权所有|版權所有|版权声明|版權聲明|免责声明|免責聲明|特别声明|声明\\s*[:：]).*"
    "|本文.{0,40}(?:转载|轉載|版权|版權).*"
    "|.*(?:ICP[备備证證]|公网安备).*"
    "|.*(?:all rights reserved|未经(?:授权|许可)\\S{0,8}不得转载|未經(?:授權|許可)\\S{0,8}不得轉載"
    "|無断転載を?禁|무단\\s?전재).{0,20}",
    re.I,
)
# What follows these, down to the next line of another kind, is links.
_HEADING = re.compile(rf"[【\[]?(?:{_RELATED}|{_NEIGHBOUR})[】\]]?\s*[:：]?", re.I)
_NAVIGATION = re.compile(
    "^\\W+$|[|｜┆│]|登录|登錄|登入|注册|註冊|搜索|搜尋|设为首页|設為首頁|加入收藏|网站地图|網站地圖"
    "|ログイン|サイトマップ|検索|로그인|회원가입|검색|사이트맵"
    "|^(?:[\u4e00-\u9fff]{0,4}(?:首页|首頁)|トップページ|ホーム|홈|home(?: ?page)?)$"
    # Four names of channels, or more, on one line.
    "|^(?:[\u4e00-\u9fff]{2,4} ){3,}[\u4e00-\u9fff]{2,4}$"
    r"|\b(?:log ?in|sign ?(?:in|up)|search|skip to)\b|\d{4}[-/.年]|\d[-/.]\d{4}(?!\d)",
    re.I,
)
_SENTENCE = re.compile(r"[。！？!?；;…]”?$|(?<!\.)\.$")
# Titles ask and exclaim, but do not end in a full stop.
_STATEMENT = re.compile(r"[。；;]”?$|(?<!\.)\.$")
_COUNTS = re.compile(
    r"(?:阅读|閱讀|浏览|瀏覽|点击|點擊|评论|評論|点赞|讚|转发|조회|댓글|views?|comments?)"
    r"(?:次数|次數|量|数|數|수)?\s*[（(\[]?\d[\d,.]*\s?[万萬]?[+次条條]?[)）\]]?"
    r"|(?<!\S)\d[\d,.]*\s?[万萬]?\s?(?:人|次|条|條)?"
    r"(?:阅读|閱讀|浏览|瀏覽|评论|評論|参与|views?|comments?|shares?)",
    re.I,
)
_ORNAMENTS = " —–-·•∙"
_MAX_LENGTH = 200
_MAX_LINK = 60


def is_furniture(line: str) -> bool:
    """Tell whether *line*, at the top or bottom of an article, is none of its text."""
    if len(line) > _MAX_LENGTH:
        return False
    line = line.strip(_ORNAMENTS)
    return bool(
        _LEGAL.fullmatch(line)
        or not without_counts(line).strip()
        or (_LINE.fullmatch(line) and not is_sentence(line))
    )


def is_sharing(line: str) -> bool:
    """Tell whether names of services, on which readers may share the article, follow *line*."""
    return _SHARING.fullmatch(line) is not None


def heads_services(line: str) -> bool:
    """Tell whether *line* is furniture where nothing but names of services stands below it."""
    return is_sharing(line) or _FOLLOWING.fullmatch(line) is not None


def is_count(line: str, *beside: str) -> bool:
    """Tell whether *line* is a number, and one of those *beside* it the button that it counts."""
    return _COUNT.fullmatch(line) is not None and any(map(_COUNTED.fullmatch, beside))


def is_service(line: str) -> bool:
    """Tell whether *line* names nothing but services on which readers share."""
    return _SERVICE.fullmatch(line) is not None


def is_heading(line: str) -> bool:
    """Tell whether links to other articles follow *line*."""
    return _HEADING.fullmatch(line) is not None


def is_link(line: str) -> bool:
    """Tell whether *line* may be the title of another article: it is short and states nothing."""
    return len(line) <= _MAX_LINK and _STATEMENT.search(line) is None


def without_counts(line: str) -> str:
    """Return *line* without how often it was read and commented on."""
    return _COUNTS.sub(" ", line)


def is_navigation(line: str) -> bool:
    """Tell whether *line*, above the breadcrumb, leads elsewhere instead of naming the site."""
    return _NAVIGATION.search(line) is not None


def is_sentence(line: str) -> bool:
    """Tell whether *line* ends like prose."""
    return _SENTENCE.search(line) is not None
