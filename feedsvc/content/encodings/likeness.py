"""Whether what is valid in an encoding is text that anybody wrote, or bytes of another encoding."""

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
_LATIN = re.compile("[\x00-\u024f\u2010-\u2026\u20ac]*")
# A word with accented letters, a number or a sign, with marks before it and behind it. Letters are
# of one size behind the first; the pieces of a word are divided by apostrophes and dashes.
_LETTERS = r"[^\W\d_](?:[^\W\d_A-ZÀ-ÖØ-Þ]*|[A-ZÀ-ÖØ-ÞŒŠŽŸ]+)"
_NUMBER = r"[€£§©®°]?\d[\d.,]*[€£°ºª½%]?"
_ACCENTED_WORD = re.compile(
    rf"[\"'(\[«“„‘‹¿¡–—-]*(?:{_LETTERS}|{_NUMBER}|[€£§©®°«»–—…·¿¡’”\xa0])"
    rf"(?:['’·–—/-](?:{_LETTERS}|{_NUMBER})?)*[\"')\]»”“’›,.;:!?…€°®-]*"
)
_USUAL_WORDS = 0.8
_LONGEST_WORD = 100
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


def has_words(text: str) -> bool:
    """Tell whether accents stand in words of *text*, if it is in Latin script.

    In bytes of another encoding they stand among marks and digits.
    """
    if not _LATIN.fullmatch(text):
        return True
    accented = [word for word in text.split() if not word.isascii()]
    words = sum(_ACCENTED_WORD.fullmatch(word[:_LONGEST_WORD]) is not None for word in accented)
    return words >= len(accented) * _USUAL_WORDS
