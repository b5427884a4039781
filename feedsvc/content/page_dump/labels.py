"""The labels of a page dump: ``[责任编辑:NAME]``, ``标签: TAG TAG``, ``来源：…  作者：…``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feedsvc.content import dates, people
from feedsvc.content.text import one_line
from feedsvc.model import Person, Role

# What people are, before their names or behind them.
_OFFICE = (
    "(?:(?:[\u4e00-\u9fff]{1,6}(?:报|報|网|網|社|新闻|新聞|台|刊))?(?:本报|本報|本网|本網|本刊|首席|特约|特約|实习|實習|见习|見習)*"
    "(?:记者|記者|通讯员|通訊員|特派员|特派員))"
)
_WORDS = {
    "editor": r"(?:责任|責任|网络|網絡|網路|本期|本版|值班|执行|執行|实习|實習|文字|图文"
    r"|初审|复审|二审|终审|栏目|欄目|稿件|新媒体)?"
    r"(?:编辑|編輯)|责编|責編|編集(?:者|部)?|편집(?:자|기자)?|(?:managing |web )?editors?",
    "tags": r"(?:文章|本文|相关|相關)?(?:标签|標籤|关键词|關鍵詞|关键字|關鍵字)|相關字詞"
    r"|タグ|キーワード|태그|키워드|tags?|keywords?"
    r"|schlagw(?:ö|oe)rter|schlagworte|mots[ -]clés|étiquettes|etiquetas|palabras clave"
    r"|palavras-chave|теги|метки",
    "author": rf"(?:文章)?作者|{_OFFICE}|撰文|撰稿"
    r"|文|著者|執筆(?:者)?|筆者|기자|글쓴이|글|작성자|(?:written )?by|author"
    r"|autore?s?|autorin|auteur|автор",
    "time": r"(?:发布|發佈|發布|发表|發表|建立)(?:时间|時間|日期|日)|(?:公開|掲載)日時?|입력|등록"
    r"|(?:published|posted)(?: on)?",
    "updated": r"(?:更新|修改)(?:时间|時間|日期)|(?:資料|最終)?更新(?:日時?)?|수정"
    r"|(?:last )?updated(?: on)?",
    "when": r"时间|時間|(?:文章)?日期|出版|date",
    "source": r"(?:文章|本文|信息|稿件|新闻)?(?:来源|來源)|稿源"
    r"|(?:发布|發布)(?:单位|單位|机构|機構)|出典|출처|source|quelle|fuente|fonte|источник",
    "other": r"校对|校對|审核|審核|审校|[一二三]审|初审|复审|终审"
    r"|(?:图片|圖片|视觉|美术|视频)编辑|美编|监制|監製|主编|签发|统筹"
    r"|(?:浏览|瀏覽|阅读|閱讀|点击|點擊|访问)(?:次数|次數|量|数|率)?"
    r"|字号|字號|字体|字體|字級(?:設定)?|點閱數|评论|ページ番号|views?|filed under",
}
_LABEL = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'(?P<{kind}>{words})' for kind, words in _WORDS.items())})"
    r"\s*(?:\([A-Z]{3}\)\s*)?[:：﹕︰]",
    re.I,
)
# What portals put behind a source: dividers and buttons.
_AFTER_SOURCE = re.compile(r"[|｜丨]|参与互动|我要评论|举报")
# Where a name or a number follows, a blank or a slash does instead of the colon.
_NAME = (
    rf"(?=(?:{_OFFICE})?[\u4e00-\u9fff·]\s?[\u4e00-\u9fff·]{{1,3}}(?:[\s、，,/／|｜）)]|$)"
    r"|[A-Z][\w.'’-]*(?:\s+(?:[A-Z][\w.'’-]*|and|&))*\s*(?:[^\sa-z]|$))"
)
_DAY = r"(?=\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d)"
_WITHOUT_COLON = re.compile(
    r"(?<!\S)(?:"
    rf"(?:(?P<editor>(?i:(?:责任|責任|实习|實習)?(?:编辑|編輯)|责编|責編))"
    rf"|(?P<author>文[/／]图|图[/／]文|作者|撰文|文|{_OFFICE}|[Bb]y|BY|Von|Par|Por)"
    rf"|(?P<other>图|圖|摄影|攝影|摄|校对|校對|审核|審核))(?:\s*[/／|｜丨]\s*|\s+){_NAME}"
    r"|(?i:(?P<time>发布于|发表于|發佈於|發表於|입력|등록"
    r"|publié le|publicado (?:el|em)|veröffentlicht am|pubblicato il)"
    r"|(?P<updated>更新于|更新於|更新|수정|mis à jour le|actualizado el|aktualisiert am))\s*(?=\d)"
    rf"|(?P<time_>(?i:posted|published)(?: on)?)\s+{_DAY}"
    rf"|(?P<updated_>(?i:(?:last )?updated)(?: on)?)\s+{_DAY}"
    r"|(?P<source>来源|來源|稿源)\s+(?=\S)|(?P<tags>标签|標籤|关键词|關鍵詞)\s*[|｜丨]\s*(?=\S)"
    r"|(?P<author_>(?:记者|記者)\s*(?=[\u4e00-\u9fff]{2,4}\s?[/／]\s?\S{2,8}(?:报道|報道|報導)$)"
    r"|기자명\s+(?=[가-힣]{2,4}(?!\S))))"
)
# In Korean the office stands behind the name.
_REPORTER_BEHIND = re.compile(r"(?<!\S)([가-힣]{2,4})\s?기자(?!\S)")
_OPEN, _CLOSE = "[【（(〔［", "]】）)〕］"
_WORD_IN_BRACKETS = re.compile(
    rf"[{re.escape(_OPEN)}]\s*([^{re.escape(_OPEN + _CLOSE)}]{{1,60}})"
    rf"[{re.escape(_CLOSE)}]\s*[:：]?"
)
_IN_LAST_LINE = re.compile(
    rf"(?P<prose>.*[。！？”…!?.])\s*(?P<label>[{re.escape(_OPEN)}]\s*(?:{_WORDS['editor']})\s*[:：]"
    rf"[^{re.escape(_OPEN + _CLOSE)}]{{1,40}}[{re.escape(_CLOSE)}])\d{{0,9}}",
    re.I,
)
_BUTTON = re.compile(r"\s*[【\[](?:纠错|糾錯|打印|列印|关闭|關閉|收藏|举报|檢舉)[】\]]\s*")
_SIGNATURE = re.compile(rf"[{re.escape(_OPEN)}]|责编|責編|责任编辑|責任編輯")
_ASIDE = re.compile(r"[（(\[【].*")
_OFFICES = re.compile(rf"(?<!\w){_OFFICE}(?![站团團])|{_OFFICE}(?!\w)|(?:编辑|編輯)(?=\s)")
# Behind a comma, what somebody is and not another name: staff writer, of the Gazette.
_LATIN_OFFICE = re.compile(
    r"(?:of|for|the|special|staff)\b.*"
    r"|.*\b(?:writer|reporter|correspondent|editor|columnist|contributor|journalist|photographer"
    r"|bureau|press|news|times|agency|service)s?",
    re.I,
)
_AFTER_NAMES = re.compile(
    r"\s*(?:[|｜]|\s[-–—]\s|[\s_]*[A-Z]{0,3}\d|[\w.]+@|\sin\s|\s\S{1,6}[:：]|\s?[/／]\s?\S{2,8}(?:報導|报道|報道)).*",
    re.ASCII,
)
_BETWEEN_LATIN_NAMES = re.compile(r"\s(?:and|&)\s")
_BETWEEN_TAGS = re.compile(
    r"[,，、;；|｜]|\s{2,}|[\xa0\u3000\t]|(?<![A-Za-z0-9])\s|\s(?![A-Za-z0-9])"
)
# Who speaks in a dialogue, or is named by a label without brackets.
_SPEAKER = re.compile(
    rf"(?P<word>(?P<author>{_WORDS['author']})|(?!责任|責任)(?:{_WORDS['editor']}))"
    r"\s*[:：]\s*(?P<said>.*\S)",
    re.I,
)
_TAGS_WORD = re.compile(_WORDS["tags"], re.I)
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
    if len(text) > _MAX_LENGTH:
        return text, ()
    text = _BUTTON.sub("", text)
    if word := _WORD_IN_BRACKETS.match(text):
        text = f"{word[1].strip()}{_after_brackets(word[1], text[word.end() :])}"
    elif text[:1] and text[0] in _OPEN:
        text = text[1:].rstrip(_CLOSE).strip()
    text = _REPORTER_BEHIND.sub(r"기자: \1", text)
    matches = _apart([*_LABEL.finditer(text), *_WITHOUT_COLON.finditer(text)])
    ends = [*(match.start() for match in matches[1:]), len(text)]
    labels = tuple(
        Label((match.lastgroup or "").rstrip("_"), text[match.end() : end].strip(" |｜;；"))
        for match, end in zip(matches, ends, strict=False)
    )
    return (text[: matches[0].start()] if matches else text), labels


def _after_brackets(word: str, rest: str) -> str:
    """Return the *rest* of a line behind ``[word]``; a word alone is a label without its colon."""
    if not rest:
        return ""
    return f" {rest}" if ":" in word or "：" in word else f"：{rest}"


def _apart(matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return *matches* in the order of their places, none that begins within another."""
    kept: list[re.Match[str]] = []
    for match in sorted(matches, key=lambda match: match.start()):
        if not kept or match.start() >= kept[-1].end():
            kept.append(match)
    return kept


def is_signature(line: str) -> bool:
    """Tell whether *line* is the editor's: in brackets, or by the word that only pages use."""
    rest, said = split(line)
    signed = bool(said) and said[0].kind == "editor" and said[0].value != "" and not rest
    return signed and _SIGNATURE.match(line.strip()) is not None


def speaker(line: str) -> Label | None:
    """Return the word before the colon, as a label, where *line* may be a turn in a dialogue.

    That is a label of a person without brackets, which only stands where nobody is speaking.
    """
    match = _SPEAKER.fullmatch(line)
    return Label("author" if match["author"] else "editor", match["word"]) if match else None


def is_speech(line: str) -> bool:
    """Tell whether *line* has a speaker, and what that one says is no name."""
    match = _SPEAKER.fullmatch(line)
    return match is not None and not all(map(people.is_name, _names(match["said"])))


def with_colon(line: str) -> str:
    """Return *line*, with a colon behind it where it is nothing but the word for tags."""
    return f"{line.strip()}：" if _TAGS_WORD.fullmatch(line.strip()) else line


def out_of_last_line(line: str) -> tuple[str, str] | None:
    """Return the prose and the bracketed editor's label of a paragraph that ends in one."""
    match = _IN_LAST_LINE.fullmatch(line)
    return (match["prose"], match["label"]) if match else None


def tags(labels: Iterable[Label]) -> tuple[str, ...]:
    """Return the tags, each once.

    Commas, gaps, NBSP and blanks divide them; a single blank between Latin words does not.
    """
    texts = (
        _tag(one_line(text))
        for label in labels
        if label.kind == "tags"
        for text in _BETWEEN_TAGS.split(label.value)
    )
    return tuple(dict.fromkeys(filter(None, texts)))


def _tag(text: str) -> str:
    """Return *text* without the hash or the brackets that mark it as a tag."""
    if text[:1] and text[0] in _OPEN:
        text = text[1:]
    if text[-1:] and text[-1] in _CLOSE and not any(mark in text for mark in _OPEN):
        text = text[:-1]
    return text.strip().lstrip("#＃").strip()


def source(labels: Iterable[Label]) -> str | None:
    """Return whom the page credits as its source, the first if it names several."""
    sources = (_source(label.value) for label in labels if label.kind == "source")
    return next(filter(None, sources), None)


def _source(value: str) -> str:
    """Return a source without the date, the dividers and the buttons that may stand behind it."""
    name = _AFTER_SOURCE.split(value, maxsplit=1)[0]
    if date := dates.find(name):
        name = name.partition(date)[0]
    return one_line(name)


def credited(labels: Iterable[Label], *, japanese: bool = False) -> tuple[Person, ...]:
    """Return the authors and editors, each once; *japanese* names have a blank in their middle."""
    return tuple(dict.fromkeys(_credited(labels, japanese)))


def _credited(labels: Iterable[Label], japanese: bool) -> Iterator[Person]:
    roles = {"author": Role.AUTHOR, "editor": Role.EDITOR}
    for label in labels:
        if role := roles.get(label.kind):
            names = _names(label.value, japanese=japanese)
            for name in names:
                if len(name) <= _MAX_NAME and not _is_office(name, names[0]):
                    yield Person(name=name, role=role)


def _names(value: str, *, japanese: bool = False) -> list[str]:
    """Return whom the value of a label names, without what they are and where."""
    text = _AFTER_NAMES.sub("", _ASIDE.sub("", _OFFICES.sub(" ", value)))
    return [*people.names(_BETWEEN_LATIN_NAMES.sub(", ", text), japanese=japanese)]


def _is_office(name: str, first: str) -> bool:
    """Tell an office or a medium from a name: behind a name in two words, one word is none."""
    if name == first or not name.isascii():
        return False
    return _LATIN_OFFICE.fullmatch(name) is not None or (" " in first and " " not in name)
