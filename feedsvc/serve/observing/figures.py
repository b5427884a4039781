"""The figures of a site as Prometheus reads them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import accumulate
from time import monotonic

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from feedsvc import __version__, operations
from feedsvc.catalog import statistics
from feedsvc.errors import StorageError
from feedsvc.model import Outcome, Run
from feedsvc.operations import Services
from feedsvc.serve.observing import tallies
from feedsvc.serve.observing.kinds import DOCUMENTS
from feedsvc.serve.observing.tallies import BOUNDS, Totals

# A scrape costs the catalog nothing if another one came just before.
_FRESH_SECONDS = 2.0
# Where the last run that ended well is looked for.
_RUNS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What the catalog says: runs that ended, newest first, and the documents."""

    runs: tuple[Run, ...]
    documents: int
    newest_change: datetime | None


class Figures(Collector):
    """The figures of the site that *services* publish."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._folder = tallies.folder_of(services.settings)
        self._taken: tuple[float, Snapshot] | None = None

    def exposition(self, accept: str = "") -> tuple[bytes, str]:
        """Return all figures and their media type, in the newest format that *accept* allows.

        Raises StorageError if the counters cannot be read.
        """
        encode, media_type = choose_encoder(accept)
        return encode(self), media_type

    def collect(self) -> Iterator[Metric]:
        """Yield all figures; those from the catalog are left out where it cannot be read."""
        try:
            totals = tallies.totals(self._folder)
        except OSError as error:
            raise StorageError(
                f"counters in {self._folder} cannot be read: {error.strerror}",
                hint="make the state folder readable for whoever serves",
            ) from error
        yield InfoMetricFamily("feedsvc_build", "What runs.", {"version": __version__})
        yield from _of_requests(totals)
        yield from _of_publishing(totals, is_up=self._publishes())
        if snapshot := self._snapshot():
            yield from _of_documents(snapshot, now=operations.now())
            yield from _of_runs(snapshot.runs)

    def _publishes(self) -> bool:
        try:
            return self._services.publisher_lock.is_held()
        except StorageError:
            return False

    def _snapshot(self) -> Snapshot | None:
        if self._taken is None or monotonic() - self._taken[0] > _FRESH_SECONDS:
            try:
                self._taken = (monotonic(), _snapshot(self._services))
            except StorageError:
                return None
        return self._taken[1]


def _snapshot(services: Services) -> Snapshot:
    runs = operations.recent_runs(services, limit=_RUNS)
    with services.database.reading() as connection:
        documents, newest = statistics.count_documents(connection)
    ended = tuple(run for run in runs if run.finished_at)
    return Snapshot(runs=ended, documents=documents, newest_change=newest)


def _of_requests(totals: Totals) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        "feedsvc_requests", "Requests answered.", labels=("kind", "status")
    )
    sent = CounterMetricFamily(
        "feedsvc_sent_bytes", "Bytes of the bodies of answers, as encoded.", labels=("kind",)
    )
    saved = CounterMetricFamily(
        "feedsvc_saved_bytes",
        "Bytes of documents that were not sent because they had not changed (304).",
        labels=("kind",),
    )
    seconds = HistogramMetricFamily(
        "feedsvc_request_seconds",
        "Seconds from a request to the end of its answer.",
        labels=("kind",),
    )
    for kind, served in totals.served.items():
        for status, number in served.statuses.items():
            requests.add_metric((kind.label, status), number)
        sent.add_metric((kind.label,), served.sent)
        saved.add_metric((kind.label,), served.saved)
        bounds = (*map(str, BOUNDS), "+Inf")
        buckets = tuple(zip(bounds, accumulate(served.buckets), strict=True))
        seconds.add_metric((kind.label,), buckets, served.seconds)
    yield from (requests, sent, saved, seconds)
    yield GaugeMetricFamily(
        "feedsvc_not_modified_ratio",
        "Share of 304 among all answers that had or spared a document, since counting began.",
        _not_modified(totals),
    )


def _not_modified(totals: Totals) -> float:
    served = [totals.served[kind].statuses for kind in DOCUMENTS]
    spared = sum(each.get("304", 0) for each in served)
    given = sum(each.get(status, 0) for each in served for status in ("200", "206"))
    return spared / (spared + given) if spared else 0.0


def _of_publishing(totals: Totals, *, is_up: bool) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "feedsvc_publisher_up", "1 while a process keeps the feeds current.", float(is_up)
    )
    runs = CounterMetricFamily(
        "feedsvc_runs", "Runs of the publisher that ended.", labels=("outcome",)
    )
    for outcome, number in totals.runs.items():
        runs.add_metric((outcome,), number)
    yield runs


def _of_documents(snapshot: Snapshot, *, now: datetime) -> Iterator[Metric]:
    yield GaugeMetricFamily("feedsvc_documents", "Documents published.", snapshot.documents)
    if snapshot.newest_change:
        yield GaugeMetricFamily(
            "feedsvc_document_age_seconds",
            "Seconds since the document that changed last did so.",
            (now - snapshot.newest_change).total_seconds(),
        )


def _of_runs(runs: tuple[Run, ...]) -> Iterator[Metric]:
    if runs:
        yield from _of_last_run(runs[0])
    succeeded = next((run for run in runs if run.outcome is Outcome.SUCCEEDED), None)
    yield GaugeMetricFamily(
        "feedsvc_last_success_timestamp_seconds",
        f"When the last run that succeeded ended; 0 if none of the last {_RUNS} did.",
        _timestamp(succeeded) if succeeded else 0.0,
    )
    if succeeded:
        yield from _of_last_success(succeeded)


def _of_last_run(run: Run) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "feedsvc_last_run_timestamp_seconds", "When the last run ended.", _timestamp(run)
    )
    yield GaugeMetricFamily(
        "feedsvc_last_run_duration_seconds", "Seconds that the last run took.", _duration(run)
    )
    yield GaugeMetricFamily(
        "feedsvc_last_run_succeeded",
        "1 if the last run succeeded, 0 if it failed.",
        float(run.outcome is Outcome.SUCCEEDED),
    )


def _of_last_success(run: Run) -> Iterator[Metric]:
    counts = asdict(run.counts)
    yield GaugeMetricFamily(
        "feedsvc_rejections",
        "Files that cannot become articles, as of the last run that succeeded.",
        counts.pop("rejected"),
    )
    items = GaugeMetricFamily(
        "feedsvc_last_success_items",
        "What the last run that succeeded looked at and did.",
        labels=("count",),
    )
    for name, number in counts.items():
        items.add_metric((name,), number)
    yield items


def _timestamp(run: Run) -> float:
    return run.finished_at.timestamp() if run.finished_at else 0.0


def _duration(run: Run) -> float:
    """Return how long *run* took; only one that succeeded knows it to more than seconds."""
    if run.timings:
        return sum(seconds for _, seconds in run.timings)
    if run.started_at and run.finished_at:
        return (run.finished_at - run.started_at).total_seconds()
    return 0.0
