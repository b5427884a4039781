"""What readers see of an article, as one digest."""

from dataclasses import replace

import pytest

from feedsvc.claims import claim
from feedsvc.model import Article, Enclosure, Picture, Podcast

ARTICLE = Article(
    path="a.md",
    fingerprint="f",
    title="Tea",
    content="<p>Text.</p>",
    summary="Text.",
    slug="a",
    section=("Culture",),
    tags=("tea",),
    enclosures=(
        Enclosure(url="https://m.example/a.mp3", media_type="audio/mpeg", length=4_821_034),
    ),
)
RECORDING = ARTICLE.enclosures[0]
PICTURE = Picture(url="https://m.example/tea.jpg")


def seen(**changes: object) -> str:
    return claim(replace(ARTICLE, **changes)).seen  # type: ignore[arg-type]


def test_an_article_is_seen_as_before_there_were_measures_pictures_and_episodes() -> None:
    assert seen() == "24c5b4fd052e9cca18aea4ec631904d5"
    assert seen(enclosures=()) == "384f6bf26c010316d9f7f9daebd96d5b"


@pytest.mark.parametrize(
    "change",
    [
        {"image": PICTURE},
        {"image": replace(PICTURE, width=9)},
        {"image": replace(PICTURE, text="Tea")},
        {"podcast": Podcast(explicit=False)},
        {"podcast": Podcast(explicit=True)},
        {"podcast": Podcast(categories=("a", "b"))},
        {"enclosures": (replace(RECORDING, duration=9),)},
        {"enclosures": (replace(RECORDING, width=9),)},
        {"enclosures": (replace(RECORDING, height=9),)},
        {"enclosures": (replace(RECORDING, length=9),)},
        {"content": "<p>Other.</p>"},
    ],
)
def test_every_change_that_readers_see_is_another_digest(change: dict[str, object]) -> None:
    others = {seen(), seen(image=replace(PICTURE, height=9)), seen(podcast=Podcast(duration=9))}

    assert seen(**change) not in others


def test_sections_and_tags_are_the_same_in_every_spelling() -> None:
    assert seen(tags=("TEA",), section=("culture",)) == seen()
