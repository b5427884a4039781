"""Charts stand inside their view boxes, say the same to everybody, and their words do not meet."""

from itertools import pairwise
from math import inf, nan
from xml.etree import ElementTree

import pytest
from flask import Flask, render_template_string
from hypothesis import given, settings
from hypothesis import strategies as st

from feedsvc.serve.app import create_app
from feedsvc.serve.desk import charts
from feedsvc.serve.desk.charts import Frame, Pile, Shape, Spot, Word
from feedsvc.serve.desk.scales import durations, linear
from tests.conftest import Site

SECONDS = st.floats(min_value=0, max_value=1e12) | st.sampled_from([0.0, 1e-9, inf, nan, -1.0])
COUNTS = st.integers(min_value=0, max_value=10**18)
# Of the letters as they are on a phone: so wide is a digit, so wide a Chinese character.
DIGIT, HAN, HEIGHT = 10.0, 17.0, 17.0
DRAWN = """{% import "desk/parts.html" as parts with context %}
{% import "desk/charts.html" as charts with context %}
{{ charts.marks(marks, "m", title, "desc") }}|||{{ charts.bars(bars, "b", title, "desc") }}"""


def spots(values: list[float], when: str = "11-24 10:43") -> list[Spot]:
    shapes: list[Shape] = ["circle", "cross", "diamond"]
    return [
        Spot(value=value, shape=shapes[at % 3], when=when, note=f"no {at}")
        for at, value in enumerate(values)
    ]


def piles(values: list[tuple[int, int]], when: str = "11月24日") -> list[Pile]:
    return [Pile(whole=whole, part=part, when=when, note="note") for whole, part in values]


def reach(word: Word) -> tuple[float, float]:
    """Return where a word begins and ends, at the least."""
    width = sum(DIGIT if each.isascii() else HAN for each in word.text)
    left = word.x - {"start": 0.0, "middle": width / 2, "end": width}[word.anchor]
    return left, left + width


def assert_words_are_apart(frame: Frame) -> None:
    below = [reach(word) for word in frame.words if word.y > frame.base + HEIGHT]
    assert all(one[1] < other[0] for one, other in pairwise(below))
    beside = sorted(word.y for word in frame.words if word.x < frame.left)
    assert all(other - one >= HEIGHT for one, other in pairwise(beside))
    for word in frame.words:
        left, right = reach(word)
        assert left >= -1, word
        assert right <= frame.width + 1, word
        assert 0 < word.y < frame.height


@given(st.lists(SECONDS, max_size=90))
def test_marks_of_any_durations_stand_inside(values: list[float]) -> None:
    chart = charts.marks(spots(values), say=lambda _: "10 min")

    assert len(chart.marks) == len(values)
    for mark in chart.marks:
        assert chart.frame.left <= mark.x - mark.radius
        assert mark.x + mark.radius <= chart.frame.right
        assert 0 <= mark.y - mark.radius <= mark.y <= chart.frame.base
    assert all(b.x - a.x >= 2 * a.radius for a, b in pairwise(chart.marks))
    assert_words_are_apart(chart.frame)


@given(st.lists(st.tuples(COUNTS, COUNTS), max_size=90))
def test_bars_of_any_counts_stand_inside(values: list[tuple[int, int]]) -> None:
    chart = charts.bars(piles(values), say=lambda _: "123.4万")

    assert len(chart.bars) == len(values)
    for bar in chart.bars:
        assert chart.frame.left <= bar.x
        assert bar.x + bar.width <= chart.frame.right
        assert 0 <= bar.top <= bar.middle <= chart.frame.base
    assert all(a.x + a.width < b.x for a, b in pairwise(chart.bars))
    assert_words_are_apart(chart.frame)


@pytest.mark.parametrize("number", [*range(20), 30, 60, 90])
def test_words_below_never_meet_however_many_marks_there_are(number: int) -> None:
    assert_words_are_apart(charts.marks(spots([1.0] * number), say=lambda _: "10 min").frame)
    assert_words_are_apart(charts.bars(piles([(5, 2)] * number), say=str).frame)


@given(st.lists(COUNTS, min_size=1))
def test_lines_of_counts_are_whole_round_and_few(values: list[int]) -> None:
    ticks = linear(values).ticks

    assert 2 <= len(ticks) <= 7
    assert ticks[0] == 0
    assert ticks[-1] >= max(values) * (1 - 1e-9)
    assert all(tick == int(tick) for tick in ticks)


@given(st.lists(SECONDS))
def test_a_longer_run_never_stands_lower(values: list[float]) -> None:
    scale = durations(values)

    finite = sorted(value for value in values if 0 < value < inf)
    heights = [scale.place(value) for value in finite]
    assert heights == sorted(heights)
    assert all(0 <= scale.place(value) <= 1 for value in values)
    assert list(scale.ticks) == sorted(set(scale.ticks))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(Site(tmp_path_factory.mktemp("charts")).services)


def inside(svg: str) -> None:
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert root.attrib["role"] == "img"
    ids = {each.attrib["id"] for each in root.iter() if "id" in each.attrib}
    assert set(root.attrib["aria-labelledby"].split()) <= ids
    for each in root.iter():
        assert "style" not in each.attrib
        assert not [name for name in each.attrib if name.startswith("on")]
        if each.tag == "rect":
            x, y, w, h = (float(each.attrib[name]) for name in ("x", "y", "width", "height"))
            assert w >= 0
            assert h >= 0
            assert 0 <= x <= x + w <= width
            assert 0 <= y <= y + h <= height + 0.01


@settings(max_examples=60, deadline=None)
@given(
    st.lists(SECONDS, max_size=90),
    st.lists(st.tuples(COUNTS, COUNTS), max_size=90),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
)
def test_what_is_drawn_is_well_formed_whatever_is_said(
    app: Flask, values: list[float], counts: list[tuple[int, int]], said: str
) -> None:
    said = "".join(each for each in said if each not in "\ufffe\uffff")
    drawn = {
        "marks": charts.marks(spots(values, said), say=lambda _: said),
        "bars": charts.bars(piles(counts, said), say=lambda _: said),
        "title": f"<script>&{said}",
    }
    with app.test_request_context():
        html = render_template_string(DRAWN, site_language=None, link=str, **drawn)

    for svg in html.split("|||"):
        inside(svg.strip())
