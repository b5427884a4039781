"""How the desk says durations, shares and large numbers, and shows text that may be hostile."""

import re
import unicodedata
from datetime import UTC, date, datetime

from babel.dates import format_skeleton
from babel.numbers import format_compact_decimal
from babel.units import format_unit
from flask.blueprints import BlueprintSetupState
from flask_babel import format_date, format_decimal, format_percent, format_timedelta, get_locale

_MILLI, _MINUTE, _HOUR, _DAY = 0.001, 60, 3600, 86_400
# Characters that are not seen, or that turn around what stands beside them.
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
# Of those, what no title needs: controls, line ends, what turns directions, what is nothing at all.
_TURNS = re.compile(
    r"[\0-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\u200b\u2060-\u2064\ufeff\ud800-\udfff]"
)
# Errors tell people at a command line what to do; at the desk it is done in another way.
_INSTEAD = {
    "list them with feedsvc runs": "the page Runs lists them",
    "list them with feedsvc feeds": "the page Feeds lists them",
    "run feedsvc build or serve first": "wait until the first run has ended; see the page Runs",
    "bring them back, or confirm with: feedsvc regenerate --accept-loss": (
        "bring them back, or start a run here and say that they are meant to be gone"
    ),
}
_SHORT = 10
_COMPACT_FROM = 10_000


def prepare(state: BlueprintSetupState) -> None:
    """Give the templates of the application these filters."""
    state.app.jinja_env.filters |= {
        "ago": ago,
        "calendar_day": calendar_day,
        "compact": compact,
        "revealed": revealed,
        "seconds": seconds,
        "share": share,
        "told_here": told_here,
        "upright": upright,
    }


def seconds(value: float) -> str:
    """Return a duration in the two largest units that it has: ``43 ms``, ``3 min 5 sec``."""
    if value < 1 - _MILLI:
        return _unit(max(1, round(value / _MILLI)), "millisecond")
    if value < _MINUTE:
        return _unit(round(value, 1) if value < _SHORT else int(value), "second")
    whole = int(value)
    for unit, length, smaller, its_length in (
        ("day", _DAY, "hour", _HOUR),
        ("hour", _HOUR, "minute", _MINUTE),
        ("minute", _MINUTE, "second", 1),
    ):
        if whole >= length:
            large, rest = divmod(whole, length)
            said = _unit(large, unit)
            return f"{said} {_unit(rest // its_length, smaller)}" if rest >= its_length else said
    return _unit(whole, "second")


def ago(at: datetime, now: datetime) -> str:
    """Return how long before or after *now* something is: ``3 minutes ago``, ``in 2 hours``."""
    return str(format_timedelta(at - now, add_direction=True))


def share(value: float) -> str:
    """Return a share, from 0 to 1, in per cent."""
    return str(format_percent(value))


def compact(value: float) -> str:
    """Return a count that has little room: ``9,999``, ``12K``, ``1.5M``."""
    if value < _COMPACT_FROM:
        return str(format_decimal(round(value)))
    return str(format_compact_decimal(value, locale=get_locale(), fraction_digits=1))


def calendar_day(day: date, *, short: bool = False) -> str:
    """Return a day as people write it, the short way without a year."""
    if short:
        return str(format_skeleton("MMMd", _midnight(day), locale=get_locale()))
    return str(format_date(day, "medium", rebase=False))


def revealed(text: str) -> str:
    """Return *text* with an escape in the place of each character that cannot be seen.

    What stands in files may try to look like something else; here it shall not.
    """
    if text.isprintable():
        return text
    return "".join(map(_sign, text))


def upright(text: str) -> str:
    """Return a title with an escape in the place of what would turn it around or break it.

    What joins letters and signs stays: titles are full of it.
    """
    return _TURNS.sub(lambda found: _sign(found[0]), text)


def told_here(text: object) -> str:
    """Return what an error says, as it is true of the desk."""
    said = str(text)
    return _INSTEAD.get(said, said)


def _sign(character: str) -> str:
    if unicodedata.category(character) not in _UNSEEN or character == "\t":
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _unit(value: float, unit: str) -> str:
    return str(format_unit(value, f"duration-{unit}", length="short", locale=get_locale()))
