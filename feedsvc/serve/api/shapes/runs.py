"""Runs: how they are asked for, and what is told of them."""

from typing import Annotated

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
)

from feedsvc.model import Deed, Outcome, Reason, Scope, Trigger
from feedsvc.serve.api.shapes.words import (
    Answer,
    Asked,
    Instant,
    Name,
    Optionally,
    Part,
    Rejection,
    Text,
)
from feedsvc.settings.checks import nearest

_LONGEST_WORD = 40
_SCOPES = tuple(Scope)
_SAID = {
    "anyOf": [
        {"type": "string", "enum": list(_SCOPES)},
        {
            "type": "string",
            "pattern": r"^(section|tag|author|saved|article):[^\u0000]+$",
            "maxLength": 1000,
        },
    ],
    "example": "tag:tea",
}


def _scope(said: str) -> str:
    if ":" not in said and said not in _SCOPES:
        meant = nearest(said[:_LONGEST_WORD].strip().casefold(), _SCOPES)
        like = f"did you mean {meant}? " if meant else ""
        raise ValueError(f"{like}say changed, everything, or what it is for, such as tag:tea")
    return said


class RunPath(Asked):
    """Which run."""

    id: Annotated[Name, StringConstraints(max_length=100)]
    """The id of a run."""


class Wish(Optionally):
    """What a request for a run may say."""

    scope: Annotated[Text, AfterValidator(_scope), WithJsonSchema(_SAID)] = Scope.CHANGED.value
    """What is looked at: what changed, everything, or what belongs to a section, a tag, an author,
    a saved feed or an article."""
    accept_loss: StrictBool = False
    """Most articles are gone, and that is meant."""
    dry_run: StrictBool = False
    """Change nothing, and answer with what would change."""


class Keyed(Asked):
    """What may be said beside the wish."""

    model_config = ConfigDict(extra="ignore")  # all other fields of a request are there, too

    key: (
        Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+$", min_length=1, max_length=255)]
        | None
    ) = Field(default=None, alias="Idempotency-Key")
    """A key of your own for this request: sent again with it within 24 hours, it gets the same
    run."""


class Requested(Answer):
    """A run that was asked for."""

    id: str
    url: str
    """Where to look how it stands; a path alone where server.private is set."""
    outcome: Outcome


class Order(Answer):
    """What a run does first: to which entry, who wants it, and why."""

    deed: Deed
    entry_id: str
    who: str
    reason: str


class Counts(Answer):
    """What a run did, in numbers."""

    files: int
    read: int
    added: int
    changed: int
    removed: int
    rejected: int
    feeds: int
    written: int
    kept: int


class Written(Answer):
    """A document that a run wrote, and why."""

    document: str
    reason: Reason


class Standing(Answer):
    """How far a run is in one of its rooms."""

    room: str
    done: int
    total: int


class Failure(Answer):
    """Why a run did not succeed."""

    code: str
    message: str
    hint: str


class Run(Answer):
    """A run, from its request to its outcome."""

    id: str
    trigger: Trigger
    scope: Scope
    outcome: Outcome
    accept_loss: bool
    target: str | None
    """What it is confined to, such as tag:tea."""
    who: str | None
    """Who asked for it: the name of a token, a user of the command line."""
    order: Order | None
    requested_at: Instant
    started_at: Instant | None
    finished_at: Instant | None
    counts: Counts
    timings: dict[str, float]
    """Seconds by room."""
    rejections: list[Rejection]
    written: list[Written]
    """The first hundred documents that it wrote."""
    standing: Standing | None
    """How far it is, while it goes on."""
    failure: Failure | None


class Runs(Part):
    """Runs, the newest first."""

    runs: list[Run]


class FeedPreview(Answer):
    """The titles of the entries that a feed would gain, show in another way, and lose."""

    path: str
    added: list[str]
    changed: list[str]
    removed: list[str]


class Foreseen(Answer):
    """What a run would do, in numbers; which documents it would write is not known before."""

    files: int
    read: int
    added: int
    changed: int
    removed: int
    rejected: int
    feeds: int


class Preview(Answer):
    """What a run would change."""

    counts: Foreseen
    feeds: list[FeedPreview]
    rejections: list[Rejection]
