"""What messages look like; nothing in them can be more than text."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from feedsvc.content.languages import zone_for
from feedsvc.model import Failure, Rejection
from feedsvc.notify.composing import mail, webhook_body
from feedsvc.notify.notices import (
    FeedsInvalid,
    FeedsValid,
    Notice,
    RejectionsBack,
    RejectionsJumped,
    RunFailed,
    RunRecovered,
    Trial,
)
from feedsvc.notify.signing import signature
from feedsvc.notify.wording import About, worded
from feedsvc.settings.notify import check_secret
from tests.notify.receiving import SECRET

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
CHINESE = About(
    title="示例新闻网", url="https://f.example.cn", language="zh-CN", zone=zone_for("zh")
)
ENGLISH = About(title="News", url="https://f.example.cn", language=None, zone=UTC)
REJECTION = Rejection(path="a.md", line=3, reason="no title", hint="add one")
NOTICES: list[Notice] = [
    RunFailed(at=NOON, run="r1", failure=Failure(code="c", message="no room", hint="make room")),
    RunRecovered(at=NOON, run="r2", since=NOON, failed=1),
    FeedsInvalid(at=NOON, run="r3", feeds=("a", "b"), count=12, total=13, reason="too large"),
    FeedsValid(at=NOON, run="r4", feeds=("a",), count=1, total=2),
    RejectionsJumped(at=NOON, run="r5", rejected=40, before=2, examples=(REJECTION,)),
    RejectionsBack(at=NOON, run="r6", rejected=2, before=40),
    Trial(at=NOON),
]


def sent(notice: Notice, about: About) -> EmailMessage:
    """Return the mail as its recipient gets it."""
    made = mail(
        notice, about, id_="x-1", sender="feeds@example.cn", recipients=("a@b.cn", "c@d.cn")
    )
    parsed = message_from_bytes(made.as_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


@pytest.mark.parametrize("notice", NOTICES, ids=lambda each: each.type)
def test_every_notice_has_words_in_both_languages(notice: Notice) -> None:
    chinese, english = worded(notice, CHINESE), worded(notice, ENGLISH)

    assert chinese.subject.startswith("[示例新闻网] ")
    assert not chinese.subject.isascii()
    assert english.subject.isascii()
    assert all(line.isascii() for line in english.lines)
    assert all(chinese.lines) and all(english.lines)


def test_a_mail_has_the_fields_that_it_should_have() -> None:
    mail = sent(NOTICES[0], CHINESE)

    assert mail["Subject"] == "[示例新闻网] 订阅源无法更新"
    assert mail["From"] == "feedsvc <feeds@example.cn>"
    assert mail["To"] == "a@b.cn, c@d.cn"
    assert mail["Message-ID"] == "<x-1@example.cn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == NOON
    assert mail["Content-Language"] == "zh-Hans"
    assert sent(NOTICES[0], ENGLISH)["Content-Language"] == "en"
    assert mail.get_content_charset() == "utf-8"
    assert "读者仍能读到原有的订阅源" in mail.get_content()


def test_a_mail_is_ascii_on_its_way() -> None:
    made = mail(NOTICES[0], CHINESE, id_="x", sender="a@b.cn", recipients=("c@d.cn",))

    assert made.as_bytes().isascii()


@given(text=st.text(max_size=200))
def test_no_text_becomes_a_field_of_a_mail(text: str) -> None:
    clean = text.encode("utf-8", "replace").decode()
    failure = Failure(code="c", message=clean, hint=clean)
    about = About(title=clean, url="https://f.example.cn", language="en", zone=UTC)

    mail = sent(RunFailed(at=NOON, run="r", failure=failure), about)

    plain = sent(Trial(at=NOON), ENGLISH)
    assert mail.keys() == plain.keys()
    assert mail["To"] == "a@b.cn, c@d.cn"
    assert "\n" not in mail["Subject"]


def test_a_line_that_breaks_is_one_line() -> None:
    failure = Failure(code="c", message="a\r\nBcc: evil@example.cn\r\n\r\nx\x00y", hint="")
    about = About(title="T\r\nBcc: x@y.cn", url="u", language=None, zone=UTC)

    mail = sent(RunFailed(at=NOON, run="r", failure=failure), about)

    assert mail["Bcc"] is None
    assert mail["Subject"].startswith("[T Bcc: x@y.cn]")
    assert mail.get_content().startswith("a Bcc: evil@example.cn x y.")


def test_a_webhook_says_what_it_is_about_when_and_in_words() -> None:
    said = json.loads(webhook_body(NOTICES[2], CHINESE))

    assert said["type"] == "feeds.invalid"
    assert said["timestamp"] == "2026-03-12T12:00:00Z"
    assert said["data"]["feeds"] == ["a", "b"]
    assert said["data"]["count"] == 12
    assert said["data"]["run"] == "r3"
    assert said["data"]["site"] == {"title": "示例新闻网", "url": "https://f.example.cn"}
    assert "另有 10 个" in said["data"]["text"]


class TestSignature:
    def test_the_library_of_receivers_verifies_it(self) -> None:
        body, at = webhook_body(NOTICES[0], CHINESE), int(time.time())
        fields = {
            "webhook-id": "s-1",
            "webhook-timestamp": str(at),
            "webhook-signature": signature([check_secret(SECRET)], "s-1", at, body),
        }

        assert Webhook(SECRET).verify(body, fields)["type"] == "run.failed"
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(body.replace(b"room", b"boom"), fields)

    def test_it_is_the_hmac_of_id_instant_and_body(self) -> None:
        key = base64.b64decode(SECRET.removeprefix("whsec_"))

        made = signature([key], "msg_1", 1674087231, b'{"a":1}')

        digest = hmac.digest(key, b'msg_1.1674087231.{"a":1}', hashlib.sha256)
        assert made == "v1," + base64.b64encode(digest).decode()

    def test_while_a_secret_changes_both_sign(self) -> None:
        new = "whsec_" + base64.b64encode(b"n" * 32).decode()
        at = int(time.time())
        made = signature(map(check_secret, (new, SECRET)), "m", at, b"{}")

        for secret in (new, SECRET):
            fields = {"webhook-id": "m", "webhook-timestamp": str(at), "webhook-signature": made}
            Webhook(secret).verify(b"{}", fields)
