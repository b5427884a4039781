"""Charts as numbers: where each mark, line and word stands in the view box of a drawing.

Templates draw them. Of a phone's width the drawing is small, so there its letters are made larger;
there is room for them at 18 units.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from feedsvc.serve.desk.scales import Scale, durations, linear

WIDTH, HEIGHT = 560, 210
_LEFT, _RIGHT, _TOP, _FOOT = 84, 12, 14, 40
_ACROSS, _UP = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _FOOT
_BASE = HEIGHT - _FOOT
_WIDEST_BAR, _LARGEST_RADIUS = 26.0, 5.0
# Fewer marks have no room for a third word between the first and the last one.
_ENOUGH_FOR_THREE = 7
_LETTER = 6.0

Anchor = Literal["start", "middle", "end"]
Shape = Literal["circle", "cross", "diamond"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is written at a place, and which end of it stands there."""

    x: float
    y: float
    text: str
    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all charts have: lines across at these heights, the words beside and below."""

    width: int
    height: int
    left: int
    right: int
    base: int
    lines: tuple[float, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A value to be drawn as a mark: when it was, in words, and what to say of it."""

    value: float
    shape: Shape
    when: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark that stands on a stem; its radius reaches neither its neighbours nor the edge."""

    x: float
    y: float
    radius: float
    shape: Shape
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """A chart of marks on stems."""

    frame: Frame
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """A count and the part of it that is drawn in another pattern."""

    whole: int
    part: int
    when: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar in two pieces: from *top* to *middle* the rest, from there to the base the part."""

    x: float
    width: float
    top: float
    middle: float
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A chart of bars, each of two pieces."""

    frame: Frame
    bars: tuple[Bar, ...]


def marks(spots: Sequence[Spot], *, say: Callable[[float], str]) -> Marks:
    """Return a chart of seconds, oldest first; *say* tells how a duration is written."""
    scale = durations([spot.value for spot in spots])
    places = _places(len(spots))
    radius = min(_LARGEST_RADIUS, 0.42 * _slot(len(spots)))
    drawn = tuple(
        Mark(
            x=x,
            y=_height(scale, spot.value),
            radius=round(radius, 2),
            shape=spot.shape,
            note=spot.note,
        )
        for x, spot in zip(places, spots, strict=True)
    )
    frame = _frame(scale, say, places, [spot.when for spot in spots], radius)
    return Marks(frame=frame, marks=drawn)


def bars(piles: Sequence[Pile], *, say: Callable[[float], str]) -> Bars:
    """Return a chart of counts, oldest first; *say* tells how a count is written."""
    scale = linear([pile.whole for pile in piles])
    places = _places(len(piles))
    width = min(_WIDEST_BAR, 0.76 * _slot(len(piles)))
    drawn = tuple(
        Bar(
            x=round(x - width / 2, 2),
            width=round(width, 2),
            top=_height(scale, pile.whole),
            middle=_height(scale, min(pile.part, pile.whole)),
            note=pile.note,
        )
        for x, pile in zip(places, piles, strict=True)
    )
    frame = _frame(scale, say, places, [pile.when for pile in piles], width / 2)
    return Bars(frame=frame, bars=drawn)


def _frame(
    scale: Scale,
    say: Callable[[float], str],
    places: Sequence[float],
    whens: Sequence[str],
    half: float,
) -> Frame:
    lines = tuple(_height(scale, tick) for tick in scale.ticks)
    beside = (
        Word(x=_LEFT - 10, y=round(y + _LETTER, 2), text=say(tick), anchor="end")
        for y, tick in zip(lines, scale.ticks, strict=True)
    )
    return Frame(
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        base=_BASE,
        lines=lines,
        words=(*beside, *_below(places, whens, half)),
    )


def _below(places: Sequence[float], whens: Sequence[str], half: float) -> list[Word]:
    """Return the words below the first and the last mark, and between them where there is room."""
    chosen: list[tuple[int, Anchor, float]]
    match len(places):
        case 0:
            chosen = []
        case 1 | 2:
            chosen = [(at, "middle", 0.0) for at in range(len(places))]
        case number:
            chosen = [(0, "start", -half), (number - 1, "end", half)]
            if number >= _ENOUGH_FOR_THREE:
                chosen.insert(1, (number // 2, "middle", 0.0))
    return [
        Word(x=round(places[at] + off, 2), y=HEIGHT - 12, text=whens[at], anchor=anchor)
        for at, anchor, off in chosen
    ]


def _slot(number: int) -> float:
    return _ACROSS / max(1, number)


def _places(number: int) -> tuple[float, ...]:
    return tuple(round(_LEFT + (at + 0.5) * _slot(number), 2) for at in range(number))


def _height(scale: Scale, value: float) -> float:
    return round(_BASE - _UP * scale.place(value), 2)
