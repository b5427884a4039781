"""What articles say of sound, film and pictures, in the dialects of generators and themes."""

from pathlib import Path

import pytest

from feedsvc.content.media import values
from feedsvc.model import Article, Enclosure, Picture, Podcast
from tests.content.examples import article, rejection, write
from tests.content.pictures import jpeg, png

TEXT = "Text."
URL = "https://m.example/a.mp3"


def of(folder: Path, front: str, body: str = TEXT, *, path: str = "posts/a.md") -> Article:
    return article(folder, path, f"---\n{front}\n---\n{body}")


class TestEnclosures:
    @pytest.mark.parametrize(
        "front",
        [
            f"podcast: {{file: {URL}, bytes: 4821034, duration: '00:31:02'}}",
            f"podcast: {{mp3: {URL}, bytes: 4821034, duration: '00:31:02'}}",
            f"podcast: {{audio: {{url: {URL}, bytes: 4821034}}, duration: '00:31:02'}}",
            f"audio: {URL}\nbytes: 4821034\nduration: 1862",
            f"audio_url: {URL}\nfilesize: 4,821,034\nduration: '1862'",
            f"podcast_file: {URL}\npodcast_bytes: 4821034\npodcast_duration: '31:02'",
            f"podcast_link: {URL}\npodcast_length: 4821034\npodcast_duration: '31:02'",
            f"enclosures:\n- url: {URL}\n  size: 4821034\n  duration: PT31M2S\n  mime: audio/mpeg",
            f"attachments:\n- url: {URL}\n  size_in_bytes: 4821034\n  duration_in_seconds: 1862",
            f"media: {{src: {URL}, length: 4821034, duration: 31m2s}}",
            f"enclosure: {URL}\npodcast: {{file: {URL}, bytes: 4821034, duration: 1862}}",
            f"params:\n  audio: {URL}\n  bytes: 4821034\n  duration: 1862",
        ],
    )
    def test_are_stated_in_many_ways(self, tmp_path: Path, front: str) -> None:
        assert of(tmp_path, front).enclosures == (
            Enclosure(url=URL, media_type="audio/mpeg", length=4_821_034, duration=1862),
        )

    @pytest.mark.parametrize(
        "front",
        [
            "podcast: true",
            "podcast: The Tea Show",
            "audio: false",
            "video: https://www.youtube.com/watch?v=abc",
            "video: abc123",
            "media: [print, web]",
            "podcast: {author: Ann, link: https://m.example/}",
            "enclosure: true",
            "enclosure: ",
            "bytes: 12",
        ],
    )
    def test_are_no_switches_names_and_pages(self, tmp_path: Path, front: str) -> None:
        assert of(tmp_path, front).enclosures == ()

    def test_are_those_of_every_key_and_format_each_once(self, tmp_path: Path) -> None:
        front = (
            "audio: {mp3: /a.mp3, ogg: /a.ogg, length: 9}\n"
            "video: https://m.example/b.webm\nenclosures: [/a.mp3, /scan.pdf]"
        )

        found = of(tmp_path, front).enclosures

        assert [(each.url, each.media_type, each.length) for each in found] == [
            ("https://news.example/a.mp3", "audio/mpeg", 0),
            ("https://news.example/scan.pdf", "application/pdf", 0),
            ("https://news.example/a.ogg", "audio/ogg", 0),
            ("https://m.example/b.webm", "video/webm", 0),
        ]

    @pytest.mark.parametrize("length", ["-1", "13.7 MB", "1e9", "99999999999999999999", "long", ""])
    def test_of_no_sensible_length_have_none(self, tmp_path: Path, length: str) -> None:
        found = of(tmp_path, f"enclosure: {{url: {URL}, length: '{length}'}}").enclosures

        assert found[0].length == 0

    def test_have_the_type_that_is_stated_if_it_is_one(self, tmp_path: Path) -> None:
        front = (
            "enclosures:\n- {url: /a.ogg, type: video/ogg; codecs=theora}\n"
            "- {url: /b.mp3, type: mp3}\n- {url: /c}"
        )

        assert [each.media_type for each in of(tmp_path, front).enclosures] == [
            "video/ogg",
            "audio/mpeg",
            "application/octet-stream",
        ]

    def test_are_bounded(self, tmp_path: Path) -> None:
        front = "enclosures: [" + ", ".join(f"/{number}.mp3" for number in range(150)) + "]"

        found = of(tmp_path, front)

        assert len(found.enclosures) == 50
        assert any("more than 50 media files" in each.message for each in found.notices)

    @pytest.mark.parametrize(
        "url", ["javascript:alert(1)", "data:audio/mpeg;base64,AA", "C:\\a.mp3"]
    )
    def test_of_no_web_address_are_left_out_with_a_notice(self, tmp_path: Path, url: str) -> None:
        found = of(tmp_path, f"enclosure: '{url}'")

        assert found.enclosures == ()
        assert "is no web address" in found.notices[0].message


class TestLocalFiles:
    @pytest.mark.parametrize(
        ("reference", "url"),
        [
            ("a.mp3", "https://news.example/posts/a.mp3"),
            ("./a.mp3", "https://news.example/posts/a.mp3"),
            ("../posts/a.mp3", "https://news.example/posts/a.mp3"),
            ("/posts/a.mp3", "https://news.example/posts/a.mp3"),
            ("\\posts\\a.mp3", "https://news.example/posts/a.mp3"),
            ("https://news.example/posts/a.mp3", "https://news.example/posts/a.mp3"),
            ("a.mp3?v=2#t=9", "https://news.example/posts/a.mp3?v=2#t=9"),
        ],
    )
    def test_are_measured(self, tmp_path: Path, reference: str, url: str) -> None:
        write(tmp_path, "posts/a.mp3", bytes(1234))

        found = of(tmp_path, f"enclosure: {{url: '{reference}', length: 99}}")

        assert found.enclosures == (Enclosure(url=url, media_type="audio/mpeg", length=1234),)
        assert found.notices == ()

    @pytest.mark.parametrize("reference", ["夜市 1.mp3", "%E5%A4%9C%E5%B8%82%201.mp3"])
    def test_may_have_chinese_names_with_blanks(self, tmp_path: Path, reference: str) -> None:
        write(tmp_path, "posts/夜市 1.mp3", bytes(5))

        assert of(tmp_path, f"audio: '{reference}'").enclosures == (
            Enclosure(
                url="https://news.example/posts/%E5%A4%9C%E5%B8%82%201.mp3",
                media_type="audio/mpeg",
                length=5,
            ),
        )

    def test_that_are_pictures_have_a_size(self, tmp_path: Path) -> None:
        write(tmp_path, "posts/a.png", png(640, 480))

        (found,) = of(tmp_path, "enclosure: {url: a.png, width: 9, height: 9}").enclosures

        assert (found.width, found.height) == (640, 480)

    def test_that_are_not_there_are_enclosed_with_a_notice(self, tmp_path: Path) -> None:
        found = of(tmp_path, "enclosure: sound/no.mp3")

        assert found.enclosures[0].url == "https://news.example/posts/sound/no.mp3"
        assert [notice.message for notice in found.notices] == [
            "enclosure: 'sound/no.mp3' is no file in the content folder; its length is unknown"
        ]

    def test_that_lie_elsewhere_are_what_front_matter_says(self, tmp_path: Path) -> None:
        found = of(tmp_path, "enclosure: {url: /static/no.mp3, length: 77}")

        assert found.enclosures[0].length == 77
        assert found.notices == ()

    def test_outside_the_folder_are_not_looked_at(self, tmp_path: Path) -> None:
        write(tmp_path, "secret.mp3", b"1234")

        found = of(tmp_path / "content", "enclosures: [../../secret.mp3, /../secret.mp3]")

        assert {each.length for each in found.enclosures} == {0}

    def test_of_other_sites_are_never_looked_for(self, tmp_path: Path) -> None:
        write(tmp_path, "m.example/a.mp3", bytes(9))
        write(tmp_path, "a.mp3", bytes(9))

        assert of(tmp_path, f"enclosures: [{URL}, //m.example/a.mp3]").enclosures == (
            Enclosure(url=URL, media_type="audio/mpeg", length=0),
        )


class TestLeadPicture:
    @pytest.mark.parametrize(
        "front",
        [
            "image: /tea.jpg",
            "cover: /tea.jpg",
            "coverImage: /tea.jpg",
            "thumbnail: /tea.jpg",
            "banner: /tea.jpg",
            "featured_image: /tea.jpg",
            "featuredImage: /tea.jpg",
            "feature: /tea.jpg",
            "hero: /tea.jpg",
            "og_image: /tea.jpg",
            "images: [/tea.jpg, /other.jpg]",
            "image: {path: /tea.jpg}",
            "image: {feature: /tea.jpg}",
            "cover: {image: /tea.jpg, relative: true}",
            "header: {teaser: /tea.jpg}",
            "header: {image: /tea.jpg}",
            "cover-img: [/tea.jpg]",
            "cover: false\nthumbnail: /tea.jpg",
            "top_img: '#49b1f5'\ncover: \\tea.jpg",
            "extra:\n  image: /tea.jpg",
            "params:\n  cover: {image: /tea.jpg}",
            "image: data:image/png;base64,AAAA\nthumbnail: /tea.jpg",
        ],
    )
    def test_is_stated_in_many_ways(self, tmp_path: Path, front: str) -> None:
        found = of(tmp_path, front)

        assert found.image == Picture(url="https://news.example/tea.jpg")
        assert found.content == (
            '<figure><img src="https://news.example/tea.jpg" alt=""></figure>\n<p>Text.</p>\n'
        )

    @pytest.mark.parametrize(
        "front",
        [
            "image: true",
            "cover: '#fff'",
            "cover: linear-gradient(red, blue)",
            "feature: 3",
            "hero: Welcome",
            "image: javascript:alert(1).png",
            "image: https://m.example/film.mp4",
            "image: {alt: Tea}",
            "header: {overlay_color: '#333'}",
        ],
    )
    def test_is_no_switch_and_no_colour(self, tmp_path: Path, front: str) -> None:
        found = of(tmp_path, front)

        assert found.image is None
        assert found.content == "<p>Text.</p>\n"

    def test_tells_its_size_and_what_it_shows(self, tmp_path: Path) -> None:
        front = "image: {src: /tea.jpg, width: 640px, height: 480, alt: 'Tea & \"eggs\" <b>'}"

        found = of(tmp_path, front)

        assert found.image == Picture(
            url="https://news.example/tea.jpg", width=640, height=480, text='Tea & "eggs" <b>'
        )
        assert found.content.startswith(
            '<figure><img src="https://news.example/tea.jpg" '
            'alt="Tea &amp; &quot;eggs&quot; &lt;b&gt;" width="640" height="480"></figure>\n<p>'
        )

    def test_tells_what_stands_beside_it(self, tmp_path: Path) -> None:
        found = of(tmp_path, "cover: /tea.jpg\ncover_alt: Tea")

        assert found.image == Picture(url="https://news.example/tea.jpg", text="Tea")

    def test_is_measured_where_it_is_ours(self, tmp_path: Path) -> None:
        write(tmp_path, "posts/tea.jpg", jpeg(1200, 630))

        found = of(tmp_path, "image: {src: tea.jpg, width: 99, height: 99}")

        assert found.image == Picture(
            url="https://news.example/posts/tea.jpg", width=1200, height=630
        )

    @pytest.mark.parametrize(
        "body",
        [
            "![Tea](/tea.jpg)\n\nText.",
            "![Tea](/other.jpg)\n\nText.\n\n![Tea](https://cdn.example/tea-300x200.jpg?x=1)",
            'Text.\n\n<img alt="a > b" src="/small/TEA.jpg" width="10">',
        ],
    )
    def test_that_is_in_the_text_is_not_put_there_again(self, tmp_path: Path, body: str) -> None:
        assert "<figure>" not in of(tmp_path, "image: /tea.jpg", body).content

    def test_takes_from_the_text_what_front_matter_does_not_say(self, tmp_path: Path) -> None:
        body = '<img src="/tea.jpg" alt="Tea &amp; eggs" width="640" height="480">'

        assert of(tmp_path, "image: /tea.jpg", body).image == Picture(
            url="https://news.example/tea.jpg", width=640, height=480, text="Tea & eggs"
        )

    def test_is_the_first_of_the_text_where_none_is_stated(self, tmp_path: Path) -> None:
        write(tmp_path, "posts/b.png", png(640, 480))
        body = (
            '<img src="https://count.example/?x=1" width="1" height="1">\n'
            '<img src="/emoji/smile.png">\n<img src="/icon.png" width="32" height="32">\n'
            '<img src="javascript:alert(1)">\n\n![What it shows](b.png)\n\n![](c.png)'
        )

        found = of(tmp_path, "title: Tea", body)

        assert found.image == Picture(
            url="https://news.example/posts/b.png", width=640, height=480, text="What it shows"
        )
        assert "<figure>" not in found.content

    def test_is_none_of_a_signs_file(self, tmp_path: Path) -> None:
        write(tmp_path, "posts/dot.png", png(16, 16))

        assert of(tmp_path, "title: Tea", "Text ![](dot.png)").image is None

    def test_makes_no_article_of_a_file_without_text(self, tmp_path: Path) -> None:
        found = rejection(tmp_path, "a.md", "---\ntitle: Tea\nimage: /tea.jpg\n---\n")

        assert found.reason == "has no text"

    def test_leaves_title_summary_and_fingerprint_as_they_are(self, tmp_path: Path) -> None:
        plain = of(tmp_path / "a", "date: 2024-01-15", "# Tea\n\nText.")
        pictured = of(
            tmp_path / "b", "date: 2024-01-15\nimage: {url: /tea.jpg, alt: Eggs}", "# Tea\n\nText."
        )

        assert (pictured.title, pictured.summary) == (plain.title, plain.summary)
        assert pictured.fingerprint == plain.fingerprint


class TestPictureOfAPage:
    META = (
        '<meta property="og:image" content="/tea.jpg">'
        '<meta property="og:image:width" content="1200">'
        '<meta property="og:image:height" content="630">'
        '<meta property="og:image:alt" content="Tea &amp; eggs">'
        '<meta property="og:image" content="/second.jpg">'
        '<meta property="og:image:width" content="9">'
    )

    def page(self, folder: Path, head: str, body: str = "<p>Text.</p>") -> Article:
        text = f"<!doctype html><html><head>{head}</head><body><article>{body}</article></body>"
        return article(folder, "a.html", text)

    def test_is_that_of_open_graph(self, tmp_path: Path) -> None:
        found = self.page(tmp_path, self.META)

        assert found.image == Picture(
            url="https://news.example/tea.jpg", width=1200, height=630, text="Tea & eggs"
        )
        assert found.content.startswith('<figure><img src="https://news.example/tea.jpg"')

    def test_is_not_put_above_a_text_with_pictures(self, tmp_path: Path) -> None:
        found = self.page(tmp_path, self.META, '<p>Text.</p><img src="/resized/1.webp">')

        assert found.image is not None
        assert found.image.url == "https://news.example/tea.jpg"
        assert found.content.count("<img") == 1

    @pytest.mark.parametrize(
        "image",
        [
            '"/tea.jpg"',
            '["/tea.jpg", "/b.jpg"]',
            '{"@type": "ImageObject", "url": "/tea.jpg"}',
            '{"@id": "#tea"}',
        ],
    )
    def test_may_be_that_of_linked_data(self, tmp_path: Path, image: str) -> None:
        data = (
            f'{{"@graph": [{{"@type": "NewsArticle", "image": {image}}}, '
            '{"@id": "#tea", "url": "/tea.jpg"}]}'
        )
        head = f'<script type="application/ld+json">{data}</script>'

        assert self.page(tmp_path, head).image == Picture(url="https://news.example/tea.jpg")

    def test_gives_way_to_front_matter(self, tmp_path: Path) -> None:
        text = f"---\nimage: /mine.jpg\n---\n<!doctype html><html><head>{self.META}</head><p>Text."

        found = article(tmp_path, "a.html", text)

        assert found.image == Picture(url="https://news.example/mine.jpg")


class TestEpisodes:
    @pytest.mark.parametrize(
        "front",
        [
            "podcast: {file: /a.mp3, author: Ann, image: /i.jpg, explicit: no, duration: 1862,"
            " categories: [Technology, Tea]}",
            "audio: /a.mp3\nitunes:\n  author: Ann\n  image: {href: /i.jpg}\n  explicit: false\n"
            "  duration: '31:02'\n  category: Technology, Tea",
            "audio: /a.mp3\nitunes_author: Ann\nepisode_image: /i.jpg\nexplicit: clean\n"
            "duration: 0:31:02\nitunes_category: [Technology, Tea]",
        ],
    )
    def test_are_stated_in_many_ways(self, tmp_path: Path, front: str) -> None:
        found = of(tmp_path, front)

        assert found.podcast == Podcast(
            author="Ann",
            image="https://news.example/i.jpg",
            explicit=False,
            duration=1862,
            categories=("Technology", "Tea"),
        )
        assert found.enclosures[0].duration == 1862

    def test_need_a_recording(self, tmp_path: Path) -> None:
        assert of(tmp_path, "duration: 30\nexplicit: no\nenclosure: /a.pdf").podcast is None

    def test_may_be_a_recording_with_a_duration_alone(self, tmp_path: Path) -> None:
        assert of(tmp_path, "audio: /a.mp3\nduration: 61").podcast == Podcast(duration=61)
        assert of(tmp_path, "audio: /a.mp3", path="b.md").podcast is None

    def test_have_pictures_of_the_web_only(self, tmp_path: Path) -> None:
        front = "audio: /a.mp3\nitunes: {image: 'javascript:alert(1)', author: Ann}"

        assert of(tmp_path, front).podcast == Podcast(author="Ann")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1862", 1862),
        ("1862.5", 1862),
        ("31:02", 1862),
        ("00:31:02", 1862),
        ("1:00:00", 3600),
        ("75:02", 4502),
        ("PT31M2S", 1862),
        ("1h2m3s", 3723),
        ("90 sec", 90),
        ("0", None),
        ("", None),
        ("PT", None),
        ("half an hour", None),
        ("31:99", None),
        ("-5", None),
        ("99999999999", None),
        ("1:2:3:4", None),
    ],
)
def test_a_duration_is_written_in_many_ways(text: str, seconds: int | None) -> None:
    assert values.seconds(text) == seconds
