"""The record of runs."""

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select, update

from feedsvc.catalog.database import Connection
from feedsvc.catalog.schema import runs
from feedsvc.model import Outcome, Run

_RUN = TypeAdapter(Run)
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


def find(connection: Connection, id_: str) -> Run | None:
    """Return the run called *id_*, or None."""
    body = connection.scalar(select(runs.c.body).where(runs.c.id == id_))
    return None if body is None else _RUN.validate_json(body)


def newest(connection: Connection, *, limit: int) -> tuple[Run, ...]:
    """Return the last runs, newest first."""
    query = select(runs.c.body).order_by(runs.c.number.desc()).limit(limit)
    return tuple(_RUN.validate_json(body) for body in connection.scalars(query))


def unfinished(connection: Connection) -> tuple[Run, ...]:
    """Return the runs that go on, or did when their process was killed."""
    return tuple(run for run in newest(connection, limit=100) if run.outcome is Outcome.RUNNING)
