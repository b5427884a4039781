"""The documents: feeds in their formats, from the files alone.

Nothing here needs Flask or the catalog, so feeds keep coming without them, and fast.
"""

from feedsvc.errors import StorageError
from feedsvc.serve.documents.answers import Answer, answer
from feedsvc.serve.documents.appetite import Appetite
from feedsvc.serve.documents.asking import Asked
from feedsvc.serve.documents.codings import Coding
from feedsvc.serve.documents.editions import Edition, Editions, SupersededError
from feedsvc.serve.documents.fields import Fields, Wording
from feedsvc.serve.documents.lifetimes import Lifetimes
from feedsvc.serve.documents.paths import parse_document
from feedsvc.settings import Settings

# A document may be replaced while it is read, but hardly so often in a row.
_TRIES = 5

__all__ = ["Answer", "Asked", "Documents", "Edition", "Fields"]


class Documents:
    """Answers requests for documents; paths are below ``/feeds/`` and the output folder."""

    def __init__(self, settings: Settings) -> None:
        http = settings.http
        self._editions = Editions(
            settings.output.directory,
            capacity=settings.server.memory,
            max_age=Lifetimes(settings).seconds,
        )
        self._appetite = Appetite(http.refetch_limit) if http.refetch_limit else None
        self._wording = Wording(settings.site.base_url, http)

    @property
    def tells_clients_apart(self) -> bool:
        """Whether ``Asked.client`` is needed."""
        return self._appetite is not None

    def glance(self, path: str, now: float) -> Edition | None:
        """Return the edition of a document if it is in memory.

        It is that of the file now, or less than a millisecond ago; *now* is any clock's.
        """
        return self._editions.glance(path, now)

    def body_in_memory(self, edition: Edition, coding: Coding) -> bytes | None:
        """Return the bytes of *edition* in a coding if they are in memory."""
        return self._editions.recalled_body(edition, coding)

    def answer_from_memory(self, edition: Edition, asked: Asked, now: float) -> Answer | None:
        """Return the answer to a request if everything for it is in memory."""
        found = answer(asked, edition, self._editions.recalled_body, now)
        return self._rationed(found, asked, now) if found and self._appetite else found

    def find(self, path: str, asked: Asked, now: float) -> Answer | None:
        """Return the answer to a request, None if there is no such document.

        Raises StorageError if there is one that cannot be read.
        """
        if parse_document(path) is None:
            return None
        for _ in range(_TRIES):
            edition = self._editions.open(path)
            if edition is None:
                return None
            try:
                found = answer(asked, edition, self._editions.body, now)
            except SupersededError:
                continue  # a run has just replaced it
            return self._rationed(found, asked, now) if found else None
        raise StorageError(
            f"document {path} changes while it is read", hint="ask again in a moment"
        )

    def standing(self, edition: Edition) -> Fields:
        """Return the fields that stand in every answer about *edition*."""
        return self._wording.standing(edition)

    def fields(self, answer: Answer) -> Fields:
        """Return the fields of *answer*, without Date, which is the server's."""
        return self._wording.fields(answer)

    def _rationed(self, found: Answer, asked: Asked, now: float) -> Answer:
        """Return *found*, or that the client is to wait, having had these very bytes too often."""
        sends_it_whole = found.status == 200 and bool(found.body)
        if self._appetite is None or not sends_it_whole or asked.is_conditional:
            return found
        edition = found.edition
        wait = self._appetite.seconds_to_wait(asked.client, edition.path, edition.digest, now)
        return Answer(429, edition, found.coding, wait=wait) if wait else found
