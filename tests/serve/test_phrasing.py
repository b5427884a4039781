"""Dates, lengths and headlines as people write them."""

import pytest
from flask import Flask
from flask_babel import Babel

from feedsvc.serve import phrasing
from feedsvc.serve.languages import speaking
from feedsvc.serve.readers import readers


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("2026-03", "en", "March 2026"),
        ("2026-03", "zh-Hans", "2026年3月"),
        ("2026-12-2", "en", "December 2026, part 2"),
    ],
)
def test_an_archive_is_called_by_its_month(name: str, language: str, said: str) -> None:
    app = Flask("feedsvc.serve")
    Babel(app)
    with app.test_request_context(), speaking(language):
        assert phrasing.month(name) == said


def test_archives_are_grouped_by_year() -> None:
    app = Flask("feedsvc.serve")
    Babel(app)
    with app.test_request_context(), speaking("zh-Hans"):
        assert phrasing.years(["2026-02", "2026-01-2", "2025-12"]) == [
            ("2026年", ["2026-02", "2026-01-2"]),
            ("2025年", ["2025-12"]),
        ]


@pytest.mark.parametrize(
    ("seconds", "said"), [(5, "0:05"), (725, "12:05"), (3725, "1:02:05"), (360000, "100:00:00")]
)
def test_a_recording_takes_minutes_and_hours(seconds: int, said: str) -> None:
    assert phrasing.duration(seconds) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "zh_CN"),
        ("zh-CN", "zh_CN"),
        ("zh-Hant", "zh_TW"),
        ("zh-Hant-HK", "zh_HK"),
        ("en", "en_US"),
        ("en-GB", "en_GB"),
        ("de", "de_DE"),
        ("x-none", None),
        ("", None),
        (None, None),
    ],
)
def test_a_language_has_a_territory_for_open_graph(language: str | None, said: str | None) -> None:
    assert phrasing.locale(language) == said


@pytest.mark.parametrize(
    ("title", "divided"),
    [
        ("以学铸魂 以学增智", True),
        ("中国移动:牢牢把握主题主线 推动主题教育成果持续巩固有效转化", True),
        ("春茶开采", False),
        ("使用 Roslyn 对代码进行分析", False),
        ("A plain title", False),
        ("这是一个长得不能在一行里放下而且没有任何空格的标题 短", False),
        ("", False),
    ],
)
def test_a_headline_in_halves_is_told_from_others(title: str, divided: bool) -> None:
    assert bool(phrasing.halves(title)) is divided


def test_readers_get_the_address_whole() -> None:
    address = "https://news.example.cn/feeds/tag/a.atom?x=1&y=2#z"

    found = readers(address)

    assert {each.name for each in found} >= {"Feedly", "Inoreader", "NewsBlur", "Feedbin"}
    for each in found:
        assert each.url.startswith("https://")
        assert each.url.endswith(
            "https%3A%2F%2Fnews.example.cn%2Ffeeds%2Ftag%2Fa.atom%3Fx%3D1%26y%3D2%23z"
        )
