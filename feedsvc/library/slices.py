"""Long lists, shown a part at a time."""

from dataclasses import dataclass
from typing import Generic, TypeVar

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Slice(Generic[_Item]):
    """A part of a long list: its items, its number from 1 on, how long the whole list is.

    ``size`` is how many items a part holds at most; where it is 0 nothing is shown of the list.
    """

    items: tuple[_Item, ...]
    number: int
    size: int
    total: int

    @property
    def start(self) -> int:
        """How many items stand before this part."""
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        """The number of the last part; an empty list has one."""
        return max(1, -(-self.total // max(1, self.size)))

    @property
    def is_there(self) -> bool:
        """Whether the list is long enough to have this part."""
        return 1 <= self.number <= self.last
