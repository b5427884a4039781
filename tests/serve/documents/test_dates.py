from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.serve.documents import dates

NOV_6_1994 = 784111777


@pytest.mark.parametrize(
    "value",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "  Sun, 06 Nov 1994 08:49:37 GMT ",
    ],
)
def test_all_three_forms_name_one_instant(value: str) -> None:
    assert dates.read(value, this_year=2026) == NOV_6_1994


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "0",
        "784111777",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 08:49:37 +0800",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Non 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:3٧ GMT",
    ],
)
def test_what_is_no_date_is_none(value: str) -> None:
    assert dates.read(value, this_year=2026) is None


@pytest.mark.parametrize(("year", "full"), [("26", 2026), ("76", 2076), ("77", 1977), ("99", 1999)])
def test_two_digits_are_a_year_no_more_than_fifty_ahead(year: str, full: int) -> None:
    found = dates.read(f"Monday, 02-Feb-{year} 00:00:00 GMT", this_year=2026)

    assert found is not None
    assert datetime.fromtimestamp(found, UTC).year == full


@given(st.integers(0, 4_102_444_800))
def test_what_is_written_is_as_the_library_writes_it_and_is_read_back(instant: int) -> None:
    written = dates.written(instant)

    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=instant)
    assert written == format_datetime(moment, usegmt=True)
    assert dates.read(written, this_year=2026) == instant


@given(st.text())
def test_no_text_is_too_odd(value: str) -> None:
    found = dates.read(value, this_year=2026)

    assert found is None or isinstance(found, int)
