"""The bytes of entries, rendered once in a run however many feeds hold them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

from feedsvc import press
from feedsvc.catalog import index
from feedsvc.catalog.database import Connection
from feedsvc.errors import WorkerError
from feedsvc.model import Entry, Format, Rejection
from feedsvc.pipeline.progress import Halt, going_on
from feedsvc.press import Rendered
from feedsvc.spool import Place, Spool
from feedsvc.workers import Lost, Workers

# From this many entries on, other processes are worth their messages.
_MANY = 64
# Entries that are in memory at one time.
_SLICE = 1000
_SECONDS = 60.0


class Fragments:
    """The bytes of the entries of a run in each format, in *spool* once they are rendered.

    Of each entry there are two: *full*, with its content, and with its summary only.
    """

    def __init__(
        self, connection: Connection, workers: Workers, spool: Spool, halt: Halt = going_on
    ) -> None:
        self._connection, self._workers, self._spool = connection, workers, spool
        self._halt = halt
        self._places: dict[bool, dict[str, Mapping[Format, Place]]] = {True: {}, False: {}}
        self._refused: dict[bool, dict[str, Rejection]] = {True: {}, False: {}}

    def refused(self, *, full: bool) -> Mapping[str, Rejection]:
        """Return the entries by id that would break a document, and why."""
        return self._refused[full]

    @property
    def rendered(self) -> Collection[str]:
        """The ids of all entries that were rendered, and are in their feeds."""
        return self._places[True].keys() | self._places[False].keys()

    def render(self, ids: Iterable[str], *, full: bool) -> None:
        """Render those of the entries *ids* that are not yet, many of them in other processes."""
        known, refused = self._places[full], self._refused[full]
        new = [id_ for id_ in ids if id_ not in known and id_ not in refused]
        for start in range(0, len(new), _SLICE):
            entries = list(index.load(self._connection, new[start : start + _SLICE]).values())
            for rendered in self._rendered(entries, full=full, many=len(new) >= _MANY):
                if rendered.refusal:
                    refused[rendered.id] = rendered.refusal
                else:
                    known[rendered.id] = rendered.places
                self._halt()

    def places(self, ids: Iterable[str], format: Format, *, full: bool) -> tuple[Place, ...]:
        """Return where in the spool the bytes of rendered entries are."""
        known = self._places[full]
        return tuple([known[id_][format] for id_ in ids])

    def get(self, id_: str, format: Format, *, full: bool) -> bytes:
        """Return the bytes of a rendered entry."""
        return self._spool.get(self._places[full][id_][format])

    def _rendered(self, entries: Sequence[Entry], *, full: bool, many: bool) -> Iterable[Rendered]:
        render = partial(press.render, spool=self._spool, full=full)
        return self._rendered_elsewhere(entries, render) if many else map(render, entries)

    def _rendered_elsewhere(
        self, entries: Sequence[Entry], render: "partial[Rendered]"
    ) -> Iterable[Rendered]:
        for found in self._workers.map(render, entries, seconds=_SECONDS):
            if isinstance(found, Lost):
                raise WorkerError(f"entry {found.item.path} cannot be rendered: it {found.reason}")
            yield found
