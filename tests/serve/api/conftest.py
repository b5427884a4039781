"""The API of a newsroom, for whoever has a token for all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedsvc import operations
from feedsvc.access import TokenScope
from feedsvc.model import Run
from tests.conftest import Site

ROOT = "/api/v1"


@dataclass(frozen=True)
class Api:
    """The API of a site, for who shows a token."""

    site: Site
    client: FlaskClient
    token: str

    def __call__(
        self, path: str, *, method: str = "GET", headers: dict[str, str] | None = None, **how: Any
    ) -> TestResponse:
        """Ask for what is at *path* below the root of the API."""
        shown = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        return self.client.open(f"{ROOT}{path}", method=method, headers=shown, **how)

    def post(self, path: str, said: object = None, **headers: str) -> TestResponse:
        """Send what is *said* as JSON, or nothing."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self(path, method="POST", headers=named, json=said)

    def perform(self) -> Run:
        """Let the publisher do what somebody asked for first."""
        services = self.site.services
        with operations.publishing(services, "test"):
            run = services.queue.first()
            assert run is not None
            return operations.perform(services, run)


@pytest.fixture
def api(newsroom: Site, connect: Callable[[Site], FlaskClient]) -> Api:
    """The API of a newsroom whose feeds are built, though no run is on record."""
    newsroom.build()
    token = newsroom.token(TokenScope.ADMIN, name="desk")
    return Api(newsroom, connect(newsroom), token)


def problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    """Return the problem that *answer* must be."""
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    said: dict[str, Any] = answer.get_json(force=True)
    assert (said["status"], said["code"]) == (status, code)
    assert said["detail"]
    assert answer.headers["Cache-Control"] == "no-store"
    return said
