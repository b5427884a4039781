"""How pages say dates, numbers, lengths and languages: the filters of their templates."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_skeleton
from flask_babel import format_date, format_decimal, format_time, get_locale, gettext
from markupsafe import Markup, escape

from feedsvc.content.languages import zone_for
from feedsvc.content.text import shorten
from feedsvc.serve import languages
from feedsvc.serve.current import services

_YEAR, _MONTH = "y", "yMMMM"
_NAME_OF_MONTH = 7  # characters of 2026-03
# A word in Latin letters has blanks around it that divide nothing.
_HALVES = re.compile(r"[^\sA-Za-z]{2,18}(?:\s[^\sA-Za-z]{2,18})+")
_IN_HALVES = Markup(' class="halves"')
_MINUTE, _HOUR = 60, 3600


def day(at: datetime, language: str | None = None) -> str:
    """Return the date of *at* by the site's clock, or that of an article in *language*."""
    return str(format_date(_local(at, language), "long", rebase=False))


def moment(at: datetime, language: str | None = None) -> str:
    """Return date and time of *at* by the site's clock, or that of an article in *language*."""
    clock = format_time(_local(at, language), "short", rebase=False)
    return f"{day(at, language)} {clock}"


def stamp(at: datetime) -> str:
    """Return date and time of *at* by the site's clock, to the second, the same for everybody."""
    return f"{_local(at, None):%Y-%m-%d %H:%M:%S}"


def month(name: str) -> str:
    """Return what people call an archive: ``2026-03`` is a month, ``2026-03-2`` more of it."""
    year, which, part = name[:4], name[5:_NAME_OF_MONTH], name[_NAME_OF_MONTH + 1 :]
    said = _in_words(_MONTH, date(int(year), int(which), 1))
    return gettext("%(month)s, part %(part)s", month=said, part=part) if part else said


def years(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Return archives by the year that they begin in, which comes as people write it."""
    return [
        (_in_words(_YEAR, date(int(year), 1, 1)), list(grouped))
        for year, grouped in groupby(names, key=lambda name: name[:4])
    ]


def number(value: int) -> str:
    """Return *value* as people write it."""
    return str(format_decimal(value))


def size(length: int) -> str:
    """Return a number of bytes as people read it."""
    value, unit = (length / 1e6, "MB") if length >= 1e6 else (max(length / 1e3, 0.1), "kB")
    return f"{format_decimal(round(value, 1))} {unit}"


def duration(seconds: int) -> str:
    """Return how long a recording takes: ``12:05``, ``1:02:05``."""
    hours, rest = divmod(seconds, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def short(text: str, length: int = 200) -> str:
    """Return the beginning of *text*, which may be long, in whole sentences where that works."""
    return shorten(text, length)


def lang(language: str | None) -> Markup:
    """Return the attributes for what is in *language*, nothing if that goes without saying."""
    if not language or language == languages.now_spoken():
        return Markup()
    direction = Markup(' dir="rtl"') if _is_from_right(language) else Markup()
    return Markup(' lang="{}"').format(escape(language)) + direction


def halves(title: str) -> Markup:
    """Return the class of a Chinese headline in halves, which may break between them only."""
    return _IN_HALVES if _HALVES.fullmatch(title) else Markup()


def locale(language: str | None) -> str | None:
    """Return *language* as Open Graph names it, with a territory: ``zh_CN``; None if unknown."""
    parsed = _parsed(language or "")
    if parsed is None:
        return None
    likely = get_global("likely_subtags").get(str(parsed), "").rpartition("_")[2]
    territory = parsed.territory or likely
    return f"{parsed.language}_{territory}" if territory else None


@lru_cache(maxsize=64)
def _parsed(language: str) -> Locale | None:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return None


def _is_from_right(language: str) -> bool:
    """Tell whether *language* is written from the right to the left."""
    parsed = _parsed(language)
    return parsed is not None and parsed.text_direction == "rtl"


def _in_words(skeleton: str, first: date) -> str:
    at = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return format_skeleton(skeleton, at, locale=get_locale())


def _local(at: datetime, language: str | None) -> datetime:
    """Return *at* by the site's clock: the stated one, else that of its stated language.

    A site that states neither has the clock of each article's *language*.
    """
    site = services().settings.site
    zone = ZoneInfo(site.timezone) if site.timezone else zone_for(site.language or language)
    return at.astimezone(zone)
