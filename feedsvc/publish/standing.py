"""How far the run that goes on is: told by the publisher, read by every other process."""

import json
from contextlib import suppress
from pathlib import Path
from time import monotonic

from feedsvc.model import Standing

# Often enough for somebody who watches, too seldom to cost anything.
_SECONDS = 0.25


class StandingFile:
    """One small file, replaced whole; what cannot be written or read is not known."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._told_at = 0.0

    def note(self, run_id: str, standing: Standing) -> None:
        """Tell where the run called *run_id* stands, unless that was told a moment ago."""
        if monotonic() - self._told_at < _SECONDS:
            return
        self._told_at = monotonic()
        told = {
            "run": run_id,
            "room": standing.room,
            "done": standing.done,
            "total": standing.total,
        }
        unfinished = self._path.with_name(f".{self._path.name}")
        with suppress(OSError):
            unfinished.write_text(json.dumps(told), "utf-8")
            unfinished.replace(self._path)

    def read(self, run_id: str) -> Standing | None:
        """Return where the run called *run_id* stands, if that is known."""
        try:
            told = json.loads(self._path.read_bytes())
            if told["run"] != run_id:
                return None
            return Standing(room=told["room"], done=told["done"], total=told["total"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def clear(self) -> None:
        """Forget it: no run goes on any more."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
