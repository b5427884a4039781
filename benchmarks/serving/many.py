"""More documents than fit in memory: what a web process holds, and what the first request costs."""

import itertools
import multiprocessing
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

from benchmarks import sessions
from benchmarks.processes import ProgramError, free_port, started
from benchmarks.serving import connections
from benchmarks.serving.checking import GZIP
from benchmarks.serving.client import Answer, Client, wait_until_served
from benchmarks.serving.site import URL, Site, serve_command
from benchmarks.sessions import Held
from benchmarks.telling import tell

_WORKERS = 2
_START_SECONDS = 120.0
# A reader who asks two hundred times a second leaves the server idle for most of the time.
_HOT_PAUSE = 0.005
# What other readers than ours accept beside gzip, each in its own words.
_WISHES = ("gzip, deflate", "gzip, deflate, br", "gzip;q=1.0, *;q=0.5", "br, gzip, zstd")
_ALONE, _WARM, _COLD = "nothing", "one document in memory", "documents that are not"


@dataclass
class Many:
    """What was found; times in seconds."""

    documents: int
    held: dict[str, list[Held]] = field(default_factory=dict)
    """By what was done before, for each web process."""
    cold: list[float] = field(default_factory=list)
    """The first request for a document, of one client."""
    warm: list[float] = field(default_factory=list)
    """The second one, right after it."""
    beside: dict[str, tuple[list[float], float]] = field(default_factory=dict)
    """By what others fetch meanwhile: latencies of the 304 of one document, and how many documents
    a second the others got."""


@dataclass(frozen=True)
class _Server:
    """What a process needs to open a connection to one of the web processes."""

    leader: int
    port: int

    def client(self, worker: int) -> Client:
        return connections.to(worker, self.leader, self.port, URL)


def measure(site: Site, paths: Sequence[str], *, sample: int, seconds: float) -> Many:
    """Return what ``feedsvc serve`` with two web processes holds and how it answers.

    *sample* documents are fetched twice, by one client, while nothing else happens; then all from
    each process. *seconds* is how long latency is watched in each of three situations. Raises
    ProgramError if anything is answered wrongly.
    """
    found, urls, port = Many(len(paths)), [f"/feeds/{path}" for path in paths], free_port()
    with started(serve_command(site, port), site.folder) as running:
        wait_until_served(running, port, URL, timeout=_START_SECONDS)
        running.wait_until_idle(_START_SECONDS)
        leader = running.process.pid
        clients = connections.to_each(leader, port, URL, _WORKERS)

        def note(done: str) -> None:
            found.held[done] = [sessions.held(worker) for worker in clients]
            sizes = (f"{one.resident / 2**20:.0f} MiB" for one in found.held[done])
            tell(f"after {done}: {', '.join(sizes)}")

        note("the start")
        _first_and_second(next(iter(clients.values())), urls[:sample], found)
        with ThreadPoolExecutor(_WORKERS) as pool:
            etags, *_ = pool.map(_fetch_all, clients.values(), [urls] * _WORKERS)
            note("each document in gzip")
            list(pool.map(_revalidate_all, clients.values(), [etags] * _WORKERS))
            note("a 304 of each")
            for wish in _WISHES:
                wishes = [wish] * _WORKERS
                list(pool.map(_revalidate_all, clients.values(), [etags] * _WORKERS, wishes))
            note("a 304 of each to four other readers")
        for client in clients.values():
            client.close()
        found.beside = _hot(_Server(leader, port), list(clients), urls, seconds)
        running.ensure()
    return found


def _first_and_second(client: Client, urls: Sequence[str], found: Many) -> None:
    for url in urls:
        found.cold.append(_fetch(client, url).seconds)
        found.warm.append(_fetch(client, url).seconds)


def _fetch_all(client: Client, urls: Sequence[str]) -> dict[str, str]:
    return {url: _fetch(client, url).fields["ETag"] for url in urls}


def _revalidate_all(client: Client, etags: Mapping[str, str], wish: str = "gzip") -> None:
    for url, etag in etags.items():
        _revalidate(client, url, etag, wish)


def _fetch(client: Client, url: str) -> Answer:
    answer = client.get(url, GZIP)
    if answer.status != 200 or answer.fields["Content-Encoding"] != "gzip":
        raise ProgramError(f"answers {url} with status {answer.status}, or not in gzip")
    return answer


def _revalidate(client: Client, url: str, etag: str, wish: str = "gzip") -> Answer:
    answer = client.get(url, {"Accept-Encoding": wish, "If-None-Match": etag})
    if answer.status != 304:
        raise ProgramError(f"answers a validator of {url} with status {answer.status}")
    return answer


def _hot(
    server: _Server, workers: Sequence[int], urls: Sequence[str], seconds: float
) -> dict[str, tuple[list[float], float]]:
    """Return the latencies of one document's 304, by what another client of each worker does.

    Clients are processes of their own, so that none waits for another's interpreter.
    """
    results = {}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1 + len(workers), mp_context=context) as pool:
        list(pool.map(time.sleep, [0.2] * (1 + len(workers))))  # all of them have started
        for name, fetched in ((_ALONE, []), (_WARM, urls[:1]), (_COLD, urls)):
            others = [
                pool.submit(_fetch_for, server, worker, fetched, seconds)
                for worker in workers
                if fetched
            ]
            latencies = pool.submit(_ask_for, server, workers, seconds).result()
            results[name] = latencies, sum(other.result() for other in others) / seconds
    return results


def _ask_for(server: _Server, workers: Sequence[int], seconds: float) -> list[float]:
    """Return the latencies of a reader who asks the workers in turn whether anything changed."""
    clients = [server.client(worker) for worker in workers]
    etag = _fetch(clients[0], URL).fields["ETag"]
    end = time.monotonic() + seconds
    latencies = []
    for client in itertools.cycle(clients):
        latencies.append(_revalidate(client, URL, etag).seconds)
        if time.monotonic() > end:
            break
        time.sleep(_HOT_PAUSE)
    for client in clients:
        client.close()
    return latencies


def _fetch_for(server: _Server, worker: int, urls: Sequence[str], seconds: float) -> int:
    """Return how many documents came, one right after the other."""
    with closing(server.client(worker)) as client:
        end = time.monotonic() + seconds
        for count, url in enumerate(itertools.cycle(urls)):
            if time.monotonic() > end:
                return count
            _fetch(client, url)
    return 0
