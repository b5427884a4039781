"""How long a reader waits for an article that was saved just now."""

import http.client
import re
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from benchmarks.building import folder_of, output_of
from benchmarks.processes import ProgramError, Running, free_port, started
from benchmarks.programs import Program, Server
from benchmarks.telling import tell

_SAVE_TIMEOUT = 600.0


class Reader:
    """A feed reader that keeps its connection and asks only for what is new."""

    def __init__(self, running: Running, server: Server, port: int) -> None:
        self._running = running
        self._server = server
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._etag: str | None = None

    def wait_for(self, text: bytes, timeout: float) -> None:
        """Return as soon as the feed holds *text*.

        Raises ProgramError after *timeout*, or if the server has ended.
        """
        deadline = time.monotonic() + timeout
        while text not in self._changed():
            self._running.ensure()
            if time.monotonic() > deadline:
                raise ProgramError(f"did not serve the new text within {timeout:.0f} s")
            time.sleep(self._server.pause)

    def close(self) -> None:
        """Drop the connection."""
        self._connection.close()

    def _changed(self) -> bytes:
        """Return the feed if it is another than before, else nothing."""
        headers = {"If-None-Match": self._etag} if self._etag else {}
        try:
            self._connection.request("GET", self._server.feed, headers=headers)
            answer = self._connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):  # not there yet, or busy with a new build
            self._connection.close()
            return b""
        if answer.status != 200:
            return b""
        self._etag = answer.headers["ETag"]
        return body


def waits(
    program: Program,
    server: Server,
    content: Path,
    articles: Sequence[Path],
    scratch: Path,
    *,
    timeout: float,
) -> list[float]:
    """Return the seconds from saving each of the articles to the feed that has its new text.

    The articles must be among the newest, which the feed of the site holds. They are afterwards
    as they were. Each is saved when the server has nothing left to do for the one before.
    """
    port = free_port()
    command = server.command(content, output_of(program, scratch), port)
    before = {article: article.read_bytes() for article in articles}
    seconds = []
    try:
        with (
            started(command, folder_of(program, scratch)) as running,
            closing(Reader(running, server, port)) as reader,
        ):
            reader.wait_for(b"</feed>", timeout)
            for number, (article, old) in enumerate(before.items()):
                running.wait_until_idle(timeout)
                mark = f"saved{number:05}x"
                begin = time.perf_counter()
                _save(article, _edited(old.decode(), mark, number), number)
                reader.wait_for(mark.encode(), _SAVE_TIMEOUT)
                seconds.append(time.perf_counter() - begin)
                tell(f"{program.name}: save {number + 1}: {seconds[-1] * 1000:.0f} ms")
    finally:
        for article, old in before.items():
            article.write_bytes(old)
    return seconds


def _edited(text: str, mark: str, number: int) -> str:
    """Return the article with the mark in its title or at its end, two of each in turn."""
    if number // 2 % 2:
        return f"{text}\n{mark}\n"
    return re.sub(r'^title: "', f'title: "{mark} ', text, count=1, flags=re.MULTILINE)


def _save(article: Path, text: str, number: int) -> None:
    """Save as editors do: in turn a new file in place of the old one, and the same file anew."""
    if number % 2:
        article.write_text(text, "utf-8")
    else:
        beside = article.with_name(f".{article.name}.new")
        beside.write_text(text, "utf-8")
        beside.replace(article)
