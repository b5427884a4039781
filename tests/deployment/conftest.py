"""The documented deployments, each with its file from ``config/`` as it is but for the places."""

import os
import pwd
import random
import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event

import pytest

from tests.conftest import Site
from tests.end_to_end.conftest import (
    PATIENCE,
    ROOT,
    Answer,
    Server,
    eventually,
    feedsvc_serve,
    free_port,
    publishers,
    running,
)

CONFIG = ROOT / "config"
FEED = "/feeds/all.atom"

# What Debian's /etc/nginx/nginx.conf puts around a file in conf.d.
_MAIN = """
{user}
worker_processes auto;
daemon off;
pid {folder}/nginx.pid;
error_log {log};
events {{ worker_connections 768; }}
http {{
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log {folder}/access.log;
    gzip on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/feedsvc.conf;
}}
"""

Running = AbstractContextManager[Server]


def replaced(file: str, places: dict[str, str]) -> str:
    """Return the text of a file in ``config/`` with other places; each of them must be in it."""
    text = (CONFIG / file).read_text("utf-8")
    for documented, ours in places.items():
        assert text.count(documented) == 1, f"{documented!r} is not once in config/{file}"
        text = text.replace(documented, ours)
    return text


@contextmanager
def nginx(folder: Path, program: str, configuration: str, port: int) -> Iterator[Server]:
    """Run nginx with one file in conf.d until the context ends."""
    folder.mkdir(exist_ok=True)
    log = folder / "error.log"
    user = pwd.getpwuid(os.geteuid()).pw_name
    # Else the superuser's nginx would have files read by a user who may not enter this folder.
    may_choose = f"user {user};" if os.geteuid() == 0 else ""
    (folder / "feedsvc.conf").write_text(configuration)
    (folder / "nginx.conf").write_text(_MAIN.format(user=may_choose, folder=folder, log=log))
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(log)]
    process = subprocess.Popen(command, start_new_session=True)
    server = Server(process, port, log)
    try:
        eventually(lambda: _listens(server), f"nginx\n{log}")
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _listens(server: Server) -> bool:
    assert server.process.poll() is None, server.log.read_text()
    try:
        server.get("/")
    except OSError:
        return False
    return True


def proxying(site: Site, program: str, port: int, behind: int) -> Running:
    """Run nginx on *port* as the proxy cache of a server on the port *behind*."""
    places = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{behind};",
        "/var/cache/nginx-feedsvc": f"{site.root}/cache",
    }
    return nginx(site.root / "nginx", program, replaced("nginx-proxy.conf", places), port)


@pytest.fixture
def proxy(site: Site, program: Callable[[str], str]) -> Callable[[int, int], Running]:
    """Run nginx on a port as the proxy cache of a server on another."""
    return lambda port, behind: proxying(site, program("nginx"), port, behind)


@pytest.fixture
def static(site: Site, program: Callable[[str], str]) -> Callable[[], Running]:
    """Run nginx alone, serving the documents of the site."""

    def run() -> Running:
        port = free_port()
        places = {
            "listen 80;": f"listen 127.0.0.1:{port};",
            "root /srv/feedsvc;": f"root {site.root};",
        }
        configuration = replaced("nginx-static.conf", places)
        return nginx(site.root / "nginx", program("nginx"), configuration, port)

    return run


@contextmanager
def gunicorn_as_documented(site: Site, **variables: str) -> Iterator[Server]:
    """Run gunicorn with its file, on a port of our own, until the first feed is there."""
    port = free_port()
    command = ["gunicorn", "--config", str(CONFIG / "gunicorn.conf.py")]
    command += ["--bind", f"127.0.0.1:{port}"]
    with running(site, command, port, **variables) as server:
        eventually(lambda: server.answers(FEED), f"first feed\n{server.log}")
        yield server


SERVERS = {"feedsvc serve": feedsvc_serve, "gunicorn": gunicorn_as_documented}


def fill(site: Site) -> Site:
    """Write articles whose feeds have about 100 KB that compress as text does."""
    dice = random.Random(5)
    words = ["".join(dice.choices("abcdefghijklmnop", k=dice.randint(2, 9))) for _ in range(900)]
    for number in range(50):
        body = " ".join(dice.choices(words, k=300))
        site.article(f"{number}.md", f"Article {number}", body=body, tags="[x]", section="s/t")
    return site


@pytest.fixture
def filled(site: Site) -> Site:
    return fill(site)


@contextmanager
def asking(server: Server, *paths: str, times: int) -> Iterator[list[int]]:
    """Ask for *paths* from several sides during the context and until *times* answers are there.

    The list holds the status of each.
    """
    statuses: list[int] = []
    is_over = Event()

    def ask() -> None:
        while not is_over.is_set() or len(statuses) < times:
            statuses.extend(server.get(path).status for path in paths)

    with ThreadPoolExecutor(4) as pool:
        clients = [pool.submit(ask) for _ in range(4)]
        try:
            yield statuses
        finally:
            is_over.set()
        for client in clients:
            client.result()  # raises what a request did


def children(server: Server, site: Site) -> set[int]:
    """Return the ids of the processes that *server* started, but for a publisher."""
    task = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return {int(word) for word in task.read_text().split()} - set(publishers(site))


def fields(answer: Answer) -> dict[str, str]:
    """Return the fields of an answer by their names in lower case."""
    return {name.lower(): value for name, value in answer.headers.items()}
