"""Which requests do the work of others, and which is served first."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from feedsvc.model import Run, Scope


def covers(run: Run, other: Run) -> bool:
    """Tell whether *run* does all that *other* is to do; no order covers or is covered."""
    if run.order or other.order or (other.accept_loss and not run.accept_loss):
        return False
    if run.scope is Scope.EVERYTHING:
        return True
    same = run.scope is other.scope and run.target == other.target
    return same and run.accept_loss == other.accept_loss


def rank(run: Run) -> int:
    """Return what sorts requests: orders, then the widest; others come as they were asked."""
    if run.order:
        return 0
    if run.scope is Scope.EVERYTHING:
        return 1 if run.accept_loss else 2
    return 3


def folded(requests: Iterable[Run]) -> tuple[Run, ...]:
    """Return those of the *requests*, by their rank, that do the work of all.

    Each has the ids of the others that it covers.
    """
    served: list[tuple[Run, list[str]]] = []
    for request in requests:
        wider = next((ids for run, ids in served if covers(run, request)), None)
        if wider is None:
            served.append((request, []))
        else:
            wider.append(request.id)
    return tuple(replace(run, folded=tuple(ids)) for run, ids in served)


def serving(waiting: Sequence[Run], wanted: Run) -> Run | None:
    """Return the one that is *waiting* and does what is *wanted*, None if none does.

    For an order that is an equal one, unless another about the same entry came since.
    """
    if not wanted.order:
        return next((run for run in waiting if covers(run, wanted)), None)
    entry_id, deed = wanted.order.entry_id, wanted.order.deed
    last = next(reversed(about(waiting, entry_id)), None)
    return last if last and last.order and last.order.deed is deed else None


def about(waiting: Iterable[Run], entry_id: str) -> tuple[Run, ...]:
    """Return those of the requests *waiting* that carry out orders about an entry, in turn."""
    return tuple(run for run in waiting if run.order and run.order.entry_id == entry_id)
