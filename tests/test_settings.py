import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from feedsvc.errors import SettingsError
from feedsvc.settings import Settings, load_settings
from feedsvc.settings.schema import KEYS

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "config" / "feedsvc.toml"
MANUAL = ROOT / "docs" / "configuration.md"
DOCUMENTED = re.findall(
    r"^\| `(\w+\.\w+)` \| .+? \| `(.+?)` \| .+ \| `(\w+)` \|$", MANUAL.read_text("utf-8"), re.M
)

HTTP_KEYS = [key for key in KEYS if key.startswith("http.")]
HTTP_VARIABLES = [f"FEEDSVC_{key.upper().replace('.', '__')}" for key in HTTP_KEYS]
SECTION_NAMES = dict.fromkeys(key.split(".")[0] for key in KEYS)


def loaded(cwd: Path, toml: str = "", **variables: str) -> Settings:
    (cwd / "feedsvc.toml").write_text(toml, "utf-8")
    return load_settings(environ=variables, cwd=cwd)


def problems(cwd: Path, toml: str = "", **variables: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        loaded(cwd, toml, **variables)
    return caught.value.problems


def problem(cwd: Path, toml: str = "", **variables: str) -> str:
    (line,) = problems(cwd, toml, **variables)
    return line


def value_of(settings: Settings, key: str) -> object:
    section, name = key.split(".")
    return getattr(getattr(settings, section), name)


class TestFindingTheFile:
    def test_no_configuration_at_all_gives_the_defaults(self, tmp_path: Path) -> None:
        settings = load_settings(environ={}, cwd=tmp_path)

        assert settings.site.base_url == "http://127.0.0.1:8000"
        assert settings.content.directory == tmp_path / "content"
        assert settings.output.directory == tmp_path / "feeds"
        assert settings.output.state_directory == tmp_path / "feeds.state"

    def test_the_argument_comes_first_then_the_variable_then_the_usual_files(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / "config").mkdir()
        for name in ("argument.toml", "variable.toml", "config/feedsvc.toml", "feedsvc.toml"):
            (tmp_path / name).write_text(f"[site]\ntitle = '{name}'")

        def title(config: Path | None, environ: Mapping[str, str]) -> str:
            return load_settings(config, environ=environ, cwd=tmp_path).site.title

        named = {"FEEDSVC_CONFIG": "variable.toml"}
        assert title(Path("argument.toml"), named) == "argument.toml"
        assert title(None, named) == "variable.toml"
        assert title(None, {}) == "config/feedsvc.toml"
        (tmp_path / "config" / "feedsvc.toml").unlink()
        assert title(None, {"FEEDSVC_CONFIG": ""}) == "feedsvc.toml"

    def test_a_named_file_that_is_missing_is_a_mistake(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError) as caught:
            load_settings(Path("gone.toml"), environ={}, cwd=tmp_path)

        (line,) = caught.value.problems
        assert line.startswith("gone.toml: cannot be read (no such file or directory); name a file")

    def test_a_folder_is_not_a_file(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match=r"cannot be read \(is a directory\)"):
            load_settings(tmp_path, environ={}, cwd=tmp_path)

    @pytest.mark.parametrize(
        ("toml", "said"),
        [
            (
                "[site]\ntitle = Foo",
                "line 2, column 9: this is not a value of TOML; put text in",
            ),
            ("[site]\ntitle 'Foo'", "line 2, column 7: an = is missing"),
            ("[server]\nhost = 127.0.0.1", "line 2, column 13: something follows the value"),
            ("[feeds]\nlimit = 1\nlimit = 2\n", "line 3, column 10: this key stands here for the"),
            ("[site]\n[site]\n", "line 2, column 6: this section stands here for the second"),
            ('[content]\ndirectory = "C:\\Users"', "line 2, column 18: a backslash has a meaning"),
            ("[schedule]\ncron = [", "line 2, column 9: the file ends too early"),
        ],
    )
    def test_a_file_that_is_not_toml_is_told_with_line_and_column(
        self, tmp_path: Path, toml: str, said: str
    ) -> None:
        line = problem(tmp_path, toml)

        assert line.startswith("feedsvc.toml: ")
        assert said in line

    def test_a_file_in_another_encoding_is_told_with_line_and_column(self, tmp_path: Path) -> None:
        (tmp_path / "feedsvc.toml").write_bytes("[site]\ntitle = '新闻'".encode("gbk"))

        with pytest.raises(SettingsError, match="line 2, column 10: not text in UTF-8; save"):
            load_settings(environ={}, cwd=tmp_path)

    def test_a_byte_order_mark_does_no_harm(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, "\ufeff[site]\ntitle = '新闻'").site.title == "新闻"


class TestMerging:
    def test_the_environment_wins_key_by_key(self, tmp_path: Path) -> None:
        settings = loaded(
            tmp_path, "[server]\nhost = '::'\nport = 1", FEEDSVC_SERVER__PORT="9000", PATH="/bin"
        )

        assert (settings.server.host, settings.server.port) == ("::", 9000)

    def test_an_empty_variable_replaces_the_text_of_the_file(self, tmp_path: Path) -> None:
        toml = "[site]\ntitle = 'News'\n[output]\nstate = 'kept'"

        settings = loaded(tmp_path, toml, FEEDSVC_SITE__TITLE="", FEEDSVC_OUTPUT__STATE="")

        assert settings.site.title == ""
        assert settings.output.state_directory == tmp_path / "feeds.state"

    def test_relative_paths_start_at_their_file_or_at_the_working_folder(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / "etc").mkdir()
        (tmp_path / "etc" / "my.toml").write_text(
            "[content]\ndirectory = '../articles'\n[output]\ndirectory = 'out'"
        )
        environ = {"FEEDSVC_CONFIG": "etc/my.toml", "FEEDSVC_OUTPUT__STATE": "./state"}

        settings = load_settings(environ=environ, cwd=tmp_path)

        assert settings.content.directory == tmp_path / "articles"
        assert settings.output.directory == tmp_path / "etc" / "out"
        assert settings.output.state_directory == tmp_path / "state"

    @pytest.mark.parametrize(
        ("written", "expressions"),
        [
            ("", ()),
            ("0 6 * * *", ("0 6 * * *",)),
            ("0,30 8-18 * * *; 0 6 * * *;", ("0,30 8-18 * * *", "0 6 * * *")),
            ('["0,30 8-18 * * *", "0 6 * * *"]', ("0,30 8-18 * * *", "0 6 * * *")),
        ],
    )
    def test_a_list_in_the_environment_is_an_array_or_has_semicolons(
        self, tmp_path: Path, written: str, expressions: tuple[str, ...]
    ) -> None:
        assert loaded(tmp_path, FEEDSVC_SCHEDULE__CRON=written).schedule.cron == expressions

    @pytest.mark.parametrize(
        ("written", "meant"), [("true", True), ("On", True), ("0", False), ("no", False)]
    )
    def test_switches_in_the_environment_have_several_spellings(
        self, tmp_path: Path, written: str, meant: bool
    ) -> None:
        assert loaded(tmp_path, FEEDSVC_SCHEDULE__WATCH=written).schedule.watch is meant

    def test_settings_cannot_be_changed_afterwards(self, tmp_path: Path) -> None:
        settings = loaded(tmp_path)

        with pytest.raises(ValidationError):
            settings.server.port = 1


class TestMistakes:
    def test_all_mistakes_of_file_and_environment_come_at_once(self, tmp_path: Path) -> None:
        toml = "[site]\nbse_url = 'x'\n[feeds]\nlimit = 0"

        lines = problems(tmp_path, toml, FEEDSVC_SERVER__PORT="abc", FEEDSVC_CONFG="x")

        assert lines == (
            "feedsvc.toml: site.bse_url: unknown key; did you mean site.base_url?",
            "feedsvc.toml: feeds.limit: 0 is too small; give a number of entries from 1 to 1000",
            "FEEDSVC_CONFG: unknown variable; did you mean FEEDSVC_CONFIG?",
            "FEEDSVC_SERVER__PORT: 'abc' is not a whole number; give a port from 1 to 65535",
        )

    def test_mistakes_of_the_environment_show_beside_a_broken_file(self, tmp_path: Path) -> None:
        assert len(problems(tmp_path, "[", FEEDSVC_SERVER__PORT="abc")) == 2

    def test_a_wrong_value_is_told_even_when_the_environment_replaces_it(
        self, tmp_path: Path
    ) -> None:
        line = problem(tmp_path, "[server]\nport = 0", FEEDSVC_SERVER__PORT="80")

        assert line.startswith("feedsvc.toml: server.port: 0 is too small")

    @pytest.mark.parametrize(
        ("toml", "said"),
        [
            ("port = 1", "port: unknown key; did you mean server.port?"),
            ("[servr]\nport = 1", "servr: unknown section; did you mean server?"),
            (
                "[feeds]\ninterval = 1",
                "feeds.interval: unknown key; did you mean schedule.interval?",
            ),
            ("[http]\nzzzzzz = 1", "http.zzzzzz: unknown key; known are " + ", ".join(HTTP_KEYS)),
            ("zzz = 1", "zzz: unknown key; the sections are site, content, output, feeds,"),
            ("[[site]]\n", "site: is not a section; write [site] and its keys below it"),
        ],
    )
    def test_an_unknown_key_leads_to_the_nearest_known_one(
        self, tmp_path: Path, toml: str, said: str
    ) -> None:
        assert problem(tmp_path, toml).startswith(f"feedsvc.toml: {said}")

    @pytest.mark.parametrize(
        ("variable", "said"),
        [
            ("FEEDSVC_SERVER__PROT", "did you mean FEEDSVC_SERVER__PORT?"),
            ("FEEDSVC_SERVER_PORT", "did you mean FEEDSVC_SERVER__PORT?"),
            ("FEEDSVC_Server__Port", "did you mean FEEDSVC_SERVER__PORT?"),
            ("FEEDSVC_BASE_URL", "did you mean FEEDSVC_SITE__BASE_URL?"),
            ("FEEDSVC_HTTP", "known are " + ", ".join(HTTP_VARIABLES)),
            ("FEEDSVC_", "the sections are " + ", ".join(SECTION_NAMES)),
        ],
    )
    def test_an_unknown_variable_leads_to_the_nearest_known_one(
        self, tmp_path: Path, variable: str, said: str
    ) -> None:
        assert problem(tmp_path, **{variable: "1"}) == f"{variable}: unknown variable; {said}"

    def test_variables_that_kubernetes_sets_are_passed_over(self, tmp_path: Path) -> None:
        settings = loaded(
            tmp_path,
            FEEDSVC_SERVICE_HOST="10.0.0.1",
            FEEDSVC_SERVICE_PORT_HTTP="80",
            FEEDSVC_PORT="tcp://10.0.0.1:80",
            FEEDSVC_PORT_80_TCP_ADDR="10.0.0.1",
        )

        assert settings.server.port == 8000

    def test_a_port_for_people_is_no_variable_of_kubernetes(self, tmp_path: Path) -> None:
        assert "FEEDSVC_SERVER__PORT?" in problem(tmp_path, FEEDSVC_PORT="8000")

    @pytest.mark.parametrize(
        ("key", "value", "said"),
        [
            ("site.title", "5", "5 is not text; give a name in quotes"),
            ("site.title", r'"a\u0000b"', r"'a\x00b' contains a control character; remove it"),
            ("content.directory", "''", "'' is not the path of a folder; give the path of a"),
            ("content.directory", r'"a\u0000b"', "is not the path of a folder"),
            ("content.directory", "5", "5 is not the path of a folder"),
            ("content.max_bytes", "0", "0 is too small; give a number of bytes, 1 or more"),
            ("content.max_loss", "true", "true is not a number; give a share from 0 to 1"),
            ("content.max_loss", "nan", "nan is not a number"),
            ("content.max_loss", "1.1", "1.1 is too large"),
            ("feeds.limit", "1001", "1001 is too large; give a number of entries from 1 to 1000"),
            ("feeds.summary_length", "19", "19 is too small"),
            ("schedule.interval", "-1", "-1 is too small; give a number of seconds from 1 to"),
            ("schedule.interval", "2.5", "2.5 is not a whole number"),
            ("schedule.cron", "'0 6 * * *'", "'0 6 * * *' is not a list; give a list such as"),
            ("schedule.cron", "['@daily']", "'@daily' does not have five fields; give a list"),
            ("schedule.watch", "1", "1 is neither true nor false; give true or false"),
            ("server.port", "65536", "65536 is too large; give a port from 1 to 65535"),
            ("server.port", "'80'", "'80' is not a whole number"),
            ("server.port", "true", "true is not a whole number"),
            (
                "access_log.format",
                "'apache'",
                "'apache' is not one of the known words; give off, combined or json",
            ),
            ("access_log.file", "3", "3 is not the path of a file"),
            ("server.workers", "2024-01-02", "2024-01-02 is not a whole number"),
            ("server.host", "'http://x'", "'http://x' is not a host name; give an address or a"),
            ("http.max_age", "-1", "-1 is too small"),
        ],
    )
    def test_a_wrong_value_is_shown_with_what_is_wrong_and_what_to_give(
        self, tmp_path: Path, key: str, value: str, said: str
    ) -> None:
        section, name = key.split(".")

        line = problem(tmp_path, f"[{section}]\n{name} = {value}")

        assert said in line

    def test_a_variable_in_another_encoding_is_a_mistake(self, tmp_path: Path) -> None:
        line = problem(tmp_path, FEEDSVC_SITE__TITLE=b"\xd0\xc2".decode("utf-8", "surrogateescape"))

        assert "is not text in UTF-8" in line
        assert line.isascii()

    def test_a_long_value_is_shortened(self, tmp_path: Path) -> None:
        assert len(problem(tmp_path, FEEDSVC_SERVER__PORT="x" * 10_000)) < 200

    @given(st.sampled_from(KEYS), st.text(st.characters(exclude_characters="\0")))
    def test_whatever_a_variable_holds_ends_in_settings_or_a_plain_line(
        self, key: str, written: str
    ) -> None:
        variable = f"FEEDSVC_{key.upper().replace('.', '__')}"

        try:
            settings = load_settings(environ={variable: written}, cwd=Path("/nowhere"))
        except SettingsError as error:
            assert {line.partition(": ")[0] for line in error.problems} == {variable}
            assert "; " in str(error)
        else:
            assert isinstance(settings, Settings)


class TestAddresses:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("https://Feeds.Example.cn/", "https://feeds.example.cn"),
            ("HTTP://example.cn:8080/news//", "http://example.cn:8080/news"),
            ("https://例子.中国/新闻/", "https://xn--fsqu00a.xn--fiqs8s/%E6%96%B0%E9%97%BB"),
            ("http://[::1]:8000", "http://[::1]:8000"),
            ("http://intranet_host", "http://intranet_host"),
            (" https://example.cn ", "https://example.cn"),
        ],
    )
    def test_the_base_url_has_one_way_to_be_written(
        self, tmp_path: Path, written: str, kept: str
    ) -> None:
        assert loaded(tmp_path, FEEDSVC_SITE__BASE_URL=written).site.base_url == kept
        assert loaded(tmp_path, FEEDSVC_SITE__BASE_URL=kept).site.base_url == kept

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("", "is not an absolute http or https address; give the address where readers"),
            ("example.cn", "is not an absolute http or https address"),
            ("ftp://example.cn", "is not an absolute http or https address"),
            ("http://", "is not an absolute http or https address"),
            ("https://example.cn/?a=1", "has a query or a fragment; leave out ? and #"),
            ("https://example.cn/#top", "has a query or a fragment"),
            ("https://me:secret@example.cn", "contains a user name"),
            ("https://exa mple.cn", "contains a blank"),
            ("https://example.cn/100%", "contains a % without two hexadecimal digits; write %25"),
            ("https://example.cn:port", "is not a web address"),
            ("https://[::1", "is not a web address"),
            ("https://a..cn", "is not a host name"),
            ("https://1.2.3.400", "is not a host name"),
        ],
    )
    def test_an_unusable_base_url_is_refused(self, tmp_path: Path, written: str, said: str) -> None:
        assert said in problem(tmp_path, FEEDSVC_SITE__BASE_URL=written)

    @pytest.mark.parametrize(
        ("server", "url"),
        [
            ("", "http://127.0.0.1:8000"),
            ("port = 8656", "http://127.0.0.1:8656"),
            ("host = '0.0.0.0'\nport = 81", "http://127.0.0.1:81"),
            ("host = '::'", "http://127.0.0.1:8000"),
            ("host = '::1'", "http://[::1]:8000"),
            ("host = 'feeds.example.cn'", "http://feeds.example.cn:8000"),
        ],
    )
    def test_without_a_base_url_every_command_names_where_feedsvc_listens(
        self, tmp_path: Path, server: str, url: str
    ) -> None:
        settings = loaded(tmp_path, f"[server]\n{server}\n")
        stated = loaded(tmp_path, f"[server]\n{server}\n[site]\nbase_url = 'http://a.example'\n")

        assert settings.site.base_url == url
        assert stated.site.base_url == "http://a.example"

    def test_ids_and_home_follow_the_base_url_unless_stated(self, tmp_path: Path) -> None:
        toml = "[site]\nbase_url = 'https://feeds.example.cn:8443/news'\n"
        stated = "authority = '例子.中国'\nlink = 'https://example.cn/?from=feed'\n"

        followed = loaded(tmp_path, toml).site
        own = loaded(tmp_path, toml + stated).site

        assert followed.id_authority == "feeds.example.cn"
        assert followed.home_url == "https://feeds.example.cn:8443/news/"
        assert own.id_authority == "xn--fsqu00a.xn--fiqs8s"
        assert own.home_url == "https://example.cn/?from=feed"

    @pytest.mark.parametrize(
        ("template", "kept"),
        [
            (
                "https://News.example.cn/{section}/{slug}.html",
                "https://news.example.cn/{section}/{slug}.html",
            ),
            ("http://x.cn/{year}/{month}/{day}/{stem}", "http://x.cn/{year}/{month}/{day}/{stem}"),
            ("http://x.cn/?p={path}", "http://x.cn/?p={path}"),
            ("http://x.cn/文/{slug}", "http://x.cn/%E6%96%87/{slug}"),
        ],
    )
    def test_the_template_of_article_pages_keeps_its_fields(
        self, tmp_path: Path, template: str, kept: str
    ) -> None:
        assert loaded(tmp_path, FEEDSVC_SITE__ARTICLE_URL=template).site.article_url == kept

    @pytest.mark.parametrize(
        ("template", "said"),
        [
            ("http://x.cn/{slg}", "has the unknown field {slg}; did you mean {slug}?"),
            ("http://x.cn/{}", "has the unknown field {}; use {slug} {path} {stem}"),
            ("http://x.cn/{slug!r}", "has the unknown field {slug!r}; did you mean {slug}?"),
            ("http://x.cn/{slug", "has a brace without its partner"),
            ("http://x.cn/{{slug}}", "has a brace without its partner"),
            ("http://x.cn/{year}", "gives many articles the same address; use at least one of"),
            ("/{slug}.html", "is not an absolute http or https address"),
            ("http://{section}.x.cn/{slug}", "is not a host name"),
        ],
    )
    def test_a_template_that_cannot_work_is_refused(
        self, tmp_path: Path, template: str, said: str
    ) -> None:
        assert said in problem(tmp_path, FEEDSVC_SITE__ARTICLE_URL=template)


class TestLanguagesAndZones:
    @pytest.mark.parametrize("tag", ["", "zh", "zh-CN", "zh-Hans-CN", "en-US", "es-419", "de-x-a"])
    def test_language_tags_are_kept(self, tmp_path: Path, tag: str) -> None:
        assert loaded(tmp_path, FEEDSVC_SITE__LANGUAGE=tag).site.language == tag

    @pytest.mark.parametrize(
        ("tag", "said"),
        [
            ("zh_CN", "is not a language tag; did you mean zh-CN?"),
            ("中文", "is not a language tag; give a language tag such as zh-CN or en"),
            ("chinese", "is not a language tag"),
            ("zh-", "is not a language tag"),
        ],
    )
    def test_other_words_for_a_language_are_refused(
        self, tmp_path: Path, tag: str, said: str
    ) -> None:
        assert said in problem(tmp_path, FEEDSVC_SITE__LANGUAGE=tag)

    @pytest.mark.parametrize(
        ("zone", "said"),
        [
            ("Asia/Shanghi", "is not a time zone; did you mean Asia/Shanghai?"),
            ("UTC+8", "is not a time zone; give the IANA name of a time zone"),
            ("Asia", "is not a time zone"),
            ("../etc/passwd", "is not a time zone"),
        ],
    )
    def test_an_unknown_time_zone_is_refused(self, tmp_path: Path, zone: str, said: str) -> None:
        assert said in problem(tmp_path, FEEDSVC_SITE__TIMEZONE=zone)


class TestCron:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("*/5  0-6,12 1 * *", "*/5 0-6,12 1 * *"),
            ("0 0 1 JAN-mar,6 *", "0 0 1 1-3,6 *"),
            ("0 6 * * 1-5", "0 6 * * mon,tue,wed,thu,fri"),
            ("0 6 * * 7", "0 6 * * sun"),
            ("0 6 * * fri-sun", "0 6 * * sun,fri,sat"),
            ("0 6 * * */2", "0 6 * * sun,tue,thu,sat"),
            ("0 6 * * 0-6", "0 6 * * *"),
        ],
    )
    def test_weekdays_mean_what_they_mean_in_a_crontab(
        self, tmp_path: Path, written: str, kept: str
    ) -> None:
        assert loaded(tmp_path, FEEDSVC_SCHEDULE__CRON=written).schedule.cron == (kept,)

    @pytest.mark.parametrize(
        ("expression", "said"),
        [
            ("* * * *", "does not have five fields; give a list such as"),
            ("60 * * * *", "has '60' as its minute; use *, */n, n, n-n or several with commas"),
            ("* 24 * * *", "has '24' as its hour"),
            ("* * 0 * *", "has '0' as its day of the month"),
            ("* * * janfeb *", "has 'janfeb' as its month"),
            ("* * * * 8", "has '8' as its weekday"),
            ("*/0 * * * *", "has '*/0' as its minute"),
            ("*/60 * * * *", "has '*/60' as its minute"),
            ("9-8 * * * *", "has '9-8' as its minute"),
            ("1, * * * *", "has '' as its minute"),
        ],
    )
    def test_an_impossible_field_is_named(self, tmp_path: Path, expression: str, said: str) -> None:
        assert said in problem(tmp_path, FEEDSVC_SCHEDULE__CRON=expression)


class TestFingerprint:
    @pytest.mark.parametrize(
        "toml",
        [
            "[site]\ntitle = 'x'",
            "[site]\narticle_url = 'http://x/{slug}'",
            "[feeds]\nlimit=9",
            "[http]\nmax_age=1",
            "[http]\nhub = 'http://x/'",
            "[feeds]\narchives = []",
            "[feeds.sections.news]\nlimit = 50",
            "[feeds.saved.news]\nany.tags = ['news']",
        ],
    )
    def test_it_changes_with_what_documents_say(self, tmp_path: Path, toml: str) -> None:
        assert loaded(tmp_path, toml).fingerprint() != loaded(tmp_path).fingerprint()

    def test_it_does_not_change_with_anything_else(self, tmp_path: Path) -> None:
        other = (
            "[content]\ndirectory = 'a'\n[output]\ndirectory = 'b'\n[schedule]\ninterval = 1\n"
            "[server]\nport = 1\n[http]\nrefetch_limit = 9\n[site]\nbase_url = 'http://127.0.0.1:8000/'"
        )

        assert loaded(tmp_path, other).fingerprint() == loaded(tmp_path).fingerprint()


class TestDocumentation:
    def test_every_key_has_its_row_with_its_variable(self) -> None:
        rows = [(key, variable) for key, _, variable in DOCUMENTED]

        assert rows == [(key, f"FEEDSVC_{key.upper().replace('.', '__')}") for key in KEYS]

    @pytest.mark.parametrize(("key", "default"), [row[:2] for row in DOCUMENTED])
    def test_the_documented_default_is_the_default(
        self, tmp_path: Path, key: str, default: str
    ) -> None:
        section, name = key.split(".")

        written = loaded(tmp_path, f"[{section}]\n{name} = {default}")

        assert value_of(written, key) == value_of(load_settings(environ={}, cwd=tmp_path), key)

    def test_the_examples_in_the_manual_load(self, tmp_path: Path) -> None:
        manual = MANUAL.read_text("utf-8")
        toml, _ = re.findall(r"```toml\n(.+?)```", manual, re.S)
        (shell,) = re.findall(r"```sh\n(.+?)```", manual, re.S)
        variables = dict(line.split("=", 1) for line in shell.replace("'", "").splitlines())

        from_file = loaded(tmp_path, toml)
        from_variables = loaded(tmp_path, **variables)

        assert from_file.schedule.cron == from_variables.schedule.cron
        assert from_file.site.title == from_variables.site.title

    def test_the_mistakes_in_the_manual_are_real(self, tmp_path: Path) -> None:
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "feedsvc.toml").write_text(
            "[site]\nbse_url = ''\n[feeds]\nlimit = 0"
        )

        with pytest.raises(SettingsError) as caught:
            load_settings(environ={"FEEDSVC_SERVER__PORT": "abc"}, cwd=tmp_path)

        assert f"```text\n{caught.value}\n```" in MANUAL.read_text("utf-8")

    def test_only_the_two_folders_are_active_in_the_example_file(self) -> None:
        stated = tomllib.loads(EXAMPLE.read_text("utf-8"))

        assert {section: values for section, values in stated.items() if values} == {
            "content": {"directory": "../examples"},
            "output": {"directory": "../feeds"},
        }

    def test_the_example_file_uncommented_states_every_default(self, tmp_path: Path) -> None:
        text = EXAMPLE.read_text("utf-8").replace('\ndirectory = "../examples"', "")
        text = re.sub(r"^#(?=\w+ = )", "", text, flags=re.M)
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "feedsvc.toml").write_text(text, "utf-8")

        stated = [f"{name}.{key}" for name, keys in tomllib.loads(text).items() for key in keys]
        settings = load_settings(environ={}, cwd=tmp_path)

        assert stated == list(KEYS)
        (tmp_path / "config" / "feedsvc.toml").unlink()
        assert settings == load_settings(environ={}, cwd=tmp_path)
