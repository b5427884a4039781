"""Why a file is not TOML, in plain words and with the place."""

import re

_POSITION = re.compile(r"(?P<what>.*) \(at (?P<where>.*)\)", re.DOTALL)
# What people do wrong most often, by the words that Python's reader of TOML begins with.
_SLIPS = {
    "Invalid value": "this is not a value of TOML; put text in quotes",
    "Expected newline": "something follows the value; put text in quotes and comments behind #",
    "Expected '='": "an = is missing; write key = value",
    "Cannot overwrite": "this key stands here for the second time; keep one of them",
    "Cannot declare": "this section stands here for the second time; join the two",
    "Invalid initial character for a key": "put names that are not of a-z, 0-9, - and _ in quotes",
    "Invalid statement": "put names that are not of a-z, 0-9, - and _ in quotes",
    "Expected ']' at the end": "put names that are not of a-z, 0-9, - and _ in quotes",
    "Unescaped '\\'": "a backslash has a meaning in double quotes; use single quotes",
    "Invalid hex value": "a backslash has a meaning in double quotes; use single quotes",
}


def explained(error: ValueError, body: bytes) -> str:
    """Return where *body* stops being TOML, why, and what to do."""
    if isinstance(error, UnicodeDecodeError):
        before = body[: error.start].decode()
        return f"{_position(before)}: not text in UTF-8; save the file as UTF-8"
    found = _POSITION.fullmatch(str(error))
    if not found:
        return f"not TOML ({error}); correct it"
    what, where = found["what"], found["where"]
    if where == "end of document":
        where = _position(body.decode("utf-8-sig"))
        return f"{where}: the file ends too early; finish its last value and close what is open"
    advice = (said for slip, said in _SLIPS.items() if what.startswith(slip))
    return f"{where}: {next(advice, f'not TOML ({what}); correct this line')}"


def _position(before: str) -> str:
    lines = before.split("\n")
    return f"line {len(lines)}, column {len(lines[-1]) + 1}"
