"""Control characters that front matter writes as escapes, where no line of the file has them."""

from collections.abc import Collection, Iterator

from feedsvc.content.facts import FrontMatter
from feedsvc.content.text import controls, dropped
from feedsvc.model import Notice


def notices(front: FrontMatter, keys: Collection[str]) -> Iterator[Notice]:
    """Yield a notice for each of *keys* whose value loses control characters."""
    for key, value in front.items():
        if key in keys and not _is_printable(value):
            yield from dropped(key, sum(map(controls, _texts(value))))


def _is_printable(value: object) -> bool:
    """Tell whether *value* is nothing but printable text, as nearly all values are."""
    texts = value if isinstance(value, list) else [value]
    return all(isinstance(text, str) and text.isprintable() for text in texts)


def _texts(value: object) -> Iterator[str]:
    """Yield all text in *value*, each list and map once: YAML's aliases can make them endless."""
    waiting, seen = [value], set[int]()
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, list | dict) and id(each) not in seen:
            seen.add(id(each))
            waiting += [*each, *each.values()] if isinstance(each, dict) else each
