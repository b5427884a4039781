"""Documents as they are in a folder or on the web, looked at as a validator does."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath

from feedsvc.errors import ContentError, StorageError
from feedsvc.model import Format
from feedsvc.operations.fetching import fetch
from feedsvc.validity import (
    MOST_BYTES,
    Fault,
    Level,
    Report,
    check_formats,
    check_links,
    examine,
    format_of,
)

_FORMATS = {f".{format.extension}": format for format in Format}
_FOREIGN = ".xml"
_ROOM = "check"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Inspected:
    """A document, by its path or address, and what is wrong with it."""

    name: str
    faults: tuple[Fault, ...]


def inspect(sources: Sequence[str], progress: Progress) -> Iterator[Inspected]:
    """Yield what is found of the documents that *sources* name: folders, files and web addresses.

    A folder's documents are those of all its folders. Raises StorageError if there is nothing at a
    path, or nothing to check in a folder.
    """
    for source in sources:
        if "://" in source:
            yield _fetched(source)
        elif Path(source).is_dir():
            yield from _of_folder(Path(source), progress)
        elif Path(source).is_file():
            yield _inspected(source, _body(Path(source)), format=None)[0]
        else:
            raise StorageError(
                f"there is nothing at {source}", hint="name a folder, a file or a web address"
            )


def _fetched(url: str) -> Inspected:
    try:
        body = fetch(url, most=MOST_BYTES)
    except ContentError as error:
        return Inspected(url, (_fault("unreachable", f"{error}; {error.hint}"),))
    return _inspected(url, body, format=None)[0]


def _of_folder(folder: Path, progress: Progress) -> Iterator[Inspected]:
    paths = sorted(_paths(folder), key=lambda path: path.with_suffix("").parts)
    if not paths:
        raise StorageError(
            f"there are no feeds in {folder}", hint="build them first, or name another folder"
        )
    done = 0
    # Documents of one feed stand side by side, so no more than these are in memory.
    for _, group in groupby(paths, key=lambda path: path.with_suffix("")):
        members = list(group)
        yield from _of_feed(folder, members)
        done += len(members)
        progress(_ROOM, done, len(paths))


def _of_feed(folder: Path, paths: Sequence[PurePosixPath]) -> Iterator[Inspected]:
    reports = []
    for path in paths:
        body = _body(folder / path)
        format = _FORMATS.get(path.suffix)
        if body is not None and format is None and format_of(body) is None:
            continue  # an .xml that is no feed, such as a sitemap
        inspected, report = _inspected(f"{folder / path}", body, format=format)
        beside: tuple[Fault, ...] = ()
        if report is not None and format is not None:
            reports.append(report)
            beside = check_links(
                path.as_posix(),
                report,
                lambda to: _is_document(folder, to),
                lambda to: _links(folder / to),
            )
        yield Inspected(inspected.name, (*inspected.faults, *beside))
    if reports and (differences := check_formats(reports)):
        yield Inspected(f"{folder / paths[0].with_suffix('')}.*", differences)


def _inspected(
    name: str, body: bytes | None, *, format: Format | None
) -> tuple[Inspected, Report | None]:
    if body is None:
        return Inspected(name, (_fault("unreachable", "cannot be read"),)), None
    format = format or format_of(body)
    if format is None:
        return Inspected(name, (_fault("not-a-feed", "is no RSS, Atom or JSON feed"),)), None
    report = examine(body, format)
    return Inspected(name, report.faults), report


def _is_document(folder: Path, path: str) -> bool:
    """Tell whether there is a file at *path*, which somebody else wrote, inside the folder."""
    if ".." in PurePosixPath(path).parts or path.startswith("/"):
        return False
    try:
        return (folder / path).is_file()
    except (OSError, ValueError):
        return False


def _links(path: Path) -> Mapping[str, str]:
    return (
        examine(_body(path) or b"", _FORMATS[path.suffix]).links if path.suffix in _FORMATS else {}
    )


def _fault(code: str, message: str) -> Fault:
    return Fault(code=code, message=message, where="document", level=Level.ERROR)


def _body(path: Path) -> bytes | None:
    """Return the beginning of a file: enough to tell whether it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError:
        return None


def _paths(folder: Path) -> Iterator[PurePosixPath]:
    """Yield the paths of documents below *folder*: regular files, no unfinished ones."""
    folders = [folder]
    while folders:
        for entry in _listed(folders.pop()):
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                path = PurePosixPath(Path(entry.path).relative_to(folder))
                if path.suffix in _FORMATS or path.suffix == _FOREIGN:
                    yield path


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        raise StorageError(
            f"folder {folder} cannot be read: {error.strerror}", hint="let feedsvc read it"
        ) from error
