"""When a message that did not arrive is sent again, and when no more.

About as Standard Webhooks 1.0.0 advises ("Deliverability and reliability"), for three days.
"""

from datetime import datetime, timedelta

_DELAYS = (5, 30, 120, 600, 1800, 7200, 18_000, 36_000, 50_400)
_LAST_DELAY = 72_000
# A receiver that asks for more would hear of nothing in time.
_LONGEST_WAIT = 86_400
_JITTER = 0.2

END = timedelta(days=3)


def next_try(now: datetime, attempts: int, *, chance: float, wait: int = 0) -> datetime:
    """Return when to try again after so many *attempts*.

    *chance*, from 0 to 1, spreads receivers that failed together by a fifth either way; *wait* is
    for how many seconds the receiver asked.
    """
    delay = _DELAYS[attempts - 1] if attempts <= len(_DELAYS) else _LAST_DELAY
    seconds = delay * (1 + _JITTER * (2 * chance - 1))
    return now + timedelta(seconds=max(seconds, min(wait, _LONGEST_WAIT)))


def is_over(made_at: datetime, now: datetime) -> bool:
    """Tell whether a message is so old that it is given up."""
    return now - made_at >= END
