"""The results as Markdown, for the terminal and for the page about performance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from operator import truediv
from pathlib import Path
from statistics import median

from benchmarks.building import Builds
from benchmarks.processes import Usage

_MEASURES = ("wall", "CPU", "memory")


@dataclass(frozen=True)
class Result:
    """Everything measured with so many articles; by name of the program, feedsvc first."""

    articles: int
    builds: dict[str, Builds]
    waits: dict[str, list[float]]


def markdown(results: Sequence[Result], about: Iterable[str]) -> str:
    """Return the results as a section of Markdown; *about* says where and of what they are."""
    parts = [
        *(f"- {line}" for line in about),
        "\n### Full build\n",
        *_full_builds(results),
        "\n### Build with nothing changed\n",
        *_unchanged(results),
        "\n### From a save to the served feed\n",
        *_waits(results),
    ]
    if len(results) > 1:
        parts += ["\n### How cost grows\n", *_growth(results)]
    return "\n".join(parts)


def write(page: Path, section: str, name: str = "results") -> None:
    """Replace what stands between the markers of that name in the page by *section*."""
    opening, closing = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, begin, rest = page.read_text("utf-8").partition(opening)
    _, end, after = rest.partition(closing)
    if not (begin and end):
        raise ValueError(f"{page} lacks the markers {opening} and {closing}")
    page.write_text(f"{before}{begin}\n\n{section}\n\n{end}{after}", "utf-8")


def _full_builds(results: Sequence[Result]) -> Iterator[str]:
    columns = ["Formats", "Feeds", "Entries", "Wall", "CPU", "Peak memory"]
    ratios = [f"feedsvc ÷ it, {measure}" for measure in _MEASURES]
    yield from head("Articles", "Program", *columns, *ratios)
    for result in results:
        ours, *_ = result.builds.values()
        for name, builds in result.builds.items():
            against = _against(ours.full, builds.full)
            yield row(
                *(f"{result.articles:,}", name),
                *(f"{number:,}" for number in builds.written),
                *_usage(_medians(builds.full)),
                *(f"{ratio:.2f}" if builds is not ours else "" for ratio in against),
            )


def _unchanged(results: Sequence[Result]) -> Iterator[str]:
    shares = [f"Share of the full build, {measure}" for measure in _MEASURES]
    yield from head("Articles", "Program", "Wall", "CPU", "Peak memory", *shares)
    for result in results:
        for name, builds in result.builds.items():
            if builds.unchanged:
                shares = [f"{share:.1%}" for share in _against(builds.unchanged, builds.full)]
                yield row(
                    *(f"{result.articles:,}", name), *_usage(_medians(builds.unchanged)), *shares
                )


def _waits(results: Sequence[Result]) -> Iterator[str]:
    yield from head("Articles", "Program", "Saves", "Median", "p95", "Slowest", "feedsvc ÷ it")
    for result in results:
        ours, *_ = result.waits.values()
        for name, waits in result.waits.items():
            ratio = f"{median(ours) / median(waits):.3f}" if waits is not ours else ""
            times = (median(waits), percentile(waits, 0.95), max(waits))
            cells = (str(len(waits)), *(_milliseconds(time) for time in times), ratio)
            yield row(f"{result.articles:,}", name, *cells)


def _growth(results: Sequence[Result]) -> Iterator[str]:
    measures = ["Full build, wall", "CPU", "Peak memory", "Save to served"]
    yield from head("Articles", "Program", *measures)
    for small, large in pairwise(results):
        step = f"{small.articles:,} → {large.articles:,} (× {large.articles / small.articles:.3g})"
        for name in small.builds:
            if name not in large.builds:
                continue
            after, before = (_medians(one.builds[name].full) for one in (large, small))
            ratios = [more / less for more, less in zip(after, before, strict=True)]
            if name in small.waits and name in large.waits:
                ratios.append(median(large.waits[name]) / median(small.waits[name]))
            cells = [f"× {ratio:.1f}" for ratio in ratios]
            yield row(step, name, *cells, *[""] * (len(measures) - len(cells)))


def _against(ours: list[Usage], theirs: list[Usage]) -> Usage:
    """Return the medians of the ratios of runs that took turns."""
    pairs = zip(ours, theirs, strict=True)
    return _medians([Usage(*map(truediv, our, their)) for our, their in pairs])


def _medians(usages: list[Usage]) -> Usage:
    return Usage(*map(median, zip(*usages, strict=True)))


def percentile(values: list[float], share: float) -> float:
    """Return the smallest value that so great a share of the values does not exceed."""
    return sorted(values)[ceil(len(values) * share) - 1]


def head(*cells: str) -> Iterator[str]:
    """Yield the lines that a table begins with."""
    yield row(*cells)
    yield "|" + "---|" * len(cells)


def row(*cells: str) -> str:
    """Return a line of a table."""
    return "| " + " | ".join(cells) + " |"


def _usage(usage: Usage) -> tuple[str, str, str]:
    memory = f"{usage.memory / 2**20:,.0f} MiB"
    return f"{usage.wall:.2f} s", f"{usage.cpu:.2f} s", memory


def _milliseconds(value: float) -> str:
    return f"{value * 1000:,.0f} ms"
