"""Page dumps: what a portal's page shows, as plain text."""

from feedsvc.content.page_dump.reader import read

__all__ = ["read"]
