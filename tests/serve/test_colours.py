"""Whatever is written can be read: the contrast of our colours, as WCAG 2 counts it."""

import re
from itertools import product
from pathlib import Path

import pytest

import feedsvc.serve

SHEET = (Path(feedsvc.serve.__file__).parent / "static/style.css").read_text("utf-8")
ENOUGH = 4.5
# What is written in which colour on which: text and links; buttons, and under the pointer.
PAIRS = [
    *product(("ink", "quiet", "accent"), ("paper", "wash")),
    *(("paper", "accent"), ("paper", "ink")),
    *(("ink", "line"), ("accent", "line")),
]
COLOUR = re.compile(r"--([\w-]+): #([0-9a-f]{6});")


def palette(scheme: str) -> dict[str, str]:
    """Return the colours by name; the dark scheme has those of the light one beside its own."""
    light, dark = re.findall(r"^ *:root \{(.*?)\}", SHEET.partition("@media print")[0], re.M | re.S)
    return dict(COLOUR.findall(light)) | (dict(COLOUR.findall(dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares
    ]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("above", "below"), PAIRS)
def test_what_is_written_stands_out_from_what_is_below(scheme: str, above: str, below: str) -> None:
    colours = palette(scheme)

    assert contrast(colours[above], colours[below]) >= ENOUGH


def test_the_schemes_name_the_same_colours() -> None:
    light, dark = palette("light"), palette("dark")

    assert {name for name in light if light[name] == dark[name]} == set()


def test_contrast_is_counted_as_defined() -> None:
    assert contrast("ffffff", "000000") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


def test_no_text_stands_on_a_picture_or_a_gradient() -> None:
    assert "gradient(" not in SHEET
    assert "background-image" not in SHEET
    assert "url(" not in SHEET
