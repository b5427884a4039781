"""Articles by the API."""

from urllib.parse import quote

import pytest

from feedsvc.access import TokenScope
from feedsvc.model import Deed
from tests.serve.api.conftest import Api, problem


def test_articles_are_found_by_words(api: Api) -> None:
    found = api("/articles?q=LISTEN").json
    everything = api("/articles").json
    nothing = api("/articles?q=nobody wrote this").json

    assert found is not None
    assert everything is not None
    assert [article["path"] for article in found["articles"]] == ["listen.md"]
    assert len(everything["articles"]) == 4
    assert nothing == {"articles": [], "next": None}


def test_an_article_is_named_by_file_slug_id_or_address(api: Api) -> None:
    entry = api.site.entry("Listen")
    names = (entry.path, entry.slug, entry.id, entry.url)

    said = [api(f"/articles/{quote(name, safe='')}").json for name in names]

    assert [each and each["id"] for each in said] == [entry.id] * 4


def test_an_article_tells_in_which_feeds_it_is_and_why_not_in_others(api: Api) -> None:
    api.site.article("draft.md", "Draft", draft="true", tags="[tea]")
    api.post("/runs")
    api.perform()

    shown = api("/articles/listen.md?expected=tag:tea&expected=author:panwangwang").json
    draft = api("/articles/draft.md").json

    assert shown is not None
    assert draft is not None
    verdicts = {each["feed"]: (each["is_in"], each["why"]) for each in shown["verdicts"]}
    assert verdicts["tag/tea"] == (True, "in")
    assert verdicts["author/panwangwang"] == (False, "lacking")
    assert draft["state"] == "draft"
    assert {each["why"] for each in draft["verdicts"]} == {"draft"}
    assert "content" not in shown["entry"]


def test_a_file_that_is_no_article_tells_why(api: Api) -> None:
    api.site.write("broken.md", "---\ntitle: [\n---\n")
    api.post("/runs")
    api.perform()

    said = api("/articles/broken.md").json

    assert said is not None
    assert (said["path"], said["id"], said["state"]) == ("broken.md", None, None)
    assert said["rejection"]["line"]


@pytest.mark.parametrize("named", ["lisen.md", "nothing", "a/b/c", "..%2F..%2Fetc%2Fpasswd", "%20"])
def test_an_article_that_does_not_exist_is_a_problem(api: Api, named: str) -> None:
    problem(api(f"/articles/{named}"), 404, "unknown-article")
    problem(api.post(f"/articles/{named}/withdraw"), 404, "unknown-article")
    problem(api.post(f"/articles/{named}/restore"), 404, "unknown-article")


def test_an_article_that_is_withdrawn_is_gone_until_it_is_restored(api: Api) -> None:
    page = "/articles/listen"
    asked = api.post("/articles/listen.md/withdraw", {"reason": "not true"})
    ended = api.perform()
    gone = api.client.get(page).status_code
    known = api("/articles/listen.md").json
    again = api.post("/articles/listen.md/withdraw")

    assert asked.json is not None
    assert known is not None
    assert (asked.status_code, asked.json["id"]) == (202, ended.id)
    assert gone == 410
    assert known["state"] == "withdrawn"
    assert (known["withdrawal"]["who"], known["withdrawal"]["reason"]) == ("desk", "not true")
    problem(again, 409, "unchanged")

    assert api.post("/articles/listen.md/restore").status_code == 202
    api.perform()
    assert api.client.get(page).status_code == 200
    problem(api.post("/articles/listen.md/restore"), 409, "unchanged")
    lines = (api("/audit").json or {})["lines"]
    assert [(line["who"], line["deed"], line["reason"]) for line in lines] == [
        ("desk", Deed.RESTORE, ""),
        ("desk", Deed.WITHDRAW, "not true"),
    ]


def test_a_file_in_a_folder_called_like_a_deed_is_withdrawn_too(api: Api) -> None:
    api.site.article("withdraw/withdraw.md", "Withdraw")
    api.post("/runs")
    api.perform()

    shown = api("/articles/withdraw/withdraw.md")
    asked = api.post("/articles/withdraw/withdraw.md/withdraw")

    assert (shown.status_code, asked.status_code) == (200, 202)


@pytest.mark.parametrize("scope", [TokenScope.READ, TokenScope.RUN])
def test_withdrawing_takes_a_token_for_that(api: Api, scope: TokenScope) -> None:
    other = Api(api.site, api.client, api.site.token(scope, name="other"))

    answer = other.post("/articles/listen.md/withdraw")

    assert "withdraw" in problem(answer, 403, "forbidden")["detail"]
    assert api.site.services.queue.waiting() == ()


def test_what_is_withdrawn_is_listed_part_by_part(api: Api) -> None:
    ids = [entry.id for entry in api.site.entries()][:2]
    for id_ in ids:
        assert api.post(f"/articles/{id_}/withdraw", {"reason": "names"}).status_code == 202
        api.perform()

    first = api("/withdrawn?limit=1").get_json()
    rest = api(f"/withdrawn?after={first['next']}").get_json()

    assert [each["id"] for each in (*first["withdrawn"], *rest["withdrawn"])] == ids[::-1]
    assert rest["next"] is None
    problem(api("/withdrawn?after=nobody"), 422, "invalid-cursor")
