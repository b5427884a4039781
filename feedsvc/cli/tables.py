"""Tables on a terminal, in which nothing is ever cut off, and elsewhere."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from feedsvc.cli.escaping import printable

# What is asked for by its id has it in one piece, so that it can be taken over into a command.
_WHOLE = frozenset(("run", "id"))
# A column of shorter texts is never folded, one of longer texts has at least so much room.
_SHORT = 20
_NARROWEST = 12
_GAP = 2


def table(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """Print rows below their column names, as wide as they need where nobody looks.

    On a terminal long texts are folded; should even that be too wide, it breaks the lines itself.
    """
    from rich.cells import cell_len  # most commands show no table
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = [[printable(cell(each)) for each in row] for row in rows]
    widths = [max(map(cell_len, texts)) for texts in zip(columns, *shown, strict=True)]
    console, made = Console(), Table(box=None, pad_edge=False, header_style="bold")
    least = _GAP * (len(columns) - 1)
    for name, width in zip(columns, widths, strict=True):
        is_whole = name in _WHOLE or width <= _SHORT
        least += width if is_whole else _NARROWEST
        made.add_column(
            name, no_wrap=is_whole, overflow="fold", min_width=None if is_whole else _NARROWEST
        )
    for row in shown:
        made.add_row(*map(Text, row))  # what others wrote is no markup
    console.width = max(console.width, least) if console.is_terminal else 10_000
    console.print(made, soft_wrap=not console.is_terminal, crop=False)


def cell(value: object) -> str:
    """Return *value* as people read it."""
    return f"{value:%Y-%m-%d %H:%M:%SZ}" if isinstance(value, datetime) else str(value)
