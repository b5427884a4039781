"""Real processes that do the same thing at the same time."""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")

PROCESSES = 4


def at_once(work: Callable[..., T], *given: object) -> list[T]:
    """Return what *work* returns in each of several processes, which get their number first."""
    context = get_context("spawn")
    # None begins before all are there and have imported what the work needs; else the first would
    # be done before the last one starts.
    barrier = context.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, context, _wait_for_others, (barrier, work)) as pool:
        futures = [pool.submit(work, number, *given) for number in range(PROCESSES)]
        return [future.result(timeout=120) for future in futures]


def flat(lists: Iterable[list[T]]) -> list[T]:
    return [each for several in lists for each in several]


def _wait_for_others(barrier: Barrier, _work: object) -> None:
    barrier.wait(timeout=120)
