"""Whether readers may see an article, and why not."""

from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How an article stands with readers."""

    SHOWN = "shown"
    DRAFT = "draft"
    FUTURE = "future"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


def state(
    *,
    draft: bool,
    published: datetime,
    expires: datetime | None,
    withdrawn: bool,
    refused: bool,
    now: datetime,
) -> State:
    """Return how an article stands *now*: *refused* is what would break the feeds that hold it.

    Of several reasons to hide it, the one that outlasts the others.
    """
    if withdrawn:
        return State.WITHDRAWN
    if draft:
        return State.DRAFT
    if expires is not None and expires <= max(now, published):
        return State.EXPIRED
    if published > now:
        return State.FUTURE
    return State.REFUSED if refused else State.SHOWN
