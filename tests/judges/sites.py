"""Sites whose documents are judged: a difficult one of ours, our examples, and samples."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feedsvc.serve.app import create_app
from feedsvc.serve.application import Application
from tests.conftest import SAMPLES, Site

BASE = "https://feeds.example.org"
EXAMPLES = Path(__file__).parent.parent.parent / "examples"
DIFFICULT = "difficult"
SAMPLE_SETS = ("news-portal", "jekyll-zh", "zola-toml", "hexo-multilingual")

# Texts that have broken feeds; each must come back as it is written here.
TEXTS = {
    "markup": "Use <b>bold</b> & <script>alert(1)</script> tags",
    "entities": "AT&amp;T says &lt;b&gt; is not &nbsp; or &#60;",
    "cdata": "Ends ]]> here <![CDATA[ and there ]]>",
    "quotes": "\"double\" 'single' «guillemets» “curly” ‘both’",
    "emoji": "👩🏽‍🚀 on 🏳️‍🌈 with 𠮷野家 and e\u0301",
    "directions": "\u200fעברית‏ and \u200eLTR\u200e, العربية",
    "operators": "1 < 2 && 3 > 2; a<b, c>d",
    "comment": "<!-- not a comment --> <?php echo 1 ?> %3Cb%3E",
    "chinese": "《红楼梦》：“满纸荒唐言，一把辛酸泪”——曹雪芹著",
}
LONG = "long" * 1024  # one word of 4 KB

# What must never come out, in any field of any format.
ATTACKS = """Before.

<script>alert('attack-script')</script>

<img src="https://media.example.org/a.png" onerror="attack-handler()" alt="A picture">

<a href="javascript:attack-address()">one</a>
[two](javascript:attack-markdown())
<a href="data:text/html,attack-data">three</a>
<a href="&#106;avascript:attack-entity()">four</a>
<a href="java\tscript:attack-tab()">five</a>
<iframe src="https://attack-frame.example/"></iframe>
<object data="https://attack-object.example/"></object>
<form action="https://attack-form.example/"><input name="attack-input"></form>
<svg onload="attack-svg()"><a xlink:href="javascript:attack-link()">six</a></svg>
<style>@import 'https://attack-style.example/';</style>
<div style="background:url(javascript:attack-css())">seven</div>
<meta http-equiv="refresh" content="0;url=javascript:attack-meta()">
<base href="https://attack-base.example/">

After.
"""

# Feeds that say all they can say, short ones, and one whose older entries are in archives.
SETTINGS = """
[site]
description = "Texts about <b>markup</b> & more"

[feeds]
image = "https://media.example.org/wide.png"
icon = "https://media.example.org/icon.png"
rights = "© 2025 <Nobody> & friends"
ttl = 900

[feeds.sections.texts]
limit = 2
title = "{name}: <all> & more"

[feeds.saved.short]
any.sections = ["audio"]
any.tags = ["audio"]
content = "summary"
title = "Short & sweet"

[feeds.saved.today]
any.languages = ["zh"]
window = 48
formats = ["atom", "json"]

[http]
hub = "https://hub.example.org/"
"""


def article(front: Mapping[str, object], body: str) -> str:
    """Return an article with JSON strings as YAML, so that every text survives."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    return "---\n" + "\n".join(lines) + f"\n---\n{body}\n"


def write_difficult(site: Site) -> None:
    """Write a site of articles that are hard to carry."""
    (site.root / "feedsvc.toml").write_text(SETTINGS, "utf-8")
    front: dict[str, object]
    for number, (name, text) in enumerate(TEXTS.items(), 1):
        front = {
            "title": text,
            "date": f"2025-03-{number:02}T08:00:00Z",
            "lastmod": f"2025-04-{number:02}T09:30:15+08:00",
            "author": [text],
            "tags": [text],
            "description": text,
            "lang": "zh-CN" if name == "chinese" else "en",
        }
        site.write(f"texts/{name}.md", article(front, f"Body of {name}.\n\n> quoted & marked"))
    front = {"title": LONG, "date": "2025-02-01T08:00:00Z", "tags": [LONG], "description": LONG}
    site.write("texts/long.md", article(front, LONG))
    front = {"title": "Attacks", "date": "2025-02-02T08:00:00Z", "author": "Eve"}
    site.write("texts/attacks.md", article(front, ATTACKS))
    front = {
        "title": "Listen",
        "date": "2025-02-03T08:00:00Z",
        "author": "Ann Lee",
        "lang": "en",
        "tags": ["audio"],
        "enclosure": {
            "url": "https://media.example.org/listen.mp3?a=1&b=2",
            "type": "audio/mpeg",
            "length": 4821034,
        },
    }
    site.write("audio/listen.md", article(front, "Ten minutes at the market."))
    front = {
        "title": "Watch and listen",
        "date": "2025-02-04T08:00:00Z",
        "author": ["Ann Lee", "Bo Chen"],
        "lang": "en",
        "enclosures": [
            {"url": "https://media.example.org/w.mp4", "type": "video/mp4", "length": 98000000},
            {"url": "https://media.example.org/w.mp3", "type": "audio/mpeg", "length": 98000},
        ],
    }
    site.write("audio/watch.md", article(front, "Ten more minutes."))

    front = {
        "title": "An episode",
        "date": "2025-02-05T08:00:00Z",
        "author": "Ann Lee",
        "lang": "en",
        "image": {"url": "https://media.example.org/cover.png", "width": 1400, "height": 1400},
        "enclosure": {
            "url": "https://media.example.org/episode.m4a",
            "type": "audio/mp4",
            "length": 7700000,
            "duration": "00:12:30",
        },
        "podcast": {
            "author": "Ann & Bo",
            "image": "https://media.example.org/cover.png",
            "explicit": False,
            "duration": "00:12:30",
            "categories": ["Arts"],
        },
    }
    site.write("audio/episode.md", article(front, "Twelve and a half minutes."))
    minutes_ago = datetime.now(UTC) - timedelta(minutes=90)
    front = {"title": "Just now", "date": minutes_ago.isoformat(), "lang": "zh-TW"}
    site.write("news/now.md", article(front, "This is news."))


def built(root: Path, content: Path | None = None) -> Site:
    """Build a site in *root*: of *content*, or the difficult one."""
    site = Site(root)
    site.variables["FEEDSVC_SITE__BASE_URL"] = BASE
    # Validators know what time it is, and so must the site.
    site.now = datetime.now(UTC).replace(microsecond=0)
    if content:
        site.content.rmdir()
        site.content = content
        site.build()
        return site
    write_difficult(site)
    gone = site.article("texts/gone.md", "Gone soon", date="2025-02-06")
    site.build()
    gone.unlink()
    site.build(after=1)
    return site


def sample(name: str) -> Path:
    """Return the folder of a sample set, or of our examples."""
    return EXAMPLES if name == "examples" else SAMPLES / name


class Judged:
    """A site that was built: its documents, and what its server adds to them."""

    def __init__(self, name: str, site: Site) -> None:
        self.name = name
        self.site = site

    def documents(self, suffix: str) -> list[Path]:
        """Return every document of a format, archives among them."""
        found = sorted(self.site.output.rglob(f"*{suffix}"))
        assert found
        return found

    def served(self, path: str) -> bytes:
        """Return what the server answers for *path*."""
        services = self.site.services
        app = create_app(services)
        pages = app.wsgi_app
        app.wsgi_app = Application(services.settings, lambda: pages)  # type: ignore[method-assign]
        answer = app.test_client().get(path)
        assert answer.status_code == 200, f"{path}: {answer.status}"
        return bytes(answer.data)
