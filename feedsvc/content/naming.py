"""What an article is called and where it belongs: its title, name, date and section by path."""

import re
from pathlib import PurePosixPath

from feedsvc.content import languages
from feedsvc.content.text import one_line, plain

# Jekyll's file names carry a date; Hugo's and Hexo's may.
_DATED_NAME = re.compile(r"(?P<day>\d{4}-\d{1,2}-\d{1,2})(?!\d)[-_ ]*(?P<rest>.*)")
_LEADING_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(?P<title>.*?)</h\1>\s*", re.S)
_TOP_HEADING = re.compile(r"<h1\b[^>]*>(?P<title>.*?)</h1>", re.S)


def day_and_stem(path: PurePosixPath) -> tuple[str | None, str]:
    """Return the date in a file's name, if any, and the rest; ``index`` has its folder's name."""
    name = path.parent.name if _is_index(path) and path.parent.name else path.stem
    match = _DATED_NAME.fullmatch(name)
    return (match["day"], match["rest"] or match["day"]) if match else (None, name)


def section(stated: tuple[str, ...] | None, path: PurePosixPath) -> tuple[str, ...]:
    """Return the stated section, else the folders that name one.

    Those are all but ``_posts`` and its like, and years and months.
    """
    if stated is None:
        folder = path.parent.parent if _is_index(path) else path.parent
        stated = tuple(name for name in folder.parts if name[0] != "_" and not name.isdecimal())
    # A slash inside a name would read as one more level.
    return tuple(name for each in stated if (name := one_line(each).replace("/", "／")))


def titled(stated: str | None, html: str, path: PurePosixPath) -> tuple[str, str]:
    """Return the title and the content without a first heading that only repeats it.

    Without a stated title, that is the heading at the beginning, the first of level one, or the
    file's name.
    """
    heading = _LEADING_HEADING.match(html)
    first = plain(heading["title"]) if heading else ""
    title = stated or first
    if title:
        repeats = heading is not None and first == one_line(title)
        return title, html[heading.end() :] if heading and repeats else html
    top = _TOP_HEADING.search(html)
    words = one_line(re.sub("[-_]+", " ", day_and_stem(path)[1]))
    return (plain(top["title"]) if top else "") or words or path.name, html


def _is_index(path: PurePosixPath) -> bool:
    suffix = languages.suffix(path)
    stem = path.stem.removesuffix(suffix) if languages.tag(suffix[1:]) else path.stem
    return stem.lower() == "index"
