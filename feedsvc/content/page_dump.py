"""The reader for page dumps: the visible text of a portal's article page, line by line.

From top to bottom: navigation, the site's name, a breadcrumb, the title, perhaps a dateline, the
paragraphs, then labels for editor and tags. Each piece is known by where it stands as well as by
its words, so a line of prose that looks like a label stays prose.
"""

import html
import re
from dataclasses import dataclass

from feedsvc.content import dates
from feedsvc.content.facts import Facts
from feedsvc.content.text import one_line
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Origin, Person, Role

_HEADER_LINES = 15
_SEPARATOR = re.compile(r"\s*(?:>>|->|[>＞›»→])\s*|\s+/\s+")
_LOCATION = re.compile(
    r"^(?:您?(?:现在)?的?(?:当前)?位置|当前位置|您在这里|You are here)\s*(?:是|在)?\s*[:：]?\s*",
    re.I,
)
_HOME = re.compile(r"(?:网站|本站|新闻)?(?:首页|主页|首頁|主頁)|home(?:\s*page)?", re.I)
_HERE = re.compile(r"(?:正文|内容|內容|文章|详情|article|text|content)", re.I)
_OPEN, _CLOSE = r"[\[【（(〔［]?\s*", r"\s*[\]】）)〕］]?"
_EDITOR = re.compile(
    rf"{_OPEN}(?:责任编辑|責任編輯|责编|責編|编辑|編輯|(?:managing\s+)?editors?)\s*[:：]\s*"
    rf"(?P<names>[^\]】）)〕］]+?){_CLOSE}", re.I
)  # fmt: skip
_TAGS = re.compile(
    rf"{_OPEN}(?P<label>标签|標籤|关键词|關鍵詞|关键字|tags?|keywords?)\s*[:：]\s*(?P<names>.*?){_CLOSE}",
    re.I,
)
_AUTHOR = re.compile(
    r"(?:作者|记者|記者|撰文|(?<![a-z])by|author)\s*[:： ]\s*(?P<names>[^\s|｜()（）]+(?: [A-Z][\w.]+)*)",
    re.I,
)
_SOURCE = re.compile(r"(?:来源|來源|稿源|source)\s*[:：]\s*\S+", re.I)
_FURNITURE = re.compile(
    r"(?:分享(?:到|至)?|分享给好友)\s*[:：].*|(?:上|下)一(?:篇|页|頁)\s*[:：]?.*|(?:previous|next)\s*[:：].*"
    r"|(?:相关|相關|推荐|延伸)(?:阅读|閱讀|新闻|文章|链接)\s*[:：]?.*|related\s*(?:articles|stories)?\s*[:：].*"
    r"|(?:©|\(c\)|copyright|版权所有|版權所有).*|返回(?:首页|顶部|列表).*|打印本页.*|第\s*\d+\s*/\s*\d+\s*页"
    r"|share\s*[:：].*",
    re.I,
)
_NAMES = re.compile(r"\s*[,，、;；/]\s*|\s{2,}")
_LABEL_LENGTH = 200


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    indented: bool


def is_dump(text: str) -> bool:
    """Tell by its shape whether *text* is a page dump: a breadcrumb stands near its top."""
    return _breadcrumb_at(_lines(text)) is not None


def read(text: str) -> Facts:
    """Return what a page dump says.

    Raises UnreadableArticleError where the breadcrumb is not followed by a title and a body.
    """
    lines = _lines(text)
    at = _breadcrumb_at(lines)
    if at is None:
        raise UnreadableArticleError(
            "has no breadcrumb", hint="expected a line like 首页 > 栏目 > 正文"
        )
    filled = [line for line in lines[at + 1 :] if line.text]
    if len(filled) < 2:
        raise UnreadableArticleError(
            "has no title and text below its breadcrumb",
            line=lines[at].number,
            hint="put the title below the breadcrumb and the paragraphs below the title",
        )
    title = filled[0]
    body = lines[lines.index(title) + 1 :]
    dateline, body = _take_dateline(body)
    body, labels = _take_labels(body)
    if not any(line.text for line in body):
        raise UnreadableArticleError(
            "has a title but no text", line=title.number, hint="put paragraphs below the title"
        )
    date = dates.find(dateline)
    return Facts(
        html="\n".join(_paragraphs(body)),
        title=title.text,
        slug=title.text,
        site=_site(lines[:at]),
        section=_section(lines[at].text),
        tags=_tags(labels),
        people=(*_authors(dateline), *_editors(labels)),
        published=date,
        published_origin=Origin.DATELINE if date else None,
    )


def _lines(text: str) -> list[_Line]:
    return [
        _Line(number, one_line(line), line.startswith(("\u3000", "  ", "\u00a0")))
        for number, line in enumerate(text.split("\n"), 1)
    ]


def _breadcrumb_at(lines: list[_Line]) -> int | None:
    filled = [index for index, line in enumerate(lines) if line.text][:_HEADER_LINES]
    return next((index for index in filled if _is_breadcrumb(lines[index].text)), None)


def _is_breadcrumb(line: str) -> bool:
    parts = _SEPARATOR.split(_LOCATION.sub("", line))
    if len(parts) < 2 or not all(parts) or len(line) > _LABEL_LENGTH:
        return False
    return bool(_HOME.fullmatch(parts[0]) or _HERE.fullmatch(parts[-1]) or _LOCATION.match(line))


def _section(breadcrumb: str) -> tuple[str, ...]:
    parts = _SEPARATOR.split(_LOCATION.sub("", breadcrumb))
    if _HOME.fullmatch(parts[0]):
        parts = parts[1:]
    if parts and _HERE.fullmatch(parts[-1]):
        parts = parts[:-1]
    return tuple(parts)


def _site(header: list[_Line]) -> str | None:
    """Return the last line above the breadcrumb that is not navigation."""
    names = [line.text for line in header if line.text and not re.search("[|｜]", line.text)]
    return names[-1] if names else None


def _take_dateline(body: list[_Line]) -> tuple[str, list[_Line]]:
    """Split off a first line that has a date, source or author and is too short for prose."""
    for index, line in enumerate(body):
        if not line.text:
            continue
        begins_with_date = dates.find(line.text[:12]) is not None
        if len(line.text) <= 120 and (
            begins_with_date or _SOURCE.search(line.text) or _AUTHOR.match(line.text)
        ) and not line.text.endswith(("。", "！", "？")):  # fmt: skip
            return line.text, body[index + 1 :]
        break
    return "", body


def _take_labels(body: list[_Line]) -> tuple[list[_Line], list[str]]:
    """Split off the labels and page furniture that end a page."""
    end = len(body)
    labels = []
    while end and (not body[end - 1].text or _is_tail(body[end - 1].text)):
        end -= 1
        labels.append(body[end].text)
    return body[:end], labels[::-1]


def _is_tail(line: str) -> bool:
    return len(line) <= _LABEL_LENGTH and any(
        pattern.fullmatch(line) for pattern in (_EDITOR, _TAGS, _FURNITURE)
    )


def _tags(labels: list[str]) -> tuple[str, ...]:
    names: list[str] = []
    for match in filter(None, map(_TAGS.fullmatch, labels)):
        latin = match["label"].isascii()
        names += re.split(r"\s*[,，、;；]\s*" if latin else r"[\s,，、;；]+", match["names"])
    return tuple(dict.fromkeys(name for name in names if name))


def _editors(labels: list[str]) -> list[Person]:
    return [
        Person(name=name, role=Role.EDITOR)
        for match in map(_EDITOR.fullmatch, labels)
        if match
        for name in _NAMES.split(match["names"])
        if name
    ]


def _authors(dateline: str) -> list[Person]:
    match = _AUTHOR.search(dateline)
    names = _NAMES.split(match["names"]) if match else []
    return [Person(name=name, role=Role.AUTHOR) for name in names if name]


def _paragraphs(body: list[_Line]) -> list[str]:
    """Return the body as HTML: blocks between blank lines, or each line where none is blank.

    Lines of one block stay lines, as in a poem; an indent begins a paragraph of its own.
    """
    while body and not body[0].text:
        body = body[1:]
    blocks: list[list[str]] = [[]]
    divided = any(not line.text for line in body)
    for line in body:
        if not line.text or line.indented or not divided:
            blocks.append([])
        if line.text:
            blocks[-1].append(html.escape(line.text, quote=False))
    return [f"<p>{'<br>'.join(block)}</p>" for block in blocks if block]
