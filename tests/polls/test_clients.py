import random
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from feedsvc.polls.clients import (
    MOST,
    RANGE,
    client_hash,
    estimate,
    packed,
    smallest,
    unpacked,
)

HASHES = st.sets(st.integers(0, RANGE - 1), max_size=2000)


def test_up_to_a_thousand_clients_are_counted_exactly() -> None:
    hashes = {client_hash(b"salt", f"192.0.2.{n % 250}", f"Reader/{n}") for n in range(1000)}

    assert estimate(smallest(hashes)) == len(hashes) == 1000


def test_many_clients_are_counted_to_a_few_in_a_hundred() -> None:
    dice = random.Random(1)
    errors = []
    for _ in range(60):
        count = dice.choice((2000, 20_000, 100_000))
        hashes = (dice.randrange(RANGE) for _ in range(count))
        errors.append(estimate(smallest(hashes)) / count - 1)

    spread = (sum(error**2 for error in errors) / len(errors)) ** 0.5
    assert spread < 0.045
    assert max(map(abs, errors)) < 0.13


@given(HASHES, HASHES)
def test_what_two_processes_kept_together_is_what_one_would_have_kept(
    one: set[int], other: set[int]
) -> None:
    together = smallest([*smallest(one), *smallest(other)])

    assert list(together) == list(smallest(one | other))
    assert len(together) <= MOST


@given(HASHES)
def test_hashes_are_kept_in_bytes_and_come_back(hashes: set[int]) -> None:
    kept = smallest(hashes)

    assert list(unpacked(packed(kept))) == list(kept)
    assert len(packed(kept)) == 4 * len(kept)


def test_a_hash_depends_on_salt_address_and_agent() -> None:
    known = client_hash(b"a", "192.0.2.1", "Reader")

    assert known == client_hash(b"a", "192.0.2.1", "Reader")
    others = {
        client_hash(b"b", "192.0.2.1", "Reader"),
        client_hash(b"a", "192.0.2.2", "Reader"),
        client_hash(b"a", "192.0.2.1", "Other"),
        client_hash(b"a", "192.0.2.1R", "eader"),
    }
    assert len(others | {known}) == 5


@given(st.text(), st.text())
def test_any_client_has_a_hash(address: str, agent: str) -> None:
    salt = sha256(b"salt").digest()

    assert 0 <= client_hash(salt, address, agent) < RANGE
