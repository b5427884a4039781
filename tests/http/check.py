"""One check: what is sent, what has to come back; and how the two are compared."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from tests.http.client import Answer, Connection
from tests.http.site import DOCUMENT, Facts

# A field of an answer: this text (with words in braces), something like this, or not there.
Wanted = str | re.Pattern[str] | None
# Raises AssertionError where a body is not what was asked for.
Body = Callable[[Answer, Facts, str], None]

_IMF_FIXDATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} [0-9:]{8} GMT"
)
_NEVER = ("Expires", "Set-Cookie", "X-Powered-By", "Pragma")
_DATE_MAY_DIFFER = timedelta(seconds=5)


class Backend(StrEnum):
    """What stands between the client and the documents."""

    FEEDSVC = "feedsvc serve"
    GUNICORN = "gunicorn"
    NGINX = "nginx"


class Afterwards(StrEnum):
    """What becomes of the connection."""

    STAYS = "stays"
    CLOSES = "closes"
    AS_IT_SAYS = "closes if the answer says so, else stays"
    KEEP_ALIVE = "stays if the answer says so, else closes, as in HTTP/1.0"
    WAITS = "waits for the rest of the request"
    FAILS = "closes, perhaps after another refusal: the answer came before the mistake"


def _nothing(answer: Answer, _facts: Facts, _target: str) -> None:
    assert answer.body == b"", str(answer)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has to come back."""

    status: int | tuple[int, ...]
    fields: Mapping[str, Wanted] = field(default_factory=dict)
    body: Body | None = None

    def headed(self) -> "Outcome":
        """Return this outcome without its body, as HEAD has it."""
        return replace(self, body=_nothing)


@dataclass(frozen=True, slots=True)
class Instead:
    """What one backend does instead, and why it may."""

    outcome: Outcome
    reason: str
    afterwards: Afterwards | None = None


def through_nginx(
    outcome: Outcome, reason: str, afterwards: Afterwards | None = None
) -> dict[Backend, Instead]:
    """Return that nginx does this by itself."""
    return {Backend.NGINX: Instead(outcome, reason, afterwards)}


def under_gunicorn(
    outcome: Outcome, reason: str, afterwards: Afterwards | None = None
) -> dict[Backend, Instead]:
    """Return that gunicorn does this by itself."""
    return {Backend.GUNICORN: Instead(outcome, reason, afterwards)}


@dataclass(frozen=True, slots=True)
class Check:
    """A request and its outcome.

    *fields* are the lines behind Host, as they are sent, with words in braces. *raw* replaces all
    that would be made of method, target, version, fields and body.
    """

    name: str
    outcome: Outcome
    fields: str = ""
    method: str = "GET"
    target: str = DOCUMENT
    version: str = "HTTP/1.1"
    host: str | None = "feeds.example.cn"
    body: bytes = b""
    raw: bytes = b""
    afterwards: Afterwards = Afterwards.STAYS
    instead: Mapping[Backend, Instead] = field(default_factory=dict)

    def named(self, name: str) -> "Check":
        """Return this check by another name."""
        return replace(self, name=name)

    def by(self, backend: Backend) -> "Check":
        """Return this check as it holds for *backend*."""
        instead = self.instead.get(backend)
        if instead is None:
            return self
        afterwards = instead.afterwards or self.afterwards
        return replace(self, outcome=instead.outcome, afterwards=afterwards, instead={})

    def request(self, facts: Facts) -> bytes:
        """Return the bytes to send."""
        if self.raw:
            return self.raw
        lines = [f"{self.method} {self.target} {self.version}"]
        lines += [] if self.host is None else [f"Host: {self.host}"]
        # Latin-1, so that a check can send any byte; a target in UTF-8 is written in percents.
        lines += self.fields.format(**facts.words(self.target)).splitlines()
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def carry_out(check: Check, backend: Backend, port: int, facts: Facts) -> Answer:
    """Send the request of *check*, compare the answer and what becomes of the connection."""
    check = check.by(backend)
    with Connection(port) as connection:
        connection.send(check.request(facts))
        answer = connection.receive(check.method)
        compare(answer, check.outcome, facts, check.target)
        compare_what_every_answer_has(answer, backend)
        _compare_what_follows(connection, answer, check, facts)
    return answer


def compare(answer: Answer, outcome: Outcome, facts: Facts, target: str) -> None:
    """Raise AssertionError where *answer* is not the *outcome* of a request for *target*."""
    wanted = outcome.status if isinstance(outcome.status, tuple) else (outcome.status,)
    assert answer.status in wanted, f"not {outcome.status}:\n{answer}"
    words = facts.words(target)
    for name, value in outcome.fields.items():
        got = answer.value(name)
        if isinstance(value, re.Pattern):
            assert got is not None, f"no {name}:\n{answer}"
            assert value.fullmatch(got), f"{name} is not like {value.pattern}:\n{answer}"
        else:
            asked = value if value is None else value.format(**words)
            assert got == asked, f"{name} is not {asked!r}:\n{answer}"
    if outcome.body is not None:
        outcome.body(answer, facts, target)


def compare_what_every_answer_has(answer: Answer, backend: Backend) -> None:
    """Raise AssertionError where *answer* lacks or tells what no answer may."""
    date = answer.value("Date")
    # gunicorn's own refusals have none (RFC 9110, section 6.6.1, wants one).
    if not (backend is Backend.GUNICORN and answer.status >= 400 and date is None):
        assert date is not None, f"no Date:\n{answer}"
        assert _IMF_FIXDATE.fullmatch(date), date
        assert abs(parsedate_to_datetime(date) - datetime.now(UTC)) < _DATE_MAY_DIFFER
    assert [name for name in _NEVER if answer.values(name)] == [], str(answer)
    server = answer.value("Server")
    # What is not ours may name itself, but not its version.
    assert server is None or backend is not Backend.FEEDSVC, str(answer)
    assert not re.search(r"[0-9]", server or ""), str(answer)
    told = f"{answer}{answer.body.decode('latin-1')}"
    assert "evil.example" not in told
    assert "Traceback" not in told


def _compare_what_follows(
    connection: Connection, answer: Answer, check: Check, facts: Facts
) -> None:
    match check.afterwards:
        case Afterwards.STAYS:
            ends = False
        case Afterwards.AS_IT_SAYS:
            ends = answer.announces_the_end
        case Afterwards.WAITS:
            return
        case Afterwards.KEEP_ALIVE:
            ends = "keep-alive" not in (answer.value("Connection") or "").lower()
        case _:
            ends = True
    if not ends:
        compare_the_next_answer(connection, facts)
        return
    rest = connection.rest()
    if check.afterwards is Afterwards.FAILS:
        assert re.match(rb"HTTP/1\.1 4|$", rest), f"not only a refusal: {rest[:300]!r}"
        return
    assert rest == b"", f"something came behind the last answer: {rest[:300]!r}"
    # HTTP/1.0 knows no other end.
    announced = answer.announces_the_end or check.version == "HTTP/1.0"
    assert announced, f"does not say that it closes:\n{answer}"


def compare_the_next_answer(connection: Connection, facts: Facts) -> None:
    """Ask for another document on *connection*: its bytes tell that nothing else was left there."""
    connection.send(b"GET /feeds/all.json HTTP/1.1\r\nHost: feeds.example.cn\r\n\r\n")
    answer = connection.receive()
    assert answer.status == 200, str(answer)
    assert answer.body == facts.documents["/feeds/all.json"]
