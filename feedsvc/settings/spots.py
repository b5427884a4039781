"""Where in the settings a value stands: what that is called, and what may stand there."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args, get_origin

from pydantic import BaseModel

from feedsvc.settings.schema import Settings

_BARE = re.compile("[A-Za-z0-9_-]+")
# What stands in a place for the name of a table instead of something in it.
_NAME_ITSELF = "[key]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place: its dotted name as the file has it, and the last part of that.

    ``wanted`` completes a line about a wrong value. ``table`` is the name of the table around a
    key that has no fixed place, empty for ``section.key``; ``keys`` are those that are known there.
    """

    name: str
    key: str
    wanted: str = ""
    table: str = ""
    keys: tuple[str, ...] = ()


def locate(place: Sequence[int | str]) -> Spot:
    """Return the spot that *place* leads to, part by part from the top."""
    model: type[BaseModel] = Settings
    names: list[str] = []
    parts = [str(part) for part in place]
    while parts:
        part = parts.pop(0)
        field = model.model_fields.get(part)
        if field is None:
            return _unknown(names, part, model)
        names.append(part)
        table = f"write [{_spelled(names)}] and its keys below it"
        wanted = f"give {field.description}" if field.description else table
        kind: object = field.annotation
        if parts and get_origin(kind) is Mapping:
            names.append(parts.pop(0))
            kind = get_args(kind)[1]
            wanted = f"write [{_spelled(names)}] and its keys below it"
            if parts == [_NAME_ITSELF]:
                break
        if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
            break
        model = kind
    return Spot(name=_spelled(names), key=names[-1], wanted=wanted)


def _unknown(names: list[str], key: str, model: type[BaseModel]) -> Spot:
    name = _spelled([*names, key])
    if len(names) < 2:
        return Spot(name=name, key=key)
    return Spot(name=name, key=key, table=_spelled(names), keys=tuple(_keys(model)))


def _keys(model: type[BaseModel]) -> list[str]:
    """Return the keys of a table and, with dots, those of the tables in it."""
    keys = []
    for key, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            keys += [f"{key}.{each}" for each in _keys(inner)]
        else:
            keys.append(key)
    return keys


def _spelled(names: Sequence[str]) -> str:
    return ".".join(
        name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False) for name in names
    )
