"""The description of the API as a page for people: no script, and nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import render_template
from werkzeug.wrappers import Response

from feedsvc.serve.api.blueprint import SECURITY, api
from feedsvc.serve.api.describing import description
from feedsvc.serve.current import address, private_address, services

_SHAPES = "#/components/schemas/"
_Schema = Mapping[str, Any]
_ORDER = ("runs", "feeds", "articles", "service", "tokens")


@dataclass(frozen=True, slots=True)
class Type:
    """What a value may be: words, and the shape that they name in between, if any."""

    before: str
    shape: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A parameter, or a member of a shape."""

    name: str
    place: str
    type: Type
    required: bool
    note: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An answer that an endpoint may give."""

    status: str
    about: str
    media_type: str
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint, as people read of it."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    parameters: tuple[Member, ...]
    outcomes: tuple[Outcome, ...]
    example: str


@api.get("/docs", doc_ui=False)
def show_manual() -> Response:
    """Answer with the manual of the API."""
    said = description()
    page = render_template(
        "api/manual.html",
        info=said["info"],
        static=urlsplit(address("/static")).path,
        description_url=private_address("/api/v1/openapi.json"),
        groups=[
            (tag, tuple(_endpoints(said, tag["name"])))
            for tag in sorted(said["tags"], key=lambda tag: _ORDER.index(tag["name"]))
        ],
        shapes=[
            (name, shape.get("description", ""), shape.get("enum", ()), _members(shape))
            for name, shape in sorted(said["components"]["schemas"].items())
        ],
    )
    response = Response(page, content_type="text/html; charset=utf-8")
    response.cache_control.no_cache = True
    return response


def type_of(schema: _Schema) -> Type:
    """Return what a value of this schema may be."""
    if found := schema.get("$ref"):
        return Type("", found.removeprefix(_SHAPES))
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return _either([type_of(each) for each in choices])
    if "enum" in schema:
        return Type(", ".join(map(str, schema["enum"])))
    match schema.get("type"):
        case "array":
            return _prefixed("list of ", type_of(schema.get("items", {})))
        case "object" if schema.get("additionalProperties"):
            return _prefixed("by name, ", type_of(schema["additionalProperties"]))
        case "string":
            return Type(schema.get("format", "string"))
        case None:
            return Type("anything")
        case other:
            return Type(str(other))


def _either(types: list[Type]) -> Type:
    """Return the one or the other; of several shapes, only the first one has a link."""
    shape = next((each for each in types if each.shape), Type(""))
    others = [f"{each.before}{each.shape}{each.after}" for each in types if each is not shape]
    if not shape.shape:
        return Type(" or ".join(others))
    return Type(shape.before, shape.shape, shape.after + "".join(f" or {each}" for each in others))


def _prefixed(words: str, of: Type) -> Type:
    return Type(words + of.before, of.shape, of.after)


def _endpoints(said: _Schema, tag: str) -> Iterator[Endpoint]:
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                yield _endpoint(said, path, method.upper(), operation)


def _endpoint(said: _Schema, path: str, method: str, operation: _Schema) -> Endpoint:
    parameters = [
        Member(
            name=each["name"],
            place=each["in"],
            type=type_of(each["schema"]),
            required=each.get("required", False),
            note=_noted(each["schema"]),
            about=each.get("description", ""),
        )
        for each in operation.get("parameters", ())
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        shape = said["components"]["schemas"][type_of(body["schema"]).shape]
        parameters += _members(shape, place="body")
    return Endpoint(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        about=operation["description"],
        scope=operation["security"][0][SECURITY][0],
        parameters=tuple(parameters),
        outcomes=tuple(
            Outcome(
                status=status,
                about=each["description"],
                media_type=next(iter(each.get("content", {})), ""),
                type=_told(each),
            )
            for status, each in sorted(operation["responses"].items())
        ),
        example=_example(method, path, body is not None),
    )


def _told(answer: _Schema) -> Type:
    content = next(iter(answer.get("content", {}).values()), None)
    return type_of(content["schema"]) if content else Type("")


def _members(shape: _Schema, *, place: str = "") -> tuple[Member, ...]:
    return tuple(
        Member(
            name=name,
            place=place,
            type=type_of(each),
            required=name in shape.get("required", ()),
            note=_noted(each),
            about=each.get("description", ""),
        )
        for name, each in shape.get("properties", {}).items()
    )


def _noted(schema: _Schema) -> str:
    found, example = schema.get("default"), schema.get("example")
    said = [] if found in (None, "", []) else [f"default {found}".lower()]
    return ", ".join([*said, *([f"such as {example}"] if example else [])])


def _example(method: str, path: str, has_body: bool) -> str:
    lines = ["curl -H 'Authorization: Bearer TOKEN'"]
    if method != "GET":
        lines.append(f"-X {method}")
    if has_body:
        lines.append("-H 'Content-Type: application/json' -d '{…}'")
    return " \\\n  ".join((*lines, f"'{_host()}{private_address(path)}'"))


def _host() -> str:
    """Return what the address of an example begins with, if it is a path alone."""
    private = services().settings.server.private
    return f"http://{private}" if private else ""
