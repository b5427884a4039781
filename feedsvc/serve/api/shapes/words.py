"""What the shapes of requests and answers are made of."""

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

MOST_LISTED = 100
LISTED = 20
_LONGEST = 1000


class Asked(BaseModel):
    """What a request may say, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Optionally(Asked):
    """A body that need not be there."""

    # flask-openapi3 reads it; pydantic does not know it.
    model_config = ConfigDict(openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]


class Answer(BaseModel):
    """What an answer says; later versions may say more."""

    model_config = ConfigDict(use_attribute_docstrings=True)


def digits(said: object) -> object:
    """Return *said* if it is a number as JSON or an address has it, else what is none."""
    if isinstance(said, str) and not (said.isascii() and said.isdecimal() and len(said) < 10):
        return None
    return said


# What cannot be in a name, and what programs made for C would end at.
Text = Annotated[str, StringConstraints(max_length=_LONGEST, pattern=r"^[^\u0000]*$")]
Name = Annotated[Text, StringConstraints(min_length=1)]
Instant = Annotated[
    str,
    WithJsonSchema({"type": "string", "format": "date-time", "example": "2026-03-12T12:00:00Z"}),
]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date", "example": "2026-03-12"})]
# Anything that JSON can say; WithJsonSchema keeps it from being called by a Python name.
Anything = Annotated[Any, WithJsonSchema({})]


class Page(Asked):
    """Which part of a list is wanted."""

    after: Text = ""
    """Where to go on: what the part before says as next."""
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED), BeforeValidator(digits)] = LISTED
    """How many at most."""


class Part(Answer):
    """A part of a list."""

    next: str | None
    """What to give as after for the part behind this one; null at the end."""


class Problem(Answer):
    """What went wrong (RFC 9457)."""

    title: str
    """What the status is called."""
    status: int
    code: str
    """What went wrong, for programs; the manual lists the codes."""
    detail: str
    """What went wrong, in a sentence."""
    hint: str = ""
    """What to do about it."""


class Rejection(Answer):
    """A file that is no article, or a document that was not replaced, and why."""

    path: str
    line: int | None
    reason: str
    hint: str
