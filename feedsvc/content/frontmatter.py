"""The block of YAML, TOML or JSON before the body, and what its keys say."""

import json
import re
import tomllib
from dataclasses import dataclass
from typing import Any

import yaml

from feedsvc.content.facts import FrontMatter
from feedsvc.errors import UnreadableArticleError

_YAML_BLOCK = re.compile(r"---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_TOML_BLOCK = re.compile(r"\+\+\+[ \t]*\n(.*?)(?:^|\n)\+\+\+[ \t]*(?:\n|\Z)", re.S)
_TOML_POSITION = re.compile(r"\(at line (\d+), column \d+\)")
_HINT = "repair the front matter; quote values that hold ': ', '#' or brackets"


@dataclass(frozen=True, slots=True)
class Split:
    """A file's front matter and its body, which begins on line ``body_line``."""

    front: FrontMatter
    body: str
    body_line: int


class _Loader(yaml.CSafeLoader):
    """YAML without the guesses of version 1.1 that turn words and dates into something else."""


def _without_guesses(resolvers: dict[str, Any]) -> dict[str, Any]:
    """Keep null, float and merge; dates stay text, and only true and false are booleans."""
    dropped = {f"tag:yaml.org,2002:{kind}" for kind in ("timestamp", "bool", "int")}
    return {
        first: [(tag, pattern) for tag, pattern in pairs if tag not in dropped]
        for first, pairs in resolvers.items()
    }


_Loader.yaml_implicit_resolvers = _without_guesses(yaml.SafeLoader.yaml_implicit_resolvers)
# YAML 1.2 core schema, 10.3.2, less octal: 12:30:45 and 010 are text, no and off are words.
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"true|True|TRUE|false|False|FALSE"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z"), list("-+0123456789")
)


def split(text: str) -> Split | None:
    """Return the front matter and body of *text*, or None where it has no front matter.

    Raises UnreadableArticleError, with the line, for front matter that cannot be parsed.
    """
    if text.startswith("---"):
        return _block(text, _YAML_BLOCK, _yaml)
    if text.startswith("+++"):
        return _block(text, _TOML_BLOCK, _toml)
    if text.startswith("{"):
        return _json(text)
    return None


def _block(text: str, pattern: re.Pattern[str], parse: Any) -> Split | None:
    match = pattern.match(text)
    if match is None:
        return None
    front = parse(match[1])
    if not isinstance(front, dict):
        # Prose between two rules is a Markdown document that begins with a rule.
        return None
    return Split({str(key).strip().lower(): value for key, value in front.items()},
                 text[match.end() :], text.count("\n", 0, match.end()) + 1)  # fmt: skip


def _yaml(block: str) -> object:
    try:
        loaded: object = yaml.load(block, _Loader)  # noqa: S506 (a safe loader, narrowed)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 2 if mark is not None else 1
        raise UnreadableArticleError(
            f"YAML front matter is broken: {problem}", line=line, hint=_HINT
        ) from error
    except (RecursionError, ValueError) as error:
        raise UnreadableArticleError(
            f"YAML front matter is broken: {error}", line=1, hint=_HINT
        ) from error
    return {} if loaded is None else loaded


def _toml(block: str) -> object:
    try:
        return tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        position = _TOML_POSITION.search(str(error))
        line = int(position[1]) + 1 if position else 1
        problem = _TOML_POSITION.sub("", str(error)).strip()
        raise UnreadableArticleError(
            f"TOML front matter is broken: {problem}", line=line, hint=_HINT
        ) from error


def _json(text: str) -> Split | None:
    try:
        front, end = json.JSONDecoder().raw_decode(text)
    except (json.JSONDecodeError, RecursionError):
        return None  # prose may begin with a brace, as template tags do
    if not isinstance(front, dict):
        return None
    return Split({key.strip().lower(): value for key, value in front.items()},
                 text[end:].lstrip("\n"), text.count("\n", 0, end) + 2)  # fmt: skip
