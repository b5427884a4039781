"""How feeds are asked for, kept by the day: a file beside the catalog, for it changes all the time.

In the catalog, every few seconds of requests would undo what web processes remember of pages, and a
dry run would copy years of counts. As there, the publisher alone writes: through ``book``. What the
counts say is in ``figures``.
"""

from feedsvc.catalog.polls.book import PollBook

__all__ = ["PollBook"]
