"""The block of YAML, TOML, JSON or plain headers before the body."""

import json
import re
import tomllib
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from feedsvc.content import metadata
from feedsvc.content.facts import FrontMatter
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Notice

_BLANK_LINES = re.compile(r"(?:[ \t]*\n)+")
# Eleventy names the language behind the opening line.
_FENCE = re.compile(r"---[ \t]*(?P<language>\w*)[ \t]*\n")
_YAML_BLOCK = re.compile(r"---[ \t]*\w*[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_TOML_BLOCK = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.S | re.M)
_JSON_BLOCK = re.compile(r";;;[ \t]*\n(.*?)^;;;[ \t]*(?:\n|\Z)", re.S | re.M)
# Keys, their indented or listed values and remarks, without a blank line up to the fence below:
# YAML as Hexo may have it.
_UNOPENED_YAML = re.compile(
    r"((?:[A-Za-z][\w-]*[ \t]*:(?!\S).*\n|(?:[ \t]+\S|- |#).*\n)+)---[ \t]*(?:\n|\Z)"
)
_UNOPENED_JSON = re.compile(r'("\w+"[ \t]*:.*?)^;;;[ \t]*(?:\n|\Z)', re.S | re.M)
_HEADER = re.compile(r"(?P<key>[A-Za-z][\w-]*)[ \t]*:(?:[ \t]+|(?=\n|\Z))(?P<value>.*)(?:\n|\Z)")
_HEADER_GOES_ON = re.compile(r"(?: {4}|\t)[ \t]*(?P<value>\S.*)(?:\n|\Z)")
_KNOWN_KEYS = {key for keys in metadata.KEYS.values() for key in keys}
# What is front matter without a doubt, though its end is missing or it cannot be parsed.
_UNCLOSED_YAML = re.compile(r"---[ \t]*\w*[ \t]*\n(?:[ \t]*\n|#.*\n)*[\w-]+[ \t]*:(?:\s|$)")
_UNCLOSED_TOML = re.compile(r"\+\+\+[ \t]*\n")
_UNCLOSED_JSON = re.compile(r';;;[ \t]*\n\s*\{?\s*"\w+"\s*:')
_BROKEN_JSON = re.compile(r'\{\s*"\w+"\s*:')
_TOML_POSITION = re.compile(r"\(at line (\d+), column \d+\)")
_HINT = "repair the front matter; quote values that hold ': ', '#' or brackets"
# PyYAML composes nested nodes by recursion in C: some 20,000 levels end the process.
_DEEP_YAML = re.compile(r"^[ \t?:-]{500}", re.M)
_MAX_BRACKETS = 5000


@dataclass(frozen=True, slots=True)
class Split:
    """A file's front matter, its keys in lower case, its body, and what was odd between them."""

    front: FrontMatter
    body: str
    notices: tuple[Notice, ...] = ()


class _Loader(yaml.CSafeLoader):
    """YAML in which only null, true and false are more than text.

    Version 1.1 guesses too much: 12:30:45 is a number to it, 010 is eight, ``no`` is false, 1.10
    is 1.1. Merge keys can make endless maps of short text. Tags for other types are errors.
    ``repeated`` takes the keys that a map has twice, with the line where each stands again.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeated: list[_Repeated] = []

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, object]:
        mapping: dict[Hashable, object] = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            keys = [(str(key.value), key.start_mark.line + 2) for key, _ in node.value]
            self.repeated += _again(keys)
        return mapping


def _truth(loader: _Loader, node: yaml.ScalarNode) -> bool:
    return str(loader.construct_scalar(node)).lower() == "true"


_PLAIN_TAGS = {"null", "str", "seq", "map"}
_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"(?:~|null|Null|NULL|)\Z"), ["~", "n", "N", ""]
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), list("tTfF")
)
_Loader.yaml_constructors = {
    tag: construct
    for tag, construct in yaml.SafeLoader.yaml_constructors.items()
    if tag is None or tag.rpartition(":")[2] in _PLAIN_TAGS
}
_Loader.add_constructor("tag:yaml.org,2002:bool", _truth)


def split(text: str, *, bare: bool = False) -> Split | None:
    """Return the front matter and body of *text*, or None where it has no front matter.

    *bare* allows the forms without an opening line: headers as Pelican has them, and YAML or JSON
    as Hexo has it. Raises UnreadableArticleError, with the line, for front matter that cannot be
    parsed.
    """
    blank = _BLANK_LINES.match(text)
    start = blank.end() if blank else 0
    lines_before = text.count("\n", 0, start)
    try:
        found = _split(text[start:], bare)
    except _BrokenError as error:
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
    if text.startswith("---"):
        fence = _FENCE.match(text)
        parse = _LANGUAGES.get(fence["language"].lower()) if fence else None
        return _block(text, _YAML_BLOCK, parse, _UNCLOSED_YAML) if parse else None
    if text.startswith("+++"):
        return _block(text, _TOML_BLOCK, _toml, _UNCLOSED_TOML)
    if text.startswith(";;;"):
        return _block(text, _JSON_BLOCK, _json_members, _UNCLOSED_JSON)
    if text.startswith("{"):
        return _json(text)
    return _bare(text) if bare else None


class _Repeated(NamedTuple):
    """A key that was there before; ``line`` counts from the first of front matter, as 1."""

    key: str
    line: int


class _Found(NamedTuple):
    """Front matter, the text behind it, and the keys it states again."""

    front: FrontMatter
    body: str
    repeated: list[_Repeated]


# What a parser makes of a block: whatever it holds, and the keys it states again.
_Parsed = tuple[object, list[_Repeated]]


class _BrokenError(Exception):
    """Front matter that cannot be parsed; ``line`` counts from its first line, as 1."""

    def __init__(self, language: str, problem: object, line: int = 1) -> None:
        super().__init__(str(problem))
        self.language = language
        self.line = line


def _block(
    text: str, pattern: re.Pattern[str], parse: Callable[[str], _Parsed], unclosed: re.Pattern[str]
) -> _Found | None:
    match = pattern.match(text)
    if match is None and unclosed.match(text):
        language = {"-": "YAML", "+": "TOML"}.get(text[0], "JSON")
        raise _BrokenError(language, f"no {text[:3]} line ends it")
    front, repeated = parse(match[1]) if match else (None, [])
    if match is None or not isinstance(front, dict):
        # Prose between two rules is a Markdown document that begins with a rule.
        return None
    return _found(front, text[: match.end(1)], text[match.end() :], repeated)


def _found(front: dict[object, object], block: str, body: str, repeated: list[_Repeated]) -> _Found:
    lowered = {str(key).strip().lower(): value for key, value in front.items()}
    if len(lowered) < len(front):
        lines = block.split("\n")
        repeated = [*repeated, *_again((str(key), _line_of(str(key), lines)) for key in front)]
    return _Found(lowered, body, repeated)


def _line_of(key: str, lines: list[str]) -> int:
    """Return the last of *lines* that begins with *key*, as 1 for the first."""
    begins = re.compile(rf"[ \t{{,\"']*{re.escape(key)}[\"']?[ \t]*[:=]")
    return next((n for n in range(len(lines), 0, -1) if begins.match(lines[n - 1])), 1)


def _again(keys: Iterable[tuple[str, int]]) -> Iterator[_Repeated]:
    """Yield the keys that were there before, in capitals or not."""
    seen: set[str] = set()
    for key, line in keys:
        name = key.strip().lower()
        if name in seen:
            yield _Repeated(name, line)
        seen.add(name)


def _bare(text: str) -> _Found | None:
    """Return front matter that has no opening line."""
    if match := _UNOPENED_JSON.match(text):
        front, repeated = _json_members(match[1], lines_before=0)
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
    repeated = list(_again((key, line) for key, _, line in headers))
    return _Found({key: value for key, value, _ in headers}, text[end:].lstrip("\n"), repeated)


def _unopened_yaml(text: str, match: re.Match[str]) -> _Found | None:
    """Return what stands above the line that ends it, if it is no heading that Markdown underlines.

    A heading may begin with ``Title:`` too, but then has no second key and need not be YAML.
    """
    keys = {key.lower() for key in re.findall(r"^([A-Za-z][\w-]*)[ \t]*:", match[1], re.M)}
    if "title" not in keys:
        return None
    try:
        front, repeated = _yaml(match[1], lines_before=0)
    except _BrokenError:
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


def _yaml(block: str, lines_before: int = 1) -> _Parsed:
    if _DEEP_YAML.search(block) or block.count("[") + block.count("{") > _MAX_BRACKETS:
        raise _BrokenError("YAML", "it is nested too deep")
    loader = _Loader(block)
    try:
        loaded: object = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        problem, line = _yaml_problem(error)
        raise _BrokenError("YAML", problem, max(1, line - 1 + lines_before)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _BrokenError("YAML", error) from error
    finally:
        loader.dispose()
    repeated = [_Repeated(key, line - 1 + lines_before) for key, line in loader.repeated]
    return ({} if loaded is None else loaded), repeated


def _javascript(block: str) -> _Parsed:
    """Return an object literal of plain values, which YAML reads as well; code is never run."""
    literal = block.strip().removeprefix("module.exports =").removesuffix(";")
    line = 1
    try:
        front, repeated = _yaml(literal)
    except _BrokenError as error:
        front, line = None, error.line
    if not isinstance(front, dict):
        problem = "it is more than an object of plain values, and feedsvc runs no code"
        raise _BrokenError("JavaScript", problem, line)
    return front, repeated


def _yaml_problem(error: yaml.MarkedYAMLError) -> tuple[str, int]:
    """Return what is wrong and on which line.

    An unclosed bracket or quote is noticed lines later; what helps is the line where it opens.
    """
    context = error.context or ""
    opened = "flow" in context or "quoted" in context
    mark = error.context_mark if opened and error.context_mark else error.problem_mark
    problem = f"{context}: {error.problem}" if opened else f"{error.problem}"
    return problem, mark.line + 2 if mark else 1


def _toml(block: str) -> _Parsed:
    try:
        return tomllib.loads(block, parse_float=str), []
    except (ValueError, RecursionError) as error:
        position = _TOML_POSITION.search(str(error))
        line = int(position[1]) + 1 if position else 1
        raise _BrokenError("TOML", _TOML_POSITION.sub("", str(error)).strip(), line) from error


def _json(text: str) -> _Found | None:
    try:
        front, end, repeated = _decode_json(text)
    except _BrokenError:
        if _BROKEN_JSON.match(text):
            raise
        return None  # prose may begin with a brace, as template tags do
    if not isinstance(front, dict):
        return None
    return _found(front, text[:end], text[end:].lstrip("\n"), repeated)


def _json_members(block: str, lines_before: int = 1) -> _Parsed:
    """Return the object whose members stand between the lines, with its braces or without."""
    text = "\n" * lines_before + block.rstrip()
    if not block.lstrip().startswith("{"):
        text = f"{{{text}}}"
    front, end, repeated = _decode_json(text)
    if text[end:].strip():
        raise _BrokenError("JSON", "something stands behind its end", text.count("\n", 0, end) + 1)
    return front, repeated


def _decode_json(text: str) -> tuple[object, int, list[_Repeated]]:
    """Return what *text* begins with, where that ends, and the keys that it states again."""
    repeated: list[str] = []

    def an_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) < len(pairs):
            repeated.extend(again.key for again in _again((key, 0) for key, _ in pairs))
        return made

    decoder = json.JSONDecoder(parse_float=str, parse_int=str, object_pairs_hook=an_object)
    start = len(text) - len(text.lstrip())
    try:
        front, end = decoder.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise _BrokenError("JSON", error.msg, error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise _BrokenError("JSON", "nested too deep") from error
    lines = text[:end].lower().split("\n") if repeated else []
    return front, end, [_Repeated(key, _line_of(key, lines)) for key in repeated]


_LANGUAGES: dict[str, Callable[[str], _Parsed]] = {
    "": _yaml,
    "yaml": _yaml,
    "yml": _yaml,
    "toml": _toml,
    "json": _json_members,
    "js": _javascript,
    "javascript": _javascript,
}
