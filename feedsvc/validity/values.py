"""The values of elements, attributes and members: addresses, dates, languages, numbers.

Each function notes a fault of the value at *where*, or nothing.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from feedsvc.validity.faults import Findings

_WEB = re.compile(
    r"https?://(?:[A-Za-z0-9_.~!$&'()*+,;=:%-]*+@)?(?:[\w.~%-]++|\[[0-9A-Fa-f:.]++\])(?::\d*+)?"
    r"(?:[/?#](?:[^\s<>\"{}|\\^`%\x00-\x1f\x7f]|%[0-9A-Fa-f]{2})*+)?",
    re.I,
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_URI = re.compile(
    r"(?!urn:(?![a-z0-9][a-z0-9-]{1,31}:.))[A-Za-z][A-Za-z0-9+.-]*:"
    r"(?:[^\s<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})++",
    re.I,
)
_SCRIPTS = ("javascript:", "vbscript:", "data:")
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}|[A-Za-z]{4,8}|[xi](?=-))(?:-[A-Za-z0-9]{1,8})*+")
_MEDIA_TYPE = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*+/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*+(?:\s*;.*)?", re.S
)
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")
_RFC_3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))", re.A
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_ZONES = {
    # What single letters meant was wrong in RFC 822, so they mean nothing (RFC 2822, section 4.3).
    **dict.fromkeys(("GMT", "UT", *"ABCDEFGHIKLMNOPQRSTUVWXYZ"), 0),
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_RFC_822 = re.compile(
    rf"(?:({'|'.join(_DAYS)}),\s+)?(\d{{1,2}})\s+({'|'.join(_MONTHS)})\s+(\d{{2}}|\d{{4}})\s+"
    rf"(\d\d):(\d\d)(?::(\d\d))?\s+(?:({'|'.join(_ZONES)})|([+-])(\d\d)(\d\d))",
    re.A,
)
_DIGITS = re.compile(r"\d{1,18}", re.A)
_DECIMAL = re.compile(r"\d{1,18}(?:\.\d{1,18})?", re.A)
# Two-digit years from here on are of the twentieth century (RFC 2822, section 4.3).
_CENTURY = 50
_SHOWN = 80


def shown(value: object) -> str:
    """Return *value* as a message can quote it: the beginning, on one line."""
    text = " ".join(str(value).split())
    return f"“{text[:_SHOWN]}…”" if len(text) > _SHOWN else f"“{text}”"


def web_url(findings: Findings, url: str, where: str, line: int | None = None) -> None:
    """Look for faults of an address that has to be a whole one of the web."""
    url = url.strip()
    if _WEB.fullmatch(url):
        if not url.isascii():
            message = f"has an address with other characters than ASCII ones, {shown(url)}"
            findings.add("non-ascii-url", f"{message}; percent-encode them", where, line)
        return
    if not url:
        findings.add("empty", "has no address; give one or leave it out", where, line)
    elif url.lower().startswith(_SCRIPTS):
        findings.add("script-url", f"has a script as address, {shown(url)}; drop it", where, line)
    elif not _SCHEME.match(url):
        message = f"has a relative address, {shown(url)}; write the whole address"
        findings.add("relative-url", message, where, line)
    else:
        message = f"has no address of the web, {shown(url)}; write http(s)://host/path, encoded"
        findings.add("bad-url", message, where, line)


def link(findings: Findings, url: str, where: str, line: int | None = None) -> None:
    """Look for faults of an address that readers may open with any program."""
    lower = url.strip().lower()
    if _URI.fullmatch(lower) and not lower.startswith(("http:", "https:", *_SCRIPTS)):
        return
    web_url(findings, url, where, line)


def uri(findings: Findings, value: str, where: str, line: int | None = None) -> None:
    """Look for faults of an id or name that has to be an absolute IRI of any scheme."""
    value = value.strip()
    if not value:
        findings.add("empty", "is empty; give it an absolute IRI", where, line)
    elif not _URI.fullmatch(value):
        message = f"is no absolute IRI, {shown(value)}; use a tag: or http: URI"
        findings.add("bad-id", message, where, line)


def language(findings: Findings, value: str, where: str, line: int | None = None) -> None:
    """Look for faults of a language tag (BCP 47)."""
    if not _LANGUAGE.fullmatch(value.strip()):
        message = f"is no language tag, {shown(value)}; write one like zh-CN or en"
        findings.add("bad-language", message, where, line)


def media_type(findings: Findings, value: str, where: str, line: int | None = None) -> None:
    """Look for faults of a media type."""
    if not _MEDIA_TYPE.fullmatch(value.strip()):
        message = f"is no media type, {shown(value)}; write one like audio/mpeg"
        findings.add("bad-media-type", message, where, line)


def email(findings: Findings, value: str, where: str, line: int | None = None) -> None:
    """Look for an e-mail address."""
    if not _EMAIL.search(value[: _SHOWN * 10]):
        message = f"is no e-mail address, {shown(value)}; name people in dc:creator instead"
        findings.add("bad-email", message, where, line)


def number(
    findings: Findings,
    value: str,
    where: str,
    line: int | None = None,
    *,
    most: int | None = None,
    whole: bool = True,
) -> None:
    """Look for faults of a number that is not negative, and *most* at most."""
    value = value.strip()
    if not (_DIGITS if whole else _DECIMAL).fullmatch(value):
        message = f"is no number, {shown(value)}; write digits alone or leave it out"
        findings.add("bad-number", message, where, line)
    elif most is not None and float(value) > most:
        findings.add("bad-number", f"is {value}, and may be {most} at most", where, line)


def one_of(
    findings: Findings, value: str, choices: tuple[str, ...], where: str, line: int | None = None
) -> None:
    """Look for a value that is none of *choices*."""
    if value.strip() not in choices:
        message = f"is {shown(value)}; it may be one of {', '.join(choices)}"
        findings.add("bad-value", message, where, line)


def rfc3339(findings: Findings, value: str, where: str, line: int | None = None) -> datetime | None:
    """Return the instant of a date by RFC 3339, None if it is faulty."""
    instant = _instant_3339(value.strip()[:_SHOWN])
    if instant is None:
        message = f"is no date of RFC 3339, {shown(value)}; write one like 2023-06-01T01:30:00Z"
        findings.add("bad-date", message, where, line)
    return instant


def rfc822(findings: Findings, value: str, where: str, line: int | None = None) -> datetime | None:
    """Return the instant of a date by RFC 822 with years of four digits, None if it is faulty."""
    instant = _instant_822(value.strip()[:_SHOWN])
    if instant is None:
        message = f"is no date of RFC 822, {shown(value)}"
        example = "write one like Thu, 01 Jun 2023 01:30:00 GMT, with the right weekday"
        findings.add("bad-date", f"{message}; {example}", where, line)
    return instant


def in_order(
    findings: Findings,
    published: datetime | None,
    updated: datetime | None,
    where: str,
    line: int | None = None,
) -> None:
    """Look for a change before the publication."""
    if published and updated and updated < published:
        message = f"was updated at {updated}, before it was published at {published}"
        findings.add("date-order", f"{message}; one of them is wrong", where, line)


# An entry has the same dates in three formats, twice in most.
@lru_cache(maxsize=64)
def _instant_3339(value: str) -> datetime | None:
    match = _RFC_3339.fullmatch(value)
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.group(1, 2, 3, 4, 5, 6))
    offset = _offset(match[7], match[8], match[9]) if match[7] else UTC
    return _instant((year, month, day, hour, minute, second), offset)


@lru_cache(maxsize=64)
def _instant_822(value: str) -> datetime | None:
    match = _RFC_822.fullmatch(value)
    if match is None:
        return None
    weekday, day, month, year, hour, minute, second, name, sign, hours, minutes = match.groups()
    full_year = int(year)
    if len(year) == 2:
        full_year += 1900 if full_year >= _CENTURY else 2000
    fields = (
        *(full_year, _MONTHS.index(month) + 1, int(day)),
        *(int(hour), int(minute), int(second or 0)),
    )
    zone = timezone(timedelta(hours=_ZONES[name])) if name else _offset(sign, hours, minutes)
    instant = _instant(fields, zone)
    if instant is None or (weekday and _DAYS[instant.weekday()] != weekday):
        return None
    return instant


def _offset(sign: str, hours: str, minutes: str) -> timezone | None:
    if int(minutes) > 59 or int(hours) > 23:
        return None
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)


def _instant(fields: tuple[int, ...], zone: timezone | None) -> datetime | None:
    year, month, day, hour, minute, second = fields
    # A leap second is legal, and no datetime.
    second = 59 if second == 60 else second
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone) if zone else None
    except ValueError:
        return None
