"""What readers could see once and see no more: pages of articles that are gone, not unknown."""

from collections.abc import Collection

from sqlalchemy import delete, literal, select

from feedsvc.catalog.batches import batches, insert_many
from feedsvc.catalog.database import Connection
from feedsvc.catalog.identity import ADOPTED
from feedsvc.catalog.schema import gone, ledger


def note_gone(connection: Connection, slugs: Collection[str]) -> None:
    """Remember that readers could see the entries with these *slugs*."""
    for batch in batches(sorted(slugs)):
        connection.execute(delete(gone).where(gone.c.slug.in_(batch)))
        insert_many(connection, gone, [{"slug": slug} for slug in batch])


def was_shown(connection: Connection, slug: str) -> bool:
    """Tell whether an entry that is not visible now once had its page under *slug*.

    So had an adopted entry that no article has gone on with. Drafts and entries under embargo that
    were never anything else had none.
    """
    adopted = ledger.c.digest == ADOPTED, ledger.c.link.is_(None)
    return any(
        connection.scalar(query) is not None
        for query in (
            select(literal(1)).where(gone.c.slug == slug),
            select(literal(1)).where(ledger.c.slug == slug, *adopted),
        )
    )
