"""The web servers that are compared: how each is found and called."""

import grp
import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from benchmarks.serving.site import Site, serve_command

NGINX, OURS = "nginx", "feedsvc serve"
_PEERS = Path(__file__).parents[1] / "peers"
_PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class WebServer:
    """Something that serves the document of a site; every one has two processes for that."""

    name: str
    command: Callable[[Site, int], list[str]]
    """From a site of its own and the port; it runs in the folder of the site."""
    modules: tuple[str, ...] = ()
    """What Python must find."""
    program: str | None = None
    """What must be on the path."""
    exact: bool = True
    """Whether it serves our document; else it makes its own of the same entries."""

    def missing(self) -> list[str]:
        """Return what must be installed first."""
        modules = [module for module in self.modules if find_spec(module) is None]
        if self.program and not shutil.which(self.program):
            return [self.program, *modules]
        return modules

    def versions(self) -> list[str]:
        """Return the programs it consists of with their versions."""
        if self.program:
            return [f"{self.program} {_version(self.program)}"]
        return [f"{name} {version(name)}" for name in self.modules]


def known() -> list[WebServer]:
    """Return all servers, here or not; feedsvc and the one it is measured by come first."""
    return [
        WebServer(NGINX, _nginx, program="nginx"),
        WebServer(OURS, serve_command, ("feedsvc",)),
        WebServer("wsgi:application, gunicorn", _wsgi_gunicorn, ("gunicorn",)),
        WebServer("wsgi:application, granian", _wsgi_granian, ("granian",)),
        WebServer("Flask view, gunicorn", _flask, ("flask", "gunicorn")),
        WebServer("Django view, gunicorn", _django, ("django", "gunicorn"), exact=False),
    ]


def _nginx(site: Site, port: int) -> list[str]:
    user, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(os.getegid())
    template = (_PEERS / "nginx.conf").read_text("utf-8")
    names = {"@USER@": f"{user.pw_name} {group.gr_name}", "@FOLDER@": str(site.folder)}
    names |= {"@ROOT@": str(site.static), "@PORT@": str(port)}
    config = site.folder / "nginx.conf"
    config.write_text(re.sub(r"@[A-Z]+@", lambda name: names[name[0]], template), "utf-8")
    return ["nginx", "-e", "stderr", "-p", str(site.folder), "-c", str(config)]


def _wsgi_gunicorn(site: Site, port: int) -> list[str]:
    return [*_variables(site), *_gunicorn("wsgi:application", port, _PROJECT)]


def _wsgi_granian(site: Site, port: int) -> list[str]:
    address = ["--host", "127.0.0.1", "--port", str(port)]
    size = ["--workers", "2", "--blocking-threads", "4", "--no-log", "--no-ws"]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", *address, *size]
    return [*_variables(site), f"PYTHONPATH={_PROJECT}", *command, "wsgi:application"]


def _flask(_site: Site, port: int) -> list[str]:
    return _gunicorn("flask_view:application", port, _PEERS)


def _django(_site: Site, port: int) -> list[str]:
    return _gunicorn("django_view:application", port, _PEERS)


def _gunicorn(application: str, port: int, folder: Path) -> list[str]:
    address = ["--bind", f"127.0.0.1:{port}", "--pythonpath", str(folder)]
    size = ["--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    quiet = ["--log-level", "error", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", *address, *size, *quiet, application]


def _variables(site: Site) -> list[str]:
    """Return the start of a command that says where the site is to those without options."""
    content, output = str(site.content), str(site.output)
    return ["env", f"FEEDSVC_CONTENT__DIRECTORY={content}", f"FEEDSVC_OUTPUT__DIRECTORY={output}"]


def _version(program: str) -> str:
    done = subprocess.run([program, "-v"], capture_output=True, text=True, timeout=60)
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return found[0] if found else "of an unknown version"
