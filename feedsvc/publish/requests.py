"""Requests for runs: as they begin, as files, and as they end before they are served."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from feedsvc.model import Failure, Order, Outcome, Run, Scope, Target, Trigger
from feedsvc.publish.notes import written

_RUN = TypeAdapter(Run)


@dataclass(frozen=True, slots=True)
class Asked:
    """The run that will do what somebody asked for, and whether it waits only since then."""

    run: Run
    is_new: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What does not wait any more with a run: the requests that it *covered*.

    *ended* is how the run ended if somebody cancelled it before.
    """

    covered: tuple[Run, ...] = ()
    ended: Run | None = None


def new_run(
    trigger: Trigger,
    scope: Scope,
    *,
    now: datetime,
    accept_loss: bool = False,
    order: Order | None = None,
    target: Target | None = None,
    who: str = "",
) -> Run:
    """Return a queued run with an id that sorts by time."""
    return Run(
        id=f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}",
        trigger=trigger,
        scope=scope,
        outcome=Outcome.QUEUED,
        requested_at=now,
        accept_loss=accept_loss,
        order=order,
        target=target,
        who=who,
    )


def cancelled(run: Run, who: str, *, now: datetime) -> Run:
    """Return *run* as *who* ended it; what it covered goes its own way."""
    message = f"cancelled by {who}" if who else "cancelled"
    hint = "the next run completes its work" if run.started_at else "it had not begun"
    failure = Failure(code="cancelled", message=message, hint=hint)
    return replace(run, outcome=Outcome.CANCELLED, finished_at=now, failure=failure, folded=())


def keep(path: Path, run: Run) -> None:
    """Put *run* at *path*, whole or not at all."""
    written(path, _RUN.dump_json(run))


def load(path: Path) -> Run | None:
    """Return the run at *path*, None if it is gone or nobody can understand it."""
    try:
        return _RUN.validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:
        path.unlink(missing_ok=True)  # nobody can serve it, and it would block the way
        return None
