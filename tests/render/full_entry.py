"""An entry that says all that an entry can say, and those that say less."""

from dataclasses import replace

from feedsvc.model import Enclosure, Person, Picture, Podcast, Role
from tests.render.examples import AUTHOR, RECORDING, SECTION, TAG, a_feed, an_entry

FILM = Enclosure(
    url="https://news.example/film.mp4",
    media_type="video/mp4",
    length=7,
    duration=90,
    width=1280,
    height=720,
)
FULL = an_entry(
    updated=an_entry().published.replace(year=2024),
    categories=(SECTION, TAG),
    people=(
        replace(AUTHOR, email="li@news.example"),
        Person(name="王静", role=Role.EDITOR, email="w@news.example", uri="https://w.example/"),
    ),
    enclosures=(RECORDING, FILM),
    image=Picture(url="https://news.example/tea.jpg", width=640, height=480, text="Tea"),
    podcast=Podcast(
        author="李明",
        image="https://news.example/cover.jpg",
        explicit=False,
        duration=1862,
        categories=("Technology",),
    ),
)
SUMMARY_ALONE = replace(FULL, content="")
EMPTY = an_entry(summary="", content="", categories=(), people=(), language=None)

MEDIA = a_feed(
    FULL,
    replace(SUMMARY_ALONE, id="tag:news.example,2023:articles/summary"),
    replace(EMPTY, id="tag:news.example,2023:articles/empty"),
)
