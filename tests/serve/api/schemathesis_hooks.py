"""What schemathesis has to be told: who it is, and not to saw off the branch it sits on.

It loads this module by name, in a process of its own.
"""

import itertools
import os
from typing import Any

import schemathesis

# A token may be used so often within a minute; it asks more often.
_TOKENS = itertools.cycle(os.environ["FEEDSVC_TEST_TOKENS"].split())
_OURS = os.environ["FEEDSVC_TEST_NAMES"]


@schemathesis.auth(refresh_interval=1)
class Tokens:
    """Shows one token after the other."""

    def get(self, _case: Any, _context: Any) -> str:
        return next(_TOKENS)

    def set(self, case: Any, token: str, _context: Any) -> None:
        case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}


@schemathesis.hook
def before_call(_context: Any, case: Any, _how: Any) -> None:
    """Keep it from revoking the tokens that it shows, whose names it finds in the list."""
    if (case.path_parameters or {}).get("name", "").startswith(_OURS):
        case.path_parameters["name"] = "nobody"
