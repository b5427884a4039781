"""What is said of an address that is too long: to people, and below the API to programs."""

import json
from http import HTTPStatus

# What RFC 9112, section 3, wants a server to take; nothing of ours is a tenth as long.
LONGEST = 8000
CODE = "request-uri-too-long"
DETAIL = "the address is too long"
HINT = f"send at most {LONGEST} bytes; characters that have to be encoded take several"
_PLAIN = ("Content-Type", "text/plain; charset=utf-8")

_STATUS = HTTPStatus.REQUEST_URI_TOO_LONG
# What people read whose browser sends a long address: the directory makes one of their ticks.
_TEXT = (
    "This address is too long. If you ticked many feeds, tick fewer at a time.\n"
    "网址太长。如果勾选了很多订阅源，请分几次，每次少选一些。\n"
).encode()
_PROBLEM = json.dumps(
    {
        "title": _STATUS.phrase,
        "status": _STATUS.value,
        "code": CODE,
        "detail": DETAIL,
        "hint": HINT,
    }
).encode()
_OF_PROBLEM = (("Content-Type", "application/problem+json"), ("Cache-Control", "no-store"))


def refused(status: int, *, is_for_program: bool) -> tuple[list[tuple[str, str]], bytes]:
    """Return fields and body of a refusal, empty but where the address is too long."""
    if status != _STATUS:
        return [("Content-Length", "0")], b""
    fields, said = (_OF_PROBLEM, _PROBLEM) if is_for_program else ((_PLAIN,), _TEXT)
    return [("Content-Length", str(len(said))), *fields], said
