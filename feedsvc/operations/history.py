"""Which runs there are: those that wait, the one that goes on, and those that have ended."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from feedsvc.catalog import index
from feedsvc.catalog import runs as begun_runs
from feedsvc.model import EVERY_RUN, Outcome, Run, Sieve
from feedsvc.operations.parts import Part, not_there
from feedsvc.operations.services import Services


def find_run(services: Services, id_: str) -> Run | None:
    """Return the run called *id_*, or the one that took its place.

    It waits, goes on or has ended.
    """
    waiting = services.queue.find(id_)
    if waiting is not None or not services.database.exists:
        return waiting
    with services.database.reading() as connection:
        found = begun_runs.find(connection, id_)
    return found and _with_standing(services, found)


def recent_runs(services: Services, *, limit: int) -> tuple[Run, ...]:
    """Return the runs that wait, then those that began, newest first."""
    return runs(services, limit=limit).items[:limit]


def runs(
    services: Services,
    after: str | None = None,
    *,
    limit: int,
    sieve: Sieve = EVERY_RUN,
    without: Collection[str] = (),
) -> Part[Run]:
    """Return the runs that wait, then those that began, newest first, *after* the last part.

    The first part has all that wait, though they were more than *limit*: by the time somebody asks
    for the next one, they may have begun. Only those are there that the *sieve* lets through,
    *without* what these fields say, such as ``rejections``. Raises CursorError if no part ends so.
    """
    if after is not None and not (after.isascii() and after.isdecimal()):
        raise not_there(after)
    before = None if after is None else int(after[:18])
    # Looked at first: what is taken out meanwhile is in the catalog by then.
    queue = services.queue
    waiting = (*queue.waiting(), *queue.cancelled()) if before is None else ()
    begun: dict[int, Run] = {}
    known: frozenset[str] = frozenset()
    if services.database.exists:
        with services.database.reading() as connection:
            begun = begun_runs.newest_numbered(
                connection, limit=limit + 1, before=before, sieve=sieve, without=without
            )
            known = begun_runs.among(connection, [run.id for run in waiting])
    first = [run for run in waiting if run.id not in known and sieve.lets_through(run)]
    shown = list(begun.items())[: max(0, limit - len(first))]
    following = None
    if len(shown) < len(begun):
        following = shown[-1][0] if shown else max(begun) + 1
    items = (*first, *(_with_standing(services, run) for _, run in shown))
    return Part(items, None if following is None else str(following))


def _with_standing(services: Services, run: Run) -> Run:
    if run.outcome is not Outcome.RUNNING:
        return run
    return replace(run, standing=services.standing.read(run.id))


def next_change(services: Services) -> datetime | None:
    """Return the next instant at which an embargo ends or an article expires."""
    with services.database.reading() as connection:
        return index.next_change(connection)
