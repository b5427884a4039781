"""Is what a server answers right? One that answers wrongly may well be fast."""

import gzip
import http.client
from collections.abc import Mapping
from contextlib import closing

from benchmarks.processes import ProgramError
from benchmarks.serving.client import Answer, Client
from benchmarks.serving.site import ENTRIES

# How much larger or smaller than ours a document of the same entries may be.
_TOLERANCE = 0.25
GZIP = {"Accept-Encoding": "gzip"}


def requests(
    port: int, path: str, body: bytes, *, exact: bool = True
) -> Mapping[str, Mapping[str, str]]:
    """Return the three kinds of requests as fields to send, once each was answered rightly.

    The document must be *body* itself; if not *exact*, one of as many entries and about the same
    size. Raises ProgramError that says what is wrong.
    """
    with closing(Client(port)) as client:
        try:
            plain = client.get(path)
            packed = client.get(path, GZIP)
            etag = plain.fields["ETag"] or ""
            unchanged = client.get(path, {"If-None-Match": etag})
        except (OSError, http.client.HTTPException) as error:
            raise ProgramError(f"does not answer: {error}") from error
    _check_plain(plain, body, exact=exact)
    _check_packed(packed, plain.body)
    _require(unchanged.status == 304 and not unchanged.body, "If-None-Match", unchanged)
    return {"304": {"If-None-Match": etag}, "gzip 200": GZIP, "identity 200": {}}


def _check_plain(answer: Answer, body: bytes, *, exact: bool) -> None:
    _check_whole(answer, "identity")
    _require(answer.fields["Content-Encoding"] is None, "identity", answer)
    similar = (
        answer.body.count(b"<item>") == ENTRIES
        and abs(len(answer.body) - len(body)) < len(body) * _TOLERANCE
    )
    if answer.body != body and (exact or not similar):
        raise ProgramError(f"answers with another document, of {len(answer.body):,} bytes")


def _check_packed(answer: Answer, body: bytes) -> None:
    _check_whole(answer, "gzip")
    _require(answer.fields["Content-Encoding"] == "gzip", "gzip", answer)
    try:
        unpacked = gzip.decompress(answer.body)
    except (OSError, EOFError) as error:
        raise ProgramError(f"answers with broken gzip: {error}") from error
    if unpacked != body:
        raise ProgramError("answers with another document in gzip")


def _check_whole(answer: Answer, kind: str) -> None:
    length = answer.fields["Content-Length"]
    _require(answer.status == 200 and length == str(len(answer.body)), kind, answer)


def _require(right: bool, kind: str, answer: Answer) -> None:
    if not right:
        coding, length = answer.fields["Content-Encoding"], answer.fields["Content-Length"]
        raise ProgramError(
            f"answers wrongly to a request for {kind}: status {answer.status}, "
            f"Content-Encoding {coding}, Content-Length {length}, {len(answer.body):,} bytes"
        )
