"""How far a run is, and how long each room took."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

# Told after each step: the room's name, how much is done, how much there is.
Progress = Callable[[str, int, int], None]
# Asked wherever a run may stop: raises CancelledError if it is to.
Halt = Callable[[], None]


@dataclass(slots=True)
class Timings:
    """The seconds that each room took."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def room(self, name: str) -> Iterator[None]:
        """Count what happens inside as time of the room."""
        started = perf_counter()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0) + perf_counter() - started, 4)


def silent(_room: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def going_on() -> None:
    """Let a run go on to its end."""
