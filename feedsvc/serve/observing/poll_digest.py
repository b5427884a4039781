"""From rows of requests to a tally: who the clients are, and what hosted readers state."""

import re
from functools import lru_cache
from hashlib import blake2b

from feedsvc.polls.clients import client_hash
from feedsvc.polls.readers import OTHERS, told
from feedsvc.polls.tally import WHOLE_SITE, Asked, Document, Stated, Subscription, Tally
from feedsvc.serve.documents.paths import parse_document
from feedsvc.serve.observing.clients import client_address
from feedsvc.serve.observing.poll_rows import Rows, Text

_COUNTED = frozenset((200, 206, 304))
# What of a User-Agent changes while its sender stays the same: versions, and the number stated.
_NUMBERS = re.compile("[0-9,.]+")


def digest(tally: Tally, rows: Rows, *, salt: bytes, proxies: int, now: int) -> None:
    """Add *rows*, of requests that passed *proxies* of ours until *now*, to *tally*.

    Requests for archives are not counted: they are no news, and readers ask for each once.
    """
    for (path, status, remote, forwarded, agent), (requests, sent) in rows.items():
        document = _document(path) if status in _COUNTED else None
        if document is None:
            continue
        tally.ask(document, Asked(requests, requests if status == 304 else 0, sent))
        if remote:
            address = client_address(remote, _text(forwarded), proxies)
            _identify(tally, document, address, _text(agent), salt, now)


def _identify(
    tally: Tally, document: Document, address: str, agent: str, salt: bytes, now: int
) -> None:
    """Count who asked: what a hosted reader states, or a client of its own."""
    reader = told(agent)
    if reader.subscribers is not None:
        # Without an id of the reader's own, each document is a feed to it.
        id_ = _shortened(reader.feed) if reader.feed else f".{document.extension}"
        if reader.reader == OTHERS:
            id_ += f" {_sender(agent, salt)}"  # else one would take the place of another
        subscription = Subscription(document.feed, reader.reader, id_)
        tally.state(subscription, Stated(now, reader.subscribers))
    elif not reader.reader and not reader.is_robot:
        mark = (client_hash(salt, address, agent),)
        tally.see(document.feed, mark)
        tally.see(WHOLE_SITE, mark)


@lru_cache(4096)
def _document(path: str) -> Document | None:
    key = parse_document(path)
    if key is None or key.archive is not None:
        return None
    return Document(key.feed.path, key.format.extension)


def _shortened(feed: str) -> str:
    """Return what tells apart the ids of a reader; what it writes there is not kept."""
    return blake2b(feed.encode(), digest_size=4).hexdigest()


def _sender(agent: str, salt: bytes) -> str:
    """Return what tells apart, on the day of *salt*, who does not say what they are called."""
    shape = _NUMBERS.sub("", agent).encode("utf-8", "surrogatepass")
    return blake2b(shape, key=salt, digest_size=4).hexdigest()


def _text(said: Text) -> str:
    return said.decode("latin-1") if isinstance(said, bytes) else said or ""
