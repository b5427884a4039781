import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.serve.observing.access_lines import Exchange, as_json, combined
from feedsvc.serve.observing.kinds import Kind

AT = datetime(2026, 3, 12, 4, 5, 6, 789_000, tzinfo=UTC).timestamp()
EXCHANGE = Exchange(
    at=AT,
    client="192.0.2.1",
    method="GET",
    target="/feeds/all.atom?x=1",
    protocol="HTTP/1.1",
    status=200,
    sent=5120,
    seconds=0.001_25,
    referrer="https://example.org/",
    agent="Reader/1.0",
    kind=Kind.ATOM,
)
TOKEN = "fs_" + "aB3-_" * 8 + "xyz"

# A line of Apache's log, as programs read it that know nothing but its rules.
COMBINED = re.compile(
    r'(?P<client>\S+) - - \[(?P<time>[^\]]+)\] "(?P<request>(?:[^"\\]|\\.)*)" '
    r'(?P<status>\d{3}) (?P<bytes>\d+|-) "(?P<referrer>(?:[^"\\]|\\.)*)" '
    r'"(?P<agent>(?:[^"\\]|\\.)*)"\n'
)
NAMED = {"b": "\b", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

# What a server hands on: each character is a byte that the client sent.
sent = st.binary().map(lambda sent: sent.decode("latin-1"))


def unescaped(text: str) -> str:
    def character(found: re.Match[str]) -> str:
        if found[1].startswith("x"):
            return chr(int(found[1][1:], 16))
        return NAMED.get(found[1], found[1])

    return re.sub(r"\\(x[0-9a-f]{2}|.)", character, text)


def as_utf8(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text


def test_the_combined_line_is_apaches() -> None:
    assert combined(EXCHANGE) == (
        '192.0.2.1 - - [12/Mar/2026:04:05:06 +0000] "GET /feeds/all.atom?x=1 HTTP/1.1" 200 5120 '
        '"https://example.org/" "Reader/1.0"\n'
    )


def test_the_json_line_has_every_fact() -> None:
    assert json.loads(as_json(EXCHANGE)) == {
        "time": "2026-03-12T04:05:06.789Z",
        "client": "192.0.2.1",
        "method": "GET",
        "target": "/feeds/all.atom?x=1",
        "protocol": "HTTP/1.1",
        "status": 200,
        "bytes": 5120,
        "seconds": 0.00125,
        "referrer": "https://example.org/",
        "agent": "Reader/1.0",
        "kind": "atom",
    }


def test_what_is_missing_is_a_dash() -> None:
    line = combined(EXCHANGE._replace(client="", status=304, sent=0, referrer="", agent=""))

    assert line.startswith("- - - [")
    assert line.endswith('" 304 - "-" "-"\n')


@given(client=sent, method=sent, target=sent, protocol=sent, referrer=sent, agent=sent)
def test_whatever_is_sent_stays_in_its_place_of_one_line(
    client: str, method: str, target: str, protocol: str, referrer: str, agent: str
) -> None:
    exchange = EXCHANGE._replace(
        method=method,
        target=target,
        protocol=protocol,
        referrer=referrer,
        agent=agent,
    )

    line = combined(exchange)

    found = COMBINED.fullmatch(line)
    assert found
    assert line.isascii()
    assert line[:-1].isprintable()
    assert unescaped(found["request"]) == f"{method} {target} {protocol}"
    assert unescaped(found["referrer"]) == (referrer or "-")
    assert unescaped(found["agent"]) == (agent or "-")
    assert len(combined(exchange._replace(client=client)).splitlines()) == 1


@given(client=sent, method=sent, target=sent, protocol=sent, referrer=sent, agent=sent)
def test_a_json_line_parses_back_to_what_was_sent(
    client: str, method: str, target: str, protocol: str, referrer: str, agent: str
) -> None:
    texts = {
        "client": client,
        "method": method,
        "target": target,
        "protocol": protocol,
        "referrer": referrer,
        "agent": agent,
    }

    line = as_json(EXCHANGE._replace(**texts))  # type: ignore[arg-type]

    said = json.loads(line)
    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert {name: said[name] for name in texts} == {k: as_utf8(v) for k, v in texts.items()}
    assert len(said) == 11


@given(st.text())
def test_text_that_is_no_bytes_at_all_is_one_line_as_well(text: str) -> None:
    exchange = EXCHANGE._replace(agent=text)

    assert COMBINED.fullmatch(combined(exchange))
    assert len(as_json(exchange).splitlines()) == 1


def test_utf_8_is_readable_in_json() -> None:
    agent = "阅读器/1.0".encode().decode("latin-1")

    assert json.loads(as_json(EXCHANGE._replace(agent=agent)))["agent"] == "阅读器/1.0"


@pytest.mark.parametrize("line_of", [combined, as_json])
@pytest.mark.parametrize("field", ["target", "referrer", "agent"])
@pytest.mark.parametrize(
    "text", [f"/metrics?access_token={TOKEN}&x=1", f"x {TOKEN}", f"https://user:{TOKEN}@host/x"]
)
def test_a_token_is_never_noted(line_of: object, field: str, text: str) -> None:
    assert callable(line_of)

    line = line_of(EXCHANGE._replace(**{field: text}))  # type: ignore[arg-type]

    assert TOKEN not in line
    assert TOKEN[3:20] not in line


@pytest.mark.parametrize("line_of", [combined, as_json])
def test_a_password_in_an_address_is_never_noted(line_of: object) -> None:
    assert callable(line_of)
    exchange = EXCHANGE._replace(
        target="http://user:pass@host/feeds/all.atom?mail=a@b", referrer="https://user:pass@host/"
    )

    line = line_of(exchange)

    assert "pass" not in line
    assert "http://host/feeds/all.atom?mail=a@b" in line
    assert "https://host/" in line


@pytest.mark.parametrize("at", [0.0, 0.999_9, 1_772_323_199.999_6, 4_102_444_800.0])
def test_times_are_in_utc_and_never_of_a_later_second(at: float) -> None:
    exchange = EXCHANGE._replace(at=at)
    second = datetime.fromtimestamp(int(at), UTC)

    found = COMBINED.fullmatch(combined(exchange))
    said = datetime.fromisoformat(json.loads(as_json(exchange))["time"])

    assert found
    assert datetime.strptime(found["time"], "%d/%b/%Y:%H:%M:%S %z") == second
    assert said.replace(microsecond=0) == second
