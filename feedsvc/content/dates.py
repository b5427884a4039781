"""Dates in every form that articles hold, resolved to instants in UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from feedsvc.content.facts import RawDate

_DATE = r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
_TIME = r"(?P<hour>\d{1,2})\s*[:：时]\s*(?P<minute>\d{2})(?:\s*[:：分]\s*(?P<second>\d{2}))?"
_ZONE = r"(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})"
_INSTANT = re.compile(
    rf"{_DATE}(?:[T\s]*{_TIME}(?:[.,]\d+)?\s*(?:分|秒)?\s*{_ZONE}?)?", re.IGNORECASE
)
_NUMBERS = ("year", "month", "day", "hour", "minute", "second")


def resolve(raw: RawDate, zone: tzinfo) -> datetime:
    """Return the instant that *raw* names, in UTC and whole seconds.

    A date without time is the day's first instant; what lacks a zone is taken to be in *zone*.
    Raises ValueError for a date that is not there (30 February) or cannot be understood.
    """
    if isinstance(raw, datetime):
        moment = raw
    elif isinstance(raw, date):
        moment = datetime.combine(raw, time())
    else:
        moment = _parse(raw.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise ValueError(f"{raw!s} is outside the calendar") from error


def find(text: str) -> str | None:
    """Return the first date in *text*, with its time if one follows, as ``resolve`` takes it."""
    match = _INSTANT.search(text)
    return match[0].strip() if match else None


def _parse(text: str) -> datetime:
    if match := _INSTANT.fullmatch(text):
        numbers = [int(match[name] or 0) for name in _NUMBERS]
        return datetime(*numbers, tzinfo=_zone(match["zone"]))  # type: ignore[misc, arg-type]
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError) as error:
        raise ValueError(f"{text!r} is not a date") from error


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
