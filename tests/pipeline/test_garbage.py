"""Garbage is collected as before once a run has ended, however it ended."""

import gc

import pytest

from feedsvc.errors import ContentError
from feedsvc.pipeline.garbage import left_alone
from tests.conftest import Site


def test_no_garbage_is_collected_while_it_is_left_alone() -> None:
    with left_alone():
        inside = gc.isenabled()

    assert not inside
    assert gc.isenabled()


def test_garbage_is_collected_again_after_a_run_that_failed(site: Site) -> None:
    with pytest.raises(ContentError):
        site.build()

    assert gc.isenabled()


def test_whoever_collects_no_garbage_goes_on_so() -> None:
    gc.disable()
    try:
        with left_alone():
            pass

        assert not gc.isenabled()
    finally:
        gc.enable()
