"""How the service is: its health, its settings, who may use it and who did what."""

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from feedsvc.access import TokenScope
from feedsvc.model import Deed, Occasion
from feedsvc.operations import Complaint
from feedsvc.serve.api.shapes.runs import Run
from feedsvc.serve.api.shapes.words import Answer, Anything, Asked, Instant, Name, Part, Text

# What feedsvc.access.expiry reads; it knows which days there are.
_EXPIRY = re.compile(r"^([1-9][0-9]{0,5}[hdw]|[0-9]{4}-[0-9]{2}-[0-9]{2})$", re.ASCII)


def _expiry(said: str) -> str:
    if not _EXPIRY.fullmatch(said):
        raise ValueError("say 12h, 90d, 26w, or a day such as 2027-03-31")
    return said


_Expiry = Annotated[
    str,
    AfterValidator(_expiry),
    WithJsonSchema({"type": "string", "pattern": _EXPIRY.pattern, "example": "90d"}),
]


class Spot(Answer):
    """Where something is wrong: a path below the content folder, perhaps a line, what is there."""

    path: str
    line: int | None
    detail: str


class Group(Answer):
    """What is wrong in the same way in several places; of these, the first hundred."""

    kind: Complaint
    reason: str
    hint: str
    count: int
    spots: list[Spot]


class Totals(Answer):
    """How much of everything there is."""

    files: int
    articles: int
    visible: int
    withdrawn: int
    feeds: int
    stale: int
    documents: int
    archives: int


class Health(Answer):
    """How well the site is; what costs most comes first."""

    groups: list[Group]
    totals: Totals
    rejections: int
    refusals: int
    warnings: int
    last_run: Run | None
    """The last one that ended."""
    next_change: Instant | None
    """When time alone will change a feed."""
    is_publishing: bool
    """Whether a publisher is there."""


class Appointment(Answer):
    """What happens by itself at an instant."""

    at: Instant
    occasion: Occasion
    detail: str
    """The cron expression, or the title of the article that appears or expires."""
    entry_id: str | None
    """The id of that article."""


class Agenda(Answer):
    """What happens by itself from now on, what comes first at the front."""

    is_kept: bool
    """Whether a publisher is there to do it."""
    watches: bool
    """Whether it also looks out for files that are saved."""
    appointments: list[Appointment]


class Setting(Answer):
    """A setting, and where it comes from; secrets are masked."""

    key: str
    value: Anything
    origin: Literal["default", "file", "environment", "command-line"]
    place: str
    """The file and its line, the variable, or the option; empty for a default."""


class Settings(Answer):
    """Every setting, in the order of the manual."""

    settings: list[Setting]


class AuditLine(Answer):
    """What somebody did to what, when, and why."""

    at: Instant
    who: str
    deed: Deed
    subject: str
    reason: str


class Audit(Part):
    """What people did, the newest first."""

    lines: list[AuditLine]


class TokenState(StrEnum):
    """Whether a token is of use."""

    VALID = "valid"
    EXPIRED = "expired"


class Token(Answer):
    """A token, but for its secret."""

    name: str
    id: str
    scopes: list[TokenScope]
    created_at: Instant
    expires_at: Instant | None
    last_used_at: Instant | None
    state: TokenState


class Tokens(Answer):
    """Every token, by name."""

    tokens: list[Token]


class TokenPath(Asked):
    """Which token."""

    name: Name
    """The name of a token."""


class NewToken(Asked):
    """A token that is to be made."""

    name: Annotated[Text, StringConstraints(min_length=1, max_length=64)]
    """What it is for."""
    scopes: Annotated[list[TokenScope], Field(min_length=1, max_length=len(TokenScope))]
    """What it may do; admin is all of it."""
    expires: _Expiry | None = None
    """12h, 90d, 26w, or a day such as 2027-03-31; null for never."""


class MadeToken(Answer):
    """A token that was made; its secret is shown this once."""

    name: str
    token: str


class RevokedToken(Answer):
    """A token that is worth nothing from now on."""

    revoked: str
