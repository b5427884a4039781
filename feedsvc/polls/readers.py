"""What hosted readers say in their User-Agent: who they are, and for how many they ask.

Nobody can prove it: a number is what the client says.
"""

import re
from functools import lru_cache
from typing import NamedTuple

# Each of these fetches a feed once for all of its subscribers. The text that tells it is looked for
# in the whole User-Agent, in small letters and in this order.
_HOSTED = (
    ("Feedly", "feedly"),
    ("Inoreader", "inoreader"),
    ("NewsBlur", "newsblur"),
    ("Feedbin", "feedbin"),
    ("The Old Reader", "theoldreader.com"),
    ("BazQux", "bazqux"),
    ("Netvibes", "netvibes"),
    ("Bloglovin", "bloglovin"),
    ("Feed Wrangler", "wrangler"),
    ("Feedspot", "feedspot"),
    ("PlainFeeder", "plainfeeder"),
    ("Feeder", "feeder.co"),
    ("FeedHQ", "feedhq"),
    ("Digg Reader", "digg feed fetcher"),
    ("G2Reader", "g2reader"),
    ("Blogtrottr", "blogtrottr"),
    ("Superfeedr", "superfeedr"),
    ("FeedBurner", "feedburner"),
    ("Flipboard", "flipboard"),
    ("Overcast", "overcast"),
    ("NewsGator", "newsgator"),
    ("Bloglines", "bloglines"),
    ("livedoor Reader", "livedoor feedfetcher"),
    ("HanRSS", "hanrss"),
    ("有道阅读", "youdaofeedfetcher"),
    ("鲜果", "xianguo"),
    ("抓虾", "zhuaxia"),
)
# Others say that they are like this one.
_GOOGLE = "feedfetcher-google"
# Of a reader that is not known by name, and does not say one.
OTHERS = "others"
# Whoever asks for fewer is a program of somebody's own, and counted as that.
_FEWEST = 2

# Without one of these words there is no number: a look that costs next to nothing.
_WORDS = ("subscriber", "reader", "user")
_STATED = re.compile(
    r"(?<![\w.,])(?P<before>\d{1,9}|\d{1,3}(?:,\d{3}){1,2})\s+(?:online\s+)?"
    r"(?:subscriber|reader|user)(?:s|\(s\))?\b"
    r"|\bsubscriber(?:s| count):\s*(?P<behind>\d{1,9})(?!\w)",
    re.ASCII,
)
_FEED = re.compile(
    r"\bfeed-?id[:=]\s*([\w-]{1,64})|newsblur\.com/site/(\d{1,20})", re.ASCII | re.IGNORECASE
)
# A product with its version. Nothing else of a User-Agent is kept: it might tell of a person.
_PRODUCT = re.compile(r"(?:^|\(compatible; ?)(?!Mozilla/)([A-Za-z][A-Za-z0-9_-]{1,29})/")
# They read everything, and for nobody who subscribed.
_ROBOTS = ("crawl", "spider", "slurp", "monitor", "validator", "uptime", "pingdom", "externalhit")
_BOT = re.compile(r"bot(?![a-z])")
_OURS = "feedsvc"


class Told(NamedTuple):
    """What a User-Agent tells.

    ``reader`` is the name of a hosted reader, empty if it is none; ``feed`` is what it calls the
    feed, empty if it does not say; ``subscribers`` is None where no number is stated.
    """

    reader: str = ""
    feed: str = ""
    subscribers: int | None = None
    is_robot: bool = False


@lru_cache(1024)
def told(agent: str) -> Told:
    """Return what a User-Agent tells; whoever asks for several subscribers is a hosted reader."""
    small = agent.lower()
    reader, number = _hosted(small), _stated(small)
    if not reader and (number is None or number < _FEWEST):
        return Told(is_robot=_is_robot(small))
    feed = _FEED.search(agent)
    return Told(
        reader=reader or _product(agent),
        feed=(feed[1] or feed[2]) if feed else "",
        subscribers=number,
    )


def _hosted(small: str) -> str:
    for name, text in _HOSTED:
        if text in small:
            return name
    return "Google" if small.startswith(_GOOGLE) else ""


def _stated(small: str) -> int | None:
    if not any(word in small for word in _WORDS):
        return None
    stated = _STATED.search(small)
    return int((stated["before"] or stated["behind"]).replace(",", "")) if stated else None


def _is_robot(small: str) -> bool:
    if "bot" in small and _BOT.search(small):
        return True
    return small.startswith(_OURS) or any(text in small for text in _ROBOTS)


def _product(agent: str) -> str:
    found = _PRODUCT.search(agent)
    return found[1] if found else OTHERS
