"""Every setting: its section, key, type, default and limits.

A field's description completes the sentence "give …" wherever a value is refused.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, cast, get_origin
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, PrivateAttr

from feedsvc.settings import checks
from feedsvc.settings.cron import cron_expression
from feedsvc.settings.feeds import Feeds
from feedsvc.settings.listeners import listener
from feedsvc.settings.notify import Notify
from feedsvc.settings.origins import Origins
from feedsvc.settings.pages import Pages
from feedsvc.settings.paths import Folder, OptionalFile, OptionalFolder
from feedsvc.settings.section import YEAR, Language, Link, Seconds, Section, Text

_SECONDS = f"a number of seconds from 0 to {YEAR}"

CronExpression = Annotated[str, AfterValidator(cron_expression)]


class Site(Section):
    """Who publishes, and under which addresses."""

    base_url: Annotated[str, AfterValidator(checks.base_url)] = Field(
        default="http://127.0.0.1:8000",
        description="the address where readers reach feedsvc, such as https://feeds.example.cn",
    )
    title: Text = Field(default="", description="a name in quotes")
    description: Text = Field(default="", description="a sentence in quotes")
    language: Language = Field(default="", description="a language tag such as zh-CN or en")
    timezone: Annotated[str, AfterValidator(checks.time_zone)] = Field(
        default="", description="the IANA name of a time zone, such as Asia/Shanghai or UTC"
    )
    authority: Annotated[str, AfterValidator(checks.host_or_nothing)] = Field(
        default="", description="a host name that is yours, such as news.example.cn"
    )
    link: Link = Field(
        default="", description="the address of your home page, such as https://news.example.cn/"
    )
    article_url: Annotated[str, AfterValidator(checks.article_url)] = Field(
        default="",
        description="an address with fields, such as https://news.example.cn/{slug}.html",
    )

    @property
    def id_authority(self) -> str:
        """The host name inside the ids that feedsvc mints."""
        return self.authority or urlsplit(self.base_url).hostname or ""

    @property
    def home_url(self) -> str:
        """The address of the publisher's home page."""
        return self.link or f"{self.base_url}/"


class Content(Section):
    """Where the articles are, and what keeps feedsvc from believing an accident."""

    directory: Folder = Field(default=Path("content"), description="the path of a folder in quotes")
    max_bytes: int = Field(default=5_000_000, ge=1, description="a number of bytes, 1 or more")
    max_seconds: float = Field(
        default=5.0, ge=0.1, le=3600, description="a number of seconds from 0.1 to 3600"
    )
    max_loss: float = Field(default=0.5, ge=0, le=1, description="a share from 0 to 1, such as 0.5")


class Output(Section):
    """Where feedsvc writes."""

    directory: Folder = Field(default=Path("feeds"), description="the path of a folder in quotes")
    state: OptionalFolder = Field(default=None, description="the path of a folder in quotes")

    @property
    def state_directory(self) -> Path:
        """The folder of the catalog, the lock and the queue."""
        return self.state or self.directory.parent / f"{self.directory.name}.state"


class Schedule(Section):
    """When feedsvc looks for changes."""

    interval: int = Field(
        default=300,
        ge=0,
        le=YEAR,
        description=f"a number of seconds from 1 to {YEAR}, or 0 for never",
    )
    cron: tuple[CronExpression, ...] = Field(
        default=(),
        strict=False,
        description='a list such as ["0 6 * * *"]: minute, hour, day, month, weekday',
    )
    watch: bool = Field(default=True, description="true or false")
    polling: bool = Field(default=False, description="true or false")


# Addresses to listen on that nobody can ask.
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104


class Server(Section):
    """Where and how feedsvc listens."""

    host: Annotated[str, AfterValidator(checks.host)] = Field(
        default="127.0.0.1",
        description="an address or a host name, such as 127.0.0.1, 0.0.0.0 or ::",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="a port from 1 to 65535")
    private: Annotated[str, AfterValidator(listener)] = Field(
        default="", description="an address with a port, such as 127.0.0.1:9000 or [::1]:9000"
    )
    workers: int = Field(
        default=0,
        ge=0,
        le=64,
        description="a number of processes from 1 to 64, or 0 for one per processor core",
    )
    proxies: int = Field(default=0, ge=0, le=10, description="a number of proxies from 0 to 10")
    memory: int = Field(
        default=32_000_000, ge=0, description="a number of bytes, such as 32_000_000"
    )

    @property
    def url(self) -> str:
        """Where somebody at this machine finds what listens so."""
        host = "127.0.0.1" if self.host in _EVERYWHERE else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


class Http(Section):
    """What feedsvc tells browsers, feed readers and caches."""

    max_age: Seconds = Field(default=300, description=_SECONDS)
    adaptive: bool = Field(default=False, description="true or false")
    longest_age: Seconds = Field(default=3600, description=_SECONDS)
    stale_while_revalidate: Seconds = Field(default=60, description=_SECONDS)
    stale_if_error: Seconds = Field(default=86_400, description=_SECONDS)
    hub: Link = Field(
        default="", description="the address of a WebSub hub, such as https://hub.example.org/"
    )
    refetch_limit: int = Field(
        default=0, ge=0, le=3600, description="a number from 1 to 3600, or 0 for no limit"
    )

    @property
    def most_age(self) -> int:
        """The most seconds for which any feed may be kept."""
        return max(self.max_age, self.longest_age) if self.adaptive else self.max_age


class AccessLog(Section):
    """What is noted of each request."""

    format: Literal["off", "combined", "json"] = Field(
        default="off", description="off, combined or json"
    )
    file: OptionalFile = Field(default=None, description="the path of a file in quotes")


class Metrics(Section):
    """Where Prometheus finds figures without a token."""

    host: Annotated[str, AfterValidator(checks.host)] = Field(
        default="127.0.0.1", description="an address or a host name, such as 127.0.0.1"
    )
    port: int = Field(
        default=0, ge=0, le=65535, description="a port from 1 to 65535, or 0 for none"
    )


class Polls(Section):
    """What is counted of those who ask for feeds."""

    count: bool = Field(default=True, description="true or false")


class Settings(Section):
    """All settings; every path in them is absolute."""

    site: Site = Field(default_factory=Site)
    content: Content = Field(default_factory=Content)
    output: Output = Field(default_factory=Output)
    feeds: Feeds = Field(default_factory=Feeds)
    pages: Pages = Field(default_factory=Pages)
    schedule: Schedule = Field(default_factory=Schedule)
    server: Server = Field(default_factory=Server)
    http: Http = Field(default_factory=Http)
    access_log: AccessLog = Field(default_factory=AccessLog)
    metrics: Metrics = Field(default_factory=Metrics)
    polls: Polls = Field(default_factory=Polls)
    notify: Notify = Field(default_factory=Notify)

    _origins: Origins = PrivateAttr(default_factory=Origins)

    @property
    def origins(self) -> Origins:
        """Where the values were stated."""
        return self._origins

    def stated_at(self, origins: Origins) -> "Settings":
        """Return these settings, which say where they come from."""
        self._origins = origins
        return self

    def fingerprint(self) -> str:
        """Return a digest of the settings that change what articles or documents say."""
        content = {"max_bytes", "max_seconds"}
        http = {"max_age", "adaptive", "longest_age", "hub"}
        said = self.model_dump(
            mode="json", include={"site": True, "feeds": True, "content": content, "http": http}
        )
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


SECTIONS = {
    name: cast(type[BaseModel], field.annotation) for name, field in Settings.model_fields.items()
}
# Their keys are names that the publisher gives, so they stand in the file only.
TABLES = tuple(
    f"feeds.{name}"
    for name, field in Feeds.model_fields.items()
    if get_origin(field.annotation) is Mapping
)
KEYS = tuple(
    f"{section}.{key}"
    for section, model in SECTIONS.items()
    for key in model.model_fields
    if f"{section}.{key}" not in TABLES
)
