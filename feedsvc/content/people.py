"""Who wrote and edited an article, in the forms in which front matter and pages name people."""

import re
from collections.abc import Iterator

from feedsvc.content.facts import FrontMatter, scalar
from feedsvc.content.text import one_line
from feedsvc.model import Person, Role

_KEYS = (
    ("author", Role.AUTHOR),
    ("authors", Role.AUTHOR),
    ("editor", Role.EDITOR),
    ("editors", Role.EDITOR),
)
_EMAIL = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>@\s]+@[^<>\s]+)>")
_BETWEEN_NAMES = re.compile("[,，、;；/]")
_HAN = re.compile("[\u3400-\u9fff]")
_PADDED = re.compile(r"(?<!\S)([\u3400-\u9fff])\s+([\u3400-\u9fff])(?!\S)")


def stated(front: FrontMatter) -> tuple[Person, ...]:
    """Return the people whom front matter names, each once."""
    people = (
        person
        for key, role in _KEYS
        for item in _items(front.get(key))
        for person in _people(item, role)
    )
    return tuple(dict.fromkeys(people))


def names(text: str) -> Iterator[str]:
    """Yield the names in *text*, divided by commas and the like.

    Chinese names may also be divided by blanks; ``张　三`` is a single name, padded to the width of
    three characters.
    """
    for part in _BETWEEN_NAMES.split(text):
        name = one_line(_PADDED.sub(r"\1\2", part))
        words = name.split()
        if all(map(_HAN.match, words)):
            yield from words
        else:
            yield name


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _people(item: object, role: Role) -> Iterator[Person]:
    """Yield people from names, ``Name <mail>``, or a map with ``name``, ``email``, ``url``."""
    if isinstance(item, dict):
        name = one_line(scalar(item.get("name")))
        email = one_line(scalar(item.get("email"))) or None
        uri = one_line(scalar(item.get("url")) or scalar(item.get("uri"))) or None
        if name:
            yield Person(name=name, role=role, email=email, uri=uri)
    elif isinstance(item, str):
        for name in names(item):
            match = _EMAIL.fullmatch(name)
            if match is None:
                yield Person(name=name, role=role)
            elif match["name"].strip():
                yield Person(name=match["name"].strip(), role=role, email=match["email"])
