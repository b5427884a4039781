"""The words of feedsvc: what rooms hand to each other.

Every type is frozen. Sequences are tuples, URLs are absolute, instants are aware, in UTC and in
whole seconds.
"""

from feedsvc.model.articles import (
    Article,
    DateSource,
    Enclosure,
    Notice,
    Origin,
    Person,
    Reading,
    Rejection,
    Role,
)
from feedsvc.model.feeds import (
    ALL_FEED,
    Category,
    Document,
    DocumentKey,
    Entry,
    Feed,
    FeedKey,
    FeedKind,
    Format,
    Glimpse,
    Predecessor,
    Written,
)
from feedsvc.model.packing import lightly_pickled
from feedsvc.model.runs import (
    Counts,
    Decision,
    Failure,
    Outcome,
    Reason,
    Run,
    Scope,
    Standing,
    Trigger,
)

__all__ = [
    "ALL_FEED",
    "Article",
    "Category",
    "Counts",
    "DateSource",
    "Decision",
    "Document",
    "DocumentKey",
    "Enclosure",
    "Entry",
    "Failure",
    "Feed",
    "FeedKey",
    "FeedKind",
    "Format",
    "Glimpse",
    "Notice",
    "Origin",
    "Outcome",
    "Person",
    "Predecessor",
    "Reading",
    "Reason",
    "Rejection",
    "Role",
    "Run",
    "Scope",
    "Standing",
    "Trigger",
    "Written",
    "lightly_pickled",
]
