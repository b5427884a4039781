"""For how long a feed may be kept without asking again, by its own rhythm if that is wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

# What caches take, too, when nobody tells them (RFC 9111, section 4.2.2).
_SHARE = 10
# The articles that tell the rhythm of now, and how few tell of none.
_MOST_ENTRIES = 20
_FEWEST_ENTRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """The bounds, in seconds, of how long a feed may be kept; where they are one, no rhythm counts.

    ``most`` is not less than ``least``.
    """

    least: int
    most: int

    def seconds(self, published: Iterable[float]) -> int:
        """Return how long a feed may be kept whose entries were *published* at these instants.

        That is a tenth of the usual time between its newest entries, within the bounds.
        """
        if self.least == self.most:
            return self.least
        newest = sorted(set(published), reverse=True)[:_MOST_ENTRIES]
        if len(newest) < _FEWEST_ENTRIES:
            return self.least
        usual = median_low(later - earlier for later, earlier in pairwise(newest))
        return min(max(int(usual / _SHARE), self.least), self.most)
