"""Paths in settings: a relative one starts at the folder of the file that it is written in."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo

from feedsvc.settings.checks import UnfitError


def folder(value: object, info: ValidationInfo) -> Path:
    """Return *value* as an absolute path."""
    if not isinstance(value, str | Path) or value == "" or "\0" in str(value):
        raise UnfitError("is not the path of a folder")
    start: Path = info.context["folder"] if info.context else Path.cwd()
    # Not Path.resolve(): a link that is pointed elsewhere while feedsvc runs must keep working.
    return Path(os.path.normpath(start / value))


def folder_or_nothing(value: object, info: ValidationInfo) -> Path | None:
    """Return *value* as an absolute path, None if it is empty."""
    return None if value is None or value == "" else folder(value, info)


def file_or_nothing(value: object, info: ValidationInfo) -> Path | None:
    """Return *value* as the absolute path of a file, None if it is empty."""
    try:
        return folder_or_nothing(value, info)
    except UnfitError:
        raise UnfitError("is not the path of a file") from None


Folder = Annotated[Path, BeforeValidator(folder)]
OptionalFolder = Annotated[Path | None, BeforeValidator(folder_or_nothing)]
OptionalFile = Annotated[Path | None, BeforeValidator(file_or_nothing)]
