"""The style sheet of all feeds: how they look to people who open one in a browser."""

import secrets
from functools import cache
from importlib.resources import files
from pathlib import Path

from feedsvc.errors import StorageError
from feedsvc.publish.files import UNFINISHED

# Below the folder of documents and below /feeds/.
NAME = "feed.css"


@cache
def stylesheet() -> bytes:
    """Return the style sheet."""
    return files("feedsvc.publish").joinpath(NAME).read_bytes()


def place_stylesheet(folder: Path) -> None:
    """Put the style sheet into the folder of documents, unless it is there already.

    Raises StorageError if it cannot be written.
    """
    place = folder / NAME
    try:
        if _content(place) == stylesheet():
            return
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_name(f".{NAME}.{secrets.token_hex(4)}{UNFINISHED}")
        unfinished.write_bytes(stylesheet())
        # Should the power fail now, the next run finds it damaged: it is read, not believed.
        unfinished.replace(place)
    except OSError as error:
        raise StorageError(
            f"style sheet {place} cannot be written: {error.strerror}",
            hint="free disk space and make the output folder writable, then regenerate",
        ) from error


def _content(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None
