"""A site that is hard to show: long words, markup, both directions, few facts and many names."""

import json
from collections.abc import Mapping

from tests.conftest import Site

# What the site says of itself, and feeds with fewer entries than there are.
SETTINGS = """
[site]
title = "Difficult <em>news</em> & more"
description = "Everything that a page may choke on: <script>, & and שלום"
language = "en"

[feeds]
limit = 12

[feeds.saved.a-selection]
title = "A selection <b>of ours</b>"
any.tags = ["tag 1", "tag 2"]
"""

_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
_ADDRESS = "https://www.example.org/" + "a-part-of-an-address/" * 20
_DEEP = "one/two/three/four/five/six/seven"

# Articles by path: what their front matter says, and their text.
_ARTICLES: dict[str, tuple[Mapping[str, object], str]] = {
    "markup.md": (
        {
            "title": "<script>alert(1)</script> <b>bold</b> & </title></script> &amp; \"quoted\"",
            "description": "<img src=x onerror=alert(1)> 'and' </script><!--",
            "tags": ["<i>italic</i>", "a&b", "quote\"d", "</script>", "100%", "a/b", "?q=1#x"],
            "author": "<b>Ann</b> & \"Bo\"",
            "date": "2026-07-01T08:00:00Z",
        },
        "Text with `code </script>` in it.",
    ),
    "long-word.md": (
        {"title": _WORD * 3, "tags": [_WORD * 2], "date": "2026-07-02", "author": _WORD},
        f"{_WORD * 4}\n\n<{_ADDRESS}>\n\n`{_WORD * 3}`\n\n## {_WORD * 2}",
    ),
    "long-title.md": (
        {"title": "A title that goes on and on " * 30, "date": "2026-07-03", "lang": "en"},
        "Short text.",
    ),
    "hebrew.md": (
        {
            "title": "שלום לכולם, חדשות מהנמל",
            "tags": ["עברית", "العربية"],
            "lang": "he",
            "date": "2026-07-04",
            "author": "דוד לוי",
        },
        "הספינה יצאה מהנמל בבוקר.\n\n> ציטוט עם English באמצע.",
    ),
    "arabic.md": (
        {
            "title": "أخبار الميناء: 12 سفينة",
            "tags": ["العربية"],
            "lang": "ar",
            "date": "2026-07-05",
        },
        "غادرت السفينة الميناء في الصباح.",
    ),
    "undated.md": ({"title": "Without a date"}, "Nobody knows when."),
    "undated-too.md": ({"title": "没有日期", "tags": ["无题"]}, "没有人知道。"),
    "empty.md": ({"title": "No text at all", "date": "2026-07-06"}, ""),
    "ids.md": (
        {"title": "Ids that a page may have too", "date": "2026-07-07"},
        "".join(
            f'<h2 id="{name}">The part {name}</h2><p>Text.</p>\n'
            for name in ("main", "content", "subscribe", "sections", "tags", "find", "q", "title")
        )
        + '<p class="skip" name="main">And <a href="#main">a link</a>.</p>',
    ),
    "pictures.md": (
        {
            "title": "Pictures, sound and film",
            "date": "2026-07-08",
            "image": "https://media.example.org/cover.png",
            "enclosures": [
                {"url": "https://media.example.org/w.mp4", "type": "video/mp4", "length": 98000000},
                {"url": "https://media.example.org/w.mp3", "type": "audio/mpeg", "length": 98000},
                {"url": "https://media.example.org/w.pdf", "type": "application/pdf", "length": 9},
            ],
        },
        "![A wide picture](https://media.example.org/wide.png)\n\n"
        '<img src="https://media.example.org/a.png" width="2000" height="10" alt="A line">\n\n'
        "<figure><img src='https://media.example.org/b.png' alt='Boats'>"
        "<figcaption>Boats</figcaption></figure>",
    ),
    "wide.md": (
        {"title": "A wide table and a long line", "date": "2026-07-09", "tags": ["tag 1"]},
        "| " + " | ".join(f"Column {n}" for n in range(24)) + " |\n"
        + "|---" * 24 + "|\n"
        + "| " + " | ".join(f"value-{n}" for n in range(24)) + " |\n\n"
        + "```\n" + "a line of code that does not end " * 12 + "\n```\n",
    ),
    "headings.md": (
        {"title": "Headings of all levels", "date": "2026-07-10"},
        "# One\n\nText.\n\n## Two\n\nText.\n\n### Three\n\nText.\n\n# Four\n\n- a\n  - b\n",
    ),
    f"{_DEEP}/deep.md": ({"title": "Deep below", "date": "2026-07-11"}, "A text."),
    "emoji.md": (
        {
            "title": "👩🏽‍🚀 🏳️‍🌈 𠮷野家",
            "tags": ["👩🏽‍🚀", "🏳️‍🌈"],
            "author": "🦊",
            "date": "2026-07-12",
        },
        "🙂" * 200,
    ),
    "future-zone.md": (
        {"title": "Just before the year 2000", "date": "1999-12-31T23:59:59-11:00"},
        "An old text.",
    ),
}  # fmt: skip
_MORE, _TAGS = 60, 5


def write(site: Site) -> None:
    """Write the articles of the site, and its settings."""
    (site.root / "feedsvc.toml").write_text(SETTINGS, "utf-8")
    for path, (front, body) in _ARTICLES.items():
        site.write(path, _article(front, body))
    for number in range(_MORE):
        tags = [f"tag {number * _TAGS + each}" for each in range(_TAGS)] + ["tag 1"]
        front = {
            "title": f"Article {number}",
            "tags": tags,
            "date": f"202{number % 6}-0{number % 9 + 1}-11T08:00:00Z",
            "author": f"Author {number}",
        }
        site.write(f"plain/part {number % 7}/{number}.md", _article(front, "Plain text. " * 40))


def _article(front: Mapping[str, object], body: str) -> str:
    """Return an article with JSON as YAML, so that every text survives."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    return "---\n" + "\n".join(lines) + f"\n---\n{body}\n"
