"""What becomes of connections; what is answered on them is in tests/http."""

import asyncio
import re
from collections.abc import Callable

import pytest

from feedsvc.serve.documents import Asked
from feedsvc.serve.observing.kinds import Kind
from feedsvc.serve.observing.tallies import folder_of, totals
from feedsvc.web.protocol import DocumentProtocol
from tests.conftest import Site
from tests.web.conftest import Client, Connect, Play

PAGE = b"GET /feeds/ HTTP/1.1\r\nHost: feeds.example.cn\r\n\r\n"
HEAD = b"GET /feeds/all.atom HTTP/1.1\r\nHost: feeds.example.cn\r\n"
IDLE, REQUEST = 75.0, 20.0
Playing = Callable[[Play], None]


def later(connection: DocumentProtocol, seconds: float) -> None:
    """Do what the server does every few seconds, as if so many had passed."""
    connection.end_if_late(connection.loop.time() + seconds, idle=IDLE, request=REQUEST)


def warm(connection: DocumentProtocol) -> None:
    """Bring the document into memory, as somebody's first request does."""
    connection.application.documents.find("all.atom", Asked(), 0.0)


async def ask(client: Client) -> bytes:
    """Return the head of the answer to one request; its body is read."""
    reader, writer = client
    writer.write(HEAD + b"\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
    return head


def test_a_request_that_does_not_end_is_given_up(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), connection = await connect()
        writer.write(HEAD)
        while connection.began is None:
            await asyncio.sleep(0.01)

        later(connection, REQUEST - 1)
        assert not connection.transport.is_closing()
        later(connection, REQUEST + 1)

        assert (await reader.read()).startswith(b"HTTP/1.1 408 ")

    playing(play)


def test_a_client_that_says_nothing_more_is_left(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        client, connection = await connect()
        warm(connection)
        await ask(client)

        later(connection, IDLE - 1)
        assert b"200" in await ask(client)
        later(connection, IDLE + 1)

        assert await client[0].read() == b""

    playing(play)


def test_a_client_that_never_said_anything_is_left(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        (reader, _), connection = await connect()

        later(connection, IDLE + 1)

        assert await reader.read() == b""

    playing(play)


def test_a_stop_answers_who_has_just_connected_and_leaves_who_has_had_an_answer(
    playing: Playing,
) -> None:
    async def play(connect: Connect) -> None:
        served, old = await connect()
        warm(old)
        assert b"Connection: close" not in await ask(served)
        fresh, new = await connect()

        old.shutdown()
        new.shutdown()

        assert await served[0].read() == b""
        assert b"Connection: close" in await ask(fresh)
        assert await fresh[0].read() == b""

    playing(play)


def test_a_stop_waits_for_the_rest_of_a_request(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), connection = await connect()
        warm(connection)
        await ask((reader, writer))
        writer.write(HEAD)
        while connection.began is None:
            await asyncio.sleep(0.01)

        connection.shutdown()
        writer.write(b"\r\n")

        assert (await reader.read()).startswith(b"HTTP/1.1 200 ")

    playing(play)


def test_a_stop_does_not_wait_for_ever(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        (reader, _), connection = await connect()

        connection.shutdown()

        assert await reader.read() == b""

    playing(play)


def test_a_client_that_asks_and_does_not_read_fills_no_memory(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        (_, writer), connection = await connect()
        warm(connection)
        body = connection.application.documents.find("all.atom", Asked(), 0.0)
        assert body is not None

        writer.write((HEAD + b"\r\n") * 20_000)
        await asyncio.sleep(0.5)

        asked_for = 20_000 * len(body.body)
        assert connection.transport.get_write_buffer_size() < min(1_000_000, asked_for / 4)

    playing(play)


async def heads(reader: asyncio.StreamReader) -> list[bytes]:
    """Return the first lines of all answers until the connection ends."""
    return re.findall(rb"HTTP/1\.1 \d+(?= )", await reader.read())


@pytest.mark.parametrize("asked", [PAGE, HEAD + b"\r\n"], ids=["page", "cold document"])
def test_who_says_no_more_still_gets_the_answer(playing: Playing, asked: bytes) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), _ = await connect()
        writer.write(asked)
        writer.write_eof()

        assert await heads(reader) == [b"HTTP/1.1 200"]

    playing(play)


def test_requests_behind_the_wish_for_another_protocol_are_answered(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), connection = await connect()
        warm(connection)
        upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"
        writer.write(HEAD + upgrade + b"\r\n" + HEAD + b"Connection: close\r\n\r\n")

        assert await heads(reader) == [b"HTTP/1.1 200"] * 2

    playing(play)


def test_fields_behind_the_content_have_no_say(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), connection = await connect()
        warm(connection)
        chunked = b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        writer.write(HEAD + chunked + b"1\r\nx\r\n0\r\nRange: bytes=0-1\r\n\r\n")

        assert await heads(reader) == [b"HTTP/1.1 200"]

    playing(play)


def test_a_bad_request_behind_a_good_one_does_not_take_its_answer(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), _ = await connect()
        writer.write(PAGE + b"\0 nonsense\r\n\r\n")

        assert await heads(reader) == [b"HTTP/1.1 200"]

    playing(play)


def test_content_that_breaks_off_is_refused_once(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), _ = await connect()
        head = b"POST /feeds/all.atom HTTP/1.1\r\nHost: feeds.example.cn\r\n"
        writer.write(head + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n")

        assert len(await heads(reader)) <= 1

    playing(play)


def test_who_was_answered_before_the_end_of_its_request_is_not_answered_again(
    playing: Playing,
) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), connection = await connect()
        warm(connection)
        writer.write(b"POST /feeds/all.atom HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
        assert b" 405 " in await reader.readuntil(b"\r\n\r\n")

        later(connection, REQUEST + 1)

        assert await reader.read() == b""

    playing(play)


def test_refusals_are_counted(playing: Playing, site: Site) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), _ = await connect()
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert await heads(reader) == [b"HTTP/1.1 400"]

    playing(play)

    served = totals(folder_of(site.services.settings)).served
    assert served[Kind.OTHER].statuses == {"400": 1}


def test_our_own_mistakes_are_logged_and_blamed_on_nobody(
    playing: Playing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("ours")

    async def play(connect: Connect) -> None:
        (reader, writer), connection = await connect()
        warm(connection)
        monkeypatch.setattr(connection.application.documents, "glance", fail)
        writer.write(HEAD + b"\r\n")

        assert await heads(reader) == []

    playing(play)
    assert "KeyError: 'ours'" in caplog.text


def test_requests_sent_at_once_wait_in_small_numbers_and_are_all_answered(
    playing: Playing,
) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), connection = await connect()
        most = 0

        async def watch() -> None:
            nonlocal most
            while True:
                most = max(most, len(connection.pipeline))
                await asyncio.sleep(0.001)

        watching = asyncio.create_task(watch())
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 1000)
        writer.write_eof()

        assert await heads(reader) == [b"HTTP/1.1 200"] * 1000
        watching.cancel()
        assert most < 200

    playing(play)


def test_wishes_for_another_protocol_may_be_many(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), connection = await connect()
        warm(connection)
        wish = b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
        writer.write((HEAD.replace(b"GET", b"HEAD") + wish) * 3000)
        writer.write(HEAD.replace(b"GET", b"HEAD") + b"Connection: close\r\n\r\n")

        assert await heads(reader) == [b"HTTP/1.1 200"] * 3001

    playing(play)


def test_clients_that_leave_while_requests_wait_are_nothing_to_log(
    playing: Playing, caplog: pytest.LogCaptureFixture
) -> None:
    async def play(connect: Connect) -> None:
        for _ in range(30):
            (_, writer), _ = await connect()
            writer.write(PAGE * 3)
            await writer.drain()
            writer.transport.abort()
        await asyncio.sleep(1)

    playing(play)
    assert caplog.text == ""


def test_blank_lines_keep_no_connection_open(playing: Playing) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), connection = await connect()
        writer.write(b"\r\n")
        await asyncio.sleep(0.05)

        later(connection, IDLE + 1)

        assert await reader.read() == b""

    playing(play)


@pytest.mark.parametrize(("method", "said"), [(b"GET", True), (b"HEAD", False)])
def test_an_address_that_is_too_long_is_told_what_to_do(
    playing: Playing, method: bytes, said: bool
) -> None:
    async def play(connect: Connect) -> None:
        (reader, writer), _ = await connect()
        writer.write(method + b" /feeds/?" + b"feed=tag/tea&" * 700 + b" HTTP/1.1\r\n")

        head, _, body = (await reader.read()).partition(b"\r\n\r\n")

        assert head.startswith(b"HTTP/1.1 414 ")
        assert b"Content-Type: text/plain; charset=utf-8" in head
        assert (b"tick fewer" in body) == said
        assert not said or b"Content-Length: %d\r\n" % len(body) in head

    playing(play)
