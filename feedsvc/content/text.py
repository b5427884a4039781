"""Plain text: what may not be in XML, what nobody can see, what is only white space."""

import html
import re

from feedsvc.model import Notice

# XML 1.0 (fifth edition), production 2 «Char», turned round, and what it discourages: DEL and C1
# controls, which YAML refuses. Lone surrogates are part of it.
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The same, and soft hyphen, zero-width space, word joiner, BOM and bidirectional marks: invisible
# in a name or a title, yet two names that differ by one are two tags. ZWJ and ZWNJ stay: scripts
# and emoji use them.
_UNPRINTABLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u00ad\u200b\u2060\ufeff"
)
# They say in which direction text runs, and stay where people wrote them (UAX 9).
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = re.compile(f"[{_UNPRINTABLE}{_DIRECTIONS}]")
_STRAY = re.compile(f"[{_UNPRINTABLE}]")
_BLANKS = re.compile("[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(
    r"</(?:p|h[1-6]|li|div|blockquote|tr|td|th|caption|figcaption|summary|dt|dd|pre)>|<[bh]r>"
)
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.S)
_SENTENCE_END = re.compile(r"[。！？!?…](?:[”’」』）]*)|\.(?=\s)")
_MAX_NOTICES = 20


def clean(text: str) -> tuple[str, tuple[Notice, ...]]:
    """Return *text* with plain line feeds and without control characters and what XML cannot hold.

    A notice names each line that lost some; after twenty lines, one notice counts the rest.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _CONTROL.search(text):
        return text, ()
    losses = [
        (number, lost)
        for number, line in enumerate(text.split("\n"), 1)
        if (lost := len(_CONTROL.findall(line)))
    ]
    notices = [_dropped(line, lost) for line, lost in losses[:_MAX_NOTICES]]
    if rest := losses[_MAX_NOTICES:]:
        line, lost = rest[0][0], sum(lost for _, lost in rest)
        notices.append(_dropped(line, lost, where=f" here and in {len(rest) - 1} more lines"))
    return legal(text), tuple(notices)


def _dropped(line: int, count: int, *, where: str = "") -> Notice:
    plural = "" if count == 1 else "s"
    return Notice(line=line, message=f"dropped {count} control character{plural}{where}")


def legal(text: str) -> str:
    """Return *text* without control characters and what else XML cannot hold."""
    return _CONTROL.sub("", text)


def controls(text: str) -> int:
    """Return how many characters of *text* ``legal`` would drop."""
    return len(_CONTROL.findall(text))


def dropped(where: str, count: int) -> tuple[Notice, ...]:
    """Return the notice that *where* lost *count* characters, none if it lost nothing."""
    plural = "" if count == 1 else "s"
    message = f"{where}: dropped {count} control character{plural} written as an escape"
    return (Notice(line=None, message=message),) if count else ()


def control_share(text: str) -> float:
    """Return the share of *text*, from 0 to 1, that ``legal`` would drop."""
    return controls(text) / len(text) if text else 0


def visible(text: str) -> str:
    """Return *text* without invisible characters, its white space as it is."""
    return _INVISIBLE.sub("", text)


def one_line(text: str) -> str:
    """Return *text* on one line: each run of white space one blank, nothing that cannot be seen.

    Marks of direction stay; where they are no part of what is said, as in a date, ask for what is
    ``visible`` first.
    """
    # Nothing printable is invisible, nor white space but the blank; nearly all text is printable.
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    line = " ".join(text.split())
    return line if line.isprintable() else " ".join(_STRAY.sub("", text).split())


def as_written(text: str) -> str:
    """Return what somebody states, on one line; wide and unbreakable blanks inside it stay."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    line = _BLANKS.sub(" ", _STRAY.sub("", text))
    return line.strip()


def plain(safe_html: str) -> str:
    """Return the text of sanitised HTML on one line."""
    return one_line(html.unescape(_TAG.sub("", _BLOCK_END.sub(" ", safe_html))))


def opening(safe_html: str, limit: int) -> str:
    """Return the text of the first paragraphs of sanitised HTML, *limit* characters or more.

    Headings, code and tables between them are left out; where there are few paragraphs, all the
    text counts.
    """
    paragraphs = ""
    for match in _PARAGRAPH.finditer(safe_html):
        paragraphs = f"{paragraphs} {plain(match[1])}".strip()
        if len(paragraphs) >= limit:
            return paragraphs
    everything = plain(safe_html)
    return paragraphs if len(paragraphs) * 2 >= len(everything[:limit]) else everything


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
