"""What waits outlives restarts, and a disk that takes nothing."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedsvc.notify.outbox import Outbox, waiting
from feedsvc.notify.policy import Standing
from feedsvc.notify.retrying import END, is_over, next_try

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
FAILING = Standing(failed=1, failure_told=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "outbox"


def test_a_message_waits_for_each_channel_until_it_has_arrived_there(folder: Path) -> None:
    box = Outbox(folder)

    box.put(FAILING, ["one", "two"], ["webhook", "mail"], now=NOON)
    first = box.first("webhook", now=NOON)

    assert first is not None
    box.remove(first, now=NOON)
    left = [(each.channel, each.body) for each in waiting(folder)]
    assert left == [("mail", "one"), ("mail", "two"), ("webhook", "two")]


def test_channels_share_the_id_of_what_they_say(folder: Path) -> None:
    box = Outbox(folder)
    box.put(FAILING, ["one", "two"], ["webhook", "mail"], now=NOON)

    ids = [each.id for each in waiting(folder)]

    assert ids[0] == ids[1] != ids[2] == ids[3]
    assert "." not in "".join(ids)


def test_the_next_process_finds_what_waits_and_how_things_stood(folder: Path) -> None:
    Outbox(folder).put(FAILING, ["one"], ["mail"], now=NOON)

    box = Outbox(folder)

    message = box.first("mail", now=NOON)
    assert box.standing == FAILING
    assert message is not None
    assert message.body == "one"


def test_after_a_restart_all_is_tried_at_once(folder: Path) -> None:
    box = Outbox(folder)
    box.put(FAILING, ["one"], ["mail"], now=NOON)
    message = box.first("mail", now=NOON)
    assert message is not None
    later = NOON + timedelta(hours=9)
    box.keep(replace(message, due_at=later, attempts=5), now=NOON)

    assert box.first("mail", now=NOON) is None
    assert Outbox(folder).first("mail", now=NOON) is not None


def test_those_behind_wait_for_the_first(folder: Path) -> None:
    box = Outbox(folder)
    box.put(FAILING, ["one", "two"], ["mail"], now=NOON)
    message = box.first("mail", now=NOON)
    assert message is not None

    box.keep(replace(message, due_at=NOON + timedelta(seconds=5)), now=NOON)

    assert box.first("mail", now=NOON) is None
    after = box.first("mail", now=NOON + timedelta(seconds=5))
    assert after is not None
    assert after.body == "one"


def test_killed_between_the_standing_and_its_messages_nothing_is_lost(folder: Path) -> None:
    box = Outbox(folder)
    box.put(FAILING, ["one"], ["mail"], now=NOON)
    (message,) = waiting(folder)
    # What a kill leaves after the first of the three files that are written.
    state = json.loads((folder / "standing.json").read_bytes())
    body = json.loads((folder / message.name).read_bytes())
    (folder / "standing.json").write_text(json.dumps(state | {"fresh": [body]}))
    (folder / message.name).unlink()

    again = Outbox(folder)

    assert again.standing == FAILING
    found = again.first("mail", now=NOON)
    assert found is not None
    assert found.id == message.id
    assert len(waiting(folder)) == 1


def test_where_the_disk_takes_nothing_memory_does_until_the_disk_does(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("in the way")
    box = Outbox(folder)

    box.put(FAILING, ["one"], ["mail"], now=NOON)
    message = box.first("mail", now=NOON)
    folder.unlink()
    box.first("mail", now=NOON + timedelta(seconds=11))

    assert message is not None
    assert [each.body for each in waiting(folder)] == ["one"]
    assert Outbox(folder).standing == FAILING


def test_what_must_be_kept_and_cannot_be_never_was(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("in the way")
    box = Outbox(folder)

    box.put(FAILING, ["one"], ["mail"], now=NOON, must_keep=True)

    assert box.standing == Standing()
    assert box.first("mail", now=NOON) is None


def test_no_more_than_a_thousand_wait_and_fifty_are_remembered(folder: Path) -> None:
    box = Outbox(folder)

    box.put(FAILING, [str(number) for number in range(1100)], ["mail"], now=NOON)

    found = waiting(folder)
    still = [each for each in found if each.given_up_at is None]
    assert len(still) == 1000
    assert still[-1].body == "1099"
    assert len(found) == 1050
    box.put(FAILING, ["new"], ["mail"], now=NOON)
    assert sum(each.given_up_at is not None for each in waiting(folder)) == 50


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff", b'{"id": 1}'])
def test_a_damaged_file_costs_itself(folder: Path, damage: bytes) -> None:
    box = Outbox(folder)
    box.put(FAILING, ["one", "two"], ["mail"], now=NOON)
    (folder / waiting(folder)[0].name).write_bytes(damage)

    message = Outbox(folder).first("mail", now=NOON)

    assert message is not None
    assert message.body == "two"


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff"])
def test_a_damaged_standing_is_none(folder: Path, damage: bytes) -> None:
    Outbox(folder).put(FAILING, ["one"], ["mail"], now=NOON)
    (folder / "standing.json").write_bytes(damage)

    box = Outbox(folder)

    assert box.standing == Standing()
    box.put(FAILING, ["two"], ["mail"], now=NOON)
    assert len({each.id for each in waiting(folder)}) == len(waiting(folder))


def test_nobody_else_may_read_it(folder: Path) -> None:
    Outbox(folder).put(FAILING, ["one"], ["mail"], now=NOON)

    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}
    shutil.rmtree(folder)


class TestRetrying:
    def test_attempts_are_ever_rarer_and_end_after_three_days(self) -> None:
        at, attempts = NOON, 0
        while not is_over(NOON, at):
            attempts += 1
            at = next_try(at, attempts, chance=0.5)

        assert 8 <= attempts <= 15
        assert next_try(NOON, 1, chance=0.5) == NOON + timedelta(seconds=5)
        assert at - NOON < END + timedelta(days=1)

    def test_chance_spreads_them_by_a_fifth(self) -> None:
        assert next_try(NOON, 3, chance=0.0) == NOON + timedelta(seconds=96)
        assert next_try(NOON, 3, chance=1.0) == NOON + timedelta(seconds=144)

    def test_a_receiver_may_ask_for_more_time_but_not_for_ever(self) -> None:
        assert next_try(NOON, 1, chance=0.5, wait=600) == NOON + timedelta(seconds=600)
        assert next_try(NOON, 1, chance=0.5, wait=10**8) == NOON + timedelta(days=1)
