"""The lines that are complained of are read from the files, a little of each, and of ours alone."""

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from feedsvc import operations
from feedsvc.bootstrap import build
from feedsvc.settings import load_settings
from tests.conftest import Site


def test_a_line_is_what_stands_there_whatever_the_encoding(site: Site) -> None:
    site.write("tea/utf8.md", "---\r\n  title: 春茶  \r\n---\r\n")
    site.write(
        "gbk.txt",
        "主题教育开展以来，企业把学习与生产结合起来。\n第二行的文字在这里。\n".encode("gbk"),
    )
    site.write("torn.md", b"good\nbad \xff\xfe\x80 line \xe4\xb8\n")

    found = operations.quote(
        site.services, [("tea/utf8.md", 2), ("gbk.txt", 2), ("torn.md", 2), ("tea/utf8.md", 1)]
    )

    assert found["tea/utf8.md", 2] == "title: 春茶"
    assert found["tea/utf8.md", 1] == "---"
    assert found["gbk.txt", 2] == "第二行的文字在这里。"
    assert found["torn.md", 2].startswith("bad ")


def test_what_is_gone_too_large_or_elsewhere_is_not_quoted(site: Site) -> None:
    site.write("large.md", "x\n" * 200_000)
    site.write("short.md", "one\n")
    secret = site.root / "secret"
    secret.write_text("password\n")
    (site.content / "link.md").symlink_to(secret)
    os.mkfifo(site.content / "pipe.md")
    (site.content / "folder.md").mkdir()
    paths = ["large.md", "link.md", "pipe.md", "folder.md", "none.md", "../secret", str(secret)]

    wanted = [(path, 1) for path in [*paths, "", "a//b", "nul\0.md"]]
    found = operations.quote(site.services, [*wanted, ("short.md", 99), ("short.md", 0)])

    assert found == {}


def test_only_a_little_is_read_of_many_files_and_long_lines(site: Site) -> None:
    for number in range(60):
        site.write(f"{number:02}.md", "x" * 10_000)

    found = operations.quote(site.services, [(f"{number:02}.md", 1) for number in range(60)])

    assert len(found) == 50
    assert {len(line) for line in found.values()} == {240}


@given(path=st.text(max_size=60), line=st.integers(-5, 10**9))
def test_any_place_may_be_asked_for(path: str, line: int) -> None:
    settings = load_settings(environ={"FEEDSVC_CONTENT__DIRECTORY": "/nowhere"}, cwd=Path("/"))

    assert operations.quote(build(settings), [(path, line)]) == {}
