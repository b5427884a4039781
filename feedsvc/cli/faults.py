"""Faults of many documents on a terminal: grouped by their kind, a few of each shown."""

from collections import Counter
from dataclasses import dataclass, field

import click

from feedsvc.cli import printing
from feedsvc.cli.escaping import printable
from feedsvc.operations.inspecting import Inspected
from feedsvc.validity import Fault, Level

# A folder may have tens of thousands of documents, each with a thousand faults.
_REMEMBERED = 100
_SHOWN = 3


@dataclass
class _Kind:
    """A kind of fault: how often it is there, in how many documents, and its first examples."""

    level: Level
    count: int = 0
    documents: int = 0
    examples: list[tuple[str, Fault]] = field(default_factory=list)


class Tally:
    """Counts documents and their faults."""

    def __init__(self) -> None:
        self._documents = 0
        self._kinds: dict[str, _Kind] = {}

    def add(self, inspected: Inspected) -> None:
        """Count a document."""
        self._documents += 1
        for fault in inspected.faults:
            kind = self._kinds.setdefault(fault.code, _Kind(fault.level))
            if len(kind.examples) < _REMEMBERED:
                kind.examples.append((inspected.name, fault))
        for code, count in Counter(fault.code for fault in inspected.faults).items():
            self._kinds[code].count += count
            self._kinds[code].documents += 1

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return self._count(Level.ERROR)

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        return self._count(Level.WARNING)

    def _count(self, level: Level) -> int:
        return sum(kind.count for kind in self._kinds.values() if kind.level is level)

    def print(self) -> None:
        """Print each kind with a few examples, errors first, the most frequent first."""
        for code, kind in self._sorted():
            where = printing.count(kind.documents, "document")
            click.secho(f"{code} ({printing.count(kind.count, kind.level)} in {where})", bold=True)
            for name, fault in kind.examples[:_SHOWN]:
                place = f"{name}:{fault.line}" if fault.line else name
                entry = f" [{fault.entry}]" if fault.entry else ""
                said = f"{fault.where} {fault.message}{entry}"
                printing.say(f"  {place}: {fault.level} {code}: {said}")
            if kind.count > _SHOWN:
                click.echo(f"  and {kind.count - _SHOWN} more")
        click.echo(
            f"{printing.count(self._documents, 'document')} checked, "
            f"{printing.count(self.errors, 'error')}, {printing.count(self.warnings, 'warning')}"
        )

    def as_json(self) -> dict[str, object]:
        """Return the counts, and each kind with its first hundred faults, for programs."""
        return {
            "documents": self._documents,
            "errors": self.errors,
            "warnings": self.warnings,
            "faults": [
                {
                    "code": code,
                    "level": kind.level,
                    "count": kind.count,
                    "documents": kind.documents,
                    "examples": [
                        {
                            "document": printable(name),
                            "line": fault.line,
                            "where": fault.where,
                            "entry": fault.entry and printable(fault.entry),
                            "message": printable(fault.message),
                        }
                        for name, fault in kind.examples
                    ],
                }
                for code, kind in self._sorted()
            ],
        }

    def _sorted(self) -> list[tuple[str, _Kind]]:
        return sorted(
            self._kinds.items(), key=lambda item: (item[1].level, -item[1].count, item[0])
        )
