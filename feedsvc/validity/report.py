"""What is known of a document once it was read."""

from dataclasses import dataclass, field

from feedsvc.model import Format
from feedsvc.validity.faults import Fault, Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The faults of a document, and what it says that others may contradict.

    ``read`` tells whether the document could be read to its end; if not, nothing else is known.
    ``ids`` and ``urls`` are those of its entries, in its order; ``links`` the addresses of its
    links by their kind: ``self``, ``current``, ``prev-archive``, ``next-archive``, and ``next`` of
    JSON Feed.
    """

    format: Format
    faults: tuple[Fault, ...]
    read: bool = True
    ids: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    links: dict[str, str] = field(default_factory=dict)


class Ids:
    """The ids of a document's entries, each of which may be there once."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._known: set[str] = set()
        self.all: list[str] = []
        self.urls: list[str] = []

    def add(self, id_: str, url: str, where: str, line: int | None = None) -> None:
        """Note id and address of the next entry; an empty id is a fault of the entry alone."""
        self.all.append(id_)
        self.urls.append(url)
        if id_ and id_ in self._known:
            message = f"is that of an entry before, {id_}; readers would show one of the two"
            self._findings.add("duplicate-id", message, where, line)
        self._known.add(id_)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._known
