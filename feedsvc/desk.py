"""How what an operator looks at looks to programs, on the command line and in the API."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TypeVar

from feedsvc.model import Entry, FeedKey, Format, Run
from feedsvc.operations import ArticleView, Part
from feedsvc.presenting import run_as_json

_Item = TypeVar("_Item")


def as_json(said: object) -> object:
    """Return *said* as JSON holds it.

    Instants are like ``2026-03-12T12:00:00Z``, a feed is its path, such as ``tag/tea``; of what has
    fields, each is a member.
    """
    if isinstance(said, FeedKey):
        return said.path
    if isinstance(said, Run):
        return run_as_json(said)
    if isinstance(said, Format):
        return said.extension
    if isinstance(said, Enum):
        return said.value
    if isinstance(said, datetime):
        return f"{said:%Y-%m-%dT%H:%M:%SZ}"
    if is_dataclass(said):
        return {each.name: as_json(getattr(said, each.name)) for each in fields(said)}
    if isinstance(said, Mapping):
        return {str(key): as_json(value) for key, value in said.items()}
    if isinstance(said, tuple | list | set | frozenset):
        return [as_json(each) for each in said]
    return said


def part_as_json(part: Part[_Item]) -> dict[str, object]:
    """Return a part of a list, and where the next one begins."""
    return {"items": as_json(part.items), "next": part.next}


def entries_as_json(part: Part[Entry]) -> dict[str, object]:
    """Return entries without their contents, and where the next ones begin."""
    entries = [as_json(each) for each in part.items]
    for each in entries:
        if isinstance(each, dict):
            del each["content"]
    return {"items": entries, "next": part.next}


def article_as_json(view: ArticleView) -> object:
    """Return all that is known of an article, but for its content."""
    entry = view.entry and replace(view.entry, content="")
    said = as_json(replace(view, entry=entry))
    if isinstance(said, dict) and isinstance(said["entry"], dict):
        del said["entry"]["content"]
    return said
