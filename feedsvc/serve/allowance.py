"""How often something may be done: now and then at any time, and a few times in a row."""

from math import ceil


class Allowance:
    """So many at once, *burst*, and so many more *a_second*; instants are any clock's."""

    def __init__(self, *, burst: int, a_second: float) -> None:
        self._most = self._left = float(burst)
        self._a_second = a_second
        self._counted_at: float | None = None

    def seconds_to_wait(self, now: float) -> int:
        """Count one; return 0 if it is allowed, else after how many seconds one may be again."""
        since = max(0.0, now - self._counted_at) if self._counted_at is not None else 0.0
        self._left = min(self._most, self._left + since * self._a_second)
        self._counted_at = now
        if self._left < 1:
            return max(1, ceil((1 - self._left) / self._a_second))
        self._left -= 1
        return 0
