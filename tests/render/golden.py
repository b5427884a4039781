"""The golden documents: ``python -m tests.render.golden`` writes them anew."""

from pathlib import Path

from feedsvc.model import Format
from feedsvc.render import Outline, render_opml
from tests.render.examples import FEED, render_document
from tests.render.full_entry import MEDIA
from tests.render.full_feed import ARCHIVE

FOLDER = Path(__file__).parent.parent / "golden" / "render"

_TAGS = Outline(
    text="标签",
    children=(
        Outline(
            text="主题教育",
            xml_url="https://news.example/feeds/tag/zhu-ti-jiao-yu.atom",
            html_url="https://news.example/feeds/tag/zhu-ti-jiao-yu",
        ),
    ),
)
_ALL = Outline(text=FEED.title, xml_url=f"{FEED.url}.atom", html_url=FEED.url)


def documents() -> dict[str, bytes]:
    """Return what should stand in the golden folder, by file name."""
    feeds = {
        f"{name}.{form.extension}": render_document(feed, form)
        for name, feed in (("all", FEED), ("archive", ARCHIVE), ("media", MEDIA))
        for form in Format
    }
    return feeds | {"feeds.opml": render_opml("新闻门户", [_ALL, _TAGS])}


if __name__ == "__main__":
    for name, body in documents().items():
        (FOLDER / name).write_bytes(body)
