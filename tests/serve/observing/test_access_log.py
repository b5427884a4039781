import json
import logging
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from feedsvc.serve.observing.access_lines import as_json
from feedsvc.serve.observing.access_log import AccessLog
from feedsvc.serve.observing.kinds import Kind
from tests.end_to_end.conftest import eventually
from tests.serve.observing.test_access_lines import EXCHANGE
from tests.serve.observing.test_metering import FORKS

# Notes so many requests, each by its number and with an agent of so many characters.
PROGRAM = """
import sys
from pathlib import Path
from feedsvc.serve.observing.access_lines import Exchange
from feedsvc.serve.observing.access_log import AccessLog
from feedsvc.serve.observing.kinds import Kind
name, file, number, length = sys.argv[1:]
log = AccessLog("json", Path(file) if file else None)
for at in range(int(number)):
    log.note(Exchange(0.0, name, "GET", f"/{at}", "HTTP/1.1", 200, 1, 0.1, "", "x" * int(length),
                      Kind.PAGE))
"""


def program(name: str, file: Path | str, number: int, length: int = 50) -> list[str]:
    return [sys.executable, "-c", PROGRAM, name, str(file), str(number), str(length)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "access.log"


@pytest.fixture
def noting(file: Path) -> Iterator[Callable[[str], None]]:
    """Notes a request for a target."""
    log = AccessLog("json", file)
    yield lambda target: log.note(EXCHANGE._replace(target=target))
    log.close()


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond *size*; what would fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def targets(file: Path) -> list[str]:
    text = file.read_text("ascii") if file.exists() else ""
    return [json.loads(line)["target"] for line in text.splitlines()]


def test_a_request_is_in_the_file_soon(file: Path, noting: Callable[[str], None]) -> None:
    noting("/a")

    eventually(lambda: targets(file) == ["/a"], "the line")


def test_off_notes_nothing(file: Path) -> None:
    log = AccessLog("off", file)

    log.note(EXCHANGE)
    log.close()

    assert not log.is_on
    assert not file.exists()


@pytest.mark.parametrize(("format", "start"), [("combined", "192.0.2.1 - - ["), ("json", "{")])
def test_closing_writes_what_waits_in_the_chosen_format(
    file: Path, format: str, start: str
) -> None:
    log = AccessLog(format, file)

    log.note(EXCHANGE)
    log.close()

    assert log.is_on
    assert file.read_text("ascii").startswith(start)


def test_a_log_that_was_closed_goes_on_with_the_next_request(file: Path) -> None:
    log = AccessLog("json", file)
    for target in ("/a", "/b"):
        log.note(EXCHANGE._replace(target=target))
        log.close()

    assert targets(file) == ["/a", "/b"]


def test_the_file_is_for_its_owner_and_group_alone(
    file: Path, noting: Callable[[str], None]
) -> None:
    noting("/a")

    eventually(file.exists, "the file")

    assert file.stat().st_mode & 0o007 == 0


def test_a_file_that_was_moved_away_is_begun_anew(
    file: Path, noting: Callable[[str], None]
) -> None:
    noting("/a")
    eventually(lambda: targets(file) == ["/a"], "the first line")
    moved = file.rename(file.with_suffix(".1"))

    noting("/b")

    eventually(lambda: targets(file) == ["/b"], "the second line")
    assert targets(moved) == ["/a"]


def test_processes_that_share_a_file_write_whole_lines_and_all_of_them_before_they_end(
    file: Path,
) -> None:
    names = ("a", "b", "c")

    processes = [subprocess.Popen(program(name, file, 5000)) for name in names]
    assert [process.wait() for process in processes] == [0, 0, 0]

    said = [json.loads(line) for line in file.read_text("ascii").splitlines()]
    by_name = {name: [each["target"] for each in said if each["client"] == name] for name in names}
    assert by_name == {name: [f"/{at}" for at in range(5000)] for name in names}


def test_processes_that_share_a_pipe_write_whole_lines() -> None:
    names = ("a", "b", "c")
    reader, writer = os.pipe()

    processes = [subprocess.Popen(program(name, "", 3000), stdout=writer) for name in names]
    os.close(writer)
    with os.fdopen(reader, encoding="ascii") as pipe:
        said = [json.loads(line) for line in pipe]

    assert [process.wait() for process in processes] == [0, 0, 0]
    assert len(said) == 9000


def test_a_reader_that_does_not_read_keeps_no_process_from_serving_or_ending() -> None:
    process = subprocess.Popen(program("a", "", 100_000), stdout=subprocess.PIPE)

    assert process.wait(timeout=30) == 0

    assert process.stdout
    process.stdout.close()


def test_a_reader_that_went_away_is_told_in_one_line() -> None:
    process = subprocess.Popen(
        program("a", "", 2000), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout
    process.stdout.close()

    _, said = process.communicate(timeout=30)

    assert process.returncode == 0
    assert said.decode().splitlines() == [
        "requests are missing in the access log, standard output: Broken pipe"
    ]


def test_a_file_that_cannot_be_opened_is_one_line_in_the_log_until_it_can(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    file = tmp_path / "folder" / "access.log"
    log = AccessLog("json", file)
    for target in ("/a", "/b", "/c"):
        log.note(EXCHANGE._replace(target=target))
        log.close()
    while_it_cannot = list(caplog.messages)

    file.parent.mkdir()
    log.note(EXCHANGE._replace(target="/d"))
    log.close()

    assert while_it_cannot == [
        f"requests are missing in the access log, {file}: No such file or directory"
    ]
    assert caplog.messages[1:] == ["access log goes on; 3 requests are missing in it"]
    assert targets(file) == ["/d"]


def test_a_disk_that_is_full_is_one_line_in_the_log_until_there_is_room(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.symlink_to("/dev/full")
    log = AccessLog("json", file)
    for _ in range(3):
        log.note(EXCHANGE)
        log.close()
    while_it_is_full = list(caplog.messages)

    file.unlink()
    log.note(EXCHANGE._replace(target="/d"))
    log.close()

    assert while_it_is_full == [
        f"requests are missing in the access log, {file}: No space left on device"
    ]
    assert caplog.messages[1:] == ["access log goes on; 3 requests are missing in it"]
    assert targets(file) == ["/d"]


def test_a_line_that_the_disk_kept_half_of_spoils_no_other(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = AccessLog("json", file)
    size = len(as_json(EXCHANGE))
    with largest_file(size + size // 2):
        for _ in range(2):
            log.note(EXCHANGE)
        log.close()

    log.note(EXCHANGE._replace(target="/d"))
    log.close()

    first, half, last = file.read_text("ascii").splitlines()
    assert json.loads(first)["target"] == EXCHANGE.target
    assert first.startswith(half)
    assert json.loads(last)["target"] == "/d"
    assert len(caplog.messages) == 2


def test_a_burst_takes_no_more_memory_than_there_is_for_it(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = AccessLog("json", file)
    long = EXCHANGE._replace(agent="x" * 1_000_000)

    for _ in range(30):
        log.note(long)
    log.close()
    log.note(EXCHANGE)
    log.close()

    lines = file.read_text("ascii").splitlines()
    (missing,) = re.findall(r"(\d+) requests are missing", caplog.messages[-1])
    assert caplog.messages[0].endswith(": they come faster than they can be written")
    assert 8 <= len(lines) < 31
    assert len(lines) + int(missing) == 31


@FORKS
def test_a_forked_process_notes_for_itself_and_nothing_twice(file: Path) -> None:
    log = AccessLog("json", file)
    log.note(EXCHANGE._replace(target="/parent"))

    child = os.fork()
    if child == 0:
        signal.alarm(20)
        log.note(EXCHANGE._replace(target="/child"))
        log.close()
        os._exit(0)
    os.waitpid(child, 0)
    log.close()

    assert sorted(targets(file)) == ["/child", "/parent"]


def test_every_kind_has_its_name_in_the_log(file: Path) -> None:
    log = AccessLog("json", file)

    for kind in Kind:
        log.note(EXCHANGE._replace(kind=kind))
    log.close()

    kinds = [json.loads(line)["kind"] for line in file.read_text("ascii").splitlines()]
    assert kinds[:4] == ["atom", "rss", "json", "page"]
    assert len(set(kinds)) == len(Kind)
