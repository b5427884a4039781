"""Documents follow the schemas of their formats, as other programs check them."""

import json
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree
from referencing import Registry, Resource

from tests.judges.sites import BASE, Judged

pytestmark = pytest.mark.slow

OURS = Path(__file__).parent / "schemas"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
Program = Callable[[str], str]
Find = Callable[[str], Path]


@pytest.fixture
def jing(program: Program) -> Callable[[Path, Iterable[Path]], list[str]]:
    """Return what jing says against documents by a schema in RELAX NG."""

    def run(schema: Path, documents: Iterable[Path]) -> list[str]:
        compact = ["-c"] if schema.suffix == ".rnc" else []
        command = [program("jing"), *compact, str(schema), *map(str, documents)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        said = ended.stdout.splitlines()
        assert ended.returncode == bool(said), ended.stderr
        return said

    return run


Jing = Callable[[Path, Iterable[Path]], list[str]]


def test_atom_follows_the_schema_of_rfc_4287(
    judged: Judged, jing: Jing, schema_of_others: Find
) -> None:
    assert jing(schema_of_others("atom.rng"), judged.documents(".atom")) == []


def test_atom_says_what_we_always_say(judged: Judged, jing: Jing) -> None:
    assert jing(OURS / "atom.rnc", judged.documents(".atom")) == []


def test_json_feed_says_what_we_always_say_in_the_formats_of_its_fields(judged: Judged) -> None:
    kind = jsonschema.Draft202012Validator
    schema = json.loads((OURS / "jsonfeed.schema.json").read_text("utf-8"))

    said = complaints(kind(schema, format_checker=kind.FORMAT_CHECKER), judged.documents(".json"))

    assert {"uri", "date-time"} <= set(kind.FORMAT_CHECKER.checkers)
    assert list(said) == []


def test_json_feed_follows_the_schema_of_the_schema_store(
    judged: Judged, schema_of_others: Find
) -> None:
    def load(address: str) -> Any:
        name = address.rsplit("/", 1)[-1].removesuffix(".json")
        return json.loads(schema_of_others(f"{name}.json").read_text("utf-8"))

    def retrieve(address: str) -> Resource[Any]:
        return Resource.from_contents(load(address))

    kind = jsonschema.Draft7Validator
    store: Registry[Any] = Registry(retrieve=retrieve)  # type: ignore[call-arg]
    validator = kind(load("feed"), registry=store, format_checker=kind.FORMAT_CHECKER)

    assert list(complaints(validator, judged.documents(".json"))) == []


def test_the_list_of_feeds_is_opml(judged: Judged, jing: Jing, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_bytes(judged.served("/feeds.opml"))

    assert jing(OURS / "opml.rnc", [file]) == []


def test_the_list_of_feeds_follows_a_schema_of_others(
    judged: Judged, jing: Jing, schema_of_others: Find, tmp_path: Path
) -> None:
    file = tmp_path / "feeds.opml"
    file.write_bytes(judged.served("/feeds.opml"))

    assert jing(schema_of_others("opml.rng"), [file]) == []


def test_the_sitemaps_are_as_the_protocol_and_news_readers_want_them(
    judged: Judged, jing: Jing, tmp_path: Path
) -> None:
    files = []
    for path, body in sitemaps(judged):
        file = tmp_path / path.strip("/").replace("/", "-")
        file.write_bytes(body)
        files.append(file)

    assert len(files) >= 2
    assert jing(OURS / "sitemap.rnc", files) == []


def test_the_sitemaps_follow_the_schema_of_the_protocol(
    judged: Judged, schema_of_others: Find
) -> None:
    said = {}
    for path, body in sitemaps(judged):
        document = etree.fromstring(body)
        if len(document):  # where nothing is new there is no story, which the schema forbids
            index = document.tag == f"{SITEMAP}sitemapindex"
            schema = schema_of_others("siteindex.xsd" if index else "sitemap.xsd")
            for story in list(document.iterfind("*/{*}news")):
                parent = story.getparent()
                assert parent is not None
                parent.remove(story)
            judge = etree.XMLSchema(file=str(schema))
            if not judge.validate(document):
                said[path] = str(judge.error_log)

    assert said == {}


def sitemaps(judged: Judged) -> Iterator[tuple[str, bytes]]:
    """Yield both sitemaps, and the parts of one that is an index."""
    for path in ("/sitemap.xml", "/news-sitemap.xml"):
        body = judged.served(path)
        yield path, body
        for part in etree.fromstring(body).iterfind(f"{SITEMAP}sitemap/{SITEMAP}loc"):
            address = (part.text or "").removeprefix(BASE)
            yield address, judged.served(address)


def complaints(validator: Any, documents: Iterable[Path]) -> Iterator[str]:
    """Yield what a validator says against documents in JSON."""
    for document in documents:
        for error in validator.iter_errors(json.loads(document.read_text("utf-8"))):
            yield f"{document.name}: {error.json_path}: {error.message:.200}"
