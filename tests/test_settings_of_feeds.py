"""What the settings say of single feeds: tables, and what is wrong with them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from feedsvc.errors import SettingsError
from feedsvc.settings import Criteria, FeedKeys, SavedFeed, Settings, load_settings
from feedsvc.settings.problems import Place, mistakes
from tests.test_settings import EXAMPLE, MANUAL, loaded, problem, problems


class TestTables:
    def test_a_table_knows_which_keys_were_written(self, tmp_path: Path) -> None:
        feeds = loaded(tmp_path, "[feeds.tags.'主题教育']\nlimit = 50\nrights = ''").feeds

        assert feeds.tags["主题教育"].model_fields_set == {"limit", "rights"}

    def test_the_environment_leaves_the_tables_of_the_file_as_they_are(
        self, tmp_path: Path
    ) -> None:
        toml = "[feeds]\nlimit = 7\n[feeds.saved.a]\nlimit = 8\nany.tags = ['x']"

        feeds = loaded(tmp_path, toml, FEEDSVC_FEEDS__LIMIT="9", FEEDSVC_FEEDS__ARCHIVES="").feeds

        assert (feeds.limit, feeds.archives) == (9, ())
        assert feeds.saved["a"].any.tags == ("x",)
        assert feeds.saved["a"].model_fields_set == {"limit", "any"}

    def test_the_levels_of_a_section_may_have_blanks_between_them(self, tmp_path: Path) -> None:
        feeds = loaded(tmp_path, "[feeds.sections.'中国品牌 / 企业党建']").feeds

        assert list(feeds.sections) == ["中国品牌/企业党建"]

    @pytest.mark.parametrize(
        ("toml", "said"),
        [
            (
                "[feeds.tag.x]",
                "feeds.tag: unknown key; did you mean feeds.tags?",
            ),
            (
                "[feeds.tags]\nx = 5",
                "feeds.tags.x: 5 is not a table; write [feeds.tags.x] and its keys below it",
            ),
            (
                "[feeds]\nsections = ['x']",
                "feeds.sections: ['x'] is not a table; give tables such as [feeds.sections.",
            ),
            (
                "[feeds.sections.'新闻/文化']\nlmit = 5",
                'feeds.sections."新闻/文化".lmit: unknown key; did you mean '
                'feeds.sections."新闻/文化".limit?',
            ),
            (
                "[feeds.tags.x]\nsummary_length = 50",
                "feeds.tags.x.summary_length: unknown key; known are limit, title, description,",
            ),
            (
                "[feeds.authors.'Ann Li']\nlimit = 0",
                'feeds.authors."Ann Li".limit: 0 is too small; give a number of entries from 1',
            ),
            (
                "[feeds.sections.news.culture]\nlimit = 5",
                "feeds.sections.news.culture: unknown key; a section below another has both",
            ),
            (
                "[feeds.sections.'a//b']",
                "feeds.sections.\"a//b\": 'a//b' is not the path of a section; write the names",
            ),
            ("[feeds.tags.'']", "feeds.tags.\"\": '' is not a name; write a name or its slug"),
            (
                "[feeds.tags.News]\n[feeds.tags.'ｎｅｗｓ']",
                "feeds.tags: has 'News' and 'ｎｅｗｓ', which are one tag; join the two",
            ),
            (
                "[feeds.sections.'a/B']\n[feeds.sections.'A / b']",
                "feeds.sections: has 'a/B' and 'A/b', which are one section; join the two",
            ),
            ("[feeds.tags.x]\nttl = -1", "feeds.tags.x.ttl: -1 is too small"),
            ("[feeds.tags.x]\nwindow = 87601", "feeds.tags.x.window: 87601 is too large"),
            ("[feeds.tags.x]\nimage = 'x.png'", "'x.png' is not an absolute http or https"),
            ("[feeds.tags.x]\ncontent = 'short'", "one of the known words; give full or summary"),
            ("[feeds.tags.x]\ntitle = '{nme}'", "unknown field {nme}; did you mean {name}?"),
            ("[feeds.tags.x]\ntitle = '{'", "has a brace without its partner; give a title"),
            ("[feeds]\narchives = ['tags']", "feeds.archives: 'tags' is not one of the known"),
        ],
    )
    def test_a_mistake_is_told_with_its_table(self, tmp_path: Path, toml: str, said: str) -> None:
        line = problem(tmp_path, toml)

        assert line.startswith("feedsvc.toml: feeds.")
        assert said in line

    def test_a_name_without_its_quotes_is_told_with_what_to_do(self, tmp_path: Path) -> None:
        for toml in ("[feeds.tags.主题]", "[feeds.sections.a/b]", "[feeds.tags]\n主题.limit = 3"):
            assert "put names that are not of a-z, 0-9, - and _ in quotes" in problem(
                tmp_path, toml
            )

    @pytest.mark.parametrize(
        ("variable", "table"),
        [
            ("FEEDSVC_FEEDS__SAVED__WEEKEND__LIMIT", "feeds.saved.weekend"),
            ("FEEDSVC_FEEDS__TAGS", "feeds.tags"),
        ],
    )
    def test_a_variable_for_a_table_leads_to_the_file(
        self, tmp_path: Path, variable: str, table: str
    ) -> None:
        line = problem(tmp_path, **{variable: "5"})

        assert line == f"{variable}: tables cannot be variables; write [{table}] in the file"


class TestSavedFeeds:
    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("Party_News", "cannot stand in an address; use a to z, 0 to 9 and -, at most 80"),
            ("Party_News", "of them, such as party-news"),
            ("党建", "cannot stand in an address; use a to z, 0 to 9 and -, at most 80 of them"),
            ("a" * 81, "at most 80 of them, such as " + "a" * 80),
            ("../a", "such as a"),
        ],
    )
    def test_a_name_must_fit_into_an_address(self, tmp_path: Path, name: str, said: str) -> None:
        line = problem(tmp_path, f"[feeds.saved.'{name}']\nany.tags = ['x']")

        assert said in line

    @pytest.mark.parametrize(
        ("toml", "said"),
        [
            ("", "feeds.saved.x: asks for nothing; say what it holds, such as any.tags = ["),
            ("any.tags = []", "feeds.saved.x: asks for nothing"),
            ("any = 5", "feeds.saved.x.any: 5 is not a table; write [feeds.saved.x.any] and its"),
            (
                "tags = ['a']",
                "feeds.saved.x.tags: unknown key; did you mean feeds.saved.x.any.tags?",
            ),
            (
                "any.tag = ['a']",
                "feeds.saved.x.any.tag: unknown key; did you mean feeds.saved.x.any.",
            ),
            ("any.tags = 'a'", "'a' is not a list; give a list of tags such as [\"sport\"]"),
            ("any.tags = [5]", "feeds.saved.x.any.tags: 5 is not text; give a list of tags"),
            ("any.tags = ['']", "feeds.saved.x.any.tags: '' is not a name"),
            ("any.sections = ['/a']", "feeds.saved.x.any.sections: '/a' is not the path of a"),
            ("none.languages = ['zh_CN']", "is not a language tag; did you mean zh-CN?"),
            ("none.languages = ['']", "is not a language tag; give a list of language tags"),
            ("any.tags=['a']\nformats = []", "feeds.saved.x.formats: [] is empty; give a list of"),
            ("any.tags=['a']\nformats = ['xml']", "'xml' is not one of the known words"),
            ("any.tags=['a']\ntitle = '{site}'", "'{site}' has a brace; write the title as it"),
        ],
    )
    def test_a_mistake_is_told_with_what_to_do(self, tmp_path: Path, toml: str, said: str) -> None:
        assert said in problem(tmp_path, f"[feeds.saved.x]\n{toml}")

    def test_all_mistakes_in_all_tables_come_at_once(self, tmp_path: Path) -> None:
        toml = (
            "[feeds]\nttl = -1\n[feeds.tags.a]\nlimit = 0\n[feeds.sections.b]\nlmt = 1\n"
            "[feeds.saved.c]\n[feeds.saved.D]\nany.tags = ['']"
        )

        assert len(problems(tmp_path, toml)) == 6

    def test_what_does_not_exist_may_be_asked_for(self, tmp_path: Path) -> None:
        feeds = loaded(tmp_path, "[feeds.saved.x]\nany.tags = ['没有']").feeds

        assert feeds.saved["x"].any.tags == ("没有",)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from([*SavedFeed.model_fields, *Criteria.model_fields, "sections", "x"])


class TestWhateverIsWritten:
    @given(
        st.dictionaries(
            st.sampled_from(["sections", "tags", "authors", "saved", "limit"]),
            _VALUES | st.dictionaries(st.text(), st.dictionaries(_KEYS, _VALUES, max_size=3)),
        )
    )
    def test_it_ends_in_settings_or_in_plain_lines(self, written: dict[str, object]) -> None:
        try:
            Settings.model_validate({"feeds": written}, context={"folder": Path("/")})
        except ValidationError as error:
            for line in mistakes(error, Place(file="f.toml")):
                assert line.startswith("f.toml: feeds")
                assert "; " in line
                assert "None" not in line.rpartition("; ")[2]


class TestDocumentation:
    def test_every_key_of_a_table_is_in_the_manual(self) -> None:
        manual = MANUAL.read_text("utf-8")
        own = "Such a table may hold " + ", ".join(f"`{key}`" for key in FeedKeys.model_fields)
        saved = set(SavedFeed.model_fields) - set(FeedKeys.model_fields)

        assert re.sub(r" and (`\w+`)", r", \1", manual).replace("\n", " ").count(own) == 1
        for key in saved | set(Criteria.model_fields):
            assert re.search(rf"^\| `{key}` \|", manual, re.M), key

    def test_the_example_of_single_feeds_loads(self, tmp_path: Path) -> None:
        _, toml = re.findall(r"```toml\n(.+?)```", MANUAL.read_text("utf-8"), re.S)

        feeds = loaded(tmp_path, toml).feeds

        assert (len(feeds.sections), len(feeds.tags), len(feeds.saved)) == (2, 1, 2)

    def test_the_tables_in_the_example_file_load(self, tmp_path: Path) -> None:
        text = re.sub(r"^# (?=\[feeds|[a-z.]+ = )", "", EXAMPLE.read_text("utf-8"), flags=re.M)

        feeds = loaded(tmp_path, text).feeds

        assert list(feeds.sections) == ["news/culture"]
        assert feeds.saved["weekend"].none.sections == ("news/politics",)

    def test_no_tables_are_the_default(self, tmp_path: Path) -> None:
        feeds = load_settings(environ={}, cwd=tmp_path).feeds

        assert not (feeds.sections or feeds.tags or feeds.authors or feeds.saved)
        with pytest.raises(SettingsError):
            loaded(tmp_path, "[feeds]\ntags = ''")
