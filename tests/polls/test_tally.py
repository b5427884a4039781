from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.polls.clients import MOST, RANGE, smallest
from feedsvc.polls.tally import (
    MOST_HASHES,
    MOST_READERS,
    WHOLE_SITE,
    Asked,
    Document,
    Stated,
    Subscription,
    Tally,
    from_json,
    to_json,
)

TODAY = date(2026, 3, 12)
FEEDS = st.sampled_from(["all", "section/culture/tea", "tag/x-1", "author/ann", "saved/week"])
NUMBERS = st.integers(0, 10**12)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    tally = Tally(TODAY)
    for feed, extension, requests, unchanged, sent in draw(
        st.lists(st.tuples(FEEDS, st.sampled_from(["atom", "rss"]), NUMBERS, NUMBERS, NUMBERS))
    ):
        tally.ask(Document(feed, extension), Asked(requests + unchanged, unchanged, sent))
    for feed, reader, id_, at, number in draw(
        st.lists(st.tuples(FEEDS, st.text(max_size=40), st.text(max_size=64), NUMBERS, NUMBERS))
    ):
        tally.state(Subscription(feed, reader, id_), Stated(at, number))
    for feed, hashes in draw(
        st.lists(st.tuples(FEEDS | st.just(WHOLE_SITE), st.sets(st.integers(0, RANGE - 1))))
    ):
        tally.see(feed, hashes)
    return tally


@given(tallies())
def test_a_tally_comes_back_from_its_file_as_it_was(tally: Tally) -> None:
    assert from_json(to_json(tally)) == tally


@given(tallies(), tallies())
def test_two_tallies_add_up_whichever_comes_first(one: Tally, other: Tally) -> None:
    here, there = from_json(to_json(one)), from_json(to_json(other))

    here.add(other)
    there.add(one)

    assert (here.asked, here.stated, here.clients) == (there.asked, there.stated, there.clients)


@given(st.binary(max_size=200))
def test_no_file_of_other_bytes_is_a_tally(data: bytes) -> None:
    with pytest.raises(ValueError):
        from_json(data)


@pytest.mark.parametrize(
    ("known", "damaged"),
    [
        ('"all"', '"nonsense/all"'),
        ('"all"', '"section/../../x"'),
        ('"atom"', '"exe"'),
        ("[3,1,5]", "[3,-1,5]"),
        ("[3,1,5]", "[1,3,5]"),
        ("[3,1,5]", "[3,1,99999999999999999999]"),
        ('"2026-03-12"', '"2026-02-30"'),
        ('"stated"', '"other"'),
    ],
)
def test_a_file_that_makes_no_sense_is_no_tally(known: str, damaged: str) -> None:
    tally = Tally(TODAY)
    tally.ask(Document("all", "atom"), Asked(3, 1, 5))
    text = to_json(tally).decode()
    assert known in text

    with pytest.raises(ValueError):
        from_json(text.replace(known, damaged).encode())


def test_the_newest_number_of_a_subscription_counts() -> None:
    tally = Tally(TODAY)
    subscription = Subscription("all", "Feedly", ".atom")

    for at, number in ((10, 5), (30, 7), (20, 6)):
        tally.state(subscription, Stated(at, number))

    assert tally.stated == {subscription: Stated(30, 7)}


def test_made_up_readers_take_no_more_room_than_a_hundred() -> None:
    tally = Tally(TODAY)

    for number in range(1000):
        tally.state(Subscription("all", f"Reader {number}", "x"), Stated(1, 1))
    tally.state(Subscription("tag/x", "Feedly", "x"), Stated(1, 1))

    assert len(tally.stated) == MOST_READERS + 1


def test_any_number_of_clients_takes_bounded_room() -> None:
    tally = Tally(TODAY)
    step = 40_503

    for number in range(20_000):
        tally.see("all", [number * step % RANGE])

    assert len(tally.clients["all"]) <= 2 * MOST
    everything = smallest(number * step % RANGE for number in range(20_000))
    assert list(smallest(tally.clients["all"])) == list(everything)


def test_made_up_clients_of_many_feeds_take_bounded_room() -> None:
    tally = Tally(TODAY)

    for number in range(300):
        tally.see(f"tag/x-{number}", range(1000))

    assert sum(map(len, tally.clients.values())) == MOST_HASHES
