"""The bytes of entries, rendered once in a run however many feeds hold them."""

from collections.abc import Sequence
from pathlib import Path

from feedsvc.catalog import index
from feedsvc.catalog.database import Connection
from feedsvc.errors import WorkerError
from feedsvc.model import Entry, Format
from feedsvc.pipeline.spool import Spool
from feedsvc.render import render_for, render_fragments
from feedsvc.workers import Lost, Workers

# From this many entries on, other processes are worth their messages.
_MANY = 64
# Entries that are in memory at one time.
_SLICE = 1000
_SECONDS = 60.0


class Fragments:
    """The fragments of a run; those of *ids* are rendered first, all others when asked for."""

    def __init__(self, connection: Connection, workers: Workers, room: Path) -> None:
        self._connection, self._workers = connection, workers
        self._spool = Spool(room)

    def __enter__(self) -> "Fragments":
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def render(self, ids: Sequence[str]) -> None:
        """Render the entries *ids*, many of them in other processes."""
        for start in range(0, len(ids), _SLICE):
            chosen = ids[start : start + _SLICE]
            entries = list(index.load(self._connection, chosen).values())
            if len(ids) < _MANY:
                for entry in entries:
                    self._keep(entry.id, render_fragments(entry))
            else:
                self._render_elsewhere(entries)

    def get(self, id_: str, format: Format) -> bytes:
        """Return the bytes of an entry in a format."""
        if (id_, format) not in self._spool:
            self.render([id_])
        return self._spool.get((id_, format))

    def _render_elsewhere(self, entries: list[Entry]) -> None:
        for found in self._workers.map(render_for, entries, seconds=_SECONDS):
            if isinstance(found, Lost):
                raise WorkerError(f"entry {found.item.path} cannot be rendered: it {found.reason}")
            self._keep(*found)

    def _keep(self, id_: str, fragments: dict[Format, bytes]) -> None:
        for format, fragment in fragments.items():
            self._spool.put((id_, format), fragment)
