"""What real programs call themselves, as access logs and their makers show it."""

from timeit import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedsvc.polls.readers import Told, told

# Each of them hosted: the User-Agent, the reader, its name for the feed, and the number it states.
HOSTED = (
    *(
        ("Feedly/1.0 (+http://www.feedly.com/fetcher.html; 134 subscribers; )", "Feedly", "", 134),
        (
            "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 1 subscribers; "
            "like FeedFetcher-Google)",
            *("Feedly", "", 1),
        ),
        (
            "Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)",
            *("Feedly", "", None),
        ),
        ("Feedly/1.0 (poller; 131 subscribers;)", "Feedly", "", 131),
        (
            "Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 3 subscribers; )",
            *("Inoreader", "", 3),
        ),
        ("Mozilla/5.0 (compatible; inoreader.com; 1 subscribers)", "Inoreader", "", 1),
        (
            "NewsBlur Feed Fetcher - 1 subscriber - http://www.newsblur.com/site/0000000/webpage "
            "(Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
            "Gecko) Version/14.0.1 Safari/605.1.15)",
            *("NewsBlur", "0000000", 1),
        ),
        ("NewsBlur Feed Fetcher - 1,234 subscribers - https://newsblur.com", "NewsBlur", "", 1234),
        ("Feedbin feed-id:1373711 - 142 subscribers", "Feedbin", "1373711", 142),
        (
            "Mozilla/5.0 (compatible; theoldreader.com; 1 subscribers; "
            "feed-id=0719795c4d27c784217b0bc0)",
            *("The Old Reader", "0719795c4d27c784217b0bc0", 1),
        ),
        (
            "Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 6 subscribers)",
            *("BazQux", "", 6),
        ),
        (
            "Netvibes (http://www.netvibes.com/; 5 subscribers; feedId: 5404723)",
            *("Netvibes", "5404723", 5),
        ),
        ("Netvibes (http://www.netvibes.com)", "Netvibes", "", None),
        ("Bloglovin/1.0 (http://www.bloglovin.com; 1 subscribers)", "Bloglovin", "", 1),
        (
            "Feed Wrangler/1.0 (1 subscriber; feed-id=479901; http://feedwrangler.net; "
            "Allow like Gecko)",
            *("Feed Wrangler", "479901", 1),
        ),
        (
            "Feedspot/1.0 (+https://www.feedspot.com/fs/fetcher; like FeedFetcher-Google)",
            *("Feedspot", "", None),
        ),
        (
            "Mozilla/5.0 (feeder.co; Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 "
            "(KHTML, like Gecko) Chrome/106.0.0.0 Safari/537.36",
            *("Feeder", "", None),
        ),
        (
            "Digg Feed Fetcher 1.0 (Mozilla/5.0 (Macintosh; Intel Mac OS X 10_7_1) "
            "AppleWebKit/534.48.3 (KHTML, like Gecko) Version/5.1 Safari/534.48.3)",
            *("Digg Reader", "", None),
        ),
        ("Blogtrottr/2.0", "Blogtrottr", "", None),
        (
            "PlainFeeder v0.0.1 (+http://plainfeeder.com/about ;Subscriber Count: 12)",
            *("PlainFeeder", "", 12),
        ),
        (
            "Superfeedr bot/2.0 http://superfeedr.com - Make your feeds realtime: get in touch - "
            "feed-id:46271263",
            *("Superfeedr", "46271263", None),
        ),
        ("FeedBurner/1.0 (http://www.FeedBurner.com)", "FeedBurner", "", None),
        (
            "Overcast/1.0 Podcast Sync (210 subscribers; feed-id=735461; +http://overcast.fm/)",
            *("Overcast", "735461", 210),
        ),
        (
            "Feedfetcher-Google; (+http://www.google.com/feedfetcher.html; 3 subscribers; "
            "feed-id=7675226481817637975)",
            *("Google", "7675226481817637975", 3),
        ),
        ("NewsGatorOnline/2.0 (http://www.newsgator.com; 39 subscribers)", "NewsGator", "", 39),
        ("Bloglines/3.1 (http://www.bloglines.com; 1 subscriber)", "Bloglines", "", 1),
        (
            "livedoor FeedFetcher/0.01 (http://reader.livedoor.com/; 1 subscriber)",
            *("livedoor Reader", "", 1),
        ),
        ("HanRSS/1.1 (http://www.hanrss.com; 1 subscriber)", "HanRSS", "", 1),
        (
            "Mozilla/5.0 (compatible;YoudaoFeedFetcher/1.0;"
            "http://www.youdao.com/help/reader/faq/topic006/;1 subscribers;)",
            *("有道阅读", "", 1),
        ),
        ("xianguo-rssbot/0.1 (http://www.xianguo.com/; 1 subscribers)", "鲜果", "", 1),
        ("Zhuaxia.com 1 Subscribers", "抓虾", "", 1),
    ),
    # Readers that are not in the table.
    *(
        (
            "SmartRSS/FeedFathom (+https://github.com/SmartRSS/FeedFathom; "
            "instance=feeds.example.com:8443; 2 subscribers)",
            *("SmartRSS", "", 2),
        ),
        ("AideRSS/1.0 (aiderss.com); 2 subscribers", "AideRSS", "", 2),
        ("Newshutch/1.0 (http://newshutch.com; 12 subscribers)", "Newshutch", "", 12),
        (
            "Mozilla/5.0 (X11; U; Linux i686; en-US; rv:1.2.1; Rojo 1.0; "
            "http://www.rojo.com/corporate/help/agg/; Aggregating on behalf of 15 subscriber(s) "
            "online at http://www.rojo.com/?feed-id=7) Gecko/20021130",
            *("others", "7", 15),
        ),
    ),
)
OWN = (
    "FreshRSS/1.28.0 (Linux; https://freshrss.org)",
    "Tiny Tiny RSS/25.07-dea3f2d (Unsupported) (https://tt-rss.org/)",
    "Mozilla/5.0 (compatible; Miniflux/2.2.3; +https://miniflux.app)",
    "NetNewsWire (RSS Reader; https://netnewswire.com/)",
    "NextCloud-News/1.0",
    "Akregator/5.24.0 (23.08.0); syndication",
    "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.6.1",
    "WordPress/6.9; https://www.domain.com",
    # Somebody's own server, which asks for one.
    "Fastladder FeedFetcher/0.01 (http://fastladder.example/; 1 subscriber)",
    "MyReader/1.0 (ann@example.org; 1 user)",
    "",
)
ROBOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "W3C_Validator/1.3 http://validator.w3.org/services",
    "UptimeRobot/2.0; https://uptimerobot.com/",
    "feedsvc",
)


@pytest.mark.parametrize(("agent", "reader", "feed", "subscribers"), HOSTED)
def test_a_hosted_reader_is_known_with_what_it_states(
    agent: str, reader: str, feed: str, subscribers: int | None
) -> None:
    found = told(agent)

    assert found == Told(reader=reader, feed=feed, subscribers=subscribers)


@pytest.mark.parametrize("agent", OWN)
def test_a_program_of_somebodys_own_is_no_hosted_reader(agent: str) -> None:
    assert told(agent) == Told()


@pytest.mark.parametrize("agent", ROBOTS)
def test_a_robot_is_no_reader(agent: str) -> None:
    assert told(agent) == Told(is_robot=True)


@pytest.mark.parametrize(
    "agent",
    [
        "Feedly/1.0 (99999999999 subscribers)",
        "Feedly/1.0 (-3subscribers)",
        "Feedly/1.0 (1.5 subscribers)",
        "Feedly/1.0 (no subscribers)",
    ],
)
def test_what_is_no_number_is_not_believed(agent: str) -> None:
    assert told(agent).subscribers is None


@given(st.text(max_size=300))
def test_any_text_tells_something_small(agent: str) -> None:
    found = told(agent)

    assert len(found.reader) <= 40
    assert len(found.feed) <= 64
    assert found.subscribers is None or 0 <= found.subscribers < 10**9


@pytest.mark.parametrize(
    "agent",
    [
        "Ann Smith, 12 Long Road; 3 subscribers",
        "ann.smith@example.org 3 subscribers",
        "Mozilla/5.0 (Ann Smith; 3 subscribers)",
        "192.0.2.7/1 (3 subscribers)",
    ],
)
def test_of_a_reader_nobody_knows_no_text_is_kept_that_is_no_product(agent: str) -> None:
    assert told(agent) == Told(reader="others", subscribers=3)


@pytest.mark.parametrize(
    "agent", ["9" * 300, "9," * 150, "1 " * 150, "feed-id" * 40, "subscriber" * 30, "(" * 300]
)
def test_a_long_user_agent_is_read_at_once(agent: str) -> None:
    read = told.__wrapped__

    assert min(timeit(lambda: read(agent), number=1) for _ in range(10)) < 0.002


@given(st.from_regex(r"[\w ./;:()-]{0,60}\d{1,9} subscribers[\w ./;:()-]{0,60}", fullmatch=True))
def test_whatever_states_a_number_has_a_name(agent: str) -> None:
    found = told(agent)

    assert found.subscribers is None or found.reader
