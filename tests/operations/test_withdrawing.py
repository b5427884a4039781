"""Orders about one article are judged, and carried out, as they came."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from feedsvc import operations
from feedsvc.errors import UnchangedError
from feedsvc.model import Deed, Run
from tests.conftest import Site


def ordered(site: Site, deed: Deed, who: str = "Ann") -> Run:
    order = operations.order(site.services, deed, "a.md", who=who, reason="")
    return operations.request_order(site.services, order)


def publish(site: Site) -> None:
    with operations.publishing(site.services, "cannot publish"):
        for each in site.services.queue.waiting():
            operations.perform(site.services, each)


@pytest.fixture
def article(site: Site) -> Site:
    site.article("a.md", "One")
    site.article("b.md", "Two")
    site.build()
    return site


def test_an_article_can_be_restored_while_its_withdrawal_waits(article: Site) -> None:
    taken_back, restored = ordered(article, Deed.WITHDRAW), ordered(article, Deed.RESTORE)

    assert article.services.queue.waiting() == (taken_back, restored)
    publish(article)

    assert operations.withdrawn(article.services, limit=10).items == ()
    assert len(article.entries()) == 2


def test_the_last_of_many_orders_counts(article: Site) -> None:
    for deed in (Deed.WITHDRAW, Deed.RESTORE, Deed.WITHDRAW):
        ordered(article, deed)

    publish(article)

    assert len(operations.withdrawn(article.services, limit=10).items) == 1


def test_equal_orders_at_once_are_one_run_and_one_line_of_the_audit(article: Site) -> None:
    with ThreadPoolExecutor(8) as crowd:
        runs = set(crowd.map(lambda _: ordered(article, Deed.WITHDRAW).id, range(20)))
    assert len(runs) == 1

    publish(article)

    lines = operations.audit(article.services, limit=50).items
    assert [line.deed for line in lines] == [Deed.WITHDRAW]


def test_what_is_so_already_is_said_where_no_order_waits(article: Site) -> None:
    with pytest.raises(UnchangedError, match="is not withdrawn"):
        ordered(article, Deed.RESTORE)
    ordered(article, Deed.WITHDRAW)
    publish(article)

    with pytest.raises(UnchangedError, match="is withdrawn already"):
        ordered(article, Deed.WITHDRAW)


def test_an_order_at_the_command_line_comes_after_those_that_wait(article: Site) -> None:
    ordered(article, Deed.WITHDRAW)
    order = operations.order(article.services, Deed.RESTORE, "a.md", who="Bob", reason="")

    with operations.publishing(article.services, "cannot restore"):
        operations.carry_out(article.services, order)

    assert article.services.queue.waiting() == ()
    assert operations.withdrawn(article.services, limit=10).items == ()


def test_a_list_goes_on_behind_an_article_that_was_restored_meanwhile(article: Site) -> None:
    services = article.services
    for named in ("a.md", "b.md"):
        order = operations.order(services, Deed.WITHDRAW, named, who="Ann", reason="")
        operations.request_order(services, order)
    publish(article)
    first = operations.withdrawn(services, limit=1)
    order = operations.order(services, Deed.RESTORE, first.items[0].id, who="Ann", reason="")
    operations.request_order(services, order)
    publish(article)

    rest = operations.withdrawn(services, first.next, limit=1)

    assert len(rest.items) == 1
    assert rest.items[0].id != first.items[0].id
