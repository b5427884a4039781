"""The encoding that a page declares in its own first bytes."""

import codecs
import re

_DECLARATION = re.compile(
    rb"<(?:meta\b[^<>]{0,200}?\bcharset|\?xml\b[^<>]{0,200}?\bencoding)\s*=\s*[\"']?\s*([\w.:-]+)",
    re.I,
)
_WHERE = 1024
# What browsers read for the names that pages use, since old tools wrote the name of the subset.
_SUPERSETS = {
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "gb18030": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),
    "big5hkscs": ("big5hkscs",),
    "cp950": ("cp950", "big5hkscs"),
    "shift_jis": ("cp932",),
    "cp932": ("cp932",),
    "euc_jp": ("euc_jp",),
    "euc_kr": ("cp949",),
    "cp949": ("cp949",),
    "tis-620": ("cp874",),
    "iso8859-9": ("cp1254",),
}
# Without those that tools declare by default: nothing contradicts them, so they prove nothing.
_ALSO = re.compile(r"koi8-[ru]|cp125[013-8]|cp874|iso8859-(?:[2-8]|1\d)|mac-cyrillic")


def declared(data: bytes) -> str | None:
    """Return the text of *data* in the encoding that it declares, or None.

    UTF-8 needs no declaration and is not contradicted by one; what does not fit the declared
    encoding, or names one for everything (ISO 8859-1), is left to whoever guesses.
    """
    found = _DECLARATION.search(data[:_WHERE])
    if found is None or _is_utf8(data):
        return None
    for encoding in _encodings(found[1].decode("ascii", "replace")):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _encodings(name: str) -> tuple[str, ...]:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return ()
    return _SUPERSETS.get(known, (known,) if _ALSO.fullmatch(known) else ())
