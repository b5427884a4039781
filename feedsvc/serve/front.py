"""The WSGI front: answers documents before Flask hears of the request."""

import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from feedsvc.errors import StorageError
from feedsvc.serve.documents import Asked, Documents, Fields
from feedsvc.serve.documents.asking import FIELDS
from feedsvc.serve.documents.fields import SAFETY
from feedsvc.serve.observing.clients import client_address
from feedsvc.serve.observing.middleware import DOCUMENT, WHOLE
from feedsvc.serve.too_long import LONGEST, refused

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FEEDS = "/feeds/"
API = "/api/"
# Where the environment tells the application why a document could not be answered.
FAILURE = "feedsvc.failure"
# Where the state of a request in ASGI has what tells whether its client still listens.
LISTENS = "feedsvc.listens"

_VARIABLES = tuple(f"HTTP_{name.upper().replace('-', '_')}" for name in FIELDS)
_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class Front:
    """A WSGI application in front of *application*, which gets all that is no document."""

    def __init__(
        self, documents: Documents, application: "WSGIApplication", *, proxies: int
    ) -> None:
        self._documents = documents
        self._proxies = proxies
        self._application = application

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a document, refuse what is too long, pass on everything else."""
        if status := _refusal(environ):
            return _refused(status, environ, start_response)
        path: str = environ.get("PATH_INFO", "")
        if path.startswith(FEEDS):
            answered = self._answered(path.removeprefix(FEEDS), environ, start_response)
            if answered is not None:
                return answered
        return self._application(environ, start_response)

    def _answered(
        self, path: str, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes] | None:
        asked = asked_in(environ)
        if self._documents.tells_clients_apart:
            asked = asked._replace(client=self._client(environ))
        try:
            answer = self._documents.find(path, asked, time.time())
        except StorageError as error:
            environ[FAILURE] = error  # the application has the words for it
            return None
        if answer is None:
            return None
        environ[DOCUMENT] = answer.edition.path
        environ[WHOLE] = answer.edition.size
        fields: Fields = self._documents.fields(answer)
        start_response(_LINES[answer.status], fields)
        return [answer.body] if answer.body else []

    def _client(self, environ: "WSGIEnvironment") -> str:
        seen = environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
        return f"{client_address(*seen, self._proxies)} {environ.get('HTTP_USER_AGENT')}"


def asked_in(environ: "WSGIEnvironment") -> Asked:
    """Return what a request says that matters to documents, but for who asks."""
    shown: list[str | None] = [environ.get(name) for name in _VARIABLES]
    return Asked._make((environ["REQUEST_METHOD"], *shown, ""))


def _refused(
    status: int, environ: "WSGIEnvironment", start_response: "StartResponse"
) -> Iterable[bytes]:
    # Whoever may not know of the API does not come here with an address of it.
    is_of_api = environ.get("PATH_INFO", "").startswith(API)
    fields, said = refused(status, is_for_program=is_of_api)
    start_response(_LINES[status], [*SAFETY, *fields])
    return [said] if said and environ["REQUEST_METHOD"] != "HEAD" else []


def _refusal(environ: "WSGIEnvironment") -> int | None:
    """Return the status for a request that is too long, None for all others."""
    if len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", "")) > LONGEST:
        return HTTPStatus.REQUEST_URI_TOO_LONG
    fields = (value for name, value in environ.items() if name.startswith("HTTP_"))
    longest = max(map(len, fields), default=0)
    return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if longest > LONGEST else None
