"""What feeds hold and say: all of them, those of single sections, tags and authors, saved ones."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from feedsvc.settings import checks
from feedsvc.settings.section import YEAR, Language, Link, Seconds, Section, Text

_TEN_YEARS = 10 * 365 * 24

Pattern = Annotated[str, AfterValidator(checks.pattern)]
Name = Annotated[str, AfterValidator(checks.name)]
SectionPath = Annotated[str, AfterValidator(checks.section_path)]
DocumentFormat = Literal["atom", "rss", "json"]
Kind = Literal["all", "section", "tag", "author", "saved"]


class FeedKeys(Section):
    """What can be said of every feed and of a single one.

    Where it is said of a single one, only the keys that are written there count.
    """

    limit: int = Field(default=50, ge=1, le=1000, description="a number of entries from 1 to 1000")
    title: Pattern = Field(default="", description="a title in quotes, such as '{name} - {site}'")
    description: Pattern = Field(default="", description="a sentence in quotes")
    image: Link = Field(default="", description="the http or https address of a picture")
    icon: Link = Field(default="", description="the http or https address of a square picture")
    rights: Text = Field(default="", description="a sentence in quotes")
    ttl: Seconds = Field(
        default=0, description=f"a number of seconds from 1 to {YEAR}, or 0 for none"
    )
    language: Language = Field(default="", description="a language tag such as zh-CN or en")
    content: Literal["full", "summary"] = Field(default="full", description="full or summary")
    window: int = Field(
        default=0,
        ge=0,
        le=_TEN_YEARS,
        description=f"a number of hours from 1 to {_TEN_YEARS}, or 0 for none",
    )


class OwnFeed(FeedKeys):
    """What differs for the feed of one section, tag or author."""


class Criteria(Section):
    """What an entry may be: in a section, about something, by somebody, in a language."""

    sections: tuple[SectionPath, ...] = Field(
        default=(), strict=False, description='a list of sections such as ["news/culture"]'
    )
    tags: tuple[Name, ...] = Field(
        default=(), strict=False, description='a list of tags such as ["sport"]'
    )
    authors: tuple[Name, ...] = Field(
        default=(), strict=False, description='a list of people such as ["Ann Li"]'
    )
    languages: tuple[Annotated[str, AfterValidator(checks.language_range)], ...] = Field(
        default=(), strict=False, description='a list of language tags such as ["zh", "en-GB"]'
    )

    @property
    def are_there(self) -> bool:
        """Whether there is any."""
        return bool(self.sections or self.tags or self.authors or self.languages)


class SavedFeed(FeedKeys):
    """A feed of the publisher's own: which entries it holds, and what differs for it."""

    title: Annotated[str, AfterValidator(checks.plain_title)] = Field(
        default="", description="a title in quotes"
    )
    formats: Annotated[tuple[DocumentFormat, ...], AfterValidator(checks.not_empty)] = Field(
        default=("atom", "rss", "json"),
        strict=False,
        description='a list of atom, rss and json, such as ["atom", "json"]',
    )
    any: Criteria = Field(default_factory=Criteria)
    all: Criteria = Field(default_factory=Criteria)
    none: Criteria = Field(default_factory=Criteria)

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.any.are_there or self.all.are_there or self.none.are_there):
            raise checks.UnfitError(
                "asks for nothing", hint='say what it holds, such as any.tags = ["sport"]'
            )
        return self


def _distinct(kind: str, tables: Mapping[str, OwnFeed]) -> Mapping[str, OwnFeed]:
    checks.distinct(kind, tables)
    return tables


class Feeds(FeedKeys):
    """What every feed holds and says, and what differs for some."""

    summary_length: int = Field(
        default=200, ge=20, le=2000, description="a number of characters from 20 to 2000"
    )
    archives: tuple[Kind, ...] = Field(
        default=("all", "section", "tag", "author", "saved"),
        strict=False,
        description="a list of all, section, tag, author and saved",
    )
    sections: Annotated[
        Mapping[SectionPath, OwnFeed], AfterValidator(lambda own: _distinct("section", own))
    ] = Field(default_factory=dict, description='tables such as [feeds.sections."news/culture"]')
    tags: Annotated[Mapping[Name, OwnFeed], AfterValidator(lambda own: _distinct("tag", own))] = (
        Field(default_factory=dict, description='tables such as [feeds.tags."sport"]')
    )
    authors: Annotated[
        Mapping[Name, OwnFeed], AfterValidator(lambda own: _distinct("author", own))
    ] = Field(default_factory=dict, description='tables such as [feeds.authors."Ann Li"]')
    saved: Mapping[Annotated[str, AfterValidator(checks.saved_name)], SavedFeed] = Field(
        default_factory=dict, description="tables such as [feeds.saved.sport]"
    )
