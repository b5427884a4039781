"""Decisions are values: each case has its reason."""

import pytest

from feedsvc.model import Decision, Reason
from feedsvc.publish.decide import decide


@pytest.mark.parametrize(
    ("old", "exists", "write", "reason"),
    [
        (None, False, True, Reason.NEW),
        (None, True, True, Reason.NEW),
        ("a", False, True, Reason.FILE_MISSING),
        ("b", True, True, Reason.BYTES_CHANGED),
        ("a", True, False, Reason.SAME_BYTES),
    ],
)
def test_a_document_is_written_for_a_reason(
    old: str | None, exists: bool, write: bool, reason: Reason
) -> None:
    assert decide(new="a", old=old, exists=exists) == Decision(write=write, reason=reason)
