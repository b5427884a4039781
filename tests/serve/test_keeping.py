import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from feedsvc.catalog.database import Database, Mark
from feedsvc.serve import keeping
from feedsvc.serve.keeping import Address, Kept, Memory, kept
from tests.conftest import Site
from tests.serve.reading_pages import Page

Connect = Callable[[Site], FlaskClient]

PAGES = ["/", "/feeds/", "/feeds/?q=tea", "/feeds/all", "/articles/listen", "/sitemap"]
LISTS = ["/feeds.opml", "/feeds.opml?feed=tag/tea", "/sitemap.xml", "/sitemap-1.xml"]
FIELDS_OF_304 = ("Cache-Control", "ETag", "Vary", "Link", "Content-Security-Policy")
MARK = Mark(((1, 10**9, 1),))


def remember(client: FlaskClient, *, capacity: int = 8_000_000) -> Memory:
    """Let a client's application keep pages at once; no file system here keeps whole seconds."""
    memory = Memory(capacity, racy_seconds=0)
    client.application.extensions[keeping.EXTENSION] = memory
    return memory


def new_client(client: FlaskClient) -> FlaskClient:
    return client.application.test_client()


def catalog(site: Site) -> Path:
    return site.root / "feeds.state" / "catalog.sqlite3"


def without_date(answer: TestResponse) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "Date"}


@pytest.fixture
def watched(client: FlaskClient) -> list[float]:
    """A client with a page at ``/slow`` that takes its time; the instants at which it was made."""
    made = []

    @client.application.get("/slow")
    @kept("page")
    def slow() -> Response:
        made.append(time.monotonic())
        time.sleep(0.2)
        return Response(b"slow")

    return made


@pytest.mark.parametrize("path", [*PAGES, *LISTS])
def test_what_is_kept_is_what_was_made(client: FlaskClient, path: str) -> None:
    memory = remember(client)
    fresh = client.get(path)

    again = client.get(path)

    assert len(memory) == 1
    assert (again.status_code, again.data) == (200, fresh.data)
    assert without_date(again) == without_date(fresh)


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize("path", [*PAGES, *LISTS])
def test_whoever_has_a_page_gets_what_304_has_to_say(
    client: FlaskClient, path: str, is_kept: bool
) -> None:
    if is_kept:
        remember(client)
    whole = client.get(path)

    for condition in (whole.headers["ETag"], f'"x", W/{whole.headers["ETag"]}', "*"):
        answer = client.get(path, headers={"If-None-Match": condition})

        assert (answer.status_code, answer.data) == (304, b"")
        for name in FIELDS_OF_304:
            assert answer.headers.get(name) == whole.headers.get(name)
        assert "Content-Length" not in answer.headers
        assert "Content-Type" not in answer.headers
    assert client.get(path, headers={"If-None-Match": '"other"'}).data == whole.data


@pytest.mark.parametrize("path", [*PAGES, *LISTS])
def test_head_says_what_get_says_and_both_are_one_page(client: FlaskClient, path: str) -> None:
    memory = remember(client)

    head, get = client.head(path), client.get(path)

    assert head.data == b""
    assert without_date(head) == without_date(get)
    assert head.headers["Content-Length"] == str(len(get.data))
    assert len(memory) == 1


def test_a_tag_tells_the_bytes(newsroom: Site, client: FlaskClient) -> None:
    before = client.get("/feeds/tag/tea").headers["ETag"]
    newsroom.article("other.md", title="No tea", tags="[milk]")
    newsroom.build(after=60)
    unchanged = client.get("/feeds/tag/tea").headers["ETag"]
    newsroom.article("more.md", title="More tea", tags="[tea]")
    newsroom.build(after=60)

    assert unchanged == before
    assert client.get("/feeds/tag/tea").headers["ETag"] != before


def test_only_what_the_page_depends_on_makes_another_one(client: FlaskClient) -> None:
    memory = remember(client)

    for query in ("", "?", "?utm_source=x", "?x=1&y=2", "?q=tea", "?page=1&page=2"):
        client.get(f"/{query}")

    assert len(memory) == 1


def test_a_page_is_another_one_in_each_language_and_with_each_part_of_it(
    client: FlaskClient,
) -> None:
    remember(client)
    fields = {"Accept-Language": "zh"}
    paths = ["/feeds/", "/feeds/?lang=en", "/feeds/?lang=zh-Hans", "/feeds/?q=tea", "/feeds/?q=%20"]
    fresh = [client.get(path, headers=fields).data for path in paths]

    again = [client.get(path, headers=fields).data for path in paths]

    assert again == fresh
    assert len(set(fresh[:4])) == 4


def test_a_language_that_is_chosen_is_kept_apart_from_the_same_one_that_is_preferred(
    client: FlaskClient,
) -> None:
    remember(client)
    english = {"Accept-Language": "en"}

    preferred, chosen = client.get("/", headers=english), client.get("/?lang=en", headers=english)

    assert "lang=en" in next(u for u in Page(chosen.text).links().values() if "/feeds/?" in u)
    assert preferred.data != chosen.data


@pytest.mark.parametrize("path", ["/nothing", "/articles/nobody", "/feeds/tag/tea?page=99"])
def test_what_is_not_there_takes_no_room(client: FlaskClient, path: str) -> None:
    memory = remember(client)

    assert client.get(path).status_code == 404
    assert len(memory) == 0


def test_a_catalog_that_changed_just_now_may_change_again_unnoticed(
    newsroom: Site, client: FlaskClient
) -> None:
    memory = client.application.extensions[keeping.EXTENSION]
    client.get("/")
    young = len(memory)
    for file in newsroom.root.glob("feeds.state/catalog*"):
        os.utime(file, (time.time() - 3, time.time() - 3))

    client.get("/")

    assert (young, len(memory)) == (0, 1)


def test_a_catalog_from_the_future_is_kept_by_nobody(newsroom: Site, client: FlaskClient) -> None:
    memory = remember(client)
    os.utime(catalog(newsroom), (time.time() + 3600, time.time() + 3600))

    answers = [client.get("/") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(memory) == 0


def test_a_change_shows_at_once(newsroom: Site, client: FlaskClient) -> None:
    remember(client)
    newsroom.article("new.md", title="Before", slug="new")
    newsroom.build(after=60)
    before = client.get("/articles/new"), client.get("/articles/new")
    newsroom.article("new.md", title="After", slug="new")
    newsroom.build(after=60)

    after = client.get("/articles/new", headers={"If-None-Match": before[1].headers["ETag"]})

    assert all("Before" in answer.text for answer in before)
    assert "After" in after.text


@pytest.mark.parametrize("path", ["/", "/feeds.opml", "/articles/listen"])
def test_pages_of_a_catalog_that_is_gone_are_gone_with_it(
    newsroom: Site, client: FlaskClient, path: str
) -> None:
    remember(client)
    client.get(path)
    for file in newsroom.root.glob("feeds.state/catalog*"):
        file.unlink()
    gone = client.get(path)

    newsroom.build()

    assert (gone.status_code, client.get(path).status_code) == (503, 200)


def test_a_catalog_that_is_made_anew_makes_new_pages(newsroom: Site, client: FlaskClient) -> None:
    remember(client)
    before = client.get("/articles/listen").text
    for file in newsroom.root.glob("feeds.state/catalog*"):
        file.unlink()
    newsroom.article("listen.md", title="Look", slug="listen")
    newsroom.build()

    after = client.get("/articles/listen").text

    assert "Look" in after
    assert "Look" not in before


def test_a_catalog_that_is_put_back_brings_its_pages_back(
    newsroom: Site, client: FlaskClient
) -> None:
    remember(client)
    before, saved = client.get("/articles/listen").text, catalog(newsroom).read_bytes()
    newsroom.article("listen.md", title="Look", slug="listen")
    newsroom.build(after=60)
    changed = client.get("/articles/listen").text
    catalog(newsroom).write_bytes(saved)

    assert client.get("/articles/listen").text == before != changed


def test_a_change_by_another_program_shows(newsroom: Site, client: FlaskClient) -> None:
    remember(client)
    before = client.get("/").text
    with closing(sqlite3.connect(catalog(newsroom))) as other, other:
        other.execute("UPDATE feeds SET label = 'Coffee' WHERE slug = 'tea'")

    after = client.get("/").text

    assert "Coffee" in after
    assert "Coffee" not in before


def test_a_page_from_before_a_transaction_is_not_kept_beyond_it(
    newsroom: Site, client: FlaskClient
) -> None:
    remember(client)
    database = newsroom.services.database

    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE feeds SET label = 'Coffee' WHERE slug = 'tea'")
        # What memory has no room for stands in the log before it is committed.
        connection.exec_driver_sql("PRAGMA cache_size = 1")
        connection.exec_driver_sql("UPDATE entries SET content = content || hex(zeroblob(500000))")
        assert catalog(newsroom).with_name("catalog.sqlite3-wal").stat().st_size > 1_000_000
        during = [client.get("/").text for _ in range(2)]

    assert not any("Coffee" in text for text in during)
    assert "Coffee" in client.get("/").text


def test_transactions_have_different_marks_however_fast_they_are(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalog.sqlite3")
    database.prepare()
    marks = [database.mark()]

    with database.kept_open():
        for number in range(200):
            with database.writing(durable=False) as connection:
                sql = "INSERT OR REPLACE INTO facts (name, value) VALUES ('n', ?)"
                connection.exec_driver_sql(sql, (str(number),))
            marks.append(database.mark())

    assert len(set(marks)) == 201


def test_a_transaction_without_effect_changes_no_mark(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalog.sqlite3")
    database.prepare()
    before = database.mark()

    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM facts WHERE name = 'none'")
    with database.reading() as connection:
        while_read = database.mark()
        connection.exec_driver_sql("SELECT * FROM facts").all()

    assert database.mark() == while_read == before


def test_no_catalog_has_no_mark_and_one_that_nobody_may_look_at_neither(as_nobody: Path) -> None:
    database = Database(as_nobody / "state" / "catalog.sqlite3")
    missing = database.mark()
    database.prepare()
    there = database.mark()
    database.folder.chmod(0)
    hidden = database.mark()
    database.folder.chmod(0o700)

    assert (missing, hidden) == (None, None)
    assert there is not None
    assert abs(there.changed_at - time.time()) < 5


def test_threads_that_ask_for_one_page_have_it_made_once(
    newsroom: Site, client: FlaskClient, watched: list[float]
) -> None:
    remember(client)

    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: client.application.test_client().get("/slow"), "12345678")
        )

    assert [answer.data for answer in answers] == [b"slow"] * 8
    assert len(watched) == 1


def test_pages_that_cannot_be_kept_are_not_waited_for(
    newsroom: Site, client: FlaskClient, watched: list[float]
) -> None:
    began = time.monotonic()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: new_client(client).get("/slow"), range(4)))

    assert len(watched) == 4
    assert max(watched) - began < 0.2


def test_a_page_that_fails_lets_the_next_one_try(client: FlaskClient) -> None:
    memory, troubles = remember(client), [OSError("once")]

    @client.application.get("/fails")
    @kept()
    def fails() -> Response:
        if troubles:
            raise troubles.pop()
        return Response(b"there")

    assert [client.get("/fails").status_code for _ in range(3)] == [500, 200, 200]
    assert len(memory) == 1


def test_a_page_that_nobody_finishes_is_not_waited_for_long() -> None:
    memory, seen = Memory(1000), []

    def other() -> None:
        with memory.turn(Address("/")):
            seen.append(time.monotonic())

    with memory.turn(Address("/")):
        waiting = Thread(target=other)
        waiting.start()
        waiting.join(timeout=5)

    assert len(seen) == 1


@given(
    asked=st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 40_000), st.integers(0, 3000)), max_size=60
    )
)
def test_memory_is_bounded_whatever_is_kept(asked: list[tuple[int, int, int]]) -> None:
    memory, capacity = Memory(60_000, racy_seconds=0), 60_000

    for name, size, words in asked:
        address = Address(f"/{name}", (("q", "q" * words),))
        page = Kept(MARK, bytes(size), (("ETag", '"x"'),))
        memory.keep(address, page)

        assert 0 <= memory.taken <= capacity
        fits = address.size + page.size <= capacity // 4
        assert (memory.get(address, MARK) is not None) is fits
    if not len(memory):
        assert memory.taken == 0


def test_many_searches_push_out_only_each_other_and_what_nobody_asks_for() -> None:
    memory = Memory(100_000)
    home = Address("/")
    memory.keep(home, Kept(MARK, bytes(10_000), ()))

    for number in range(1000):
        memory.keep(Address("/feeds/", (("q", str(number)),)), Kept(MARK, bytes(10_000), ()))
        assert memory.get(home, MARK)

    assert len(memory) < 10


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["edit", "hide", "remove", "build", "ask", "ask", "ask"]),
        st.integers(0, 2),
    ),
    max_size=25,
)


@given(steps=_STEPS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_page_is_ever_older_than_the_last_run(
    tmp_path_factory: pytest.TempPathFactory, connect: Connect, steps: list[tuple[str, int]]
) -> None:
    site = Site(tmp_path_factory.mktemp("site"))
    site.variables["FEEDSVC_SITE__BASE_URL"] = "https://feeds.example.cn"
    site.article("base.md", title="Base", tags="[tea]")
    site.build()
    client, plain = connect(site), connect(site)
    remember(client)
    plain.application.extensions[keeping.EXTENSION] = Memory(0)
    paths = ["/", "/feeds/?q=tea", "/feeds/tag/tea", "/articles/a0", "/articles/a1", "/articles/a2"]

    for number, (step, which) in enumerate(steps):
        file = f"{which}.md"
        if step == "ask":
            for path in paths[which::3]:
                known, fresh = client.get(path), plain.get(path)
                assert (known.status_code, known.data) == (fresh.status_code, fresh.data)
        elif step == "build":
            site.build(after=60, accept_loss=True)
        elif step == "remove":
            (site.content / file).unlink(missing_ok=True)
        else:
            draft = "true" if step == "hide" else "false"
            site.article(file, title=f"T{number}", slug=f"a{which}", tags="[tea]", draft=draft)


def test_whoever_asks_while_somebody_writes_sees_what_was_written_when_it_was(
    newsroom: Site, client: FlaskClient
) -> None:
    """The number that a page shows is none below the last one that was committed before."""
    memory, database = remember(client), newsroom.services.database
    committed, dice = [0], Random(7)
    sql = "INSERT OR REPLACE INTO facts (name, value) VALUES ('n', ?)"

    @client.application.get("/number")
    @kept()
    def number() -> Response:
        with database.reading() as connection:
            query = "SELECT coalesce((SELECT value FROM facts WHERE name = 'n'), 0)"
            (value,) = connection.exec_driver_sql(query).one()
        return Response(f"{value}")

    def write() -> None:
        for value in range(1, 120):
            with database.writing(durable=value % 3 == 0) as connection:
                connection.exec_driver_sql(sql, (f"{value}",))
            committed.append(value)
            time.sleep(dice.choice((0, 0, 0.003, 0.01)))

    writer, hits = Thread(target=write), 0
    writer.start()
    while writer.is_alive():
        least = committed[-1]
        known = len(memory)
        assert int(client.get("/number").text) >= least
        hits += known

    writer.join()
    assert int(client.get("/number").text) == 119
    assert hits
