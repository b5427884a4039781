"""The W3C feed validator on every document of a folder.

    python -m tests.judges.w3c --validator FOLDER [--base URL] [--also KIND] DOCUMENTS...

The validator is not part of this project: FOLDER is a copy of its source, which the caller has.
It runs offline. Each kind of message is printed with how often it came and where it came first;
the exit code is 1 where a message came that docs/validation.md does not agree to.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.judges.agreed import AGREED

READ = (".atom", ".rss", ".opml")


@dataclass(frozen=True, slots=True)
class Message:
    """What the validator said about one document."""

    document: str
    level: str
    kind: str
    where: str
    text: str


class Validator:
    """The validator, imported from a copy of its source."""

    def __init__(self, source: Path) -> None:
        folder = source / "src"
        if not (folder / "feedvalidator" / "__init__.py").is_file():
            raise SystemExit(f"{source} holds no src/feedvalidator; name a copy of its source")
        sys.path.insert(0, str(folder))
        import feedvalidator
        from feedvalidator.formatter.text_plain import Formatter

        self._package: Any = feedvalidator
        self._said: Any = Formatter([]).getMessage

    def messages(self, document: str, body: bytes, address: str) -> Iterator[Message]:
        """Yield what it says about *body*, as if it had been fetched from *address*."""
        kinds = self._package.logging
        levels = {"Error": kinds.Error, "Warning": kinds.Warning, "Info": kinds.Info}
        found = self._package.validateString(body, firstOccurrenceOnly=0, base=address)
        for event in found["loggedEvents"]:
            level = next((name for name, kind in levels.items() if isinstance(event, kind)), "")
            if level in ("Error", "Warning"):
                parameters = event.params
                where = ":".join(str(parameters.get(key, "")) for key in ("line", "column"))
                text = str(self._said(event))
                about = "/".join(
                    str(parameters[k]) for k in ("parent", "element") if k in parameters
                )
                detail = f"{text} ({about} {parameters.get('value', '')!r:.200})"
                yield Message(document, level, type(event).__name__, where, detail)


def documents(folders: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield each document with its path below the folder that was named."""
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in READ and file.is_file():
                yield file, file.relative_to(folder).as_posix()


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the W3C feed validator on documents.")
    parser.add_argument("--validator", type=Path, required=True, help="a copy of its source")
    parser.add_argument("--base", default="https://feeds.example.org/feeds/")
    parser.add_argument("--also", action="append", default=[], help="a warning to agree to")
    parser.add_argument("documents", type=Path, nargs="+", help="folders with documents")
    options = parser.parse_args()
    validator = Validator(options.validator)

    read = 0
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Message] = {}
    for file, path in documents(options.documents):
        read += 1
        address = options.base.rstrip("/") + "/" + path
        for message in validator.messages(str(file), file.read_bytes(), address):
            counts[message.level, message.kind] += 1
            first.setdefault((message.level, message.kind), message)

    agreed = {("Warning", kind) for kind in (*AGREED, *options.also)}
    for key, count in sorted(counts.items()):
        message = first[key]
        print(f"{message.level} {message.kind} x{count} ({'' if key in agreed else 'NOT '}agreed)")
        print(f"    {message.document}:{message.where}: {message.text}")
    print(f"{read} documents, {sum(counts.values())} messages of {len(counts)} kinds")
    return 0 if read and agreed.issuperset(counts) else 1


if __name__ == "__main__":
    sys.exit(main())
