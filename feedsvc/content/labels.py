"""The labels of a page dump: ``[责任编辑:NAME]``, ``标签: TAG TAG``, ``来源：…  作者：…``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feedsvc.content import people
from feedsvc.content.text import one_line
from feedsvc.model import Person, Role

_WORDS = {
    "editor": r"(?:责任|責任|网络|網絡|本期|值班|执行)?(?:编辑|編輯)|责编|責編"
    r"|(?:managing |web )?editors?",
    "tags": r"标签|標籤|关键词|關鍵詞|关键字|關鍵字|tags?|keywords?",
    "author": r"(?:文章)?作者|(?:本报|本報|本网|本網)?(?:记者|記者)|通讯员|通訊員|撰文|撰稿"
    r"|(?:written )?by|author",
    "time": r"(?:发布|發佈|发表|發表|更新)(?:时间|時間|日期)|(?:published|updated|posted)(?: on)?",
    "when": r"时间|時間|日期|date",
    "source": r"(?:文章|信息|稿件|新闻)?(?:来源|來源)|稿源|source",
    "other": r"校对|校對|审核|審核|审校|初审|复审|终审|监制|監製|主编|签发|统筹"
    r"|(?:浏览|瀏覽|阅读|閱讀|点击|點擊|访问)(?:次数|次數|量|数|率)?"
    r"|字号|字號|字体|字體|评论|views?",
}
_LABEL = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _WORDS.items())})\s*[:：]",
    re.I,
)
# Where the word is clear enough, a blank does instead of the colon.
_WITHOUT_COLON = re.compile(
    r"(?:(?P<editor>责任编辑|責任編輯|责编|責編)|(?P<author>(?:本报|本網|本网)?(?:记者|記者)|通讯员|by))"
    r"[\s\u3000]+(?=\S)",
    re.I,
)
_OPEN, _CLOSE = "[【（(〔［", "]】）)〕］"
_IN_LAST_LINE = re.compile(
    rf"(?P<prose>.*[。！？”…!?.])\s*(?P<label>[{re.escape(_OPEN)}]\s*(?:{_WORDS['editor']})\s*[:：]"
    rf"[^{re.escape(_OPEN + _CLOSE)}]{{1,40}}[{re.escape(_CLOSE)}])",
    re.I,
)
_ASIDE = re.compile(r"[（(\[【].*")
_OFFICE = re.compile(r"(?:本报|本報|本网|本網|实习)?(?:记者|記者|通讯员|通訊員|编辑|編輯)(?=\s)")
_AFTER_NAMES = re.compile(r"\s*(?:[|｜]|\s[-–—]\s|\d).*")
_BETWEEN_TAGS = re.compile(
    r"[,，、;；|｜]|\s{2,}|[\xa0\u3000\t]|(?<![A-Za-z0-9])\s|\s(?![A-Za-z0-9])"
)
_MAX_LENGTH = 200
_MAX_NAME = 40


@dataclass(frozen=True, slots=True)
class Label:
    """One label: what kind of word it begins with, and its value with the gaps as in the file."""

    kind: str
    value: str


def split(line: str) -> tuple[str, tuple[Label, ...]]:
    """Return what stands before the first label of *line*, and the labels."""
    text = line.strip()
    if text[:1] and text[0] in _OPEN:
        text = text[1:].rstrip(_CLOSE).strip()
    if len(text) > _MAX_LENGTH:
        return text, ()
    bare = _WITHOUT_COLON.match(text)
    matches = [*([bare] if bare else []), *_LABEL.finditer(text)]
    ends = [*(match.start() for match in matches[1:]), len(text)]
    labels = tuple(
        Label(match.lastgroup or "", text[match.end() : end].strip(" |｜;；"))
        for match, end in zip(matches, ends, strict=False)
    )
    return (text[: matches[0].start()] if matches else text), labels


def out_of_last_line(line: str) -> tuple[str, str] | None:
    """Return the prose and the bracketed editor's label of a paragraph that ends in one."""
    match = _IN_LAST_LINE.fullmatch(line)
    return (match["prose"], match["label"]) if match else None


def tags(labels: Iterable[Label]) -> tuple[str, ...]:
    """Return the tags, each once.

    Commas, gaps, NBSP and blanks divide them; a single blank between Latin words does not.
    """
    texts = (
        one_line(text)
        for label in labels
        if label.kind == "tags"
        for text in _BETWEEN_TAGS.split(label.value)
    )
    return tuple(dict.fromkeys(filter(None, texts)))


def credited(labels: Iterable[Label]) -> tuple[Person, ...]:
    """Return the authors and editors, each once."""
    return tuple(dict.fromkeys(_credited(labels)))


def _credited(labels: Iterable[Label]) -> Iterator[Person]:
    roles = {"author": Role.AUTHOR, "editor": Role.EDITOR}
    for label in labels:
        if role := roles.get(label.kind):
            text = _AFTER_NAMES.sub("", _ASIDE.sub("", _OFFICE.sub(" ", label.value)))
            for name in people.names(text):
                if len(name) <= _MAX_NAME:
                    yield Person(name=name, role=role)
