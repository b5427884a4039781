"""What front matter keys mean."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedsvc.model import Enclosure, Origin, Person, Role
from tests.content.examples import article

ANN = Person(name="Ann Lee")


class TestTags:
    @pytest.mark.parametrize(
        "front",
        [
            "tags: [tea, audio]",
            "tags:\n  - tea\n  - audio",
            "tags: tea, audio",
            "tags: tea，audio",
            "tags: tea、audio",
            "tags: tea audio",
            "tags: {tea: 1, audio: 2}",
            "tags: [tea, null, audio, '', tea]",
            "tag: tea\ntags: audio",
            "tags: [\"tea\\u200b\", ' audio ']",
            "tags: '#tea #audio'",
            "tags: ['#tea', '＃audio#']",
        ],
    )
    def test_are_lists_maps_or_divided_text(self, tmp_path: Path, front: str) -> None:
        found = article(tmp_path, "a.md", f"---\n{front}\n---\nText.")

        assert set(found.tags) == {"tea", "audio"}
        assert len(found.tags) == 2

    def test_may_hold_blanks_in_a_list_and_between_commas(self, tmp_path: Path) -> None:
        listed = article(tmp_path, "a.md", "---\ntags: [green tea, no]\n---\nText.")
        divided = article(tmp_path, "b.md", "---\ntags: green tea, no\n---\nText.")

        assert listed.tags == divided.tags == ("green tea", "no")

    def test_keep_the_hash_of_a_name(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", "---\ntags: '#C# F# #夜市#'\n---\nText.")
        listed = article(tmp_path, "b.md", "---\ntags: ['#C#', F#, '#夜市#']\n---\nText.")

        assert found.tags == listed.tags == ("C#", "F#", "夜市")

    def test_may_be_numbers_and_dates(self, tmp_path: Path) -> None:
        yaml = article(tmp_path, "a.md", "---\ntags: [2024, 3.10, true]\n---\nText.")
        toml = article(tmp_path, "b.md", "+++\ntags = [2024, 3.10, true]\n+++\nText.")

        assert yaml.tags == toml.tags == ("2024", "3.10", "true")

    @pytest.mark.parametrize("front", ["tags:", "tags: null", "tags: ''", "tags: []", "x: y"])
    def test_may_be_missing(self, tmp_path: Path, front: str) -> None:
        assert article(tmp_path, "a.md", f"---\n{front}\n---\nText.").tags == ()

    def test_may_stand_among_the_taxonomies_of_zola(self, tmp_path: Path) -> None:
        text = '+++\n[taxonomies]\ntags = ["tea"]\ncategories = ["food"]\n+++\nText.'

        found = article(tmp_path, "a.md", text)

        assert found.tags == ("tea",)
        assert found.section == ("food",)


class TestPeople:
    @pytest.mark.parametrize(
        "front",
        [
            "author: Ann Lee",
            "author: [Ann Lee]",
            "authors:\n  - Ann Lee",
            "authors:\n  - name: Ann Lee",
            "author: Ann Lee\nauthors: [Ann Lee]",
            "author:\n  name: Ann Lee",
        ],
    )
    def test_are_text_lists_or_maps(self, tmp_path: Path, front: str) -> None:
        assert article(tmp_path, "a.md", f"---\n{front}\n---\nText.").people == (ANN,)

    @pytest.mark.parametrize("front", ["Ann Lee, Bo Li", "Ann Lee、Bo Li", "Ann Lee; Bo Li"])
    def test_are_several_where_text_is_divided(self, tmp_path: Path, front: str) -> None:
        found = article(tmp_path, "a.md", f"---\nauthor: {front}\n---\nText.")

        assert [person.name for person in found.people] == ["Ann Lee", "Bo Li"]

    def test_are_one_for_each_item_of_a_list(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", "---\nauthors: ['Ann Lee, Editor-in-chief']\n---\nText.")

        assert [person.name for person in found.people] == ["Ann Lee, Editor-in-chief"]

    def test_may_have_addresses(self, tmp_path: Path) -> None:
        text = (
            "---\nauthors:\n  - Ann Lee <ann@news.example>\n"
            "  - {name: Bo Li, email: bo@news.example, url: /people/bo}\n---\nText."
        )

        found = article(tmp_path, "a.md", text)

        assert found.people == (
            Person(name="Ann Lee", email="ann@news.example"),
            Person(name="Bo Li", email="bo@news.example", uri="https://news.example/people/bo"),
        )

    def test_may_be_editors(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", "---\nauthor: 李明\neditor: 韦小禾 王静\n---\nText.")

        assert found.people == (
            Person(name="李明"),
            Person(name="韦小禾", role=Role.EDITOR),
            Person(name="王静", role=Role.EDITOR),
        )

    @pytest.mark.parametrize("front", ["author:", "author: []", "author: {}", "author: [[a]]"])
    def test_may_be_missing(self, tmp_path: Path, front: str) -> None:
        assert article(tmp_path, "a.md", f"---\n{front}\n---\nText.").people == ()


class TestDraft:
    @pytest.mark.parametrize(
        "front",
        [
            "draft: true",
            "draft: yes",
            "draft: 'true'",
            "draft: 1",
            "published: false",
            "published: no",
            "status: draft",
            "status: skip",
            "eleventyExcludeFromCollections: true",
            "draft: 'TRUE'",
            "published: 'false'",
            "status: Draft",
            "status: hidden",
            "status: Unpublished",
            "publish: false",
            "private: true",
            "hidden: true",
            "unlisted: yes",
        ],
    )
    def test_is_stated_in_many_ways(self, tmp_path: Path, front: str) -> None:
        assert article(tmp_path, "a.md", f"---\n{front}\n---\nText.").draft

    @pytest.mark.parametrize(
        "front",
        [
            *("draft: false", "draft:", "published: true", "published: 2024-01-15"),
            *("status: published", "publish: true", "private: false", "hidden: no", "unlisted:"),
            "permalink: false",
        ],
    )
    def test_is_not_seen_where_it_is_denied(self, tmp_path: Path, front: str) -> None:
        assert not article(tmp_path, "a.md", f"---\n{front}\n---\nText.").draft

    def test_is_what_stands_among_drafts(self, tmp_path: Path) -> None:
        assert article(tmp_path, "news/_drafts/a.md", "Text.").draft


class TestSection:
    @pytest.mark.parametrize(
        ("front", "section"),
        [
            ("section: Food", ("Food",)),
            ("section: Culture/Food", ("Culture", "Food")),
            ("section: /Culture/Food/", ("Culture", "Food")),
            ("category: Street food", ("Street food",)),
            ("categories: [Culture, Food]", ("Culture", "Food")),
            ("categories: Culture Food", ("Culture", "Food")),
            ("categories: Culture, Street food", ("Culture", "Street food")),
            ("categories: Culture/Street food", ("Culture", "Street food")),
            ("categories: [[Culture, Food], [Local]]", ("Culture", "Food")),
            ("categories: [Tea/Coffee]", ("Tea／Coffee",)),
            ("section: ''\ncategory: Food", ("Food",)),
        ],
    )
    def test_is_stated_in_many_ways(
        self, tmp_path: Path, front: str, section: tuple[str, ...]
    ) -> None:
        assert article(tmp_path, "a/b.md", f"---\n{front}\n---\nText.").section == section


class TestEnclosures:
    @pytest.mark.parametrize(
        ("front", "enclosure"),
        [
            (
                "{url: https://m.example/a.mp3, type: audio/mpeg, length: 4821034}",
                Enclosure(url="https://m.example/a.mp3", media_type="audio/mpeg", length=4_821_034),
            ),
            (
                "{url: /sound/夜市.mp3, size: '12'}",
                Enclosure(
                    url="https://news.example/sound/%E5%A4%9C%E5%B8%82.mp3",
                    media_type="audio/mpeg",
                    length=12,
                ),
            ),
            (
                "https://m.example/a.MP4?x=1",
                Enclosure(url="https://m.example/a.MP4?x=1", media_type="video/mp4", length=0),
            ),
            (
                "{url: 'https://m.example/a', length: long}",
                Enclosure(
                    url="https://m.example/a", media_type="application/octet-stream", length=0
                ),
            ),
        ],
    )
    def test_are_maps_or_addresses(self, tmp_path: Path, front: str, enclosure: Enclosure) -> None:
        one = article(tmp_path, "a.md", f"---\nenclosure: {front}\n---\nText.")
        many = article(tmp_path, "b.md", f"---\nenclosures: [{front}]\n---\nText.")

        assert one.enclosures == many.enclosures == (enclosure,)

    @pytest.mark.parametrize(
        "front", ["javascript:alert(1)", "file:///etc/passwd", "'http://['", "''", "{type: x}"]
    )
    def test_are_web_addresses_or_nothing(self, tmp_path: Path, front: str) -> None:
        assert article(tmp_path, "a.md", f"---\nenclosure: {front}\n---\nText.").enclosures == ()

    def test_make_an_article_even_without_text(self, tmp_path: Path) -> None:
        text = "---\ntitle: Listen\nenclosure: https://m.example/a.mp3\n---\n"

        assert article(tmp_path, "a.md", text).title == "Listen"


class TestLinkAndId:
    @pytest.mark.parametrize("key", ["link", "canonical", "canonical_url", "permalink", "url"])
    def test_a_link_is_an_absolute_address(self, tmp_path: Path, key: str) -> None:
        found = article(tmp_path, "a.md", f"---\n{key}: https://例子.example/茶\n---\nText.")

        assert found.link == "https://xn--fsqu00a.example/%E8%8C%B6"

    def test_a_path_is_no_link(self, tmp_path: Path) -> None:
        for path in ("/post/tea.html", "/:year/:title/", "'{{ title }}/'", "pretty", "false"):
            for key in ("permalink", "url"):
                found = article(tmp_path, "a.md", f"---\n{key}: {path}\n---\nText.")

                assert found.link is None
                assert found.notices == ()

    def test_former_addresses_are_no_link(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", "---\naliases: [https://x.example/tea]\n---\nText.")

        assert found.link is None

    @pytest.mark.parametrize("link", ["http://[", "http://a b/", "https://x:99999999/"])
    def test_a_link_that_leads_nowhere_is_ignored_with_a_notice(
        self, tmp_path: Path, link: str
    ) -> None:
        found = article(tmp_path, "a.md", f"---\nlink: '{link}'\n---\n[Text](b.md).")

        assert found.link is None
        assert "is no web address" in found.notices[0].message
        assert 'href="https://news.example/b.md"' in found.content

    @pytest.mark.parametrize("front", ["id: tag:x,2024:1", "guid: tag:x,2024:1"])
    def test_an_id_is_stated_as_id_or_guid(self, tmp_path: Path, front: str) -> None:
        found = article(tmp_path, "a.md", f"---\n{front}\n---\nText.")

        assert found.stated_id == "tag:x,2024:1"

    def test_a_slug_names_the_article(self, tmp_path: Path) -> None:
        assert article(tmp_path, "a.md", "---\nslug: 010\n---\nText.").slug == "010"


class TestDateOfPublication:
    @pytest.mark.parametrize(
        ("front", "ignored"),
        [
            ("publishDate: 2024-02-30\ndate: 2024-01-15", ["publishdate"]),
            ("date: 2024-02-30\ncreated: 2024-01-15", ["date"]),
            ("publishDate: soon\ndate: 2024-13-01\ncreated: 2024-01-15", ["publishdate", "date"]),
            ("date: 2024-02-30\npath: blog/2024/01/15/tea", ["date"]),
            ("published: true\ndate: 2024-01-15", []),
            ("date: 0001-01-01T00:00:00Z\ncreated: 2024-01-15", ["date"]),
        ],
    )
    def test_that_cannot_be_gives_way_to_the_next_key_with_a_notice(
        self, tmp_path: Path, front: str, ignored: list[str]
    ) -> None:
        found = article(tmp_path, "2020-02-02-a.md", f"---\n{front}\n---\nText.")

        assert found.published == datetime(2024, 1, 15, tzinfo=UTC)
        assert found.published_origin is Origin.FRONT_MATTER
        assert [notice.message.partition(":")[0] for notice in found.notices] == ignored

    def test_may_be_the_first_that_exists_of_a_list(self, tmp_path: Path) -> None:
        found = article(tmp_path, "a.md", "---\ndate: [2024-02-30, 2024-01-15]\n---\nText.")

        assert found.published == datetime(2024, 1, 15, tzinfo=UTC)

    def test_of_change_and_expiry_give_way_too(self, tmp_path: Path) -> None:
        text = (
            "---\nupdated: 2024-02-30\nlastmod: 2024-01-15\n"
            "expires: 2024-02-31\nunpublishdate: 2024-01-15\n---\nText."
        )

        found = article(tmp_path, "a.md", text)

        assert found.updated == found.expires == datetime(2024, 1, 15, tzinfo=UTC)
        assert [notice.message for notice in found.notices] == [
            "updated: '2024-02-30' is not a date; ignored",
            "expires: '2024-02-31' is not a date; ignored",
        ]

    def test_is_of_the_text_alone_where_the_publication_cannot_be(self, tmp_path: Path) -> None:
        found = article(
            tmp_path, "a.md", "---\npublishDate: 2024-02-30\ndate: 2024-01-15\n---\nText."
        )

        assert found.updated is None

    @pytest.mark.parametrize("date", ["Created", "Last Modified", "git Created"])
    def test_that_eleventy_would_look_up_is_none_without_a_notice(
        self, tmp_path: Path, date: str
    ) -> None:
        found = article(tmp_path, "2024-01-15-a.md", f"---\ndate: {date}\n---\nText.")

        assert found.published_origin is Origin.FILE_NAME
        assert found.notices == ()


class TestTables:
    def test_of_zola_name_authors_and_media(self, tmp_path: Path) -> None:
        text = (
            '+++\ntitle = "Tea"\n[extra]\nauthor = "Ann Lee"\nid = "mine"\nsection = "x"\n'
            'enclosure = "https://m.example/a.mp3"\n+++\nText.'
        )

        found = article(tmp_path, "a.md", text)

        assert found.people == (ANN,)
        assert len(found.enclosures) == 1
        assert (found.stated_id, found.section) == (None, ())

    def test_of_zola_may_hold_authors_as_a_taxonomy(self, tmp_path: Path) -> None:
        text = '+++\n[taxonomies]\nauthors = ["Ann Lee"]\n+++\nText.'

        assert article(tmp_path, "a.md", text).people == (ANN,)

    def test_of_hugo_name_authors(self, tmp_path: Path) -> None:
        text = "---\nparams:\n  Author: Ann Lee\n---\nText."

        assert article(tmp_path, "a.md", text).people == (ANN,)

    def test_give_way_to_the_keys_beside_them(self, tmp_path: Path) -> None:
        text = "---\nauthor: Ann Lee\nextra:\n  author: Bo Li\n---\nText."

        assert article(tmp_path, "a.md", text).people == (ANN,)
