"""The settings as they are in force, and where each comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel

from feedsvc.operations.services import Services
from feedsvc.settings.secrets import masked


class Origin(StrEnum):
    """Where a setting comes from."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    COMMAND_LINE = "command-line"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingLine:
    """A setting: its key and value, and its place: ``feedsvc.toml:12``, a variable, ``--port``.

    ``place`` is empty for a default. Values are as JSON has them; secrets are masked.
    """

    key: str
    value: object
    origin: Origin
    place: str


def setting_lines(services: Services) -> tuple[SettingLine, ...]:
    """Return every setting, in the order of the manual."""
    settings = services.settings
    places = settings.origins.places
    return tuple(
        SettingLine(
            key=key,
            value=masked(key, value),
            origin=_origin(places.get(key, "")),
            place=places.get(key, ""),
        )
        for key, value in _values(settings, "", optional=False)
    )


def _origin(place: str) -> Origin:
    if not place:
        return Origin.DEFAULT
    if place.startswith("--"):
        return Origin.COMMAND_LINE
    is_variable = place.startswith("FEEDSVC_") and ":" not in place and "." not in place
    return Origin.ENVIRONMENT if is_variable else Origin.FILE


def _values(model: BaseModel, above: str, *, optional: bool) -> Iterator[tuple[str, object]]:
    """Yield keys with their values; of tables that nobody has to write, only what is written."""
    said = model.model_dump(mode="json")
    for name in type(model).model_fields:
        if optional and name not in model.model_fields_set:
            continue
        value: object = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _values(value, f"{above}{name}.", optional=optional)
        elif isinstance(value, Mapping):
            for key, each in value.items():
                yield from _values(each, f"{above}{name}.{key}.", optional=True)
        else:
            yield f"{above}{name}", said[name]
