"""What front matter says of a podcast's episode, for the directories that list podcasts."""

import re

from feedsvc.content.facts import FrontMatter, scalar
from feedsvc.content.media import values
from feedsvc.content.media.enclosures import DURATIONS
from feedsvc.content.text import one_line
from feedsvc.model import Podcast

_TABLES = ("podcast", "itunes")
# What each fact is called: in a table of its own, and beside the other keys.
_AUTHORS = (("author", "host"), ("itunes_author", "podcast_author"))
_IMAGES = (("image", "cover", "artwork"), ("itunes_image", "podcast_image", "episode_image"))
_EXPLICIT = (("explicit",), ("itunes_explicit", "podcast_explicit", "explicit"))
_LASTING = (("duration",), DURATIONS)
_CATEGORIES = (("categories", "category"), ("itunes_categories", "itunes_category"))
KEYS = (
    "itunes",
    *(key for _, keys in (_AUTHORS, _IMAGES, _EXPLICIT, _LASTING, _CATEGORIES) for key in keys),
)
_NAMES = frozenset((*KEYS, *_TABLES))
# Directories take ``true`` and ``false``; ``clean`` is what ``false`` was called once.
_TRUTHS = {
    **dict.fromkeys(("true", "yes", "explicit", "1"), True),
    **dict.fromkeys(("false", "no", "clean", "0"), False),
}
_LONGEST_NAME = 255
_MOST_CATEGORIES = 10


def stated(front: FrontMatter) -> Podcast | None:
    """Return what *front* says of an episode, None if it says nothing."""
    if _NAMES.isdisjoint(front):
        return None
    image = _fact(front, _IMAGES, inner=("href", "url", "src"))
    found = Podcast(
        author=_fact(front, _AUTHORS, inner=("name",))[:_LONGEST_NAME] or None,
        image=image.replace("\\", "/") or None,
        explicit=_TRUTHS.get(_fact(front, _EXPLICIT).lower()),
        duration=values.seconds(_fact(front, _LASTING)),
        categories=_categories(front),
    )
    return found if found != Podcast() else None


def _found(front: FrontMatter, names: tuple[tuple[str, ...], tuple[str, ...]]) -> list[object]:
    """Return what the tables say by the first of *names*, then what stands beside them."""
    tables = [values.table(each) for key in _TABLES if isinstance(each := front.get(key), dict)]
    inside = [table[name] for table in tables for name in names[0] if name in table]
    return [*inside, *(front[name] for name in names[1] if name in front)]


def _fact(
    front: FrontMatter,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    *,
    inner: tuple[str, ...] = (),
) -> str:
    for value in _found(front, names):
        facts = values.table(value) if isinstance(value, dict) else {}
        if text := values.first(facts, inner) or one_line(scalar(value)):
            return text
    return ""


def _categories(front: FrontMatter) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for value in _found(front, _CATEGORIES):
        items = value if isinstance(value, list) else re.split("[,，;；]", scalar(value))
        for item in items[:_MOST_CATEGORIES]:
            if name := one_line(scalar(item))[:_LONGEST_NAME]:
                names.setdefault(name)
    return tuple(names)[:_MOST_CATEGORIES]
