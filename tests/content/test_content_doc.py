"""The manual of the content room is true."""

import re
from pathlib import Path

from feedsvc.content import metadata
from feedsvc.content.html import linked_data, page
from feedsvc.content.rules import SUFFIXES
from tests.content.examples import article

PAGE = (Path(__file__).parents[2] / "docs" / "content.md").read_text("utf-8")


def section(heading: str) -> str:
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_every_key_of_front_matter_has_its_row_and_every_row_its_key() -> None:
    rows = re.findall(r"^\| ((?:`[\w-]+` )+)\|", section("Front matter"), re.M)
    documented = {key.lower() for row in rows for key in re.findall(r"[\w-]+", row)}

    assert documented == {key for keys in metadata.KEYS.values() for key in keys} | {"path"}


def test_every_suffix_is_named() -> None:
    assert all(f"`{suffix}`" in section("Which files are articles") for suffix in SUFFIXES)


def test_every_name_of_page_metadata_is_there() -> None:
    named = section("HTML").lower()

    assert all(f"`{name}`" in named for name in page.META)
    assert all(f"`{term.lower()}`" in named for term in linked_data.TERMS)


def test_every_table_of_front_matter_and_every_language_behind_a_fence_is_named() -> None:
    text = section("Front matter")

    assert all(f"`{table}`" in text for table in metadata.TABLES)
    assert all(f"`---{name}`" in text for name in ("yaml", "toml", "json", "js", "javascript"))


def test_the_page_dump_that_it_shows_reads_as_it_says(tmp_path: Path) -> None:
    page = re.findall(r"```text\n(.*?)```", section("Page dumps"), re.S)[0]

    found = article(tmp_path, "a.txt", page)

    assert found.site == "大国新村"
    assert found.section == ("中国品牌", "企业党建")
    assert found.title == "中国移动:牢牢把握主题主线"
    assert [person.name for person in found.people] == ["李明", "潘旺旺"]
    assert found.tags == ("主题教育", "中国移动")
    assert found.published is not None
    assert found.content.count("<p>") == 2


def test_the_dates_that_it_shows_are_understood(tmp_path: Path) -> None:
    table = section("Dates and zones").partition("| in the name")[0]
    examples = [text for text in re.findall(r"`([^`]+)`", table) if re.search(r"20\d\d", text)]
    assert len(examples) > 12

    for number, text in enumerate(examples):
        found = article(tmp_path / str(number), "a.md", f"---\ndate: {text}\n---\nText.")
        assert found.published is not None, text
