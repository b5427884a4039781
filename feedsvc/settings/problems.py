"""How mistakes in the settings are told to the person who made them."""

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from feedsvc.settings.checks import UnfitError, nearest
from feedsvc.settings.schema import KEYS, SECTIONS, TABLES
from feedsvc.settings.secrets import is_secret
from feedsvc.settings.spots import Spot, locate

_WRONG = {
    "int_type": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_type": "is not a number",
    "finite_number": "is not a number",
    "bool_type": "is neither true nor false",
    "string_type": "is not text",
    "string_unicode": "is not text in UTF-8",
    "tuple_type": "is not a list",
    "dict_type": "is not a table",
    "model_type": "is not a table",
    "literal_error": "is not one of the known words",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too large",
}
_LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where settings are written: in *file*, or in environment variables when that is empty."""

    file: str = ""

    def spell(self, name: str) -> str:
        """Return a section or ``section.key`` as people write it in this place."""
        return name if self.file else "FEEDSVC_" + name.upper().replace(".", "__")

    def mistake(self, name: str, what: str) -> str:
        """Return the line that says *what* is wrong with a section or a key."""
        spelled = self.spell(name)
        return f"{self.file}: {spelled}: {what}" if self.file else f"{spelled}: {what}"


def mistakes(error: ValidationError, place: Place) -> list[str]:
    """Return a line for every value and every name that was refused."""
    return [_line(details, place) for details in error.errors(include_url=False)]


def did_you_mean(name: str, place: Place, *, known: Collection[str] = KEYS) -> str:
    """Return a hint to the known name that *name* may have been meant to be, else to all of them.

    A key in the wrong section is recognised by its own name.
    """
    section, _, key = name.rpartition(".")
    same_key = [candidate for candidate in known if candidate.endswith(f".{key}")]
    neighbours = [candidate for candidate in known if candidate.startswith(f"{section or key}.")]
    meant = nearest(name, same_key, cutoff=0) or nearest(name, known)
    if meant and name not in SECTIONS:
        return f"did you mean {place.spell(meant)}?"
    if neighbours:
        return f"known are {', '.join(map(place.spell, neighbours))}"
    return f"the sections are {', '.join(SECTIONS)}"


def _line(details: ErrorDetails, place: Place) -> str:
    spot = locate(details["loc"])
    name, value = spot.name, details["input"]
    if details["type"] == "extra_forbidden":
        return place.mistake(name, _unknown(spot, value, place))
    if name in SECTIONS:
        return place.mistake(name, f"is not a section; write [{name}] and its keys below it")
    what, hint = _verdict(details)
    # A table is found by its name; to repeat all that is in it would hide what is wrong. A secret
    # must not come into a log.
    subject = "" if isinstance(value, dict) or is_secret(name) else f"{_quoted(value)} "
    return place.mistake(name, f"{subject}{what}; {hint or spot.wanted}")


def _unknown(spot: Spot, value: object, place: Place) -> str:
    if spot.table:
        return f"unknown key; {_hint_in_table(spot, value)}"
    if "." not in spot.name and isinstance(value, dict):
        return f"unknown section; {did_you_mean(spot.name, place, known=SECTIONS)}"
    return f"unknown key; {did_you_mean(spot.name, place, known=(*KEYS, *TABLES))}"


def _hint_in_table(spot: Spot, value: object) -> str:
    """Return a hint to the key of the table that was meant, else to all of them."""
    key = spot.key
    if isinstance(value, dict) and spot.table.startswith("feeds.sections."):
        return "a section below another has both names in one pair of quotes, divided by /"
    namesakes = [known for known in spot.keys if known.endswith(f".{key}")]
    meant = next(iter(namesakes), None) or nearest(key, spot.keys)
    if meant:
        return f"did you mean {spot.table}.{meant}?"
    return f"known are {', '.join(spot.keys)}"


def _verdict(details: ErrorDetails) -> tuple[str, str]:
    """Return what is wrong and, when the check knows better than the key, what to do."""
    unfit = details.get("ctx", {}).get("error")
    if isinstance(unfit, UnfitError):
        return str(unfit), unfit.hint
    return _WRONG.get(details["type"], "cannot be used"), ""


def _quoted(value: object) -> str:
    written = repr(value) if isinstance(value, str | list | dict) else str(value).lower()
    return written if len(written) <= _LONGEST_VALUE else f"{written[:_LONGEST_VALUE]}…"
