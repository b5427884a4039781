"""The lines of a page dump that belong to the page and not to its article."""

import re

_PAGE = "[页頁]"
_RELATED = (
    "(?:相关|相關|推荐|推薦|延伸|热门|更多)(?:阅读|閱讀|新闻|新聞|文章|链接|推荐|内容)|猜你喜欢"
    r"|related\s*(?:articles|stories|posts)|read more"
)
# A line of one of these is furniture from beginning to end, unless it ends like a sentence.
_LINES = (
    r"(?:分享(?:到|至|给好友)?|转发|share)\s*[:：].*",
    r"(?:复制链接|微信扫一扫|扫一扫|手机(?:看|浏览|扫)).*",
    r"(?:[【\[]?(?:打印|关闭|收藏|纠错|我要纠错|举报|返回|回到|顶部|print|back to top)"
    r"(?:本页|本文|窗口|首页|顶部|列表|上页)?[】\]]?[\s|｜/]*)+",
    r"(?:字号|字體|字体|字號)\s*[:：]?\s*(?:[大中小A+-]\s*)*",
    r"(?:上|下)一(?:篇|条)(?:\s*[:：].*)?",
    r"(?:previous|next)\s*[:：].*",
    rf"(?:上一{_PAGE})?\s*+(?:[\[【]?\d++[\]】]?\s*+)*+[下尾]一?{_PAGE}.*|上一{_PAGE}.*",
    rf"第?\s*\d+\s*/\s*\d+\s*{_PAGE}?|[共第]\s*\d+\s*{_PAGE}.*|(?:[\[【]\d+[\]】]\s*)+",
    rf"(?:{_RELATED})\s*[:：]?",
    r"[^|｜]{1,12}(?:\s*[|｜]\s*[^|｜]{1,12}){2,}",
)
_LINE = re.compile("|".join(_LINES), re.I)
# These may be whole sentences.
_LEGAL = re.compile(
    "(?:©|\\(c\\)|copyright|版权所有|版權所有|版权声明|免责声明|特别声明|声明\\s*[:：]).*"
    "|.*(?:ICP[备備证證]|公网安备).*"
    "|.*(?:all rights reserved|未经(?:授权|许可)\\S{0,8}不得转载).{0,10}",
    re.I,
)
# What follows these, down to the next line of another kind, is links.
_HEADING = re.compile(rf"(?:{_RELATED}|(?:上|下)一(?:篇|条)|previous|next)\s*[:：]?", re.I)
_NAVIGATION = re.compile(
    "[|｜┆│]|登录|登錄|登入|注册|註冊|搜索|设为首页|加入收藏|网站地图"
    r"|\b(?:log ?in|sign ?(?:in|up)|search|skip to)\b|\d{4}[-/.年]",
    re.I,
)
_SENTENCE = re.compile(r"[。！？!?；;…]”?$|(?<!\.)\.$")
_MAX_LENGTH = 200
_MAX_LINK = 60


def is_furniture(line: str) -> bool:
    """Tell whether *line*, at the top or bottom of an article, is none of its text."""
    if len(line) > _MAX_LENGTH:
        return False
    return bool(_LEGAL.fullmatch(line) or (_LINE.fullmatch(line) and not is_sentence(line)))


def is_heading(line: str) -> bool:
    """Tell whether links to other articles follow *line*."""
    return _HEADING.fullmatch(line) is not None


def is_link(line: str) -> bool:
    """Tell whether *line* may be the title of another article: it is short and no sentence."""
    return len(line) <= _MAX_LINK and not is_sentence(line)


def is_navigation(line: str) -> bool:
    """Tell whether *line*, above the breadcrumb, leads elsewhere instead of naming the site."""
    return _NAVIGATION.search(line) is not None


def is_sentence(line: str) -> bool:
    """Tell whether *line* ends like prose."""
    return _SENTENCE.search(line) is not None
