from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.access.expiry import parse_expiry
from feedsvc.errors import AccessError
from tests.access.conftest import NOW


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("12h", NOW + timedelta(hours=12)),
        ("90d", NOW + timedelta(days=90)),
        (" 26w ", NOW + timedelta(weeks=26)),
        ("2027-03-31", datetime(2027, 3, 31, tzinfo=UTC)),
    ],
)
def test_a_span_or_a_day_is_understood(text: str, instant: datetime) -> None:
    assert parse_expiry(text, now=NOW) == instant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "90",
        "d",
        "0d",
        "-1d",
        "1.5d",
        "90 d",
        "999999w",
        "2027-02-30",
        "2026-03-12",
        "九十d",
        "٩d",
    ],
)
def test_what_is_no_time_to_come_is_refused_with_examples(text: str) -> None:
    with pytest.raises(AccessError) as raised:
        parse_expiry(text, now=NOW)

    assert "90d" in raised.value.hint


@given(st.text())
def test_any_text_is_an_instant_to_come_or_refused(text: str) -> None:
    try:
        assert parse_expiry(text, now=NOW) > NOW
    except AccessError as error:
        assert error.hint
