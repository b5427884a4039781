"""What counting polls costs a 304: the same server with it and without, taking turns.

A server without is started twice. How much these two differ tells how much of a difference is none.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.serving import rounds
from benchmarks.serving.rounds import Sample
from benchmarks.serving.servers import WebServer
from benchmarks.serving.site import Site, serve_command
from benchmarks.telling import tell

WITH, WITHOUT, AGAIN = "counting", "without", "without, another one"
Counting = Mapping[str, Sequence[Sample]]
"""Samples of each round by the name of the server."""

# Whoever says nothing of itself would be counted sooner.
_AGENT = "Mozilla/5.0 (compatible; Example/2.2.3; +https://reader.example/about)"
_WARM_UP_SECONDS = 2


def measure(site: Site, scratch: Path, *, starts: int, rounds: int, connections: int) -> Counting:
    """Return the samples of so many rounds of one second after each of so many starts.

    How fast a process is differs by some percent from start to start, so there must be several.
    Raises ProgramError if a server does not start or answers wrongly.
    """
    samples: dict[str, list[Sample]] = {name: [] for name in (WITH, WITHOUT, AGAIN)}
    for number in range(starts):
        folder = scratch / f"start-{number}"
        folder.mkdir()
        for name, found in _measure(site, folder, rounds, connections).items():
            samples[name] += found
            rate = sum(one.load.rate for one in found) / len(found)
            tell(f"start {number + 1}: {name}: {rate:,.0f} requests/s")
    return samples


def _measure(site: Site, folder: Path, count: int, connections: int) -> dict[str, list[Sample]]:
    with ExitStack() as stack:
        targets = {
            name: rounds.begin(stack, _server(name, is_on=name == WITH), site, folder)
            for name in (WITH, WITHOUT, AGAIN)
        }
        found: dict[str, list[Sample]] = {name: [] for name in targets}
        for number in range(-1, count):  # the first warms up
            names = deque(targets)
            names.rotate(number)
            for name in names:
                fields = {**targets[name].kinds["304"], "User-Agent": _AGENT}
                seconds = 1 if number >= 0 else _WARM_UP_SECONDS
                sample = rounds.ask(targets[name], fields, seconds=seconds, connections=connections)
                if number >= 0:
                    found[name].append(sample)
    return found


def _server(name: str, *, is_on: bool) -> WebServer:
    variable = f"FEEDSVC_POLLS__COUNT={'true' if is_on else 'false'}"

    def command(site: Site, port: int) -> list[str]:
        return ["env", variable, *serve_command(site, port)]

    return WebServer(name.replace(",", ""), command, ("feedsvc",))
