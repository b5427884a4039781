"""The publisher's own templates instead of ours, and ours wherever one of them does not work."""

import logging
import os
import stat
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath
from threading import Lock

from flask import Flask, render_template
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError

from feedsvc.errors import FeedsvcError

log = logging.getLogger(__name__)

# How an own template names the one of ours that it stands for: {% extends "feedsvc/home.html" %}.
OURS = "feedsvc"

# Of each template its name and what its file's ``stat`` says.
Version = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """A line in an own template."""

    name: str
    line: int | None


class OwnTemplates:
    """The templates in a folder, as it is at the moment; without a folder there are none."""

    def __init__(self, app: Flask, folder: Path | None) -> None:
        self._app = app
        self._folder = folder
        self._told: set[_Place | str] = set()
        self._lock = Lock()
        self._edition = self._read(self._look())

    def version(self) -> Version:
        """Return what differs when any of the templates does; it costs a ``stat`` of each."""
        version = self._look()
        if version != self._edition.version:
            with self._lock:
                if version != self._edition.version:
                    self._told.clear()
                    self._edition = self._read(version)
        return version

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """Return the page that template *name* makes of *values*.

        An own template that fails is logged once, and ours takes its place on this page.
        """
        self.version()
        edition = self._edition
        passed = edition.broken
        while True:
            try:
                return render_template(edition.without(passed).get_template(name), **values)
            except FeedsvcError:
                raise
            # Templates are programs, and these are not ours: they can fail in any way.
            except Exception as error:
                rest = edition.names - passed
                if not rest:
                    raise
                place = edition.place_of(error)
                if place and place.name in rest:
                    passed |= {place.name}
                else:
                    # Ours failed for want of something that an own one should have: which, is
                    # anybody's guess.
                    passed |= rest
                self._tell(place or f"{name} with templates of the theme", error)

    def _look(self) -> Version:
        return tuple(sorted(_files(self._folder))) if self._folder else ()

    def _read(self, version: Version) -> "_Edition":
        """Return the templates of *version*, and log which of them are none."""
        ours = self._app.create_global_jinja_loader()
        edition = _Edition(self._app.jinja_env, ours, self._folder or Path(), version)
        environment = edition.without(frozenset())
        for name in edition.names:
            if name.endswith(".html"):
                try:
                    environment.get_template(name)
                except (TemplateError, UnicodeError, OSError) as error:
                    edition.broken |= {name}
                    self._tell(edition.place_of(error) or _Place(name, None), error)
        return edition

    def _tell(self, where: _Place | str, error: Exception) -> None:
        if where in self._told:
            return
        self._told.add(where)
        if isinstance(where, _Place):
            file = (self._folder or Path()) / where.name
            line = f", line {where.line}" if where.line else ""
            log.warning(
                "own template %s%s fails: %s: %s; mend it, until then pages are made without it",
                *(file, line, type(error).__name__, error),
            )
        else:
            log.warning(
                "%s fails: %s: %s; ours made the page alone, see that yours have what ours ask for",
                *(where, type(error).__name__, error),
            )


@dataclass
class _Edition:
    """The own templates of one moment; ``broken`` are those that cannot be read."""

    base: Environment
    ours: BaseLoader
    folder: Path
    version: Version
    broken: frozenset[str] = frozenset()
    _made: dict[frozenset[str], Environment] = field(default_factory=dict)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all templates."""
        return frozenset(name for name, *_ in self.version)

    def without(self, passed: frozenset[str]) -> Environment:
        """Return what renders with the own templates but for those that are *passed* over."""
        environment = self._made.get(passed)
        if environment is None:
            own = _Loader(self.folder, self.names - passed)
            loader = ChoiceLoader([PrefixLoader({OURS: self.ours}), own, self.ours])
            environment = self._made[passed] = self.base.overlay(loader=loader)
        return environment

    def place_of(self, error: Exception) -> _Place | None:
        """Return where in the own templates *error* comes from, None if from elsewhere."""
        if isinstance(error, TemplateSyntaxError) and error.filename:
            return self._place(error.filename, error.lineno)
        frames = (
            (each.f_code.co_filename, at) for each, at in traceback.walk_tb(error.__traceback__)
        )
        places = [place for file, line in frames if (place := self._place(file, line))]
        return places[-1] if places else None

    def _place(self, file: str, line: int) -> _Place | None:
        path = PurePath(file)
        if not self.names or not path.is_relative_to(self.folder):
            return None
        return _Place(path.relative_to(self.folder).as_posix(), line)


class _Loader(FileSystemLoader):
    """Loads the templates that have one of *names*."""

    def __init__(self, folder: Path, names: frozenset[str]) -> None:
        super().__init__(folder)
        self._names = names

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return what Jinja asks of a loader."""
        if template not in self._names:
            raise TemplateNotFound(template)
        return super().get_source(environment, template)


def _files(folder: Path, prefix: str = "") -> Iterator[tuple[str, int, int, int]]:
    """Yield every regular file below *folder* that is not hidden; none where it cannot be read."""
    try:
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from _files(folder, f"{prefix}{entry.name}/")
                    continue
                with suppress(OSError):  # gone by now, or a link that leads nowhere
                    found = entry.stat()
                    if stat.S_ISREG(found.st_mode):
                        name = prefix + entry.name
                        yield name, found.st_mtime_ns, found.st_size, found.st_ino
    except OSError:
        return
