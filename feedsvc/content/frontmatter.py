"""The block of YAML, TOML or JSON before the body."""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass

import yaml

from feedsvc.content.facts import FrontMatter
from feedsvc.errors import UnreadableArticleError

_BLANK_LINES = re.compile(r"(?:[ \t]*\n)+")
_YAML_BLOCK = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_TOML_BLOCK = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.S | re.M)
# What is front matter without a doubt, though its end is missing or it cannot be parsed.
_UNCLOSED_YAML = re.compile(r"---[ \t]*\n(?:[ \t]*\n|#.*\n)*[\w-]+[ \t]*:(?:\s|$)")
_UNCLOSED_TOML = re.compile(r"\+\+\+[ \t]*\n")
_BROKEN_JSON = re.compile(r'\{\s*"\w+"\s*:')
_TOML_POSITION = re.compile(r"\(at line (\d+), column \d+\)")
_HINT = "repair the front matter; quote values that hold ': ', '#' or brackets"
# PyYAML composes nested nodes by recursion in C: some 20,000 levels end the process.
_DEEP_YAML = re.compile(r"^[ \t?:-]{500}", re.M)
_MAX_BRACKETS = 5000


@dataclass(frozen=True, slots=True)
class Split:
    """A file's front matter, its keys in lower case, and its body."""

    front: FrontMatter
    body: str


class _Loader(yaml.CSafeLoader):
    """YAML in which only null, true and false are more than text.

    Version 1.1 guesses too much: 12:30:45 is a number to it, 010 is eight, ``no`` is false, 1.10
    is 1.1. Merge keys can make endless maps of short text. Tags for other types are errors.
    """


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


def split(text: str) -> Split | None:
    """Return the front matter and body of *text*, or None where it has no front matter.

    Raises UnreadableArticleError, with the line, for front matter that cannot be parsed.
    """
    blank = _BLANK_LINES.match(text)
    start = blank.end() if blank else 0
    lines_before = text.count("\n", 0, start)
    rest = text[start:]
    try:
        if rest.startswith("---"):
            return _block(rest, _YAML_BLOCK, _yaml, _UNCLOSED_YAML)
        if rest.startswith("+++"):
            return _block(rest, _TOML_BLOCK, _toml, _UNCLOSED_TOML)
        return _json(rest) if rest.startswith("{") else None
    except _BrokenError as error:
        raise UnreadableArticleError(
            f"{error.language} front matter is broken: {error}",
            line=error.line + lines_before,
            hint=_HINT,
        ) from error


class _BrokenError(Exception):
    """Front matter that cannot be parsed; ``line`` counts from its first line, as 1."""

    def __init__(self, language: str, problem: object, line: int = 1) -> None:
        super().__init__(str(problem))
        self.language = language
        self.line = line


def _block(
    text: str, pattern: re.Pattern[str], parse: Callable[[str], object], unclosed: re.Pattern[str]
) -> Split | None:
    match = pattern.match(text)
    if match is None and unclosed.match(text):
        raise _BrokenError("YAML" if text[0] == "-" else "TOML", f"no {text[:3]} line ends it")
    front = parse(match[1]) if match else None
    if match is None or not isinstance(front, dict):
        # Prose between two rules is a Markdown document that begins with a rule.
        return None
    return Split(_lowered(front), text[match.end() :])


def _lowered(front: dict[object, object]) -> FrontMatter:
    return {str(key).strip().lower(): value for key, value in front.items()}


def _yaml(block: str) -> object:
    if _DEEP_YAML.search(block) or block.count("[") + block.count("{") > _MAX_BRACKETS:
        raise _BrokenError("YAML", "it is nested too deep")
    try:
        loaded: object = yaml.load(block, _Loader)  # noqa: S506 (a safe loader, narrowed)
    except yaml.MarkedYAMLError as error:
        raise _BrokenError("YAML", *_yaml_problem(error)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _BrokenError("YAML", error) from error
    return {} if loaded is None else loaded


def _yaml_problem(error: yaml.MarkedYAMLError) -> tuple[str, int]:
    """Return what is wrong and on which line.

    An unclosed bracket or quote is noticed lines later; what helps is the line where it opens.
    """
    context = error.context or ""
    opened = "flow" in context or "quoted" in context
    mark = error.context_mark if opened and error.context_mark else error.problem_mark
    problem = f"{context}: {error.problem}" if opened else f"{error.problem}"
    return problem, mark.line + 2 if mark else 1


def _toml(block: str) -> object:
    try:
        return tomllib.loads(block, parse_float=str)
    except (ValueError, RecursionError) as error:
        position = _TOML_POSITION.search(str(error))
        line = int(position[1]) + 1 if position else 1
        raise _BrokenError("TOML", _TOML_POSITION.sub("", str(error)).strip(), line) from error


def _json(text: str) -> Split | None:
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    try:
        front, end = decoder.raw_decode(text)
    except (ValueError, RecursionError) as error:
        if _BROKEN_JSON.match(text):
            line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
            problem = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
            raise _BrokenError("JSON", problem, line) from error
        return None  # prose may begin with a brace, as template tags do
    return Split(_lowered(front), text[end:].lstrip("\n"))
