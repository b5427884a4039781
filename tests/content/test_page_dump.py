"""Page dumps in the variety of real portals."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedsvc.model import Article, Origin, Person, Role
from tests.content.examples import article, rejection

PARAGRAPHS = (
    "清晨五点半，落雁坡的雾还没散，茶农们已经挎着竹篓上了山，向阳的老茶园比往年提前四天冒出新芽。",
    "采茶讲究手法，用指腹轻轻一提，不能掐，更不能用指甲，掐过的断口会发红，茶汤就不清亮。",
)
BODY = "\n\n".join(PARAGRAPHS)
LABELS = "[责任编辑:韦小禾]\n标签: 茶叶   农事"
EDITOR = Person(name="韦小禾", role=Role.EDITOR)


def a_page(
    *,
    header: str = "网站首页 | 网站地图\n\n江湾新闻网",
    breadcrumb: str = "首页 > 本地新闻 > 农事 > 正文",
    title: str = "落雁坡春茶开采",
    dateline: str = "",
    body: str = BODY,
    labels: str = LABELS,
) -> str:
    parts = (f"{header}\n{breadcrumb}", title, dateline, body, labels)
    return "\n\n".join(part for part in parts if part)


def paragraphs(page: Article) -> list[str]:
    return [part.removeprefix("<p>").removesuffix("</p>") for part in page.content.split("\n")]


class TestBreadcrumb:
    @pytest.mark.parametrize(
        "breadcrumb",
        [
            "首页 > 本地新闻 > 农事 > 正文",
            "首页>本地新闻>农事>正文",
            "首页＞本地新闻＞农事＞正文",
            "首页 >> 本地新闻 >> 农事 >> 正文",
            "首页 › 本地新闻 › 农事 › 正文",
            "首页 » 本地新闻 » 农事 » 正文",
            "首页 → 本地新闻 → 农事 → 正文",
            "首页 -> 本地新闻 -> 农事 -> 正文",
            "首页》本地新闻》农事》正文",
            "首页 &gt; 本地新闻 &gt; 农事 &gt; 正文",
            "首页 / 本地新闻 / 农事 / 正文",
            "首页 - 本地新闻 - 农事 - 正文",
            "首页 | 本地新闻 | 农事 | 正文",
            "首页_本地新闻_农事_正文",
            "首页\u3000>\u3000本地新闻\u3000>\u3000农事\u3000>\u3000正文",
            "首页 > 本地新闻 > 农事",
            "首页 > 本地新闻 > 农事 >",
            "首页 > 本地新闻 > 农事 > 内容",
            "首页 > 本地新闻 > 农事 > 落雁坡春茶开采",
            "首页 > 本地新闻 > 农事 > 落雁坡春…",
            "江湾新闻网 > 本地新闻 > 农事 > 正文",
            "新闻首页 > 本地新闻 > 农事 > 正文",
            "首頁 > 本地新闻 > 农事 > 內容",
            "您的位置：首页 > 本地新闻 > 农事 > 正文",
            "您现在的位置: 首页 > 本地新闻 > 农事",
            "当前位置:首页 > 本地新闻 > 农事 > 正文",
            "当前位置： 本地新闻 > 农事",
            "您的位置：首页 - 本地新闻 - 农事",
            "\u200b首页 > 本地新闻 > 农事 > 正文\ufeff",
        ],
    )
    def test_its_section_is_read_in_every_notation(self, tmp_path: Path, breadcrumb: str) -> None:
        page = article(tmp_path, "a.txt", a_page(breadcrumb=breadcrumb))

        assert page.section == ("本地新闻", "农事")
        assert page.title == "落雁坡春茶开采"
        assert paragraphs(page) == list(PARAGRAPHS)

    def test_a_page_right_below_home_has_no_section(self, tmp_path: Path) -> None:
        page = article(tmp_path, "news/a.txt", a_page(breadcrumb="首页 > 正文"))

        assert page.section == ()

    def test_a_long_navigation_above_it_does_not_hide_it(self, tmp_path: Path) -> None:
        navigation = "\n".join(f"频道{number}" for number in range(30))

        page = article(tmp_path, "a.txt", a_page(header=f"{navigation}\n江湾新闻网"))

        assert page.site == "江湾新闻网"
        assert page.section == ("本地新闻", "农事")

    @pytest.mark.parametrize(
        "header",
        [
            "江湾新闻网",
            "网站首页 | 网站地图\n江湾新闻网",
            "江湾新闻网\n登录 注册",
            "江湾新闻网\n2024年1月15日 星期一",
        ],
    )
    def test_the_line_above_it_that_is_no_navigation_names_the_site(
        self, tmp_path: Path, header: str
    ) -> None:
        page = article(tmp_path, "a.txt", a_page(header=header))

        assert page.site == "江湾新闻网"

    def test_a_page_without_a_header_names_no_site(self, tmp_path: Path) -> None:
        page = article(tmp_path, "a.txt", a_page(header=""))

        assert page.site is None

    def test_text_with_an_arrow_is_no_page_dump(self, tmp_path: Path) -> None:
        note = article(tmp_path, "a.md", "Markdown -> text\n\nand back")

        assert note.section == ()
        assert "Markdown" in note.content

    @pytest.mark.parametrize(
        "text",
        [
            "# Guide\n\nSettings > Privacy > Security\n\nHow to.\n\nEverything is off.",
            "# Read me\n\nHome > News\n\nText",
            "Home / Docs / Intro\n\nIntro\n\nText and more text.",
            "Home\n> sweet home\n\nText",
            "File > Open > Recent\n\nHow to open\n\n2024-03-12\n\nText of a note.",
            "Guide\n\nFile > Open > Recent\n\nHow to open\n\n2024-03-12\n\nText of a note.",
        ],
    )
    def test_markdown_with_something_like_it_stays_markdown(
        self, tmp_path: Path, text: str
    ) -> None:
        note = article(tmp_path, "a.md", text)

        assert note.breadcrumb is None
        assert "Text" in note.content or "Everything" in note.content


class TestTitle:
    @pytest.mark.parametrize(
        "title",
        ["落雁坡 > 采茶", "<测试> 春茶开采", "编辑：采茶人手记", "2024年1月15日采茶记", "A & B"],
    )
    def test_is_the_line_below_the_breadcrumb_whatever_it_looks_like(
        self, tmp_path: Path, title: str
    ) -> None:
        page = article(tmp_path, "a.txt", a_page(title=title))

        assert page.title == title
        assert paragraphs(page) == list(PARAGRAPHS)

    def test_names_the_article_since_the_file_often_has_a_number_for_a_name(
        self, tmp_path: Path
    ) -> None:
        page = article(tmp_path, "000_83744d.txt", a_page())

        assert page.slug == "落雁坡春茶开采"

    def test_a_subtitle_is_the_first_paragraph(self, tmp_path: Path) -> None:
        page = article(
            tmp_path,
            "a.txt",
            a_page(
                title="落雁坡春茶开采\n——头采鲜叶连夜下山", dateline="2024-01-15 来源：江湾日报"
            ),
        )

        assert page.title == "落雁坡春茶开采"
        assert paragraphs(page) == ["——头采鲜叶连夜下山", *PARAGRAPHS]
        assert page.published is not None


class TestDateline:
    @pytest.mark.parametrize(
        "dateline",
        [
            "2024-01-15 10:30 来源：江湾日报 作者：李明",
            "2024年01月15日10:30 | 来源：江湾日报",
            "2024年1月15日 星期一 10:30　来源:江湾日报",
            "2024/01/15 10:30:00",
            "发布时间：2024-01-15 10:30",
            "时间：2024-01-15 10:30 来源：江湾日报 浏览次数：123",
            "来源：江湾日报　　发布时间：2024-01-15 10:30",
            "来源：江湾日报\n作者：李明\n时间：2024-01-15 10:30",
            "李明 2024-01-15 10:30",
            "江湾日报 | 2024-01-15 10:30",
            "2024-01-15 10:30\n字号：大 中 小\n分享到：微信 微博",
        ],
    )
    def test_gives_the_date_in_the_zone_of_a_chinese_site(
        self, tmp_path: Path, dateline: str
    ) -> None:
        page = article(tmp_path, "a.txt", a_page(dateline=dateline))

        assert page.published == datetime(2024, 1, 15, 2, 30, tzinfo=UTC)
        assert page.published_origin is Origin.DATELINE
        assert paragraphs(page) == list(PARAGRAPHS)

    @pytest.mark.parametrize(
        ("dateline", "names"),
        [
            ("2024-01-15 来源：江湾日报 作者：李明", ["李明"]),
            ("作者：李明 来源：江湾日报", ["李明"]),
            ("作者：李明、王静", ["李明", "王静"]),
            ("来源：江湾日报 作者：李明 王静 责任编辑：韦小禾", ["李明", "王静", "韦小禾"]),
            ("记者：李　明", ["李明"]),
            ("本报记者 李明 通讯员 王静", ["李明", "王静"]),
            ("文章作者: 李明 | 2024-01-15", ["李明"]),
            ("來源：江灣日報 作者：李明", ["李明"]),
            ("文／記者李明", ["李明"]),
            ("文／特約記者李明", ["李明"]),
            ("文／記者李明／台北報導", ["李明"]),
            ("文/李明记者", ["李明"]),
            ("作者：记者李明、通讯员王静", ["李明", "王静"]),
            ("作者：李明 王静", ["李明", "王静"]),
            ("本报特约记者 李明", ["李明"]),
            ("记者 李 明", ["李明"]),
            ("作者：本报记者", []),
            ("作者：编辑部", ["编辑部"]),
            ("By Jane Roe, Staff Writer", ["Jane Roe"]),
            ("By Jane Roe, Reuters", ["Jane Roe"]),
            ("By Jane Roe and John Doe, Associated Press", ["Jane Roe", "John Doe"]),
            ("By Jane Roe, Special to the Jiangwan Gazette", ["Jane Roe"]),
            ("By Jane Roe, John Doe and Ann Lee", ["Jane Roe", "John Doe", "Ann Lee"]),
            ("Author: Ann, Ben", ["Ann", "Ben"]),
        ],
    )
    def test_gives_the_people(self, tmp_path: Path, dateline: str, names: list[str]) -> None:
        page = article(tmp_path, "a.txt", a_page(dateline=dateline, labels=""))

        assert [person.name for person in page.people] == names
        assert paragraphs(page) == list(PARAGRAPHS)

    @pytest.mark.parametrize(
        "opening",
        [
            "2024年1月15日，记者从合作社获悉，头采茶下山了。",
            "2024年1月15日是采茶的日子",
            "2024年1月15日 记者从合作社获悉头采茶下山了",
            "记者李明报道，头采茶下山了。",
            "2024年3月12日 05:30 雾散 茶农 上山了",
            "记者：今年的茶好吗",
            "作者：茶",
            "编辑部的人都上了山",
        ],
    )
    def test_prose_that_begins_like_one_stays_in_the_text(
        self, tmp_path: Path, opening: str
    ) -> None:
        page = article(tmp_path, "a.txt", a_page(body=f"{opening}\n\n{BODY}"))

        assert paragraphs(page) == [opening, *PARAGRAPHS]

    def test_may_stand_below_the_text(self, tmp_path: Path) -> None:
        page = article(tmp_path, "a.txt", a_page(labels=f"发布时间：2024-01-15 10:30\n{LABELS}"))

        assert page.published == datetime(2024, 1, 15, 2, 30, tzinfo=UTC)
        assert paragraphs(page) == list(PARAGRAPHS)

    def test_the_time_of_an_event_below_the_text_is_text(self, tmp_path: Path) -> None:
        event = "时间：2024-01-15 10:30\n\n地点：合作社礼堂"

        page = article(tmp_path, "a.txt", a_page(body=f"{BODY}\n\n{event}"))

        assert paragraphs(page) == [*PARAGRAPHS, *event.split("\n\n")]
        assert page.published is None

    def test_a_date_that_is_not_there_is_a_notice(self, tmp_path: Path) -> None:
        page = article(tmp_path, "a.txt", a_page(dateline="2024-02-30 来源：江湾日报"))

        assert page.published is None
        assert "2024-02-30" in page.notices[0].message


class TestLabels:
    @pytest.mark.parametrize(
        "label",
        [
            "[责任编辑:韦小禾]",
            "【责任编辑：韦小禾】",
            "（责任编辑：韦小禾）",
            "( 责任编辑 ： 韦小禾 )",
            "责任编辑：韦小禾",
            "责任编辑 韦小禾",
            "責任編輯：韦小禾",
            "（责编：韦小禾）",
            "编辑：韦小禾",
            "编辑：韦小禾（实习）",
            "责任编辑：韦小禾 审核：王静",
            "[责任编辑:\u200b韦小禾]",
        ],
    )
    def test_the_editor_is_read_in_every_notation(self, tmp_path: Path, label: str) -> None:
        page = article(tmp_path, "a.txt", a_page(labels=label))

        assert page.people == (EDITOR,)
        assert paragraphs(page) == list(PARAGRAPHS)

    @pytest.mark.parametrize(
        "names", ["韦小禾、王静", "韦小禾 王静", "韦小禾，王静", "韦小禾/王静"]
    )
    def test_several_editors_are_several_people(self, tmp_path: Path, names: str) -> None:
        page = article(tmp_path, "a.txt", a_page(labels=f"[责任编辑:{names}]"))

        assert [person.name for person in page.people] == ["韦小禾", "王静"]

    @pytest.mark.parametrize(
        "label",
        [
            "标签: 茶叶 \xa0\xa0 农事",
            "标签：茶叶 农事",
            "标签：茶叶\u3000农事",
            "标签：茶叶，农事",
            "标签：茶叶、农事",
            "关键词：茶叶；农事",
            "关键字: 茶叶,农事",
            "標籤：茶叶 农事",
            "【标签：茶叶 农事】",
            "标签：茶叶 农事 茶叶",
            "标签：\ufeff茶叶 农事\u200b",
        ],
    )
    def test_tags_are_read_in_every_notation(self, tmp_path: Path, label: str) -> None:
        page = article(tmp_path, "a.txt", a_page(labels=label))

        assert page.tags == ("茶叶", "农事")
        assert paragraphs(page) == list(PARAGRAPHS)

    def test_a_blank_between_latin_words_does_not_divide_a_tag(self, tmp_path: Path) -> None:
        page = article(tmp_path, "a.txt", a_page(labels="标签：Open Source 人工智能  Web"))

        assert page.tags == ("Open Source", "人工智能", "Web")

    def test_they_come_in_either_order(self, tmp_path: Path) -> None:
        page = article(tmp_path, "a.txt", a_page(labels="标签: 茶叶 农事\n[责任编辑:韦小禾]"))

        assert page.tags == ("茶叶", "农事")
        assert page.people == (EDITOR,)

    @pytest.mark.parametrize("label", ["", "[责任编辑:韦小禾]", "标签: 茶叶"])
    def test_any_of_them_may_be_missing(self, tmp_path: Path, label: str) -> None:
        page = article(tmp_path, "a.txt", a_page(labels=label))

        assert paragraphs(page) == list(PARAGRAPHS)

    def test_empty_ones_say_nothing(self, tmp_path: Path) -> None:
        page = article(tmp_path, "a.txt", a_page(labels="[责任编辑:]\n标签:"))

        assert page.people == ()
        assert page.tags == ()
        assert paragraphs(page) == list(PARAGRAPHS)

    def test_an_editor_in_brackets_behind_the_last_sentence_leaves_it(self, tmp_path: Path) -> None:
        page = article(tmp_path, "a.txt", a_page(body=f"{BODY}（责任编辑：韦小禾）", labels=""))

        assert page.people == (EDITOR,)
        assert paragraphs(page) == list(PARAGRAPHS)

    @pytest.mark.parametrize(
        "line", ["编辑：这一句是正文。", "标签：茶叶 农事", "[责任编辑:韦小禾]"]
    )
    def test_a_line_like_one_inside_the_text_stays_text(self, tmp_path: Path, line: str) -> None:
        body = f"{PARAGRAPHS[0]}\n\n{line}\n\n{PARAGRAPHS[1]}"

        page = article(tmp_path, "a.txt", a_page(body=body, labels=""))

        assert paragraphs(page) == [PARAGRAPHS[0], line, PARAGRAPHS[1]]
        assert page.people == ()
        assert page.tags == ()

    @pytest.mark.parametrize(
        "dialogue",
        [
            ("记者：明年还来吗", "作者：来"),
            ("记者：明年还来", "茶农：来", "记者：一言为定"),
            ("記者：明年還來嗎", "作者：不來了"),
            ("編集者：来年も来ますか",),
            ("기자: 내년에도 오나요",),
            ("Editor: not this year",),
        ],
    )
    def test_the_turns_of_a_dialogue_are_none(
        self, tmp_path: Path, dialogue: tuple[str, ...]
    ) -> None:
        body = "\n\n".join((*PARAGRAPHS, *dialogue))

        page = article(tmp_path, "a.txt", a_page(body=body))

        assert paragraphs(page) == [*PARAGRAPHS, *dialogue]
        assert page.people == (EDITOR,)

    @pytest.mark.parametrize(
        ("label", "name"),
        [
            ("作者：Tom 李", "Tom 李"),
            ("作者：阿卜杜拉·买买提", "阿卜杜拉·买买提"),
            ("文：江湾新闻网全媒体采访组", "江湾新闻网全媒体采访组"),
            ("作者：李明 单位：江湾融媒体中心", "李明"),
        ],
    )
    def test_the_author_signs_below_the_text_by_any_name(
        self, tmp_path: Path, label: str, name: str
    ) -> None:
        page = article(tmp_path, "a.txt", a_page(labels=label))

        assert [person.name for person in page.people] == [name]
        assert paragraphs(page) == list(PARAGRAPHS)

    def test_an_interview_may_be_signed_by_another_word(self, tmp_path: Path) -> None:
        body = f"{BODY}\n\n记者：明年还来吗？\n\n茶农：来。"

        page = article(tmp_path, "a.txt", a_page(body=body, labels="作者：李明"))

        assert [person.name for person in page.people] == ["李明"]

    def test_the_word_for_tags_among_verses_is_a_verse(self, tmp_path: Path) -> None:
        verse = "罐子上\n标签\n一张张\n旧了"

        page = article(tmp_path, "a.txt", a_page(body=f"{PARAGRAPHS[0]}\n\n{verse}", labels=""))

        assert page.tags == ()
        assert paragraphs(page)[-1] == verse.replace("\n", "<br>")

    def test_the_last_answer_of_an_interview_is_no_label(self, tmp_path: Path) -> None:
        body = f"{BODY}\n\n记者：谢谢您接受采访。"

        page = article(tmp_path, "a.txt", a_page(body=body, labels=""))

        assert paragraphs(page)[-1] == "记者：谢谢您接受采访。"


class TestJapaneseNames:
    @pytest.mark.parametrize(
        ("dateline", "names"),
        [
            ("文：山田 太郎", ["山田 太郎"]),
            ("記者 山田 太郎", ["山田 太郎"]),
            ("記者　林 真理子", ["林 真理子"]),
            ("文：山田 太郎、佐藤 花子", ["山田 太郎", "佐藤 花子"]),
            ("文：山田 太郎　佐藤 花子", ["山田 太郎", "佐藤 花子"]),
            ("文：山田太郎 佐藤花子", ["山田太郎", "佐藤花子"]),
        ],
    )
    def test_have_a_blank_in_their_middle(
        self, tmp_path: Path, dateline: str, names: list[str]
    ) -> None:
        body = (
            "霧がまだ晴れないうちに、茶農家の人たちは竹かごを背負って丘に登り、新芽を摘みました。"
        )

        page = article(tmp_path, "a.txt", a_page(dateline=dateline, body=body, labels=""))

        assert [person.name for person in page.people] == names


class TestFurniture:
    @pytest.mark.parametrize(
        "furniture",
        [
            "分享到：微信 微博 QQ空间",
            "分享到\n微信\n微博\nQQ空间\n朋友圈",
            "分享到：\n\n新浪微博\n\n腾讯微博",
            "分享到：微信\n新浪微博\n腾讯微博",
            "分享至\n微信 微博 QQ空间",
            "Share:\nFacebook\nTwitter\nX\nWhatsApp\nLINE\nTelegram",
            "Share this article\nWeibo | WeChat",
            "原标题：落雁坡的春天来了",
            "（原标题：落雁坡的春天来了！）",
            "上一篇：江湾渡口换新船\n下一篇：梅雨季节来了",
            "上一篇\n江湾渡口换新船\n下一篇\n梅雨季节来了",
            "相关阅读：\n江湾渡口换新船\n梅雨季节来了",
            "相关新闻\n\n江湾渡口换新船\n\n梅雨季节来了",
            "第 1/3 页",
            "1 2 3 下一页",
            "[1] [2] [3]",
            "共3页",
            "上一页 下一页",
            "Copyright © 2024 江湾新闻网",
            "版权所有 江湾新闻网 未经授权不得转载。",
            "© 2024 江湾新闻网. All Rights Reserved.",
            "【打印】【关闭】",
            "打印本页 | 关闭窗口",
            "返回顶部",
            "关于我们 | 联系我们 | 网站地图",
            "浙ICP备12345678号-1 浙公网安备 33010002000001号",
            "扫一扫在手机打开当前页",
            "0\n分享至",
            "评论\n0\n分享",
            "点赞\n12",
            "关注江湾新闻网\n微博\n微信",
            "欢迎关注江湾发布微信公众号",
            "广告",
            "00:00 / 01:20",
        ],
    )
    def test_is_no_content_above_or_below_the_labels(self, tmp_path: Path, furniture: str) -> None:
        below = article(tmp_path, "a.txt", a_page(labels=f"{LABELS}\n\n{furniture}"))
        above = article(tmp_path, "b.txt", a_page(labels=f"{furniture}\n\n{LABELS}"))

        assert paragraphs(below) == paragraphs(above) == list(PARAGRAPHS)
        assert below.people == above.people == (EDITOR,)
        assert below.tags == above.tags == ("茶叶", "农事")

    @pytest.mark.parametrize(
        "furniture", ["分享到\n微信\n微博", "Share:\nX\nLINE", "原标题：落雁坡的春天来了"]
    )
    def test_above_the_text_is_neither_subtitle_nor_text(
        self, tmp_path: Path, furniture: str
    ) -> None:
        page = article(tmp_path, "a.txt", a_page(dateline=f"{furniture}\n2024-01-15 10:30"))

        assert page.title == "落雁坡春茶开采"
        assert page.published == datetime(2024, 1, 15, 2, 30, tzinfo=UTC)
        assert paragraphs(page) == list(PARAGRAPHS)

    def test_names_of_services_without_a_word_of_sharing_are_text(self, tmp_path: Path) -> None:
        body = f"{BODY}\n\n关注老人\n微信\n微博"

        page = article(tmp_path, "a.txt", a_page(body=body))

        assert paragraphs(page) == [*PARAGRAPHS, "关注老人<br>微信<br>微博"]

    def test_a_share_block_inside_the_text_is_text(self, tmp_path: Path) -> None:
        body = f"{PARAGRAPHS[0]}\n\n分享到\n微信\n\n{PARAGRAPHS[1]}"

        page = article(tmp_path, "a.txt", a_page(body=body))

        assert paragraphs(page) == [PARAGRAPHS[0], "分享到<br>微信", PARAGRAPHS[1]]

    @pytest.mark.parametrize(
        "sentence",
        [
            "相关新闻报道了这件事。",
            "下一页写着茶农的名字。",
            "返回列表之后，他又看了一遍。",
            "分享到最后，大家都笑了。",
        ],
    )
    def test_a_last_sentence_that_begins_like_it_stays_text(
        self, tmp_path: Path, sentence: str
    ) -> None:
        page = article(tmp_path, "a.txt", a_page(body=f"{BODY}\n\n{sentence}"))

        assert paragraphs(page) == [*PARAGRAPHS, sentence]


class TestParagraphs:
    def test_indents_are_no_text(self, tmp_path: Path) -> None:
        body = "\n\n".join(f"\u3000\u3000{paragraph}" for paragraph in PARAGRAPHS)

        page = article(tmp_path, "a.txt", a_page(body=body))

        assert paragraphs(page) == list(PARAGRAPHS)

    @pytest.mark.parametrize("indent", ["", "\u3000\u3000", "    "])
    def test_without_blank_lines_each_line_is_one(self, tmp_path: Path, indent: str) -> None:
        page = article(tmp_path, "a.txt", a_page().replace("\n\n", f"\n{indent}"))

        assert paragraphs(page) == list(PARAGRAPHS)
        assert page.people == (EDITOR,)

    def test_long_lines_without_a_blank_line_between_them_are_several(self, tmp_path: Path) -> None:
        body = f"{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}\n\n采茶季\n{PARAGRAPHS[0]}"

        page = article(tmp_path, "a.txt", a_page(body=body))

        assert paragraphs(page) == [*PARAGRAPHS, "采茶季", PARAGRAPHS[0]]

    def test_a_poem_keeps_its_lines(self, tmp_path: Path) -> None:
        poem = "白日依山尽，\n黄河入海流。\n欲穷千里目，\n更上一层楼。"

        page = article(tmp_path, "a.txt", a_page(body=f"{PARAGRAPHS[0]}\n\n{poem}"))

        assert paragraphs(page) == [PARAGRAPHS[0], poem.replace("\n", "<br>")]

    def test_a_page_that_is_a_poem_of_four_short_lines_is_whole(self, tmp_path: Path) -> None:
        poem = ["白日依山尽", "黄河入海流", "欲穷千里目", "更上一层楼"]

        page = article(tmp_path, "a.txt", a_page(body="\n".join(poem), labels=""))

        assert paragraphs(page) == poem

    def test_subheads_and_captions_are_text(self, tmp_path: Path) -> None:
        body = f"{PARAGRAPHS[0]}\n\n图为茶农在采茶\n\n一、头采\n\n{PARAGRAPHS[1]}"

        page = article(tmp_path, "a.txt", a_page(body=body))

        assert paragraphs(page) == [PARAGRAPHS[0], "图为茶农在采茶", "一、头采", PARAGRAPHS[1]]

    def test_markup_in_the_text_is_text(self, tmp_path: Path) -> None:
        body = "把 <b>茶</b> & <script>alert(1)</script> 写进正文 *不变* 。"

        page = article(tmp_path, "a.txt", a_page(body=body))

        assert "<b>" not in page.content
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.content
        assert "*不变*" in page.content

    def test_one_of_sixty_thousand_characters_is_read(self, tmp_path: Path) -> None:
        page = article(tmp_path, "a.txt", a_page(body="茶" * 60_000))

        assert paragraphs(page) == ["茶" * 60_000]


class TestLatinPortal:
    PAGE = (
        "Home | Site map\n\nJiangwan News\n{breadcrumb}\n\nTea eggs\n\n{dateline}\n\n"
        "Every kitchen on Wild Goose Slope has a pot of tea eggs going in the week after the first"
        " picking, and no two pots smell the same.\n\n[Editor: Ann Lee]\nTags: tea  street food"
    )

    @pytest.mark.parametrize(
        "breadcrumb",
        [
            "Home > Culture > Food > Text",
            "Home » Culture » Food » Tea eggs",
            "Home / Culture / Food / Article",
            "You are here: Home > Culture > Food",
        ],
    )
    def test_reads_like_a_chinese_one(self, tmp_path: Path, breadcrumb: str) -> None:
        text = self.PAGE.format(
            breadcrumb=breadcrumb, dateline="By Zhao Li | March 3, 2024 10:30 AM"
        )

        page = article(tmp_path, "a.txt", text)

        assert page.site == "Jiangwan News"
        assert page.section == ("Culture", "Food")
        assert page.title == "Tea eggs"
        assert page.published == datetime(2024, 3, 3, 10, 30, tzinfo=UTC)
        assert page.people == (
            Person(name="Zhao Li", role=Role.AUTHOR),
            Person(name="Ann Lee", role=Role.EDITOR),
        )
        assert page.tags == ("tea", "street food")
        assert page.content.count("<p>") == 1


class TestFile:
    @pytest.mark.parametrize(
        "encoding", ["gbk", "gb18030", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
    )
    def test_is_read_in_the_encodings_of_chinese_sites(self, tmp_path: Path, encoding: str) -> None:
        page = article(tmp_path, "a.txt", a_page().encode(encoding))

        assert page.title == "落雁坡春茶开采"
        assert paragraphs(page) == list(PARAGRAPHS)
        assert page.tags == ("茶叶", "农事")

    def test_is_read_in_big5(self, tmp_path: Path) -> None:
        text = a_page(
            breadcrumb="首頁 > 本地新聞 > 正文",
            title="落雁坡春茶開採",
            body="清晨五點半，落雁坡的霧還沒散，茶農們已經挎著竹簍上了山。",
            labels="[責任編輯:韋小禾]\n標籤: 茶葉  農事",
        ).replace("江湾新闻网", "江灣新聞網")

        page = article(tmp_path, "a.txt", text.replace("网站首页 | 网站地图\n", "").encode("big5"))

        assert page.title == "落雁坡春茶開採"
        assert page.section == ("本地新聞",)
        assert page.people == (Person(name="韋小禾", role=Role.EDITOR),)
        assert page.tags == ("茶葉", "農事")

    @pytest.mark.parametrize("end", ["\r\n", "\r"])
    def test_is_read_with_line_ends_of_other_systems(self, tmp_path: Path, end: str) -> None:
        page = article(tmp_path, "a.txt", a_page().replace("\n", end))

        assert paragraphs(page) == list(PARAGRAPHS)

    @pytest.mark.parametrize("path", ["a.txt", "a.md", "a.html"])
    def test_is_known_by_its_text_and_not_by_its_name(self, tmp_path: Path, path: str) -> None:
        page = article(tmp_path, path, a_page())

        assert page.section == ("本地新闻", "农事")

    def test_control_characters_are_dropped_with_a_notice(self, tmp_path: Path) -> None:
        page = article(tmp_path, "a.txt", a_page(title="落雁坡\x08春茶\x00开采"))

        assert page.title == "落雁坡春茶开采"
        (notice,) = page.notices
        assert (notice.line, notice.message) == (6, "dropped 2 control characters")

    def test_without_title_and_text_it_is_rejected_at_its_breadcrumb(self, tmp_path: Path) -> None:
        found = rejection(tmp_path, "a.txt", "江湾新闻网\n首页 > 农事 > 正文\n")

        assert found.line == 2
        assert found.reason == "has no title and text below its breadcrumb"

    def test_without_text_it_is_rejected_at_its_title(self, tmp_path: Path) -> None:
        found = rejection(tmp_path, "a.txt", a_page(body="", labels=LABELS))

        assert found.line == 6
        assert found.reason == "has a title but no text"
