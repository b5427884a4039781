from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedsvc.serve import languages
from tests.conftest import Site
from tests.serve.reading_pages import Page

TAGS = {"en", "zh-Hans"}


def spoken(client: FlaskClient, path: str, accepted: str | None = None) -> str:
    """Return the language of a page; all that tells it has to agree."""
    headers = {} if accepted is None else {"Accept-Language": accepted}
    answer = client.get(path, headers=headers)
    tag = answer.headers["Content-Language"]
    assert Page(answer.text).one("html").attributes["lang"] == tag
    assert "Accept-Language" in answer.vary
    return tag


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-Hans"),
        ("zh-Hant-HK", "zh-Hans"),
        ("ZH", "zh-Hans"),
        ("zh_CN", "zh-Hans"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.3, zh-CN;q=0.8", "zh-Hans"),
        ("zh-CN;q=0.8, en", "en"),
        ("fr, de;q=0.9, en;q=0.1", "en"),
        ("ja-JP, zh;q=0.1", "zh-Hans"),
        ("zh;q=0, en;q=0.1", "en"),
        ("*, en;q=0.1", "en"),
    ],
)
def test_a_page_is_in_the_language_of_ours_that_its_visitor_prefers(
    client: FlaskClient, accepted: str, tag: str
) -> None:
    assert spoken(client, "/", accepted) == tag


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "en-GB", "fr"])
@pytest.mark.parametrize(
    "accepted",
    [None, "", "*", "fr", "de, ja;q=0.5", "*;q=0.5", "en;q=0, zh;q=0", "english", ";;;q=", "zhx"],
)
def test_a_page_is_in_the_language_of_its_site_where_the_visitor_has_none_of_ours(
    newsroom: Site,
    connect: Callable[[Site], FlaskClient],
    language: str,
    accepted: str | None,
) -> None:
    newsroom.variables["FEEDSVC_SITE__LANGUAGE"] = language

    answer = connect(newsroom).get(
        "/nothing", headers={} if accepted is None else {"Accept-Language": accepted}
    )

    tag = "zh-Hans" if language.startswith("zh") else "en"
    assert Page(answer.text).one("html").attributes["lang"] == tag


@pytest.mark.parametrize(
    ("said", "tag"),
    [("en", "en"), ("zh-Hans", "zh-Hans"), ("zh", "zh-Hans"), ("ZH-hant", "zh-Hans")],
)
@pytest.mark.parametrize("accepted", [None, "en", "zh-CN"])
def test_the_address_has_the_last_word(
    client: FlaskClient, said: str, tag: str, accepted: str | None
) -> None:
    assert spoken(client, f"/?lang={said}", accepted) == tag


@pytest.mark.parametrize(
    "said", ["", "fr", "xx-YY", "../../etc", "%00", "%FF%FE", "<script>", "e n", "z" * 4000]
)
def test_a_language_that_is_none_of_ours_is_as_if_it_was_not_there(
    client: FlaskClient, said: str
) -> None:
    assert spoken(client, f"/?lang={said}", "zh-CN") == "zh-Hans"
    assert spoken(client, f"/?lang={said}", "en") == "en"


def test_links_keep_a_language_that_was_chosen_and_no_other(client: FlaskClient) -> None:
    chosen = Page(client.get("/?lang=en", headers={"Accept-Language": "en"}).text)
    accepted = Page(client.get("/", headers={"Accept-Language": "en"}).text)

    inside = [
        [each for each in page.links().values() if each.partition("?")[0].endswith("/feeds/")]
        for page in (chosen, accepted)
    ]
    assert inside[0]
    assert inside[1]
    assert all("lang=en" in url for url in inside[0])
    assert not any("lang=en" in url for url in inside[1])


@pytest.mark.parametrize("tag", sorted(TAGS))
def test_every_language_has_a_name_for_itself(tag: str) -> None:
    assert languages.names()[tag]
    assert set(languages.names()) == set(languages.LANGUAGES.values()) == TAGS


_PIECES = st.sampled_from(
    ["zh", "en", "-", "_", "CN", "Hans", ",", ";", "q", "=", "0", "1", ".", "*", " ", "\t", '"']
)
_FIELDS = st.one_of(
    st.lists(_PIECES, max_size=60).map("".join),
    st.binary(max_size=200).map(lambda octets: octets.decode("latin-1")),
)


@given(field=_FIELDS, said=_FIELDS)
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_visitor_sends_there_is_a_language(
    client: FlaskClient, field: str, said: str
) -> None:
    app, sent = client.application, {"HTTP_ACCEPT_LANGUAGE": field}

    with app.test_request_context("/", query_string={"lang": said}, environ_overrides=sent):
        asked, spoken = languages.asked(), languages.spoken("zh-CN")

    assert asked in (None, *TAGS)
    assert spoken in TAGS


def test_a_field_of_the_greatest_length_is_read_in_no_time(client: FlaskClient) -> None:
    for piece in ("zh,", "a-" * 20 + ",", "q=;", ";q=", " " * 10, "x;q=0.1 ,"):
        answer = client.get("/", headers={"Accept-Language": (piece * 8000)[:8000]})

        assert answer.status_code == 200
