import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.serve.documents.asking import Asked
from feedsvc.serve.documents.codings import Coding
from feedsvc.serve.documents.conditions import judge, part

DIGEST = "0123456789abcdef0123456789abcdef"
TAG = f'"{DIGEST}"'
CHANGED = 784111777  # Sun, 06 Nov 1994 08:49:37 GMT
SAME, BEFORE, AFTER = (f"Sun, 06 Nov 1994 08:49:{second} GMT" for second in (37, 36, 38))
NOW = CHANGED + 1000.0
SIZE = 1000


def status(**fields: str) -> int:
    return judge(Asked(**fields), digest=DIGEST, changed_at=CHANGED, now=NOW).status


def sent(asked: str, *, if_range: str | None = None, method: str = "GET") -> range | None:
    request = Asked(method, range=asked, if_range=if_range)
    return part(request, tag=TAG, changed_at=CHANGED, size=SIZE, now=NOW)


@pytest.mark.parametrize(
    "shown",
    [TAG, f"W/{TAG}", "*", " * ", f'"x", {TAG}', f'{TAG},"x"', f'"a,b",W/"c" ,{TAG}', f"  {TAG} "],
)
def test_who_shows_the_tag_has_the_document(shown: str) -> None:
    assert status(if_none_match=shown) == 304


@pytest.mark.parametrize("shown", ["", '"x"', DIGEST, TAG[:-1], f'"{DIGEST}x"', f"w/{TAG}", '""'])
def test_who_shows_another_tag_has_not(shown: str) -> None:
    assert status(if_none_match=shown) == 200


def test_who_has_it_in_a_coding_that_it_accepts_is_told_which() -> None:
    asked = Asked(accept_encoding="gzip, br", if_none_match=f'"{DIGEST}-gzip"')

    found = judge(asked, digest=DIGEST, changed_at=CHANGED, now=NOW)

    assert found == (304, Coding.GZIP)


def test_who_has_it_in_a_coding_that_it_refuses_now_gets_it_in_another() -> None:
    asked = Asked(accept_encoding="gzip;q=0", if_none_match=f'"{DIGEST}-gzip"')

    found = judge(asked, digest=DIGEST, changed_at=CHANGED, now=NOW)

    assert found == (200, Coding.IDENTITY)


@pytest.mark.parametrize(
    ("since", "expected"),
    [(SAME, 304), (AFTER, 304), (BEFORE, 200), ("yesterday", 200), ("", 200)],
)
def test_if_modified_since_compares_by_not_later(since: str, expected: int) -> None:
    assert status(if_modified_since=since) == expected


def test_a_tag_outweighs_a_date() -> None:
    assert status(if_none_match='"old"', if_modified_since=AFTER) == 200
    assert status(if_none_match=TAG, if_modified_since=BEFORE) == 304


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (TAG, 200),
        ("*", 200),
        (f'"x", {TAG}', 200),
        (f"W/{TAG}", 412),
        (f"w/{TAG}", 412),
        ('"x"', 412),
        ("", 412),
    ],
)
def test_if_match_compares_strongly(shown: str, expected: int) -> None:
    assert status(if_match=shown) == expected


@pytest.mark.parametrize(
    ("until", "expected"), [(SAME, 200), (AFTER, 200), (BEFORE, 412), ("tomorrow", 200)]
)
def test_if_unmodified_since_fails_only_for_an_earlier_date(until: str, expected: int) -> None:
    assert status(if_unmodified_since=until) == expected


def test_preconditions_are_weighed_in_the_order_of_the_rfc() -> None:
    assert status(if_match=TAG, if_unmodified_since=BEFORE) == 200
    assert status(if_match=TAG, if_none_match=TAG) == 304
    assert status(if_match='"x"', if_none_match=TAG) == 412
    assert status(if_unmodified_since=BEFORE, if_none_match=TAG) == 412


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=5-24", range(5, 25)),
        ("bytes=0-", range(SIZE)),
        ("bytes=990-", range(990, SIZE)),
        ("bytes=-10", range(990, SIZE)),
        ("bytes=-5000", range(SIZE)),
        ("bytes=990-99999999999999999999999", range(990, SIZE)),
        ("BYTES=1-2", range(1, 3)),
        ("bytes= 1-2 ", range(1, 3)),
    ],
)
def test_one_range_is_served(asked: str, expected: range) -> None:
    assert sent(asked) == expected


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=-0", "bytes=99999999999999999999999-"])
def test_a_range_beyond_the_end_is_empty(asked: str) -> None:
    found = sent(asked)

    assert found is not None
    assert not found


@pytest.mark.parametrize(
    "asked",
    ["items=0-1", "bytes=0-1,4-5", "bytes=", "bytes=-", "bytes=5-1", "bytes=a-b", "0-5", ""],
)
def test_a_range_that_is_none_of_ours_gets_the_whole(asked: str) -> None:
    assert sent(asked) is None


@pytest.mark.parametrize("validator", [TAG, SAME])
def test_a_range_is_served_to_who_has_the_rest_of_the_same_document(validator: str) -> None:
    assert sent("bytes=1-2", if_range=validator) == range(1, 3)


@pytest.mark.parametrize("validator", ['"x"', f"W/{TAG}", BEFORE, AFTER, "yesterday", ""])
def test_who_has_the_rest_of_another_document_gets_the_whole(validator: str) -> None:
    assert sent("bytes=1-2", if_range=validator) is None


def test_a_date_is_no_validator_of_ranges_while_its_second_lasts() -> None:
    asked = Asked(range="bytes=1-2", if_range=SAME)

    assert part(asked, tag=TAG, changed_at=CHANGED, size=SIZE, now=CHANGED + 0.5) is None


def test_only_get_has_ranges() -> None:
    assert sent("bytes=1-2", method="HEAD") is None


@given(st.dictionaries(st.sampled_from(Asked._fields[1:-1]), st.text()))
def test_whatever_the_fields_say_there_is_an_answer(fields: dict[str, str]) -> None:
    asked = Asked(**fields)

    assert judge(asked, digest=DIGEST, changed_at=CHANGED, now=NOW).status in (200, 304, 412)
    part(asked, tag=TAG, changed_at=CHANGED, size=SIZE, now=NOW)
