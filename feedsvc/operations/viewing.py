"""One article with all that is known of it: what it says, what is wrong, in which feeds it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from feedsvc.catalog import files, index, ledger, notices, places, withdrawals
from feedsvc.catalog.database import Connection
from feedsvc.catalog.withdrawals import Withdrawal
from feedsvc.model import Entry, FeedKey, Notice, Rejection
from feedsvc.operations.services import Services, now
from feedsvc.operations.states import State, state
from feedsvc.operations.targets import find_article, inside, unknown_article
from feedsvc.operations.verdicts import Verdict, verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """What is known of an article: ``path`` is None if no file holds it any more.

    ``entry`` is what readers see of it, or would see, None if there is none; ``state`` says whether
    they may. ``rejection`` is why its file, as it is now, is no article; ``refusal`` why it would
    break the feeds that hold it.
    """

    id: str | None
    path: str | None
    entry: Entry | None
    state: State | None
    withdrawal: Withdrawal | None
    rejection: Rejection | None
    refusal: Rejection | None
    warnings: tuple[Notice, ...]
    verdicts: tuple[Verdict, ...]


def article(services: Services, named: str, *, expected: Sequence[FeedKey] = ()) -> ArticleView:
    """Return what is known of the article that somebody *named*.

    Its id names it, the path of its file, its slug, or the address of its page. Feeds in which
    somebody *expected* it are judged, too. Raises UnknownArticleError if there is none.
    """
    with services.database.reading() as connection:
        id_ = find_article(services, connection, named)
        path = ledger.path_of(connection, id_) if id_ else _rejected(services, connection, named)
        if id_ is None and path is None:
            raise unknown_article(connection, named)
        entry = index.load(connection, [id_]).get(id_) if id_ else None
        withdrawal = withdrawals.of(connection, id_) if id_ else None
        refusal = places.refusal(connection, id_) if id_ else None
        at = now()
        its_state = None
        if entry:
            its_state = state(
                draft=entry.draft,
                published=entry.published,
                expires=entry.expires,
                withdrawn=withdrawal is not None,
                refused=refusal is not None,
                now=at,
            )
        return ArticleView(
            id=id_,
            path=path,
            entry=entry,
            state=its_state,
            withdrawal=withdrawal,
            rejection=files.rejection_at(connection, path) if path else None,
            refusal=refusal,
            warnings=notices.at(connection, path) if path else (),
            verdicts=verdicts(services, connection, entry, its_state, expected=expected, now=at)
            if entry and its_state
            else (),
        )


def _rejected(services: Services, connection: Connection, named: str) -> str | None:
    """Return the path of a file that is known, and is no article."""
    for path in (named.removeprefix("./"), inside(services, named)):
        if files.rejection_at(connection, path):
            return path
    return None
