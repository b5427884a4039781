"""The look of the pages as settings, own templates and own files make it, and its manual."""

import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, Template

from feedsvc.serve.app import create_app
from tests.conftest import Site
from tests.serve.reading_pages import Page

Connect = Callable[[Site], FlaskClient]

ROOT = Path(__file__).parent.parent.parent
MANUAL = (ROOT / "docs" / "pages.md").read_text("utf-8")
LOGO = b'<svg xmlns="http://www.w3.org/2000/svg"><style>path{fill:red}</style></svg>'
PAGES = ["/", "/feeds/", "/feeds/all", "/articles/listen", "/sitemap", "/feeds/tag/nothing"]


@pytest.fixture
def theme(newsroom: Site) -> Path:
    """The folder of a theme that has nothing in it yet; the feeds of the newsroom are built."""
    folder = newsroom.root / "theme"
    (folder / "templates").mkdir(parents=True)
    (folder / "static").mkdir()
    newsroom.variables["FEEDSVC_PAGES__THEME"] = str(folder)
    newsroom.build()
    return folder


@pytest.fixture
def themed(newsroom: Site, theme: Path, connect: Connect) -> FlaskClient:
    """A client of the newsroom with that theme."""
    return connect(newsroom)


def own(theme: Path, name: str, text: str) -> Path:
    file = theme / "templates" / name
    file.write_text(text, "utf-8")
    return file


def marked(name: str, mark: str) -> str:
    """Return a template that puts *mark* above the content of the one of ours called *name*."""
    return (
        f'{{% extends "feedsvc/{name}" %}}'
        f'{{% block content %}}<p class="own">{mark}</p>{{{{ super() }}}}{{% endblock %}}'
    )


def shown(client: FlaskClient, path: str = "/", status: int = 200) -> Page:
    answer = client.get(path)
    assert answer.status_code == status
    return Page(answer.text)


def marks(page: Page) -> list[str]:
    return [each.text for each in page.all("p", **{"class": "own"})]


def sheets(page: Page) -> list[str]:
    return [each.attributes["href"] for each in page.all("link", rel="stylesheet")]


class TestSettings:
    def test_without_any_the_pages_are_as_ever(self, client: FlaskClient) -> None:
        page = shown(client)

        assert sheets(page) == ["/static/style.css"]
        assert page.all("img", **{"class": "logo"}) == []
        for path in ("colours.css", "logo.svg", "theme.css"):
            assert client.get(f"/theme/{path}").status_code == 404

    def test_the_logo_stands_for_the_name_on_every_page_at_an_address_that_stays(
        self, newsroom: Site, connect: Connect
    ) -> None:
        picture = newsroom.root / "brand-2026-final.svg"
        picture.write_bytes(LOGO)
        newsroom.variables["FEEDSVC_PAGES__LOGO"] = str(picture)
        newsroom.build()
        client = connect(newsroom)

        for path in PAGES:
            status = 404 if path.endswith("nothing") else 200
            logo = shown(client, path, status).one("img", **{"class": "logo"}).attributes
            assert logo["src"] == "/theme/logo.svg"
            assert logo["alt"]
        answer = client.get("/theme/logo.svg")
        assert (answer.data, answer.headers["Content-Type"]) == (LOGO, "image/svg+xml")

    def test_a_drawing_that_is_opened_may_style_itself_and_nothing_else(
        self, newsroom: Site, connect: Connect
    ) -> None:
        picture = newsroom.root / "logo.svg"
        picture.write_bytes(LOGO)
        newsroom.variables["FEEDSVC_PAGES__LOGO"] = str(picture)
        newsroom.build()

        policy = connect(newsroom).get("/theme/logo.svg").headers["Content-Security-Policy"]

        assert policy == ("default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox")

    def test_a_logo_that_vanishes_costs_itself(self, newsroom: Site, connect: Connect) -> None:
        picture = newsroom.root / "logo.svg"
        picture.write_bytes(LOGO)
        newsroom.variables["FEEDSVC_PAGES__LOGO"] = str(picture)
        newsroom.build()
        client = connect(newsroom)
        picture.unlink()

        assert client.get("/theme/logo.svg").status_code == 404
        assert shown(client).all("img", **{"class": "logo"})

    @pytest.mark.parametrize(
        ("light", "dark", "said"),
        [
            ("#0b5394", "#9cc3f0", ["#0b5394", "#9cc3f0"]),
            ("#0b5394", "", ["#0b5394", "#5a8bb7"]),
            ("", "#9cc3f0", ["#9cc3f0"]),
        ],
    )
    def test_colours_come_in_a_style_sheet_after_ours(
        self, newsroom: Site, connect: Connect, light: str, dark: str, said: list[str]
    ) -> None:
        newsroom.variables["FEEDSVC_PAGES__ACCENT"] = light
        newsroom.variables["FEEDSVC_PAGES__ACCENT_DARK"] = dark
        newsroom.build()
        client = connect(newsroom)

        assert sheets(shown(client)) == ["/static/style.css", "/theme/colours.css"]
        css = client.get("/theme/colours.css").text
        assert re.findall("--accent: (#[0-9a-f]{6});", css) == said
        assert css.count("@media (prefers-color-scheme: dark)") == 1

    def test_the_footer_says_its_lines_on_every_page(
        self, newsroom: Site, connect: Connect
    ) -> None:
        newsroom.variables["FEEDSVC_PAGES__FOOTER"] = (
            '["© <b>News</b>", {text = "京ICP备12345678号-1", url = "https://beian.miit.gov.cn/"}]'
        )
        newsroom.build()
        client = connect(newsroom)

        for path in PAGES:
            status = 404 if path.endswith("nothing") else 200
            page = shown(client, path, status)
            assert [each.text for each in page.all("li")].count("© <b>News</b>") == 1
            assert page.links()["京ICP备12345678号-1"] == "https://beian.miit.gov.cn/"

    def test_addresses_begin_with_the_path_of_the_site(
        self, newsroom: Site, theme: Path, connect: Connect
    ) -> None:
        newsroom.variables["FEEDSVC_SITE__BASE_URL"] = "https://example.cn/news"
        (theme / "static" / "theme.css").write_text("a { color: red }")
        client = connect(newsroom)

        assert sheets(shown(client, "/news/"))[1:] == ["/news/theme/theme.css"]
        assert client.get("/news/theme/theme.css").text == "a { color: red }"


class TestOwnTemplates:
    def test_one_block_of_every_page(self, theme: Path, themed: FlaskClient) -> None:
        own(
            theme,
            "base.html",
            '{% extends "feedsvc/base.html" %}'
            '{% block footer %}<p class="own">{{ language }}</p>{{ super() }}{% endblock %}',
        )

        for path in PAGES:
            status = 404 if path.endswith("nothing") else 200
            page = shown(themed, path, status)
            assert marks(page) == [page.one("html").attributes["lang"]]
            assert page.one("footer", **{"class": "foot"})

    def test_one_block_of_one_page(self, theme: Path, themed: FlaskClient) -> None:
        own(theme, "article.html", marked("article.html", "{{ page.entry.title }}"))

        assert marks(shown(themed, "/articles/listen")) == ["Listen"]
        assert marks(shown(themed)) == []

    def test_everything(self, theme: Path, themed: FlaskClient) -> None:
        own(theme, "base.html", "<title>{% block title %}{% endblock %}</title>")

        page = shown(themed)

        assert [each.tag for each in page.elements] == ["title"]

    def test_templates_in_folders_are_found_and_what_is_hidden_is_not(
        self, theme: Path, themed: FlaskClient
    ) -> None:
        (theme / "templates" / "parts").mkdir()
        own(theme, "parts/line.html", '<p class="own">included</p>')
        own(theme, ".parts.html", "{% if")
        own(theme, "home.html", marked("home.html", '{% include "parts/line.html" %}'))

        assert "included" in marks(shown(themed))

    def test_a_change_shows_at_the_next_request_though_pages_are_kept(
        self, newsroom: Site, theme: Path, connect: Connect
    ) -> None:
        for file in (newsroom.root / "feeds.state").glob("catalog.sqlite3*"):
            os.utime(file, (0, 0))
        client = connect(newsroom)
        seen = []
        before = client.get("/")
        seen.append(marks(Page(before.text)))
        for mark in ("one", "two"):
            own(theme, "home.html", marked("home.html", mark))
            seen.append(marks(shown(client)))
        (theme / "templates" / "home.html").unlink()
        after = client.get("/", headers={"If-None-Match": before.headers["ETag"]})

        assert seen == [[], ["one"], ["two"]]
        assert after.status_code == 304

    def test_a_new_style_sheet_is_linked_at_the_next_request(
        self, newsroom: Site, theme: Path, connect: Connect
    ) -> None:
        for file in (newsroom.root / "feeds.state").glob("catalog.sqlite3*"):
            os.utime(file, (0, 0))
        client = connect(newsroom)
        before = sheets(shown(client))
        (theme / "static" / "theme.css").write_text("")

        assert sheets(shown(client)) == [*before, "/theme/theme.css"]


class TestBrokenTemplates:
    BROKEN = (
        ("{% if %}", "TemplateSyntaxError"),
        ('{% extends "feedsvc/home.html" %}\n{% block content %}{{ nobody }}{% endblock %}', "nob"),
        ('{% extends "feedsvc/home.html" %}\n{% block title %}{{ 1 / 0 }}{% endblock %}', "Zero"),
        ('{% extends "home.html" %}', "RecursionError"),
        ('{% extends "nowhere.html" %}', "nowhere.html"),
        ('{% include "feedsvc/nowhere.html" %}', "nowhere.html"),
        ("{{ home.nothing }}", "nothing"),
        ("{{ site.title | unknown }}", "unknown"),
    )

    @pytest.mark.parametrize(("text", "said"), BROKEN)
    def test_one_costs_itself_and_is_told_once_with_its_place(
        self,
        theme: Path,
        themed: FlaskClient,
        caplog: pytest.LogCaptureFixture,
        text: str,
        said: str,
    ) -> None:
        ours = themed.get("/").text
        file = own(theme, "home.html", text)
        own(theme, "feed.html", marked("feed.html", "fine"))

        assert themed.get("/").text == ours
        assert themed.get("/").text == ours
        assert marks(shown(themed, "/feeds/all")) == ["fine"]
        (line,) = [each.getMessage() for each in caplog.records]
        assert line.startswith(f"own template {file}, line ")
        assert said in line

    def test_it_is_told_before_anybody_asks_for_that_page(
        self, newsroom: Site, theme: Path, connect: Connect, caplog: pytest.LogCaptureFixture
    ) -> None:
        file = own(theme, "article.html", "\n\n{% endif %}")

        connect(newsroom)

        assert f"own template {file}, line 3 fails: TemplateSyntaxError" in caplog.text

    def test_one_in_another_encoding_is_told_too(
        self, theme: Path, themed: FlaskClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        file = theme / "templates" / "home.html"
        file.write_bytes("新闻".encode("gbk"))

        assert shown(themed).one("h1").text == "大国新村"
        assert f"own template {file} fails: UnicodeDecodeError" in caplog.text

    def test_one_that_all_pages_are_made_from_leaves_the_others_in_use(
        self, theme: Path, themed: FlaskClient
    ) -> None:
        own(theme, "base.html", "{{ nobody }}")
        own(theme, "home.html", marked("home.html", "still here"))

        assert marks(shown(themed)) == ["still here"]

    def test_pieces_without_what_ours_ask_for_leave_the_page_to_ours(
        self, theme: Path, themed: FlaskClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        ours = themed.get("/").text
        own(theme, "parts.html", "{% macro to(url, text) %}{% endmacro %}")

        assert themed.get("/").text == ours
        assert themed.get("/").text == ours
        (line,) = [each.getMessage() for each in caplog.records]
        assert line.startswith("home.html with templates of the theme fails: UndefinedError")

    def test_it_is_used_again_once_it_is_mended(self, theme: Path, themed: FlaskClient) -> None:
        own(theme, "home.html", "{% if %}")
        before = marks(shown(themed))
        own(theme, "home.html", marked("home.html", "mended"))

        assert (before, marks(shown(themed))) == ([], ["mended"])

    def test_one_that_fails_on_one_page_is_used_on_the_others(
        self, theme: Path, themed: FlaskClient
    ) -> None:
        text = marked("feed.html", "{{ {'all': 'fine'}[page.feed.key.kind] + '' }}")
        own(theme, "feed.html", text)

        seen = [marks(shown(themed, path)) for path in ("/feeds/all", "/feeds/tag/tea") * 2]

        assert seen == [["fine"], [], ["fine"], []]

    def test_the_folder_may_vanish(self, theme: Path, themed: FlaskClient) -> None:
        own(theme, "home.html", marked("home.html", "own"))
        before = marks(shown(themed))
        theme.rename(theme.with_name("elsewhere"))

        assert (before, marks(shown(themed))) == (["own"], [])
        assert themed.get("/theme/theme.css").status_code == 404

    def test_the_pages_of_errors_survive_it(self, theme: Path, themed: FlaskClient) -> None:
        own(theme, "notice.html", "{{ nobody }}")

        assert shown(themed, "/nowhere", 404).one("h1").text

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @example("{% extends 'feedsvc/home.html' %}{% extends 'home.html' %}")
    @given(
        st.lists(st.sampled_from([*"{%}# -'|().a", "{{", "{%", "%}", "}}", "home"])).map("".join)
    )
    def test_whatever_one_says_there_is_a_page(
        self, theme: Path, themed: FlaskClient, text: str
    ) -> None:
        own(theme, "home.html", text)

        assert themed.get("/").status_code == 200


class TestFiles:
    def test_each_has_its_type_and_may_be_kept_for_ten_minutes(
        self, theme: Path, themed: FlaskClient
    ) -> None:
        for name, media_type in (
            ("theme.css", "text/css; charset=utf-8"),
            ("menu.js", "text/javascript; charset=utf-8"),
            ("pictures/PIG.PNG", "image/png"),
            ("house.woff2", "font/woff2"),
            ("字体.xyz", "application/octet-stream"),
            ("page.html", "application/octet-stream"),
        ):
            file = theme / "static" / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(b"bytes")

            answer = themed.get(f"/theme/{name}")
            again = themed.get(f"/theme/{name}", headers={"If-None-Match": answer.headers["ETag"]})

            assert (answer.status_code, answer.data) == (200, b"bytes")
            assert answer.headers["Content-Type"] == media_type
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "public, max-age=600"
            assert (again.status_code, again.data) == (304, b"")

    def test_a_changed_file_has_another_validator(self, theme: Path, themed: FlaskClient) -> None:
        file = theme / "static" / "theme.css"
        file.write_bytes(b"one")
        before = themed.get("/theme/theme.css").headers["ETag"]
        times = file.stat().st_atime_ns, file.stat().st_mtime_ns
        file.write_bytes(b"two")
        os.utime(file, ns=times)

        answer = themed.get("/theme/theme.css", headers={"If-None-Match": before})

        assert (answer.status_code, answer.data) == (200, b"two")

    def test_only_regular_files_within_the_folder_are_served(
        self, newsroom: Site, theme: Path, themed: FlaskClient
    ) -> None:
        static = theme / "static"
        (newsroom.root / "secret.css").write_text("secret")
        own(theme, "base.html", '{% extends "feedsvc/base.html" %}')
        (static / ".hidden.css").write_text("secret")
        (static / ".git").mkdir()
        (static / ".git" / "config.css").write_text("secret")
        (static / "out.css").symlink_to(newsroom.root / "secret.css")
        (static / "up").symlink_to(newsroom.root)
        (static / "round.css").symlink_to(static / "round.css")
        (static / "folder.css").mkdir()
        os.mkfifo(static / "pipe.css")
        with (static / "huge.css").open("wb") as huge:
            huge.truncate(16_000_001)

        for path in (
            *("out.css", "up/secret.css", "round.css", "folder.css", "pipe.css", "huge.css"),
            *(".hidden.css", ".git/config.css", "./theme.css", "../../secret.css", "../static.css"),
            *("..%2f..%2fsecret.css", "%2e%2e/templates/base.html", "/etc/passwd", "//etc/passwd"),
            *("%00", "a%00.css", "%ff.css", "x" * 5_000, "a/" * 3_000, "", "folder.css/"),
        ):
            assert themed.get(f"/theme/{path}").status_code == 404

    def test_links_within_the_folder_are_followed(self, theme: Path, themed: FlaskClient) -> None:
        (theme / "static" / "v2.css").write_text("new")
        (theme / "static" / "theme.css").symlink_to("v2.css")

        assert themed.get("/theme/theme.css").text == "new"

    def test_a_theme_that_is_a_link_can_be_pointed_elsewhere(
        self, newsroom: Site, theme: Path, connect: Connect
    ) -> None:
        other = newsroom.root / "other"
        (other / "static").mkdir(parents=True)
        (other / "static" / "theme.css").write_text("other")
        link = newsroom.root / "current"
        link.symlink_to(theme)
        newsroom.variables["FEEDSVC_PAGES__THEME"] = str(link)
        client = connect(newsroom)
        before = client.get("/theme/theme.css").status_code
        link.unlink()
        link.symlink_to(other)

        assert before == 404
        assert client.get("/theme/theme.css").text == "other"
        assert "/theme/theme.css" in sheets(shown(client))

    @settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.sampled_from(["..", ".", "", "%2e%2e", "%2f", "\\", "templates", "a"])))
    def test_no_path_leads_out(self, theme: Path, themed: FlaskClient, parts: list[str]) -> None:
        (theme / "templates" / "a").write_text("secret")

        answer = themed.get(f"/theme/{'/'.join(parts)}/a")

        assert answer.status_code == 404


class TestManual:
    """What docs/pages.md says."""

    @staticmethod
    def examples() -> dict[str, str]:
        """Return each example of a file of a theme by its path."""
        found = re.findall(r"`(theme/[\w./]+)`:\n\n```\w+\n(.+?)```", MANUAL, re.S)
        return dict(found)

    def test_its_example_makes_the_pages_that_it_describes(
        self, newsroom: Site, connect: Connect, caplog: pytest.LogCaptureFixture
    ) -> None:
        (toml,) = re.findall(r"```toml\n(.+?)```", MANUAL, re.S)
        for path, text in self.examples().items():
            file = newsroom.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        (newsroom.root / "logo.svg").write_bytes(LOGO)
        (newsroom.root / "feedsvc.toml").write_text(toml, "utf-8")
        newsroom.build()
        client = connect(newsroom)

        assert len(self.examples()) == 4
        home = shown(client, "/?lang=en")
        assert home.one("p", **{"class": "hotline"}).text == "News desk: +86 10 12345678"
        assert (
            shown(client, "/?lang=zh-Hans").one("p", **{"class": "hotline"}).text.startswith("新")
        )
        changed = shown(client, "/articles/listen?lang=en").one("p", **{"class": "changed"})
        assert changed.text.startswith("This article was updated: March 2, 2026")
        missing = shown(client, "/nowhere?lang=zh-Hans", 404)
        assert missing.links()["全部订阅源"].endswith("/feeds/?lang=zh-Hans")
        assert sheets(home)[1:] == ["/theme/colours.css", "/theme/theme.css"]
        for url in (*sheets(home)[1:], "/theme/logo.svg"):
            assert client.get(url).status_code == 200
        footer = tomllib.loads(toml)["pages"]["footer"]
        assert [home.links()[line["text"]] for line in footer[1:]] == [
            line["url"] for line in footer[1:]
        ]
        assert caplog.records == []

    def test_its_tables_name_what_templates_get(self, newsroom: Site, connect: Connect) -> None:
        newsroom.variables["FEEDSVC_FEEDS__LIMIT"] = "1"
        newsroom.build()
        client = connect(newsroom)
        archive = newsroom.output / "archive" / "all"
        name = sorted(archive.glob("*.atom"))[0].stem
        seen: dict[str, set[str]] = {}
        with recorded(seen):
            for path in (*PAGES, "/feeds/archive/all/", f"/feeds/archive/all/{name}"):
                client.get(path)

        everywhere, alone = documented()
        wanted = {
            template: names
            | everywhere
            | (set() if template == "notice.html" else {"canonical", "site"})
            for template, names in alone.items()
        }
        assert seen == wanted

    def test_its_table_of_filters_is_complete(self, newsroom: Site) -> None:
        given = set(create_app(newsroom.services).jinja_env.filters)
        listed = MANUAL.partition("| Filter |")[2].partition("\n\n")[0]

        ours = {name for name in given - set(Environment().filters) if not name.endswith("format")}

        assert ours == set(re.findall(r"`(\w+)`", listed))

    def test_its_list_of_pages_names_every_template(self) -> None:
        listed = set(re.findall(r"^\| .+ \| `(\w+\.html)` \|$", MANUAL, re.M))
        ours = {each.name for each in (ROOT / "feedsvc/serve/templates").glob("*.html")}

        assert ours == listed | {"base.html", "parts.html"}


def documented() -> tuple[set[str], dict[str, set[str]]]:
    """Return the names of all templates, and those that each has beside them."""
    section = MANUAL.partition("### What templates know")[2].partition("\nFilters")[0]
    first, _, second = section.partition("| Template |")
    everywhere = set()
    for cell in re.findall(r"^\| (`.+?`) \|", first, re.M):
        everywhere |= set(re.findall(r"`(\w+)`", cell))
    rows = re.findall(r"^\| `(\w+\.html)` \| (.+) \|$", second, re.M)
    return everywhere, {name: set(re.findall(r"`(\w+)`", cell)) for name, cell in rows}


class recorded:  # noqa: N801 - reads as a word of the test
    """Notes in *seen* which names each template gets from us while the block runs."""

    def __init__(self, seen: dict[str, set[str]]) -> None:
        self._seen = seen

    def __enter__(self) -> None:
        template_rendered.connect(self._note)

    def __exit__(self, *_: object) -> None:
        template_rendered.disconnect(self._note)

    def _note(self, _app: Flask, template: Template, context: dict[str, Any], **_: object) -> None:
        names = set(context) - {"g", "request", "session"}
        self._seen.setdefault(str(template.name), set()).update(names)
