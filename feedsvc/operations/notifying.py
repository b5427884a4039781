"""Telling admins what goes wrong: what waits to be sent, whether it arrives, and sending it."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from feedsvc.catalog import feeds, index, sites
from feedsvc.content.languages import site_zone
from feedsvc.errors import FeedsvcError, StorageError, UndeliverableError
from feedsvc.model import ALL_FEED, Failure, Outcome, Run
from feedsvc.notify import composing, outbox, sending
from feedsvc.notify.notices import NOTICE, Notice, Trial
from feedsvc.notify.outbox import Message, Outbox
from feedsvc.notify.policy import Limits, judge
from feedsvc.notify.retrying import is_over, next_try
from feedsvc.notify.sending import UndeliveredError
from feedsvc.notify.signing import signature
from feedsvc.notify.wording import About
from feedsvc.operations.reaching import Mailbox, Webhook, mailbox, webhook
from feedsvc.operations.services import Services, now
from feedsvc.pipeline.stated import site
from feedsvc.plan.feeds import language_of

log = logging.getLogger(__name__)

# What is looked at to tell the language of a site that does not say it.
_ENOUGH = 50
_WEBHOOK, _MAIL = "webhook", "mail"
CHANNELS = (_WEBHOOK, _MAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What happened when a message was sent by a channel."""

    channel: str
    to: str
    arrived: bool
    said: str


class Notifier:
    """What the publisher tells admins; nothing here ever fails a run or delays it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._outbox = Outbox(_folder(services))
        self.channels = channels(services)

    def consider(self, run: Run, *, must_keep: bool = False) -> None:
        """Put into the outbox what admins have to be told after *run* has ended.

        What *must* be kept is told only if the disk takes it: by a process that is about to end,
        the next of which would tell it again.
        """
        if not self.channels:
            return
        settings = self._services.settings.notify
        limits = Limits(more=settings.rejections, share=settings.rejections_share)
        try:
            before = self._outbox.standing
            judgement = judge(before, run, limits=limits, now=now())
            if judgement.standing != before:
                bodies = [NOTICE.dump_json(each).decode() for each in judgement.notices]
                self._outbox.put(
                    judgement.standing, bodies, self.channels, now=now(), must_keep=must_keep
                )
        except Exception:
            # Feeds must be kept current all the same.
            log.exception("what run %s means for admins cannot be told", run.id)

    def consider_failure(self, run: Run, error: Exception, *, must_keep: bool = False) -> None:
        """Do the same after a *run* of which nothing could be recorded."""
        code, hint = "unexpected", ""
        said = f"{type(error).__name__}: {error}"
        if isinstance(error, FeedsvcError):
            code, said, hint = error.code, str(error), error.hint
        failure = Failure(code=code, message=said, hint=hint)
        failed = replace(run, outcome=Outcome.FAILED, finished_at=now(), failure=failure)
        self.consider(failed, must_keep=must_keep)

    def deliver(self, channel: str) -> None:
        """Send the next message of *channel* if it is due; this may take half a minute."""
        box = self._outbox
        message = box.first(channel, now=now())
        if message is None:
            return
        notice = NOTICE.validate_json(message.body)
        try:
            attempt = _sent(self._services, channel, notice, message.id)
        except UndeliveredError as error:
            self._put_off(message, error)
            return
        log.info("message %s (%s) arrived by %s: %s", message.id, notice.type, channel, attempt)
        box.remove(message, now=now())

    def _put_off(self, message: Message, error: UndeliveredError) -> None:
        at, attempts = now(), message.attempts + 1
        chance = random.random()  # noqa: S311 (no secret)
        due = next_try(at, attempts, chance=chance, wait=error.wait)
        tried = replace(message, attempts=attempts, due_at=due, error=str(error))
        if error.is_final or is_over(message.made_at, at):
            log.error(
                "message %s is given up after %d attempts by %s: %s",
                *(message.id, attempts, message.channel, error),
            )
            tried = replace(tried, given_up_at=at)
        else:
            log.warning(
                "message %s did not arrive by %s: %s; next attempt at %s",
                *(message.id, message.channel, error, f"{due:%Y-%m-%d %H:%M:%SZ}"),
            )
        self._outbox.keep(tried, now=at)


def channels(services: Services) -> tuple[str, ...]:
    """Return the ways by which admins are told, as the settings have it."""
    notify = services.settings.notify
    there = {_WEBHOOK: bool(notify.webhook_url), _MAIL: bool(notify.mail_to)}
    return tuple(channel for channel in CHANNELS if there[channel])


def messages(services: Services) -> tuple[Message, ...]:
    """Return the messages that wait or were given up, the oldest first.

    Raises StorageError if they cannot be read.
    """
    folder = _folder(services)
    try:
        return outbox.waiting(folder)
    except OSError as error:
        raise StorageError(
            f"messages in {folder} cannot be read: {error.strerror}",
            hint="make the state folder readable for whoever runs feedsvc",
        ) from error


def subject_of(message: Message) -> str:
    """Return the type of what *message* says, such as ``run.failed``."""
    return NOTICE.validate_json(message.body).type


def try_out(services: Services, at: datetime) -> tuple[Attempt, ...]:
    """Send a test message by each channel, at once and once only; return what happened.

    Raises UndeliverableError if the settings name nobody to tell.
    """
    ways = channels(services)
    if not ways:
        raise UndeliverableError(
            "nobody is notified",
            hint="set notify.webhook_url or notify.mail_to: docs/notifications.md",
        )
    id_ = f"test-{at:%Y%m%dT%H%M%S}-{random.getrandbits(32):08x}"
    return tuple(_tried(services, channel, Trial(at=at), id_) for channel in ways)


def _folder(services: Services) -> Path:
    return services.settings.output.state_directory / "outbox"


def _tried(services: Services, channel: str, notice: Notice, id_: str) -> Attempt:
    notify = services.settings.notify
    to = sending.host_of(notify.webhook_url) if channel == _WEBHOOK else ", ".join(notify.mail_to)
    try:
        said = _sent(services, channel, notice, id_)
    except UndeliveredError as error:
        return Attempt(channel=channel, to=to, arrived=False, said=str(error))
    return Attempt(channel=channel, to=to, arrived=True, said=said)


def _sent(services: Services, channel: str, notice: Notice, id_: str) -> str:
    return _SENDERS[channel](services, notice, id_)


def _post(services: Services, notice: Notice, id_: str) -> str:
    to: Webhook = webhook(services.settings)
    body = composing.webhook_body(notice, _about(services))
    at = int(now().timestamp())
    fields = {
        "webhook-id": id_,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(to.keys, id_, at, body),
    }
    return sending.post(to.url, body, fields)


def _mail(services: Services, notice: Notice, id_: str) -> str:
    to: Mailbox = mailbox(services.settings)
    about = _about(services)
    message = composing.mail(notice, about, id_=id_, sender=to.sender, recipients=to.recipients)
    return sending.mail(to.server, message)


_SENDERS: dict[str, Callable[[Services, Notice, str], str]] = {_WEBHOOK: _post, _MAIL: _mail}


def _about(services: Services) -> About:
    settings = services.settings
    described, language = site(settings, None), settings.site.language or None
    try:
        with services.database.reading() as connection:
            described = site(settings, sites.name(connection))
            listing = feeds.listing(connection, ALL_FEED)
            if language is None and listing:
                language = language_of(index.newest(connection, listing.number, limit=_ENOUGH))
    except StorageError:
        pass  # perhaps this is what has to be told
    zone = site_zone(settings.site.timezone, language or "")
    return About(title=described.title, url=described.base_url, language=language, zone=zone)
