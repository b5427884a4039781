"""Bytes to text: by BOM, as UTF-8, or as the best guess among the encodings of old sites."""

import codecs

from charset_normalizer import from_bytes

from feedsvc.errors import UnreadableArticleError

# UTF-32 first: its little-endian BOM begins with that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ["gb18030", "big5", "shift_jis", "euc_kr", "cp1251", "cp1252"]
_HINT = "save the file as UTF-8"


def decode(data: bytes) -> str:
    """Return the text of *data*.

    Raises UnreadableArticleError, naming what was tried, rather than return a wrong guess.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _guess(data, error)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableArticleError(
            f"begins with a byte order mark of {encoding} but is not {encoding}: {error.reason}",
            hint=_HINT,
        ) from error


def _guess(data: bytes, not_utf8: UnicodeDecodeError) -> str:
    line = data.count(b"\n", 0, not_utf8.start) + 1
    if _nearly_utf8(data):
        raise UnreadableArticleError(
            f"is UTF-8 but for byte {not_utf8.start} (0x{data[not_utf8.start]:02x})",
            line=line,
            hint="repair or remove the broken character",
        )
    best = from_bytes(data, cp_isolation=_GUESSES, threshold=0.15).best()
    if best is None or "\x00" in (text := str(best)):
        raise UnreadableArticleError(
            f"is neither UTF-8 nor text in any of {', '.join(_GUESSES)}", line=line, hint=_HINT
        )
    return text


def _nearly_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a few broken bytes from another encoding by what survives decoding."""
    text = data.decode("utf-8", errors="replace")
    wide = sum(1 for char in text if char > "\x7f")
    return text.count("\ufffd") * 10 < wide
