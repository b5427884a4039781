"""How runs look to programs, the same on the command line and in the API."""

from dataclasses import asdict
from datetime import datetime

from feedsvc.model import Run


def run_as_json(run: Run) -> dict[str, object]:
    """Return *run* as JSON holds it: instants as ``2026-03-12T12:00:00Z``, timings in seconds."""
    return {
        "id": run.id,
        "trigger": run.trigger,
        "scope": run.scope,
        "outcome": run.outcome,
        "accept_loss": run.accept_loss,
        "requested_at": _instant(run.requested_at),
        "started_at": _instant(run.started_at),
        "finished_at": _instant(run.finished_at),
        "counts": asdict(run.counts),
        "timings": dict(run.timings),
        "rejections": [asdict(rejection) for rejection in run.rejections],
        "failure": asdict(run.failure) if run.failure else None,
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"
