"""What will happen by itself is known, and when, and whether anybody is there to do it."""

import json
import threading
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

from feedsvc import operations
from feedsvc.desk import as_json
from feedsvc.model import Appointment, Occasion
from feedsvc.operations import Services
from feedsvc.publisher import publish_until
from tests.conftest import NOON, Site


def seen(services: Services) -> list[tuple[Occasion, datetime, str]]:
    agenda = operations.schedule(services, at=NOON)
    return [(each.occasion, each.at, each.detail) for each in agenda.appointments]


def test_without_a_catalog_or_a_publisher_nothing_happens(site: Site) -> None:
    agenda = operations.schedule(site.services)

    assert not agenda.is_kept
    assert not agenda.watches
    assert agenda.appointments == ()


def test_articles_that_appear_and_expire_are_named_in_their_order(site: Site) -> None:
    site.article("late.md", "Late", date="2026-03-20T08:00:00Z")
    site.article("gone.md", "Gone", date="2026-01-01", expires="2026-03-15T08:00:00Z")
    site.article("plain.md", "Plain", date="2026-01-01")
    site.build()

    appears = (Occasion.APPEARS, datetime(2026, 3, 20, 8, tzinfo=UTC), "Late")
    expires = (Occasion.EXPIRES, datetime(2026, 3, 15, 8, tzinfo=UTC), "Gone")
    assert seen(site.services) == [expires, appears]


def test_what_the_publisher_told_counts_while_it_is_there(site: Site) -> None:
    site.variables["FEEDSVC_SITE__TIMEZONE"] = "Asia/Shanghai"
    site.article("plain.md", date="2026-01-01")
    site.build()
    services = site.services
    soon = Appointment(at=NOON + timedelta(minutes=5), occasion=Occasion.INTERVAL)
    services.agenda.tell([soon])

    gone = seen(services)
    with operations.publishing(services, "test"):
        there = seen(site.services)
        agenda = operations.schedule(site.services)

    midnight = datetime(2026, 3, 12, 16, tzinfo=UTC)
    assert gone == []
    assert there == [(Occasion.INTERVAL, soon.at, ""), (Occasion.DAY_ENDS, midnight, "")]
    assert agenda.is_kept
    assert agenda.watches


def test_a_real_publisher_tells_when_its_interval_ends(site: Site) -> None:
    site.variables |= {"FEEDSVC_SCHEDULE__WATCH": "false", "FEEDSVC_SCHEDULE__INTERVAL": "600"}
    site.article("plain.md", date="2026-01-01")
    services, stop = site.services, threading.Event()
    services.publisher_lock.take_or_fail("test", hint="")
    thread = threading.Thread(target=publish_until, args=(services, stop))
    thread.start()
    try:
        deadline = monotonic() + 20
        while not (found := site.services.agenda.read()) and monotonic() < deadline:
            sleep(0.05)
        agenda = operations.schedule(site.services)
    finally:
        stop.set()
        thread.join()
        services.publisher_lock.release()

    (interval,) = found
    assert interval.occasion is Occasion.INTERVAL
    assert interval in agenda.appointments
    assert timedelta(0) < interval.at - operations.now() <= timedelta(seconds=601)


def test_a_state_file_that_says_nonsense_says_nothing(site: Site) -> None:
    services = site.services
    services.agenda.tell([])
    file = services.settings.output.state_directory / "agenda.json"

    for nonsense in (b"", b"{", b'[{"at": "never"}]', b"\xff", b"[" * 5000):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(nonsense)
        assert services.agenda.read() == ()


def test_an_agenda_is_json(site: Site) -> None:
    site.article("late.md", "Late", date="2026-03-20T08:00:00Z")
    site.build()

    said = json.loads(json.dumps(as_json(operations.schedule(site.services))))

    assert said["is_kept"] is False
    assert said["appointments"][0]["occasion"] == "appears"
    assert said["appointments"][0]["at"] == "2026-03-20T08:00:00Z"
