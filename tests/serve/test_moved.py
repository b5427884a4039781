import pytest
from flask.testing import FlaskClient

from tests.conftest import Site

BASE = "https://feeds.example.cn/feeds"


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("tag/主题教育.atom", "tag/zhutijiaoyu.atom"),
        ("tag/主题教育", "tag/zhutijiaoyu"),
        ("section/中国品牌.json", "section/zhongguopinpai.json"),
        ("section/中国品牌/企业党建.rss", "section/zhongguopinpai/qiyedangjian.rss"),
        ("section/中国品牌%2F企业党建", "section/zhongguopinpai/qiyedangjian"),
        ("author/潘旺旺.json", "author/panwangwang.json"),
        ("author/Ann Lee", "author/ann-lee"),
        ("tag/TEA.atom", "tag/tea.atom"),
        ("tag/ｔｅａ.atom", "tag/tea.atom"),
        ("Tag/ZhutiJiaoyu.ATOM", "tag/zhutijiaoyu.atom"),
        ("tag/tea.RSS", "tag/tea.rss"),
        ("tag/tea/", "tag/tea"),
        ("tag/tea.atom/", "tag/tea.atom"),
        ("ALL.atom", "all.atom"),
        ("all/", "all"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_other_names_of_a_feed_lead_to_it_for_good(
    client: FlaskClient, asked: str, target: str, method: str
) -> None:
    answer = client.open(f"/feeds/{asked}", method=method, headers={"Host": "evil.example"})

    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{BASE}/{target}"
    assert answer.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "asked",
    ["tag/没有.atom", "Tag/Nothing", "section/中国品牌/没有", "tag/", "tag", "all.xml", "中"],
)
def test_a_name_that_nobody_has_is_404_and_no_redirect(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/feeds/{asked}").status_code == 404


def test_the_name_of_a_draft_leads_nowhere(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article("draft.md", tags="[秘密]", draft="true")
    newsroom.build(after=60)

    assert client.get("/feeds/tag/秘密.atom").status_code == 404
    assert client.get("/feeds/tag/mimi").status_code == 404


def test_a_name_with_a_dot_or_a_slash_is_still_a_name(newsroom: Site, client: FlaskClient) -> None:
    newsroom.article("dotted.md", tags="[Node.js, AC/DC]")
    newsroom.build(after=60)

    assert client.get("/feeds/tag/Node.js").headers["Location"] == f"{BASE}/tag/node-js"
    assert client.get("/feeds/tag/node.js.rss").headers["Location"] == f"{BASE}/tag/node-js.rss"
    assert client.get("/feeds/tag/AC/DC").headers["Location"] == f"{BASE}/tag/ac-dc"
