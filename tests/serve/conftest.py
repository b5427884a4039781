"""A newsroom with a few articles, its feeds built, and a client of its web application."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from feedsvc.serve.app import create_app
from feedsvc.serve.application import Application
from tests.conftest import Site
from tests.serve.desk_client import Desk, set_password

DUMP = """网站首页 | 网站地图

大国新村
首页 > 中国品牌 > 企业党建 > 正文

以学铸魂 以学增智

第一批主题教育开展以来，企业把学习与生产结合起来。

学习之后，车间里的讨论多了起来。

[责任编辑:潘旺旺]
标签: 主题教育   中国移动
"""

SECOND_DUMP = """网站首页 | 网站地图

大国新村
首页 > 中国品牌 > 乡村振兴 > 正文

春茶开采

清晨五点半，茶农们已经挎着竹篓上了山。

[责任编辑:韦小禾]
标签: 主题教育
"""

TRICK = """---
title: "<script>alert('title')</script> & more"
date: 2026-02-01T08:00:00Z
author: "<b>Ann</b> & Bo"
tags: ["<i>tag</i>"]
lang: fr
summary: 'He said "<img src=x onerror=alert(1)>" twice'
---
One <script>alert('body')</script> paragraph.
"""

LISTEN = """---
title: Listen
slug: listen
date: 2026-03-01T20:00:00Z
lastmod: 2026-03-02T09:30:00Z
author: Ann Lee
tags: [tea, 主题教育]
lang: en
section: culture/audio
enclosure:
  url: https://media.example.org/listen.mp3
  type: audio/mpeg
  length: 4821034
---
Ten minutes at the market.
"""


@pytest.fixture
def newsroom(site: Site) -> Site:
    """A site with four articles, not built yet."""
    site.variables["FEEDSVC_SITE__BASE_URL"] = "https://feeds.example.cn"
    site.write("dumps/1.txt", DUMP)
    site.write("dumps/2.txt", SECOND_DUMP)
    site.write("trick.md", TRICK)
    site.write("listen.md", LISTEN)
    return site


@pytest.fixture
def connect() -> Callable[[Site], FlaskClient]:
    """Return a client of a site's application, made with the settings of this moment."""

    def connected(site: Site) -> FlaskClient:
        services = site.services
        app = create_app(services)
        pages = app.wsgi_app
        app.wsgi_app = Application(services.settings, lambda: pages)  # type: ignore[method-assign]
        return app.test_client()

    return connected


@pytest.fixture
def client(newsroom: Site, connect: Callable[[Site], FlaskClient]) -> FlaskClient:
    """A client of the newsroom, its feeds built."""
    newsroom.build()
    return connect(newsroom)


@pytest.fixture
def desk(newsroom: Site, client: FlaskClient) -> Desk:
    """Someone who is logged in at the desk of the newsroom."""
    found = Desk(newsroom, client)
    found.begin()
    return found


@pytest.fixture
def stranger(newsroom: Site, client: FlaskClient) -> Desk:
    """Someone who is not logged in at the desk of the newsroom; there is a password."""
    set_password(newsroom)
    return Desk(newsroom, client)
