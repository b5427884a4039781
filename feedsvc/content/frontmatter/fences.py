"""The block of YAML, TOML, JSON or plain headers before the body."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from feedsvc.content import metadata
from feedsvc.content.facts import FrontMatter
from feedsvc.content.frontmatter.notations import (
    LANGUAGES,
    BrokenError,
    Parsed,
    Repeated,
    again,
    decode_json,
    line_of,
    read_json_members,
    read_toml,
    read_yaml,
)
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Notice

# Blank lines and comments of HTML, such as editors and tools put at the top of a file.
_ABOVE = re.compile(r"(?:[ \t]*(?:<!--(?>.*?-->)[ \t]*)?\n)+", re.S)
# Eleventy names the language behind the opening line.
_FENCE = re.compile(r"---[ \t]*(?P<language>\w*)[ \t]*\n")
_YAML_BLOCK = re.compile(r"---[ \t]*\w*[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_TOML_BLOCK = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.S | re.M)
_JSON_BLOCK = re.compile(r";;;[ \t]*\n(.*?)^;;;[ \t]*(?:\n|\Z)", re.S | re.M)
# Keys, their indented or listed values and remarks.
_KEYED = r"[A-Za-z][\w-]*[ \t]*:(?!\S).*\n|(?:[ \t]+\S|- |#).*\n"
# Without a blank line up to the fence below: YAML as Hexo may have it.
_UNOPENED_YAML = re.compile(rf"((?:{_KEYED})+)---[ \t]*(?:\n|\Z)")
# Four dashes or more: else a rule, perhaps above a heading that dashes underline.
_LONG_FENCES = re.compile(
    rf"(?P<above>-{{4,}})[ \t]*\n(?P<block>(?:{_KEYED})(?:{_KEYED}|[ \t]*\n)*)"
    r"(?P<below>-{3,})[ \t]*(?:\n|\Z)"
)
_KEY = re.compile(r"^([A-Za-z][\w-]*)[ \t]*:", re.M)
_UNOPENED_JSON = re.compile(r'("\w+"[ \t]*:.*?)^;;;[ \t]*(?:\n|\Z)', re.S | re.M)
_HEADER = re.compile(r"(?P<key>[A-Za-z][\w-]*)[ \t]*:(?:[ \t]+|(?=\n|\Z))(?P<value>.*)(?:\n|\Z)")
_HEADER_GOES_ON = re.compile(r"(?: {4}|\t)[ \t]*(?P<value>\S.*)(?:\n|\Z)")
_MERGE = "<<"
_KNOWN_KEYS = {key for keys in metadata.KEYS.values() for key in keys}
# What is front matter without a doubt, though its end is missing or it cannot be parsed.
_UNCLOSED_YAML = re.compile(r"---[ \t]*\w*[ \t]*\n(?:[ \t]*\n|#.*\n)*[\w-]+[ \t]*:(?:\s|$)")
_UNCLOSED_TOML = re.compile(r"\+\+\+[ \t]*\n")
_UNCLOSED_JSON = re.compile(r';;;[ \t]*\n\s*\{?\s*"\w+"\s*:')
_BROKEN_JSON = re.compile(r'\{\s*"\w+"\s*:')
_HINT = "repair the front matter; quote values that hold ': ', '#' or brackets"


@dataclass(frozen=True, slots=True)
class Split:
    """A file's front matter, its keys in lower case, its body, and what was odd between them."""

    front: FrontMatter
    body: str
    notices: tuple[Notice, ...] = ()


def split(text: str, *, bare: bool = False) -> Split | None:
    """Return the front matter and body of *text*, or None where it has no front matter.

    *bare* allows the forms without an opening line: headers as Pelican has them, and YAML or JSON
    as Hexo has it. Raises UnreadableArticleError, with the line, for front matter that cannot be
    parsed.
    """
    above = _ABOVE.match(text)
    start = above.end() if above else 0
    lines_before = text.count("\n", 0, start)
    try:
        found = _split(text[start:], bare)
    except BrokenError as error:
        raise UnreadableArticleError(
            f"{error.language} front matter is broken: {error}",
            line=error.line + lines_before,
            hint=_HINT,
        ) from error
    if found is None:
        return None
    notices = tuple(
        Notice(
            line=repeated.line + lines_before,
            message=f"{repeated.key}: stated more than once; the last one counts",
        )
        for repeated in found.repeated
    )
    return Split(found.front, found.body, notices)


def _split(text: str, bare: bool) -> "_Found | None":
    if text.startswith("----"):
        return _between_long_fences(text)
    if text.startswith("---"):
        fence = _FENCE.match(text)
        parse = LANGUAGES.get(fence["language"].lower()) if fence else None
        return _block(text, _YAML_BLOCK, parse, _UNCLOSED_YAML) if parse else None
    if text.startswith("+++"):
        return _block(text, _TOML_BLOCK, read_toml, _UNCLOSED_TOML)
    if text.startswith(";;;"):
        return _block(text, _JSON_BLOCK, read_json_members, _UNCLOSED_JSON)
    if text.startswith("{"):
        return _json(text)
    return _bare(text) if bare else None


def _between_long_fences(text: str) -> "_Found | None":
    match = _LONG_FENCES.match(text)
    if match is None or not _keys(match["block"]) & _KNOWN_KEYS:
        return None
    if match["above"] != match["below"]:
        raise BrokenError("YAML", f"no {match['above']} line ends it")
    front, repeated = read_yaml(match["block"])
    if not isinstance(front, dict):
        return None
    return _found(front, text[: match.end("block")], text[match.end() :], repeated)


def _keys(block: str) -> set[str]:
    return {key.lower() for key in _KEY.findall(block)}


class _Found(NamedTuple):
    """Front matter, the text behind it, and the keys it states again."""

    front: FrontMatter
    body: str
    repeated: list[Repeated]


def _block(
    text: str, pattern: re.Pattern[str], parse: Callable[[str], Parsed], unclosed: re.Pattern[str]
) -> _Found | None:
    match = pattern.match(text)
    if match is None and unclosed.match(text):
        language = {"-": "YAML", "+": "TOML"}.get(text[0], "JSON")
        raise BrokenError(language, f"no {text[:3]} line ends it")
    front, repeated = parse(match[1]) if match else (None, [])
    if match is None or not isinstance(front, dict):
        # Prose between two rules is a Markdown document that begins with a rule.
        return None
    return _found(front, text[: match.end(1)], text[match.end() :], repeated)


def _found(front: dict[object, object], block: str, body: str, repeated: list[Repeated]) -> _Found:
    lowered = {str(key).strip().lower(): value for key, value in front.items()}
    if len(lowered) < len(front):
        lines = block.split("\n")
        repeated = [*repeated, *again((str(key), line_of(str(key), lines)) for key in front)]
    return _Found(_merged(lowered), body, repeated)


def _merged(front: dict[str, object]) -> dict[str, object]:
    """Return *front* with what YAML's merge key (``<<: *defaults``) adds to it.

    Only here on top: merged without measure, maps of maps would have no end.
    """
    if _MERGE not in front:
        return front
    merged = front[_MERGE]
    maps = merged if isinstance(merged, list) else [merged]
    added: dict[str, object] = {}
    for each in maps:
        if isinstance(each, dict):
            added = {**{str(key).strip().lower(): each[key] for key in each}, **added}
    return {**added, **front}


def _bare(text: str) -> _Found | None:
    """Return front matter that has no opening line."""
    if match := _UNOPENED_JSON.match(text):
        front, repeated = read_json_members(match[1], lines_before=0)
        if isinstance(front, dict):
            return _found(front, match[1], text[match.end() :], repeated)
    if not _HEADER.match(text):
        return None
    if match := _UNOPENED_YAML.match(text):
        return _unopened_yaml(text, match)
    headers, end = _headers(text)
    keys = {key for key, _, _ in headers}
    if "title" not in keys or len(keys & _KNOWN_KEYS) < 2:
        return None
    repeated = list(again((key, line) for key, _, line in headers))
    return _Found({key: value for key, value, _ in headers}, text[end:].lstrip("\n"), repeated)


def _unopened_yaml(text: str, match: re.Match[str]) -> _Found | None:
    """Return what stands above the line that ends it, if it is no heading that Markdown underlines.

    A heading may begin with ``Title:`` too, but then has no second key and need not be YAML.
    """
    keys = _keys(match[1])
    if "title" not in keys:
        return None
    try:
        front, repeated = read_yaml(match[1], lines_before=0)
    except BrokenError:
        if len(keys & _KNOWN_KEYS) > 1:
            raise
        return None
    if not isinstance(front, dict):
        return None
    return _found(front, match[1], text[match.end() :], repeated)


def _headers(text: str) -> tuple[list[tuple[str, str, int]], int]:
    """Return the headers at the top, each a key, a value and a line, and where the text begins."""
    headers: list[tuple[str, str, int]] = []
    position, line = 0, 1
    while position < len(text):
        if match := _HEADER.match(text, position):
            headers.append((match["key"].lower(), match["value"].strip(), line))
        elif match := _HEADER_GOES_ON.match(text, position):
            key, value, first = headers[-1]
            headers[-1] = (key, f"{value} {match['value'].strip()}".strip(), first)
        else:
            break
        position, line = match.end(), line + 1
    return headers, position


def _json(text: str) -> _Found | None:
    try:
        front, end, repeated = decode_json(text)
    except BrokenError:
        if _BROKEN_JSON.match(text):
            raise
        return None  # prose may begin with a brace, as template tags do
    if not isinstance(front, dict):
        return None
    return _found(front, text[:end], text[end:].lstrip("\n"), repeated)
