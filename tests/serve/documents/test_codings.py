import gzip

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.serve.documents.codings import Coding, acceptable, encode

BODY = "订阅源 <title>feed</title>".encode() * 300


@pytest.mark.parametrize(
    ("wish", "best"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("x-gzip", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate, zstd", "zstd"),
        ("gzip;q=1.0, br;q=0.9", "gzip"),
        ("gzip;q=0.001, identity;q=0", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0.000, br;q=0", "identity"),
        ("identity", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "zstd"),
        ("gzip, *;q=0", "gzip"),
        ("*;q=0.3, gzip;q=0.2", "br"),
        ("identity;q=0", "identity"),
        ("compress, deflate, exi", "identity"),
        ("gzip;q=2", "identity"),
        ("gzip;q=abc, br;q=0.1", "br"),
        ("gzip;q=1.5;br", "identity"),
        ("gzip ; q=0.7 , br;q=0.8", "br"),
        ("gzip;Q=0.7", "gzip"),
        (",,gzip,,", "gzip"),
        ("gzip;q=0, gzip", "identity"),
        ("gzip br", "identity"),
        (";q=1", "identity"),
    ],
)
def test_the_best_coding_that_a_client_accepts_is_chosen(wish: str | None, best: str) -> None:
    assert acceptable(wish)[0].value == best


def test_what_is_accepted_is_ranked_by_weight_and_then_by_size() -> None:
    assert acceptable("gzip;q=0.5, br;q=0.5, zstd;q=0.9") == (
        Coding.ZSTD,
        Coding.BR,
        Coding.GZIP,
        Coding.IDENTITY,
    )


@given(st.text())
def test_whatever_a_client_writes_it_gets_something(wish: str) -> None:
    assert acceptable(wish)


@given(st.lists(st.sampled_from(["gzip", "br", "zstd", "identity", "*"]), unique=True))
def test_what_is_refused_is_never_chosen_while_anything_else_is_left(refused: list[str]) -> None:
    chosen = acceptable(", ".join(f"{name};q=0" for name in refused))[0]

    assert chosen is Coding.IDENTITY


def test_every_coding_gives_back_the_very_bytes() -> None:
    assert encode(BODY, Coding.IDENTITY) == BODY
    assert gzip.decompress(encode(BODY, Coding.GZIP)) == BODY
    assert brotli.decompress(encode(BODY, Coding.BR)) == BODY
    assert zstandard.decompress(encode(BODY, Coding.ZSTD)) == BODY


@pytest.mark.parametrize("coding", [Coding.GZIP, Coding.BR, Coding.ZSTD])
def test_equal_bytes_stay_equal_in_a_coding_and_become_fewer(coding: Coding) -> None:
    assert encode(BODY, coding) == encode(BODY, coding)
    assert len(encode(BODY, coding)) < len(BODY) / 5


def test_every_coding_has_a_tag_of_its_own() -> None:
    tags = {coding.tag("0a1b") for coding in Coding}

    assert tags == {'"0a1b"', '"0a1b-gzip"', '"0a1b-br"', '"0a1b-zstd"'}
