"""The signature of a webhook (Standard Webhooks 1.0.0, "Signature scheme")."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterable


def signature(keys: Iterable[bytes], id_: str, timestamp: int, body: bytes) -> str:
    """Return what stands in ``webhook-signature``: one for each key, the receiver needs one.

    *id_* must not have a full stop in it.
    """
    signed = b"%b.%d.%b" % (id_.encode(), timestamp, body)
    digests = (hmac.new(key, signed, hashlib.sha256).digest() for key in keys)
    return " ".join(f"v1,{b64encode(digest).decode()}" for digest in digests)
