"""Crontab expressions of five fields, checked and written in one way.

Schedulers agree on everything but the numbers of weekdays, so these leave here as names.
"""

import re
from dataclasses import dataclass

from feedsvc.settings.checks import UnfitError

_NAME = re.compile(r"\b[a-z]{3}\b")
_PART = re.compile(
    r"(?:\*|(?P<first>[0-9]{1,2})(?:-(?P<last>[0-9]{1,2}))?)(?:/(?P<step>[0-9]{1,2}))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    name: str
    lowest: int
    highest: int
    names: tuple[str, ...] = ()


_MINUTE = _Field(name="minute", lowest=0, highest=59)
_HOUR = _Field(name="hour", lowest=0, highest=23)
_DAY = _Field(name="day of the month", lowest=1, highest=31)
_MONTH = _Field(
    name="month",
    lowest=1,
    highest=12,
    names=("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
)
# As in crontab(5), Sunday is both 0 and 7.
_WEEKDAY = _Field(
    name="weekday", lowest=0, highest=7, names=("sun", "mon", "tue", "wed", "thu", "fri", "sat")
)
_FIELDS = (_MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY)


def cron_expression(value: str) -> str:
    """Return *value* with months as numbers and weekdays as names."""
    written = value.lower().split()
    if len(written) != len(_FIELDS):
        raise UnfitError("does not have five fields")
    return " ".join(map(_normal, written, _FIELDS))


def _normal(written: str, field: _Field) -> str:
    parts = written.split(",")
    numbered = [_with_numbers(part, field) for part in parts]
    spans = [_span(part, field) for part in numbered]
    if None in spans:
        odd = parts[spans.index(None)]
        raise UnfitError(f"has {odd!r} as its {field.name}", hint=_hint(field))
    if field is not _WEEKDAY:
        return ",".join(numbered)
    days = {number % 7 for span in spans if span for number in span}
    return "*" if len(days) == 7 else ",".join(field.names[day] for day in sorted(days))


def _with_numbers(part: str, field: _Field) -> str:
    numbers = {name: str(number) for number, name in enumerate(field.names, start=field.lowest)}
    if field is _WEEKDAY and not part.startswith("sun"):
        # The Sunday at the end of fri-sun is the seventh day.
        numbers["sun"] = "7"
    return _NAME.sub(lambda found: numbers.get(found[0], found[0]), part)


def _span(part: str, field: _Field) -> range | None:
    """Return the numbers that *part* stands for, None when it cannot be."""
    found = _PART.fullmatch(part)
    if found:
        first = int(found["first"] or field.lowest)
        alone = found["first"] and not found["step"]
        last = int(found["last"] or (first if alone else field.highest))
        step = int(found["step"] or 1)
        # A step that never takes place is a slip, and schedulers refuse it.
        steps = not found["step"] or 1 <= step <= last - first
        if field.lowest <= first <= last <= field.highest and steps:
            return range(first, last + 1, step)
    return None


def _hint(field: _Field) -> str:
    names = f" or {field.names[0]} to {field.names[-1]}" if field.names else ""
    return (
        f"use *, */n, n, n-n or several with commas; n is {field.lowest} to {field.highest}{names}"
    )
