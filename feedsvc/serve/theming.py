"""The look that the settings give the pages: logo, colours, footer, own templates and files."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, request
from werkzeug.wrappers import Response

from feedsvc.publish.decide import digest
from feedsvc.serve.current import services
from feedsvc.serve.own_templates import OwnTemplates, Version
from feedsvc.settings.colours import lightened
from feedsvc.settings.pages import PICTURES, STATIC, TEMPLATES, FooterLine, Pages

# What differs when pages look otherwise: the own templates, and whether there is a style sheet.
Look = tuple[Version, bool]

blueprint = Blueprint("theming", __name__)

_SECONDS = 600
_LARGEST = 16_000_000
_COLOURS, _LOGO, _STYLE = "colours.css", "logo", "theme.css"
# Opened by themselves these files may style themselves, as drawings do, and nothing else.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
# Not those that the machine knows: they differ from one to the next.
_TYPES = PICTURES | {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
    ".ico": "image/x-icon",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What templates know of the look.

    ``logo`` is the address of the picture, ``stylesheets`` are those of what comes after our own
    style sheet, in this order.
    """

    logo: str | None
    stylesheets: tuple[str, ...]
    footer: tuple[FooterLine, ...]


def prepare(app: Flask) -> None:
    """Make *app* use the own templates, and log which of them cannot be used."""
    theme = app.config["SERVICES"].settings.pages.theme
    app.extensions["own templates"] = OwnTemplates(app, theme and theme / TEMPLATES)


def version() -> Look:
    """Return what differs when pages look otherwise than before."""
    return _templates().version(), _has_style()


def render(template: str, values: Mapping[str, object]) -> str:
    """Return the page that *template*, an own one or ours, makes of *values*."""
    return _templates().render(template, values)


def theme() -> Theme:
    """Return what templates know of the look at this moment."""
    pages = services().settings.pages
    sheets = [_COLOURS] if pages.accent or pages.accent_dark else []
    if _has_style():
        sheets.append(_STYLE)
    return Theme(
        logo=_address(_logo_name(pages.logo)) if pages.logo else None,
        stylesheets=tuple(map(_address, sheets)),
        footer=pages.footer,
    )


@blueprint.get("/theme/<path:path>")
def file(path: str) -> Response:
    """Answer with the logo, the colours, or a file of the theme."""
    body = _body(path, services().settings.pages)
    if body is None:
        abort(404)
    media_type = _TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
    response = Response(body, content_type=media_type)
    response.set_etag(digest(body))
    response.cache_control.public = True
    response.cache_control.max_age = _SECONDS
    response.headers["Content-Security-Policy"] = _POLICY
    return response.make_conditional(request)


def _body(path: str, pages: Pages) -> bytes | None:
    if path == _COLOURS and (pages.accent or pages.accent_dark):
        return _colours(pages.accent, pages.accent_dark)
    if pages.logo and path == _logo_name(pages.logo):
        return _bytes(pages.logo)
    return _inside(pages.theme / STATIC, path) if pages.theme else None


@cache
def _colours(accent: str, accent_dark: str) -> bytes:
    """Return the style sheet of the colours; the dark one follows from the other if need be."""
    light = f":root {{ --accent: {accent}; }}\n" if accent else ""
    dark = accent_dark or lightened(accent)
    return (
        f"{light}@media (prefers-color-scheme: dark) {{\n  :root {{ --accent: {dark}; }}\n}}\n"
    ).encode()


def _logo_name(logo: Path) -> str:
    """Return a name that stays when the picture gets another; its ending tells what it is."""
    return f"{_LOGO}{logo.suffix.lower()}"


def _address(name: str) -> str:
    # By path alone, as the addresses of our own files.
    return f"{urlsplit(services().settings.site.base_url).path}/theme/{name}"


def _templates() -> OwnTemplates:
    return cast(OwnTemplates, current_app.extensions["own templates"])


def _has_style() -> bool:
    folder = services().settings.pages.theme
    try:
        return folder is not None and (folder / STATIC / _STYLE).is_file()
    except OSError:
        return False


def _inside(folder: Path, path: str) -> bytes | None:
    """Return what the file at *path* in *folder* holds, None if it is none or leads out of it."""
    parts = path.split("/")
    # Hidden files are what editors and version control leave behind.
    if any(not part or part.startswith(".") or "\0" in part for part in parts):
        return None
    root, real = os.path.realpath(folder), os.path.realpath(folder.joinpath(*parts))
    return _bytes(Path(real)) if real.startswith(f"{root}{os.sep}") else None


def _bytes(path: Path) -> bytes | None:
    """Return what a regular file holds, None if it is no such file or a very large one."""
    try:
        # A FIFO would keep whoever opens it waiting.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            return opened.read(_LARGEST)
    finally:
        os.close(descriptor)
