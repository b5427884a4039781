"""Real content of four sites that nobody wrote for these tests."""

from pathlib import Path

from feedsvc.model import Article
from tests.content.examples import reading, sample


def by_path(folder: Path, rejected: set[str]) -> dict[str, Article]:
    result = reading(folder)
    assert {rejection.path for rejection in result.rejections} == rejected
    return {article.path: article for article in result.articles}


def test_the_posts_of_a_jekyll_blog_are_read() -> None:
    articles = by_path(sample("jekyll-zh"), set())

    assert len(articles) == 724
    assert sum(article.draft for article in articles.values()) == 39
    undated = [path for path, article in articles.items() if article.published is None]
    assert not any(path.startswith("20") for path in undated)
    post = articles["2018/2018-05-28-case-of-dotnet-writing.md"]
    assert post.title.startswith(".NET 三个字母究竟应该如何大小写？")
    assert post.language == "zh"
    assert post.section == ()


def test_the_posts_of_a_zola_blog_are_read() -> None:
    articles = by_path(sample("zola-toml"), {"releases/latest.md"})

    assert len(articles) == 750
    assert all(article.published for article in articles.values())
    assert {article.section for article in articles.values()} == {(), ("inside-rust",)}
    post = articles["inside-rust/1.47.0-prerelease.md"]
    assert post.title == "1.47.0 pre-release testing"
    assert [person.name for person in post.people] == ["Mark Rousskov"]
    assert post.summary.startswith("The 1.47.0 pre-release is ready for testing.")


def test_the_pages_of_a_hexo_site_in_nine_languages_are_read() -> None:
    articles = by_path(sample("hexo-multilingual"), {"plugins/index.md", "themes/index.md"})

    assert len(articles) == 464
    languages = {article.language for article in articles.values()}
    assert languages >= {"es", "ja", "ko", "pt-BR", "ru", "th", "zh-CN", "zh-TW"}
    assert all(
        article.published for path, article in articles.items() if path.startswith("_posts/2")
    )
    assert not any("{% youtube" in article.summary for article in articles.values())
