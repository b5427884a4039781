"""Who wrote and edited an article, in the forms in which front matter and pages name people."""

import re
from collections.abc import Iterator

from feedsvc.content import languages
from feedsvc.content.facts import FrontMatter, scalar
from feedsvc.content.text import as_written, one_line, visible
from feedsvc.model import Person, Role

KEYS = {
    "author": Role.AUTHOR,
    "authors": Role.AUTHOR,
    "editor": Role.EDITOR,
    "editors": Role.EDITOR,
}
_EMAIL = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>@\s]+@[^<>\s]+)>")
_BETWEEN_NAMES = re.compile(r"[,，、;；/／](?:\s*and\b)?")
_HAN = re.compile("[\u3400-\u9fff]")
# In Japanese the family's name and the given name stand apart.
_JAPANESE = re.compile(r"(?<!\S)\S{1,3} \S{1,3}(?!\S)|\S+")
_PADDED = re.compile(r"(?<!\S)([\u3400-\u9fff])\s+([\u3400-\u9fff])(?!\S)")

# What is in sentences and in no name: who speaks, asks, or says that something has happened.
_PROSE = re.compile(
    "[我你您她吗嗎呢吧啊嘛啦哦还還很没沒这這哪谁誰怎]|[了的着么麼呀](?![\u4e00-\u9fff])"
    "|(?<![\u4e00-\u9fff])[不也真对對去想再是]"
    "|(?:ます|です|した)か?(?![ぁ-ん])|(?:요|니다|니까)(?![가-힣])"
)
_SMALL_WORDS = re.compile(r"[a-z]+(?: [a-z]+){2,}")
# Who writes in Chinese characters: a person, or a team of an office.
_HAN_NAME = re.compile(r"[\w·•‧. -]{2,14}")


def stated(front: FrontMatter) -> tuple[Person, ...]:
    """Return the people whom front matter names, each once; an item of a list is one person."""
    people = (
        person
        for key, role in KEYS.items()
        if key in front
        for item in _items(front[key], front)
        if (person := _person(item, role))
    )
    return tuple(dict.fromkeys(people))


def names(text: str, *, japanese: bool = False) -> Iterator[str]:
    """Yield the names in *text*, divided by commas and the like.

    Chinese names may also be divided by blanks; ``张　三`` is a single name, padded to the width of
    three characters. In *japanese* text ``山田 太郎`` is one as well.
    """
    for part in _BETWEEN_NAMES.split(text):
        name = _PADDED.sub(r"\1\2", one_line(part))
        words = name.split()
        if all(map(_HAN.match, words)):
            yield from _JAPANESE.findall(name) if japanese else words
        else:
            yield name


def is_name(text: str) -> bool:
    """Tell whether *text* may be somebody's name, and not what somebody says."""
    if _PROSE.search(text) or _SMALL_WORDS.fullmatch(text):
        return False
    return not _HAN.search(text) or _HAN_NAME.fullmatch(text) is not None


def _is_japanese(front: FrontMatter) -> bool:
    stated = (scalar(front[key]) for key in ("lang", "language", "locale") if key in front)
    named = next(stated, "").lower()
    return named.startswith("ja") or languages.detect(scalar(front.get("title"))) == "ja"


def _items(value: object, front: FrontMatter) -> list[object]:
    if isinstance(value, str):
        # One word is one name in any language.
        japanese = len(value.split()) > 1 and _is_japanese(front)
        return list(names(value, japanese=japanese))
    return value if isinstance(value, list) else [value]


def _person(item: object, role: Role) -> Person | None:
    """Return a person from a name, ``Name <mail>``, or a map with ``name``, ``email``, ``url``."""
    if isinstance(item, dict):
        name = as_written(scalar(item.get("name")))
        email = one_line(visible(scalar(item.get("email")))) or None
        uri = one_line(visible(scalar(item.get("url")) or scalar(item.get("uri")))) or None
        return Person(name=name, role=role, email=email, uri=uri) if name else None
    text = as_written(item) if isinstance(item, str) else ""
    match = _EMAIL.fullmatch(text)
    name, email = (match["name"].strip(), match["email"]) if match else (text, None)
    return Person(name=name, role=role, email=email) if name else None
