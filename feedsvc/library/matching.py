"""What a search finds, and how well: names and slugs compared with what somebody typed."""

from collections.abc import Sequence

from feedsvc.claims import fold

# What is longer names no feed, and everybody may send it.
_LONGEST = 100
_MOST_WORDS = 10


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a search, folded as names are; what is too long is cut."""
    encodable = text[: 2 * _LONGEST].encode(errors="ignore").decode().replace("\0", " ")
    return tuple(fold(encodable[:_LONGEST]).split()[:_MOST_WORDS])


def misfit(words: Sequence[str], name: str, slug: str) -> int | None:
    """Return how badly *words* fit what a feed is called, the least first.

    0: they are its name or slug, or the last level of it. 1: one of these, or a level of it, begins
    with them. 2: they are in there somewhere, in any order. None: they are not.
    """
    for word in words:
        if word not in name and word not in slug:
            return None
    level = f"/{_plain(''.join(words))}"
    called, address = f"/{_plain(name)}", f"/{_plain(slug)}"
    if called.endswith(level) or address.endswith(level):
        return 0
    return 1 if level in called or level in address else 2


def _plain(text: str) -> str:
    # A slug has hyphens where a name has blanks, or nothing at all.
    return text.replace(" ", "").replace("-", "")
