"""Messages go to real servers on this machine, some of which misbehave."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from feedsvc.notify import sending
from feedsvc.notify.composing import mail
from feedsvc.notify.notices import Trial
from feedsvc.notify.sending import Server, UndeliveredError, post
from tests.notify.receiving import MailServer, Receiver, certificate, free
from tests.notify.test_composing import CHINESE, NOON


def refused(url: str, seconds: float = 5.0) -> UndeliveredError:
    with pytest.raises(UndeliveredError) as caught:
        post(url, b"{}", {}, seconds=seconds)
    return caught.value


class TestPosting:
    def test_body_and_fields_arrive(self) -> None:
        receiver = Receiver()
        with receiver.listening() as port:
            said = post(f"http://127.0.0.1:{port}/hook?key=1", b'{"a":1}', {"webhook-id": "x"})

        (posted,) = receiver.posted
        assert said == "204 No Content"
        assert posted.path == "/hook?key=1"
        assert posted.body == b'{"a":1}'
        assert posted.fields["Content-Type"] == "application/json"
        assert posted.fields["webhook-id"] == "x"

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 400, 404, 429, 500, 503])
    def test_whatever_is_no_success_is_told_and_no_redirect_is_followed(self, status: int) -> None:
        receiver = Receiver(answers=[status])
        with receiver.listening() as port:
            receiver.more = {"Location": f"http://127.0.0.1:{port}/elsewhere"}
            error = refused(f"http://127.0.0.1:{port}/")

        assert str(error).startswith(f"answered {status} ")
        assert not error.is_final
        assert (len(receiver.posted), receiver.asked) == (1, [])

    def test_gone_is_final(self) -> None:
        with Receiver(answers=[410]).listening() as port:
            assert refused(f"http://127.0.0.1:{port}/").is_final

    @pytest.mark.parametrize(("said", "wait"), [("120", 120), ("soon", 0), ("-1", 0), ("９", 0)])
    def test_the_wait_that_a_receiver_asks_for_is_known(self, said: str, wait: int) -> None:
        field = said.encode().decode("latin-1")
        with Receiver(answers=[503], more={"Retry-After": field}).listening() as port:
            assert refused(f"http://127.0.0.1:{port}/").wait == wait

    def test_nobody_there_is_told_without_the_address(self) -> None:
        error = refused(f"http://127.0.0.1:{free()}/hooks/secret")

        assert str(error) == "Connection refused"

    def test_a_receiver_that_says_nothing_is_left(self) -> None:
        with Receiver(pause=3).listening() as port:
            begun = time.monotonic()
            error = refused(f"http://127.0.0.1:{port}/", seconds=0.5)

        assert str(error) == "no answer in time"
        assert time.monotonic() - begun < 2

    def test_a_receiver_that_says_a_little_for_ever_is_left(self) -> None:
        with Receiver(drip=True).listening() as port:
            begun = time.monotonic()
            error = refused(f"http://127.0.0.1:{port}/", seconds=1)

        assert str(error) == "no answer in time"
        assert time.monotonic() - begun < 3

    @pytest.mark.parametrize(
        "said", [b"", b"SSH-2.0\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000, b"\xff\x00\r\n"]
    )
    def test_who_speaks_no_http_is_told_plainly(self, said: bytes) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = Thread(target=_say, args=(listener, said))
            thread.start()
            error = refused(f"http://127.0.0.1:{listener.getsockname()[1]}/")
            thread.join()

        assert "\n" not in str(error)

    def test_a_large_answer_is_not_read(self) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = Thread(target=_say, args=(listener, head + b"x" * 1_000_000))
            thread.start()
            said = post(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"{}", {}, seconds=5)
            thread.join()

        assert said == "200 OK"

    def test_a_certificate_that_is_not_trusted_ends_it_and_a_trusted_one_does_not(
        self,
        program: Callable[[str], str],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        file, context = certificate(program("openssl"), tmp_path)
        receiver = Receiver()
        with receiver.listening(context=context) as port:
            error = refused(f"https://127.0.0.1:{port}/")
            monkeypatch.setenv("SSL_CERT_FILE", str(file))
            said = post(f"https://127.0.0.1:{port}/", b"{}", {})

        assert "its certificate is not trusted" in str(error)
        assert said == "204 No Content"
        assert len(receiver.posted) == 1


def _say(listener: socket.socket, said: bytes) -> None:
    connected, _ = listener.accept()
    with connected:
        connected.recv(65536)
        with suppress(OSError):
            connected.sendall(said)


def server(port: int, security: str = "none", user: str = "", password: str = "") -> Server:
    return Server(
        host="127.0.0.1",
        port=port,
        security=security,  # type: ignore[arg-type]
        user=user,
        password=password,
        greeting="feeds.example.cn",
    )


LETTER = mail(
    Trial(at=NOON), CHINESE, id_="t-1", sender="feeds@example.cn", recipients=("a@b.cn", "c@d.cn")
)


def unsent(to: Server, seconds: float = 5.0) -> str:
    with pytest.raises(UndeliveredError) as caught:
        sending.mail(to, LETTER, seconds=seconds)
    return str(caught.value)


class TestMailing:
    def test_a_mail_arrives_for_everybody(self) -> None:
        there = MailServer()
        with there.listening() as port:
            said = sending.mail(server(port), LETTER)

        assert said == "accepted"
        assert there.recipients == ["a@b.cn", "c@d.cn"]
        assert there.mails[0]["Subject"] == "[示例新闻网] 测试消息"

    def test_it_is_encrypted_after_a_greeting_and_logged_in_then(
        self,
        program: Callable[[str], str],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        file, context = certificate(program("openssl"), tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        there = MailServer()
        with there.listening(starttls=context, login=True) as port:
            sending.mail(server(port, "starttls", "ann", "right"), LETTER)
            wrong = unsent(server(port, "starttls", "ann", "wrong"))

        assert len(there.mails) == 1
        assert there.logins[0] == (b"ann", b"right")
        assert wrong.startswith("answered 535 ")
        assert "wrong" not in wrong

    def test_it_is_encrypted_from_the_beginning(
        self,
        program: Callable[[str], str],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        file, context = certificate(program("openssl"), tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        there = MailServer()
        with there.listening(tls=context) as port:
            sending.mail(server(port, "tls"), LETTER)

        assert len(there.mails) == 1

    def test_a_server_without_encryption_gets_nothing_unless_none_is_asked_for(self) -> None:
        there = MailServer()
        with there.listening() as port:
            said = unsent(server(port, "starttls"))

        assert "STARTTLS" in said
        assert there.mails == []

    def test_a_certificate_that_is_not_trusted_ends_it(
        self, program: Callable[[str], str], tmp_path: Path
    ) -> None:
        _, context = certificate(program("openssl"), tmp_path)
        there = MailServer()
        with there.listening(starttls=context) as port:
            said = unsent(server(port, "starttls"))

        assert "its certificate is not trusted" in said
        assert there.mails == []

    def test_one_recipient_that_is_refused_keeps_nobody_else_from_it(self) -> None:
        there = MailServer(refused={"a@b.cn"})
        with there.listening() as port:
            said = sending.mail(server(port), LETTER)

        assert said == "accepted, but refused: a@b.cn: 550 no such user here"
        assert there.recipients == ["c@d.cn"]

    def test_if_all_are_refused_it_did_not_arrive(self) -> None:
        there = MailServer(refused={"a@b.cn", "c@d.cn"})
        with there.listening() as port:
            said = unsent(server(port))

        assert said.startswith("refused: a@b.cn: 550")

    def test_nobody_there(self) -> None:
        assert unsent(server(free())) == "Connection refused"

    def test_a_server_that_greets_letter_by_letter_is_left(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            Thread(target=_dawdle, args=(listener,), daemon=True).start()
            begun = time.monotonic()
            said = unsent(server(listener.getsockname()[1]), seconds=1)

        assert said == "no answer in time"
        assert time.monotonic() - begun < 3


def _dawdle(listener: socket.socket) -> None:
    connected, _ = listener.accept()
    with connected:
        try:
            for _ in range(50):
                connected.sendall(b"2")
                time.sleep(0.2)
        except OSError:
            pass
