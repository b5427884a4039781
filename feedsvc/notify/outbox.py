"""What has yet to be sent: a small file for each message, in one folder of the state folder.

The publisher alone changes them; others may look. What is there outlives a restart, a crash and a
power failure. Where the disk takes nothing, it stays in memory until the disk does.
"""

import logging
import re
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from pydantic import TypeAdapter, ValidationError

from feedsvc.access import files
from feedsvc.notify.policy import Standing

log = logging.getLogger(__name__)

# If more wait, nobody has listened for long, and the newest say most.
_MOST_WAITING = 1000
_MOST_GIVEN_UP = 50
# After the disk took nothing.
_RECOVERY = timedelta(seconds=10)
_STATE = "standing.json"
_NAME = re.compile(r"message-[0-9]+-[a-z]+\.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be sent by a *channel*, such as ``webhook``; ``id`` is the same for all channels.

    ``error`` says why it did not arrive, the last time; once ``given_up_at`` is there, it is not
    sent any more.
    """

    id: str
    number: int
    channel: str
    body: str
    made_at: datetime
    due_at: datetime
    attempts: int = 0
    error: str = ""
    given_up_at: datetime | None = None

    @property
    def name(self) -> str:
        """What its file is called; sorted, the oldest comes first."""
        return f"message-{self.number:010}-{self.channel}.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """How things stand; ``fresh`` are messages that may not have files yet."""

    series: str
    last: int = 0
    standing: Standing = field(default_factory=Standing)
    fresh: tuple[Message, ...] = ()


_MESSAGE = TypeAdapter(Message)
_STATES = TypeAdapter(_State)


class Outbox:
    """The messages below *folder*, for the one process that sends them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._state = _load_state(folder) or _State(series=secrets.token_hex(8))
        self._messages = {each.name: each for each in _load(folder)}
        # Whoever starts the publisher has perhaps repaired something: all is tried at once.
        for each in self._messages.values():
            self._messages[each.name] = replace(each, due_at=each.made_at)
        self._changed: set[str] = set()
        self._is_state_changed = False
        self._silent_until: datetime | None = None
        for each in self._state.fresh:
            if each.name not in self._messages:
                self._messages[each.name] = each
                self._changed.add(each.name)

    @property
    def standing(self) -> Standing:
        """How things stood after the last run."""
        return self._state.standing

    def put(
        self,
        standing: Standing,
        bodies: Sequence[str],
        channels: Iterable[str],
        *,
        now: datetime,
        must_keep: bool = False,
    ) -> None:
        """Keep how things stand, and one message for each of *bodies* and channels.

        Both are kept, or neither is. Where the disk takes nothing, memory has them, unless they
        *must* be kept by the disk: then nothing happens.
        """
        with self._lock:
            before = self._state, dict(self._messages), set(self._changed), self._is_state_changed
            state, fresh = self._state, []
            to = tuple(channels)
            for number, body in enumerate(bodies, state.last + 1):
                id_ = f"{state.series}-{number}"
                fresh += [
                    Message(id=id_, number=number, channel=each, body=body, made_at=now, due_at=now)
                    for each in to
                ]
            self._state = replace(
                state,
                last=state.last + len(bodies),
                standing=standing,
                fresh=(*state.fresh, *fresh),
            )
            self._is_state_changed = True
            for each in fresh:
                self._messages[each.name] = each
                self._changed.add(each.name)
            self._make_room(now)
            self._write(now)
            if must_keep and (self._changed or self._is_state_changed):
                self._state, self._messages, self._changed, self._is_state_changed = before

    def first(self, channel: str, *, now: datetime) -> Message | None:
        """Return the oldest message for *channel* if it is due; others wait until it has gone."""
        with self._lock:
            if self._changed or self._is_state_changed:
                self._write(now)
            names = sorted(
                name
                for name, each in self._messages.items()
                if each.channel == channel and each.given_up_at is None
            )
            message = self._messages[names[0]] if names else None
            return message if message and message.due_at <= now else None

    def keep(self, message: Message, *, now: datetime) -> None:
        """Keep *message* as it is now, after it did not arrive."""
        with self._lock:
            self._messages[message.name] = message
            self._changed.add(message.name)
            self._make_room(now)
            self._write(now)

    def remove(self, message: Message, *, now: datetime) -> None:
        """Forget *message*, which has arrived."""
        with self._lock:
            self._forget(message)
            self._write(now)

    def _make_room(self, now: datetime) -> None:
        """Give up the oldest that wait, and forget the oldest that were given up."""
        waiting = self._in_order(given_up=False)
        for each in waiting[: max(0, len(waiting) - _MOST_WAITING)]:
            log.error("message %s is given up by %s: too many wait", each.id, each.channel)
            error = each.error or "too many waited"
            self._messages[each.name] = replace(each, error=error, given_up_at=now)
            self._changed.add(each.name)
        lost = self._in_order(given_up=True)
        for each in lost[: max(0, len(lost) - _MOST_GIVEN_UP)]:
            self._forget(each)

    def _in_order(self, *, given_up: bool) -> list[Message]:
        found = (self._messages[name] for name in sorted(self._messages))
        return [each for each in found if (each.given_up_at is not None) is given_up]

    def _forget(self, message: Message) -> None:
        self._messages.pop(message.name, None)
        self._changed.discard(message.name)
        fresh = tuple(each for each in self._state.fresh if each.name != message.name)
        if fresh != self._state.fresh:
            self._state = replace(self._state, fresh=fresh)
            self._is_state_changed = True
        with suppress(OSError):
            (self._folder / message.name).unlink(missing_ok=True)

    def _write(self, now: datetime) -> None:
        if self._silent_until and now < self._silent_until:
            return
        try:
            self._write_changed()
        except OSError as error:
            if self._silent_until is None:
                log.warning("messages are kept in memory only: %s", error.strerror)
            self._silent_until = now + _RECOVERY
        else:
            self._silent_until = None

    def _write_changed(self) -> None:
        """Write what changed: first, as one, how things stand and what is new."""
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, mode=0o700)
        if self._is_state_changed:
            self._write_state()
        for name in sorted(self._changed):
            files.replace(self._folder / name, _MESSAGE.dump_json(self._messages[name]))
            self._changed.discard(name)
        if self._state.fresh:
            self._state = replace(self._state, fresh=())
            self._write_state()

    def _write_state(self) -> None:
        files.replace(self._folder / _STATE, _STATES.dump_json(self._state))
        self._is_state_changed = False


def waiting(folder: Path) -> tuple[Message, ...]:
    """Return the messages below *folder* that wait or were given up, the oldest first.

    What is damaged is passed over. Raises OSError if they cannot be read.
    """
    try:
        names = sorted(each.name for each in folder.iterdir() if _NAME.fullmatch(each.name))
    except FileNotFoundError:
        return ()
    found = []
    for name in names:
        try:
            found.append(_MESSAGE.validate_json((folder / name).read_bytes()))
        except FileNotFoundError:
            continue
        except ValidationError:
            log.warning("the message in %s cannot be read, and is not sent", folder / name)
    return tuple(found)


def _load(folder: Path) -> tuple[Message, ...]:
    try:
        return waiting(folder)
    except OSError as error:
        log.warning("messages in %s cannot be read: %s", folder, error.strerror)
        return ()


def _load_state(folder: Path) -> _State | None:
    try:
        return _STATES.validate_json((folder / _STATE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        log.warning("%s cannot be read; things are taken to be well", folder / _STATE)
        return None
