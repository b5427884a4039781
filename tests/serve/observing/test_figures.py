import re
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as openmetrics_families,
)
from prometheus_client.parser import text_string_to_metric_families

from feedsvc import __version__, operations
from feedsvc.errors import StorageError
from feedsvc.model import Outcome, Scope
from feedsvc.operations import Services
from feedsvc.serve.observing import tallies
from feedsvc.serve.observing.figures import Figures
from feedsvc.serve.observing.kinds import Kind
from feedsvc.serve.observing.metering import Meters
from tests.conftest import Site

MANUAL = (Path(__file__).parents[3] / "docs" / "metrics.md").read_text("utf-8")

Samples = dict[tuple[str, ...], float]


def samples(services: Services) -> Samples:
    """Return each sample by its name and the values of its labels, as Prometheus reads it."""
    body, media_type = Figures(services).exposition()
    assert media_type.startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def meters(site: Site) -> Meters:
    return Meters(tallies.folder_of(site.services.settings))


def perform(site: Site, scope: Scope = Scope.CHANGED) -> None:
    services = site.services
    with operations.publishing(services, "test"):
        operations.run_here(services, scope)


def test_requests_are_shown_by_kind_and_status(newsroom: Site) -> None:
    counting = meters(newsroom)
    counting.count(Kind.ATOM, 200, sent=5000, seconds=0.003)
    counting.count(Kind.ATOM, 304, saved=70_000, seconds=0.000_01)
    counting.count(Kind.PAGE, 404, sent=300, seconds=9.0)

    found = samples(newsroom.services)

    assert found["feedsvc_requests_total", "atom", "200"] == 1
    assert found["feedsvc_requests_total", "atom", "304"] == 1
    assert found["feedsvc_requests_total", "page", "404"] == 1
    assert found["feedsvc_sent_bytes_total", "atom"] == 5000
    assert found["feedsvc_saved_bytes_total", "atom"] == 70_000
    assert found["feedsvc_sent_bytes_total", "page"] == 300
    assert found["feedsvc_request_seconds_bucket", "atom", "5e-05"] == 1
    assert found["feedsvc_request_seconds_bucket", "atom", "0.0025"] == 1
    assert found["feedsvc_request_seconds_bucket", "atom", "0.005"] == 2
    assert found["feedsvc_request_seconds_bucket", "page", "5.0"] == 0
    assert found["feedsvc_request_seconds_bucket", "page", "+Inf"] == 1
    assert found["feedsvc_request_seconds_count", "atom"] == 2
    assert found["feedsvc_request_seconds_sum", "atom"] == 0.00301


def test_the_share_of_unchanged_documents_is_among_answers_about_documents(newsroom: Site) -> None:
    before = samples(newsroom.services)
    counting = meters(newsroom)
    for kind, status in [
        *((Kind.ATOM, 304), (Kind.RSS, 304), (Kind.JSON, 304), (Kind.JSON, 200)),
        *((Kind.ATOM, 404), (Kind.ATOM, 301), (Kind.PAGE, 200), (Kind.PAGE, 304)),
    ]:
        counting.count(kind, status, seconds=0.001)

    found = samples(newsroom.services)

    assert before["feedsvc_not_modified_ratio",] == 0
    assert found["feedsvc_not_modified_ratio",] == 0.75


def test_the_program_tells_its_version(newsroom: Site) -> None:
    assert samples(newsroom.services)["feedsvc_build_info", __version__] == 1


def test_before_the_first_run_there_is_nothing_of_runs_and_documents(newsroom: Site) -> None:
    names = {name for name, *_ in samples(newsroom.services)}

    assert not any(re.match("feedsvc_(last|doc|rejections)", name) for name in names)
    assert "feedsvc_build_info" in names


def test_a_run_shows_what_it_did(newsroom: Site) -> None:
    newsroom.write("broken.md", "---\ntitle: [\n---\n")
    before = operations.now().timestamp()
    perform(newsroom)

    found = samples(newsroom.services)

    documents = len(newsroom.services.documents.paths())
    assert before <= found["feedsvc_last_run_timestamp_seconds",] <= before + 60
    assert found["feedsvc_last_success_timestamp_seconds",] >= before
    assert 0 < found["feedsvc_last_run_duration_seconds",] < 60
    assert found["feedsvc_last_run_succeeded",] == 1
    assert found["feedsvc_rejections",] == 1
    assert found["feedsvc_last_success_items", "files"] == 5
    assert found["feedsvc_last_success_items", "added"] == 4
    assert found["feedsvc_last_success_items", "written"] == documents
    assert found["feedsvc_documents",] == documents


def test_a_run_that_fails_hides_nothing_of_the_last_that_succeeded(newsroom: Site) -> None:
    newsroom.write("broken.md", "---\ntitle: [\n---\n")
    perform(newsroom)
    newsroom.content.rename(newsroom.root / "elsewhere")
    perform(newsroom)

    found = samples(newsroom.services)

    assert found["feedsvc_last_run_succeeded",] == 0
    assert found["feedsvc_last_success_timestamp_seconds",] > 0
    assert found["feedsvc_rejections",] == 1
    assert found["feedsvc_last_success_items", "added"] == 4


def test_the_last_success_is_zero_where_there_was_none_for_long(newsroom: Site) -> None:
    newsroom.content.rename(newsroom.root / "elsewhere")
    perform(newsroom)

    found = samples(newsroom.services)

    assert found["feedsvc_last_success_timestamp_seconds",] == 0
    assert ("feedsvc_rejections",) not in found


def test_runs_are_counted_by_outcome(newsroom: Site) -> None:
    counting = meters(newsroom)
    counting.count_run(Outcome.SUCCEEDED)
    counting.count_run(Outcome.FAILED)
    counting.count_run(Outcome.FAILED)

    found = samples(newsroom.services)

    assert found["feedsvc_runs_total", "succeeded"] == 1
    assert found["feedsvc_runs_total", "failed"] == 2


def test_the_age_of_documents_is_that_of_the_last_change(newsroom: Site) -> None:
    newsroom.now = operations.now() - timedelta(days=2)
    newsroom.build()
    newsroom.article("new.md", "A new one", tags="[fresh]")
    newsroom.build(after=24 * 60 * 60)

    found = samples(newsroom.services)

    assert found["feedsvc_document_age_seconds",] == pytest.approx(24 * 60 * 60, abs=60)


def test_whether_somebody_publishes_is_shown(newsroom: Site) -> None:
    services = newsroom.services
    before = samples(newsroom.services)

    with operations.publishing(services, "test"):
        meanwhile = samples(newsroom.services)

    assert before["feedsvc_publisher_up",] == 0
    assert meanwhile["feedsvc_publisher_up",] == 1


def test_a_broken_catalog_costs_only_what_it_knows(newsroom: Site) -> None:
    newsroom.build()
    meters(newsroom).count(Kind.ATOM, 200, seconds=0.1)
    (newsroom.services.settings.output.state_directory / "catalog.sqlite3").write_bytes(b"x" * 9000)

    found = samples(newsroom.services)

    assert found["feedsvc_requests_total", "atom", "200"] == 1
    assert ("feedsvc_documents",) not in found


def test_counters_that_cannot_be_read_are_told_with_what_to_do(newsroom: Site) -> None:
    folder = tallies.folder_of(newsroom.services.settings)
    (folder / "lock").mkdir(parents=True)

    with pytest.raises(StorageError, match=str(folder)) as error:
        Figures(newsroom.services).exposition()

    assert error.value.hint


def test_openmetrics_is_spoken_to_whoever_prefers_it(newsroom: Site) -> None:
    newsroom.build()
    meters(newsroom).count(Kind.ATOM, 200, sent=1, seconds=0.1)

    body, media_type = Figures(newsroom.services).exposition(
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3"
    )

    read = openmetrics_families(body.decode())  # type: ignore[no-untyped-call]
    families = {family.name: family for family in read}
    assert media_type.startswith("application/openmetrics-text")
    assert families["feedsvc_requests"].type == "counter"
    assert families["feedsvc_request_seconds"].type == "histogram"


def test_no_label_grows_with_the_number_of_feeds(newsroom: Site) -> None:
    newsroom.build()
    few = samples(newsroom.services).keys()
    for number in range(30):
        newsroom.article(f"{number}.md", f"Title {number}", tags=f"[tag{number}]")
    newsroom.build()

    assert samples(newsroom.services).keys() == few


def test_every_metric_is_in_the_manual_with_its_labels(newsroom: Site) -> None:
    perform(newsroom)
    body, _ = Figures(newsroom.services).exposition()
    families = re.findall(r"^# TYPE (\S+) (\S+)", body.decode(), re.M)

    missing = [
        (name, type_)
        for name, type_ in families
        if not re.search(rf"^\| `{name}` \| {type_} \|", MANUAL, re.M)
    ]

    assert missing == []
    assert len(families) == len(re.findall(r"^\| `feedsvc_", MANUAL, re.M))
