"""Decisions are values: each case has its reason."""

import pytest

from feedsvc.model import Decision, Reason
from feedsvc.publish.decide import decide


@pytest.mark.parametrize(
    ("published", "recorded", "write", "reason"),
    [
        (None, None, True, Reason.NEW),
        (None, "a", True, Reason.FILE_MISSING),
        ("b", "b", True, Reason.BYTES_CHANGED),
        ("b", "a", True, Reason.BYTES_CHANGED),  # somebody else wrote the file
        ("a", "a", False, Reason.SAME_BYTES),
        ("a", "b", False, Reason.SAME_BYTES),  # written by a run that was killed
        ("a", None, False, Reason.SAME_BYTES),  # the catalog was lost
    ],
)
def test_a_document_is_written_for_a_reason(
    published: str | None, recorded: str | None, write: bool, reason: Reason
) -> None:
    decision = decide(new="a", published=published, recorded=recorded)

    assert decision == Decision(write=write, reason=reason)
