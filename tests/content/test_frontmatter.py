"""Front matter in YAML, TOML and JSON, whole and broken."""

import time
from pathlib import Path

import pytest

from feedsvc.content.frontmatter.fences import split
from feedsvc.errors import UnreadableArticleError
from tests.content.examples import article, rejection

YAML = "---\ntitle: Night market\ntags: [tea, audio]\n---\n"
TOML = '+++\ntitle = "Night market"\ntags = ["tea", "audio"]\n+++\n'
JSON = '{\n  "title": "Night market",\n  "tags": ["tea", "audio"]\n}\n'


def front(text: str) -> dict[str, object]:
    parts = split(text)
    assert parts is not None
    return dict(parts.front)


def yaml_value(text: str) -> object:
    return front(f"---\nkey: {text}\n---\n")["key"]


def broken(text: str) -> UnreadableArticleError:
    with pytest.raises(UnreadableArticleError) as caught:
        split(text)
    return caught.value


class TestBlock:
    @pytest.mark.parametrize("block", [YAML, TOML, JSON])
    @pytest.mark.parametrize("path", ["a.md", "a.markdown", "a.txt", "a.html"])
    def test_is_read_in_each_language_in_each_kind_of_file(
        self, tmp_path: Path, block: str, path: str
    ) -> None:
        found = article(tmp_path, path, f"{block}\n<p>Ten minutes of sound.</p>\n")

        assert found.title == "Night market"
        assert found.tags == ("tea", "audio")
        assert found.content.strip() == "<p>Ten minutes of sound.</p>"

    @pytest.mark.parametrize(
        "text",
        [
            "\ufeff" + YAML,
            "\n\n" + YAML,
            YAML.replace("---\n", "---  \n"),
            YAML.replace("audio]\n---", "audio]\n..."),
            YAML.replace("\n", "\r\n"),
            YAML.replace("title", "# a remark\nTitle"),
            YAML.rstrip("\n"),
            "<!-- a remark -->\n" + YAML,
            "\n<!-- one -->\n\n<!-- two\n   lines --> \n" + YAML,
            "<!-- a remark -->\n" + TOML,
            "<!-- a remark -->\n" + JSON,
            YAML.replace("---", "----"),
            YAML.replace("---", "----------"),
            YAML.replace("---", "-----").replace("tags", "\n# a remark\ntags"),
            "<!-- a remark -->\n\n" + YAML.replace("---", "-----"),
        ],
    )
    def test_is_found_in_every_notation(self, tmp_path: Path, text: str) -> None:
        found = article(tmp_path, "a.md", f"{text}\nText.")

        assert found.title == "Night market"

    def test_may_be_empty(self, tmp_path: Path) -> None:
        found = article(tmp_path, "night-market.md", "---\n---\nText.")

        assert found.title == "night market"
        assert found.content == "<p>Text.</p>\n"

    def test_may_hold_nothing_but_a_remark(self, tmp_path: Path) -> None:
        found = article(tmp_path, "night-market.md", "---\n# nothing yet\n---\nText.")

        assert found.content == "<p>Text.</p>\n"

    @pytest.mark.parametrize(
        "text",
        [
            "---\n\nA rule, then prose.\n\n---\n\nMore.",
            "-----\nA heading\n-----\nText.",
            "-----\nNote: a heading with a colon\n-----\nText.",
            "-----\nTitle: a heading\nin two lines\n-----\nText.",
            "-----\n\nA rule, then prose.\n\n-----\n\nMore.",
            "-----\n-----\nText.",
            "-----\ntitle: a rule above prose\n\nMore.",
            "<!-- a remark -->\nText.",
            "<!-- a remark --> text\n---\ntitle: a heading\n---\n",
            "<!-- never closed\n---\ntitle: Tea\n---\n",
            "{{ a template tag }} and prose",
            "{% a template tag %} and prose",
            "[]",
            "+++ is no front matter",
        ],
    )
    def test_is_not_seen_where_there_is_none(self, text: str) -> None:
        assert split(text) is None

    @pytest.mark.parametrize(
        "above", ["<!--" * 50_000, "<!-- -->\n" * 50_000, "-----\na:\n" * 9_000]
    )
    def test_is_looked_for_in_a_moment(self, above: str) -> None:
        started = time.process_time()

        split(f"{above}x")

        assert time.process_time() - started < 0.5


class TestYaml:
    @pytest.mark.parametrize(
        "text",
        [
            "no",
            "yes",
            "on",
            "off",
            "y",
            "12:30:45",
            "010",
            "0x1F",
            "0b1",
            "1_000",
            "3.10",
            "1e400",
            ".inf",
            "2024-01-15",
            "2024-01-15 10:30:00 +0800",
            "true story",
            "nullable",
            "9" * 5000,
            "<<",
            "=",
        ],
    )
    def test_a_word_stays_as_it_is_written(self, text: str) -> None:
        assert yaml_value(text) == text

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("true", True),
            ("True", True),
            ("FALSE", False),
            ("null", None),
            ("~", None),
            ("", None),
            ('"true"', "true"),
            ("[a, no, 1]", ["a", "no", "1"]),
            ("{name: Ann, age: 40}", {"name": "Ann", "age": "40"}),
        ],
    )
    def test_only_truth_and_null_are_more_than_text(self, text: str, value: object) -> None:
        assert yaml_value(text) == value

    def test_the_last_of_two_equal_keys_counts(self) -> None:
        assert front("---\ntitle: first\nTitle: second\n---\n")["title"] == "second"

    def test_merge_keys_are_words(self) -> None:
        assert front("---\na: &a {b: c}\nd:\n  <<: *a\n---\n")["d"] == {"<<": {"b": "c"}}

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("---\ntitle: Tea\ntags: [tea, audio\nauthor: Ann\n---\n", 3),
            ("---\ntitle: Tea\nauthor: {name: Ann\n---\n", 3),
            ('---\ntitle: Tea\nsummary: "never closed\nauthor: Ann\n---\n', 3),
            ("---\ntitle: Tea: the leaf\n---\n", 2),
            ("---\ntitle: Tea\n\tauthor: Ann\n---\n", 3),
            ("---\ntitle: Tea\nauthor: *nobody\n---\n", 3),
            ("---\ntitle: Tea\nsummary: @home\n---\n", 3),
            ("\n\n---\ntitle: Tea: the leaf\n---\n", 4),
            ("<!-- two\nlines -->\n---\ntitle: Tea: the leaf\n---\n", 4),
            ("-----\ntitle: Tea: the leaf\n-----\n", 2),
            ("-----\ntitle: Tea\ndraft: true\n---\nText.", 1),
            ("---\ntitle: Tea\n\nText without an end of the front matter.", 1),
            ("---\ntitle: !!python/object/apply:os.system [ls]\n---\n", 2),
            ("---\ntitle: !!timestamp soon\n---\n", 2),
            ("---\ntitle: !!binary 5Lit\n---\n", 2),
            ("---\ntags: !!set {tea, audio}\n---\n", 2),
            ("---\ntitle: Tea\n[tea, audio]: keys\n---\n", 3),
            ("---\ntitle: Tea\nkey: !!bool [yes]\n---\n", 3),
            (f"---\ntitle: {'[' * 100_000}{']' * 100_000}\n---\n", 1),
            (f"---\n{'- ' * 100_000}\n---\n", 1),
        ],
    )
    def test_a_mistake_is_reported_with_its_line(self, text: str, line: int) -> None:
        error = broken(text)

        assert str(error).startswith("YAML front matter is broken: ")
        assert error.line == line
        assert error.hint

    def test_aliases_that_would_grow_without_end_cost_nothing(self, tmp_path: Path) -> None:
        levels = "\n".join(
            f"k{level}: &k{level} [{', '.join([f'*k{level - 1}'] * 9)}]" for level in range(1, 30)
        )
        text = f"---\nk0: &k0 [lol]\n{levels}\ntitle: *k29\nauthor: {{name: *k29}}\n---\nText."

        found = article(tmp_path, "bomb.md", text)

        assert found.title == "bomb"
        assert found.people == ()


class TestToml:
    def test_numbers_with_a_point_stay_as_they_are_written(self) -> None:
        assert front("+++\nversion = 3.10\n+++\n")["version"] == "3.10"

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ('+++\ntitle = "Tea"\nauthor = Ann\n+++\n', 3),
            ('+++\ntitle = "never closed\n+++\n', 2),
            ('+++\ntitle = "Tea"\ntitle = "Tea"\n+++\n', 3),
            ("+++\ndate = 2024-02-30\n+++\n", 2),
            ('+++\ntitle = "Tea"\n\nText without an end of the front matter.', 1),
            (f"+++\nnumber = {'9' * 5000}\n+++\n", 1),
        ],
    )
    def test_a_mistake_is_reported_with_its_line(self, text: str, line: int) -> None:
        error = broken(text)

        assert str(error).startswith("TOML front matter is broken: ")
        assert error.line == line

    def test_a_number_too_long_for_text_is_ignored(self, tmp_path: Path) -> None:
        found = article(tmp_path, "tea.md", f"+++\ntitle = 0x{'f' * 5000}\n+++\nText.")

        assert found.title == "tea"


class TestJson:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ('{\n  "title": "Tea",\n  "author": Ann\n}\n', 3),
            ('{\n  "title": "Tea"\n', 3),
        ],
    )
    def test_a_mistake_is_reported_with_its_line(self, text: str, line: int) -> None:
        error = broken(text)

        assert str(error).startswith("JSON front matter is broken: ")
        assert error.line == line

    def test_nesting_without_end_is_a_mistake(self) -> None:
        assert broken('{"a": ' + "[" * 100_000).line == 1

    def test_numbers_stay_as_they_are_written(self) -> None:
        assert front('{"version": 3.10, "count": ' + "9" * 5000 + "}") == {
            "version": "3.10",
            "count": "9" * 5000,
        }

    def test_half_a_character_is_dropped(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", '{"title": "Tea\\ud83d", "id": "\\udc00x\\u0007"}\nText.')

        assert found.title == "Tea"
        assert found.stated_id == "x"


class TestRejection:
    def test_names_the_file_the_line_the_reason_and_what_to_do(self, tmp_path: Path) -> None:
        found = rejection(tmp_path, "news/a.md", "---\ntitle: Tea: the leaf\n---\nText.")

        assert found.path == "news/a.md"
        assert found.line == 2
        assert "mapping values are not allowed" in found.reason
        assert "quote values" in found.hint


class TestEleventy:
    @pytest.mark.parametrize(
        "text",
        [
            '---json\n{"title": "Night market", "tags": ["tea", "audio"]}\n---\n',
            "---js\n{\n  title: 'Night market',\n  tags: [\"tea\", 'audio'],\n}\n---\n",
            "---javascript\nmodule.exports = {title: 'Night market', tags: ['tea', audio]};\n---\n",
            '---toml\ntitle = "Night market"\ntags = ["tea", "audio"]\n---\n',
            "---yaml\ntitle: Night market\ntags: [tea, audio]\n---\n",
        ],
    )
    def test_may_name_the_language_behind_the_fence(self, tmp_path: Path, text: str) -> None:
        found = article(tmp_path, "a.md", f"{text}Text.")

        assert found.title == "Night market"
        assert found.tags == ("tea", "audio")
        assert found.content == "<p>Text.</p>\n"

    def test_code_is_refused_and_never_run(self) -> None:
        code = broken("---js\nconst title = process.env.HOME;\n---\n")
        call = broken("---js\n{\n  title: [process.cwd()\n}\n---\n")

        assert "feedsvc runs no code" in str(code)
        assert "feedsvc runs no code" in str(call)
        assert (code.line, call.line) == (1, 3)

    def test_a_language_without_an_end_is_a_mistake(self) -> None:
        assert broken("---json\ntitle: x\n").line == 1

    def test_a_rule_with_a_word_is_no_front_matter(self) -> None:
        assert split("---ruby\nputs 1\n---\n") is None


class TestHexo:
    @pytest.mark.parametrize(
        "text",
        [
            ';;;\n"title": "Night market",\n"tags": ["tea", "audio"]\n;;;\n',
            ';;;\n{"title": "Night market", "tags": ["tea", "audio"]}\n;;;\n',
            '"title": "Night market",\n"tags": ["tea", "audio"]\n;;;\n',
            "title: Night market\ntags: [tea, audio]\n---\n",
            "title: Night market\ndate: 2024-01-15 10:30:00\ntags:\n- tea\n- audio\n---\n",
            "tags:\n  - tea\n  - audio\n# a remark\ntitle: Night market\n---\n",
        ],
    )
    def test_may_leave_out_braces_and_the_opening_line(self, tmp_path: Path, text: str) -> None:
        found = article(tmp_path, "a.md", f"{text}Text.")

        assert found.title == "Night market"
        assert found.tags == ("tea", "audio")
        assert found.content == "<p>Text.</p>\n"

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            (';;;\n"title": "Tea",\n"tags": tea\n;;;\n', 3),
            (';;;\n"title": "Tea"\n', 1),
            (';;;\n{"title": "Tea"} more\n;;;\n', 2),
            ("title: Tea\nsummary: Tea: the leaf\n---\n", 2),
            ('"title": "Tea",\n"tags": tea\n;;;\n', 2),
        ],
    )
    def test_a_mistake_is_reported_with_its_line(self, text: str, line: int) -> None:
        with pytest.raises(UnreadableArticleError) as caught:
            split(text, bare=True)

        assert caught.value.line == line

    @pytest.mark.parametrize(
        "text",
        [
            "Note: what follows\n---\n\nText.",
            "Title: The fox: a tale\n---\n\nText.",
            "Tea\n---\n\nText.",
            "tags: tea\n\n---\n\nText.",
            "title: Tea\n\nText.\n\n---\n\nMore.",
        ],
    )
    def test_an_underlined_heading_is_no_front_matter(self, text: str) -> None:
        assert split(text, bare=True) is None

    def test_other_files_than_markdown_need_an_opening_line(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.html", "title: Tea\ndate: 2024-01-15\n---\n<p>Text.</p>")

        assert found.title == "a"


class TestPelican:
    def test_headers_may_stand_above_the_text(self, tmp_path: Path) -> None:
        text = (
            "Title: Night market: the sounds\nDate: 2024-01-15 10:30\nModified: 2024-01-16\n"
            "Category: Food\nTags: tea, audio\nSlug: market\nAuthors: Ann Lee, Bo Li\n"
            "Summary: Ten minutes\n    of sound.\nStatus: published\nLang: en\n\n# Heading\n\nText."
        )

        found = article(tmp_path, "a.md", text)

        assert found.title == "Night market: the sounds"
        assert found.section == ("Food",)
        assert found.tags == ("tea", "audio")
        assert found.slug == "market"
        assert found.summary == "Ten minutes of sound."
        assert [person.name for person in found.people] == ["Ann Lee", "Bo Li"]
        assert found.language == "en"
        assert (found.published is None, found.updated is None) == (False, False)
        assert found.content == "<h1>Heading</h1>\n<p>Text.</p>\n"

    @pytest.mark.parametrize(
        "text", ["date: 2024-01-15\ntitle: Tea\n\nText.", "Title: Tea\nTags:\n"]
    )
    def test_headers_come_in_any_order_and_may_be_empty(self, text: str) -> None:
        parts = split(text, bare=True)

        assert parts is not None
        assert parts.front["title"] == "Tea"

    @pytest.mark.parametrize(
        "text",
        [
            "Title: Tea\n\nText.",
            "Title: Tea\nAnd: more\n\nText.",
            "Date: 2024-01-15\nTags: tea\n\nText.",
            "Mr Lee: Good morning.\nMs Li: Good morning.\n",
            "Title:Tea\nDate:2024-01-15\n",
            "https://news.example/\n",
        ],
    )
    def test_prose_with_colons_is_prose(self, text: str) -> None:
        assert split(text, bare=True) is None

    def test_other_files_than_markdown_have_no_headers(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.html", "Title: Tea\nDate: 2024-01-15\n\n<p>Text.</p>")

        assert found.title == "a"


class TestRepeatedKey:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("---\ntitle: Tea\nauthor: Ann\ntitle: Tea eggs\n---\n", 4),
            ("---\ntitle: Tea\nTitle: Tea eggs\n---\n", 3),
            ("\n\n---\ntitle: Tea\ntitle: Tea eggs\n---\n", 5),
            ('{"title": "Tea",\n "title": "Tea eggs"}\n', 2),
            ('{"title": "Tea",\n "Title": "Tea eggs"}\n', 2),
            (';;;\n"title": "Tea",\n"title": "Tea eggs"\n;;;\n', 3),
            ('+++\ntitle = "Tea"\nTitle = "Tea eggs"\n+++\n', 3),
            ("title: Tea\ntitle: Tea eggs\n---\n", 2),
            ("Title: Tea\nDate: 2024-01-15\nTitle: Tea eggs\n\n", 3),
        ],
    )
    def test_is_a_notice_with_its_line_and_the_last_counts(
        self, tmp_path: Path, text: str, line: int
    ) -> None:
        found = article(tmp_path, "a.md", f"{text}Text.")

        assert found.title == "Tea eggs"
        assert [(notice.line, notice.message) for notice in found.notices] == [
            (line, "title: stated more than once; the last one counts")
        ]

    def test_is_seen_inside_a_map_too(self) -> None:
        parts = split("---\nauthor:\n  name: Ann\n  name: Bo\n---\n")

        assert parts is not None
        assert [notice.line for notice in parts.notices] == [4]

    def test_is_none_where_maps_hold_the_same_keys(self) -> None:
        parts = split("---\nauthor: {name: Ann}\neditor: {name: Bo}\n---\n")

        assert parts is not None
        assert parts.notices == ()


class TestMergeKey:
    def test_takes_what_the_block_does_not_say_itself(self, tmp_path: Path) -> None:
        block = "defaults: &d\n  tags: [tea]\n  title: Any\n<<: *d\ntitle: Night market\n"

        found = article(tmp_path, "a.md", f"---\n{block}---\nText.")

        assert found.title == "Night market"
        assert found.tags == ("tea",)

    def test_of_a_list_counts_the_first_that_says_something(self, tmp_path: Path) -> None:
        block = "a: &a {slug: one}\nb: &b {Slug: two, draft: true}\n<<: [*a, *b]\n"

        found = article(tmp_path, "a.md", f"---\n{block}---\nText.")

        assert found.slug == "one"
        assert found.draft

    @pytest.mark.parametrize("block", ["<<: x", "a: &a {<<: *a}\n<<: *a", "<<:", "<<: [1, [2]]"])
    def test_of_nothing_that_has_keys_adds_none(self, tmp_path: Path, block: str) -> None:
        found = article(tmp_path, "a.md", f"---\n{block}\ntitle: Tea\n---\nText.")

        assert found.title == "Tea"
