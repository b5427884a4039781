"""The page of the first customer, as it is."""

from pathlib import Path

import pytest

from feedsvc.model import Article, Person, Role
from tests.content.examples import reading


@pytest.fixture
def page(news_portal: Path) -> Article:
    (article,) = reading(news_portal).articles
    return article


def test_the_site_section_and_title_are_read(page: Article) -> None:
    assert page.site == "大国新村"
    assert page.section == ("中国品牌", "企业党建")
    assert page.title == "中国移动:牢牢把握主题主线 推动主题教育成果持续巩固有效转化"


def test_the_editor_and_the_tags_are_read(page: Article) -> None:
    assert page.people == (Person(name="潘旺旺", role=Role.EDITOR),)
    assert page.tags == ("主题教育", "中国移动")


def test_the_content_is_eight_paragraphs(page: Article) -> None:
    paragraphs = page.content.split("\n")

    assert len(paragraphs) == 8
    assert all(text.startswith("<p>") and text.endswith("。</p>") for text in paragraphs)


@pytest.mark.parametrize("furniture", ["网站", "首页", "大国新村", "正文", "责任编辑", "标签"])
def test_neither_labels_nor_navigation_are_in_the_content(page: Article, furniture: str) -> None:
    assert furniture not in page.content


def test_it_is_in_chinese_and_has_no_date_and_no_notices(page: Article) -> None:
    assert page.language == "zh"
    assert page.published is None
    assert page.notices == ()


def test_the_summary_is_the_beginning_of_the_text(page: Article) -> None:
    assert page.summary.startswith("中国移动(以下简称公司)党组坚持")
    assert len(page.summary) <= 200
