"""Small files that tell the publisher something, each written whole or not at all."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from time import time_ns

from pydantic import TypeAdapter, ValidationError

from feedsvc.errors import StorageError
from feedsvc.model import AuditLine

_LINE = TypeAdapter(AuditLine)
_NOTE = "note"


def written(path: Path, body: bytes) -> None:
    """Put *body* at *path*, in the place of what stands there."""
    unfinished = path.with_name(f".{secrets.token_hex(8)}")
    try:
        unfinished.write_bytes(body)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def put_line(folder: Path, line: AuditLine) -> None:
    """Keep a line of the audit below *folder* until the publisher takes it into the catalog.

    Raises StorageError if it cannot be kept.
    """
    # By its name it is known: taken twice, it is one line.
    name = f"{_NOTE}-{time_ns():020}-{secrets.token_hex(4)}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written(folder / name, _LINE.dump_json(line))
    except OSError as error:
        raise StorageError(
            f"the audit in {folder} cannot be written: {error.strerror}",
            hint="free disk space and make the state folder writable",
        ) from error


def lines(folder: Path) -> Iterator[tuple[str, AuditLine]]:
    """Yield the name and the text of each line that waits below *folder*, the oldest first."""
    for path in sorted(folder.glob(f"{_NOTE}-*.json")):
        try:
            yield path.stem, _LINE.validate_json(path.read_bytes())
        except FileNotFoundError:
            continue
        except ValidationError:
            path.unlink(missing_ok=True)  # of another version, or damaged by a power failure


def forget_line(folder: Path, name: str) -> None:
    """Forget the line with this name, which the catalog has."""
    (folder / f"{name}.json").unlink(missing_ok=True)
