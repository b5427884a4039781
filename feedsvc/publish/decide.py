"""Whether a document is written, and why."""

import hashlib

from feedsvc.model import Decision, Reason


def digest(body: bytes) -> str:
    """Return the digest of a document's bytes: what its strong ETag is made of."""
    return hashlib.sha256(body).hexdigest()[:32]


def decide(*, new: str, published: str | None, recorded: str | None) -> Decision:
    """Return whether bytes with digest *new* replace what is published.

    *published* is the digest of the file, None where there is none; *recorded* is that of the last
    bytes known to have been written there, None where there never were any.
    """
    if published == new:
        return Decision(write=False, reason=Reason.SAME_BYTES)
    if published is not None:
        return Decision(write=True, reason=Reason.BYTES_CHANGED)
    return Decision(write=True, reason=Reason.NEW if recorded is None else Reason.FILE_MISSING)
