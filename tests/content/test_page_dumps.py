"""Page dumps with one oddity each, and what each of them says."""

import html
import json
import time
from pathlib import Path
from typing import Any

import pytest

from feedsvc.content import page_dump
from feedsvc.model import Article, Role
from tests.content.examples import article, reading, rejection, sample

FOLDER = Path(__file__).parent / "page_dumps"
DUMPS = sorted(FOLDER.glob("*.txt"))


def said(page: Article) -> dict[str, Any]:
    """Return what *page* says as the expected readings beside the dumps put it."""
    return {
        "title": page.title,
        "site": page.site,
        "section": list(page.section),
        "tags": list(page.tags),
        "people": [[person.name, person.role.value] for person in page.people],
        "published": page.published.isoformat() if page.published else None,
        "updated": page.updated.isoformat() if page.updated else None,
        "paragraphs": [plain(part) for part in page.content.split("\n")],
    }


def plain(paragraph: str) -> str:
    lines = paragraph.removeprefix("<p>").removesuffix("</p>").split("<br>")
    return "\n".join(map(html.unescape, lines))


def test_there_are_as_many_as_real_portals_have_oddities() -> None:
    assert len(DUMPS) >= 64


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
def test_a_page_dump_is_read_as_expected(tmp_path: Path, dump: Path) -> None:
    expected = json.loads(dump.with_suffix(".json").read_text(encoding="utf-8"))

    if "rejection" in expected:
        assert expected["rejection"] in rejection(tmp_path, dump.name, dump.read_bytes()).reason
    else:
        assert said(article(tmp_path, dump.name, dump.read_bytes())) == expected


def test_a_paragraph_of_sixty_thousand_characters_is_read_whole(tmp_path: Path) -> None:
    paragraph = "桥下的书一本接一本，" * 6_000
    text = f"首页 > 民生 > 正文\n\n长长的书单\n\n{paragraph}\n\n标签: 旧书"

    page = article(tmp_path, "long.txt", text)

    assert said(page)["paragraphs"] == [paragraph]
    assert page.tags == ("旧书",)


@pytest.mark.parametrize(
    "piece",
    [
        "返回顶部",
        "回顶部",
        "a | ",
        " | ",
        "1 ",
        "[1] ",
        "编辑/",
        "A-",
        "大 ",
        "微信",
        "x ",
        "本报",
        "记者 ",
        "1-1-2024 at ",
    ],
)
@pytest.mark.parametrize("end", ["x", "!", "||"])
def test_a_line_that_repeats_itself_is_read_at_once(piece: str, end: str) -> None:
    line = (piece * 200)[: 118 - len(end)] + end
    started = time.process_time()

    page_dump.read(f"首页 > 民生 > 正文\n桥\n{line}\n{line}\n桥下有书。\n{line}\n{line}")

    assert time.process_time() - started < 0.2


def test_the_page_of_a_real_portal_is_read() -> None:
    (page,) = reading(sample("news-portal")).articles

    assert page.title == "中国移动:牢牢把握主题主线 推动主题教育成果持续巩固有效转化"
    assert page.site == "大国新村"
    assert page.section == ("中国品牌", "企业党建")
    assert page.tags == ("主题教育", "中国移动")
    assert [(person.name, person.role) for person in page.people] == [("潘旺旺", Role.EDITOR)]
    assert len(said(page)["paragraphs"]) == 8


def test_the_breadcrumb_and_the_credited_source_are_kept_for_editors(tmp_path: Path) -> None:
    text = (
        "江湾新闻网\n首页 > 本地新闻 > 正文\n\n渡轮添新船\n"
        "2026年3月12日 09:30 来源:江湾晚报 作者:林小舟\n\n青篙江上多了一条新船。\n"
    )

    read = article(tmp_path, "a.txt", text)

    assert read.breadcrumb == "首页 > 本地新闻 > 正文"
    assert read.source == "江湾晚报"


@pytest.mark.parametrize(
    ("dateline", "source"),
    [
        ("来源:新华网|2024年01月15日 10:30|编辑：王五", "新华网"),
        ("稿源：中国青年报 2024-01-15 10:30 记者 李明", "中国青年报"),
        ("2024-01-15 10:30 来源：中国新闻网 参与互动（0）", "中国新闻网"),
    ],
)
def test_a_source_ends_before_dates_dividers_and_buttons(
    tmp_path: Path, dateline: str, source: str
) -> None:
    text = f"江湾新闻网\n首页 > 本地新闻 > 正文\n\n渡轮添新船\n{dateline}\n\n江上多了一条新船。\n"

    read = article(tmp_path, "a.txt", text)

    assert read.source == source
    assert read.published is not None
