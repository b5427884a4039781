"""Taking an entry back whatever its file says, and giving it to readers again."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from feedsvc.catalog import index, ledger, withdrawals
from feedsvc.catalog.database import Connection
from feedsvc.content.text import one_line
from feedsvc.content.urls import ascii_url
from feedsvc.errors import ContentError
from feedsvc.model import AuditLine, Deed, Order, Run, Scope, Trigger
from feedsvc.operations.publishing import perform
from feedsvc.operations.services import Services, now
from feedsvc.publish.queue import new_run


def order(services: Services, deed: Deed, named: str, *, who: str, reason: str) -> Order:
    """Return the order to withdraw or to restore the article that somebody *named*.

    Its id names it, the path of its file below the content folder, its slug, or the address of
    its page. Raises ContentError if there is none, or if nothing would change.
    """
    with services.database.reading() as connection:
        id_ = _find(services, connection, named)
        if id_ is None:
            raise ContentError(
                f"there is no article {named}",
                hint="name its id, its file in the content folder, or the address of its page",
            )
        is_withdrawn = bool(withdrawals.among(connection, [id_]))
    if is_withdrawn is (deed is Deed.WITHDRAW):
        state = "withdrawn already" if is_withdrawn else "not withdrawn"
        raise ContentError(f"article {named} is {state}; nothing changed")
    # A line of the audit is one line.
    return Order(deed=deed, entry_id=id_, who=one_line(who), reason=one_line(reason))


def request_order(services: Services, order: Order) -> Run:
    """Ask the publisher to carry out *order*; return the run that will."""
    return services.queue.put(new_run(Trigger.CLI, Scope.CHANGED, now=now(), order=order))


def carry_out(services: Services, order: Order) -> Run:
    """Carry out *order* in this process, which holds the publisher's lock."""
    return perform(services, new_run(Trigger.CLI, Scope.CHANGED, now=now(), order=order))


def audit(services: Services, *, limit: int) -> tuple[AuditLine, ...]:
    """Return what people did, newest first."""
    with services.database.reading() as connection:
        return withdrawals.newest_lines(connection, limit=limit)


def _find(services: Services, connection: Connection, named: str) -> str | None:
    slug = unquote(urlsplit(named.rstrip("/")).path.rpartition("/articles/")[2])
    folder = services.settings.content.directory
    path = Path(named).absolute()
    inside = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else named
    found = ledger.find(connection, id_=named, path=named.removeprefix("./"), slug=slug)
    found = found or ledger.find(connection, id_=named, path=inside, slug=slug)
    return found or index.at_address(connection, ascii_url(named))
