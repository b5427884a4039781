"""Feeds are found by their names at a cost that does not grow with how many there are."""

from sqlalchemy import create_engine, insert, select, text

from feedsvc.catalog.pairs import one_of
from feedsvc.catalog.schema import feeds, metadata
from tests.conftest import NOON

PAIRS = [("tag", "tea"), ("section", "news/local"), ("tag", "ferry"), ("author", "nobody")]


def test_pairs_are_found_by_the_index_and_nothing_else_is() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    query = select(feeds.c.kind, feeds.c.slug).where(one_of(feeds.c.kind, feeds.c.slug, PAIRS))
    known = [("tag", "tea"), ("tag", "news/local"), ("section", "news/local"), ("section", "ferry")]
    with engine.begin() as connection:
        connection.execute(insert(feeds), [_row(*each) for each in known])

        found = {tuple(row) for row in connection.execute(query)}
        plan = str(query.compile(engine, compile_kwargs={"literal_binds": True}))
        steps = [step for *_, step in connection.execute(text(f"EXPLAIN QUERY PLAN {plan}"))]

    assert found == {("tag", "tea"), ("section", "news/local")}
    assert [step for step in steps if step.startswith("SCAN")] == []


def _row(kind: str, slug: str) -> dict[str, object]:
    said = {"kind": kind, "slug": slug, "identity": slug, "label": slug, "id": f"{kind}:{slug}"}
    return {**said, "created_at": NOON, "opened": True, "stale": False, "entries": 0}
