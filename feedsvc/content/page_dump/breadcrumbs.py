"""The breadcrumb of a page dump: where the page stands in its site."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

_ARROW = re.compile(r"\s*(?:[>＞﹥]+|-+>|=>|&gt;|[›»→》〉≫▸▶►▷❯⟩➔⇒]+)\s*")
# These divide much else on a page, so they count between 首页 and 正文, or after 当前位置, only.
_OTHER_MARK = re.compile(r"\s*(?:[|｜/／\\_·]|::|：：)\s*|\s+[-–—•]+\s+|\s*-\s*")
# Of these, what hardly ever divides the links of a navigation.
_SLASH = re.compile(r"\s*[/／\\]\s*")
_HOME_NAME = (
    r"\S{0,10}(?:[首主]\s?[页頁]|トップページ|ホーム)|(?-i:TOP)|トップ|홈|메인"
    r"|home(?:\s*page)?|startseite|accueil|inicio|início|главная"
)
_HOME = re.compile(_HOME_NAME, re.I)
_LOCATION = re.compile(
    r"[【\[（(]?(?:(?:[您你]|本[页頁文]|[页頁]面|[当當目]前|[现現]在|所在|的)*位置"
    r"|您在这里|您在這裡|現在地|현재\s?위치|you are here)\s*(?:是|在)?\s*[】\]）)]?\s*[:：]?\s*"
    rf"|[^\s:：]{{1,12}}\s*[:：]\s*(?=(?:{_HOME_NAME})\s*\W)",
    re.I,
)
_HERE = re.compile(
    r"(?:新闻|新聞|资讯|資訊)?(?:正\s?文|内容|內容|內文|全文|本文|記事|본문|기사|文章|详情|詳情|详细"
    r"|阅读|閱讀|浏览|查看)+(?:页|頁)?"
)
# What stands behind the last level is a button.
_HERE_AND_MORE = re.compile(r"(正文|內文)[\]】]?\s.*")
_HERE_IN_LATIN = re.compile(r"article|text|content|story|here", re.I)
_BEGINS_WITH_MARK = re.compile(_ARROW.pattern)
_ENDS_WITH_MARK = re.compile(rf".*(?:{_ARROW.pattern})")
# What the names of sites end in, and of other things that nobody calls a site.
_SITE = re.compile(
    r"(?!(?:移动)?互联网|物联网|电网|局域网).*(?:[网網]|在线|[日晚时]报|新聞雲|News)"
)
# What no name of a section has in it.
_PROSE = re.compile(r"[。，！？；：,!?;:]|\.(?:\s|$)|^[#*`]")
# What no name above a breadcrumb has.
_HEADING = re.compile(r"#{1,6}\s")
_STATEMENT = re.compile(r"[。，！？；]|[,.!?;](?:\s|$)|^[#*`>-]")
_HEADER_LINES = 40
_MAX_LENGTH = 200
_MAX_LEVELS = 8
_LONGEST_LEVEL = 24
# Of levels on lines of their own, without arrows.
_MOST_LINES = 6
# Without a word that tells, a breadcrumb has little but names above it.
_MAX_ABOVE, _LONGEST_ABOVE = 12, 60


@dataclass(frozen=True, slots=True)
class Trail:
    """A breadcrumb as one line of text, and the lines from *first* to *last* that hold it.

    Where it is not *certain*, it has the shape of one, and what stands below it has to tell.
    """

    first: int
    last: int
    text: str
    certain: bool = True


def find(lines: Sequence[str]) -> Trail | None:
    """Return the breadcrumb near the top of *lines*, on one of them or on several."""
    filled = [index for index, line in enumerate(lines) if line][:_HEADER_LINES]
    trails = _joined(lines, filled)
    sure = next((trail for trail in trails if is_breadcrumb(trail.text)), None)
    if sure:
        sure = replace(sure, last=_last_of(sure, trails))
    if sure and (_is_quoted(sure, lines) or any(map(_HEADING.match, lines[: sure.first]))):
        return replace(sure, certain=False)
    return sure or _without_marks(lines, filled) or _likely(trails)


def _last_of(sure: Trail, trails: list[Trail]) -> int:
    """Return the last line that tells again, right below *sure*, where the page stands."""
    last = sure.last
    for below in trails[trails.index(sure) + 1 :]:
        if not is_nothing_else(below.text):
            break
        last = below.last
    return last


def is_breadcrumb(line: str) -> bool:
    """Tell whether *line* is a breadcrumb: it begins at home, ends in 正文 or says where we are."""
    levels, arrows, located = _levels(line)
    if not levels:
        return False
    home = _HOME.fullmatch(levels[0]) is not None
    here = len(levels) > 1 and _HERE.fullmatch(levels[-1]) is not None
    if located:
        return home or len(levels) > 1
    if arrows:
        return home or here
    return home and (here or _HERE_IN_LATIN.fullmatch(levels[-1]) is not None)


def is_nothing_else(line: str) -> bool:
    """Tell whether *line* is a breadcrumb of names, which nobody could mean as prose or a title."""
    return is_breadcrumb(line) and not any(map(_PROSE.search, _levels(line)[0]))


def section(line: str, *, site: str | None, title: str) -> tuple[str, ...]:
    """Return the section that a breadcrumb names: neither home, the site nor the page itself."""
    levels, _, _ = _levels(line)
    if levels and (_HOME.fullmatch(levels[0]) or levels[0] in (site, named_site(line))):
        levels = levels[1:]
    if levels and _is_the_page(levels[-1], title):
        levels = levels[:-1]
    return tuple(levels)


def named_site(line: str) -> str | None:
    """Return the name of the site where a breadcrumb begins with it instead of home."""
    levels, _, _ = _levels(line)
    return levels[0] if len(levels) > 1 and is_site(levels[0]) else None


def is_site(name: str) -> bool:
    """Tell whether *name* ends like those of sites."""
    return _SITE.fullmatch(name) is not None


def _joined(lines: Sequence[str], filled: list[int]) -> list[Trail]:
    """Return *lines*, those of one breadcrumb joined where arrows begin, end or fill them."""
    trails: list[Trail] = []
    for at in filled:
        line, above = lines[at], trails[-1] if trails else None
        if above and len(line) <= _LONGEST_LEVEL and _goes_on(above, line, at):
            trails[-1] = Trail(above.first, at, f"{above.text} {line}")
        else:
            trails.append(Trail(at, at, line))
    return trails


def _goes_on(above: Trail, line: str, at: int) -> bool:
    """Tell whether *line* has the next level or arrow of the breadcrumb *above*, if that is one."""
    if above.first == above.last and len(_levels(above.text)[0]) > 1:
        return False
    adjacent = at == above.last + 1
    alone = _ARROW.fullmatch(above.text.rpartition(" ")[2]) is not None
    ends = _ENDS_WITH_MARK.fullmatch(above.text) is not None
    return _BEGINS_WITH_MARK.match(line) is not None or (ends and (adjacent or alone))


def _is_quoted(trail: Trail, lines: Sequence[str]) -> bool:
    """Tell whether what follows home may be a quotation in Markdown."""
    return trail.last == trail.first + 1 and lines[trail.last].startswith("> ")


def _without_marks(lines: Sequence[str], filled: list[int]) -> Trail | None:
    """Return the breadcrumb whose arrows are drawn by a style sheet.

    It begins at home and ends in 正文, or in the title, which stands once more below it.
    """
    for number, at in enumerate(filled):
        title = lines[at] in [lines[below] for below in filled[number + 1 : number + 2]]
        if lines[at] == "正文" or title:
            levels = filled[max(number - _MOST_LINES, 0) : number + 1]
            homes = [index for index in levels if _HOME.fullmatch(lines[index])]
            if homes:
                text = " > ".join(lines[index] for index in levels if index >= homes[-1])
                return Trail(homes[-1], at, text, certain=not title)
    return None


def _likely(trails: list[Trail]) -> Trail | None:
    """Return what has the shape of a breadcrumb below nothing but names."""
    for trail in trails[:_MAX_ABOVE]:
        if _has_its_shape(trail.text):
            return replace(trail, certain=False)
        if len(trail.text) > _LONGEST_ABOVE or _STATEMENT.search(trail.text):
            return None
    return None


def _has_its_shape(line: str) -> bool:
    levels, arrows, _ = _levels(line)
    if len(levels) < 2 or any(len(e) > _LONGEST_LEVEL or _PROSE.search(e) for e in levels):
        return False
    at_home = _HOME.fullmatch(levels[0]) is not None or named_site(line) is not None
    return arrows or (at_home and _SLASH.search(line) is not None)


def _levels(line: str) -> tuple[list[str], bool, bool]:
    """Return the levels of a breadcrumb from the top, none if *line* is something else.

    Then whether arrows divide them, and whether a word says that here is where we are.
    """
    if len(line) > _MAX_LENGTH:
        return [], False, False
    location = _LOCATION.match(line)
    rest = line[location.end() :] if location else line
    arrows = _ARROW.search(rest) is not None
    parts = (_ARROW if arrows else _OTHER_MARK).split(rest)
    levels = [name for part in parts if (name := _HERE_AND_MORE.sub(r"\1", part.strip("[]【】")))]
    if not 0 < len(levels) <= _MAX_LEVELS:
        return [], False, False
    return levels, arrows, location is not None


def _is_the_page(level: str, title: str) -> bool:
    """Tell whether the last level says «text» or repeats the title, perhaps cut short."""
    if _HERE.fullmatch(level) or _HERE_IN_LATIN.fullmatch(level):
        return True
    cut = level.rstrip(".…")
    return level == title or (cut != level and title.startswith(cut))
