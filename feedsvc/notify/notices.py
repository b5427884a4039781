"""What admins are told: that something went wrong, and that it is well again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from feedsvc.model import Failure, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFailed:
    """A run failed after one that did not."""

    at: datetime
    run: str
    failure: Failure
    type: Literal["run.failed"] = "run.failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecovered:
    """A run succeeded after so many that failed."""

    at: datetime
    run: str
    since: datetime
    failed: int
    type: Literal["run.recovered"] = "run.recovered"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsInvalid:
    """Feeds would be invalid and stay as they were: the first of ``count`` that are new to this.

    ``total`` counts all that are so now; ``reason`` is that of the first.
    """

    at: datetime
    run: str
    feeds: tuple[str, ...]
    count: int
    total: int
    reason: str
    type: Literal["feeds.invalid"] = "feeds.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsValid:
    """Feeds that were said to be invalid are valid again, the first of ``count``, or are gone.

    ``total`` counts those that are not.
    """

    at: datetime
    run: str
    feeds: tuple[str, ...]
    count: int
    total: int
    type: Literal["feeds.valid"] = "feeds.valid"


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionsJumped:
    """Many more files are rejected than ``before``; some of them."""

    at: datetime
    run: str
    rejected: int
    before: int
    examples: tuple[Rejection, ...]
    type: Literal["rejections.jumped"] = "rejections.jumped"


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionsBack:
    """No longer are so many files rejected as were ``before``."""

    at: datetime
    run: str
    rejected: int
    before: int
    type: Literal["rejections.back"] = "rejections.back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Somebody wants to know whether messages arrive."""

    at: datetime
    type: Literal["test"] = "test"


Notice = (
    RunFailed | RunRecovered | FeedsInvalid | FeedsValid | RejectionsJumped | RejectionsBack | Trial
)
NOTICE: TypeAdapter[Notice] = TypeAdapter(Notice)
