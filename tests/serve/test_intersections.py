"""What stands in several feeds, asked for by an address that nobody planned."""

import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import product
from threading import Barrier
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import feedparser
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.intersections import DEPTH, MOST_ENTRIES, canonical, path_of
from feedsvc.model import FeedKey, FeedKind, Format
from feedsvc.serve.allowance import Allowance
from feedsvc.serve.intersections.making import (
    BURST,
    CAPACITY,
    MOST_DOCUMENTS,
    CrowdedError,
    Intersections,
)
from feedsvc.serve.intersections.memory import Kept, Memory
from feedsvc.serve.spellings import several
from feedsvc.validity import check_document
from tests.conftest import Site

SITE = "https://feeds.example.cn"
BASE = f"{SITE}/feeds"
# An article has both tags, lies in a section below another and has an author.
BOTH = "tag/tea/tag/zhutijiaoyu"
Connect = Callable[[Site], FlaskClient]


def titles(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(f"/feeds/{path}.json")
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in json.loads(answer.data)["items"]]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (BOTH, ["Listen"]),
        ("section/culture/audio/tag/tea", ["Listen"]),
        ("section/culture/tag/tea/author/ann-lee", ["Listen"]),
        ("section/zhongguopinpai/tag/zhutijiaoyu", ["春茶开采", "以学铸魂 以学增智"]),
        ("section/zhongguopinpai/qiyedangjian/tag/zhutijiaoyu", ["以学铸魂 以学增智"]),
        ("tag/zhutijiaoyu/author/panwangwang", ["以学铸魂 以学增智"]),
    ],
)
def test_a_feed_of_several_holds_what_stands_in_all_of_them(
    client: FlaskClient, path: str, expected: list[str]
) -> None:
    assert sorted(titles(client, path)) == sorted(expected)


@pytest.mark.parametrize("format", Format)
def test_its_documents_are_valid_and_say_who_they_are(client: FlaskClient, format: Format) -> None:
    address = f"{BASE}/{BOTH}.{format.extension}"

    answer = client.get(address.removeprefix(SITE))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == f"{format.media_type}; charset=utf-8"
    assert not [fault for fault in check_document(answer.data, format) if fault.is_error]
    if format is Format.JSON:
        said = json.loads(answer.data)
        assert said["feed_url"] == address
        assert said["home_page_url"] == f"{BASE}/tag/tea"
        assert said["title"] == "tea + 主题教育 - 大国新村"
        return
    feed = feedparser.parse(answer.data).feed
    assert feed.title == "tea + 主题教育 - 大国新村"
    assert feed.link == f"{BASE}/tag/tea"
    links = {link["rel"]: link["href"] for link in feed.links}
    assert links["self"] == address
    assert "prev-archive" not in links
    if format is Format.ATOM:
        assert feed.id == uuid5(NAMESPACE_URL, f"https://feeds.example.cn/feeds/{BOTH}").urn
        assert feed.updated == "2026-03-02T09:30:00Z"


def test_its_fields_are_those_of_a_document(newsroom: Site, connect: Connect) -> None:
    newsroom.variables["FEEDSVC_HTTP__HUB"] = "https://hub.example.org/"
    newsroom.build()
    client = connect(newsroom)

    answer, document = client.get(f"/feeds/{BOTH}.atom"), client.get("/feeds/tag/tea.atom")

    ours, theirs = dict(answer.headers), dict(document.headers)
    assert ours.keys() == theirs.keys()
    assert {name for name in ours if ours[name] != theirs[name]} <= {
        *("ETag", "Content-Length", "Link", "Last-Modified"),
    }
    # Nobody tells a hub when it changes.
    assert answer.headers["Link"] == (
        f'<{BASE}/{BOTH}.atom>; rel="self"; type="application/atom+xml", '
        f'<{BASE}/tag/tea>; rel="alternate"; type="text/html"'
    )
    assert b"hub.example.org" in document.data
    assert b"hub.example.org" not in answer.data


def test_whoever_has_it_gets_no_second_copy(client: FlaskClient) -> None:
    path = f"/feeds/{BOTH}.atom"
    first = client.get(path, headers={"Accept-Encoding": "br, gzip"})

    for condition in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = client.get(path, headers={"Accept-Encoding": "br, gzip", **condition})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert "Content-Type" not in again.headers
    part = client.get(path, headers={"Range": "bytes=0-4"})
    assert (part.status_code, part.data) == (206, first.data[:5])
    assert client.get(path, headers={"If-Match": '"other"'}).status_code == 412


def test_every_method_has_its_answer(client: FlaskClient) -> None:
    path = f"/feeds/{BOTH}.rss"

    head, whole = client.head(path), client.get(path)
    asked, written = client.options(path), client.post(path)

    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)
    assert (asked.status_code, asked.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert (written.status_code, written.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert client.post("/feeds/Tag/Tea/tag/zhutijiaoyu.rss").status_code == 404


def test_a_browser_can_show_it(client: FlaskClient) -> None:
    answer = client.get(f"/feeds/{BOTH}.atom", headers={"Sec-Fetch-Dest": "document"})

    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert b'href="https://feeds.example.cn/feeds/feed.css"' in answer.data


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("tag/zhutijiaoyu/tag/tea.atom", f"{BOTH}.atom"),
        ("tag/主题教育/tag/TEA.atom", f"{BOTH}.atom"),
        ("Tag/tea/TAG/zhutijiaoyu.RSS", f"{BOTH}.rss"),
        ("tag/tea/tag/zhutijiaoyu.xml", f"{BOTH}.rss"),
        ("tag/tea//tag/zhutijiaoyu.json/", f"{BOTH}.json"),
        ("tag/tea/tag/tea/tag/zhutijiaoyu.json", f"{BOTH}.json"),
        ("author/ann-lee/tag/tea.json", "tag/tea/author/ann-lee.json"),
        ("tag/tea/section/culture/audio.atom", "section/culture/audio/tag/tea.atom"),
        (
            "section/culture/section/culture/audio/tag/tea.atom",
            "section/culture/audio/tag/tea.atom",
        ),
        ("section/中国品牌/tag/主题教育.rss", "section/zhongguopinpai/tag/zhutijiaoyu.rss"),
        ("tag/tea/tag/ｔｅａ.atom", "tag/tea.atom"),
        ("tag/tea/tag/tea", "tag/tea"),
        ("section/culture/section/culture/audio.rss", "section/culture/audio.rss"),
    ],
)
def test_every_spelling_leads_to_the_one_address(
    client: FlaskClient, asked: str, target: str
) -> None:
    answer = client.get(f"/feeds/{asked}", headers={"Host": "evil.example"})

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{BASE}/{target}"
    assert client.get(answer.headers["Location"].removeprefix(SITE)).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "tag/tea/tag/nobody.atom",
        "tag/nobody/tag/tea.atom",
        "tag/tea/author/panwangwang.atom",  # nothing stands in both
        "section/culture/section/zhongguopinpai.atom",
        "tag/tea/tag.atom",
        "tag/tag/tea.atom",
        "tag/tea/saved/x.atom",
        "all/tag/tea.atom",
        f"{BOTH}.txt",
        BOTH,  # it has no page
        "tag/tea/tag/zhutijiaoyu/author/ann-lee/section/culture.atom",
        "tag/tea/tag/../../../etc/passwd.atom",
        "tag/tea/tag/%00.atom",
        "tag/tea/tag/" + quote("\u202e") + ".atom",
    ],
)
def test_what_is_none_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(f"/feeds/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["tag/a/" * 10_000, "tag/" * 400 + "x.atom", "section/" + "tag/a/" * 300 + "x.atom"],
    ids=["too long", "one word", "many"],
)
def test_a_path_of_many_parts_costs_little(client: FlaskClient, path: str) -> None:
    assert client.get(f"/feeds/{path}").status_code in (404, 414)


def test_a_section_that_is_called_as_a_kind_is_has_its_own_address_first(
    newsroom: Site, connect: Connect
) -> None:
    newsroom.article("a.md", title="Deep", section="culture/tag/tea", tags="[tag]")
    newsroom.build()
    client = connect(newsroom)

    assert titles(client, "section/culture/tag/tea") == ["Deep"]
    assert titles(client, "section/culture/tag/tag") == ["Deep"]
    assert client.get("/feeds/section/culture/Tag!/author/ann-lee.atom").status_code == 404


def test_a_draft_and_a_taken_back_article_show_in_none(newsroom: Site, connect: Connect) -> None:
    newsroom.article("draft.md", title="Secret", draft="true", tags="[tea, 主题教育]")
    newsroom.article("future.md", title="Later", date="2099-01-01", tags="[tea, 主题教育]")
    newsroom.build()
    client = connect(newsroom)
    assert titles(client, BOTH) == ["Listen"]

    (newsroom.content / "listen.md").unlink()
    newsroom.build(after=60, accept_loss=True)

    assert client.get(f"/feeds/{BOTH}.json").status_code == 404


def test_where_one_of_the_feeds_tells_summaries_only_so_does_what_stands_in_both(
    newsroom: Site, connect: Connect
) -> None:
    (newsroom.root / "config").mkdir()
    (newsroom.root / "config" / "feedsvc.toml").write_text(
        '[feeds.tags."主题教育"]\ncontent = "summary"\n', "utf-8"
    )
    newsroom.build()
    client = connect(newsroom)

    item = json.loads(client.get(f"/feeds/{BOTH}.json").data)["items"][0]

    assert "content_html" not in item
    assert item["content_text"]


def test_it_is_as_long_as_any_feed(newsroom: Site, connect: Connect) -> None:
    newsroom.variables["FEEDSVC_FEEDS__LIMIT"] = "3"
    for day in range(1, 8):
        newsroom.article(f"{day}.md", title=f"Day {day}", date=f"2026-01-0{day}", tags="[a, b]")
        newsroom.article(f"x{day}.md", title=f"Not {day}", date=f"2026-01-0{day}", tags="[a]")
    newsroom.build()

    assert titles(connect(newsroom), "tag/a/tag/b") == ["Day 7", "Day 6", "Day 5"]
    assert MOST_ENTRIES <= 100
    assert DEPTH <= 20_000


def test_what_a_run_changes_shows_at_once(newsroom: Site, client: FlaskClient) -> None:
    path = f"/feeds/{BOTH}.json"
    before = client.get(path)
    newsroom.article("new.md", title="New", tags="[tea, 主题教育]")
    newsroom.build(after=60)

    after = client.get(path)

    assert sorted(titles(client, BOTH)) == ["Listen", "New"]
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_document_in_memory_needs_no_catalog(newsroom: Site, client: FlaskClient) -> None:
    path = f"/feeds/{BOTH}.atom"
    first = client.get(path)
    for file in newsroom.root.glob("feeds.state/catalog*"):
        file.unlink()

    assert client.get(path).data == first.data


def test_nothing_is_written_to_disk(newsroom: Site, client: FlaskClient) -> None:
    before = set(newsroom.root.rglob("*"))

    assert client.get(f"/feeds/{BOTH}.atom").status_code == 200
    assert {path for path in newsroom.root.rglob("*") if "catalog" not in path.name} <= before


@pytest.fixture
def wide(newsroom: Site) -> Site:
    """A site whose 30 tags each stand beside each other one."""
    tags = ", ".join(f"t{number}" for number in range(30))
    newsroom.article("wide.md", title="Wide", tags=f"[{tags}]")
    newsroom.build()
    return newsroom


def pairs(number: int) -> list[tuple[FeedKey, ...]]:
    keys = [FeedKey(kind=FeedKind.TAG, slug=f"t{each}") for each in range(30)]
    found = {canonical(pair) for pair in product(keys, keys) if pair[0] != pair[1]}
    return sorted(found, key=path_of)[:number]


def test_however_many_are_asked_for_few_are_made_and_fewer_kept(wide: Site) -> None:
    instant = [0.0]
    kept = Intersections(wide.services, clock=lambda: instant[0])
    made = refused = 0

    for feeds in pairs(400):
        instant[0] += 0.25
        try:
            made += kept.find(feeds, Format.ATOM) is not None
        except CrowdedError as error:
            assert error.seconds >= 1
            refused += 1

    assert made + refused == 400
    assert made <= BURST + 100 + 1
    assert len(kept.memory) <= MOST_DOCUMENTS


def test_a_visitor_who_asks_for_five_hundred_is_told_to_wait(wide: Site, connect: Connect) -> None:
    client = connect(wide)

    answers = [
        client.get(f"/feeds/{path_of(feeds)}.{format.extension}")
        for feeds in pairs(170)
        for format in Format
    ][:500]

    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {200, 503}
    assert statuses[:BURST] == [200] * BURST
    assert statuses.count(200) < 100
    waiting = next(answer for answer in answers if answer.status_code == 503)
    assert int(waiting.headers["Retry-After"]) >= 1
    assert waiting.headers["Cache-Control"] == "no-store"


def test_a_crowd_gets_one_document_made_once(wide: Site) -> None:
    kept = Intersections(wide.services)
    feeds, ready = pairs(1)[0], Barrier(20)

    def ask(_: int) -> object:
        ready.wait()
        return kept.find(feeds, Format.ATOM)

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(ask, range(20)))

    assert found[0] is not None
    assert all(each is found[0] for each in found)


def test_a_document_lives_no_longer_than_caches_keep_it_and_keeps_its_date(wide: Site) -> None:
    instant = [0.0]
    kept = Intersections(wide.services, clock=lambda: instant[0])
    first = kept.find(pairs(1)[0], Format.ATOM)
    assert first

    instant[0] = 299.0
    assert kept.find(pairs(1)[0], Format.ATOM) is first
    instant[0] = 301.0
    again = kept.find(pairs(1)[0], Format.ATOM)

    assert again is not None
    assert again is not first
    assert (again.digest, again.changed_at) == (first.digest, first.changed_at)


def test_in_a_crowd_what_was_there_a_moment_ago_is_better_than_nothing(wide: Site) -> None:
    kept = Intersections(wide.services, clock=lambda: 0.0)
    first = kept.find(pairs(1)[0], Format.ATOM)
    for feeds in pairs(BURST)[1:]:
        kept.find(feeds, Format.ATOM)
    wide.article("more.md", title="More", tags="[t0, t1]")
    wide.build(after=60)

    assert kept.find(pairs(1)[0], Format.ATOM) is first
    with pytest.raises(CrowdedError):
        kept.find(pairs(BURST + 1)[-1], Format.ATOM)


def test_that_nothing_stands_in_all_of_them_is_remembered_too(newsroom: Site) -> None:
    newsroom.build()
    kept = Intersections(newsroom.services, clock=lambda: 0.0)
    keys = [
        FeedKey(kind=FeedKind.TAG, slug="tea"),
        FeedKey(kind=FeedKind.AUTHOR, slug="panwangwang"),
    ]

    assert [kept.find(canonical(keys), Format.RSS) for _ in range(BURST * 2)] == [None] * BURST * 2


def test_memory_holds_so_many_bytes_and_no_more() -> None:
    memory = Memory(documents=3, capacity=100)

    def kept(size: int) -> Kept:
        from feedsvc.serve.documents import Edition

        edition = Edition(
            path="", file="", mark=(0, 0, 0), digest="", changed_at=0, size=size, max_age=0
        )
        return Kept((), (), 0.0, edition)

    for name in "abcd":
        memory.keep(name, kept(10))
    assert [bool(memory.get(name)) for name in "abcd"] == [False, True, True, True]
    memory.keep("e", kept(85))
    assert [bool(memory.get(name)) for name in "bcde"] == [False, False, True, True]
    memory.keep("f", kept(101))
    assert len(memory) == 0
    assert CAPACITY <= 8_000_000


@given(st.lists(st.floats(-5, 5), max_size=200))
def test_an_allowance_is_never_exceeded(steps: list[float]) -> None:
    allowance, now, most = Allowance(burst=3, a_second=1), 0.0, 0.0
    allowed = 0

    for step in steps:
        now += step
        most += max(0.0, step)
        allowed += not allowance.seconds_to_wait(now)

    assert allowed <= 3 + most


KEYS = st.builds(
    FeedKey,
    kind=st.just(FeedKind.SECTION),
    slug=st.lists(st.sampled_from(["a", "b", "tag-x"]), min_size=1, max_size=3).map("/".join),
) | st.builds(
    FeedKey,
    kind=st.sampled_from([FeedKind.TAG, FeedKind.AUTHOR]),
    slug=st.sampled_from(["a", "b", "section"]),
)


@given(st.lists(KEYS, min_size=1, max_size=3).flatmap(lambda keys: st.permutations(keys * 2)))
def test_the_canonical_form_is_one_whatever_the_order_and_its_address_says_it_again(
    keys: list[FeedKey],
) -> None:
    form = canonical(keys)

    assert form == canonical(reversed(keys)) == canonical(form)
    assert several(path_of(form)) == tuple((key.kind, key.slug) for key in form)


@given(st.text(alphabet=st.sampled_from("/tagsecion ＴＡＧ主"), max_size=60) | st.text(max_size=40))
def test_any_text_has_names_or_none(text: str) -> None:
    for kind, name in several(text):
        assert isinstance(kind, FeedKind)
        assert name or "//" in text or text.endswith("/")


def test_work_does_not_grow_with_the_site(newsroom: Site, connect: Connect) -> None:
    """The catalog looks at the smallest feed by its index and looks up what it finds there."""
    newsroom.build()
    connect(newsroom).get(f"/feeds/{BOTH}.atom")
    query = (
        "EXPLAIN QUERY PLAN SELECT entry_id FROM (SELECT rank, entry_id FROM memberships"
        " WHERE feed = 1 ORDER BY rank, entry_id LIMIT 20000) AS looked_at WHERE EXISTS"
        " (SELECT * FROM memberships AS other WHERE other.feed = 2"
        " AND other.rank = looked_at.rank AND other.entry_id = looked_at.entry_id)"
        " ORDER BY rank, entry_id LIMIT 50"
    )
    (catalog,) = newsroom.root.glob("feeds.state/catalog*.sqlite3")
    with closing(sqlite3.connect(catalog)) as connection:
        steps = [row[3] for row in connection.execute(query)]

    assert not [step for step in steps if step.startswith("SCAN memberships")]
    assert [step for step in steps if "feed=? AND rank=? AND entry_id=?" in step]
