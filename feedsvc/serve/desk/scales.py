"""Scales of charts: from a value to a place between the foot and the top, and where lines go."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

_MOST_TICKS = 5
# Durations that people have words for, each about ten times as long as the one before: from a
# millisecond to a day, and on.
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
_DURATIONS = (
    *(0.001, 0.01, 0.1, 1.0, 10.0, _MINUTE, 10 * _MINUTE, _HOUR, 10 * _HOUR),
    *(_DAY * 10**power for power in range(1, 9)),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Values that are marked with a line, and where any value stands: 0 at the foot, 1 on top."""

    ticks: tuple[float, ...]
    place: Callable[[float], float]


def linear(values: Sequence[float]) -> Scale:
    """Return a scale from nothing to the largest of *values*, with lines at round numbers.

    The values are counts: no line stands between two whole numbers.
    """
    most = max((value for value in values if isfinite(value)), default=0)
    step = _step(most)
    top = step * max(1, ceil(most / step))
    ticks = tuple(step * number for number in range(round(top / step) + 1))
    return Scale(ticks, lambda value: _within(value / top))


def durations(seconds: Sequence[float]) -> Scale:
    """Return a scale on which a run of a moment and one of an hour can both be seen.

    Each line is about ten times as long as the one below.
    """
    known = [value for value in seconds if isfinite(value) and value > 0]
    first = max(bisect_right(_DURATIONS, min(known, default=0.1)) - 1, 0)
    last = bisect_left(_DURATIONS, max(known, default=1.0))
    last = min(max(last, first + 1), len(_DURATIONS) - 1)
    first = min(first, last - 1)
    chosen = _DURATIONS[first : last + 1]
    low, high = log10(chosen[0]), log10(chosen[-1])

    def place(value: float) -> float:
        if not isfinite(value) or value <= 0:
            return 0.0
        return _within((log10(value) - low) / (high - low))

    return Scale(_thinned(chosen), place)


def _step(most: float) -> float:
    """Return the distance between lines: 1, 2 or 5, or these with zeros."""
    rough = most / (_MOST_TICKS - 1)
    if rough <= 1:
        return 1.0
    power = 10.0 ** floor(log10(rough))
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= rough)


def _thinned(ticks: Sequence[float]) -> tuple[float, ...]:
    """Return so many of *ticks* that what is written at them does not overlap."""
    every = ceil(len(ticks) / _MOST_TICKS)
    return tuple(ticks[::every])


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)
