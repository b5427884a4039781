"""What feeds say about themselves where the settings leave it to us, in Chinese and English."""

import re
from collections.abc import Mapping
from typing import TypeVar

from feedsvc.model import FeedKind

_Said = TypeVar("_Said")

TITLE = "{path} - {site}"

# All of it holds for archives, too, so nothing is called new.
_ENGLISH: Mapping[FeedKind, str] = {
    FeedKind.ALL: "All articles from {site}",
    FeedKind.SECTION: "Articles from {site} in the section “{path}”",
    FeedKind.TAG: "Articles from {site} tagged “{name}”",
    FeedKind.AUTHOR: "Articles from {site} written or edited by {name}",
    FeedKind.SAVED: "Articles from {site} selected for “{name}”",
}
_CHINESE: Mapping[FeedKind, str] = {
    FeedKind.ALL: "{site}的全部文章",
    FeedKind.SECTION: "{site}“{path}”栏目的文章",
    FeedKind.TAG: "{site}带有“{name}”标签的文章",
    FeedKind.AUTHOR: "{name}在{site}撰写或编辑的文章",
    FeedKind.SAVED: "{site}“{name}”专题的文章",
}
_TRADITIONAL: Mapping[FeedKind, str] = {
    FeedKind.ALL: "{site}的全部文章",
    FeedKind.SECTION: "{site}「{path}」欄目的文章",
    FeedKind.TAG: "{site}帶有「{name}」標籤的文章",
    FeedKind.AUTHOR: "{name}在{site}撰寫或編輯的文章",
    FeedKind.SAVED: "{site}「{name}」專題的文章",
}
_SEVERAL = (
    "Articles from {site} that are in all of these: {name}",
    "{site}同时属于“{name}”的文章",
    "{site}同時屬於「{name}」的文章",
)
_CHINESE_TAG = re.compile(r"zh(-.*)?", re.IGNORECASE)
_TRADITIONAL_TAG = re.compile(r"zh-(hant|tw|hk|mo)(-.*)?", re.IGNORECASE)
_FIELD = re.compile(r"\{(\w+)\}")


def description(kind: FeedKind, language: str | None) -> str:
    """Return the pattern of what a feed in *language* says about itself."""
    return _in(language, _ENGLISH, _CHINESE, _TRADITIONAL)[kind]


def description_of_several(language: str | None) -> str:
    """Return the pattern of what is said about articles that stand in several feeds at once."""
    return _in(language, *_SEVERAL)


def _in(language: str | None, english: _Said, chinese: _Said, traditional: _Said) -> _Said:
    if language and _TRADITIONAL_TAG.fullmatch(language):
        return traditional
    if language and _CHINESE_TAG.fullmatch(language):
        return chinese
    return english


def filled(pattern: str, fields: Mapping[str, str]) -> str:
    """Return *pattern* with the *fields* that it names; what looks like one in a value is text."""
    return _FIELD.sub(lambda found: fields.get(found[1], found[0]), pattern)
