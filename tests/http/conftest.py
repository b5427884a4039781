"""The site behind each backend: feedsvc serve, gunicorn, and nginx in front of the former."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.conftest import Site
from tests.deployment.conftest import gunicorn_as_documented, proxying
from tests.end_to_end.conftest import feedsvc_serve, free_port
from tests.http.check import Backend
from tests.http.site import BASE_URL, Facts, fill, find_out

Program = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Reached:
    """A site that is served: by what, where, and what is known of it."""

    backend: Backend
    port: int
    site: Site
    facts: Facts


@contextmanager
def reaching(backend: Backend, site: Site, program: Program) -> Iterator[Reached]:
    """Build *site* and serve it until the context ends."""
    fill(site)
    site.variables["FEEDSVC_SITE__BASE_URL"] = BASE_URL
    site.build()
    with serving(backend, site, program) as port:
        yield Reached(backend, port, site, find_out(site, port))


@contextmanager
def serving(backend: Backend, site: Site, program: Program) -> Iterator[int]:
    """Serve *site*; the port is where *backend* listens."""
    match backend:
        case Backend.FEEDSVC:
            with feedsvc_serve(site, **site.variables) as server:
                yield server.port
        case Backend.GUNICORN:
            with gunicorn_as_documented(site, **site.variables) as server:
                yield server.port
        case Backend.NGINX:
            variables = {**site.variables, "FEEDSVC_SERVER__PROXIES": "1"}
            with feedsvc_serve(site, **variables) as behind:
                port = free_port()
                with proxying(site, program("nginx"), port, behind.port):
                    yield port


@pytest.fixture(scope="session", params=list(Backend), ids=str)
def reached(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, program: Program
) -> Iterator[Reached]:
    """A site behind one backend, for all the checks that change nothing."""
    with reaching(request.param, Site(tmp_path_factory.mktemp("site")), program) as reached:
        yield reached
