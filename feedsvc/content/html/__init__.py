"""HTML: whole pages as they were saved, and fragments below front matter."""

from feedsvc.content.html.reader import is_page, read

__all__ = ["is_page", "read"]
