"""Dates in every form that articles hold, resolved to instants in UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from unicodedata import normalize

from feedsvc.content.facts import RawDate

_DATE = (
    r"(?<!\d)(?P<year>\d{4})\s*[-/.年년]\s*(?P<month>\d{1,2})\s*[-/.月월]"
    r"\s*(?P<day>\d{1,2})(?!\d)\s*[日일]?"
)
_WEEKDAY = r"(?:\s*(?:[(（]?(?:星期|周|週)[一二三四五六日天][)）]?|[(（][月火水木金土日][)）]))?"
_TIME = (
    r"(?P<before>上午|下午|午前|午後|오전|오후)?\s*(?P<hour>\d{1,2})\s*[:：时時]\s*(?P<minute>\d{2})"
    r"(?:\s*[:：分]\s*(?P<second>\d{2}))?(?:[.,]\d+)?\s*[分秒]?(?:\s*(?P<after>[ap]\.?m\b\.?))?"
)
# A zone may be named once more, as Go prints it: +0800 CST.
_ZONE = r"(?P<zone>Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|UTC|GMT)(?:\s+[A-Z]{3,4})?(?!\w)"
_INSTANT = re.compile(rf"{_DATE}{_WEEKDAY}(?:[T\s,，]*{_TIME}\s*(?:{_ZONE})?)?", re.IGNORECASE)
_NUMBERS = ("year", "month", "day", "hour", "minute", "second")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.I)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(\d{{4}})\b", re.I)


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
    if moment.year == 1:
        raise ValueError(f"{raw!s} stands for no date")  # Go's zero time, in Hugo's archetypes
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise ValueError(f"{raw!s} is outside the calendar") from error


def find(text: str) -> str | None:
    """Return the first date in *text*, with its time if one follows, as ``resolve`` takes it."""
    match = _INSTANT.search(numeric(normalize("NFKC", text)))
    return match[0].strip() if match else None


def numeric(text: str) -> str:
    """Return *text* with dates in English (``March 3rd, 2024``) in numbers (``2024-3-3``)."""
    text = _MONTH_FIRST.sub(lambda match: _iso(match[3], match[1], match[2]), text)
    return _DAY_FIRST.sub(lambda match: _iso(match[3], match[2], match[1]), text)


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{_MONTHS.index(month.lower()) + 1}-{day}"


def _parse(text: str) -> datetime:
    # Full-width digits, as a Chinese or Japanese keyboard types them, are digits.
    plain = normalize("NFKC", text)
    try:
        if match := _INSTANT.fullmatch(numeric(plain)):
            return _moment(match)
        return _standard(plain)
    except (TypeError, ValueError, IndexError, OverflowError) as error:
        raise ValueError(f"{text[:60]!r} is not a date") from error


def _moment(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (int(match[name] or 0) for name in _NUMBERS)
    half = (match["before"] or match["after"] or "").lower()
    if half.startswith(("下午", "午後", "오후", "p")) and hour < 12:
        hour += 12
    elif half.startswith(("上午", "午前", "오전", "a")) and hour == 12:
        hour = 0
    return datetime(year, month, day, hour, minute, second, tzinfo=_zone(match["zone"]))


def _standard(text: str) -> datetime:
    """Return the instant of a date as ISO 8601 (20240115T101500Z) or RFC 5322 writes it."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    match = re.search(r"([+-])(\d{1,2}):?(\d{2})?$", text)
    if match is None:
        return UTC
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(-offset if match[1] == "-" else offset)
