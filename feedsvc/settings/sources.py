"""Where settings come from: one TOML file and the environment."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_origin

from pydantic import ValidationError

from feedsvc.errors import SettingsError
from feedsvc.settings.origins import OPTIONS, Origins, flat, lines_of, option_of
from feedsvc.settings.problems import Place, did_you_mean, mistakes
from feedsvc.settings.schema import KEYS, SECTIONS, TABLES, Settings
from feedsvc.settings.syntax import explained

_USUAL_FILES = (Path("config", "feedsvc.toml"), Path("feedsvc.toml"))
_PREFIX = "FEEDSVC_"
_CONFIG = "FEEDSVC_CONFIG"
# Kubernetes sets these in every pod beside a Service that is named feedsvc.
_NOT_OURS = re.compile(r"FEEDSVC_(SERVICE_(HOST|PORT)|PORT_[0-9]+_|PORT=[a-z]+://)")
_SWITCHES = dict.fromkeys(("true", "yes", "on", "1"), True)
_SWITCHES |= dict.fromkeys(("false", "no", "off", "0"), False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What one place says; its relative paths start at *folder*."""

    place: Place
    folder: Path
    values: Mapping[str, object]
    problems: tuple[str, ...]
    lines: Mapping[str, int] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)


def load_settings(
    config: Path | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    cwd: Path | None = None,
) -> Settings:
    """Return the settings of the file and, over them, those of the environment.

    The file is *config*, else the one that ``FEEDSVC_CONFIG`` names, else ``config/feedsvc.toml``
    or ``feedsvc.toml`` below *cwd*, else none. Raises ``SettingsError`` with all mistakes at once.
    """
    start = (cwd or Path.cwd()).absolute()
    sources = [_environment(environ, start)]
    if file := config or _named(environ) or _usual(start):
        sources.insert(0, _file(file, start))
    return _merged(sources, start)


def _merged(sources: list[_Source], start: Path) -> Settings:
    """Return the settings that *sources* say, the last one winning.

    Each is validated alone, so that a value which is overridden is checked as well.
    """
    problems: list[str] = []
    places: dict[str, str] = {}
    stated: dict[str, dict[str, object]] = {section: {} for section in SECTIONS}
    for source in sources:
        problems += source.problems
        try:
            settings = _validated(source.values, source.folder)
        except ValidationError as error:
            problems += mistakes(error, source.place)
        else:
            said = settings.model_dump(exclude_unset=True)
            for section, values in said.items():
                stated[section] |= values
            places |= {key: _where(source, key) for key, _ in flat(said)}
    if problems:
        raise SettingsError(tuple(problems))
    settings = _validated(stated, start)
    if "base_url" not in stated["site"]:
        # Whoever says where to listen alone is at a machine of their own.
        stated["site"]["base_url"] = settings.server.url
        settings = _validated(stated, start)
        followed = places.get("server.port") or places.get("server.host")
        places |= {"site.base_url": followed} if followed else {}
    return settings.stated_at(Origins(places))


def _where(source: _Source, key: str) -> str:
    """Return where *source* says something: ``feedsvc.toml:12``, a variable, or an option."""
    if not source.place.file:
        return source.options.get(key) or source.place.spell(key)
    line = source.lines.get(key)
    return f"{source.place.file}:{line}" if line else source.place.file


def _validated(values: Mapping[str, object], folder: Path) -> Settings:
    return Settings.model_validate(values, context={"folder": folder})


def _named(environ: Mapping[str, str]) -> Path | None:
    name = environ.get(_CONFIG)
    return Path(name) if name else None


def _usual(start: Path) -> Path | None:
    return next((path for path in _USUAL_FILES if _exists(start / path)), None)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        # Reading will report it; to pass over it would be to lose somebody's settings silently.
        return True


def _file(path: Path, start: Path) -> _Source:
    values: Mapping[str, object] = {}
    problems: tuple[str, ...] = ()
    lines: Mapping[str, int] = {}
    body = b""
    try:
        body = (start / path).read_bytes()
        values = _toml(body)
        lines = lines_of(body.decode("utf-8-sig"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        problems = (f"{path}: cannot be read ({reason}); name a file that exists and may be read",)
    except ValueError as error:
        problems = (f"{path}: {explained(error, body)}",)
    folder = (start / path).parent
    return _Source(
        place=Place(file=str(path)), folder=folder, values=values, problems=problems, lines=lines
    )


def _toml(body: bytes) -> dict[str, object]:
    # Some editors begin UTF-8 files with a byte order mark, which TOML does not know.
    return tomllib.loads(body.decode("utf-8-sig"))


def _environment(environ: Mapping[str, str], start: Path) -> _Source:
    place = Place()
    values: dict[str, dict[str, object]] = {}
    problems, options = [], {}
    for variable, written in sorted(_ours(environ)):
        name = variable.removeprefix(_PREFIX).lower().replace("__", ".", 1)
        if name in KEYS and place.spell(name) == variable:
            section, key = name.split(".")
            values.setdefault(section, {})[key] = _parsed(written, section, key)
            if option := option_of(environ, variable):
                options[name] = option
        elif name.partition("__")[0] in TABLES:
            problems.append(f"{variable}: {_in_the_file(name)}")
        else:
            hint = did_you_mean(name, place, known=(*KEYS, "config"))
            problems.append(f"{variable}: unknown variable; {hint}")
    return _Source(
        place=place, folder=start, values=values, problems=tuple(problems), options=options
    )


def _in_the_file(name: str) -> str:
    table = ".".join(name.split("__")[:2])
    return f"tables cannot be variables; write [{table}] in the file"


def _ours(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for variable, written in environ.items():
        foreign = _NOT_OURS.match(f"{variable}={written}")
        if variable.startswith(_PREFIX) and variable not in (_CONFIG, OPTIONS) and not foreign:
            yield variable, written


def _parsed(written: str, section: str, key: str) -> object:
    """Return what TOML would have for *written*; the schema refuses what stays text."""
    kind = SECTIONS[section].model_fields[key].annotation
    try:
        if kind is int or kind is float:
            return kind(written)
        if kind is bool:
            return _SWITCHES.get(written.strip().lower(), written)
        if get_origin(kind) is tuple:
            return _list(written)
    except ValueError:
        pass
    return written


def _list(written: str) -> object:
    if written.lstrip().startswith("["):
        return tomllib.loads(f"list = {written}")["list"]
    return [item for item in map(str.strip, written.split(";")) if item]
