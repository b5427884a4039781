"""What docs/notifications.md tells receivers works as it stands there."""

import json
import re
import time
import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest

from feedsvc.notify.composing import webhook_body
from feedsvc.notify.notices import Notice
from feedsvc.notify.signing import signature
from feedsvc.settings import load_settings
from feedsvc.settings.notify import check_secret
from tests.notify.receiving import SECRET
from tests.notify.test_composing import CHINESE, NOTICES

MANUAL = (Path(__file__).parents[2] / "docs" / "notifications.md").read_text("utf-8")


def block(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.+?)```", MANUAL, re.S)


def test_its_example_verifies_what_we_send_and_nothing_else() -> None:
    (code,) = block("python")
    names: dict[str, Any] = {}
    exec(code, names)
    is_ours = names["is_ours"]
    body, at = webhook_body(NOTICES[0], CHINESE), int(time.time())

    def fields(at: int) -> dict[str, str]:
        signed = signature([check_secret(SECRET)], "m-1", at, body)
        return {
            "webhook-id": "m-1",
            "webhook-timestamp": str(at),
            "webhook-signature": f"v1,AAAA {signed}",
        }

    assert is_ours(SECRET, fields(at), body)
    assert not is_ours(SECRET, fields(at), body + b" ")
    assert not is_ours(SECRET, fields(at) | {"webhook-id": "m-2"}, body)
    assert not is_ours(SECRET, fields(at - 3600), body)
    assert not is_ours("whsec_" + "A" * 32, fields(at), body)


def test_its_example_of_a_message_has_the_members_of_a_real_one() -> None:
    (example,) = map(json.loads, block("json"))
    real = json.loads(webhook_body(NOTICES[0], CHINESE))

    assert example.keys() == real.keys()
    assert example["data"].keys() == real["data"].keys()
    assert example["data"]["failure"].keys() == real["data"]["failure"].keys()


@pytest.mark.parametrize("notice", NOTICES, ids=lambda each: each.type)
def test_every_type_and_every_member_is_there(notice: Notice) -> None:
    assert f"| `{notice.type}` |" in MANUAL
    data = json.loads(webhook_body(notice, CHINESE))["data"]
    rows = [line for line in MANUAL.splitlines() if line.startswith(f"| `{notice.type}` |")]
    for member in data.keys() - {"site", "subject", "text"}:
        assert f"`{member}`" in rows[-1]


def test_the_examples_are_of_every_type() -> None:
    assert {type(each) for each in NOTICES} == set(get_args(Notice))


@pytest.mark.parametrize("text", block("toml"))
def test_its_settings_load(text: str, tmp_path: Path) -> None:
    (tmp_path / "feedsvc.toml").write_text(text, "utf-8")

    assert tomllib.loads(text)
    assert load_settings(environ={}, cwd=tmp_path).notify.is_on
