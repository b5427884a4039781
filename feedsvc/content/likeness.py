"""Whether a few characters that are valid in UTF-8 are text, or bytes of another encoding."""

import re
from unicodedata import category, name

# A run of letters and marks outside ASCII, and the letters of ASCII beside it.
_RUN = re.compile(r"(?:(?<=([A-Za-z]))|)([\xc0-\xd6\xd8-\xf6\xf8-\u07ff]+)(?=([A-Za-z])|)")
_MODIFIERS = re.compile("[\u02b0-\u02ff]+")
# Letters of scholars and of dead alphabets, which in a word of today stand beside letters of ASCII.
_RARE = re.compile(
    "[\u013f\u0149\u0180-\u019f\u01a2-\u01ae\u01b1-\u01cc\u01dd-\u0217\u021c-\u024f\u02a0-\u02ff"
    "\u0370-\u0385\u03cf-\u03ff\u0460-\u0489\u0500-\u052f]"
)
# More characters than this are not in both encodings by accident.
_FEW = 24


def is_accident(text: str, data: bytes) -> bool:
    """Tell whether *data* is GB2312, and *text*, the same in UTF-8, nothing that anybody wrote.

    A few pairs of bytes can be characters of both; what is no word of a living language in UTF-8
    is none of its text.
    """
    if len(data) - len(text) > _FEW:
        return False
    try:
        data.decode("gb2312")
    except UnicodeDecodeError:
        return False
    if max(text) > "\u07ff":
        return False
    pieces = {match.groups() for match in _RUN.finditer(text)}
    return not all(_is_word(*piece) for piece in pieces)


def _is_word(before: str | None, run: str, after: str | None) -> bool:
    """Tell whether *run* may be a piece of a word: one alphabet, no mark without a letter."""
    names = {name(character, "").partition(" ")[0] for character in run} - {"COMBINING"}
    alphabets = {"LATIN" if each == "MODIFIER" else each for each in names}
    if len(alphabets) > 1 or "" in alphabets:
        return False
    if category(run[0]).startswith("M"):
        return before is not None
    if before or after:
        return True
    return not (_MODIFIERS.fullmatch(run) or (len(run) > 1 and _RARE.search(run)))
