"""Plain text: what may not be in XML, what nobody can see, what is only white space."""

import html
import re

from feedsvc.model import Notice

# XML 1.0 (fifth edition), production 2 «Char», turned round; lone surrogates are part of it.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Soft hyphen, zero-width space, word joiner, BOM and bidirectional marks: invisible in a name or a
# title, yet two names that differ by one are two tags. ZWJ and ZWNJ stay: scripts and emoji
# use them.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|div|blockquote|tr|td|th|figcaption|dt|dd|pre)>|<br>")
_SENTENCE_END = re.compile(r"[。！？!?…](?:[”’」』）]*)|\.(?=\s)")


def clean(text: str) -> tuple[str, tuple[Notice, ...]]:
    """Return *text* with plain line feeds and without characters that XML cannot hold.

    One notice names each line that lost some.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _ILLEGAL.search(text):
        return text, ()
    notices = tuple(
        Notice(line=number, message=f"dropped {lost} characters that XML cannot hold")
        for number, line in enumerate(text.split("\n"), 1)
        if (lost := len(_ILLEGAL.findall(line)))
    )
    return _ILLEGAL.sub("", text), notices


def one_line(text: str) -> str:
    """Return *text* on one line: no invisible characters, each run of white space one blank."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def plain(safe_html: str) -> str:
    """Return the text of sanitised HTML on one line."""
    return one_line(html.unescape(_TAG.sub("", _BLOCK_END.sub(" ", safe_html))))


def shorten(text: str, limit: int) -> str:
    """Return at most *limit* characters of *text*: whole sentences if they fill half of it.

    Else the cut is between words, or anywhere in a script without them, and an ellipsis says so.
    """
    if len(text) <= limit:
        return text
    head = text[:limit]
    ends = [match.end() for match in _SENTENCE_END.finditer(head)]
    if ends and ends[-1] >= limit // 2:
        return head[: ends[-1]]
    head = head[: limit - 1]
    last_blank = head.rfind(" ")
    if last_blank > limit // 2 and not text[limit - 1].isspace():
        head = head[:last_blank]
    return head.rstrip() + "…"
