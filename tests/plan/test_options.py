"""Which options hold for which feed."""

from collections.abc import Mapping

from feedsvc.model import ALL_FEED, FeedKey, FeedKind, Format, Picture
from feedsvc.plan.choosing import choices, combinations
from feedsvc.plan.combinations import Combination, criteria
from feedsvc.plan.options import Choices, Options
from feedsvc.settings import Feeds

TOP = FeedKey(kind=FeedKind.SECTION, slug="zhongguo")
BELOW = FeedKey(kind=FeedKind.SECTION, slug="zhongguo/dangjian")
TAG = FeedKey(kind=FeedKind.TAG, slug="zhuti")
PARTY = FeedKey(kind=FeedKind.SAVED, slug="party")


def chosen(**feeds: object) -> Choices:
    return choices(Feeds.model_validate(feeds))


def test_without_settings_every_feed_has_the_same_options() -> None:
    assert chosen().of(ALL_FEED, "") == chosen().of(TAG, "主题") == Options(limit=50)


def test_what_is_said_of_all_feeds_holds_for_each() -> None:
    picked = chosen(limit=7, ttl=60, content="summary", image="http://x.cn/a.png", rights="©")

    assert picked.of(TAG, "主题") == Options(
        limit=7, ttl=60, full=False, image=Picture(url="http://x.cn/a.png"), rights="©"
    )


def test_a_section_is_found_by_its_name_and_by_its_slug() -> None:
    for path in ("中国/党建", "zhongguo/dangjian"):
        picked = chosen(sections={path: {"limit": 7}})

        assert picked.of(BELOW, "中国/党建").limit == 7
        assert picked.of(TOP, "中国").limit == 50


def test_without_a_label_only_slugs_are_found() -> None:
    picked = chosen(tags={"主题": {"limit": 7}, "zhuti": {"ttl": 9}})

    assert (picked.of(TAG, "").limit, picked.of(TAG, "").ttl) == (50, 9)
    assert (picked.of(TAG, "主题").limit, picked.of(TAG, "主题").ttl) == (7, 9)


def test_what_a_section_says_holds_below_it_and_the_nearest_wins() -> None:
    picked = chosen(
        limit=10,
        sections={
            "中国": {"limit": 20, "rights": "©", "content": "summary"},
            "中国/党建": {"limit": 30, "rights": ""},
        },
    )

    below = picked.of(BELOW, "中国/党建")

    assert picked.of(TAG, "主题").limit == 10
    assert (picked.of(TOP, "中国").limit, below.limit) == (20, 30)
    assert (below.rights, below.full) == ("", False)


def test_titles_and_descriptions_are_those_of_one_section() -> None:
    own = {"title": "中国！", "description": "一句话"}
    picked = chosen(title="{name}", sections={"中国": own})

    assert (picked.of(TOP, "中国").title, picked.of(TOP, "中国").description) == (
        "中国！",
        "一句话",
    )
    assert (picked.of(BELOW, "中国/党建").title, picked.of(BELOW, "中国/党建").description) == (
        "{name}",
        "",
    )


def test_a_section_is_not_below_another_because_its_name_begins_like_it() -> None:
    picked = chosen(sections={"中国": {"limit": 7}, "zhongguo": {"ttl": 7}})

    other = picked.of(FeedKey(kind=FeedKind.SECTION, slug="zhongguohua"), "中国话")

    assert (other.limit, other.ttl) == (50, None)


def test_tags_and_people_of_the_same_name_have_their_own_options() -> None:
    picked = chosen(tags={"Ann": {"limit": 1}}, authors={"ANN": {"limit": 2}})

    limits = [
        picked.of(FeedKey(kind=kind, slug="ann"), "ann").limit
        for kind in (FeedKind.TAG, FeedKind.AUTHOR, FeedKind.SECTION)
    ]

    assert limits == [1, 2, 50]


def test_a_feed_with_a_window_has_no_archives() -> None:
    picked = chosen(archives=["all", "section", "tag"], sections={"中国": {"window": 24}})

    archived = [picked.of(key, label).archives for key, label in _LABELS.items()]

    assert archived == [True, False, False, True, False]


_LABELS: Mapping[FeedKey, str] = {
    ALL_FEED: "",
    TOP: "中国",
    BELOW: "中国/党建",
    TAG: "主题",
    PARTY: "",
}


def test_no_window_in_a_section_overrules_that_of_all_feeds() -> None:
    picked = chosen(window=24, sections={"中国": {"window": 0}})

    assert (picked.of(TAG, "主题").window, picked.of(BELOW, "中国/党建").window) == (24, 0)
    assert picked.of(BELOW, "中国/党建").archives


def test_a_saved_feed_has_its_formats_and_its_title() -> None:
    party = {"title": "党建", "formats": ["json", "atom"], "any": {"tags": ["A"]}}
    feeds = Feeds.model_validate({"saved": {"party": party}})

    options = choices(feeds).of(PARTY, "党建")

    assert (options.title, options.formats) == ("党建", (Format.ATOM, Format.JSON))
    assert combinations(feeds)[PARTY] == Combination(any=criteria(tags=["a"]))
