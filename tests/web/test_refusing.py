from http import HTTPStatus

import pytest

from feedsvc.web.refusing import RefusedError, check_host, check_sizes, check_target, is_host

HOST = (b"host", b"feeds.example.cn")
SMALL = (b"x", b"y")


@pytest.mark.parametrize(
    "value",
    [b"feeds.example.cn", b"localhost:8000", b"127.0.0.1", b"[::1]:80", b"", b"xn--fiq228c.cn"],
)
def test_a_host_may_have_a_port(value: bytes) -> None:
    assert is_host(value)


@pytest.mark.parametrize(
    "value",
    [None, b"a b", b"a/b", b"user@a", b"a:80:80", b"a:port", b"\xe4\xb8\xad", b"a\n"],
)
def test_what_is_no_host_is_none(value: bytes | None) -> None:
    assert not is_host(value)


@pytest.mark.parametrize(
    ("version", "fields"), [("1.1", [HOST]), ("1.1", [SMALL, HOST]), ("1.0", []), ("1.0", [HOST])]
)
def test_one_host_is_enough_and_http_1_0_needs_none(
    version: str, fields: list[tuple[bytes, bytes]]
) -> None:
    check_host(version, fields)


@pytest.mark.parametrize(
    ("version", "fields", "status"),
    [
        ("1.1", [], 400),
        ("1.1", [HOST, HOST], 400),
        ("1.0", [HOST, HOST], 400),
        ("1.1", [(b"host", b"a b")], 400),
        ("2.0", [HOST], 505),
        ("0.9", [], 505),
    ],
)
def test_no_host_or_two_or_another_version_are_refused(
    version: str, fields: list[tuple[bytes, bytes]], status: int
) -> None:
    with pytest.raises(RefusedError) as refused:
        check_host(version, fields)

    assert refused.value.status == status


@pytest.mark.parametrize(
    "fields",
    [[(b"x", b"y" * 8000)], [(b"x" * 8001, b"")], [SMALL] * 101, [(b"x", b"y" * 2000)] * 20],
    ids=["value", "name", "number", "all together"],
)
def test_too_many_or_too_large_fields_are_refused(fields: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(RefusedError) as refused:
        check_sizes(fields)

    assert refused.value.status == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE


def test_what_readers_send_is_small_enough() -> None:
    check_sizes([])
    check_sizes([HOST, *[SMALL] * 99])
    check_target(b"/" * 8000)


def test_a_target_that_is_too_long_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        check_target(b"/" * 8001)

    assert refused.value.status == HTTPStatus.REQUEST_URI_TOO_LONG
