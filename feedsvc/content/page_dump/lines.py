"""The lines of a page dump."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where it stands in the file, with its gaps, and as text on one line."""

    number: int
    raw: str
    text: str


def filled(lines: list[Line]) -> list[Line]:
    """Return *lines* without blank ones."""
    return [line for line in lines if line.text]


def trimmed(lines: list[Line]) -> list[Line]:
    """Return *lines* without blank ones at either end."""
    at = [index for index, line in enumerate(lines) if line.text]
    return lines[at[0] : at[-1] + 1] if at else []
