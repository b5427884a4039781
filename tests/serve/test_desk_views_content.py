"""Feeds, articles and what is wrong with them, as the desk shows them; nothing in them can act."""

import re
from urllib.parse import quote

import pytest

from feedsvc import operations
from feedsvc.model import FeedKey, FeedKind, Rejection, Scope, Trigger
from tests.serve.desk_client import Desk
from tests.serve.reading_pages import Page
from tests.serve.test_desk_views_now import ask, ended, keep, rows, text

TEA = FeedKey(kind=FeedKind.TAG, slug="tea")
HOSTILE = '\u202e</title><img src=x onerror="alert(1)">' + "x" * 300


def named(said: str) -> str:
    return f"/article?named={quote(said, safe='')}"


def test_a_feed_in_the_list_has_its_size_its_change_and_who_asks(desk: Desk) -> None:
    ask(desk.site, "tag/tea", 1200)
    size = sum(
        (desk.site.output / f"tag/tea.{end}").stat().st_size for end in ("atom", "rss", "json")
    )

    (row,) = [each for each in rows(desk.get("/feeds?kind=tag").text) if each.startswith("tea")]

    assert re.fullmatch(
        rf"tea Tag valid 1 {size / 1e3:.1f} kB 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d 1,200 50% 77", row
    )


def test_feeds_come_in_the_order_that_somebody_wants(desk: Desk) -> None:
    ask(desk.site, "tag/tea", 9)
    ask(desk.site, "section/culture", 4)

    def order(name: str) -> list[str]:
        return [each.split()[0] for each in rows(desk.get(f"/feeds?order={name}").text)]

    assert order("polls") == ["tea", "culture"]
    assert order("entries")[0] == "All"
    assert sorted(order("changed")) == sorted(order("name")) == sorted(order("stale"))
    assert order("nonsense") == order("name")


def test_what_changed_last_or_has_yet_to_be_made_comes_first(desk: Desk) -> None:
    desk.site.article("more.md", "More", date="2026-03-01", tags="[tea]")
    desk.site.build(after=3600)
    services = desk.site.services
    changed = operations.ordered_feeds(services, operations.FeedOrder.CHANGED, size=2)[0]
    with services.database.writing() as connection:
        connection.exec_driver_sql("UPDATE feeds SET stale = 1 WHERE slug = 'culture'")

    stale = rows(desk.get("/feeds?order=stale").text)

    assert {key.path for key in changed} == {"all", "tag/tea"}
    assert stale[0].startswith("culture Section to be made")


def test_feeds_are_found_by_name_and_listed_in_parts(desk: Desk) -> None:
    for number in range(70):
        desk.site.article(f"{number}.md", tags=f"[topic {number:02}]", date="2026-01-01")
    desk.site.build()

    found = rows(desk.get("/feeds?q=主题").text)
    first, second = (desk.get(f"/feeds?kind=tag&page={number}").text for number in (1, 2))

    assert [each.split()[0] for each in found] == ["主题教育"]
    assert len(rows(first)) == 50
    assert len({*rows(first), *rows(second)}) == len(rows(first)) + len(rows(second)) > 70
    for page in ("0", "99", "x", "-1", "1" * 20):
        assert desk.get(f"/feeds?page={page}").status_code == 404
    assert "No feed is called so." in text(desk.get("/feeds?q=qzxjvk").text)


def test_a_document_that_readers_still_have_in_its_old_form_is_told(desk: Desk) -> None:
    refused = Rejection(path="feeds/tag/tea.rss", line=None, reason="bad-date: <x>", hint="mend it")
    keep(desk.site, ended(1, rejections=(refused,)))

    listed = rows(desk.get("/feeds?kind=tag").text)
    shown = text(desk.get("/feeds/tag/tea").text)

    assert [each.split()[0] for each in listed if "kept an old document" in each] == ["tea"]
    assert "Readers still have an old document" in shown
    assert "feeds/tag/tea.rss bad-date: <x> mend it" in shown


def test_one_feed_shows_documents_decisions_entries_and_who_asks(desk: Desk) -> None:
    for number in range(40):
        desk.site.article(f"{number}.md", f"No {number}", tags="[tea]", date="2026-01-01")
    services = desk.site.services
    with operations.publishing(services, "test"):
        operations.run_here(services, Scope.CHANGED)
    ask(desk.site, "tag/tea", 1200)

    page = desk.get("/feeds/tag/tea").text
    following = Page(page).one("a", rel="next").attributes["href"].removeprefix("/admin")

    said = text(page)
    assert "https://feeds.example.cn/feeds/tag/tea" in said
    assert "tag/tea.atom valid" in said
    assert "its bytes changed" in said
    assert "Feedly 77" in said
    assert "Listen" in said
    assert len(set(re.findall(r"No \d+", said + text(desk.get(following).text)))) == 40
    assert desk.get("/feeds/tag/no-such-tag").status_code == 404
    assert desk.get("/feeds/tag/tea?after=nothing").status_code == 404


def test_articles_are_found_and_lead_to_their_pages(desk: Desk) -> None:
    page = desk.get("/articles?q=LISTEN").text

    (row,) = rows(page)
    entry = desk.site.entry("Listen")
    assert row == "Listen listen.md 2026-03-01 20:00:00 shown 6 -"
    assert named(entry.id) in [
        each.attributes.get("href", "").removeprefix("/admin") for each in Page(page).all("a")
    ]
    assert "No article has all of these" in text(desk.get("/articles?q=qzxjvk").text)
    assert desk.get("/articles?after=nothing").status_code == 404


def test_one_article_tells_why_it_is_in_each_feed_or_is_not(desk: Desk) -> None:
    for number in range(50):
        desk.site.article(f"{number}.md", tags="[tea]", date="2026-03-10")
    desk.site.article("new.md", "New", tags="[tea]", date="2026-03-10", section="culture")
    desk.site.article("draft.md", "Draft", draft="true", date="2026-03-10", tags="[tea]")
    desk.site.article("late.md", "Late", date="2999-01-01", tags="[tea]")
    desk.site.build()

    listen = text(desk.get(named("listen.md") + "&in=tag:主题教育").text)
    other = text(desk.get(named("new.md") + "&in=tag:主题教育").text)

    assert "tea Tag no 51 entries are newer, and the feed shows 50" in listen
    assert "主题教育 Tag yes" in listen
    assert "it has not what the feed asks for: tag/zhutijiaoyu" in other
    assert "its file says that it is a draft" in text(desk.get(named("draft.md")).text)
    assert "it appears at 2999-01-01" in text(desk.get(named("late.md")).text)
    nothing = desk.get(named("new.md") + "&in=tag:nothing")
    assert nothing.status_code == 200
    assert "There is no such feed." in text(nothing.text)
    assert desk.get(named("nothing.md")).status_code == 404
    assert desk.get("/article").status_code == 404


def test_a_rejected_file_shows_the_line_and_what_to_do(desk: Desk) -> None:
    desk.site.write(
        "bad/broken.md", '---\ntitle: "<script>alert(1)</script>\ntags: [\n---\nText.\n'
    )
    desk.site.build()

    page = desk.get(named("bad/broken.md")).text
    health = desk.get("/health").text

    for html in (page, health):
        assert "What to do:" in text(html)
        (line,) = Page(html).all("pre")
        assert line.text.strip()
        assert "<script>alert" not in html
    assert "bad/broken.md" in text(health)


def test_what_stands_in_files_cannot_act_or_turn_the_page_around(desk: Desk) -> None:
    name = "x\u202egnp.md"
    desk.site.write(
        name,
        f"---\ntitle: '{HOSTILE}'\ntags: ['{HOSTILE[:60]}']\n"
        "date: 2026-01-01\nexpires: '\u202e<b>'\n---\nText.\n",
    )
    desk.site.build()
    (line,) = operations.articles(desk.site.services, words="onerror", limit=2).items

    paths = ("/", "/articles", "/health", "/feeds", named(line.id), "/feeds/all")
    pages = {path: desk.get(path) for path in paths}

    for path, answer in pages.items():
        assert answer.status_code == 200, path
        assert "<img src=x" not in answer.text, path
        for bare in re.findall("[^>]{0,30}\u202e", answer.text):
            before = answer.text[: answer.text.index(bare)]
            assert before.count("<bdi") > before.count("</bdi") or "<title>" in before[-400:], path
    assert "\\u202egnp.md" in pages["/articles"].text


def test_health_groups_what_is_wrong_and_shows_a_kind_as_a_whole(desk: Desk) -> None:
    for number in range(12):
        desk.site.article(f"w{number:02}.md", "Odd", date="2026-01-01", expires="some day")
    desk.site.build()

    page = desk.get("/health").text
    (more,) = [each for each in Page(page).all("a") if each.text == "7 more"]
    whole = desk.get(more.attributes["href"].removeprefix("/admin"))

    assert len(re.findall(r">w\d\d\.md<", page)) == 5
    assert len(re.findall(r">w\d\d\.md<", whole.text)) == 12
    assert desk.get("/health?kind=warning&reason=nothing&hint=").status_code == 404


def test_polls_are_shown_by_day_by_feed_and_by_reader(desk: Desk) -> None:
    ask(desk.site, "tag/tea", 40)
    ask(desk.site, "section/no-such-section", 7)

    page = desk.get("/polls?days=90")

    said = text(page.text)
    assert "Feedly 154" in said
    assert "tea Tag 40 50% 40 kB 77 0" in said
    assert "section/no-such-section 7" in said
    assert len(rows(page.text)) == 90 + 2
    assert text(desk.get("/polls?days=5000").text) == text(desk.get("/polls").text)


def test_where_nothing_was_asked_for_that_is_said(desk: Desk) -> None:
    assert "There were no requests in these days." in text(desk.get("/polls").text)


@pytest.mark.parametrize(
    "said",
    [
        "\0",
        "\ud800",
        "%",
        "'; DROP TABLE feeds; --",
        "../../etc/passwd",
        "主" * 300,
        "\u202e",
        "-1",
    ],
)
def test_no_question_brings_the_desk_out_of_order(desk: Desk, said: str) -> None:
    word = quote(said.encode("utf-8", "surrogatepass"), safe="")
    names = ("q", "after", "page", "kind", "order", "named", "in", "reason", "hint", "days")

    for path in ("/", "/runs", "/feeds", "/feeds/all", "/articles", "/health", "/polls"):
        for name in names:
            assert desk.get(f"{path}?{name}={word}").status_code in (200, 404), (path, name)
    assert desk.get(f"/article?named={word}").status_code == 404
    assert desk.get(f"/article?named=listen.md&in={word}").status_code == 200


def test_titles_and_names_that_would_turn_a_page_around_are_shown_as_escapes(desk: Desk) -> None:
    turned = "Bill \u202e\u2066gnp.exe"
    desk.site.article("bill.md", turned, date="2026-04-01", tags="[tea]", author=turned)
    desk.site.write("bad\u202e/broken.md", "---\ntitle: [\n---\nText.\n")
    foreseen = desk.post("/runs/new", {"scope": "changed"}, page="/runs/new").text
    run = operations.start(desk.site.services, Trigger.API, who=f"ci {turned}").run
    desk.publish()
    id = next(each.id for each in desk.site.entries() if each.title.startswith("Bill"))
    withdraw = desk.get(f"/article/withdraw?named={quote(id, safe='')}").text
    fields = desk.fields("/article/withdraw", withdraw)
    desk.post("/article/withdraw", fields | {"reason": f"why {turned}"})
    desk.publish()
    orders = [each for each in operations.runs(desk.site.services, limit=5).items if each.order]

    shown = {
        "foreseen": foreseen,
        "withdraw": withdraw,
        **{
            path: desk.get(path).text
            for path in (
                f"/runs/{run.id}",
                f"/runs/{orders[0].id}",
                named(id),
                f"/article/restore?named={quote(id, safe='')}",
                *("/articles", "/feeds", "/feeds/all", "/feeds/tag/tea", "/withdrawn", "/audit"),
                *("/", "/runs", "/health", "/runs/new"),
            )
        },
    }

    for path, html in shown.items():
        seen = re.sub(r'="[^"]*"', "", html)
        assert "\u202e" not in seen, path
        assert "\u2066" not in seen, path
    for path in ("foreseen", "withdraw", "/articles", "/withdrawn", "/audit", named(id)):
        assert "\\u202e" in shown[path], path
