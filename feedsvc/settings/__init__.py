"""The settings room: a TOML file and environment variables become one frozen ``Settings``."""

from feedsvc.settings.feeds import Criteria, FeedKeys, Feeds, SavedFeed
from feedsvc.settings.notify import Notify
from feedsvc.settings.pages import Pages
from feedsvc.settings.schema import (
    AccessLog,
    Content,
    Http,
    Metrics,
    Output,
    Schedule,
    Server,
    Settings,
    Site,
)
from feedsvc.settings.sources import load_settings

__all__ = [
    "AccessLog",
    "Content",
    "Criteria",
    "FeedKeys",
    "Feeds",
    "Http",
    "Metrics",
    "Notify",
    "Output",
    "Pages",
    "SavedFeed",
    "Schedule",
    "Server",
    "Settings",
    "Site",
    "load_settings",
]
