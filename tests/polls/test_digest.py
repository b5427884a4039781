"""Whatever clients send comes to a tally that can be written, and holds none of it."""

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from feedsvc.polls.tally import MOST_READERS, Tally, from_json, to_json
from feedsvc.serve.observing.poll_digest import digest
from feedsvc.serve.observing.poll_rows import LONGEST_AGENT, Key, Rows

TODAY = date(2026, 3, 12)
SALT = bytes(range(32))
SAID = st.none() | st.binary(max_size=2000) | st.text(max_size=2000)
PATHS = st.sampled_from(["all.atom", "tag/tea.rss", "section/a/b.json"]) | st.text(max_size=50)


@given(st.lists(st.tuples(PATHS, st.integers(100, 599), st.text(max_size=60), SAID, SAID)))
@example([("all.atom", 200, "", b"\xff, \x00", b"\xff 7 subscribers \x00")])
@example([("all.atom", 200, "192.0.2.1", "[::1]:80", "x" * 2000)])
def test_whatever_is_sent_makes_a_tally_that_comes_back_from_its_file(keys: list[Key]) -> None:
    rows, tally = Rows(1000), Tally(TODAY)
    for key in keys:
        rows[key][0] += 1

    digest(tally, rows, salt=SALT, proxies=1, now=7)

    assert from_json(to_json(tally)) == tally


def test_who_makes_up_readers_and_ids_takes_bounded_room() -> None:
    rows, tally = Rows(10_000), Tally(TODAY)
    for number in range(5000):
        agent = f"Made-{number}/1 (feed-id={number}; 99999999 subscribers)".encode()
        rows["all.atom", 200, "192.0.2.1", None, agent][0] += 1

    digest(tally, rows, salt=SALT, proxies=0, now=7)

    assert len(tally.stated) == MOST_READERS
    assert len(to_json(tally)) < 20_000


def test_readers_that_say_no_name_are_added_up_and_not_taken_for_each_other() -> None:
    rows, tally = Rows(1000), Tally(TODAY)
    for agent in ("X 11 subscribers", "X 12 subscribers", "Ünïcode/1.0 (5 subscribers)"):
        rows["all.atom", 200, "192.0.2.1", None, agent.encode()][0] += 1

    digest(tally, rows, salt=SALT, proxies=0, now=7)

    assert sorted(each.subscribers for each in tally.stated.values()) == [5, 12]
    assert "X" not in str(tally.stated)


def test_of_a_long_text_its_begin_counts_once() -> None:
    rows = Rows(1000)

    for _ in range(2):
        rows["all.atom", 200, "192.0.2.1", None, b"x" * 5000][0] += 1

    ((key, row),) = rows.items()
    assert key[4] == b"x" * LONGEST_AGENT
    assert row == [2, 0]


def test_more_clients_than_are_told_apart_count_all_the_same() -> None:
    rows, tally = Rows(10), Tally(TODAY)

    for number in range(100):
        row = rows["all.atom", 304, f"192.0.2.{number}", None, b"Reader/1"]
        row[0] += 1
    digest(tally, rows, salt=SALT, proxies=0, now=7)

    assert len(rows) == 11
    (asked,) = tally.asked.values()
    assert (asked.requests, asked.unchanged) == (100, 100)
    assert len(tally.clients["all"]) == 10
