"""Facts become an article: safe HTML, plain title and summary, dates in UTC, section and name."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from urllib.parse import quote, urljoin

from feedsvc.content import dates, languages
from feedsvc.content.facts import Facts, RawDate
from feedsvc.content.markup import ascii_url, can_be_base, sanitise
from feedsvc.content.text import legal, one_line, opening, plain, shorten
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Article, Enclosure, Notice, Origin, Person

# Jekyll's file names carry a date; Hugo's and Hexo's may.
_DATED_NAME = re.compile(r"(?P<date>\d{4}-\d{1,2}-\d{1,2})(?!\d)[-_ ]*(?P<rest>.*)")
_LEADING_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(?P<title>.*?)</h\1>\s*", re.S)
_TOP_HEADING = re.compile(r"<h1\b[^>]*>(?P<title>.*?)</h1>", re.S)
_MEDIA = re.compile(r"<(?:img|audio|video|source) [^>]*\bsrc=")
_DRAFTS = "_drafts"
# Where the relative URLs of text that loses its markup lead.
_NOWHERE = "http://invalid/"


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
    folder_url = _folder_url(rules.home_url, path)
    link, odd_link = _link(facts.link, folder_url)
    base_url = link or folder_url
    # Character references can smuggle in what was cleaned from the file's text.
    html = legal(sanitise(facts.html, base_url))
    day, stem = _name(path)
    title, html = _title(facts.title, html, stem)
    text = plain(html)
    if not (text or _MEDIA.search(html) or facts.enclosures):
        raise UnreadableArticleError("has no text", hint="write the article or delete the file")
    language = _language(facts.language, path, title + text, rules.language)
    dated = _dates(facts, day, rules.zone or languages.zone_for(language))
    return Article(
        path=str(path),
        fingerprint=hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()[:32],
        title=title,
        content=html,
        summary=_summary(facts.summary, html, rules.summary_length),
        slug=facts.slug or stem,
        published=dated.published,
        published_origin=dated.origin,
        updated=dated.updated,
        expires=dated.expires,
        draft=facts.draft or _DRAFTS in path.parts,
        section=_section(facts.section, path),
        tags=facts.tags,
        people=tuple(_person(person, base_url) for person in facts.people),
        enclosures=_enclosures(facts.enclosures, base_url),
        language=language,
        link=link,
        stated_id=facts.stated_id,
        site=facts.site,
        notices=(*notices, *facts.notices, *odd_link, *dated.notices),
    )


def _folder_url(home_url: str, path: PurePosixPath) -> str:
    folder = "" if path.parent == PurePosixPath() else quote(f"{path.parent}/")
    return f"{home_url.rstrip('/')}/{folder}"


def _link(stated: str | None, base_url: str) -> tuple[str | None, tuple[Notice, ...]]:
    link = _address(stated, base_url) if stated else None
    if stated and not (link and can_be_base(link)):
        return None, (Notice(line=None, message=f"link: {stated!r} is no web address; ignored"),)
    return link, ()


def _name(path: PurePosixPath) -> tuple[str | None, str]:
    """Return the date in a file's name, if any, and the rest; ``index`` has its folder's name."""
    name = path.parent.name if _is_index(path) and path.parent.name else path.stem
    match = _DATED_NAME.fullmatch(name)
    return (match["date"], match["rest"] or match["date"]) if match else (None, name)


def _is_index(path: PurePosixPath) -> bool:
    return path.stem.lower().removesuffix(languages.suffix(path).lower()) == "index"


def _section(stated: tuple[str, ...] | None, path: PurePosixPath) -> tuple[str, ...]:
    """Return the stated section, else the folders that name one.

    Those are all but ``_posts`` and its like, and years and months.
    """
    folder = path.parent.parent if _is_index(path) else path.parent
    names = stated if stated is not None else folder.parts
    if stated is None:
        names = tuple(name for name in names if name[0] != "_" and not name.isdecimal())
    # A slash inside a name would read as one more level.
    return tuple(name for each in names if (name := one_line(each).replace("/", "／")))


def _title(stated: str | None, html: str, stem: str) -> tuple[str, str]:
    """Return the title and the content without a first heading that only repeats it."""
    heading = _LEADING_HEADING.match(html)
    first = plain(heading["title"]) if heading else ""
    if stated or first:
        title = stated or first
        return title, html[heading.end() :] if heading and first == title else html
    top = _TOP_HEADING.search(html)
    words = one_line(re.sub("[-_]+", " ", stem))
    return (plain(top["title"]) if top else "") or words or stem, html


def _summary(stated: str | None, html: str, limit: int) -> str:
    """Return the stated summary, its markup dropped, else the beginning of the text."""
    text = plain(sanitise(stated, _NOWHERE)) if stated and "<" in stated else stated or ""
    return shorten(text or opening(html, limit), limit)


def _language(
    stated: str | None, path: PurePosixPath, text: str, of_the_site: str | None
) -> str | None:
    """Return the language stated, named by the path or told by the script, else the site's.

    Where the script tells no more than the site's own tag (``zh``, ``zh-Hant-TW``), that one.
    """
    named = languages.tag(stated or "") or languages.named(path)
    if named:
        return named
    found = languages.detect(text)
    same = found is None or (of_the_site or "").partition("-")[0].lower() == found
    return of_the_site if same else found


def _person(person: Person, base_url: str) -> Person:
    return replace(person, uri=_address(person.uri, base_url)) if person.uri else person


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
