"""The desk, served once, and the judges from npm."""

from collections.abc import Iterator

import pytest

from feedsvc.access import Kind
from tests.desk.desks import Served, serving
from tests.pages.conftest import judge

__all__ = ["judge"]


@pytest.fixture(scope="module", name="_served")
def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service with a desk, for the tests of a module."""
    with serving(tmp_path_factory.mktemp("desk")) as found:
        yield found


@pytest.fixture
def served(_served: Served) -> Served:
    """The service of the module; whatever was tried before, passwords are taken."""
    _served.site.services.access.failures.forget(Kind.PASSWORD)
    return _served
