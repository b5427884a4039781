"""Facts become an article: safe HTML, plain title and summary, dates in UTC, section and name."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from urllib.parse import quote, urljoin

from feedsvc.content import dates, languages
from feedsvc.content.facts import Facts, RawDate
from feedsvc.content.markup import ascii_url, sanitise
from feedsvc.content.text import clean, one_line, plain, shorten
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Article, Enclosure, Notice, Origin

# Jekyll's file names carry a date; Hugo's and Hexo's may.
_DATED_NAME = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})[-_ ]*(?P<rest>.*)")
_LEADING_H1 = re.compile(r"\s*<h1[^>]*>(?P<title>.*?)</h1>\s*", re.S)
_DRAFTS = "_drafts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the site's settings say about reading.

    ``home_url`` is what relative URLs are relative to; ``zone`` and ``language`` are None where
    each article's own language decides; ``summary_length`` is in characters.
    """

    home_url: str
    zone: tzinfo | None
    language: str | None
    summary_length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dates:
    published: datetime | None
    origin: Origin | None
    updated: datetime | None
    expires: datetime | None
    notices: tuple[Notice, ...]


def compose(
    facts: Facts, path: PurePosixPath, rules: Rules, *, notices: tuple[Notice, ...]
) -> Article:
    """Return the article that *facts*, read at *path*, make.

    Raises UnreadableArticleError if they have neither text, picture nor enclosure.
    """
    base_url = facts.link or _folder_url(rules.home_url, path)
    # Character references can smuggle in what was cleaned from the file's text.
    html, dropped = clean(sanitise(facts.html, base_url))
    day, stem = _name(path)
    title, html = _title(facts.title, html, stem)
    text = plain(html)
    if not (text or "<img" in html or facts.enclosures):
        raise UnreadableArticleError("has no text", hint="write the article or delete the file")
    language = facts.language or languages.detect(title + text) or rules.language
    dated = _dates(facts, day, rules.zone or languages.zone_for(language))
    return Article(
        path=str(path),
        fingerprint=hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()[:32],
        title=title,
        content=html,
        summary=shorten(plain(facts.summary or "") or text, rules.summary_length),
        slug=facts.slug or stem,
        published=dated.published,
        published_origin=dated.origin,
        updated=dated.updated,
        expires=dated.expires,
        draft=facts.draft or _DRAFTS in path.parts,
        section=_section(facts.section, path),
        tags=facts.tags,
        people=facts.people,
        enclosures=_enclosures(facts.enclosures, base_url),
        language=language,
        link=_address(facts.link, base_url) if facts.link else None,
        stated_id=facts.stated_id,
        site=facts.site,
        notices=(*notices, *facts.notices, *dropped, *dated.notices),
    )


def _folder_url(home_url: str, path: PurePosixPath) -> str:
    folder = "" if path.parent == PurePosixPath() else quote(f"{path.parent}/")
    return f"{home_url.rstrip('/')}/{folder}"


def _name(path: PurePosixPath) -> tuple[str | None, str]:
    """Return the date in a file's name, if any, and the rest; ``index`` has its folder's name."""
    indexed = path.stem.lower() == "index" and path.parent.name
    name = path.parent.name if indexed else path.stem
    match = _DATED_NAME.fullmatch(name)
    return (match["date"], match["rest"] or match["date"]) if match else (None, name)


def _section(stated: tuple[str, ...] | None, path: PurePosixPath) -> tuple[str, ...]:
    """Return the stated section, else the folders that name one.

    Those are all but ``_posts`` and its like, and years and months.
    """
    if stated is not None:
        # A slash inside a name would read as one more level.
        return tuple(name.replace("/", "／") for name in stated)
    folder = path.parent.parent if path.stem.lower() == "index" else path.parent
    return tuple(name for name in folder.parts if name[0] != "_" and not name.isdecimal())


def _title(stated: str | None, html: str, stem: str) -> tuple[str, str]:
    """Return the title and the content without a first heading that only repeats it."""
    heading = _LEADING_H1.match(html)
    first = plain(heading["title"]) if heading else ""
    title = one_line(stated or "") or first or one_line(re.sub("[-_]+", " ", stem))
    return title, html[heading.end() :] if heading and first == title else html


def _dates(facts: Facts, day: str | None, zone: tzinfo) -> _Dates:
    published, notices = _instant("published", facts.published, zone)
    origin = facts.published_origin if published else None
    if published is None and day:
        published, odd = _instant("file name", day, zone)
        origin, notices = Origin.FILE_NAME if published else None, (*notices, *odd)
    updated, odd_update = _instant("updated", facts.updated, zone)
    expires, odd_expiry = _instant("expires", facts.expires, zone)
    return _Dates(
        published=published,
        origin=origin,
        updated=updated,
        expires=expires,
        notices=(*notices, *odd_update, *odd_expiry),
    )


def _instant(
    name: str, raw: RawDate | None, zone: tzinfo
) -> tuple[datetime | None, tuple[Notice, ...]]:
    if raw is None:
        return None, ()
    try:
        return dates.resolve(raw, zone), ()
    except ValueError as error:
        return None, (Notice(line=None, message=f"{name}: {error}; ignored"),)


def _enclosures(enclosures: tuple[Enclosure, ...], base_url: str) -> tuple[Enclosure, ...]:
    return tuple(
        Enclosure(url=url, media_type=each.media_type, length=each.length)
        for each in enclosures
        if (url := _address(each.url, base_url)) is not None
    )


def _address(url: str, base_url: str) -> str | None:
    """Return *url* absolute and in ASCII, or None if it is no http(s) URL."""
    try:
        address = ascii_url(urljoin(base_url, url))
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) else None
