"""What web processes count, and what they write of it."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feedsvc.polls.files import TallyFiles
from feedsvc.polls.tally import WHOLE_SITE, Asked, Document, Tally
from feedsvc.serve.observing.polling import PollMeter

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC).timestamp()
MINIFLUX = "Mozilla/5.0 (compatible; Miniflux/2.2.3; +https://miniflux.app)"
FEEDLY = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 134 subscribers; )"
ATOM = Document("all", "atom")


def metering(folder: Path, *, zone: tzinfo = UTC, proxies: int = 0) -> PollMeter:
    """Return a meter that writes nothing by itself: its clock would be the real one."""
    return PollMeter(folder, zone=zone, proxies=proxies, seconds=3600)


@pytest.fixture
def meter(tmp_path: Path) -> PollMeter:
    return metering(tmp_path)


def count(
    meter: PollMeter,
    path: str = "all.atom",
    *,
    status: int = 200,
    sent: int = 10,
    remote: str = "192.0.2.1",
    forwarded: str | None = None,
    agent: str | None = MINIFLUX,
) -> None:
    meter.count(path, status, sent, remote, forwarded, agent)


def left(meter: PollMeter, folder: Path, now: float = NOON) -> list[Tally]:
    """Return what is left to the publisher, which takes it away."""
    meter.flush(now)
    files = TallyFiles(folder)
    found = files.read(files.names())
    files.remove(found)
    return list(found.values())


def test_requests_unchanged_ones_and_bytes_are_counted(meter: PollMeter, tmp_path: Path) -> None:
    count(meter, sent=1000)
    count(meter, status=304, sent=0)
    count(meter, "tag/tea.rss", status=206, sent=5)

    (tally,) = left(meter, tmp_path)

    assert tally.day == date(2026, 3, 12)
    assert tally.asked == {ATOM: Asked(2, 1, 1000), Document("tag/tea", "rss"): Asked(1, 0, 5)}


def test_what_is_no_answer_with_a_feed_is_not_counted(meter: PollMeter, tmp_path: Path) -> None:
    count(meter, status=410)
    count(meter, status=412)
    count(meter, status=429)
    count(meter, "archive/all/2026-03.atom")
    count(meter, "no feed at all")

    assert left(meter, tmp_path) == []


def test_a_client_is_counted_once_for_each_feed_and_once_for_all(
    meter: PollMeter, tmp_path: Path
) -> None:
    for path in ("all.atom", "all.rss", "all.atom", "tag/tea.json"):
        count(meter, path)
    count(meter, remote="192.0.2.2")

    (tally,) = left(meter, tmp_path)

    numbers = {feed: len(seen) for feed, seen in tally.clients.items()}
    assert numbers == {"all": 2, "tag/tea": 1, WHOLE_SITE: 2}


def test_hosted_readers_and_robots_are_no_clients(meter: PollMeter, tmp_path: Path) -> None:
    count(meter, agent=FEEDLY)
    count(meter, agent="Googlebot/2.1")

    (tally,) = left(meter, tmp_path)

    assert not tally.clients
    (stated,) = tally.stated.items()
    assert (stated[0].reader, stated[1].subscribers) == ("Feedly", 134)


def test_an_address_counts_as_proxies_of_ours_saw_it(tmp_path: Path) -> None:
    meter = metering(tmp_path, proxies=1)
    for forged in ("203.0.113.1", "203.0.113.2"):
        count(meter, forwarded=f"{forged}, 198.51.100.7")

    (tally,) = left(meter, tmp_path)

    assert len(tally.clients["all"]) == 1


def test_without_proxies_of_ours_nobody_counts_as_many_by_writing_addresses(
    meter: PollMeter, tmp_path: Path
) -> None:
    for number in range(50):
        count(meter, forwarded=f"198.51.100.{number}")

    (tally,) = left(meter, tmp_path)

    assert len(tally.clients["all"]) == 1


def test_neither_address_nor_user_agent_is_in_any_file(meter: PollMeter, tmp_path: Path) -> None:
    count(meter, agent="Private/1.0 (ann@example.org)", remote="198.51.100.77")
    count(meter, agent="Hidden (feed-id=ann-smith; 5 subscribers)", remote="198.51.100.78")
    meter.flush(NOON)

    for path in tmp_path.iterdir():
        data = path.read_bytes()
        for text in (b"198.51", b"Private", b"ann", b"Hidden"):
            assert text not in data, path


def test_hashes_of_the_same_client_on_two_days_have_nothing_in_common(
    meter: PollMeter, tmp_path: Path
) -> None:
    count(meter)
    (first,) = left(meter, tmp_path)
    count(meter)
    (second,) = left(meter, tmp_path, NOON + 86_400)

    assert first.clients["all"].isdisjoint(second.clients["all"])
    assert [path.name for path in tmp_path.iterdir()] == ["salt-2026-03-13"]


def test_two_processes_see_the_same_client_as_one(tmp_path: Path) -> None:
    tallies = []
    for _ in range(2):
        meter = metering(tmp_path)
        count(meter)
        tallies += left(meter, tmp_path)

    assert tallies[0].clients == tallies[1].clients


def test_a_day_is_one_of_the_site(tmp_path: Path) -> None:
    meter = metering(tmp_path, zone=ZoneInfo("Asia/Shanghai"))
    count(meter)
    (before,) = left(meter, tmp_path, datetime(2026, 3, 12, 15, 59, 59, tzinfo=UTC).timestamp())
    count(meter)
    (after,) = left(meter, tmp_path, datetime(2026, 3, 12, 16, 0, 0, tzinfo=UTC).timestamp())

    assert (before.day, after.day) == (date(2026, 3, 12), date(2026, 3, 13))


def test_a_clock_that_goes_back_a_day_loses_nothing(meter: PollMeter, tmp_path: Path) -> None:
    found = []
    for now in (NOON, NOON - 86_400, NOON):
        count(meter)
        found += left(meter, tmp_path, now)

    assert [tally.day.day for tally in found] == [12, 11, 12]
    assert all(tally.asked == {ATOM: Asked(1, 0, 10)} for tally in found)


def test_while_nobody_adds_up_counts_wait_in_memory_and_of_old_days_in_files(
    meter: PollMeter, tmp_path: Path
) -> None:
    files = TallyFiles(tmp_path)
    other = Tally(date(2026, 3, 12))
    other.ask(ATOM, Asked(1, 0, 0))
    while files.has_room:
        files.put(other)
    for _ in range(3):
        count(meter)
        meter.flush(NOON)
    assert len(files.names()) == 256

    tallies = left(meter, tmp_path, NOON + 86_400)

    mine = [tally for tally in tallies if tally != other]
    assert [tally.asked for tally in mine] == [{ATOM: Asked(3, 0, 30)}]


def test_a_folder_that_cannot_be_written_costs_counts_and_one_line_in_the_log(
    as_nobody: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = as_nobody / "polls"
    folder.mkdir(mode=0o500)
    meter = metering(folder)

    for _ in range(3):
        count(meter)
        meter.flush(NOON)
    folder.chmod(0o700)
    count(meter)

    assert len([line for line in caplog.records if "cannot be counted" in line.message]) == 1
    assert [tally.asked[ATOM].requests for tally in left(meter, folder)] == [1]


def test_the_thread_that_counts_without_a_lock_hands_in_what_it_has(
    meter: PollMeter, tmp_path: Path
) -> None:
    for _ in range(5):
        meter.rows_of_loop["all.atom", 304, "192.0.2.1", None, MINIFLUX.encode()][0] += 1
    count(meter)

    meter.hand_in()
    (tally,) = left(meter, tmp_path)
    meter.close()

    assert tally.asked == {ATOM: Asked(6, 5, 10)}
    assert len(tally.clients["all"]) == 1


def test_threads_that_count_at_once_lose_nothing(meter: PollMeter, tmp_path: Path) -> None:
    def work(number: int) -> None:
        for turn in range(500):
            count(meter, remote=f"192.0.2.{number}")
            if turn % 100 == 0:
                meter.flush(NOON)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))

    tallies = left(meter, tmp_path)
    assert sum(tally.asked[ATOM].requests for tally in tallies) == 4000
    meter.close()


def test_endless_clients_take_bounded_room_and_all_their_requests_count(
    meter: PollMeter, tmp_path: Path
) -> None:
    for number in range(30_000):
        count(meter, agent=f"{number}{'x' * 5000}")

    assert len(meter._rows) <= 10_001
    assert max(len(str(agent)) for *_, agent in meter._rows) == 300
    (tally,) = left(meter, tmp_path)
    assert tally.asked[ATOM].requests == 30_000
    meter.close()


def test_what_was_counted_is_left_at_the_end(meter: PollMeter, tmp_path: Path) -> None:
    count(meter)

    meter.close()

    files = TallyFiles(tmp_path)
    (tally,) = files.read(files.names()).values()
    assert tally.asked == {ATOM: Asked(1, 0, 10)}


def test_a_forked_process_counts_for_itself_alone(meter: PollMeter, tmp_path: Path) -> None:
    count(meter)
    child = os.fork()
    if not child:
        count(meter, "tag/tea.rss")
        meter.flush(NOON)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0

    tallies = left(meter, tmp_path)

    assert sorted(document.feed for tally in tallies for document in tally.asked) == [
        "all",
        "tag/tea",
    ]
    meter.close()
