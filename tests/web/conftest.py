"""Connections to a real server in this process, whose clock the tests are told."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

import pytest
import uvloop
from uvicorn import Config
from uvicorn.server import ServerState

from feedsvc.bootstrap import web_application
from feedsvc.web.bodies import Bridge
from feedsvc.web.protocol import DocumentProtocol, protocol_of
from tests.conftest import Site

Client = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[tuple[Client, DocumentProtocol]]]
Play = Callable[[Connect], Awaitable[None]]


@pytest.fixture
def playing(site: Site) -> Iterator[Callable[[Play], None]]:
    """Run a scene, which gets clients and the connections that the server has with them."""
    site.article("a.md", "One")
    site.build()
    application = web_application(site.services.settings)

    protocol = protocol_of(application)

    async def played(play: Play) -> None:
        config = Config(
            Bridge(application, threads=8),
            http=protocol,
            lifespan="off",
            log_config=None,
        )
        state = ServerState()
        state.default_headers = [(b"date", b"Thu, 12 Mar 2026 12:00:00 GMT")]
        opened: list[DocumentProtocol] = []
        clients: list[Client] = []

        def accept() -> DocumentProtocol:
            opened.append(protocol(config, state, {}))
            return opened[-1]

        async def connect() -> tuple[Client, DocumentProtocol]:
            known = len(opened)
            client = await asyncio.open_connection("127.0.0.1", port)
            clients.append(client)
            while len(opened) == known:
                await asyncio.sleep(0)
            return client, opened[-1]

        config.load()
        server = await asyncio.get_running_loop().create_server(accept, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            await asyncio.wait_for(play(connect), 20)
            for _, writer in clients:
                writer.close()
                with suppress(ConnectionError):
                    await writer.wait_closed()
            while state.tasks:
                await asyncio.sleep(0.01)

    yield lambda play: uvloop.run(played(play))
    application.access_log.close()
