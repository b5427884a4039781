"""The benchmarks measure what they say. How fast anything is, no test promises."""

import gzip
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from lxml import etree

from benchmarks import checking, corpus, report, sessions
from benchmarks.building import Builds
from benchmarks.checking import Written
from benchmarks.processes import ProgramError, Usage, free_port, run, started
from benchmarks.serving import checking as answers
from benchmarks.serving import connections, counting, documents, load, site
from benchmarks.serving import report as serving_report
from benchmarks.serving.client import wait_until_served
from benchmarks.serving.load import Load
from benchmarks.serving.rounds import Sample

ROOT = Path(__file__).parent.parent


def texts(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*.md")}


def test_the_same_articles_come_out_every_time(tmp_path: Path) -> None:
    for name in ("one", "other"):
        corpus.write(tmp_path / name, 20)

    assert texts(tmp_path / "one") == texts(tmp_path / "other")


def test_a_larger_corpus_begins_with_the_smaller_one(tmp_path: Path) -> None:
    small = corpus.write(tmp_path / "small", 10)
    large = corpus.write(tmp_path / "large", 20)

    assert len(small) == 10
    assert texts(tmp_path / "small").items() <= texts(tmp_path / "large").items()
    assert [file.name for file in small] == [file.name for file in large[:10]]


def test_feeds_and_entries_are_counted_in_all_formats(tmp_path: Path) -> None:
    (tmp_path / "a.rss").write_text("<rss><channel><item/><item/></channel></rss>")
    (tmp_path / "a.atom").write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry/><entry/></feed>'
    )
    (tmp_path / "a.json").write_text('{"items": [{}, {}]}')

    written = checking.count(tmp_path)

    assert written == Written(formats=3, feeds=1, entries=2)


@pytest.mark.parametrize("broken", ["<rss><channel>", "<html/>", "<rss><channel/></rss>"])
def test_an_output_that_cannot_be_compared_is_refused(tmp_path: Path, broken: str) -> None:
    (tmp_path / "a.json").write_text('{"items": [{}, {}]}')
    (tmp_path / "a.xml").write_text(broken)

    with pytest.raises(ProgramError):
        checking.count(tmp_path)


def test_a_ratio_is_the_median_of_the_ratios_of_neighbours() -> None:
    ours = Builds([Usage(1, 1, 1), Usage(8, 2, 1), Usage(2, 3, 1)], written=Written(3, 5, 9))
    theirs = Builds([Usage(2, 4, 2), Usage(2, 4, 2), Usage(8, 4, 2)], written=Written(2, 5, 9))
    waits = {"feedsvc": [0.1, 0.3, 0.2], "Hugo": [1.0]}

    section = report.markdown(
        [report.Result(1000, {"feedsvc": ours, "Hugo": theirs}, waits)], ["a machine"]
    )

    assert "| 0.50 | 0.50 | 0.50 |" in section
    assert "| 3 | 200 ms | 300 ms | 300 ms |" in section


def test_results_replace_only_what_stands_between_the_markers(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text((ROOT / "docs" / "performance.md").read_text("utf-8"), "utf-8")
    before, *_, after = page.read_text("utf-8").split("<!-- results:")

    for section in ("old", "new"):
        report.write(page, section)

    text = page.read_text("utf-8")
    assert text.startswith(before)
    assert text.endswith(after)
    assert "new" in text.removeprefix(before)
    assert "\nold\n" not in text


WRK = """Running 5s test @ http://127.0.0.1:8000/feeds/all.rss
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.06ms    2.15ms  21.33ms   89.77%
    Req/Sec   145.06k    12.31k  160.10k    78.00%
  Latency Distribution
     50%  102.00us
     75%    1.10ms
     90%    3.20ms
     99%    1.25s
  721580 requests in 5.10s, 189.10MB read
"""


def test_what_wrk_prints_is_understood_in_all_its_units() -> None:
    found = load.parsed(f"{WRK}Requests/sec: 141490.20\nTransfer/sec:     37.08MB\n")

    assert found == Load(141490.2, 0.000102, 1.25, 721580, 0)


def test_errors_that_wrk_saw_are_counted() -> None:
    errors = "  Socket errors: connect 0, read 2, write 1, timeout 3\n"
    refusals = "  Non-2xx or 3xx responses: 10\n"

    found = load.parsed(f"{WRK}{errors}{refusals}Requests/sec: 141490.20\n")

    assert found.errors == 16


def test_a_server_that_answers_nothing_is_no_fast_server() -> None:
    with pytest.raises(ProgramError, match="no request"):
        load.parsed(WRK.replace("721580 requests", "0 requests"))


FEED = b"<rss>" + b"<item>text</item>" * 50 + b"</rss>"


class Answering(BaseHTTPRequestHandler):
    """Answers with the feed as it should; subclasses do one thing wrong."""

    protocol_version = "HTTP/1.1"
    plain: ClassVar[bytes] = FEED
    packed: ClassVar[bytes] = gzip.compress(FEED)
    coding: ClassVar[str] = "gzip"
    unchanged: ClassVar[int] = 304

    def do_GET(self) -> None:
        known = self.headers["If-None-Match"] == '"1"'
        packed = self.headers["Accept-Encoding"] == "gzip"
        body = b"" if known else self.packed if packed else self.plain
        self.send_response(self.unchanged if known else 200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", self.coding)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def test_a_server_that_answers_rightly_is_asked_in_three_ways() -> None:
    with listening(Answering) as port:
        kinds = answers.requests(port, site.URL, FEED)

    assert kinds == {
        "304": {"If-None-Match": '"1"'},
        "gzip 200": {"Accept-Encoding": "gzip"},
        "identity 200": {},
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"plain": FEED[:-1]}, "another document"),
        ({"packed": gzip.compress(FEED[:-1])}, "another document in gzip"),
        ({"packed": FEED}, "broken gzip"),
        ({"coding": "identity"}, "Content-Encoding identity"),
        ({"unchanged": 200}, "If-None-Match: status 200"),
    ],
)
def test_a_server_that_answers_wrongly_is_not_measured(wrong: dict[str, object], said: str) -> None:
    with (
        listening(type("Wrong", (Answering,), wrong)) as port,
        pytest.raises(ProgramError, match=said),
    ):
        answers.requests(port, site.URL, FEED)


def test_a_document_of_another_program_must_have_as_many_entries() -> None:
    others = FEED.replace(b"text", b"texts")
    fewer = others.replace(b"<item>texts</item>", b"", 1)
    same = {"plain": others, "packed": gzip.compress(others)}

    with listening(type("Same", (Answering,), same)) as port:
        answers.requests(port, site.URL, FEED, exact=False)

    with (
        listening(type("Fewer", (Answering,), {"plain": fewer})) as port,
        pytest.raises(ProgramError, match="another document"),
    ):
        answers.requests(port, site.URL, FEED, exact=False)


def test_requests_are_compared_round_by_round() -> None:
    def runs(*rates: float) -> dict[str, list[Sample]]:
        return {"304": [Sample(Load(rate, 0.001, rate / 1e6, 9, 1), 0.00002) for rate in rates]}

    samples = {"nginx": runs(1000, 4000, 2000), "feedsvc serve": runs(900, 1000, 4000)}

    section = serving_report.requests(samples, ["a machine"])

    assert "| 304 | nginx | 2,000 |  | 0.90 | 1.00 ms | 2.00 ms |  | 20 µs | 3 |" in section
    assert "| 304 | feedsvc serve | 1,000 | 0.90 |  | 1.00 ms | 1.00 ms | 0.90 |" in section


def test_counting_is_compared_with_a_server_without_round_by_round() -> None:
    def runs(*pairs: tuple[float, float]) -> list[Sample]:
        return [Sample(Load(rate, 0.001, 0.002, 9, 0), cpu) for rate, cpu in pairs]

    found = {
        counting.WITH: runs((100, 11e-6), (200, 21e-6), (100, 12e-6)),
        counting.WITHOUT: runs((110, 10e-6), (210, 20e-6), (100, 10e-6)),
        counting.AGAIN: runs((110, 10e-6), (210, 20e-6), (100, 10e-6)),
    }

    section = serving_report.counting(found, ["a machine"])

    rows = section.splitlines()[-3:]
    assert rows == [
        "| counting | 100 | 12.00 µs | 1.100 (1.050 to 1.200) | 1.050 (1.000 to 1.100) |",
        "| without | 110 | 10.00 µs |  |  |",
        "| without, another one | 110 | 10.00 µs | 1.000 (1.000 to 1.000) | "
        "1.000 (1.000 to 1.000) |",
    ]


TWO_PROCESSES = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = str(os.getpid()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
os.fork()
server.serve_forever()
"""


@pytest.mark.slow
def test_each_process_of_a_server_can_be_asked(tmp_path: Path) -> None:
    port = free_port()
    with started([sys.executable, "-c", TWO_PROCESSES, str(port)], tmp_path) as running:
        wait_until_served(running, port, "/", timeout=30)
        leader = running.process.pid

        clients = connections.to_each(leader, port, "/", 2)

        answered = {process: int(client.get("/").body) for process, client in clients.items()}
        assert answered == {process: process for process in sessions.members(leader)}
        for client in clients.values():
            client.close()


@pytest.mark.slow
def test_many_documents_are_like_real_ones_and_all_different(tmp_path: Path) -> None:
    built = site.make(tmp_path / "site", site.ENTRIES, timeout=300)

    paths = documents.write(built, 20, timeout=300)

    bodies = {(built.output / path).read_bytes() for path in paths}
    assert len(bodies) == 20
    for body in (built.body, *bodies):
        assert 80_000 < len(body) < 120_000
        assert 3 < len(body) / len(gzip.compress(body)) < 10
        assert len(etree.fromstring(body).findall("channel/item")) == 50


@pytest.mark.slow
def test_a_run_counts_what_child_processes_use(tmp_path: Path) -> None:
    child = "import time; held = b'x' * 80_000_000; time.sleep(0.5); sum(range(5_000_000))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    usage = run([sys.executable, "-c", parent], tmp_path, timeout=60)

    assert usage.memory > 80_000_000
    assert usage.cpu > 0.03


@pytest.mark.slow
def test_a_program_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    parent = (
        "import os, subprocess; print(os.getpid(), flush=True); subprocess.run(['sleep', '60'])"
    )

    with pytest.raises(ProgramError, match="longer than 1 s"):
        run([sys.executable, "-c", parent], tmp_path, timeout=1)

    leader = int((tmp_path / "output.log").read_text())
    deadline = time.monotonic() + 10
    while sessions.memory(leader) and time.monotonic() < deadline:
        time.sleep(0.05)  # what is killed is gone a moment later
    assert sessions.memory(leader) == 0


@pytest.mark.slow
def test_all_is_measured_and_written_to_the_page(tmp_path: Path) -> None:
    page, scratch = tmp_path / "page.md", tmp_path / "scratch"
    page.write_text("# Page\n\n<!-- results: begin -->\n<!-- results: end -->\n\nEnd.\n", "utf-8")
    scratch.mkdir()
    options = ["--articles", "8,16", "--rounds", "1", "--saves", "4", "--peers", "feedgen"]
    place = ["--scratch", str(scratch), "--write", str(page)]

    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks", *options, *place],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert ended.returncode == 0, ended.stderr
    text = page.read_text("utf-8")
    assert ended.stdout.strip() in text
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| 16 | ")]
    assert [row[1] for row in rows[:2]] == ["feedsvc", "feedgen loop"]
    assert rows[0][3:5] == rows[1][3:5]
    assert text.endswith("\n\nEnd.\n")
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
def test_serving_is_measured_and_written_to_the_page(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    page, scratch = tmp_path / "page.md", tmp_path / "scratch"
    page.write_text((ROOT / "docs" / "performance.md").read_text("utf-8"), "utf-8")
    scratch.mkdir()
    assert program("nginx")
    assert program("wrk")
    sizes = ["--rounds", "1", "--seconds", "1", "--documents", "40", "--articles", "8"]
    options = [*sizes, "--starts", "1", "--servers", "nginx"]
    place = ["--scratch", str(scratch), "--write", str(page)]

    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.serving", *options, *place],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )

    assert ended.returncode == 0, ended.stderr
    text = page.read_text("utf-8")
    rows = [line.split(" | ") for line in ended.stdout.splitlines() if line.startswith("| ")]
    assert all(" | ".join(row) in text for row in rows)
    servers = [row[:2] for row in rows if row[1] in ("nginx", "feedsvc serve")]
    assert servers == [
        [f"| {kind}", name]
        for kind in ("304", "gzip 200", "identity 200")
        for name in ("nginx", "feedsvc serve")
    ]
    assert [row[0] for row in rows if row[1] == "2"] == [
        "| the start",
        "| each document in gzip",
        "| a 304 of each",
        "| a 304 of each to four other readers",
    ]
    assert "| 8 | 1 | " in text
    assert "| counting | " in text
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
def test_pages_are_measured_and_written_to_the_page(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    page, scratch = tmp_path / "page.md", tmp_path / "scratch"
    page.write_text((ROOT / "docs" / "performance.md").read_text("utf-8"), "utf-8")
    scratch.mkdir()
    assert program("nginx")
    options = ["--articles", "60", "--changes", "1", "--requests", "2"]
    place = ["--scratch", str(scratch), "--write", str(page)]

    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.pages", *options, *place],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )

    assert ended.returncode == 0, ended.stderr
    text = page.read_text("utf-8")
    rows = [line.split(" | ") for line in ended.stdout.splitlines() if line.startswith("| ")]
    assert all(" | ".join(row) in text for row in rows)
    names = [row[0].removeprefix("| ") for row in rows[1:]]
    assert {"home", "directory", "search", "feed of a tag", "article", "not found"} <= set(names)
    assert {len(row) for row in rows} == {8}
    assert list(scratch.iterdir()) == []
