import pytest

from feedsvc.access.scopes import TokenScope, allows, parse_scopes
from feedsvc.errors import AccessError


def test_scopes_are_named_once_and_in_one_order() -> None:
    assert parse_scopes(["run", "read", "run"]) == (TokenScope.READ, TokenScope.RUN)


@pytest.mark.parametrize(
    ("wrong", "meant"), [("raed", "read"), ("Run", "run"), ("withdrawal", "withdraw")]
)
def test_a_scope_that_does_not_exist_is_answered_with_the_nearest(wrong: str, meant: str) -> None:
    with pytest.raises(AccessError) as raised:
        parse_scopes([wrong])

    assert repr(wrong) in str(raised.value)
    assert raised.value.hint.startswith(f"did you mean {meant}?")


@pytest.mark.parametrize("wrong", ["", "主题", "xyzzy"])
def test_all_scopes_are_named_where_none_is_near(wrong: str) -> None:
    with pytest.raises(AccessError) as raised:
        parse_scopes([wrong])

    assert raised.value.hint == "There are read, run, withdraw, admin"


def test_a_token_without_a_scope_is_refused() -> None:
    with pytest.raises(AccessError, match="needs a scope"):
        parse_scopes([])


def test_only_admin_holds_what_it_does_not_name() -> None:
    for granted in TokenScope:
        for needed in TokenScope:
            expected = granted in (needed, TokenScope.ADMIN)
            assert allows((granted,), needed) is expected
