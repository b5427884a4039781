"""Whether a document is written, and why."""

import hashlib

from feedsvc.model import Decision, Reason


def digest(body: bytes) -> str:
    """Return the digest of a document's bytes: what its strong ETag is made of."""
    return hashlib.sha256(body).hexdigest()[:32]


def decide(*, new: str, old: str | None, exists: bool) -> Decision:
    """Return whether bytes with digest *new* replace those with digest *old*.

    *old* is None for a document never written; *exists* tells whether its file is still there.
    """
    if old is None:
        return Decision(write=True, reason=Reason.NEW)
    if not exists:
        return Decision(write=True, reason=Reason.FILE_MISSING)
    if new != old:
        return Decision(write=True, reason=Reason.BYTES_CHANGED)
    return Decision(write=False, reason=Reason.SAME_BYTES)
