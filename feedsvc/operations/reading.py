"""What feedsvc makes of article files and of old feeds, without a run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from feedsvc.catalog import index, ledger, withdrawals
from feedsvc.content import directory
from feedsvc.content.readers import read_all
from feedsvc.errors import ContentError
from feedsvc.model import Article, Entry, Reading, Rejection
from feedsvc.operations.services import Services, now
from feedsvc.pipeline.stated import limits, rules


def adopt(
    services: Services, bodies: Iterable[tuple[str, bytes]], *, are_ours: bool = False
) -> int:
    """Take on the entries of feeds that readers already have; return how many were not known.

    *bodies* are feeds with the name of their source; those that *are_ours* may be empty. The next
    run lets each article go on with
    the entry that has its text, link or title. Needs the publisher's lock. Raises ContentError
    for what is no feed.
    """
    from feedsvc.content.predecessors import read_feed  # nobody else needs a parser of feeds

    found = [
        each for source, body in bodies for each in read_feed(body, source, may_be_empty=are_ours)
    ]
    own_pages = f"{services.settings.site.base_url}/articles/"
    with services.database.writing() as connection:
        return ledger.adopt(connection, found, own_pages=own_pages, now=now())


def check(services: Services, folder: Path) -> Reading:
    """Return what every article file below *folder* says; nothing is written.

    Raises ContentError if the folder cannot be read.
    """
    output = services.settings.output
    scan = directory.scan(folder, leave_out=(output.directory, output.state_directory))
    reading = _read(services, folder, sorted(scan.signatures))
    return replace(reading, rejections=(*scan.unreadable, *reading.rejections))


def _read(services: Services, folder: Path, paths: Sequence[str]) -> Reading:
    settings = services.settings
    try:
        return read_all(services.workers, folder, paths, rules(settings), limits(settings))
    finally:
        services.workers.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What one file says, and what the catalog remembers of it: an article or a rejection.

    ``withdrawn`` says whether readers may not see it whatever it says.
    """

    path: str
    article: Article | None
    rejection: Rejection | None
    entry: Entry | None
    withdrawn: bool = False


def explain(services: Services, path: Path) -> Explanation:
    """Return what feedsvc makes of the file at *path*, inside the content folder or anywhere.

    Raises ContentError if there is no such file.
    """
    folder = services.settings.content.directory
    root = folder if path.is_relative_to(folder) else path.parent
    name = path.relative_to(root).as_posix()
    reading = _read(services, root, [name])
    if not (reading.articles or reading.rejections):
        raise ContentError(f"there is no file {path}", hint="name an article file")
    entry = _known_entry(services, name) if root == folder else None
    return Explanation(
        path=name,
        article=next(iter(reading.articles), None),
        rejection=next(iter(reading.rejections), None),
        entry=entry,
        withdrawn=entry is not None and _is_withdrawn(services, entry),
    )


def _known_entry(services: Services, path: str) -> Entry | None:
    if not services.database.exists:
        return None
    with services.database.reading() as connection:
        id_ = ledger.ids_at(connection, [path]).get(path)
        return index.load(connection, [id_]).get(id_) if id_ else None


def _is_withdrawn(services: Services, entry: Entry) -> bool:
    with services.database.reading() as connection:
        return bool(withdrawals.among(connection, [entry.id]))
