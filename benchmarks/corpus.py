"""The articles that every program gets: an endless site in Chinese and English, from its start.

The same numbers make the same bytes on every machine, and the first thousand articles are the same
in a site of a thousand and of a hundred thousand.
"""

import json
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

_SEED = "feedsvc"
_TAGS = 1000
_AUTHORS = 80
_BEGIN = datetime(2016, 1, 1, tzinfo=UTC)
# A hundred thousand articles end before 2025: an article of the future would be in no feed.
_STEP = timedelta(minutes=45)

_WORDS = Path(__file__).parent / "words"
_HAN = (_WORDS / "chinese.txt").read_text("utf-8").split()
_LATIN = (_WORDS / "english.txt").read_text("utf-8").split()
_TOPS = ("news", "文化", "economy", "教育", "travel", "体育")
_MIDDLES = ("local", "人物")
_LEAF = "archive"


def sections() -> list[str]:
    """Return the folders of all sections, each below its parents: thirty on three levels."""
    middles = [f"{top}/{middle}" for top in _TOPS for middle in _MIDDLES]
    return [*_TOPS, *middles, *(f"{middle}/{_LEAF}" for middle in middles)]


def write(root: Path, count: int) -> list[Path]:
    """Write *count* articles and their sections below *root*; return their files, newest last."""
    for section in sections():
        _write(root / section / "_index.md", {"title": section.rpartition("/")[2]}, "")
    return [_article(root, number) for number in range(count)]


def _article(root: Path, number: int) -> Path:
    random = Random(f"{_SEED}:{number}")
    chinese = number % 5 != 0
    front = {
        "title": _title(random, chinese=chinese),
        "slug": f"article-{number:06d}",
        "date": _BEGIN + number * _STEP,
        "tags": _tags(random),
        "authors": [_AUTHOR_NAMES[random.randrange(_AUTHORS)]],
    }
    file = root / random.choice(_SECTIONS) / f"article-{number:06d}.md"
    _write(file, front, _body(random, number, chinese=chinese))
    return file


def _write(file: Path, front: dict[str, Any], body: str) -> None:
    # JSON is YAML, and the one form of it that readers of single lines understand as well.
    lines = [f"{key}: {_scalar(value)}" for key, value in front.items()]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(["---", *lines, "---", "", body]), "utf-8")


def _scalar(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _tags(random: Random) -> list[str]:
    """Return three to six tags; the second is met half as often as the first, and so on."""
    drawn = dict.fromkeys(random.choices(_TAG_NAMES, cum_weights=_TAG_WEIGHTS, k=15))
    return list(drawn)[: random.randint(3, 6)]


def _title(random: Random, *, chinese: bool) -> str:
    if chinese:
        return "".join(random.choices(_HAN, k=random.randint(4, 8)))
    return " ".join(random.choices(_LATIN, k=random.randint(4, 8))).capitalize()


def _sentence(random: Random, *, chinese: bool) -> str:
    if not chinese:
        return " ".join(random.choices(_LATIN, k=random.randint(8, 18))).capitalize() + ". "
    words = random.choices(_HAN, k=random.randint(6, 16))
    if random.random() < 0.2:
        words.insert(3, f" {random.choice(_LATIN)} ")
    words.insert(len(words) // 2, "，")
    return "".join(words) + "。"


def _body(random: Random, number: int, *, chinese: bool) -> str:
    """Return about four kilobytes of Markdown with one of everything."""

    def text(sentences: int) -> str:
        return "".join(_sentence(random, chinese=chinese) for _ in range(sentences)).strip()

    link = f"[{text(1)}](https://www.example.org/page/{number}?from=feed&lang=zh)"
    items = "\n".join(f"- {text(1)}" for _ in range(4))
    table = "\n".join(["| 甲 | 乙 |", "|---|---|", f"| {number} | **{number % 7}** |"])
    code = f"```python\nif {number} < limit & mask:\n    print('<b>')\n```"
    paragraphs = [text(7), f"**{text(1)}** {link} {text(2)}", f"## {text(1)}", text(8), items]
    paragraphs += [f"> {text(2)}", text(8), table, code, f"### {text(1)}", f"{text(6)} `x & y`"]
    return "\n\n".join(paragraphs) + "\n"


def _names(kind: str, count: int) -> list[str]:
    """Return so many different names; two of three are Chinese."""
    random = Random(f"{_SEED}:{kind}")
    names: dict[str, None] = {}
    while len(names) < count:
        chinese = len(names) % 3 != 0
        words = random.choices(_HAN if chinese else _LATIN, k=2)
        names["".join(words) if chinese else " ".join(words).title()] = None
    return list(names)


_SECTIONS = sections()
_TAG_NAMES = _names("tag", _TAGS)
_TAG_WEIGHTS = list(accumulate(1 / rank for rank in range(1, _TAGS + 1)))
_AUTHOR_NAMES = _names("author", _AUTHORS)
