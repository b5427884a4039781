"""The bytes of entries, rendered once in a run however many feeds hold them."""

from collections.abc import Iterable, Sequence
from functools import partial

from feedsvc import press
from feedsvc.catalog import index
from feedsvc.catalog.database import Connection
from feedsvc.errors import WorkerError
from feedsvc.model import Entry, Format
from feedsvc.spool import Place, Spool
from feedsvc.workers import Lost, Workers

# From this many entries on, other processes are worth their messages.
_MANY = 64
# Entries that are in memory at one time.
_SLICE = 1000
_SECONDS = 60.0


class Fragments:
    """The bytes of the entries of a run in each format, in *spool* once they are rendered."""

    def __init__(self, connection: Connection, workers: Workers, spool: Spool) -> None:
        self._connection, self._workers, self._spool = connection, workers, spool
        self._places: dict[str, dict[Format, Place]] = {}

    def render(self, ids: Sequence[str]) -> None:
        """Render the entries *ids*, many of them in other processes."""
        for start in range(0, len(ids), _SLICE):
            chosen = ids[start : start + _SLICE]
            entries = list(index.load(self._connection, chosen).values())
            if len(ids) < _MANY:
                self._places |= dict(press.render(entry, spool=self._spool) for entry in entries)
            else:
                self._render_elsewhere(entries)

    def places(self, ids: Iterable[str], format: Format) -> tuple[Place, ...]:
        """Return where in the spool the bytes of rendered entries are."""
        return tuple([self._places[id_][format] for id_ in ids])

    def get(self, id_: str, format: Format) -> bytes:
        """Return the bytes of an entry, which is rendered if it is not yet."""
        if id_ not in self._places:
            self.render([id_])
        return self._spool.get(self._places[id_][format])

    def _render_elsewhere(self, entries: list[Entry]) -> None:
        render = partial(press.render, spool=self._spool)
        for found in self._workers.map(render, entries, seconds=_SECONDS):
            if isinstance(found, Lost):
                raise WorkerError(f"entry {found.item.path} cannot be rendered: it {found.reason}")
            id_, places = found
            self._places[id_] = places
