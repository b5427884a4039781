"""The notations of front matter: YAML, TOML, JSON and plain JavaScript objects, read strictly."""

import json
import re
import tomllib
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

import yaml

from feedsvc.content.frontmatter import plain_yaml

_TOML_POSITION = re.compile(r"\(at line (\d+), column \d+\)")
# PyYAML composes nested nodes by recursion in C: some 20,000 levels end the process.
_DEEP_YAML = re.compile(r"^[ \t?:-]{500}", re.M)
_MAX_BRACKETS = 5000
# The time to read a dotted key of TOML grows with the square of its parts.
_LONG_TOML_KEY = re.compile(
    r"""(?<![\w.\"'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}"""
)
# Whoever repeats that many keys is told of the first.
_MOST_REPEATED = 20


class Repeated(NamedTuple):
    """A key that was there before; ``line`` counts from the first of front matter, as 1."""

    key: str
    line: int


class BrokenError(Exception):
    """Front matter that cannot be parsed; ``line`` counts from its first line, as 1."""

    def __init__(self, language: str, problem: object, line: int = 1) -> None:
        super().__init__(str(problem))
        self.language = language
        self.line = line


# What a parser makes of a block: whatever it holds, and the keys it states again.
Parsed = tuple[object, list[Repeated]]


class _Loader(yaml.CSafeLoader):
    """YAML in which only null, true and false are more than text.

    Version 1.1 guesses too much: 12:30:45 is a number to it, 010 is eight, ``no`` is false, 1.10
    is 1.1. Merge keys can make endless maps of short text. Tags for other types are errors.
    ``repeated`` takes the keys that a map has twice, with the line where each stands again.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.repeated: list[Repeated] = []

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, object]:
        mapping: dict[Hashable, object] = super().construct_mapping(node, deep=deep)
        if len(mapping) < len(node.value):
            keys = [(str(key.value), key.start_mark.line + 2) for key, _ in node.value]
            self.repeated += again(keys)
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


def read_yaml(block: str, lines_before: int = 1) -> Parsed:
    """Return what a block of YAML holds; *lines_before* it stands the line that opens it.

    Raises BrokenError, as the readers of all notations do.
    """
    if _DEEP_YAML.search(block) or block.count("[") + block.count("{") > _MAX_BRACKETS:
        raise BrokenError("YAML", "it is nested too deep")
    if plain := plain_yaml.read(block):
        return plain, []
    loader = _Loader(block)
    try:
        loaded: object = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        problem, line = _yaml_problem(error)
        raise BrokenError("YAML", problem, max(1, line - 1 + lines_before)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise BrokenError("YAML", error) from error
    finally:
        loader.dispose()
    told = loader.repeated[:_MOST_REPEATED]
    repeated = [Repeated(key, line - 1 + lines_before) for key, line in told]
    return ({} if loaded is None else loaded), repeated


def read_toml(block: str) -> Parsed:
    """Return what a block of TOML holds; it refuses repeated keys itself."""
    if _LONG_TOML_KEY.search(block):
        raise BrokenError("TOML", "a key has more than a hundred parts")
    try:
        return tomllib.loads(block, parse_float=str), []
    except (ValueError, RecursionError) as error:
        position = _TOML_POSITION.search(str(error))
        line = int(position[1]) + 1 if position else 1
        raise BrokenError("TOML", _TOML_POSITION.sub("", str(error)).strip(), line) from error


def read_json_members(block: str, lines_before: int = 1) -> Parsed:
    """Return the object whose members stand between the lines, with its braces or without."""
    text = "\n" * lines_before + block.rstrip()
    if not block.lstrip().startswith("{"):
        text = f"{{{text}}}"
    front, end, repeated = decode_json(text)
    if text[end:].strip():
        raise BrokenError("JSON", "something stands behind its end", text.count("\n", 0, end) + 1)
    return front, repeated


def _javascript(block: str) -> Parsed:
    """Return an object literal of plain values, which YAML reads as well; code is never run."""
    literal = block.strip().removeprefix("module.exports =").removesuffix(";")
    line = 1
    try:
        front, repeated = read_yaml(literal)
    except BrokenError as error:
        front, line = None, error.line
    if not isinstance(front, dict):
        problem = "it is more than an object of plain values, and feedsvc runs no code"
        raise BrokenError("JavaScript", problem, line)
    return front, repeated


def decode_json(text: str) -> tuple[object, int, list[Repeated]]:
    """Return what *text* begins with, where that ends, and the keys that it states again."""
    repeated: list[str] = []

    def an_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) < len(pairs) and len(repeated) < _MOST_REPEATED:
            repeated.extend(again.key for again in again((key, 0) for key, _ in pairs))
        return made

    decoder = json.JSONDecoder(parse_float=str, parse_int=str, object_pairs_hook=an_object)
    start = len(text) - len(text.lstrip())
    try:
        front, end = decoder.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise BrokenError("JSON", error.msg, error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise BrokenError("JSON", "nested too deep") from error
    lines = text[:end].lower().split("\n") if repeated else []
    return front, end, [Repeated(key, line_of(key, lines)) for key in repeated[:_MOST_REPEATED]]


def again(keys: Iterable[tuple[str, int]]) -> Iterator[Repeated]:
    """Yield the keys that were there before, in capitals or not."""
    seen: set[str] = set()
    for key, line in keys:
        name = key.strip().lower()
        if name in seen:
            yield Repeated(name, line)
        seen.add(name)


def line_of(key: str, lines: list[str]) -> int:
    """Return the last of *lines* that begins with *key*, as 1 for the first."""
    begins = re.compile(rf"[ \t{{,\"']*{re.escape(key)}[\"']?[ \t]*[:=]")
    return next((n for n in range(len(lines), 0, -1) if begins.match(lines[n - 1])), 1)


def _yaml_problem(error: yaml.MarkedYAMLError) -> tuple[str, int]:
    """Return what is wrong and on which line.

    An unclosed bracket or quote is noticed lines later; what helps is the line where it opens.
    """
    context = error.context or ""
    opened = "flow" in context or "quoted" in context
    mark = error.context_mark if opened and error.context_mark else error.problem_mark
    problem = f"{context}: {error.problem}" if opened else f"{error.problem}"
    return problem, mark.line + 2 if mark else 1


LANGUAGES: dict[str, Callable[[str], Parsed]] = {
    "": read_yaml,
    "yaml": read_yaml,
    "yml": read_yaml,
    "toml": read_toml,
    "json": read_json_members,
    "js": _javascript,
    "javascript": _javascript,
}
