"""Colours as ``#rrggbb``, and whether they can be read on the papers of the pages."""

import re

from feedsvc.settings.checks import UnfitError

# The papers of the pages and what is washed with colour there, as serve/static/style.css has them.
LIGHT = ("#fdfcf9", "#f4f1e9")
DARK = ("#171614", "#211f1c")
# WCAG 2.2, success criterion 1.4.3: text of the usual size.
LEAST_CONTRAST = 4.5

_COLOUR = re.compile("#[0-9a-f]{6}")
_SHORT = re.compile("#[0-9a-f]{3}")
_STEPS = 256

_Channels = tuple[float, float, float]


def on_light(value: str) -> str:
    """Return a colour for light pages, or the empty text."""
    return value and _legible(value, papers=LIGHT, towards="#000000")


def on_dark(value: str) -> str:
    """Return a colour for dark pages, or the empty text."""
    return value and _legible(value, papers=DARK, towards="#ffffff")


def lightened(colour: str) -> str:
    """Return the colour nearest to *colour* that can be read on dark pages."""
    return _nearest(colour, papers=DARK, towards="#ffffff")


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _legible(value: str, *, papers: tuple[str, ...], towards: str) -> str:
    colour = _normal(value)
    worst = min(papers, key=lambda paper: contrast(colour, paper))
    if (ratio := contrast(colour, worst)) >= LEAST_CONTRAST:
        return colour
    fit = _nearest(colour, papers=papers, towards=towards)
    # Downwards, so that 4.49 does not read as what is asked for.
    shown = int(ratio * 100) / 100
    raise UnfitError(
        f"is hard to read: its contrast with the paper {worst} is {shown:.2f} : 1, "
        f"not {LEAST_CONTRAST} : 1 or more",
        hint=f"the nearest colour that fits is {fit}",
    )


def _normal(value: str) -> str:
    colour = value.lower()
    if _SHORT.fullmatch(colour):
        return "#" + "".join(digit * 2 for digit in colour[1:])
    if not _COLOUR.fullmatch(colour):
        meant = f"#{colour}"
        is_bare = _COLOUR.fullmatch(meant) or _SHORT.fullmatch(meant)
        raise UnfitError("is not a colour", hint=f"did you mean {meant}?" if is_bare else "")
    return colour


def _nearest(colour: str, *, papers: tuple[str, ...], towards: str) -> str:
    """Return the first mixture of *colour* with ever more of *towards* that can be read."""
    mixtures = (_mixed(colour, towards, step / _STEPS) for step in range(_STEPS))
    return next((each for each in mixtures if _reads_on(each, papers)), towards)


def _reads_on(colour: str, papers: tuple[str, ...]) -> bool:
    return all(contrast(colour, paper) >= LEAST_CONTRAST for paper in papers)


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(255 * (a + (b - a) * share)):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = map(_linear, _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> _Channels:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
