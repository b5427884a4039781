"""How the pages for people look: what a newsroom puts on them and what it replaces."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from feedsvc.settings import colours
from feedsvc.settings.checks import UnfitError
from feedsvc.settings.paths import file_or_nothing, folder_or_nothing
from feedsvc.settings.section import Link, Section, Text

# The pictures that every browser shows, with their media types.
PICTURES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
TEMPLATES, STATIC = "templates", "static"


class FooterLine(Section):
    """A line at the foot of every page, which may lead somewhere."""

    text: Text
    url: Link = ""


def _picture(value: object, info: ValidationInfo) -> Path | None:
    path = file_or_nothing(value, info)
    if path is None:
        return None
    if path.suffix.lower() not in PICTURES:
        raise UnfitError(
            "is not a picture that browsers show", hint=f"use one of {' '.join(PICTURES)}"
        )
    if not _is_there(path, Path.is_file):
        raise UnfitError(
            "is not there", hint=f"put the picture at {str(path)!r} or correct the path"
        )
    return path


def _theme(value: object, info: ValidationInfo) -> Path | None:
    path = folder_or_nothing(value, info)
    if path is None:
        return None
    if not _is_there(path, Path.is_dir):
        raise UnfitError("is not there", hint=f"make the folder {str(path)!r} or correct the path")
    if not any(_is_there(path / name, Path.is_dir) for name in (TEMPLATES, STATIC)):
        raise UnfitError(
            "is not a theme",
            hint=f"name the folder that has a folder {TEMPLATES} or {STATIC} in it",
        )
    return path


def _footer_line(value: object) -> object:
    if isinstance(value, str):
        value = {"text": value}
    if isinstance(value, FooterLine):
        return value
    if not isinstance(value, dict) or not {"text"} <= set(value) <= {"text", "url"}:
        raise UnfitError("is not a line of a footer")
    if value["text"] == "":
        raise UnfitError("says nothing", hint="remove it or give it a text")
    return value


def _is_there(path: Path, kind: Callable[[Path], bool]) -> bool:
    try:
        return kind(path)
    except OSError:
        return False


class Pages(Section):
    """What a newsroom puts on the pages for people, and what it replaces."""

    logo: Annotated[Path | None, BeforeValidator(_picture)] = Field(
        default=None, description="the path of a picture in quotes, such as logo.svg"
    )
    accent: Annotated[str, AfterValidator(colours.on_light)] = Field(
        default="", description="a colour such as #9b1c1c"
    )
    accent_dark: Annotated[str, AfterValidator(colours.on_dark)] = Field(
        default="", description="a colour such as #ff9a8b"
    )
    footer: tuple[Annotated[FooterLine, BeforeValidator(_footer_line)], ...] = Field(
        default=(),
        strict=False,
        description='a list such as ["© News", {text = "About us", url = "https://example.cn/"}]',
    )
    theme: Annotated[Path | None, BeforeValidator(_theme)] = Field(
        default=None, description="the path of a folder in quotes"
    )
