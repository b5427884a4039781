"""Anything that may stand in the fields of feeds and entries."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from feedsvc.model import (
    Category,
    Enclosure,
    Entry,
    FeedKind,
    Person,
    Picture,
    Podcast,
    Role,
    Tombstone,
)
from tests.render.examples import FEED, FIRST, Whole

_CHARACTERS = st.one_of(
    st.characters(exclude_categories=()),
    st.sampled_from("<>&\"'\\]\x00\x08\x0b\x1b\x7f\x85\t\n\r\u2028\ud800\udfff\ufeff\ufffe\uffff"),
    st.sampled_from("中文标题教育　，。：Aa1 "),
)


_SIDE = st.none() | st.integers(-1, 10_000)


def any_text() -> st.SearchStrategy[str]:
    return st.text(_CHARACTERS, max_size=30)


def any_url() -> st.SearchStrategy[str]:
    return st.one_of(any_text(), any_text().map("https://news.example/{}".format))


def instants() -> st.SearchStrategy[datetime]:
    return st.datetimes(
        min_value=datetime(1970, 1, 1),  # noqa: DTZ001
        max_value=datetime(2200, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ).map(lambda instant: instant.replace(microsecond=0))


def people() -> st.SearchStrategy[Person]:
    return st.builds(
        Person,
        name=any_text(),
        role=st.sampled_from(Role),
        email=st.none() | any_text(),
        uri=st.none() | any_url(),
    )


def categories() -> st.SearchStrategy[Category]:
    return st.builds(
        Category,
        kind=st.just(FeedKind.TAG),
        term=any_text(),
        label=any_text(),
        slug=st.just("slug"),
        scheme=any_url(),
    )


def enclosures() -> st.SearchStrategy[Enclosure]:
    return st.builds(
        Enclosure,
        url=any_url(),
        media_type=any_text() | st.sampled_from(["audio/mpeg", "image/png", "application/pdf"]),
        length=st.integers(-1, 10**15),
        duration=measures(),
        width=measures(),
        height=measures(),
    )


def measures() -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(-1, 10**6)


def pictures() -> st.SearchStrategy[Picture]:
    return st.builds(Picture, url=any_url(), width=measures(), height=measures(), text=any_text())


def podcasts() -> st.SearchStrategy[Podcast]:
    return st.builds(
        Podcast,
        author=st.none() | any_text(),
        image=st.none() | any_url(),
        explicit=st.none() | st.booleans(),
        duration=measures(),
        categories=st.lists(any_text(), max_size=2).map(tuple),
    )


def entries() -> st.SearchStrategy[Entry]:
    return st.builds(
        Entry,
        id=any_text(),
        path=any_text(),
        slug=any_text(),
        url=any_text().map("https://news.example/{}".format),
        title=any_text(),
        summary=any_text(),
        content=any_text(),
        published=instants(),
        published_origin=st.just(FIRST.published_origin),
        updated=instants(),
        categories=st.lists(categories(), max_size=3).map(tuple),
        people=st.lists(people(), max_size=3).map(tuple),
        enclosures=st.lists(enclosures(), max_size=3).map(tuple),
        image=st.none() | pictures(),
        podcast=st.none() | podcasts(),
        language=st.none() | any_text(),
    )


def feeds() -> st.SearchStrategy[Whole]:
    return st.builds(
        Whole,
        key=st.just(FEED.key),
        id=st.just(FEED.id),
        url=any_text().map("https://news.example/{}".format),
        home_url=any_text().map("https://news.example/{}".format),
        title=any_text(),
        subtitle=any_text(),
        language=st.none() | any_text(),
        updated=instants(),
        image=st.none() | st.builds(Picture, url=any_url(), width=_SIDE, height=_SIDE),
        icon=st.none() | any_url(),
        rights=any_text(),
        stylesheet_url=st.none() | any_url(),
        archive_url=st.none() | any_url(),
        previous_url=st.none() | any_url(),
        next_url=st.none() | any_url(),
        hub=st.none() | any_url(),
        tombstones=st.lists(st.builds(Tombstone, id=any_text(), at=instants()), max_size=3).map(
            tuple
        ),
        entries=st.lists(entries(), max_size=3).map(tuple),
    )
