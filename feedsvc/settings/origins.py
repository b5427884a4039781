"""Where each setting comes from: a line of the file, a variable, an option, or the default."""

import re
import tomllib
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field

_TABLE = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_KEY = re.compile(r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*[^=\s]+)*)\s*=")
# The variable with which a process tells those that it starts which variables options set.
OPTIONS = "FEEDSVC_OPTIONS"


@dataclass(frozen=True, slots=True)
class Origins:
    """Where values were stated, by the names of their keys; what is not here is a default.

    Settings that say the same are the same, wherever they say it.
    """

    places: Mapping[str, str] = field(default_factory=dict, compare=False)


def remember_option(environ: MutableMapping[str, str], variable: str, option: str) -> None:
    """Let it be known, also to processes yet to be started, that *option* set *variable*."""
    known = dict(_options(environ)) | {variable: option}
    environ[OPTIONS] = ";".join(f"{name}={said}" for name, said in known.items())


def option_of(environ: Mapping[str, str], variable: str) -> str | None:
    """Return the option, such as ``--output``, that set *variable*; None if none did."""
    return dict(_options(environ)).get(variable)


def _options(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for each in environ.get(OPTIONS, "").split(";"):
        variable, _, option = each.partition("=")
        if option.startswith("--"):
            yield variable, option


def flat(said: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """Yield the dotted key of each value in nested tables, and the value."""
    for key, value in said.items():
        if isinstance(value, Mapping) and value:
            yield from flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def lines_of(text: str) -> dict[str, int]:
    """Return the line of each key that stands in a TOML file, and of each table's header.

    A value over several lines may hold what looks like a key; the first of equals counts.
    """
    found: dict[str, int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _TABLE.match(line):
            table = _parts(header[1])
            found.setdefault(".".join(table), number)
        elif key := _KEY.match(line):
            found.setdefault(".".join((*table, *_parts(key[1]))), number)
    return found


def _parts(name: str) -> tuple[str, ...]:
    """Return the parts of a dotted key."""
    try:
        said: object = tomllib.loads(f"{name} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    parts = []
    while isinstance(said, dict):
        (part, said), *_ = said.items()
        parts.append(part)
    return tuple(parts)
