"""Dates in every form that articles hold."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feedsvc.content import dates
from feedsvc.content.facts import RawDate
from feedsvc.model import Origin
from tests.content.examples import article

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2024, 1, 15, 2, 30, tzinfo=UTC)
MIDNIGHT = datetime(2024, 1, 14, 16, 0, tzinfo=UTC)


class TestResolve:
    @pytest.mark.parametrize(
        "text",
        [
            "2024-01-15 10:30",
            "2024-1-15 10:30:00",
            "2024-01-15T10:30:00",
            "2024-01-15T10:30:00+08:00",
            "2024-01-15 10:30:00 +0800",
            "2024-01-15 10:30:00 +0800 CST",
            "2024-01-15 10:30+08",
            "2024-01-15T02:30:00Z",
            "2024-01-15 02:30:00 UTC",
            "2024-01-15 02:30:00 +0000",
            "2024-01-14 21:30:00 -0500",
            "2024-01-15T10:30:00.999",
            "2024/01/15 10:30",
            "2024.1.15 10:30",
            "2024年1月15日 10:30",
            "2024年01月15日10时30分",
            "2024年1月15日 星期一 上午10:30",
            "2024-01-15 10：30",
            "２０２４-０１-１５ １０:３０",
            "January 15, 2024 10:30 AM",
            "Jan. 15th, 2024 10:30",
            "15 Jan 2024 10:30",
            "Mon, 15 Jan 2024 10:30:00 +0800",
            "Mon, 15 Jan 2024 02:30:00 GMT",
            "20240115T103000",
            "20240115T023000Z",
            "  2024-01-15 10:30  ",
            "2024-01-14 21:30 EST",
            "2024-01-14 21:30:00 EST",
            "2024-01-14 21:30 CDT",
            "2024-01-14 19:30 MST",
            "2024-01-14 18:30 PST",
            "2024-01-15 03:30 CET",
            "2024-01-15 04:30 EET",
            "2024-01-15 05:30 MSK",
            "2024-01-15 10:30 HKT",
            "2024-01-15 10:30 SGT",
            "2024-01-15 11:30 JST",
            "2024-01-15 11:30 KST",
            "2024-01-15 10:30 CST",
            "2024-01-15 02:30 gmt",
            "2024-01-15 10:30 Asia/Shanghai",
            "2024-01-14 21:30:00 America/New_York",
            "2024-01-14 23:30 America/Argentina/Buenos_Aires",
            "2024-01-15 10:30 Etc/GMT-8",
            "2024-01-15T10:30:00+08:00[Asia/Shanghai]",
            "Mon, 15 Jan 2024 10:30:00 +0800 (CST)",
            "Mon Jan 15 2024 10:30:00 GMT+0800 (China Standard Time)",
            "Mon Jan 15 10:30:00 CST 2024",
            "Mon Jan 15 10:30:00 2024",
            "Monday, January 15, 2024 at 10:30 AM",
            "January 15, 2024 at 10:30 AM",
            "Jan. 15, 2024, 10:30 a.m.",
            "Jan. 14, 2024, 9:30 p.m. EST",
            "15 January 2024 at 10:30",
            "二〇二四年一月十五日上午十时三十分",
            "二○二四年一月十五日 星期一 10:30",
            "2024年1月15日10点30分",
            "2024-01-15 10h30",
            "2024-01-15T10:30[Asia/Shanghai]",
            "2024-01-14T21:30:00[America/New_York]",
            "lunes, 15 de enero de 2024, 10:30",
            "segunda-feira, 15 de janeiro de 2024 às 10h30",
            "lundi 15 janvier 2024 à 10h30",
            "Montag, 15. Januar 2024, 10:30 Uhr",
            "lunedì 15 gennaio 2024 alle 10:30",
            "понедельник, 15 января 2024 года, 10:30",
        ],
    )
    def test_understands_the_text(self, text: str) -> None:
        assert dates.resolve(text, SHANGHAI) == MORNING

    @pytest.mark.parametrize(
        "raw",
        [
            "2024-01-15",
            "2024/1/15",
            "2024年1月15日",
            "January 15, 2024",
            "15 January 2024",
            "20240115",
            "二零二四年一月十五日",
            "15 de enero de 2024",
            "15 janv. 2024",
            "2024-01-14T24:00:00",
            date(2024, 1, 15),
        ],
    )
    def test_takes_a_day_for_its_first_instant_in_the_zone(self, raw: RawDate) -> None:
        assert dates.resolve(raw, SHANGHAI) == MIDNIGHT

    @pytest.mark.parametrize(
        "raw",
        [
            datetime(2024, 1, 15, 10, 30, 0, 999),  # noqa: DTZ001
            datetime(2024, 1, 15, 10, 30, tzinfo=SHANGHAI),
            datetime(2024, 1, 15, 2, 30, tzinfo=UTC),
        ],
    )
    def test_takes_native_instants(self, raw: datetime) -> None:
        assert dates.resolve(raw, SHANGHAI) == MORNING

    @pytest.mark.parametrize(
        ("text", "hour"),
        [
            ("2024-01-15 12:05 AM", 0),
            ("2024-01-15 12:05 PM", 12),
            ("2024-01-15 3:05 p.m.", 15),
            ("2024-01-15 下午3:05", 15),
            ("二〇二四年十二月三十一日下午三时", 15),
            ("2024年1月15日上午9时", 9),
            ("2024-01-15 上午9:05", 9),
            ("Mon, 15 Jan 2024 9:05 PM", 21),
        ],
    )
    def test_knows_the_halves_of_the_day(self, text: str, hour: int) -> None:
        assert dates.resolve(text, UTC).hour == hour

    @pytest.mark.parametrize(
        "raw",
        [
            "2024-02-30",
            "2024-13-01",
            "2024-01-15 25:00",
            "2024-01-15 24:00:01",
            "2024-01-15 10:30:61",
            "2024-01-15 10:30[Asia/Atlantis]",
            "二〇二四年二月三十日",
            "31 février 2024",
            "9999-12-31T24:00:00",
            "2024-01-15 10:30 +99:99",
            "2024",
            "15.01.2024",
            "2024-01-15 10:30 IST",
            "2024-01-15 10:30 BST",
            "2024-01-15 10:30 XYZ",
            "15 Jan 2024 10:30 XYZ",
            "Mon Jan 15 10:30:00 XYZ 2024",
            "2024-01-15 10:30 Asia/Atlantis",
            "2024-01-15 10:30 America/Argentina",
            "2024-01-15 10:30 Etc/../Etc/UTC",
            "next Monday",
            "{{ .Date }}",
            "",
            "1 Jan 99999999999999999999 00:00:00 +0000",
            "1 Jan 2024 00:00:00 +999999999999",
            "9" * 5000,
            "9999-12-31 23:59:59 -0800",
            "0001-01-01T00:00:00Z",
            date(1, 1, 1),
            datetime(9999, 12, 31, 23, tzinfo=ZoneInfo("America/New_York")),
        ],
    )
    def test_refuses_what_is_no_date(self, raw: RawDate) -> None:
        with pytest.raises(ValueError, match=r"is not a date|outside the calendar|stands for no"):
            dates.resolve(raw, UTC)

    @pytest.mark.parametrize(
        ("site", "offset"),
        [
            ("Asia/Shanghai", "+08:00"),
            ("Asia/Tokyo", "+08:00"),
            ("Asia/Kolkata", "+08:00"),
            ("Asia/Singapore", "+08:00"),
            ("PRC", "+08:00"),
            ("America/Chicago", "-06:00"),
            ("Europe/Berlin", "-06:00"),
            ("UTC", "-06:00"),
        ],
    )
    def test_takes_cst_for_the_one_that_is_nearer_to_the_site(self, site: str, offset: str) -> None:
        told = dates.resolve("2024-07-15 10:30 CST", ZoneInfo(site))

        assert told == datetime.fromisoformat(f"2024-07-15T10:30:00{offset}")

    def test_takes_a_leap_second_for_the_one_before(self) -> None:
        told = dates.resolve("2016-12-31T23:59:60Z", SHANGHAI)

        assert told == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("language", "months"),
        [
            ("English", "January February March April May June July August September October"),
            ("Spanish", "enero febrero marzo abril mayo junio julio agosto septiembre octubre"),
            (
                "Portuguese",
                "janeiro fevereiro março abril maio junho julho agosto setembro outubro",
            ),
            ("French", "janvier février mars avril mai juin juillet août septembre octobre"),
            ("German", "Januar Februar März April Mai Juni Juli August September Oktober"),
            (
                "Italian",
                "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre",
            ),
            ("Russian", "января февраля марта апреля мая июня июля августа сентября октября"),
        ],
    )
    def test_knows_the_months_of(self, language: str, months: str) -> None:
        told = [dates.resolve(f"12 {month} 2024", UTC).month for month in months.split()]

        assert told == list(range(1, 11)), language

    @pytest.mark.parametrize(
        ("months", "number"),
        [
            ("November noviembre novembro novembre ноября", 11),
            ("December diciembre dezembro décembre Dezember dicembre декабря", 12),
        ],
    )
    def test_knows_the_last_months_of_all_of_them(self, months: str, number: int) -> None:
        told = {dates.resolve(f"12 {month} 2024", UTC).month for month in months.split()}

        assert told == {number}

    def test_knows_summer_in_a_zone_by_its_name(self) -> None:
        told = dates.resolve("2024-07-15 10:30 America/New_York", UTC)

        assert told == datetime(2024, 7, 15, 14, 30, tzinfo=UTC)

    @pytest.mark.parametrize("text", ["09-03-2024", "09/03/2024 10:30", "3.9.2024", "25/12/2024"])
    def test_says_why_it_guesses_neither_day_nor_month(self, text: str) -> None:
        with pytest.raises(ValueError, match="is not a date: it may begin with the day or the mon"):
            dates.resolve(text, UTC)


class TestFind:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("发布时间：2024-01-15 10:30 来源：江湾日报", "2024-01-15 10:30"),
            ("2024年01月15日10:30 | 来源", "2024年01月15日10:30"),
            ("By Ann | March 3rd, 2024 | Culture", "2024-3-3"),
            ("from 2024-01-15 to 2024-02-01", "2024-01-15"),
            ("2024-01-15 10:30 EST Ann Lee", "2024-01-15 10:30 EST"),
            ("2024-01-15 10:30 America/New_York Ann", "2024-01-15 10:30 America/New_York"),
            ("2024-01-15 10:30 IST", "2024-01-15 10:30 IST"),
            ("2024-01-15 10:30 BBC", "2024-01-15 10:30"),
            ("2024-01-15 10:30 est une date", "2024-01-15 10:30"),
            ("January 15, 2024 at 10:30 AM | Ann", "2024-1-15 at 10:30 AM"),
            ("09-03-2024 10:30 Ann Lee", "09-03-2024 10:30"),
            ("01-02-2023, then 2024-01-15", "2024-01-15"),
            ("call 12024-01-15", None),
            ("call 555-09-03-2024", None),
            ("no date", None),
        ],
    )
    def test_returns_the_first_date(self, text: str, found: str | None) -> None:
        assert dates.find(text) == found


class TestOfAnArticle:
    @pytest.mark.parametrize(
        "front",
        [
            "---\ndate: 2024-01-15 10:30:00 +0800\n---\n",
            "---\ndate: '2024-01-15T10:30:00+08:00'\n---\n",
            "---\npublishDate: 2024-01-15T02:30:00Z\n---\n",
            "---\npublished: 2024-01-15T02:30:00Z\n---\n",
            "---\npublished: yes\ndate: 2024-01-15T02:30:00Z\n---\n",
            "---\npublished: true\ndate: 2024-01-15T02:30:00Z\n---\n",
            "---\npubDate: Mon, 15 Jan 2024 02:30:00 GMT\n---\n",
            "+++\ndate = 2024-01-15T10:30:00+08:00\n+++\n",
            '+++\ndate = "2024-01-15 02:30"\n+++\n',
            '{"date": "2024-01-15T02:30:00Z"}\n',
        ],
    )
    def test_is_read_from_front_matter(self, tmp_path: Path, front: str) -> None:
        found = article(tmp_path, "2020-02-02-tea.md", f"{front}Text.")

        assert found.published == MORNING
        assert found.published_origin is Origin.FRONT_MATTER

    @pytest.mark.parametrize(
        "front",
        ["date: 2024-01-15", "date = 2024-01-15", 'path = "2024/01/15/tea"', 'path="a/2024/1/15/"'],
    )
    def test_is_a_day_where_no_time_is_given(self, tmp_path: Path, front: str) -> None:
        fence = "+++" if "=" in front else "---"

        found = article(tmp_path, "tea.md", f"{fence}\n{front}\n{fence}\nText.", zone=SHANGHAI)

        assert found.published == MIDNIGHT

    @pytest.mark.parametrize(
        ("path", "slug"),
        [
            ("2024-01-15-tea.md", "tea"),
            ("2024-1-15_tea.md", "tea"),
            ("2024-01-15.md", "2024-01-15"),
            ("2024-01-15-tea/index.md", "tea"),
            ("_posts/2024-01-15 tea.md", "tea"),
        ],
    )
    def test_is_read_from_the_name_where_front_matter_has_none(
        self, tmp_path: Path, path: str, slug: str
    ) -> None:
        found = article(tmp_path, path, "Text.", zone=SHANGHAI)

        assert found.published == MIDNIGHT
        assert found.published_origin is Origin.FILE_NAME
        assert found.slug == slug

    @pytest.mark.parametrize(
        ("text", "zone"),
        [
            ("茶农们已经上了山。", "Asia/Shanghai"),
            ("They went up the hill.", "UTC"),
        ],
    )
    def test_without_a_zone_is_in_the_zone_of_its_language(
        self, tmp_path: Path, text: str, zone: str
    ) -> None:
        found = article(tmp_path, "a.md", f"---\ndate: 2024-01-15 10:30\n---\n{text}")

        assert found.published == datetime(2024, 1, 15, 10, 30, tzinfo=ZoneInfo(zone))

    def test_without_a_zone_is_in_the_zone_of_the_site_where_settings_name_one(
        self, tmp_path: Path
    ) -> None:
        tokyo = ZoneInfo("Asia/Tokyo")

        found = article(tmp_path, "a.md", "---\ndate: 2024-01-15 10:30\n---\n茶农。", zone=tokyo)

        assert found.published == datetime(2024, 1, 15, 10, 30, tzinfo=tokyo)

    @pytest.mark.parametrize(
        "key", ["updated", "lastmod", "modified", "last_modified_at", "date_modified"]
    )
    def test_of_the_last_change_has_many_names(self, tmp_path: Path, key: str) -> None:
        found = article(tmp_path, "a.md", f"---\n{key}: 2024-01-15T02:30:00Z\n---\nText.")

        assert found.updated == MORNING
        assert found.published is None

    def test_beside_a_date_of_publication_is_that_of_the_last_change(self, tmp_path: Path) -> None:
        text = "---\npublishDate: 2019-01-01\ndate: 2024-01-15T02:30:00Z\n---\nText."

        found = article(tmp_path, "a.md", text)

        assert found.published == datetime(2019, 1, 1, tzinfo=UTC)
        assert found.updated == MORNING

    @pytest.mark.parametrize("key", ["expiryDate", "expires", "unpublishdate"])
    def test_of_expiry_has_many_names(self, tmp_path: Path, key: str) -> None:
        found = article(tmp_path, "a.md", f"---\n{key}: 2024-01-15T02:30:00Z\n---\nText.")

        assert found.expires == MORNING

    def test_that_cannot_be_gives_way_to_the_name_with_a_notice(self, tmp_path: Path) -> None:
        found = article(
            tmp_path, "2024-01-15-a.md", "---\ndate: 2024-02-30\n---\n茶农们已经上了山。"
        )

        assert found.published == MIDNIGHT
        assert found.published_origin is Origin.FILE_NAME
        assert [notice.message for notice in found.notices] == [
            "date: '2024-02-30' is not a date; ignored"
        ]

    @pytest.mark.parametrize("text", ["09-03-2024", "2024-03-09 10:30 IST"])
    def test_that_could_be_two_gives_way_to_the_name_with_a_notice(
        self, tmp_path: Path, text: str
    ) -> None:
        page = f"Home > News > Text\n\nTea eggs\n\n{text}\n\nEvery kitchen has a pot of tea eggs."

        front = article(tmp_path, "2024-01-15-a.md", f"---\ndate: {text}\n---\n茶农。")
        dumped = article(tmp_path, "2024-01-15-b.txt", page)

        assert front.published == MIDNIGHT
        assert dumped.published == datetime(2024, 1, 15, tzinfo=UTC)
        assert [each.notices[0].message.partition(" is not")[0] for each in (front, dumped)] == [
            f"date: {text!r}",
            f"dateline: {text!r}",
        ]

    def test_is_missing_where_nothing_tells_it(self, tmp_path: Path) -> None:
        found = article(tmp_path, "2019-00-00-a.md", "---\ndate:\n---\nText.")

        assert found.published is None
        assert found.published_origin is None
        assert found.notices[0].message.startswith("file name: '2019-00-00'")


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("２０２４－０１－１５ １０：３０", "2024-01-15T10:30:00+00:00"),
        ("2024년 1월 15일 오후 3:05", "2024-01-15T15:05:00+00:00"),
        ("2024年1月15日（月）15時05分", "2024-01-15T15:05:00+00:00"),
        ("2024-01-15 10:30 GMT+8", "2024-01-15T02:30:00+00:00"),
        ("2024-01-15 10:30 UTC+08:00", "2024-01-15T02:30:00+00:00"),
        ("2024-01-15 10:30 GMT", "2024-01-15T10:30:00+00:00"),
    ],
)
def test_east_asian_digits_words_and_named_offsets_are_read(written: str, instant: str) -> None:
    assert dates.resolve(written, UTC).isoformat() == instant
