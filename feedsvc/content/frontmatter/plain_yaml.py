"""The plainest YAML, which nearly all front matter is, read without a parser for all of YAML."""

import re

# In quotes without escapes, or a word and what follows it, without the marks that YAML gives a
# meaning to; between brackets more of them have one.
_QUOTED = r""""[^"\\\n]*+"|'[^'\n]*+'"""
_FIRST = r"[\w/\u0080-\U0010ffff]"
_WORD = r"[^\s:]*+(?::(?=\S)[^\s:]*+)*+"
_SCALAR = rf"(?:{_QUOTED}|{_FIRST}{_WORD}(?: +(?=[^\s#]){_WORD})*+)"
_IN_BRACKETS = rf"(?:{_QUOTED}|{_FIRST}[^\s,:#?\[\]{{}}]*+(?: +[^\s,:#?\[\]{{}}]++)*+)"
_ENTRY = re.compile(
    rf"(?P<key>\w[\w-]{{0,60}}+):(?: +(?P<scalar>{_SCALAR}) *+"
    rf"| +(?P<list>\[(?:{_IN_BRACKETS}(?:, *{_IN_BRACKETS})*+)?\]) *+"
    rf"| *+(?P<below>\n(?P<indent> {{0,8}})- {_SCALAR}(?:\n(?P=indent)- {_SCALAR})*+)?)\n+"
)
_ITEM = re.compile(_IN_BRACKETS)
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def read(block: str) -> dict[str, object] | None:
    """Return what *block* holds, None where only a parser for all of YAML can tell."""
    # What cannot be printed YAML refuses, or takes for the end of a line.
    if not block.replace("\n", "").isprintable():
        return None
    front: dict[str, object] = {}
    position = 0
    while position < len(block):
        entry = _ENTRY.match(block, position)
        if entry is None or entry["key"] in front or entry["key"] in _CONSTANTS:
            return None
        key, scalar, in_brackets, below, indent = entry.groups()
        if scalar is not None:
            front[key] = _value(scalar)
        elif in_brackets is not None:
            front[key] = [_value(item) for item in _ITEM.findall(in_brackets)]
        elif below is not None:
            front[key] = [_value(line[len(indent) + 2 :]) for line in below.split("\n")[1:]]
        else:
            front[key] = None
        position = entry.end()
    return front


def _value(scalar: str) -> object:
    return scalar[1:-1] if scalar[0] in "\"'" else _CONSTANTS.get(scalar, scalar)
