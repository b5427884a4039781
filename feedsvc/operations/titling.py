"""What the entries are called that people know by their ids alone."""

from collections.abc import Collection, Mapping

from feedsvc.catalog import outlines
from feedsvc.operations.services import Services


def titles(services: Services, ids: Collection[str]) -> Mapping[str, str]:
    """Return the titles of entries by id; of those that there are not, none."""
    if not ids or not services.database.exists:
        return {}
    with services.database.reading() as connection:
        found = outlines.of(connection, sorted(ids))
    return {id_: entry.title for id_, entry in found.items()}
