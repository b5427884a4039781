"""The namespaces that feeds use, and the prefixes that our fragments write them with."""

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
HISTORY = "http://purl.org/syndication/history/1.0"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
MEDIA = "http://search.yahoo.com/mrss/"
PODCAST = "https://podcastindex.org/namespace/1.0"
SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
THREAD = "http://purl.org/syndication/thread/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
XHTML = "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"

PREFIXES = {
    "at": TOMBSTONES,
    "atom": ATOM,
    "content": CONTENT,
    "dc": DC,
    "fh": HISTORY,
    "itunes": ITUNES,
    "media": MEDIA,
    "podcast": PODCAST,
    "sy": SYNDICATION,
    "thr": THREAD,
}
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}
DECLARATIONS = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in PREFIXES.items())


def short(name: str) -> str:
    """Return an element's name, with the usual prefix of its namespace, for people.

    *name* is written as expat does: namespace, space, local name.
    """
    namespace, _, local = name.rpartition(" ")
    prefix = _PREFIX_OF.get(namespace)
    return f"{prefix}:{local}" if prefix and prefix != "atom" else local
