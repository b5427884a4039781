"""Dates in every form that articles hold, resolved to instants in UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from unicodedata import normalize
from zoneinfo import ZoneInfo

from feedsvc.content.facts import RawDate
from feedsvc.content.worded import numeric

# Days that every month has, at times that every day has, as nearly all dates are written.
_SURE = re.compile(
    r"[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
    r"(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?[+-](?:0\d|1[0-4]):?[0-5]\d|Z)?)?",
    re.ASCII,
)
_DATE = (
    r"(?<!\d)(?P<year>\d{4})\s*[-/.年년]\s*(?P<month>\d{1,2})\s*[-/.月월]"
    r"\s*(?P<day>\d{1,2})(?!\d)\s*[日일]?"
)
_WEEKDAY = r"(?:\s*(?:[(（]?(?:星期|周|週)[一二三四五六日天][)）]?|[(（][月火水木金土日][)）]))?"
_TIME = (
    r"(?P<before>上午|下午|午前|午後|오전|오후)?\s*(?P<hour>\d{1,2})\s*(?:(?:[:：时時点點시]|h(?=\s?\d))\s*"
    r"(?P<minute>\d{2}|\d(?=\s?[分분]))(?:\s*[:：分]\s*(?P<second>\d{2}))?(?:[.,]\d+)?"
    r"\s*(?:[分秒분]|uhr\b)?|[时時点點시])(?:\s*(?P<after>[ap]\.?m\b\.?))?"
)
# The hours ahead of UTC by the words that mean one zone; IST, BST and AST mean several.
_AMERICA = {"PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": -6, "CDT": -5, "EST": -5, "EDT": -4}
_EAST = {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9}
_HOURS = {"Z": 0, "UT": 0, "UTC": 0, "GMT": 0} | _AMERICA | _EAST
# CST is America's; on a site whose clock is Asia's it is China's.
_ASIA = timedelta(hours=4)
_CHINA = timezone(timedelta(hours=8))
_AREA = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc"
# Words that end like a zone belong to the date even if they tell no zone: they spoil it.
_ZONE_WORD = rf"Z|UTC|GMT|(?-i:{'|'.join(_HOURS)}|[A-Z]{{1,3}}[SD]T)"
# A zone may be named twice: +0800 CST by Go, +0800 (CST) in mail, +08:00[Asia/Shanghai] by Java.
_ZONE = (
    rf"(?:(?P<zone>(?:UTC|GMT)?[+-]\d{{1,2}}(?::?\d{{2}})?|(?-i:{_AREA})/[\w/+-]+"
    rf"|\[(?:{_AREA})/[\w/+-]+\]|{_ZONE_WORD})(?!\w)"
    rf"(?:\s+(?-i:[A-Z]{{3,4}})(?!\w)|\s*\([A-Z][A-Z ]*\)|\[(?:{_AREA})/[\w/+-]+\])?)"
)
_CLOCK = rf"(?:(?:[T\s,，]|\b(?:at|um|à|às|a las|alle|в)\b)*{_TIME}\s*{_ZONE}?)?"
_INSTANT = re.compile(rf"{_DATE}{_WEEKDAY}{_CLOCK}", re.I)
# The day may come first, or the month.
_UNCLEAR = re.compile(
    rf"(?<![\d/.-])\d{{1,2}}(?P<mark>[-/.])\d{{1,2}}(?P=mark)(?:19|20)\d{{2}}(?!\d){_CLOCK}", re.I
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
        moment = _parse(raw.strip(), zone)
    if moment.year == 1:
        raise ValueError(f"{raw!s} stands for no date")  # Go's zero time, in Hugo's archetypes
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise ValueError(f"{raw!s} is outside the calendar") from error


def is_sure(text: str) -> bool:
    """Tell whether *text* is so plain a date that ``resolve`` takes it in any zone."""
    return _SURE.fullmatch(text) is not None


def find(text: str) -> str | None:
    """Return the first date in *text*, with its time if one follows, as ``resolve`` takes it.

    Where none is clear it is what ``resolve`` refuses, so that whoever asks tells of it.
    """
    plain = numeric(normalize("NFKC", text))
    match = _INSTANT.search(plain) or _UNCLEAR.search(plain)
    return match[0].strip() if match else None


def _parse(text: str, site: tzinfo) -> datetime:
    if is_sure(text):
        return datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-"))
    # Full-width digits, as a Chinese or Japanese keyboard types them, are digits.
    plain = normalize("NFKC", text)
    try:
        match = _INSTANT.fullmatch(plain) or _INSTANT.fullmatch(numeric(plain))
        # ISO 8601 has forms without dividers: 20240115T101500Z.
        return _moment(match, site) if match else datetime.fromisoformat(plain)
    except (ValueError, LookupError, OSError, OverflowError) as error:
        unclear = ": it may begin with the day or the month" if _UNCLEAR.match(plain) else ""
        raise ValueError(f"{text[:60]!r} is not a date{unclear}") from error


def _moment(match: re.Match[str], site: tzinfo) -> datetime:
    year, month, day, hour, minute, second = (int(match[name] or 0) for name in _NUMBERS)
    half = (match["before"] or match["after"] or "").lower()
    if half.startswith(("下午", "午後", "오후", "p")) and hour < 12:
        hour += 12
    elif half.startswith(("上午", "午前", "오전", "a")) and hour == 12:
        hour = 0
    # The day may end at 24:00:00, and a minute in a leap second, which clocks do not show.
    midnight = (hour, minute, second) == (24, 0, 0)
    hour, second = (0 if midnight else hour), (59 if second == 60 else second)
    moment = datetime(year, month, day, hour, minute, second) + timedelta(days=midnight)  # noqa: DTZ001
    return moment.replace(tzinfo=_zone(match["zone"], site.utcoffset(moment)))


def _zone(text: str | None, offset_of_site: timedelta | None) -> tzinfo | None:
    """Return the zone that *text* names.

    Raises LookupError, OSError or ValueError where there is none of that name.
    """
    if text is None:
        return None
    if "/" in text:
        return ZoneInfo(text.strip("[]"))
    if match := re.search(r"([+-])(\d{1,2}):?(\d{2})?$", text):
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return timezone(-offset if match[1] == "-" else offset)
    if text == "CST" and offset_of_site is not None and offset_of_site >= _ASIA:
        return _CHINA
    return timezone(timedelta(hours=_HOURS[text.upper()]))
