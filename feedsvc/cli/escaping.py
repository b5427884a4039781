"""Text of others, as a terminal may have it."""

from unicodedata import category

# Scripts and emoji need them between letters; they turn nothing around.
_JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    r"""Return *text* without what a terminal takes for a command, a new line or another direction.

    Instead there stands how Python writes it, such as ``\x1b`` or ``\u202e``.
    """
    return text if text.isprintable() else "".join(map(_harmless, text))


def _harmless(char: str) -> str:
    if char.isprintable() or char in _JOINERS or category(char) == "Zs":
        return char
    return char.encode("unicode_escape").decode()
