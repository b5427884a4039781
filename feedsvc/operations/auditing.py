"""The audit: who did what, when and why.

Whoever may not write the catalog leaves a note beside the requests for runs; the publisher takes
it.
"""

from collections.abc import Callable, Iterator

from feedsvc.catalog import audit as lines_kept
from feedsvc.catalog import runs
from feedsvc.content.text import one_line
from feedsvc.model import AuditLine, Deed
from feedsvc.operations.parts import Part, not_there
from feedsvc.operations.services import Services, now
from feedsvc.publish import notes

_AT_ONCE = 1000


def note(services: Services, who: str, deed: Deed, subject: str, reason: str = "") -> None:
    """Keep for the audit that *who* did something; never give it a secret.

    Raises StorageError if it cannot be kept.
    """
    # A line of the audit is one line.
    line = AuditLine(
        at=now(),
        who=one_line(who),
        deed=deed,
        subject=one_line(subject),
        reason=one_line(reason),
    )
    notes.put_line(services.queue.folder, line)


def noting(services: Services, who: str, deed: Deed, reason: str = "") -> Callable[[str], None]:
    """Return what keeps for the audit that *who* did this to whatever it is given the name of."""
    return lambda subject: note(services, who, deed, subject, reason)


def audit(services: Services, after: str | None = None, *, limit: int) -> Part[AuditLine]:
    """Return what people did, newest first, beginning *after* what the part before ended with.

    The first part has all that the catalog lacks yet, though it were more than *limit*: by the time
    somebody asks for the next one, it may be there. Raises CursorError if nothing goes on there.
    """
    if after is not None and not after.isdecimal():
        raise not_there(after)
    before = None if after is None else int(after[:18])
    waiting = list(notes.lines(services.queue.folder)) if before is None else []
    taken: tuple[tuple[int, AuditLine], ...] = ()
    if services.database.exists:
        with services.database.reading() as connection:
            taken = lines_kept.newest(connection, limit=limit + 1, before=before)
            names = lines_kept.taken(connection) if waiting else frozenset()
        waiting = [each for each in waiting if each[0] not in names] if waiting else []
    newest = [line for _, line in reversed(waiting)]
    shown = taken[: max(0, limit - len(newest))]
    more = len(shown) < len(taken)
    last = shown[-1][0] if shown else (taken[0][0] + 1 if taken else 0)
    return Part((*newest, *(line for _, line in shown)), str(last) if more else None)


def audit_lines(services: Services) -> Iterator[AuditLine]:
    """Yield every line of the audit, newest first, a few at a time."""
    after = None
    while True:
        part = audit(services, after, limit=_AT_ONCE)
        yield from part.items
        after = part.next
        if after is None:
            return


def take_notes(services: Services) -> None:
    """Take into the catalog what others left for it; only the publisher calls this."""
    folder = services.queue.folder
    left, cancelled = list(notes.lines(folder)), services.queue.cancelled()
    if not (left or cancelled) or not services.database.exists:
        return
    with services.database.writing() as connection:
        for run in cancelled:
            runs.record(connection, run)
        lines_kept.take(connection, left)
    for run in cancelled:
        services.queue.forget(run)
    for name, _ in left:
        notes.forget_line(folder, name)
