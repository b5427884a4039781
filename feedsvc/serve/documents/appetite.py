"""Clients that fetch a whole feed again and again though it did not change are asked to wait."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

_HOUR = 3600.0
# The clients and feeds that are remembered; when there are more, the longest unseen go first.
_MOST_MEALS = 10_000


@dataclass(slots=True)
class _Meals:
    digest: str
    first: float
    count: int


class Appetite:
    """Counts whole documents by client; *limit* is how often in an hour one may be sent again."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._meals: OrderedDict[int, _Meals] = OrderedDict()
        self._lock = Lock()

    def seconds_to_wait(self, client: str, path: str, digest: str, now: float) -> int:
        """Count a whole document for *client*; return how long it must wait, 0 for not at all."""
        who = hash((client, path))  # for what clients say of themselves has any length
        with self._lock:
            meals = self._meals.get(who)
            if meals is None or meals.digest != digest or not 0 <= now - meals.first < _HOUR:
                self._meals[who] = _Meals(digest, now, 0)
                self._meals.move_to_end(who)
                if len(self._meals) > _MOST_MEALS:
                    self._meals.popitem(last=False)
                return 0
            self._meals.move_to_end(who)
            meals.count += 1
            over = meals.count > self._limit
            return max(1, int(meals.first + _HOUR - now)) if over else 0
