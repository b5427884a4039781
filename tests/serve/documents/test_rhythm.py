import pytest

from feedsvc.model import Format
from feedsvc.serve.documents.rhythm import published
from tests.render.examples import FEED, render_document


@pytest.mark.parametrize("format", Format)
def test_every_format_tells_when_its_entries_were_published(format: Format) -> None:
    body = render_document(FEED, format)

    found = list(published(f"all.{format.extension}", body))

    assert found == [int(entry.published.timestamp()) for entry in FEED.entries]


def test_what_is_no_date_is_passed_over() -> None:
    body = b"<published>2026-99-99</published><published>2026-03-01T00:00:00Z</published>"

    assert list(published("all.atom", body)) == [1772323200.0]
