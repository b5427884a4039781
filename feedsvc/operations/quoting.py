"""What stands in the lines that are complained of, as the files are now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from feedsvc.content import directory
from feedsvc.content.encodings import decode
from feedsvc.errors import UnreadableArticleError
from feedsvc.operations.services import Services

# Front matter, where most complaints point, stands at the very beginning.
_LARGEST = 256 * 1024
_MOST_FILES = 50
_LONGEST = 240

Place = tuple[str, int]


def quote(services: Services, places: Iterable[Place]) -> Mapping[Place, str]:
    """Return what stands at *places*, each a path below the content folder and a line from 1 on.

    Of many files, the first fifty are looked at, and of long lines the beginning is returned, with
    whatever characters stand there. What is gone, no article file, or large is not among it.
    """
    lines: dict[str, list[int]] = defaultdict(list)
    for path, line in places:
        if path in lines or len(lines) < _MOST_FILES:
            lines[path].append(line)
    root = services.settings.content.directory
    return {
        (path, line): said[line - 1].strip()[:_LONGEST]
        for path, wanted in lines.items()
        if (said := _lines(root, path))
        for line in wanted
        if 1 <= line <= len(said)
    }


def _lines(root: Path, path: str) -> Sequence[str]:
    # A scan has found it by this path; in case it has not: nothing leads out of the folder.
    if any(part in ("", ".", "..") for part in path.split("/")) or "\0" in path:
        return ()
    try:
        data = directory.load(root, path, max_bytes=_LARGEST)
    except (FileNotFoundError, UnreadableArticleError, UnicodeError):
        return ()
    try:
        text = decode(data)
    except UnreadableArticleError:
        text = data.decode("utf-8", "backslashreplace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
