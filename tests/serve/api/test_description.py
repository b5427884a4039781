"""The description of the API is true, and its page shows all of it."""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

from feedsvc.serve.api import shapes
from feedsvc.serve.api.shapes import articles, feeds, runs, state, words
from tests.browsing import Visitor
from tests.conftest import Site
from tests.end_to_end.conftest import feedsvc_serve
from tests.serve.api.conftest import Api

MANUAL = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
ROOMS: tuple[ModuleType, ...] = (articles, feeds, runs, state, words)
SHAPES: dict[str, type[BaseModel]] = {
    "/runs": runs.Runs,
    "/runs/RUN": runs.Run,
    "/feeds": feeds.Feeds,
    "/feeds/all": feeds.Feed,
    "/feeds/all/entries": articles.Entries,
    "/feeds/all/decisions": feeds.Decisions,
    "/feeds/all/polls": feeds.PollDays,
    "/polls": feeds.Polls,
    "/articles": articles.Articles,
    "/articles/listen.md": articles.Article,
    "/articles/broken.md": articles.Article,
    "/health": state.Health,
    "/settings": state.Settings,
    "/audit": state.Audit,
    "/tokens": state.Tokens,
}


@pytest.fixture
def description(api: Api) -> dict[str, Any]:
    """The description, as anybody gets it while the API is on."""
    answer = api.client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    said: dict[str, Any] = answer.get_json()
    return said


def endpoints(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, endpoint in methods.items():
            yield method.upper(), path, endpoint


def references(said: Any) -> Iterator[str]:
    if isinstance(said, dict):
        yield from (each for name, each in said.items() if name == "$ref")
        for each in said.values():
            yield from references(each)
    elif isinstance(said, list):
        for each in said:
            yield from references(each)


def test_it_is_openapi_3_1_and_names_nothing_that_is_not_there(
    description: dict[str, Any],
) -> None:
    shapes = description["components"]["schemas"]

    assert description["openapi"].startswith("3.1.")
    named = {each.removeprefix("#/components/schemas/") for each in references(description)}
    assert named <= shapes.keys()
    ids = [endpoint["operationId"] for _, _, endpoint in endpoints(description)]
    assert len(set(ids)) == len(ids)


def test_every_endpoint_tells_what_it_needs_and_what_it_answers(
    description: dict[str, Any],
) -> None:
    for method, path, endpoint in endpoints(description):
        named = f"{method} {path}"
        assert endpoint["summary"], named
        assert endpoint["description"], named
        assert endpoint["security"], named
        assert {"400", "401", "403", "429", "503"} < endpoint["responses"].keys(), named
        assert f"`{named}`" in MANUAL


def test_every_endpoint_that_is_served_is_described(api: Api, description: dict[str, Any]) -> None:
    served = api("/runs", method="OPTIONS").headers["Allow"]
    described = {method for method, path, _ in endpoints(description) if path == "/api/v1/runs"}

    assert described | {"HEAD", "OPTIONS"} == set(served.split(", "))


def test_no_two_shapes_have_one_name() -> None:
    """They would be one in the description, whichever came last."""
    named: dict[str, type] = {}
    for room in ROOMS:
        for shape in vars(room).values():
            if inspect.isclass(shape) and issubclass(shape, BaseModel):
                for each in _named_in(shape):
                    assert named.setdefault(each.__name__, each) is each


def _named_in(shape: type[BaseModel]) -> Iterator[type]:
    yield shape
    for field in shape.model_fields.values():
        yield from _classes(field.annotation)


def _classes(annotation: Any) -> Iterator[type]:
    for each in getattr(annotation, "__args__", ()):
        yield from _classes(each)
    if inspect.isclass(annotation) and annotation.__module__.startswith("feedsvc"):
        yield annotation


def test_answers_are_just_what_their_shapes_say(api: Api) -> None:
    api.site.write("broken.md", "---\ntitle: [\n---\n")
    asked = api.post("/runs", {"scope": "everything"}).json
    assert asked is not None
    api.perform()
    api.post("/articles/listen.md/withdraw", {"reason": "a test"})
    api.perform()

    for path, shape in SHAPES.items():
        answer = api(path.replace("RUN", asked["id"]))
        assert answer.status_code == 200, path
        assert shape.model_validate(answer.json).model_dump(mode="json") == answer.json, path


def test_the_rooms_of_shapes_are_all_looked_at() -> None:
    folder = Path(inspect.getfile(shapes)).parent

    assert {Path(inspect.getfile(room)) for room in ROOMS} == {
        path for path in folder.glob("*.py") if path.name != "__init__.py"
    }


def test_the_description_is_sent_once(api: Api) -> None:
    first = api.client.get("/api/v1/openapi.json")
    again = api.client.get("/api/v1/openapi.json", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_the_page_shows_every_endpoint_and_every_shape(
    api: Api, description: dict[str, Any]
) -> None:
    page = api.client.get("/api/v1/docs").text

    for method, path, endpoint in endpoints(description):
        assert f'id="{endpoint["operationId"]}"' in page
        assert path in page, method
    for name in description["components"]["schemas"]:
        assert f'id="shape-{name}"' in page
    targets = {part.partition('"')[0] for part in page.split('href="#')[1:]}
    assert all(f'id="{target}"' in page for target in targets)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (400, True)])
def test_the_page_needs_nothing_from_elsewhere_and_no_script(
    newsroom: Site, visit: Callable[..., Visitor], width: int, dark: bool
) -> None:
    newsroom.token()
    with feedsvc_serve(newsroom, FEEDSVC_SERVER__WORKERS="1") as server:
        visitor = visit(server.url, width=width, dark=dark)
        answer = visitor.open("/api/v1/docs")

        assert answer.status == 200
        assert visitor.requested == [
            f"{server.url}/api/v1/docs",
            f"{server.url}/static/api.css",
        ]
        assert visitor.embedded == []
        assert visitor.width() <= width
        visitor.page.click("a[href='#start_run']")
        assert visitor.page.locator("#start_run").is_visible()
