"""How long a start takes where everything was built before."""

import time
from typing import NamedTuple

from benchmarks import sessions
from benchmarks.processes import free_port, started
from benchmarks.serving.client import wait_until_served
from benchmarks.serving.site import Site, serve_command
from benchmarks.telling import tell

# The site's feed of everything: the first that a reader would ask for.
_FIRST = "/feeds/all.atom"


class Start(NamedTuple):
    """The seconds from the call to the first document, and those of CPU in all processes."""

    wall: float
    cpu: float


def measure(site: Site, *, starts: int, timeout: float) -> list[Start]:
    """Return what each start of ``feedsvc serve`` took until it served its first document.

    Raises ProgramError if it ends, or does not serve within *timeout*.
    """
    found = []
    for number in range(starts):
        port = free_port()
        begin = time.perf_counter()
        with started(serve_command(site, port), site.folder) as running:
            wait_until_served(running, port, _FIRST, timeout=timeout)
            wall = time.perf_counter() - begin
            found.append(Start(wall, sessions.cpu(running.process.pid)))
            running.wait_until_idle(timeout)
        tell(f"start {number + 1}: {wall:.2f} s")
    return found
