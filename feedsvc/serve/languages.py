"""In which of our languages a page speaks: as its visitor asks for, else as the site does."""

from collections.abc import Iterator
from contextlib import contextmanager

from babel import Locale
from flask import request
from flask_babel import force_locale, get_locale

# What a language tag begins with, and the tag that our words in it have. The first one is spoken
# where nobody asks for any of them.
LANGUAGES = {"en": "en", "zh": "zh-Hans"}
_NAMES = {"en": "English", "zh-Hans": "简体中文"}
_OURS = "en"


def chosen() -> str | None:
    """Return the language that the address of this request asks for: ``?lang=zh-Hans``."""
    return _ours(request.args.get("lang", ""))


def asked() -> str | None:
    """Return the language that the visitor asks for, None if that is none of ours.

    The address wins over what the browser prefers (RFC 9110, section 12.5.4).
    """
    if language := chosen():
        return language
    wanted = sorted(request.accept_languages, key=lambda each: -each[1])
    return next((ours for tag, quality in wanted if quality and (ours := _ours(tag))), None)


def spoken(language: str | None) -> str:
    """Return the language for a page of a site in *language*."""
    return asked() or spoken_by(language)


def spoken_by(language: str | None) -> str:
    """Return the language in which a site in *language* speaks of itself, whoever asks."""
    return _ours(language or "") or _OURS


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in *language*, which is one of ours."""
    with force_locale(Locale.parse(language, sep="-")):
        yield


def now_spoken() -> str:
    """Return the tag of the language that is spoken now."""
    return str(get_locale()).replace("_", "-")


def names() -> dict[str, str]:
    """Return what each of our languages calls itself, by tag."""
    return _NAMES


def _ours(tag: str) -> str | None:
    return LANGUAGES.get(tag.replace("_", "-").partition("-")[0].lower())
