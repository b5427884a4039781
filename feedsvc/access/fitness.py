"""Which passwords are fit to keep strangers out, and when two are the same.

As NIST SP 800-63B-4, section 3.1.1.2, has it: length counts, and what everybody tries is refused;
no rule asks for digits or capitals.
"""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 12
LONGEST = 1024

_ROWS = (
    "0123456789",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_RUNS = tuple(run for row in _ROWS for run in (row * 3, row[::-1] * 3))
# What is left of a password without its digits and punctuation.
_EXPECTED_WORDS = """
    admin administrator adminpassword changeme changemeplease correcthorsebatterystaple default
    feedsvc feedsvcadmin iloveyou letmein letmeinnow master monkey mypassword pass passw password
    passwordadmin qazwsx qazwsxedc qweasdzxc qwer qwert qwerty qwertyuiop qwertyuiopasdf root secret
    superuser sysadmin test thisisapassword unknown user webmaster welcome
"""
_EXPECTED = frozenset(_EXPECTED_WORDS.split())
_LONGEST_PIECE = 4
_SHORTEST_RUN = 6


def normalised(password: str) -> str | None:
    """Return *password* as it is compared: the OpaqueString profile (RFC 8265, section 4.2).

    Spaces of other widths become the usual one and the text NFC; full-width letters stay what they
    are, as the profile demands. None if it has characters that no password may have.
    """
    if any(unicodedata.category(char) in ("Cc", "Cs", "Cn") for char in password):
        return None
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in password)
    return unicodedata.normalize("NFC", spaced)


def unfitness(password: str, *, names: Iterable[str] = ()) -> str:
    """Return why *password* cannot be used, nothing if it can.

    *names* are those of the site, which a stranger would try first.
    """
    said = normalised(password)
    if said is None:
        return "it has characters that no keyboard types"
    if len(said) < SHORTEST:
        return f"it is shorter than {SHORTEST} characters"
    if len(said) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    if _repeats(said):
        return "it repeats the same few characters"
    if _is_expected(said, names):
        return "it is among the first that a stranger would try"
    return ""


def _repeats(text: str) -> bool:
    pieces = range(1, _LONGEST_PIECE + 1)
    return any((text[:size] * len(text)).startswith(text) for size in pieces)


def _is_expected(text: str, names: Iterable[str]) -> bool:
    plain = _plain(text)
    words = _EXPECTED | {_plain(name) for name in names if _plain(name)}
    without_digits = re.sub(r"\d", "", plain)
    is_run = len(plain) >= _SHORTEST_RUN and any(plain in run for run in _RUNS)
    return is_run or not words.isdisjoint((plain, _once(plain), _once(without_digits)))


def _once(text: str) -> str:
    """Return what *text* is made of if it only says that again and again, else all of it."""
    # Turned round until it looks the same, it has come as far as it repeats.
    return text[: (text + text).find(text, 1)] if text else ""


def _plain(text: str) -> str:
    """Return the letters and digits of *text*, whatever their case and width."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).casefold())
