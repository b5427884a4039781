"""The picture that stands for an article: where front matter and pages name it."""

import re
from collections.abc import Iterator

from feedsvc.content.facts import FrontMatter
from feedsvc.content.media import types, values
from feedsvc.content.text import one_line, visible
from feedsvc.model import Picture

# The likeliest first: a theme may have one for the top of the page and another for lists.
KEYS = (
    *(
        "image",
        "featured_image",
        "featuredimage",
        "feature_image",
        "featureimage",
        "featured-image",
    ),
    *("cover", "cover_image", "coverimage", "cover-image", "coverimg", "cover-img", "hero"),
    *("hero_image", "heroimage", "lead_image", "banner", "banner_img", "banner_image", "header"),
    *("header_image", "headerimage", "header-img", "header-image", "top_img", "index_img"),
    *("feature", "featured", "featuredimagepreview", "teaser", "thumbnail", "thumbnail_image"),
    *("thumbnailimage", "thumbnail-img", "thumb", "og_image", "ogimage", "social_image"),
    *("share-img", "twitter_image", "images", "photo", "photos", "poster", "background"),
    *("image_url", "imageurl", "episode_image"),
)
_NAMES = frozenset(KEYS)
_ADDRESSES = (
    *("url", "src", "path", "image", "feature", "file", "href", "image_path", "overlay_image"),
    *("og_image", "teaser", "thumbnail", "thumb", "full", "large", "filename"),
)
_TEXTS = ("alt", "alt_text", "caption", "title", "text", "image_description")
_WEB_URL = re.compile(r"https?://[^/\s]", re.I)
# As many are tried until one has an address that can be fetched.
_MOST = 8
_MOST_IN_A_LIST = 3
_DEEPEST = 2


def stated(front: FrontMatter) -> tuple[Picture, ...]:
    """Return the pictures that *front* names, the best first, at addresses as they are written."""
    if _NAMES.isdisjoint(front):
        return ()
    found: dict[str, Picture] = {}
    for key in KEYS:
        if key in front and len(found) < _MOST:
            for picture in _pictures(front[key], _beside(front, key)):
                found.setdefault(picture.url, picture)
    return tuple(found.values())[:_MOST]


def _beside(front: FrontMatter, key: str) -> FrontMatter:
    """Return what stands beside *key* of its picture: ``image_alt``, ``coverAlt``."""
    facts = {}
    for name in ("alt", "caption", "width", "height"):
        for form in (f"{key}_{name}", f"{key}{name}", f"{key}-{name}"):
            if form in front:
                facts[name] = front[form]
    return facts


def _pictures(value: object, beside: FrontMatter, depth: int = 0) -> Iterator[Picture]:
    if isinstance(value, list):
        for item in value[:_MOST_IN_A_LIST] if depth < _DEEPEST else []:
            yield from _pictures(item, beside, depth + 1)
    elif isinstance(value, dict):
        facts = {**beside, **values.table(value)}
        for key in _ADDRESSES if depth < _DEEPEST else []:
            if key in facts:
                yield from _pictures(facts[key], facts, depth + 1)
    elif (
        isinstance(value, str)
        and (url := one_line(visible(value)).replace("\\", "/"))
        and _is_one(url)
    ):
        yield Picture(
            url=url,
            width=values.pixels(values.first(beside, ("width",))),
            height=values.pixels(values.first(beside, ("height",))),
            text=values.first(beside, _TEXTS),
        )


def _is_one(url: str) -> bool:
    """Tell whether *url* may be a picture's: colours and switches stand at the same keys."""
    named = types.by_name(url)
    return named.startswith("image/") if named else _WEB_URL.match(url) is not None
