import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from feedsvc.polls.salt import Salts

TODAY = date(2026, 3, 12)
YESTERDAY = date(2026, 3, 11)


def test_all_processes_have_one_salt_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "polls"

    def ask(_: int) -> bytes:
        return Salts(folder).of(TODAY)

    with ThreadPoolExecutor(16) as pool:
        salts = set(pool.map(ask, range(200)))

    (salt,) = salts
    assert len(salt) == 32
    assert [path.name for path in folder.iterdir()] == ["salt-2026-03-12"]


def test_each_day_has_another_salt(tmp_path: Path) -> None:
    salts = Salts(tmp_path)

    assert salts.of(YESTERDAY) != salts.of(TODAY)


def test_only_the_owner_may_read_a_salt(tmp_path: Path) -> None:
    Salts(tmp_path).of(TODAY)

    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_salt_is_gone_when_its_day_is_over(tmp_path: Path) -> None:
    salts = Salts(tmp_path)
    salts.of(YESTERDAY)
    known = salts.of(TODAY)
    (tmp_path / "salt-2026-03-11").write_bytes(bytes(32))

    salts.forget(before=TODAY)

    assert [path.name for path in tmp_path.iterdir()] == ["salt-2026-03-12"]
    assert salts.of(TODAY) == known


def test_whoever_makes_the_salt_of_a_day_forgets_those_before(tmp_path: Path) -> None:
    salts = Salts(tmp_path)
    salts.of(YESTERDAY)

    salts.of(TODAY)

    assert [path.name for path in tmp_path.iterdir()] == ["salt-2026-03-12"]


@pytest.mark.parametrize("rest", [b"", b"half of it"])
def test_a_salt_that_a_power_failure_cut_short_is_replaced(tmp_path: Path, rest: bytes) -> None:
    (tmp_path / "salt-2026-03-12").write_bytes(rest)

    salt = Salts(tmp_path).of(TODAY)

    assert len(salt) == 32
    assert Salts(tmp_path).of(TODAY) == salt
