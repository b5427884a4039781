"""The content folder: what is looked at, what is read, what is refused."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedsvc.content.directory import load, scan, scan_at
from feedsvc.content.readers import read_file
from feedsvc.errors import ContentError, UnreadableArticleError
from tests.content.examples import RULES, reading, rejection, write


class TestScan:
    def test_finds_article_files_in_every_folder(self, tmp_path: Path) -> None:
        for path in ("a.md", "b/c.TXT", "b/d/e.html", "f.markdown", "茶　叶/绿 茶.md", "👨‍👩‍👧.md"):
            write(tmp_path, path, "Text.")

        found = scan(tmp_path)

        assert sorted(found.signatures) == sorted(
            ["a.md", "b/c.TXT", "b/d/e.html", "f.markdown", "茶　叶/绿 茶.md", "👨‍👩‍👧.md"]
        )
        assert found.unreadable == ()

    def test_leaves_out_what_is_no_article(self, tmp_path: Path) -> None:
        for path in (
            *(".hidden.md", ".git/a.md", "_index.md", "b/_index.zh.md", "photo.jpg", "LICENSE"),
            *("notes.md~", "a.md.swp", "feeds/all.md", "b/state/x.txt"),
        ):
            write(tmp_path, path, "Text.")

        found = scan(tmp_path, leave_out=[tmp_path / "feeds", tmp_path / "b" / "state"])

        assert found.signatures == {}
        assert found.unreadable == ()

    def test_a_signature_changes_with_the_file_and_only_then(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", "Text.")
        before = scan(tmp_path).signatures

        unchanged = scan(tmp_path).signatures
        times = (tmp_path / "a.md").stat()
        write(tmp_path, "a.md", "Next.")
        os.utime(tmp_path / "a.md", ns=(times.st_atime_ns, times.st_mtime_ns))
        changed = scan(tmp_path).signatures

        assert unchanged == before
        assert changed["a.md"] != before["a.md"]

    @pytest.mark.parametrize("make", [lambda path: None, lambda path: path.write_text("a file")])
    def test_a_root_that_cannot_be_read_stops_the_run(self, tmp_path: Path, make: object) -> None:
        root = tmp_path / "content"
        assert callable(make)
        make(root)

        with pytest.raises(ContentError, match="cannot be read") as caught:
            scan(root)

        assert "--content" in caught.value.hint

    def test_a_folder_that_cannot_be_read_is_a_rejection_and_the_others_appear(
        self, tmp_path: Path, too_deep: str
    ) -> None:
        write(tmp_path, "a.md", "Text.")

        found = scan(tmp_path)

        assert list(found.signatures) == ["a.md"]
        assert [rejection.path for rejection in found.unreadable] == [too_deep]
        assert found.unreadable[0].reason.startswith("is a folder that cannot be read")

    def test_a_forbidden_folder_is_a_rejection(self, as_nobody: Path) -> None:
        write(as_nobody, "secret/a.md", "Text.")
        (as_nobody / "secret").chmod(0)

        found = scan(as_nobody)

        (as_nobody / "secret").chmod(0o700)
        assert [rejection.path for rejection in found.unreadable] == ["secret/"]

    @pytest.mark.parametrize(
        "name", [b"caf\xe9.md", b"line\nend.md", b"bell\x07.md", b"\xd6\xd0/a.md"]
    )
    def test_a_name_that_cannot_be_written_down_is_a_rejection(
        self, tmp_path: Path, name: bytes
    ) -> None:
        path = os.path.join(os.fsencode(tmp_path), name)  # noqa: PTH118 (bytes)
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 (bytes)
        Path(os.fsdecode(path)).write_text("Text.")

        found = scan(tmp_path)

        assert found.signatures == {}
        (rejected,) = found.unreadable
        rejected.path.encode()
        assert rejected.reason == "has a name that is not UTF-8 or holds control characters"
        assert rejected.hint == "rename it"

    def test_links_pipes_and_sockets_named_like_articles_are_rejections(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / "a-link.md").symlink_to("/etc/hostname")
        os.mkfifo(tmp_path / "b-pipe.md")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(tmp_path / "c.md"))
            (tmp_path / "d-folder.md").symlink_to("/etc")

            found = scan(tmp_path)

        assert found.signatures == {}
        assert [(rejection.path, rejection.reason) for rejection in found.unreadable] == [
            ("a-link.md", "is a symbolic link, which may lead out of the folder"),
            ("b-pipe.md", "is not a regular file"),
            ("c.md", "is not a regular file"),
            ("d-folder.md", "is a symbolic link, which may lead out of the folder"),
        ]

    def test_what_is_named_twice_is_one_rejection(self, tmp_path: Path) -> None:
        (tmp_path / "links").mkdir()
        (tmp_path / "links" / "a.md").symlink_to("/etc/hostname")

        found = scan_at(tmp_path, ["links", "links/a.md", "links/a.md"])

        assert [each.path for each in found.unreadable] == ["links/a.md"]

    def test_a_link_to_a_folder_is_not_followed(self, tmp_path: Path) -> None:
        write(tmp_path, "elsewhere/a.md", "Text.")
        (tmp_path / "content").mkdir()
        (tmp_path / "content" / "news").symlink_to(tmp_path / "elsewhere")
        (tmp_path / "content" / "loop").symlink_to(tmp_path / "content")

        found = scan(tmp_path / "content")

        assert found.signatures == {}
        assert found.unreadable == ()


class TestLoad:
    def test_returns_the_bytes(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", b"\xff\x00")

        assert load(tmp_path, "a.md", max_bytes=2) == b"\xff\x00"

    def test_a_file_too_large_is_refused(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", "Text.")

        with pytest.raises(UnreadableArticleError, match="has 5 bytes, more than the 4") as caught:
            load(tmp_path, "a.md", max_bytes=4)

        assert "content.max_bytes" in caught.value.hint

    def test_a_link_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").symlink_to("/etc/hostname")

        with pytest.raises(UnreadableArticleError, match="is a symbolic link"):
            load(tmp_path, "a.md", max_bytes=1000)

    def test_a_pipe_is_refused_without_waiting_for_it(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.md")

        with pytest.raises(UnreadableArticleError, match="is not a regular file"):
            load(tmp_path, "a.md", max_bytes=1000)

    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.md").mkdir()

        with pytest.raises(UnreadableArticleError, match="is not a regular file"):
            load(tmp_path, "a.md", max_bytes=1000)

    @pytest.mark.parametrize("path", ["a.md", "folder/a.md", "file.md/a.md"])
    def test_a_file_that_is_gone_is_missing(self, tmp_path: Path, path: str) -> None:
        write(tmp_path, "file.md", "Text.")

        with pytest.raises(FileNotFoundError):
            load(tmp_path, path, max_bytes=1000)

    def test_a_forbidden_file_is_refused(self, as_nobody: Path) -> None:
        write(as_nobody, "a.md", "Text.")
        (as_nobody / "a.md").chmod(0)

        with pytest.raises(UnreadableArticleError, match="cannot be read: Permission denied"):
            load(as_nobody, "a.md", max_bytes=1000)


class TestRead:
    def test_one_bad_file_costs_one_rejection(self, tmp_path: Path) -> None:
        write(tmp_path, "a.md", "# First\n\nText.")
        write(tmp_path, "b.md", "---\ntitle: [never closed\n---\n")
        write(tmp_path, "c.md", "# Last\n\nText.")

        result = reading(tmp_path)

        assert [article.title for article in result.articles] == ["First", "Last"]
        assert [(rejection.path, rejection.line) for rejection in result.rejections] == [
            ("b.md", 2)
        ]

    def test_a_file_that_vanished_since_the_scan_is_left_out(self, tmp_path: Path) -> None:
        found = read_file("gone.md", root=tmp_path, rules=RULES, max_bytes=1000)

        assert found is None

    @pytest.mark.parametrize("content", [b"", b"  \n\t\n", b"\xef\xbb\xbf", "\u3000\n".encode()])
    @pytest.mark.parametrize("path", ["a.md", "a.txt", "a.html"])
    def test_an_empty_file_is_rejected(self, tmp_path: Path, path: str, content: bytes) -> None:
        found = rejection(tmp_path, path, content)

        assert found.reason == "is empty"
        assert found.hint == "write the article or delete the file"

    def test_a_text_without_a_shape_is_rejected(self, tmp_path: Path) -> None:
        found = rejection(tmp_path, "a.txt", "Just some words.\n\nAnd more.")

        assert found.line == 1
        assert found.reason == "is neither a page dump nor has it front matter"
        assert "首页 > 栏目 > 正文" in found.hint


@pytest.fixture
def too_deep(tmp_path: Path) -> Iterator[str]:
    """A folder whose path is too long to be opened, for the superuser as well."""
    name = "d" * 250
    levels = 4096 // len(name) + 1
    start = os.open(".", os.O_RDONLY)
    os.chdir(tmp_path)
    for _ in range(levels):
        Path(name).mkdir()
        os.chdir(name)
    os.fchdir(start)
    os.close(start)
    opened = (4095 - len(str(tmp_path)) - 1) // (len(name) + 1)
    yield f"{name}/" * (opened + 1)
