"""The usual way to serve a feed with Django: its syndication view makes it for every request.

Run where ``feeds/all.json`` has the entries.
"""
# Django may be missing where types are checked.
# mypy: disable-error-code="import-not-found, import-untyped, misc, no-any-return, unused-ignore"

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=[],
    LOGGING_CONFIG=None,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="none",  # noqa: S106 (nothing is signed)
    USE_TZ=True,
)
django.setup()

from django.contrib.syndication.views import Feed  # noqa: E402 (needs the settings)
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.gzip import gzip_page  # noqa: E402
from django.views.decorators.http import conditional_page  # noqa: E402

_FEED = json.loads(Path("feeds", "all.json").read_bytes())


class Newest(Feed):
    """The entries of the document, in a feed as Django makes it."""

    title = description = _FEED["title"]
    link = "/"

    def items(self) -> list[dict[str, Any]]:
        """Return the entries."""
        return _FEED["items"]

    def item_title(self, item: dict[str, Any]) -> str:
        """Return the title of an entry."""
        return item["title"]

    def item_description(self, item: dict[str, Any]) -> str:
        """Return the summary and the whole text of an entry, as our document has both."""
        return f"<p>{item.get('summary', '')}</p>\n{item['content_html']}"

    def item_link(self, item: dict[str, Any]) -> str:
        """Return the address of an entry."""
        return item["url"]

    def item_pubdate(self, item: dict[str, Any]) -> datetime:
        """Return when an entry was published."""
        return datetime.fromisoformat(item["date_published"])

    def item_categories(self, item: dict[str, Any]) -> list[str]:
        """Return the tags of an entry."""
        return item.get("tags", [])


urlpatterns = [path("feeds/all.rss", gzip_page(conditional_page(Newest())))]
application = get_wsgi_application()
