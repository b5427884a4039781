"""What was found about serving, as Markdown."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median, quantiles

from benchmarks.report import head, percentile, row
from benchmarks.serving.counting import WITHOUT, Counting
from benchmarks.serving.many import Many
from benchmarks.serving.rounds import Sample, Samples
from benchmarks.serving.servers import NGINX, OURS
from benchmarks.serving.starting import Start


def requests(samples: Samples, about: Iterable[str]) -> str:
    """Return the table of the servers; *about* says where and of what the results are."""
    return _section(about, _servers(samples))


def documents(found: Many, about: Iterable[str]) -> str:
    """Return the tables of memory, of first requests and of latency beside others."""
    return _section(about, _memory(found), _first(found), _beside(found))


def start(articles: int, found: Sequence[Start], about: Iterable[str]) -> str:
    """Return the table of starts."""
    return _section(about, _starts(articles, found))


def counting(found: Counting, about: Iterable[str]) -> str:
    """Return the table of what counting polls costs."""
    return _section(about, _costs(found))


def _section(about: Iterable[str], *tables: Iterable[str]) -> str:
    parts = ["\n".join(f"- {line}" for line in about), *("\n".join(table) for table in tables)]
    return "\n\n".join(parts)


def _servers(samples: Samples) -> Iterator[str]:
    columns = ["Requests/s", "÷ nginx", "feedsvc ÷ it", "p50", "p99", "p99 ÷ nginx"]
    yield from head("Answer", "Server", *columns, "CPU a request", "Errors")
    for kind in samples[OURS]:
        for name, kinds in samples.items():
            runs, ours = kinds[kind], samples[OURS][kind]
            nginx = samples[NGINX][kind] if NGINX in samples else ()
            yield row(
                *(kind, name, f"{median(_rates(runs)):,.0f}"),
                _ratio(_rates(runs), _rates(nginx)) if name != NGINX else "",
                _ratio(_rates(ours), _rates(runs)) if name != OURS else "",
                _milliseconds(median(one.load.median for one in runs)),
                _milliseconds(median(_slow(runs))),
                _ratio(_slow(runs), _slow(nginx)) if name != NGINX else "",
                f"{median(one.cpu for one in runs) * 1e6:.0f} µs",
                str(sum(one.load.errors for one in runs)),
            )


def _memory(found: Many) -> Iterator[str]:
    yield from head("After", "Web process", "PSS", "RSS", "Highest RSS")
    for done, processes in found.held.items():
        for number, held in enumerate(processes, start=1):
            yield row(done, str(number), *(f"{size / 2**20:,.0f} MiB" for size in held))


def _first(found: Many) -> Iterator[str]:
    yield from head(f"{len(found.cold)} documents in gzip, one client", "Median", "p99")
    cold, warm = ([median(times), percentile(times, 0.99)] for times in (found.cold, found.warm))
    extra = [first - second for first, second in zip(cold, warm, strict=True)]
    for name, times in (("first request", cold), ("second request", warm), ("difference", extra)):
        yield row(name, *map(_milliseconds, times))


def _beside(found: Many) -> Iterator[str]:
    yield from head("304 of one document while others fetch", "p50", "p99", "They get")
    for name, (latencies, rate) in found.beside.items():
        theirs = f"{rate:,.0f} documents/s" if rate else ""
        times = (median(latencies), percentile(latencies, 0.99))
        yield row(name, *map(_milliseconds, times), theirs)


def _starts(articles: int, found: Sequence[Start]) -> Iterator[str]:
    walls = [one.wall for one in found]
    yield from head("Articles", "Starts", "Median", "Slowest", "CPU, median")
    times = (median(walls), max(walls), median(one.cpu for one in found))
    yield row(f"{articles:,}", str(len(found)), *(f"{time:.2f} s" for time in times))


def _costs(found: Counting) -> Iterator[str]:
    yield from head("304", "Requests/s", "CPU a request", "÷ without, CPU", "÷ without, time")
    without = found[WITHOUT]
    for name, runs in found.items():
        ratios = ("", "")
        if name != WITHOUT:
            ratios = (
                _spread([one.cpu / other.cpu for one, other in zip(runs, without, strict=True)]),
                _spread(
                    [
                        other.load.rate / one.load.rate
                        for one, other in zip(runs, without, strict=True)
                    ]
                ),
            )
        cpu = median(one.cpu for one in runs) * 1e6
        yield row(name, f"{median(_rates(runs)):,.0f}", f"{cpu:.2f} µs", *ratios)


def _spread(ratios: Sequence[float]) -> str:
    """Return the median, and between what the middle half of all lies."""
    low, middle, high = quantiles(ratios, n=4)
    return f"{middle:.3f} ({low:.3f} to {high:.3f})"


def _rates(runs: Sequence[Sample]) -> list[float]:
    return [one.load.rate for one in runs]


def _slow(runs: Sequence[Sample]) -> list[float]:
    return [one.load.p99 for one in runs]


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Return the median of the ratios of runs that took turns; nothing without the others."""
    if not theirs:
        return ""
    return f"{median(one / other for one, other in zip(ours, theirs, strict=True)):.2f}"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
