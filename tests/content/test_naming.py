"""What an article is called and where it belongs."""

from pathlib import Path

import pytest

from tests.content.examples import article


class TestTitle:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("# Tea eggs\n\nText.", "Tea eggs"),
            ("\n# Tea eggs #\n\nText.", "Tea eggs"),
            ("Tea eggs\n========\n\nText.", "Tea eggs"),
            ("## Tea eggs\n\nText.", "Tea eggs"),
            ("# *Tea* `eggs` &amp; [more](b.md)\n\nText.", "Tea eggs & more"),
            ("# Learning C#\n\nText.", "Learning C#"),
            ("# List&lt;T&gt;\n\nText.", "List<T>"),
        ],
    )
    def test_is_the_heading_at_the_beginning_which_leaves_the_text(
        self, tmp_path: Path, text: str, title: str
    ) -> None:
        found = article(tmp_path, "a.md", text)

        assert found.title == title
        assert found.content == "<p>Text.</p>\n"

    def test_is_the_first_heading_of_level_one_further_down(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", "A picture first.\n\n# Tea eggs\n\nText.")

        assert found.title == "Tea eggs"
        assert "<h1>Tea eggs</h1>" in found.content

    def test_is_no_remark_in_code(self, tmp_path: Path) -> None:
        found = article(tmp_path, "tea-eggs.md", "    # boil water\n\nText.")

        assert found.title == "tea eggs"

    @pytest.mark.parametrize(
        ("path", "title"),
        [
            ("tea-eggs.md", "tea eggs"),
            ("2024-01-15-tea_eggs.md", "tea eggs"),
            ("tea-eggs/index.md", "tea eggs"),
            ("index.md", "index"),
            ("-.md", "-.md"),
            (" .md", " .md"),
        ],
    )
    def test_is_the_name_of_the_file_where_the_text_has_none(
        self, tmp_path: Path, path: str, title: str
    ) -> None:
        assert article(tmp_path, path, "Text.").title == title

    def test_stated_twice_stands_in_the_text_no_more(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", "---\ntitle: Tea eggs\n---\n# Tea eggs\n\nText.")

        assert found.content == "<p>Text.</p>\n"

    def test_stated_otherwise_leaves_the_heading(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", "---\ntitle: Tea eggs\n---\n# The pot\n\nText.")

        assert found.title == "Tea eggs"
        assert "<h1>The pot</h1>" in found.content

    @pytest.mark.parametrize(
        ("stated", "title"),
        [
            ("'List<T> & <测试>'", "List<T> & <测试>"),
            ("3.10", "3.10"),
            ("no", "no"),
            ("12:30:45", "12:30:45"),
            ("true story", "true story"),
            ("|\n  two\n  lines", "two lines"),
            ('"zero\\u200bwidth\\u0007"', "zerowidth"),
        ],
    )
    def test_is_plain_text_as_stated(self, tmp_path: Path, stated: str, title: str) -> None:
        assert article(tmp_path, "a.md", f"---\ntitle: {stated}\n---\nText.").title == title


class TestSection:
    @pytest.mark.parametrize(
        ("path", "section"),
        [
            ("a.md", ()),
            ("culture/food/a.md", ("culture", "food")),
            ("culture/food/index.md", ("culture",)),
            ("culture/food/INDEX.html", ("culture",)),
            ("culture/food/index.zh-cn.md", ("culture",)),
            ("_posts/a.md", ()),
            ("culture/_posts/a.md", ("culture",)),
            ("culture/2024/01/a.md", ("culture",)),
            ("文化/饮食/a.md", ("文化", "饮食")),
        ],
    )
    def test_is_the_folders_but_for_posts_years_and_months(
        self, tmp_path: Path, path: str, section: tuple[str, ...]
    ) -> None:
        assert article(tmp_path, path, "<p>Text.</p>").section == section


class TestSlug:
    @pytest.mark.parametrize(
        ("path", "slug"),
        [
            ("food/tea-eggs.md", "tea-eggs"),
            ("food/tea-eggs/index.md", "tea-eggs"),
            ("food/茶叶蛋.md", "茶叶蛋"),
            ("food/tea.en.md", "tea.en"),
        ],
    )
    def test_is_the_name_of_the_file_or_of_its_folder(
        self, tmp_path: Path, path: str, slug: str
    ) -> None:
        assert article(tmp_path, path, "Text.").slug == slug
