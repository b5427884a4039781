"""What front matter states of media, completed: absolute addresses, measures, the lead picture."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from feedsvc.content.facts import Facts
from feedsvc.content.media import types, values
from feedsvc.content.media.files import Found, Look
from feedsvc.content.urls import web_address
from feedsvc.model import Enclosure, Notice, Picture, Podcast

_MOST_ENCLOSURES = 50
# What sanitised HTML has for a picture: its attributes are always in double quotes.
_IMAGE = re.compile(r'<img(?P<attributes>(?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' (?P<name>[a-z]+)="(?P<value>[^"]*)"')
# Smaller ones are signs, smileys and what counts visits.
_SMALLEST = 33
_SIGN = re.compile(r"emoji|smil(?:ey|ie)s?/|/pixel\b|/spacer\.|/blank\.|1x1\.", re.I)
_MOST_LOOKED_AT = 10
# One picture in several sizes: tea-300x200.jpg, tea@2x.jpg.
_SIZED = re.compile(r"(?:-\d+x\d+|@\dx)(?=\.\w+$)")
_SCHEME = re.compile(r"[a-z][a-z\d+.-]*:|//", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an article stands: what its addresses are relative to, and its files.

    ``folder`` is below the content folder, empty for that itself; without ``look`` nothing is
    measured.
    """

    base_url: str
    home_url: str
    folder: str
    look: Look | None

    def address(self, reference: str) -> str | None:
        """Return *reference* absolute and in ASCII, None if it is none of the web."""
        return web_address(reference, self.base_url)

    def measured(self, reference: str) -> Found | None:
        """Return what *reference* measures, None where it leads to no file in the folder."""
        path = self._path(reference) if self.look else None
        if self.look is None or path is None:
            return None
        return self.look(path) or (self.look(unquote(path)) if "%" in path else None)

    def is_local(self, reference: str) -> bool:
        """Tell whether *reference* names a file beside the article or below the site's root."""
        return not _SCHEME.match(reference)

    def _path(self, reference: str) -> str | None:
        home = self.home_url.rstrip("/") + "/"
        if reference.startswith(home):
            reference = reference[len(home) - 1 :]
        if not self.is_local(reference):
            return None
        path = re.split("[?#]", reference, maxsplit=1)[0]
        joined = posixpath.normpath(posixpath.join("/", self.folder, path)).lstrip("/")
        climbs = posixpath.normpath(posixpath.join(self.folder, path)).startswith("../")
        return None if climbs or joined in ("", ".") else joined


class Media(NamedTuple):
    """The media of an article, and its content with the lead picture in it."""

    content: str
    enclosures: tuple[Enclosure, ...] = ()
    image: Picture | None = None
    podcast: Podcast | None = None
    notices: tuple[Notice, ...] = ()


def has_media(facts: Facts, html: str) -> bool:
    """Tell whether *facts* state media or sanitised *html* shows any."""
    return bool(facts.enclosures or facts.pictures or facts.page_pictures) or "<img" in html


def completed(facts: Facts, html: str, place: Place) -> Media:
    """Return the media that *facts* state, and those in sanitised *html*."""
    found, notices = enclosures(facts.enclosures, place)
    podcast, found = episode(facts.podcast, found, place)
    image, content = lead(facts.pictures, facts.page_pictures, html, place)
    return Media(content, found, image, podcast, notices)


def enclosures(
    stated: Iterable[Enclosure], place: Place
) -> tuple[tuple[Enclosure, ...], tuple[Notice, ...]]:
    """Return what can be fetched of the *stated* media, each once and measured where it is ours."""
    found: dict[str, Enclosure] = {}
    notices: list[Notice] = []
    for each in stated:
        url = place.address(each.url)
        if url is None:
            notices.append(_notice(each, "is no web address; ignored"))
            continue
        if url not in found and len(found) == _MOST_ENCLOSURES:
            message = f"encloses more than {_MOST_ENCLOSURES} media files; only the first count"
            notices.append(Notice(line=None, message=message))
            break
        measured = _measured(replace(each, url=url), place.measured(each.url))
        if not measured.length and place.look and place.is_local(each.url):
            notices.append(_notice(each, "is no file in the content folder; its length is unknown"))
        found[url] = _merged(found[url], measured) if url in found else measured
    return tuple(found.values()), tuple(dict.fromkeys(notices))


def lead(
    stated: Iterable[Picture], of_page: Iterable[Picture], html: str, place: Place
) -> tuple[Picture | None, str]:
    """Return the picture that stands for an article, and its *html* with that picture in it.

    That is the first *stated* by its author, else by the metadata *of_page*, else the first in the
    text. Many readers show a picture only where it is in the text, so a stated one that is not
    there begins it; what a page's metadata name is there most of the time, in another size.
    """
    if picture := next(_fetchable(stated, place), None):
        others = set()
        for each in _inside(html):
            if each.url == picture.url:
                return _merged_picture(picture, each), html
            others.add(_name(each.url))
        return picture, html if _name(picture.url) in others else f"{_figure(picture)}\n{html}"
    if picture := next(_fetchable(of_page, place), None):
        return picture, html if "<img" in html else f"{_figure(picture)}\n{html}"
    return next(_telling(html, place), None), html


def episode(
    stated: Podcast | None, enclosed: tuple[Enclosure, ...], place: Place
) -> tuple[Podcast | None, tuple[Enclosure, ...]]:
    """Return what is *stated* of an episode, and the media with what it tells of the first.

    Without a recording there is no episode, and the words mean something else: a recipe has a
    duration, too.
    """
    at = next((n for n, each in enumerate(enclosed) if types.is_played(each.media_type)), None)
    if at is None:
        return None, enclosed
    recording = enclosed[at]
    told = stated or Podcast()
    duration = told.duration or recording.duration
    image = place.address(told.image) if told.image else None
    told = replace(told, duration=duration, image=image)
    recording = replace(recording, duration=recording.duration or duration)
    enclosed = (*enclosed[:at], recording, *enclosed[at + 1 :])
    return (told if told != Podcast() else None), enclosed


def _notice(enclosure: Enclosure, what: str) -> Notice:
    return Notice(line=None, message=f"enclosure: {enclosure.url[:200]!r} {what}")


def _measured(enclosure: Enclosure, found: Found | None) -> Enclosure:
    if found is None:
        return enclosure
    return replace(
        enclosure,
        length=found.length,
        width=found.width or enclosure.width,
        height=found.height or enclosure.height,
    )


def _merged(first: Enclosure, again: Enclosure) -> Enclosure:
    """Return what two statements tell of one file."""
    return replace(
        first,
        media_type=first.media_type if first.media_type != types.UNKNOWN else again.media_type,
        length=first.length or again.length,
        duration=first.duration or again.duration,
        width=first.width or again.width,
        height=first.height or again.height,
    )


def _fetchable(pictures: Iterable[Picture], place: Place) -> Iterator[Picture]:
    for each in pictures:
        if url := place.address(each.url):
            yield _sized(replace(each, url=url), place.measured(each.url))


def _sized(picture: Picture, found: Found | None) -> Picture:
    """Return the picture in the size of its file, which pages may show in another."""
    if found is None or not found.width:
        return picture
    return replace(picture, width=found.width, height=found.height)


def _merged_picture(picture: Picture, shown: Picture) -> Picture:
    sized = picture if picture.width or picture.height else shown
    return replace(picture, width=sized.width, height=sized.height, text=picture.text or shown.text)


def _telling(html: str, place: Place) -> Iterator[Picture]:
    """Yield the pictures in the text that are more than signs."""
    for number, each in enumerate(_inside(html)):
        if number == _MOST_LOOKED_AT:
            return
        sized = _sized(each, place.measured(each.url))
        sizes = (each.width, each.height, sized.width, sized.height)
        small = any(size is not None and size < _SMALLEST for size in sizes)
        if not small and not _SIGN.search(each.url):
            yield sized


def _inside(html: str) -> Iterator[Picture]:
    """Yield the pictures in sanitised *html* that have an address."""
    for image in _IMAGE.finditer(html) if "<img" in html else ():
        facts = {each["name"]: unescape(each["value"]) for each in _attributes(image)}
        if facts.get("src", "").startswith(("http://", "https://")):
            yield Picture(
                url=facts["src"],
                width=values.pixels(facts.get("width", "").strip()),
                height=values.pixels(facts.get("height", "").strip()),
                text=facts.get("alt", ""),
            )


def _attributes(image: re.Match[str]) -> Iterator[re.Match[str]]:
    return _ATTRIBUTE.finditer(image["attributes"])


def _name(url: str) -> str:
    """Return what is the same of one picture in several sizes and places."""
    parts = urlsplit(url)
    name = unquote(parts.path).rpartition("/")[2].lower()
    return _SIZED.sub("", name) or url


def _figure(picture: Picture) -> str:
    sides = (("width", picture.width), ("height", picture.height))
    known = "".join(f' {name}="{side}"' for name, side in sides if picture.width and picture.height)
    alt = escape(picture.text)
    return f'<figure><img src="{escape(picture.url)}" alt="{alt}"{known}></figure>'
