"""Sites to look at."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from tests.conftest import Site


def portal(site: Site, *, articles: int) -> Site:
    """Publish *articles*, each in a section below one of two, with tags of its own and common."""
    for number in range(articles):
        site.write(
            f"{number}.md",
            f"---\ntitle: Title {number}\ndate: 2025-{number % 12 + 1:02}-{number % 28 + 1:02}\n"
            f"section: {'中国品牌' if number % 2 else '体育'}/第{number % 5}版\n"
            f"tags: [茶叶, tag {number}]\nauthor: 潘望望\n---\n{'A long text. ' * 50}\n",
        )
    (site.root / "feedsvc.toml").write_text(
        '[feeds.saved.choice]\ntitle = "Ｃhoice"\nany.tags = ["茶叶"]\n'
    )
    site.variables["FEEDSVC_FEEDS__LIMIT"] = "4"
    site.build()
    return site


@contextmanager
def statements() -> Iterator[list[str]]:
    """Count what is asked of any catalog meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)
