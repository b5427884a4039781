"""When a token expires, as people write it."""

import re
from datetime import UTC, datetime, timedelta

from feedsvc.errors import AccessError

_SPAN = re.compile(r"([1-9][0-9]{0,5})([hdw])", re.ASCII)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_HINT = "write 12h, 90d, 26w, or a day such as 2027-03-31, which begins in UTC"


def parse_expiry(text: str, *, now: datetime) -> datetime:
    """Return the instant that *text* names: so long after *now*, or the first of a day in UTC.

    Raises AccessError if it names none, or one that is over.
    """
    at = _instant(text.strip(), now)
    if at is None:
        raise AccessError(f"{text[:40]!r} is no time to expire", hint=_HINT)
    if at <= now:
        raise AccessError(f"{text[:40]!r} is over already", hint=_HINT)
    return at


def _instant(text: str, now: datetime) -> datetime | None:
    try:
        if span := _SPAN.fullmatch(text):
            return now + int(span[1]) * _UNITS[span[2]]
        if _DAY.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        pass
    return None
