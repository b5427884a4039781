"""Counting distinct clients in little room: the smallest of their hashes tell how many there are.

Hashes are spread evenly, so if the k-th smallest of all lies at a fraction f of their range, there
are about k / f of them. Up to MOST clients the number is exact; beyond, it is off by about 3 %
(one standard deviation, the reciprocal of the root of MOST - 2).
"""

from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b

MOST = 1024
# One hash in four bytes: two of a million clients share one about once in four thousand.
_BYTES = 4
RANGE = 1 << 8 * _BYTES


def client_hash(salt: bytes, address: str, agent: str) -> int:
    """Return the hash of a client, which tells nobody anything who does not know *salt*."""
    said = f"{address}\0{agent}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, key=salt, digest_size=_BYTES).digest())


def smallest(hashes: Iterable[int]) -> Sequence[int]:
    """Return what is kept of distinct hashes: the smallest, in their order."""
    return sorted(set(hashes))[:MOST]


def estimate(kept: Sequence[int]) -> int:
    """Return how many distinct hashes there were of which these were kept."""
    if len(kept) < MOST:
        return len(kept)
    return round((MOST - 1) * RANGE / (kept[-1] + 1))


def packed(kept: Sequence[int]) -> bytes:
    """Return the hashes in as few bytes as they need, on this kind of machine."""
    return array("I", kept).tobytes()


def unpacked(data: bytes) -> Sequence[int]:
    """Return what :func:`packed` was given."""
    return array("I", data)
