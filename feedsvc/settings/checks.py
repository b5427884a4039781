"""What a value of a setting must look like, and how it is written down once accepted.

Every check takes what somebody wrote, returns its normal form and raises ``UnfitError`` otherwise.
An empty text stands for the default and is always fit, except where a value is required.
"""

import ipaddress
import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import TypeVar
from urllib.parse import quote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo, available_timezones

from feedsvc.claims import fold, fold_section

_Value = TypeVar("_Value")

ARTICLE_FIELDS = ("slug", "path", "stem", "section", "year", "month", "day")
FEED_FIELDS = ("name", "path", "site")
_TELLING_FIELDS = {"slug", "path", "stem"}

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_HOST_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_LONGEST_NAME = 80
_SAVED_NAME = re.compile(rf"[a-z0-9-]{{1,{_LONGEST_NAME}}}")
_LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_FIELD = re.compile(r"\{([^{}]*)\}")
# RFC 5646, section 2.1, without the grandfathered tags and languages that are reserved.
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?"
    r"(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
# Everything that RFC 3986 allows in a path, a query or a fragment, and the escapes themselves.
_URL_CHARACTERS = "/?:@!$&'()*+,;=-._~%"


class UnfitError(ValueError):
    """A value that cannot be used; ``hint`` says what to do, when it knows better than the key."""

    def __init__(self, what: str, *, hint: str = "") -> None:
        super().__init__(what)
        self.hint = hint


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the known name that *name* was probably meant to be."""
    return next(iter(get_close_matches(name, known, n=1, cutoff=cutoff)), None)


def text(value: str) -> str:
    """Return *value* if every document format can hold it."""
    if _UNPRINTABLE.search(value):
        raise UnfitError("contains a control character", hint="remove it")
    return value


def host(value: str) -> str:
    """Return a host name or IP address in lower case, international names in punycode."""
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        return _host_name(value)


def _host_name(value: str) -> str:
    try:
        name = value.encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    labels = name.split(".")
    # A name that ends in a number can only be an address with a slip in it.
    if labels[-1].isdecimal() or not all(map(_HOST_LABEL.fullmatch, labels)):
        raise UnfitError("is not a host name")
    return name


def host_or_nothing(value: str) -> str:
    """Return *value* as a host, or the empty text."""
    return value and host(value)


def base_url(value: str) -> str:
    """Return an absolute web address without trailing slash, query and fragment."""
    if "?" in value or "#" in value:
        raise UnfitError(
            "has a query or a fragment", hint="leave out ? and # and what follows them"
        )
    return _web_address(value).rstrip("/")


def link(value: str) -> str:
    """Return an absolute web address, or the empty text."""
    return value and _web_address(value)


def article_url(value: str) -> str:
    """Return a template of absolute web addresses, or the empty text."""
    return value and _template(value)


def _template(value: str) -> str:
    if not _TELLING_FIELDS.intersection(_fields(value, ARTICLE_FIELDS)):
        raise UnfitError(
            "gives many articles the same address", hint="use at least one of {slug} {path} {stem}"
        )
    return _web_address(value, also_legal="{}")


def pattern(value: str) -> str:
    """Return a text with fields that stand for what a feed is called, or the empty text."""
    _fields(value, FEED_FIELDS)
    return text(value)


def plain_title(value: str) -> str:
    """Return a text without fields, or the empty text."""
    if re.search(r"[{}]", value):
        raise UnfitError(
            "has a brace", hint="write the title as it is; it is the name of this feed, too"
        )
    return text(value)


def name(value: str) -> str:
    """Return what a tag or a person is called, or its slug."""
    if not value:
        raise UnfitError("is not a name", hint="write a name or its slug in quotes")
    return text(value)


def section_path(value: str) -> str:
    """Return the names of a section and those that it lies in, or their slugs, with single /."""
    levels = [level.strip() for level in value.split("/")]
    if not all(levels):
        raise UnfitError(
            "is not the path of a section",
            hint="write the names or slugs from the top, with / between them",
        )
    return text("/".join(levels))


def saved_name(value: str) -> str:
    """Return a name that can stand in an address."""
    if not _SAVED_NAME.fullmatch(value):
        meant = re.sub("[^a-z0-9]+", "-", value.lower()).strip("-")[:_LONGEST_NAME].strip("-")
        use = f"use a to z, 0 to 9 and -, at most {_LONGEST_NAME} of them"
        raise UnfitError(
            "cannot stand in an address", hint=f"{use}, such as {meant}" if meant else use
        )
    return value


def language_range(value: str) -> str:
    """Return a language tag."""
    if not value:
        raise UnfitError("is not a language tag")
    return language(value)


def not_empty(values: tuple[_Value, ...]) -> tuple[_Value, ...]:
    """Return *values* if there are any."""
    if not values:
        raise UnfitError("is empty")
    return values


def distinct(kind: str, names: Iterable[str]) -> None:
    """Refuse names of a *kind* that feeds take for one, such as ``News`` and ``news``."""
    known: dict[str, str] = {}
    for written in names:
        identity = fold_section(written.split("/")) if kind == "section" else fold(written)
        former = known.setdefault(identity, written)
        if former is not written:
            raise UnfitError(
                f"has {former!r} and {written!r}, which are one {kind}", hint="join the two"
            )


def _fields(value: str, known: Collection[str]) -> list[str]:
    """Return the fields in *value*; all must be *known*."""
    fields = _FIELD.findall(value)
    for field in fields:
        if field not in known:
            raise UnfitError(f"has the unknown field {{{field}}}", hint=_field_hint(field, known))
    if re.search(r"[{}]", _FIELD.sub("", value)):
        raise UnfitError("has a brace without its partner")
    return fields


def _field_hint(field: str, known: Collection[str]) -> str:
    meant = nearest(field.lower(), known)
    if meant:
        return f"did you mean {{{meant}}}?"
    return "use " + " ".join(f"{{{each}}}" for each in known)


def _web_address(value: str, *, also_legal: str = "") -> str:
    if _BLANK.search(value):
        raise UnfitError("contains a blank or a control character", hint="remove it")
    if _LONE_PERCENT.search(value):
        raise UnfitError("contains a % without two hexadecimal digits", hint="write %25 for %")
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise UnfitError("is not a web address") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UnfitError("is not an absolute http or https address")
    if "@" in parts.netloc:
        raise UnfitError("contains a user name", hint="leave out everything between // and @")
    host_name = host(parts.hostname)
    netloc = (f"[{host_name}]" if ":" in host_name else host_name) + (
        "" if port is None else f":{port}"
    )
    legal = _URL_CHARACTERS + also_legal
    rest = (quote(part, safe=legal) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, netloc, *rest))


def language(value: str) -> str:
    """Return a language tag of the shape of BCP 47, or the empty text."""
    if value and not _LANGUAGE.fullmatch(value):
        dashed = value.replace("_", "-")
        known = _LANGUAGE.fullmatch(dashed)
        raise UnfitError("is not a language tag", hint=f"did you mean {dashed}?" if known else "")
    return value


def time_zone(value: str) -> str:
    """Return the name of a time zone that this machine knows, or the empty text."""
    if not value:
        return value
    try:
        ZoneInfo(value)
    # A missing zone is a KeyError, a folder of zones ("Asia") an OSError, "../UTC" a ValueError.
    except (KeyError, OSError, ValueError):
        meant = nearest(value, available_timezones(), cutoff=0.8)
        raise UnfitError(
            "is not a time zone", hint=f"did you mean {meant}?" if meant else ""
        ) from None
    return value
