"""Instants as the formats write them: in UTC, whole seconds, no word of any locale."""

from datetime import UTC, datetime
from email.utils import format_datetime


def rfc3339(instant: datetime) -> str:
    """Return the instant as Atom and JSON Feed write it: ``2025-03-01T04:05:06Z``."""
    return in_utc(instant).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def rfc2822(instant: datetime) -> str:
    """Return the instant as RSS writes it: ``Sat, 01 Mar 2025 04:05:06 GMT``."""
    return format_datetime(in_utc(instant), usegmt=True)


def in_utc(instant: datetime) -> datetime:
    """Return the instant in UTC; a ValueError says that it names none.

    Python would read a naive datetime in the zone of the machine.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no zone")
    return instant.astimezone(UTC)
