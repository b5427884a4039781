"""``feedsvc check --feeds``: folders, files and web addresses, ours and anybody's."""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from feedsvc.cli import cli
from feedsvc.errors import StorageError
from feedsvc.model import Format
from feedsvc.validity import MOST_BYTES
from tests.conftest import SAMPLES, Site
from tests.validity.documents import ATOM, GOOD, JSON, RSS

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
GOLDEN = Path(__file__).parent.parent / "golden" / "render"


@pytest.fixture(autouse=True)
def _clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run in a folder without settings, and let no option outlive its test."""
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    for name in list(os.environ):
        if name.startswith("FEEDSVC_") or name.lower().endswith("_proxy"):
            del os.environ[name]
    yield
    os.environ.clear()
    os.environ.update(before)


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["check", "--feeds", *map(str, arguments)])


def found(result: Result) -> dict[str, int]:
    return {each["code"]: each["count"] for each in json.loads(result.stdout)["faults"]}


def test_golden_documents_have_no_fault() -> None:
    documents = [path for path in GOLDEN.iterdir() if path.suffix in (".atom", ".rss", ".json")]

    result = check(*documents)

    assert f"{len(documents)} documents checked, 0 errors" in result.stdout
    assert result.exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(folder, id=folder.name)
        for folder in (EXAMPLES, *sorted(SAMPLES.glob("*/")))
        if folder.is_dir()
    ],
)
def test_what_is_built_has_no_error(content: Path, tmp_path: Path) -> None:
    place = ("--content", str(content), "--output", str(tmp_path / "feeds"))
    assert CliRunner().invoke(cli, ["build", *place]).exit_code == 0

    result = check("--json", "--output", tmp_path / "feeds")

    said = json.loads(result.stdout)
    assert [fault for fault in said["faults"] if fault["level"] == "error"] == []
    assert said["documents"] >= 3
    assert result.exit_code == 0


def test_faults_are_grouped_by_kind_with_place_and_count(tmp_path: Path) -> None:
    bad = ATOM.replace("<title>一</title>", "<title/>").replace(' href="', ' href="//x', 1)
    (tmp_path / "sub").mkdir()
    (tmp_path / "bad.atom").write_text(bad)
    (tmp_path / "sub" / "good.xml").write_text(RSS)
    (tmp_path / "sub" / "sitemap.xml").write_text("<urlset/>")
    (tmp_path / "sub" / ".unfinished.atom").write_text("<")

    result = check(tmp_path)

    line = bad[: bad.index("<title/>")].count("\n") + 1
    assert f"{tmp_path}/bad.atom:{line}: error empty: title is empty; " in result.stdout
    assert "[urn:uuid:1225c695" in result.stdout
    assert "empty (1 error in 1 document)" in result.stdout
    assert "2 documents checked, 1 error, 1 warning\n" in result.stdout
    assert result.exit_code == 6


def test_warnings_count_on_demand(tmp_path: Path) -> None:
    file = tmp_path / "feed.rss"
    file.write_text(RSS.replace("<guid>https://news.example/articles/first</guid>", ""))

    assert (check(file).exit_code, check("--strict", file).exit_code) == (0, 6)


@pytest.mark.parametrize("format", Format, ids=str)
def test_a_file_is_told_by_its_beginning(format: Format, tmp_path: Path) -> None:
    file = tmp_path / "saved"
    file.write_text(GOOD[format])

    assert found(check("--json", file)) == {}


def test_what_is_no_feed_is_said_to_be_none(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("<!doctype html><title>x</title>")

    assert found(check("--json", file)) == {"not-a-feed": 1}


def test_documents_of_a_folder_are_held_against_each_other(tmp_path: Path) -> None:
    (tmp_path / "all.json").write_text(JSON)
    (tmp_path / "all.rss").write_text(RSS)

    codes = found(check("--json", tmp_path))

    assert codes == {"broken-link": 1, "different-entries": 1}


def test_a_feed_cannot_send_commands_to_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_text(JSON.replace('"id":"2"', '"id":"\\u001b]0;x\\u0007","url":"\\u009b2J"'))

    result = check(file)

    assert "\\x1b]0;x" in result.stdout
    assert not {"\x1b", "\x9b", "\x07"} & set(result.stdout)


def test_a_link_or_device_in_a_folder_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.atom")
    (tmp_path / "b.atom").symlink_to("/etc/passwd")
    (tmp_path / "c.json").write_text(JSON.replace("next_url", "_next"))

    result = check("--json", tmp_path)

    assert json.loads(result.stdout)["documents"] == 1


@pytest.mark.parametrize("name", ["nothing-here", "empty"])
def test_a_place_without_feeds_is_an_error_of_storage(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    result = check(tmp_path / name)

    assert isinstance(result.exception, StorageError)
    assert name in str(result.exception)


def test_articles_are_checked_one_folder_at_a_time(site: Site) -> None:
    result = CliRunner().invoke(cli, ["check", str(site.content), str(site.content)])

    assert result.exit_code == 2
    assert "--feeds" in result.stderr


class Publisher(ThreadingHTTPServer):
    """Somebody's web server, which answers a path as *answers* say."""

    answers: dict[str, tuple[int, dict[str, str], bytes]]
    asked: list[dict[str, str]]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class _Answer(BaseHTTPRequestHandler):
    server: Publisher

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers))
        status, fields, body = self.server.answers[self.path]
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):  # whoever asked has read enough
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    server = Publisher(("127.0.0.1", 0), _Answer)
    server.answers, server.asked = {}, []
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_feed_on_the_web_is_fetched_and_checked(publisher: Publisher) -> None:
    publisher.answers = {
        "/old": (301, {"Location": "/feed"}, b""),
        "/feed": (200, {}, RSS.replace("<ttl>5", "<ttl>x").encode()),
    }

    assert found(check("--json", publisher.url("/old"))) == {"bad-number": 1}
    assert [asked["User-Agent"] for asked in publisher.asked] == ["feedsvc"] * 2


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param((404, {}, b""), id="not there"),
        pytest.param((302, {"Location": "/feed"}, b""), id="redirects without end"),
        pytest.param((302, {"Location": "ftp://127.0.0.1:9/"}, b""), id="off the web"),
        pytest.param((302, {"Location": "file:///etc/passwd"}, b""), id="into a file"),
        pytest.param(
            (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(10_000_000))), id="a gzip bomb"
        ),
    ],
)
def test_what_cannot_be_fetched_is_unreachable_and_others_go_on(
    answer: tuple[int, dict[str, str], bytes], publisher: Publisher, tmp_path: Path
) -> None:
    publisher.answers = {"/feed": answer}
    (tmp_path / "good.json").write_text(JSON)

    result = check("--json", publisher.url("/feed"), tmp_path / "good.json")

    assert found(result) == {"unreachable": 1}
    assert json.loads(result.stdout)["documents"] == 2
    assert len(publisher.asked) <= 7


def test_nobody_answering_is_unreachable() -> None:
    assert found(check("--json", "http://127.0.0.1:9/feed")) == {"unreachable": 1}
    assert found(check("--json", "gopher://127.0.0.1:9/feed")) == {"unreachable": 1}


def test_an_endless_answer_is_too_large(publisher: Publisher) -> None:
    publisher.answers = {"/feed": (200, {}, b"<feed>" + b" " * (MOST_BYTES + 5_000_000))}

    assert found(check("--json", publisher.url("/feed"))) == {"too-large": 1}
