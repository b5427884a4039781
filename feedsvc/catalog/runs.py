"""The record of runs."""

from collections.abc import Collection

from pydantic import TypeAdapter
from sqlalchemy import and_, delete, exists, func, insert, or_, select, true, update

from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import files, folds, runs
from feedsvc.model import ENDINGS, EVERY_RUN, REFUSED_BELOW, Outcome, Rejection, Run, Sieve

_RUN = TypeAdapter(Run)
_REJECTION = TypeAdapter(Rejection)
# How many runs are remembered: at one every five minutes, those of more than three days.
KEPT = 1000


def record(connection: Connection, run: Run) -> None:
    """Keep *run* over what was known of it, and forget the oldest beyond a thousand."""
    body = _RUN.dump_json(run).decode()
    known = connection.execute(update(runs).where(runs.c.id == run.id).values(body=body))
    if known.rowcount == 0:
        added = connection.execute(insert(runs).values(id=run.id, body=body))
        (number,) = added.inserted_primary_key or (0,)
        connection.execute(delete(runs).where(runs.c.number <= number - KEPT))
        if run.folded:
            _note_folds(connection, run)


def _note_folds(connection: Connection, run: Run) -> None:
    forgotten = folds.c.run.not_in(select(runs.c.id))
    connection.execute(delete(folds).where(forgotten | folds.c.id.in_(run.folded)))
    connection.execute(insert(folds), [{"id": id_, "run": run.id} for id_ in run.folded])


def find(connection: Connection, id_: str) -> Run | None:
    """Return the run called *id_*, or the one that took its place; None without either."""
    query = select(runs.c.body)
    body = connection.scalar(query.where(runs.c.id == id_))
    if body is None:
        instead = select(folds.c.run).where(folds.c.id == id_).scalar_subquery()
        body = connection.scalar(query.where(runs.c.id == instead))
    return None if body is None else _RUN.validate_json(body)


def newest(
    connection: Connection,
    *,
    limit: int,
    sieve: Sieve = EVERY_RUN,
    without: Collection[str] = (),
) -> tuple[Run, ...]:
    """Return the last runs, newest first; see ``newest_numbered``."""
    numbered = newest_numbered(connection, limit=limit, sieve=sieve, without=without)
    return tuple(numbered.values())


def newest_numbered(
    connection: Connection,
    *,
    limit: int,
    before: int | None = None,
    sieve: Sieve = EVERY_RUN,
    without: Collection[str] = (),
) -> dict[int, Run]:
    """Return the last runs by number, newest first, of those that began *before* this number.

    Only those pass that the *sieve* lets through. They come *without* what these fields say, of
    ``rejections`` and ``written``, which may be long.
    """
    body = func.json_remove(runs.c.body, *(f"$.{name}" for name in without))
    query = select(runs.c.number, body if without else runs.c.body)
    query = query.order_by(runs.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(runs.c.number < before)
    for member, wanted in (("outcome", sieve.outcome), ("trigger", sieve.trigger)):
        if wanted:
            query = query.where(func.json_extract(runs.c.body, f"$.{member}") == wanted.value)
    if sieve.wrote:
        query = query.where(func.json_extract(runs.c.body, "$.counts.written") > 0)
    return {number: _RUN.validate_json(body) for number, body in connection.execute(query)}


def among(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Return those of the few *ids* that are of runs that began."""
    return frozenset(connection.scalars(select(runs.c.id).where(runs.c.id.in_(ids))))


def rejections(
    connection: Connection, id_: str, *, of_documents: bool, limit: int
) -> tuple[Rejection, ...]:
    """Return what a run rejected, the first ones: documents, or files that the catalog lacks.

    Of a run that rejected thousands, only these are looked at as a whole.
    """
    each = func.json_each(runs.c.body, "$.rejections").table_valued("value", name="each")
    path = func.json_extract(each.c.value, "$.path")
    is_document = and_(
        path.startswith(REFUSED_BELOW, autoescape=True), or_(*map(path.endswith, ENDINGS))
    )
    unseen = ~exists().where(files.c.path == path)
    query = select(each.c.value).select_from(runs.join(each, true())).where(runs.c.id == id_)
    chosen = query.where(is_document if of_documents else and_(~is_document, unseen))
    return tuple(map(_REJECTION.validate_json, connection.scalars(chosen.limit(limit))))


def unfinished(connection: Connection) -> tuple[Run, ...]:
    """Return the runs that go on, or did when their process was killed."""
    return tuple(run for run in newest(connection, limit=100) if run.outcome is Outcome.RUNNING)
