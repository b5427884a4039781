"""Pictures, sound and films in sanitised HTML: those that lead nowhere."""

import re

# As a sanitiser writes tags: each attribute with a value in quotes, none with a quote in it.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>img|source|audio|video)"
    r'(?P<attributes>(?: [a-z]+="[^"]*")*)>'
)
_ADDRESS = re.compile(r'(?: [a-z]+="[^"]*")*? src="https?:')


def without_dead_media(safe_html: str) -> str:
    """Return sanitised HTML without pictures, sound and films that no address of the web leads to.

    No HTML may have such a picture, or a source outside of a player. Of a player without any
    source what it holds stays: a sentence, or a link to the file.
    """
    dead: list[tuple[int, int]] = []
    # Of each player that is open: where its tag stands, and whether it has anything to play.
    players: list[tuple[tuple[int, int], bool]] = []
    for tag in _TAG.finditer(safe_html):
        has_address = _ADDRESS.match(tag["attributes"]) is not None
        if tag["name"] == "img":
            if not has_address:
                dead.append(tag.span())
        elif tag["name"] == "source":
            if players and has_address:
                players[-1] = players[-1][0], True
            else:
                dead.append(tag.span())
        elif not tag["end"]:
            players.append((tag.span(), has_address))
        elif players:
            begin, plays = players.pop()
            if not plays:
                dead += [begin, tag.span()]
    return _without(safe_html, sorted(dead)) if dead else safe_html


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    kept, position = [], 0
    for start, end in spans:
        kept.append(text[position:start])
        position = end
    return "".join([*kept, text[position:]])
