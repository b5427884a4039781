from flask.testing import FlaskClient

from feedsvc.publish.stylesheet import stylesheet
from tests.conftest import Site

PATH = "/feeds/feed.css"


def test_the_style_sheet_of_feeds_is_served_for_long_and_revalidated(client: FlaskClient) -> None:
    answer = client.get(PATH)
    again = client.get(PATH, headers={"If-None-Match": answer.headers["ETag"]})

    assert (answer.status_code, answer.data) == (200, stylesheet())
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert (again.status_code, again.data) == (304, b"")


def test_it_is_served_though_its_file_is_gone(newsroom: Site, client: FlaskClient) -> None:
    (newsroom.output / "feed.css").unlink(missing_ok=True)

    assert client.get(PATH).data == stylesheet()


def test_it_is_told_by_head_and_accepts_no_other_method(client: FlaskClient) -> None:
    assert client.head(PATH).headers["Content-Length"] == str(len(stylesheet()))
    assert client.post(PATH).status_code == 405


def test_the_policy_of_documents_lets_it_in_and_nothing_else(client: FlaskClient) -> None:
    policy = client.get("/feeds/all.atom").headers["Content-Security-Policy"]

    assert policy == "default-src 'none'; style-src 'self'; sandbox"
