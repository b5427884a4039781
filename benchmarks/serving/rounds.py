"""Requests a second, latency and processor time of one document, the servers taking turns."""

import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks import sessions
from benchmarks.processes import ProgramError, Running, free_port, started
from benchmarks.serving import checking, load
from benchmarks.serving.client import wait_until_served
from benchmarks.serving.load import Load
from benchmarks.serving.servers import OURS, WebServer
from benchmarks.serving.site import URL, Site
from benchmarks.telling import tell

_START_SECONDS = 60.0
_WARM_UP_SECONDS = 1


class Sample(NamedTuple):
    """One run of wrk, and the seconds of CPU that the server took for each request."""

    load: Load
    cpu: float


Samples = Mapping[str, Mapping[str, Sequence[Sample]]]
"""By name of the server and kind of request, one sample for each round."""


@dataclass(frozen=True)
class Target:
    """A server that runs and answered rightly."""

    leader: int
    url: str
    kinds: Mapping[str, Mapping[str, str]]
    """The fields to send, by kind of request."""


def measure(
    servers: Sequence[WebServer],
    site: Site,
    scratch: Path,
    *,
    rounds: int,
    seconds: int,
    connections: int,
) -> Samples:
    """Return the samples of each server; in each round all take turns at each kind of request.

    All run all the time, those whose turn it is not without anything to do. A server that does
    not start or answers wrongly is told of and left out; raises ProgramError if that is ours.
    """
    with ExitStack() as stack:
        targets = {}
        for server in servers:
            try:
                targets[server.name] = begin(stack, server, site, scratch)
            except ProgramError as error:
                if server.name == OURS:
                    raise
                tell(f"{server.name} is left out: {error}")
        for target in targets.values():
            for fields in target.kinds.values():
                load.run(target.url, fields, seconds=_WARM_UP_SECONDS, connections=connections)
        kinds = list(targets[OURS].kinds)
        samples: dict[str, dict[str, list[Sample]]] = {
            name: {kind: [] for kind in kinds} for name in targets
        }
        for _ in range(rounds):
            for kind in kinds:
                for name, target in targets.items():
                    sample = ask(
                        target, target.kinds[kind], seconds=seconds, connections=connections
                    )
                    samples[name][kind].append(sample)
                    tell(f"{kind}: {name}: {sample.load.rate:,.0f} requests/s")
        return samples


def begin(stack: ExitStack, server: WebServer, site: Site, scratch: Path) -> Target:
    """Start the server in a copy of the site that is its own; *stack* ends it.

    Raises ProgramError if it does not start or answers wrongly.
    """
    own = Site(scratch / server.name.replace(" ", "-"))
    shutil.copytree(site.folder, own.folder)
    port = free_port()
    running: Running = stack.enter_context(started(server.command(own, port), own.folder))
    wait_until_served(running, port, URL, timeout=_START_SECONDS)
    running.wait_until_idle(_START_SECONDS)
    kinds = checking.requests(port, URL, site.body, exact=server.exact)
    return Target(running.process.pid, f"http://127.0.0.1:{port}{URL}", kinds)


def ask(target: Target, fields: Mapping[str, str], *, seconds: int, connections: int) -> Sample:
    """Return what one run of wrk found that sends these fields."""
    before = sessions.cpu(target.leader)
    done = load.run(target.url, fields, seconds=seconds, connections=connections)
    return Sample(done, (sessions.cpu(target.leader) - before) / done.requests)
