"""What several requests on one connection, or one request in pieces, must not confuse."""

import time
from collections.abc import Iterator

import pytest

from tests.http.check import Check, compare, compare_what_every_answer_has
from tests.http.client import Connection
from tests.http.conftest import Reached
from tests.http.outcomes import FAILED, NOT_FOUND, PAGE, current, moved, part, whole
from tests.http.site import DOCUMENT, DOCUMENTS

pytestmark = pytest.mark.slow

# Documents, which one program answers, and pages, which another does, in every order.
_MIXED = (
    Check("a document", whole()),
    Check("a page", PAGE, target="/feeds/all"),
    Check("a document in gzip", whole("gzip"), "Accept-Encoding: gzip"),
    Check("a document that is current", current(), "If-None-Match: {etag}"),
    Check("a redirect", moved("/feeds/tag/tea.atom"), target="/feeds/tag/TEA.atom"),
    Check("a part", part(0, 9), "Range: bytes=0-9", target="/feeds/all.json"),
    Check("a page that is not there", NOT_FOUND, target="/nothing"),
    Check("HEAD of a document", whole().headed(), method="HEAD"),
    Check("another document", whole(), target="/feeds/all.rss"),
    Check("HEAD of a page", PAGE, method="HEAD", target="/feeds/all"),
    Check("a condition that fails", FAILED, 'If-Match: "a"'),
    Check("a document after a body", whole(), "Content-Length: 5", body=b"hello"),
    Check("the directory", PAGE, target="/feeds/"),
    Check("one more document", whole(), target="/feeds/tag/zhutijiaoyu.atom"),
)


def _receive(connection: Connection, checks: tuple[Check, ...], reached: Reached) -> None:
    for check in checks:
        answer = connection.receive(check.method)
        compare(answer, check.outcome, reached.facts, check.target)
        compare_what_every_answer_has(answer, reached.backend)


@pytest.mark.parametrize("checks", [_MIXED, _MIXED[::-1]], ids=["one way", "the other way"])
def test_pipelined_requests_are_answered_in_their_order(
    reached: Reached, checks: tuple[Check, ...]
) -> None:
    requests = b"".join(check.request(reached.facts) for check in checks)

    with Connection(reached.port) as connection:
        connection.send(requests)

        _receive(connection, checks, reached)


def test_requests_that_follow_each_other_are_answered_on_one_connection(reached: Reached) -> None:
    with Connection(reached.port) as connection:
        for check in _MIXED * 2:
            connection.send(check.request(reached.facts))

            _receive(connection, (check,), reached)


def test_two_hundred_pipelined_requests_all_get_their_document(reached: Reached) -> None:
    checks = tuple(Check(path, whole(), target=path) for path in DOCUMENTS) * 17

    with Connection(reached.port) as connection:
        connection.send(b"".join(check.request(reached.facts) for check in checks))

        _receive(connection, checks, reached)


def _bytes(data: bytes) -> Iterator[bytes]:
    return (data[place : place + 1] for place in range(len(data)))


@pytest.mark.parametrize("target", [DOCUMENT, "/feeds/all"])
def test_a_request_may_come_byte_by_byte(reached: Reached, target: str) -> None:
    check = Check("slow", PAGE if target == "/feeds/all" else whole(), target=target)

    with Connection(reached.port) as connection:
        for byte in _bytes(check.request(reached.facts)):
            connection.send(byte)
            time.sleep(0.0005)

        _receive(connection, (check,), reached)


def test_half_a_request_before_the_next_is_kept(reached: Reached) -> None:
    first, second = _MIXED[0], _MIXED[1]
    data = first.request(reached.facts) + second.request(reached.facts)
    middle = len(first.request(reached.facts)) + 20

    with Connection(reached.port) as connection:
        connection.send(data[:middle])
        _receive(connection, (first,), reached)
        connection.send(data[middle:])

        _receive(connection, (second,), reached)


def test_a_client_that_says_no_more_still_gets_its_answer(reached: Reached) -> None:
    with Connection(reached.port) as connection:
        connection.send(_MIXED[0].request(reached.facts))
        connection.end()

        _receive(connection, _MIXED[:1], reached)


def test_a_body_is_asked_for_where_the_client_waits_to_be_asked(reached: Reached) -> None:
    lines = (
        "POST /api/v1/runs HTTP/1.1",
        "Host: feeds.example.cn",
        f"Authorization: Bearer {reached.facts.token}",
        "Expect: 100-continue",
        "Content-Length: 2",
    )

    with Connection(reached.port) as connection:
        connection.send("\r\n".join([*lines, "", ""]).encode())
        interim = connection.receive_interim()
        connection.send(b"{}")

        assert interim == 100
        assert connection.receive("POST").status == 202


@pytest.mark.parametrize("coding", [None, "gzip", "br", "zstd"])
def test_every_process_sends_the_same_bytes_and_validators(
    reached: Reached, coding: str | None
) -> None:
    check = Check("one of many", whole(coding), f"Accept-Encoding: {coding or 'identity'}")
    bodies = set()

    for _ in range(20):
        with Connection(reached.port) as connection:
            connection.send(check.request(reached.facts))
            answer = connection.receive()
        compare(answer, check.outcome, reached.facts, check.target)
        bodies.add(answer.body)

    assert len(bodies) == 1
