"""feedsvc and its peers: how each is found, called and asked for its feed."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import feedsvc

_PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Server:
    """A command that keeps feeds current while articles change, and serves them."""

    command: Callable[[Path, Path, int], list[str]]
    """From content, output and port."""
    feed: str
    """The path of the Atom document of the site."""
    pause: float
    """Seconds between two questions: few for who says that nothing changed, more for who sends
    the whole feed each time."""


@dataclass(frozen=True)
class Program:
    """Something that makes feeds of a folder of articles."""

    name: str
    version: str
    build: Callable[[Path, Path], list[str]]
    """From content and output, the command that writes every feed."""
    server: Server | None = None
    incremental: bool = False
    """Whether a second build knows what the first one did."""


def ours() -> Program:
    """Return feedsvc as it is installed beside these benchmarks, with as many feeds as the peers.

    No peer writes the whole history of each feed, so it writes none either.
    """
    return _feedsvc("feedsvc", archives="[]")


def _feedsvc(name: str, *, archives: str) -> Program:
    command = ["env", f"FEEDSVC_FEEDS__ARCHIVES={archives}", sys.executable, "-m", "feedsvc"]

    def build(content: Path, output: Path) -> list[str]:
        return [*command, "build", "--content", str(content), "--output", str(output)]

    def serve(content: Path, output: Path, port: int) -> list[str]:
        place = ["--content", str(content), "--output", str(output)]
        return [*command, "serve", *place, "--host", "127.0.0.1", "--port", str(port)]

    server = Server(command=serve, feed="/feeds/all.atom", pause=0.002)
    return Program(name, feedsvc.__version__, build, server, incremental=True)


def peers(given: Mapping[str, str | None]) -> list[Program]:
    """Return the peers that are here; *given* names the executables of those not on the path."""
    every = '["all", "section", "tag", "author"]'
    whole = replace(_feedsvc("feedsvc with archives", archives=every), server=None)
    found = [whole, _feedgen()]
    for name, make in _MAKERS.items():
        if executable := shutil.which(given.get(name) or name):
            found.append(make(str(Path(executable).absolute())))
    return found


def _hugo(executable: str) -> Program:
    def place(content: Path, output: Path) -> list[str]:
        cache = output.with_name("cache")
        source = ["--source", str(_PEERS / "hugo"), "--contentDir", str(content)]
        return [*source, "--cacheDir", str(cache), "--noBuildLock"]

    def build(content: Path, output: Path) -> list[str]:
        return [executable, *place(content, output), "--destination", str(output), "--quiet"]

    def serve(content: Path, output: Path, port: int) -> list[str]:
        in_memory = ["--renderToMemory", "--disableFastRender", "--disableLiveReload"]
        address = ["--bind", "127.0.0.1", "--port", str(port)]
        return [executable, "server", *place(content, output), *in_memory, *address]

    server = Server(command=serve, feed="/atom.xml", pause=0.02)
    return Program("Hugo", _version(executable, "version"), build, server)


def _pelican(executable: str) -> Program:
    settings = str(_PEERS / "pelican" / "pelicanconf.py")

    def build(content: Path, output: Path) -> list[str]:
        return [executable, str(content), "--output", str(output), "--settings", settings]

    return Program("Pelican", _version(executable, "--version"), build)


def _eleventy(executable: str) -> Program:
    config = _PEERS / "eleventy" / "eleventy.config.mjs"

    def build(content: Path, output: Path) -> list[str]:
        place = [f"--input={content}", f"--output={output}"]
        return [executable, f"--config={config}", *place, "--quiet"]

    return Program("Eleventy", _version(executable, "--version"), build)


def _feedgen() -> Program:
    script = str(_PEERS / "feedgen_loop.py")

    def build(content: Path, output: Path) -> list[str]:
        return [sys.executable, script, str(content), str(output)]

    return Program("feedgen loop", version("feedgen"), build)


def _version(executable: str, question: str) -> str:
    answer = subprocess.run([executable, question], capture_output=True, text=True, timeout=60)
    found = re.search(r"\d+(\.\d+)+", answer.stdout)
    return found[0] if found else "of an unknown version"


_MAKERS = {"hugo": _hugo, "pelican": _pelican, "eleventy": _eleventy}
