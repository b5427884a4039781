"""Which of a page's own names for its article is the title."""

# What stands between the title of an article and the name of its site.
_SEPARATORS = "-–—•|｜_·•»«:：/ "


def choose(headline: str, name: str, heading: str, title: str, site: str | None) -> str:
    """Return the title among the *headline* and *name* of linked data, ``<h1>`` and ``<title>``.

    The headline may be a description: where ``<title>`` does not hold it and begins with the name
    or the heading instead, that one counts. Where the logo is a heading, it names the site only.
    """
    heading = heading if heading != site else ""
    if headline and headline.casefold() not in title.casefold():
        headline = next((each for each in (heading, name) if _begins(title, each)), headline)
    return headline or heading or name or without_site(title, site)


def _begins(title: str, words: str) -> bool:
    return words != "" and title.casefold().startswith(words.casefold())


def without_site(title: str, site: str | None) -> str:
    """Return *title* without the name of the *site* behind it."""
    if not site or not title.endswith(site):
        return title
    head = title.removesuffix(site).rstrip()
    if not head.endswith(tuple(_SEPARATORS)):
        return title
    return head.rstrip(_SEPARATORS) or title
