"""The words of feedsvc travel between processes."""

import pickle
from datetime import UTC, datetime

from feedsvc.claims import claim
from feedsvc.model import Article, DateSource, Enclosure, Notice, Origin, Person, Role

ARTICLE = Article(
    path="a.md",
    fingerprint="f",
    title="Tea",
    content="<p>Tea.</p>",
    summary="Tea.",
    slug="tea",
    published=datetime(2024, 1, 15, tzinfo=UTC),
    published_origin=Origin.FRONT_MATTER,
    people=(Person(name="Li Ming", role=Role.EDITOR, email="li@example.org"),),
    enclosures=(Enclosure(url="https://example.org/a.mp3", media_type="audio/mpeg", length=1),),
    date_sources=(DateSource(origin=Origin.FILE_NAME, written="2024-01-15", verdict="taken"),),
    notices=(Notice(line=None, message="odd"),),
)


def test_an_article_and_its_claim_arrive_as_they_left() -> None:
    sent = (ARTICLE, claim(ARTICLE))

    arrived = pickle.loads(pickle.dumps(sent))

    assert arrived == sent
    assert hash(arrived) == hash(sent)
