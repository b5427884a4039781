"""A state folder, and what decides who may come in, at a price that tests can pay."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedsvc.access import Access, access_in
from feedsvc.access.password import Cost, Password
from feedsvc.access.sessions import Sessions

NOW = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
CHEAP = Cost(passes=1, memory_kib=64, lanes=1)
GOOD = "three horses drink tea"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def cheap_access(state: Path) -> Access:
    """Return what decides who may come in, where a password costs next to nothing."""
    password = Password(state / "password.json", cost=CHEAP)
    sessions = Sessions(state / "sessions", password)
    return replace(access_in(state), password=password, sessions=sessions)


@pytest.fixture
def access(state: Path) -> Access:
    return cheap_access(state)
