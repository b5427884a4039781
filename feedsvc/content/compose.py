"""Facts become an article: safe HTML, plain title and summary, dates in UTC, section and name."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote

from feedsvc.content import dates, languages, naming
from feedsvc.content.facts import Facts, RawDate
from feedsvc.content.markup import can_be_base, sanitise, stated_base
from feedsvc.content.media.completing import Media, Place, completed, has_media
from feedsvc.content.media.files import Look
from feedsvc.content.rules import Rules
from feedsvc.content.text import dropped, legal, opening, plain, shorten
from feedsvc.content.urls import web_address
from feedsvc.errors import UnreadableArticleError
from feedsvc.model import Article, DateSource, Notice, Origin, Person

_MEDIA = re.compile(r"<(?:img|audio|video|source) [^>]*\bsrc=")
_DRAFTS = "_drafts"
_WON, _NOT_NEEDED = "taken", "not needed"
# Each section and each tag is three documents; more than these are a mistake, or an attack.
_DEEPEST_SECTION = 16
_MOST_TAGS = 100
# A stated summary that is longer is none.
_LONGEST_SUMMARY = 5000
# Fewer characters than this do not tell one article from another.
_TELLING_LENGTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dates:
    published: datetime | None
    origin: Origin | None
    updated: datetime | None
    expires: datetime | None
    sources: tuple[DateSource, ...]
    notices: tuple[Notice, ...]


def compose(
    facts: Facts,
    path: PurePosixPath,
    rules: Rules,
    *,
    notices: tuple[Notice, ...],
    look: Look | None = None,
) -> Article:
    """Return the article that *facts*, read at *path*, make, its media measured with *look*.

    Raises UnreadableArticleError if they have neither text, picture nor enclosure.
    """
    folder_url = _folder_url(rules.home_url, str(path.parent))
    link, odd_link = _link(facts.link, folder_url)
    base_url = _base_url(facts.html, link or folder_url)
    # Character references can smuggle in what was cleaned from the file's text.
    unclean = sanitise(facts.html, base_url)
    html = legal(unclean)
    smuggled = dropped("text", len(unclean) - len(html))
    day, stem = naming.day_and_stem(path)
    title, html = naming.titled(facts.title, html, path)
    text = plain(html)
    if not (text or _MEDIA.search(html) or facts.enclosures):
        raise UnreadableArticleError("has no text", hint="write the article or delete the file")
    language = _language(facts.language, path, title + text, rules.language)
    media = Media(html)
    if has_media(facts, html):
        media = completed(facts, html, _place(path, base_url, rules, look))
    dated = _dates(facts, day, rules.zone or languages.zone_for(language))
    return Article(
        path=str(path),
        fingerprint=fingerprint(title, text),
        title=title,
        content=media.content,
        summary=_summary(facts.summary, html, rules.summary_length),
        slug=facts.slug or stem,
        published=dated.published,
        published_origin=dated.origin,
        updated=dated.updated,
        expires=dated.expires,
        draft=facts.draft or _DRAFTS in path.parts,
        section=_section(facts, path),
        tags=facts.tags[:_MOST_TAGS],
        people=tuple(_person(person, base_url) for person in facts.people),
        enclosures=media.enclosures,
        image=media.image,
        podcast=media.podcast,
        language=language,
        link=link,
        stated_id=facts.stated_id,
        site=facts.site,
        breadcrumb=facts.breadcrumb,
        source=facts.source,
        date_sources=dated.sources,
        notices=(
            *(*notices, *facts.notices, *smuggled),
            *(*odd_link, *media.notices, *dated.notices, *_too_many_tags(facts)),
        ),
    )


def _place(path: PurePosixPath, base_url: str, rules: Rules, look: Look | None) -> Place:
    folder = str(path.parent)
    return Place(
        base_url=base_url,
        home_url=rules.home_url,
        folder="" if folder == "." else folder,
        look=look,
    )


def _section(facts: Facts, path: PurePosixPath) -> tuple[str, ...]:
    section = naming.section(facts.section, path)
    if len(section) > _DEEPEST_SECTION:
        raise UnreadableArticleError(
            f"lies {len(section)} sections deep, more than the {_DEEPEST_SECTION} allowed",
            hint="state a shorter section in its front matter",
        )
    return section


def _too_many_tags(facts: Facts) -> tuple[Notice, ...]:
    if len(facts.tags) <= _MOST_TAGS:
        return ()
    message = f"has {len(facts.tags)} tags; only the first {_MOST_TAGS} count"
    return (Notice(line=None, message=message),)


def fingerprint(title: str, text: str) -> str:
    """Return what tells an article from others wherever its file goes: a digest of its text.

    The title may be edited while a file moves, so it counts only where there is hardly any text.
    """
    told = text if len(text) >= _TELLING_LENGTH else f"{title}\0{text}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


@lru_cache(maxsize=256)
def _folder_url(home_url: str, folder: str) -> str:
    below = "" if folder == "." else quote(f"{folder}/")
    return f"{home_url.rstrip('/')}/{below}"


def _base_url(html: str, url: str) -> str:
    """Return what relative URLs in *html*, found at *url*, are relative to."""
    base = web_address(stated, url) if (stated := stated_base(html)) else None
    return base if base and can_be_base(base) else url


def _link(stated: str | None, base_url: str) -> tuple[str | None, tuple[Notice, ...]]:
    link = web_address(stated, base_url) if stated else None
    if stated and not (link and can_be_base(link)):
        return None, (Notice(line=None, message=f"link: {stated!r} is no web address; ignored"),)
    return link, ()


def _summary(stated: str | None, html: str, limit: int) -> str:
    """Return the stated summary, else the beginning of the text, of *limit* characters."""
    told, most = (stated, _LONGEST_SUMMARY) if stated else (opening(html, limit), limit)
    return shorten(told, most)


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
    return replace(person, uri=web_address(person.uri, base_url)) if person.uri else person


def _dates(facts: Facts, day: str | None, zone: tzinfo) -> _Dates:
    published, origin, sources = _published(facts, day, zone)
    updated, odd_update = _instant("updated", facts.updated, zone)
    expires, odd_expiry = _instant("expires", facts.expires, zone)
    odd = tuple(
        Notice(line=None, message=f"{each.origin}: {each.verdict}; ignored")
        for each in sources
        if each.verdict not in (_WON, _NOT_NEEDED)
    )
    return _Dates(
        published=published,
        origin=origin,
        updated=updated,
        expires=expires,
        sources=sources,
        notices=(*odd, *odd_update, *odd_expiry),
    )


def _published(
    facts: Facts, day: str | None, zone: tzinfo
) -> tuple[datetime | None, Origin | None, tuple[DateSource, ...]]:
    """Resolve the date of publication: what the text states, else the date in the file's name."""
    stated = (facts.published_origin or Origin.FRONT_MATTER, facts.published)
    published: datetime | None = None
    origin: Origin | None = None
    sources = []
    for each, raw in (stated, (Origin.FILE_NAME, day)):
        if raw is None:
            continue
        verdict = _NOT_NEEDED
        if published is None:
            try:
                published, origin, verdict = dates.resolve(raw, zone), each, _WON
            except ValueError as error:
                verdict = str(error)
        sources.append(DateSource(origin=each, written=str(raw), verdict=verdict))
    return published, origin, tuple(sources)


def _instant(
    name: str, raw: RawDate | None, zone: tzinfo
) -> tuple[datetime | None, tuple[Notice, ...]]:
    if raw is None:
        return None, ()
    try:
        return dates.resolve(raw, zone), ()
    except ValueError as error:
        return None, (Notice(line=None, message=f"{name}: {error}; ignored"),)
