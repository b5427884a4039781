"""Instants as HTTP writes them (RFC 9110, section 5.6.7)."""

import re
from calendar import timegm
from functools import lru_cache
from time import gmtime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = r"(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
_ZONE = r"(?:gmt|utc|\+0000)"
_FORMS = [
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"[a-z]{{3}}, (?P<day>\d{{1,2}}) {_MONTH} (?P<year>\d{{4}}) {_CLOCK} {_ZONE}",
        rf"[a-z]{{6,9}}, (?P<day>\d{{2}})-{_MONTH}-(?P<year>\d{{2}}) {_CLOCK} {_ZONE}",
        rf"[a-z]{{3}} {_MONTH} (?P<day>\d{{2}}| \d) {_CLOCK} (?P<year>\d{{4}})",
    )
]
_CENTURY = 100
_NEAR_FUTURE = 50


def written(instant: int) -> str:
    """Return *instant*, in seconds since 1970, as an IMF-fixdate."""
    year, month, day, hour, minute, second, weekday, *_ = gmtime(instant)
    name = _DAYS[weekday].title(), _MONTHS[month - 1].title()
    return f"{name[0]}, {day:02} {name[1]} {year:04} {hour:02}:{minute:02}:{second:02} GMT"


@lru_cache(512)
def read(value: str, *, this_year: int) -> int | None:
    """Return the instant that *value* names in one of the three forms, None if it names none.

    A year of two digits is the one within the next fifty years, else the latest that is past.
    """
    found = next((match for form in _FORMS if (match := form.fullmatch(value.strip()))), None)
    if not found:
        return None
    day, hour, minute, second = (int(found[name]) for name in ("day", "hour", "minute", "second"))
    month = _MONTHS.index(found["month"].lower()) + 1
    year = _full(found["year"], this_year)
    # 60 is a leap second, which no clock of ours counts.
    if not (1 <= day <= 31 and hour < 24 and minute < 60 and second <= 60 and year):
        return None
    instant = timegm((year, month, day, hour, minute, min(second, 59)))
    return instant if gmtime(instant).tm_mday == day else None


def _full(year: str, this_year: int) -> int:
    if len(year) > 2:
        return int(year)
    full = this_year - this_year % _CENTURY + int(year)
    return full if full <= this_year + _NEAR_FUTURE else full - _CENTURY
