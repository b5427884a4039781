"""The breadcrumb of a page dump: where the page stands in its site."""

import re

_ARROW = re.compile(r"\s*(?:[>＞]+|-+>|=>|&gt;|[›»→》〉≫▸▶►❯⟩➔]+)\s*")
# These divide much else on a page, so they count between 首页 and 正文, or after 当前位置, only.
_OTHER_MARK = re.compile(r"\s*[|｜/／\\_]\s*|\s+[-–—·•]+\s+|\s*-\s*")
_LOCATION = re.compile(
    r"[【\[（(]?(?:您?(?:现在|現在)?(?:所在)?的?(?:当前|當前|目前)?的?位置|您在这里|您在這裡|現在地"
    r"|현재\s?위치|you are here)\s*(?:是|在)?\s*[】\]）)]?\s*[:：]?\s*",
    re.I,
)
_HOME = re.compile(
    r"\S{0,10}(?:首页|主页|首頁|主頁|トップページ|ホーム)|(?-i:TOP)|トップ|홈|메인|home(?:\s*page)?|startseite|accueil|inicio|início|главная",
    re.I,
)
_HERE = re.compile(
    r"(?:正文|内容|內容|內文|全文|本文|記事|본문|기사|文章|详情|詳情|详细|阅读|閱讀|浏览|查看)(?:页|頁|内容)?"
)
_HERE_IN_LATIN = re.compile(r"article|text|content|story|here", re.I)
_MARK_ALONE = re.compile(r"[>＞›»→▸▶❯]+|&gt;")
_MAX_LENGTH = 200
_MAX_LEVELS = 8


def is_breadcrumb(line: str) -> bool:
    """Tell whether *line* is a breadcrumb: it begins at home, ends in 正文 or says where we are."""
    return bool(_levels(line))


def is_mark(line: str) -> bool:
    """Tell whether *line* holds nothing but what divides two levels."""
    return _MARK_ALONE.fullmatch(line) is not None


def section(line: str, *, site: str | None, title: str) -> tuple[str, ...]:
    """Return the section that a breadcrumb names: neither home, the site nor the page itself."""
    levels = _levels(line)
    if levels and (_HOME.fullmatch(levels[0]) or levels[0] == site):
        levels = levels[1:]
    if levels and _is_the_page(levels[-1], title):
        levels = levels[:-1]
    return tuple(levels)


def _levels(line: str) -> list[str]:
    """Return the levels of a breadcrumb from the top, none if *line* is something else."""
    if len(line) > _MAX_LENGTH:
        return []
    location = _LOCATION.match(line)
    rest = line[location.end() :] if location else line
    arrows = len(_ARROW.split(rest, maxsplit=1)) > 1
    levels = [level for level in (_ARROW if arrows else _OTHER_MARK).split(rest) if level]
    if not 0 < len(levels) <= _MAX_LEVELS:
        return []
    home = _HOME.fullmatch(levels[0]) is not None
    here = len(levels) > 1 and _HERE.fullmatch(levels[-1]) is not None
    if location:
        return levels if home or len(levels) > 1 else []
    if arrows:
        return levels if home or here else []
    return levels if home and (here or _HERE_IN_LATIN.fullmatch(levels[-1])) else []


def _is_the_page(level: str, title: str) -> bool:
    """Tell whether the last level says «text» or repeats the title, perhaps cut short."""
    if _HERE.fullmatch(level) or _HERE_IN_LATIN.fullmatch(level):
        return True
    cut = level.rstrip(".…")
    return level == title or (cut != level and title.startswith(cut))
