from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from hypothesis import given

from feedsvc.render.dates import rfc2822, rfc3339
from tests.render.strategies import instants


@given(instants())
def test_dates_read_back_as_the_same_second(instant: datetime) -> None:
    assert datetime.fromisoformat(rfc3339(instant)) == instant
    assert parsedate_to_datetime(rfc2822(instant)) == instant


def test_a_date_is_written_in_full() -> None:
    instant = datetime(2025, 3, 1, 4, 5, 6, tzinfo=UTC)

    assert rfc3339(instant) == "2025-03-01T04:05:06Z"
    assert rfc2822(instant) == "Sat, 01 Mar 2025 04:05:06 GMT"
