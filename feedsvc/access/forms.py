"""What a form of the admin page carries to show that it is ours, and not sent a second time.

A form token is a random number, when it was made, and a MAC over both and the form's action, under
a key that follows from the session's id. Another site does not know the key, so it can make none;
the session remembers the numbers that came back, so none counts twice.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

FORM_SECONDS = 2 * 60 * 60

_KEY_PURPOSE = b"feedsvc form tokens"
_FORM = re.compile(r"([0-9a-f]{32})\.([0-9]{1,12})\.([0-9a-f]{64})", re.ASCII)
# Web processes of one machine share its clock; it may be set while they run.
_CLOCK_SECONDS = 60


class FormRefusal(StrEnum):
    """Why a form is not acted on."""

    FORGED = "forged"
    """Not made for this session and action; another site may be behind it."""
    STALE = "stale"
    """Made too long ago; show it again."""
    SPENT = "spent"
    """Acted on already, or on the way; show what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form token that is ours: its number, and when it was made in seconds since 1970."""

    nonce: str
    made_at: int


def form_key(session_id: str) -> bytes:
    """Return the key of a session's forms; it is nowhere kept, as the id is not."""
    return hmac.digest(_encoded(session_id), _KEY_PURPOSE, "sha256")


def form_token(key: bytes, action: str, *, now: datetime) -> str:
    """Return a new token for a form that does *action*, such as the path it is sent to."""
    nonce, made_at = secrets.token_hex(16), int(now.timestamp())
    return f"{nonce}.{made_at}.{_mac(key, action, nonce, made_at)}"


def read_form_token(key: bytes, action: str, text: str, *, now: datetime) -> Form | FormRefusal:
    """Return the form that *text* is the token of, or why it is none to act on."""
    found = _FORM.fullmatch(text)
    if found is None:
        return FormRefusal.FORGED
    nonce, made_at = found[1], int(found[2])
    if not hmac.compare_digest(found[3], _mac(key, action, nonce, made_at)):
        return FormRefusal.FORGED
    age = now.timestamp() - made_at
    if not -_CLOCK_SECONDS <= age < FORM_SECONDS:
        return FormRefusal.STALE
    return Form(nonce=nonce, made_at=made_at)


def _mac(key: bytes, action: str, nonce: str, made_at: int) -> str:
    said = b"\0".join((nonce.encode(), str(made_at).encode(), _encoded(action)))
    return hmac.new(key, said, hashlib.sha256).hexdigest()


def _encoded(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
