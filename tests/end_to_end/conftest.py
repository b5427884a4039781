"""Real servers as real processes on the loopback, each with a site of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from feedsvc import operations
from feedsvc.errors import StorageError
from feedsvc.model import Outcome
from tests.conftest import Site

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30.0


@dataclass
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    """A running server and where it listens."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        request = urllib.request.Request(f"{self.url}{path}", method=method)
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=PATIENCE) as response:
                return Answer(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())

    def get(self, path: str, **headers: str) -> Answer:
        return self.request(path, **headers)

    def answers(self, path: str) -> bool:
        try:
            return self.get(path).status == 200
        except OSError:
            return False


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(holds: Callable[[], object], what: str) -> None:
    """Wait until *holds* is true; fail after a while, saying *what* never was."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"never: {what}")
        time.sleep(0.05)


def environment(site: Site, **variables: str) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("FEEDSVC_")}
    return inherited | {
        "FEEDSVC_CONTENT__DIRECTORY": str(site.content),
        "FEEDSVC_OUTPUT__DIRECTORY": str(site.output),
        "PYTHONPATH": str(ROOT),
        **variables,
    }


@contextmanager
def running(site: Site, command: list[str], port: int, **variables: str) -> Iterator[Server]:
    """Start *command* in the site's folder and stop it, and whatever it started, at the end."""
    log = site.root / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=site.root,
            env=environment(site, **variables),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(process, port, log)
    try:
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise


@contextmanager
def feedsvc_serve(site: Site, **variables: str) -> Iterator[Server]:
    """Run ``feedsvc serve`` until its first run is done."""
    port = int(variables.get("FEEDSVC_SERVER__PORT") or free_port())
    command = ["feedsvc", "serve", "--port", str(port)]
    with running(site, command, port, **variables) as server:
        eventually(lambda: _first_run_has_ended(site), f"end of the first run\n{server.log}")
        eventually(lambda: server.answers("/feeds/all.atom"), f"first feed\n{server.log}")
        yield server


@contextmanager
def gunicorn(site: Site, *options: str, **variables: str) -> Iterator[Server]:
    """Run the application under gunicorn with four workers until its first run is done."""
    port = free_port()
    command = ["gunicorn", "wsgi:application", "--workers", "4", "--chdir", str(ROOT)]
    command += ["--bind", f"127.0.0.1:{port}", *options]
    base_url = f"http://127.0.0.1:{port}"
    settings = {"FEEDSVC_SITE__BASE_URL": base_url, **variables}
    with running(site, command, port, **settings) as server:
        eventually(lambda: _first_run_has_ended(site), f"end of the first run\n{server.log}")
        eventually(lambda: server.answers("/feeds/all.atom"), f"first feed\n{server.log}")
        yield server


def _first_run_has_ended(site: Site) -> bool:
    services = site.services
    try:
        runs = operations.recent_runs(services, limit=1)
    except StorageError:
        return False
    return bool(runs) and runs[0].outcome in (Outcome.SUCCEEDED, Outcome.FAILED)


def publishers(site: Site) -> list[int]:
    """Return the ids of the publisher processes that work for *site*."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            variables = (folder / "environ").read_bytes()
        except OSError:
            continue
        ours = f"FEEDSVC_OUTPUT__DIRECTORY={site.output}".encode() in variables.split(b"\0")
        if b"publisher" in command and ours:
            found.append(int(folder.name))
    return found


def run_feedsvc(site: Site, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    return subprocess.run(
        [sys.executable, "-m", "feedsvc", *arguments],
        cwd=site.root,
        env=environment(site, **variables),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
