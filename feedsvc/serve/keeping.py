"""Answers as they were made, kept in memory until the catalog says something else."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import NamedTuple, ParamSpec, cast

from flask import current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from feedsvc.catalog.database import Mark
from feedsvc.serve import theming
from feedsvc.serve.current import services
from feedsvc.serve.languages import asked, chosen

EXTENSION = "pages"

_Arguments = ParamSpec("_Arguments")

# Bytes in each process. One large answer must not push out all the others.
_MOST = 8_000_000
_LARGEST_PART = 4
# About what an answer takes beside its texts.
_OVERHEAD = 1000
# Some file systems keep whole seconds, or every other one: of a file that changed so short a time
# ago nobody can tell by its time whether it changes again.
_RACY_SECONDS = 2.0
# How many addresses may be worked at at once, each by one thread, and how long another one waits
# for its result before it does the work itself.
_TURNS = 64
_PATIENCE = 2.0


class Address(NamedTuple):
    """What an answer depends on, apart from the catalog.

    ``parameters`` are those of the query that count; ``chosen`` is the language that the address
    asks for, which its links keep, ``asked`` the one that the visitor asks for in any way;
    ``look`` tells the publisher's own templates from what they were before.
    """

    path: str
    parameters: tuple[tuple[str, str], ...] = ()
    chosen: str | None = None
    asked: str | None = None
    look: theming.Look | None = None

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.path) + sum(len(name) + len(value) for name, value in self.parameters)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, and the mark that the catalog had before it was made."""

    mark: Mark
    body: bytes
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        fields = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.body) + fields + _OVERHEAD


class Memory:
    """Answers by their addresses, at most *capacity* bytes of them; those asked for last stay.

    None is kept of a catalog that changed less than *racy_seconds* ago.
    """

    def __init__(self, capacity: int, *, racy_seconds: float = _RACY_SECONDS) -> None:
        self._free = self._capacity = capacity
        self._racy_seconds = racy_seconds
        self._kept: OrderedDict[Address, Kept] = OrderedDict()
        self._lock = Lock()
        self._turns = tuple(Lock() for _ in range(_TURNS))

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def taken(self) -> int:
        """How many bytes are taken."""
        return self._capacity - self._free

    def settles(self, mark: Mark, at: float) -> bool:
        """Tell whether whatever changes the catalog after the instant *at* gives it another mark.

        *mark* is what it had then. Where the clock of a file server is ahead, or ours was set back,
        nothing is kept until they meet.
        """
        return at - mark.changed_at > self._racy_seconds

    def get(self, address: Address, mark: Mark) -> Kept | None:
        """Return the answer at *address* if it was made of the catalog that has this *mark*."""
        with self._lock:
            found = self._kept.get(address)
            if found is None or found.mark != mark:
                return None
            self._kept.move_to_end(address)
            return found

    def keep(self, address: Address, new: Kept) -> None:
        """Keep *new* instead of what was kept, and drop what there is no room for."""
        size = address.size + new.size
        with self._lock:
            self._drop(address)
            if size > self._capacity // _LARGEST_PART:
                return
            self._kept[address] = new
            self._free -= size
            while self._free < 0:
                self._drop(next(iter(self._kept)))

    @contextmanager
    def turn(self, address: Address) -> Iterator[None]:
        """Wait while another thread makes the answer at *address*, but not for long."""
        turn = self._turns[hash(address) % len(self._turns)]
        is_ours = turn.acquire(timeout=_PATIENCE)
        try:
            yield
        finally:
            if is_ours:
                turn.release()

    def _drop(self, address: Address) -> None:
        if former := self._kept.pop(address, None):
            self._free += address.size + former.size


def prepare(state: BlueprintSetupState) -> None:
    """Give the application its memory."""
    state.app.extensions[EXTENSION] = Memory(_MOST)


def kept(
    *parameters: str, speaks: bool = True
) -> Callable[[Callable[_Arguments, Response]], Callable[_Arguments, Response]]:
    """Return a decorator for a view that says the same as long as the catalog does.

    Only its path, *parameters* in its query and, if it *speaks* to people, the language make a
    difference. Whoever has the answer already gets 304.
    """

    def keeping(view: Callable[_Arguments, Response]) -> Callable[_Arguments, Response]:
        @wraps(view)
        def answered(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> Response:
            memory = cast(Memory, current_app.extensions[EXTENSION])
            # Before anything is read: what changes from now on makes another mark, or an answer
            # with this one would pass for what it is not.
            now, mark = time.time(), services().database.mark()
            if mark is None or not memory.settles(mark, now):
                return view(*args, **kwargs).make_conditional(request)
            address = _address(parameters, speaks=speaks)
            response = _recalled(memory, address, mark)
            if response is None:
                with memory.turn(address):
                    response = _recalled(memory, address, mark)
                    if response is None:
                        response = view(*args, **kwargs)
                        _keep(memory, address, mark, response)
            return response.make_conditional(request)

        return answered

    return keeping


def _address(parameters: tuple[str, ...], *, speaks: bool) -> Address:
    named = ((name, value) for name in parameters for value in request.args.getlist(name))
    if not speaks:
        return Address(request.path, tuple(named))
    return Address(request.path, tuple(named), chosen(), asked(), theming.version())


def _recalled(memory: Memory, address: Address, mark: Mark) -> Response | None:
    found = memory.get(address, mark)
    return Response(found.body, headers=list(found.headers)) if found else None


def _keep(memory: Memory, address: Address, mark: Mark, response: Response) -> None:
    if response.status_code == 200:
        memory.keep(address, Kept(mark, response.get_data(), tuple(response.headers)))
