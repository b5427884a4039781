"""Media files are measured, and nothing outside the content folder is looked at."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedsvc.content.media.files import Found, look
from tests.content.examples import write
from tests.content.pictures import gif, jpeg, png, webp


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", png(640, 480)),
        ("a.gif", gif(640, 480)),
        ("a.webp", webp(640, 480)),
        ("a.jpg", jpeg(640, 480)),
        ("b.jpg", jpeg(640, 480, before=150_000)),
        ("c.jpg", jpeg(480, 640, turned=True)),
        ("a.mp3", png(640, 480)),
    ],
)
def test_a_picture_has_a_size_whatever_it_is_called(tmp_path: Path, name: str, data: bytes) -> None:
    write(tmp_path, f"media/{name}", data)

    assert look(f"media/{name}", root=tmp_path) == Found(len(data), 640, 480)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ID3",
        b"<svg width='9' height='9'/>",
        png(640, 480)[:20],
        png(0, 480),
        png(2**31, 2**31),
        gif(65_000, 9),
        jpeg(640, 480)[:8],
        jpeg(640, 480, before=300_000),
        b"\xff\xd8\xff" + b"\xff" * 100_000,
        b"RIFF" + bytes(100),
        b"\0\0\0\x18ftypavif" + bytes(100),
    ],
)
def test_what_tells_no_size_has_a_length_alone(tmp_path: Path, data: bytes) -> None:
    write(tmp_path, "a.png", data)

    assert look("a.png", root=tmp_path) == Found(len(data))


@settings(deadline=None)
@given(
    beginning=st.sampled_from(
        [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"\0\0\0\x18ftypavif"]
    ),
    rest=st.binary(max_size=500),
)
@example(beginning=b"\0\0\0\x18ftypavif", rest=b"\0\0\0\x01meta" + b"\xff" * 8)
def test_broken_pictures_cost_nothing(
    tmp_path_factory: pytest.TempPathFactory, beginning: bytes, rest: bytes
) -> None:
    folder = tmp_path_factory.mktemp("broken")
    write(folder, "a.png", beginning + rest)

    found = look("a.png", root=folder)

    assert found is not None
    assert found.length == len(beginning + rest)


def test_a_hostile_picture_takes_no_time(tmp_path: Path) -> None:
    boxes = b"\0\0\0\x08free" * 40_000
    for name, data in {
        "a.avif": b"\0\0\0\x10ftypavif\0\0\0\0" + boxes,
        "b.jpg": b"\xff\xd8" + b"\xff\xe0\0\x02" * 80_000,
    }.items():
        write(tmp_path, name, data)

    before = time.process_time()
    found = [look(name, root=tmp_path) for name in ("a.avif", "b.jpg")]

    assert all(found)
    assert time.process_time() - before < 2


@pytest.mark.parametrize(
    "path",
    [
        "../secret.mp3",
        "media/../../secret.mp3",
        "/secret.mp3",
        "media//a.mp3",
        ".hidden/a.mp3",
        ".env",
        "media",
        "media/",
        "no.mp3",
        "a\0.mp3",
        "\ud800.mp3",
        "a" * 300,
        "/".join("a" * 100),
        "linked.mp3",
        "linked/secret.mp3",
        "pipe.mp3",
        "",
    ],
)
def test_only_regular_files_in_the_folder_are_there(tmp_path: Path, path: str) -> None:
    write(tmp_path, "secret.mp3", b"1234")
    root = tmp_path / "content"
    write(root, "media/a.mp3", b"1")
    write(root, ".hidden/a.mp3", b"1")
    write(root, ".env", b"1")
    (root / "linked.mp3").symlink_to(tmp_path / "secret.mp3")
    (root / "linked").symlink_to(tmp_path)
    os.mkfifo(root / "pipe.mp3")

    assert look(path, root=root) is None
    assert look("media/a.mp3", root=root) == Found(1)


def test_the_folder_itself_may_be_reached_through_a_link(tmp_path: Path) -> None:
    write(tmp_path, "real/a.mp3", b"12")
    (tmp_path / "content").symlink_to(tmp_path / "real")

    assert look("a.mp3", root=tmp_path / "content") == Found(2)


def test_looking_leaves_nothing_open(tmp_path: Path) -> None:
    write(tmp_path, "a/b/c.png", png(9, 9))
    before = len([*Path("/proc/self/fd").iterdir()])

    for path in ("a/b/c.png", "a/b/no.png", "a/no/c.png", "a/b", "a"):
        look(path, root=tmp_path)

    assert len([*Path("/proc/self/fd").iterdir()]) == before
