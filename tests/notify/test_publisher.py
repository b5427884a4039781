"""A running feedsvc tells admins, whatever happens to it and to those who listen."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook

from feedsvc import operations
from feedsvc.model import Outcome
from feedsvc.notify.outbox import waiting
from tests.conftest import Site
from tests.end_to_end.conftest import Server, feedsvc_serve, publishers, run_feedsvc
from tests.notify.receiving import SECRET, MailServer, Posted, Receiver, free, until

pytestmark = pytest.mark.slow


def told_at(port: int, **more: str) -> dict[str, str]:
    """Return the settings of a site whose admins listen at *port*."""
    return {
        "FEEDSVC_NOTIFY__WEBHOOK_URL": f"http://127.0.0.1:{port}/hooks/private-part",
        "FEEDSVC_NOTIFY__WEBHOOK_SECRET": SECRET,
        "FEEDSVC_SCHEDULE__INTERVAL": "1",
        "FEEDSVC_SERVER__WORKERS": "1",
        **more,
    }


def types(receiver: Receiver) -> list[str]:
    return [json.loads(each.body)["type"] for each in receiver.posted]


def verified(posted: Posted) -> dict[str, object]:
    """Return what was posted, once the library of receivers has verified it."""
    said = Webhook(SECRET).verify(posted.body, dict(posted.fields))
    assert isinstance(said, dict)
    return said


@contextmanager
def without_content(site: Site) -> Iterator[None]:
    """Let every run fail meanwhile."""
    away = site.root / "away"
    site.content.rename(away)
    try:
        yield
    finally:
        away.rename(site.content)


def with_rights(site: Site) -> dict[str, bytes]:
    """Return the documents that say who has which rights."""
    return {path: body for path, body in site.documents().items() if not path.endswith("json")}


def outbox(site: Site) -> Path:
    return site.root / "feeds.state" / "outbox"


@pytest.fixture
def filled(site: Site) -> Site:
    site.article("a.md", "One")
    return site


def test_a_failure_is_told_once_and_its_end_once_by_both_channels(filled: Site) -> None:
    receiver, post = Receiver(), MailServer()
    with receiver.listening() as port, post.listening() as smtp:
        said = told_at(
            port,
            FEEDSVC_NOTIFY__MAIL_TO="ann@example.cn; bo@example.cn",
            FEEDSVC_NOTIFY__SMTP_PORT=str(smtp),
            FEEDSVC_NOTIFY__SMTP_SECURITY="none",
            FEEDSVC_SITE__LANGUAGE="zh-CN",
            FEEDSVC_SITE__TITLE="示例新闻网",
        )
        with feedsvc_serve(filled, **said) as server:
            with without_content(filled):
                until(lambda: "run.failed" in types(receiver), "message of the failure")
                until(lambda: server.log.read_text().count("failed:") >= 2, "second failure")
            until(lambda: "run.recovered" in types(receiver), "message of the end")
            until(lambda: len(post.mails) == 2, "two mails")
            log = server.log.read_text()

    assert types(receiver) == ["run.failed", "run.recovered"]
    failed, _ = map(verified, receiver.posted)
    assert failed["data"]["failure"]["code"] == "content"  # type: ignore[index]
    assert [each["Subject"] for each in post.mails] == [
        "[示例新闻网] 订阅源无法更新",
        "[示例新闻网] 订阅源恢复更新",
    ]
    assert post.recipients == ["ann@example.cn", "bo@example.cn"] * 2
    assert post.mails[0]["Message-ID"] != post.mails[1]["Message-ID"]
    assert waiting(outbox(filled)) == ()
    for secret in (SECRET, "private-part"):
        assert secret not in log
        assert not [
            path
            for path in (filled.root / "feeds.state").rglob("*")
            if path.is_file() and secret.encode() in path.read_bytes()
        ]


def test_feeds_that_would_be_invalid_are_one_message_and_readers_keep_theirs(filled: Site) -> None:
    for number in range(10):
        filled.article(f"{number}.md", f"Article {number}", tags=f"[t{number}]")
    receiver, own = Receiver(), {"FEEDSVC_SITE__BASE_URL": "https://f.example.cn"}
    with receiver.listening() as port:
        with feedsvc_serve(filled, **told_at(port, **own)):
            pass
        before = with_rights(filled)
        settings = filled.root / "feedsvc.toml"
        settings.write_text(f"[feeds]\nrights = '{'x' * 5_010_000}'\n")
        with feedsvc_serve(filled, **told_at(port, **own)):
            until(lambda: types(receiver), "message of the feeds", seconds=60)
        assert with_rights(filled) == before
        settings.unlink()
        with feedsvc_serve(filled, **told_at(port, **own)):
            until(lambda: "feeds.valid" in types(receiver), "that they are valid", 60)

    assert types(receiver) == ["feeds.invalid", "feeds.valid"]
    data = json.loads(receiver.posted[0].body)["data"]
    assert (data["count"], len(data["feeds"])) == (11, 10)


def test_many_rejections_are_told_with_some_of_their_files(filled: Site) -> None:
    receiver = Receiver()
    with receiver.listening() as port, feedsvc_serve(filled, **told_at(port)):
        for number in range(15):
            filled.write(f"bad-{number}.md", "---\ntitle: [\n---\n")
        until(lambda: "rejections.jumped" in types(receiver), "message of the rejections")

    data = json.loads(receiver.posted[0].body)["data"]
    assert data["rejected"] >= 10
    assert "bad-" in data["examples"][0]["path"]


def test_a_receiver_that_comes_back_is_told_within_seconds(filled: Site) -> None:
    port = free()
    receiver = Receiver()
    with feedsvc_serve(filled, **told_at(port)) as server, without_content(filled):
        until(lambda: "did not arrive by webhook" in server.log.read_text(), "an attempt")
        with receiver.listening(port):
            until(lambda: receiver.posted, "the message")

    assert types(receiver) == ["run.failed"]


def test_what_waits_is_sent_by_the_next_process(filled: Site) -> None:
    port = free()
    receiver = Receiver(answers=[500])
    with (
        feedsvc_serve(filled, **told_at(port)) as server,
        without_content(filled),
        receiver.listening(port),
    ):
        until(lambda: "answered 500" in server.log.read_text(), "an attempt")
    (before,) = {each.fields["webhook-id"] for each in receiver.posted}

    again = Receiver()
    with again.listening(port), feedsvc_serve(filled, **told_at(port)):
        until(lambda: len(again.posted) == 2, "both messages")

    assert types(again) == ["run.failed", "run.recovered"]
    assert again.posted[0].fields["webhook-id"] == before


def test_a_publisher_that_is_killed_in_between_loses_and_repeats_nothing(filled: Site) -> None:
    port = free()
    receiver = Receiver(answers=[500, 204])
    with (
        feedsvc_serve(filled, **told_at(port)) as server,
        without_content(filled),
        receiver.listening(port),
    ):
        until(lambda: "answered 500" in server.log.read_text(), "an attempt")
        for _ in range(2):
            _kill_publisher(filled)
        until(lambda: len(receiver.posted) == 2, "the message, at last")
        time.sleep(1)

    assert types(receiver) == ["run.failed"] * 2
    assert len({each.fields["webhook-id"] for each in receiver.posted}) == 1


def test_a_slow_receiver_delays_no_article(filled: Site) -> None:
    receiver = Receiver(pause=30)
    with receiver.listening() as port, feedsvc_serve(filled, **told_at(port)) as server:
        with without_content(filled):
            until(lambda: receiver.posted, "a message that is being sent")
        until(lambda: _is_well(filled), "a run that goes well")
        begun = time.monotonic()
        filled.article("new.md", "New")
        until(lambda: b"New" in server.get("/feeds/all.atom").body, "the article", 10)
        seconds = time.monotonic() - begun

    assert seconds < 3
    assert len(receiver.posted) == 1


def _kill_publisher(site: Site) -> None:
    (killed,) = publishers(site)
    os.kill(killed, signal.SIGKILL)
    until(lambda: publishers(site) not in ([], [killed]), "another publisher")


def _is_well(site: Site) -> bool:
    return operations.recent_runs(site.services, limit=1)[0].outcome is Outcome.SUCCEEDED


class TestCommands:
    def test_a_test_says_what_happened_on_each_channel(self, filled: Site) -> None:
        receiver = Receiver()
        with receiver.listening() as port:
            said = told_at(
                port,
                FEEDSVC_NOTIFY__MAIL_TO="ann@example.cn",
                FEEDSVC_NOTIFY__SMTP_PORT=str(free()),
            )
            tried = run_feedsvc(filled, "notify", "test", **said)
            programs = run_feedsvc(filled, "notify", "test", "--json", **said)

        assert tried.returncode == programs.returncode == 1
        assert f"webhook to http://127.0.0.1:{port}: arrived (204 No Content)" in tried.stdout
        assert "mail to ann@example.cn: did not arrive (Connection refused)" in tried.stdout
        assert [each["arrived"] for each in json.loads(programs.stdout)] == [True, False]
        assert verified(receiver.posted[0])["type"] == "test"
        assert "private-part" not in tried.stdout + tried.stderr + programs.stdout

    def test_all_that_arrives_ends_well(self, filled: Site) -> None:
        with Receiver().listening() as port:
            assert run_feedsvc(filled, "notify", "test", **told_at(port)).returncode == 0

    def test_without_anybody_to_tell_it_says_so(self, filled: Site) -> None:
        tried = run_feedsvc(filled, "notify", "test")

        assert tried.returncode == 1
        assert "nobody is notified" in tried.stderr
        assert "notify.webhook_url" in tried.stderr

    def test_secrets_may_be_in_files_and_are_shown_nowhere(self, filled: Site) -> None:
        (filled.root / "secret").write_text(f"{SECRET}\n")
        receiver = Receiver()
        with receiver.listening() as port:
            said = told_at(port, FEEDSVC_NOTIFY__WEBHOOK_SECRET="")
            said["FEEDSVC_NOTIFY__WEBHOOK_SECRET_FILE"] = "secret"
            tried = run_feedsvc(filled, "notify", "test", **said)
            said |= {"FEEDSVC_NOTIFY__WEBHOOK_SECRET": SECRET}
            said |= {"FEEDSVC_NOTIFY__SMTP_PASSWORD": "hunter-two"}
            listed = run_feedsvc(filled, "settings", **said).stdout

        assert tried.returncode == 0
        assert verified(receiver.posted[0])["type"] == "test"
        assert "***" in listed
        for secret in (SECRET, "hunter-two", "private-part"):
            assert secret not in listed

    def test_what_waits_is_listed_with_why(self, filled: Site) -> None:
        with feedsvc_serve(filled, **told_at(free())) as server, without_content(filled):
            until(lambda: "did not arrive" in server.log.read_text(), "an attempt")
            listed = run_feedsvc(filled, "notify", "list")
            (message,) = json.loads(run_feedsvc(filled, "notify", "list", "--json").stdout)

        assert "run.failed" in listed.stdout
        assert "Connection refused" in listed.stdout
        assert message["type"] == "run.failed"
        assert message["attempts"] >= 1
        assert message["given_up_at"] is None


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WEBHOOK_URL", "http://chat.example.cn/key-in-it", "is not encrypted; give an https"),
        ("WEBHOOK_URL", "ftp://chat.example.cn/key-in-it", "is not an absolute http or https"),
        ("WEBHOOK_SECRET", "key-in-it", "does not begin with whsec_"),
        ("WEBHOOK_SECRET", "whsec_key-in-it", "is not base64"),
        ("WEBHOOK_SECRET", "whsec_a2V5", "has 3 bytes, not 24 to 64"),
        ("MAIL_TO", "ann", "is not a mail address"),
        ("MAIL_TO", "ann@example.cn\r\nBcc: x@y.cn", "is not a mail address"),
        ("MAIL_FROM", "a b@example.cn", "is not a mail address"),
        ("SMTP_SECURITY", "ssl", "is not one of the known words"),
    ],
)
def test_settings_that_cannot_be_are_told_without_their_secrets(
    filled: Site, name: str, value: str, said: str
) -> None:
    tried = run_feedsvc(filled, "notify", "list", **{f"FEEDSVC_NOTIFY__{name}": value})

    assert tried.returncode == 3
    assert said in tried.stderr
    assert "key-in-it" not in tried.stderr


def test_nobody_is_told_anything_unless_somebody_wants_it(filled: Site) -> None:
    with feedsvc_serve(filled, FEEDSVC_SCHEDULE__INTERVAL="1") as server:
        assert isinstance(server, Server)
        with without_content(filled):
            until(lambda: "failed:" in server.log.read_text(), "a failure")

    assert not outbox(filled).exists()
