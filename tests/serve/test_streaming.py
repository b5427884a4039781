"""Runs told as they go on."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from feedsvc import operations
from feedsvc.errors import UnknownRunError
from feedsvc.model import Outcome, Trigger
from feedsvc.serve import streaming
from feedsvc.serve.streaming import (
    MOST_STREAMS,
    TooManyStreamsError,
    run_events,
    run_stream,
)
from tests.conftest import Site


@pytest.fixture
def services(newsroom: Site) -> operations.Services:
    """What a newsroom that has not seen a run works with."""
    operations.make_ready(newsroom.services)
    return newsroom.services


@pytest.fixture
def watch(services: operations.Services) -> Iterator[Callable[..., TestResponse]]:
    """Ask for the stream of a run, in a window that stays open until the test ends."""
    app = Flask("streams")
    app.add_url_rule("/<id>", view_func=lambda id: run_stream(services, id, may_watch=lambda: True))
    app.register_error_handler(TooManyStreamsError, lambda error: (error.code, 503))
    app.register_error_handler(UnknownRunError, lambda error: (error.code, 404))
    with ExitStack() as stack:

        def watched(id_: str, **fields: str) -> TestResponse:
            headers = {name.replace("_", "-"): value for name, value in fields.items()}
            answer = app.test_client().get(
                f"/{id_}", headers=headers, environ_overrides={"wsgi.multithread": True}
            )
            stack.callback(answer.close)
            return answer

        yield watched


def told(stream: bytes) -> list[tuple[str, Any]]:
    """Return the events of a stream with what they say."""
    blocks = [block for block in stream.decode().split("\n\n") if "data: " in block]
    fields = [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]
    return [(each["event"], json.loads(each["data"])) for each in fields]


def perform(services: operations.Services) -> None:
    with operations.publishing(services, "test"):
        run = services.queue.first()
        assert run
        operations.perform(services, run)


def test_a_run_is_told_from_its_request_to_its_end(services: operations.Services) -> None:
    run = operations.request(services, Trigger.API)
    events = run_events(services, run.id)
    assert next(events).startswith(b"retry: ")
    first = next(events)

    publisher = Thread(target=perform, args=(services,))
    publisher.start()
    rest = b"".join(events)
    publisher.join()

    assert [(name, said["outcome"]) for name, said in told(first)] == [("progress", "queued")]
    name, said = told(rest)[-1]
    assert (name, said["id"], said["outcome"]) == ("end", run.id, "succeeded")
    assert said["counts"]["added"] == 4
    assert {name for name, _ in told(rest)[:-1]} <= {"progress"}


def test_of_a_run_that_has_ended_only_its_end_is_told(services: operations.Services) -> None:
    run = operations.request(services, Trigger.API)
    perform(services)

    events = told(b"".join(run_events(services, run.id)))

    ((name, said),) = events
    assert (name, said["outcome"]) == ("end", Outcome.SUCCEEDED)
    assert "rejections" not in said


def test_a_stream_ends_when_its_time_is_over_or_nobody_listens(
    services: operations.Services,
) -> None:
    run = operations.request(services, Trigger.API)

    brief = told(b"".join(run_events(services, run.id, seconds=0)))
    unheard = told(b"".join(run_events(services, run.id, listens=lambda: False)))

    assert [name for name, _ in brief] == ["progress"]
    assert unheard == []


def test_a_silent_stream_shows_now_and_then_that_it_lives(
    services: operations.Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "_HEARTBEAT_SECONDS", 0.0)
    run = operations.request(services, Trigger.API)

    parts = list(run_events(services, run.id, seconds=0.3))

    assert b":\n\n" in parts
    assert len(told(b"".join(parts))) == 1


def test_whoever_knows_the_end_is_told_to_stop_asking(
    services: operations.Services, watch: Callable[..., TestResponse]
) -> None:
    run = operations.request(services, Trigger.API)
    waiting = watch(run.id, Last_Event_ID="ended")
    assert waiting.status_code == 200
    perform(services)

    first = watch(run.id)
    again = watch(run.id, Last_Event_ID="ended")
    unheard_of = watch(run.id, Last_Event_ID="x" * 1000)

    assert first.mimetype == "text/event-stream"
    assert first.headers["Cache-Control"] == "no-store"
    assert b"id: ended\n" in first.data
    assert (again.status_code, again.data) == (204, b"")
    assert unheard_of.status_code == 200


def test_there_are_few_streams_and_whoever_leaves_makes_room(
    services: operations.Services, watch: Callable[..., TestResponse]
) -> None:
    run = operations.request(services, Trigger.API)
    watching = [watch(run.id) for _ in range(MOST_STREAMS)]

    refused = watch(run.id)
    watching[0].close()
    admitted = watch(run.id)

    assert [each.status_code for each in watching] == [200] * MOST_STREAMS
    assert (refused.status_code, refused.text) == (503, "too-many-streams")
    assert admitted.status_code == 200


def test_an_unknown_run_has_no_stream(watch: Callable[..., TestResponse]) -> None:
    answer = watch("20260312T120000-00000000")

    assert (answer.status_code, answer.text) == (404, "unknown-run")
