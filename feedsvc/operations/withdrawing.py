"""Taking an entry back whatever its file says, and giving it to readers again."""

from feedsvc.catalog import withdrawals
from feedsvc.content.text import one_line
from feedsvc.errors import UnchangedError
from feedsvc.model import Deed, Order, Run, Scope, Trigger
from feedsvc.operations.publishing import perform
from feedsvc.operations.services import Services, now
from feedsvc.operations.targets import find_article, unknown_article
from feedsvc.publish.folding import about
from feedsvc.publish.requests import new_run


def order(services: Services, deed: Deed, named: str, *, who: str, reason: str) -> Order:
    """Return the order to withdraw or to restore the article that somebody *named*.

    Its id names it, the path of its file below the content folder, its slug, or the address of
    its page. Raises UnknownArticleError if there is none, UnchangedError if nothing would change.
    """
    # Looked at first: what is carried out meanwhile is in the catalog by then.
    waiting = services.queue.waiting()
    with services.database.reading() as connection:
        id_ = find_article(services, connection, named)
        if id_ is None:
            raise unknown_article(connection, named)
        is_withdrawn = bool(withdrawals.among(connection, [id_]))
    # Orders that wait may change that, and an equal one is the answer.
    if is_withdrawn is (deed is Deed.WITHDRAW) and not about(waiting, id_):
        state = "withdrawn already" if is_withdrawn else "not withdrawn"
        raise UnchangedError(f"article {named} is {state}; nothing changed")
    # A line of the audit is one line.
    return Order(deed=deed, entry_id=id_, who=one_line(who), reason=one_line(reason))


def request_order(services: Services, order: Order, trigger: Trigger = Trigger.CLI) -> Run:
    """Ask the publisher to carry out *order*; return the run that will.

    That may be one that waits already with an equal order.
    """
    return services.queue.put(_run(order, trigger))


def carry_out(services: Services, order: Order) -> Run:
    """Carry out *order* in this process, which holds the publisher's lock.

    Orders about the same entry that wait came before, and are carried out before.
    """
    for each in about(services.queue.waiting(), order.entry_id):
        perform(services, each)
    return perform(services, _run(order, Trigger.CLI))


def _run(order: Order, trigger: Trigger) -> Run:
    return new_run(trigger, Scope.CHANGED, now=now(), order=order, who=order.who)
