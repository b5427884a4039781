"""Every check of the tables, over a real socket, by each backend."""

from collections import Counter
from dataclasses import replace

import pytest

from tests.http.check import Check, Outcome, carry_out
from tests.http.conftest import Reached
from tests.http.tables import codings, conditions, messages, places, ranges, retrieval

CHECKS = (
    *retrieval.CHECKS,
    *conditions.CHECKS,
    *ranges.CHECKS,
    *codings.CHECKS,
    *places.CHECKS,
    *messages.CHECKS,
)
# Fields that a server may leave out where it does not make the body (RFC 9110, section 9.3.2),
# and those that tell of the moment or of the connection.
_MAY_DIFFER = {"date", "connection", "keep-alive", "content-length", "transfer-encoding"}


def _has_a_twin(check: Check) -> bool:
    """Tell whether HEAD must have the fields that GET has: not for parts, which HEAD knows not."""
    plain = check.method == "GET" and not check.raw and not check.body
    return (
        plain and "range:" not in check.fields.lower() and check.outcome.status in (200, 304, 404)
    )


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_answer_is_as_the_table_says(reached: Reached, check: Check) -> None:
    carry_out(check, reached.backend, reached.port, reached.facts)


@pytest.mark.slow
@pytest.mark.parametrize(
    "check", [check for check in CHECKS if _has_a_twin(check)], ids=lambda check: check.name
)
def test_head_has_the_fields_of_get(reached: Reached, check: Check) -> None:
    check = check.by(reached.backend)
    get = carry_out(check, reached.backend, reached.port, reached.facts)
    twin = replace(check, method="HEAD", outcome=Outcome(get.status))

    head = carry_out(twin, reached.backend, reached.port, reached.facts)

    assert head.body == b""
    assert _lasting(head.fields) == _lasting(get.fields)
    assert head.value("Content-Length") in (get.value("Content-Length"), None)


def _lasting(fields: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return sorted(
        (name.lower(), value) for name, value in fields if name.lower() not in _MAY_DIFFER
    )


def test_every_check_of_the_tables_has_a_name_of_its_own() -> None:
    repeated = [name for name, times in Counter(each.name for each in CHECKS).items() if times > 1]

    assert repeated == []
    assert len(CHECKS) >= 150
