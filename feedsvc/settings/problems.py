"""How mistakes in the settings are told to the person who made them."""

from collections.abc import Collection
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from feedsvc.settings.checks import UnfitError, nearest
from feedsvc.settings.schema import KEYS, SECTIONS

_WRONG = {
    "int_type": "is not a whole number",
    "int_from_float": "is not a whole number",
    "float_type": "is not a number",
    "finite_number": "is not a number",
    "bool_type": "is neither true nor false",
    "string_type": "is not text",
    "string_unicode": "is not text in UTF-8",
    "tuple_type": "is not a list",
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
    name = ".".join(str(part) for part in details["loc"][:2])
    if details["type"] == "extra_forbidden":
        return place.mistake(name, _unknown(name, details["input"], place))
    if name in SECTIONS:
        return place.mistake(name, f"is not a section; write [{name}] and its keys below it")
    what, hint = _verdict(details)
    return place.mistake(name, f"{_quoted(details['input'])} {what}; {hint or _wanted(name)}")


def _unknown(name: str, value: object, place: Place) -> str:
    if "." not in name and isinstance(value, dict):
        return f"unknown section; {did_you_mean(name, place, known=SECTIONS)}"
    return f"unknown key; {did_you_mean(name, place)}"


def _verdict(details: ErrorDetails) -> tuple[str, str]:
    """Return what is wrong and, when the check knows better than the key, what to do."""
    unfit = details.get("ctx", {}).get("error")
    if isinstance(unfit, UnfitError):
        return str(unfit), unfit.hint
    return _WRONG.get(details["type"], "cannot be used"), ""


def _wanted(name: str) -> str:
    section, key = name.split(".")
    return f"give {SECTIONS[section].model_fields[key].description}"


def _quoted(value: object) -> str:
    written = repr(value) if isinstance(value, str | list | dict) else str(value).lower()
    return written if len(written) <= _LONGEST_VALUE else f"{written[:_LONGEST_VALUE]}…"
