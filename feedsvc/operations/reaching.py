"""Where admins are reached, as the settings say it; secrets are read when they are needed."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from pydantic import SecretStr

from feedsvc.notify.sending import Server, UndeliveredError
from feedsvc.settings import Settings
from feedsvc.settings.checks import UnfitError
from feedsvc.settings.notify import check_secret
from feedsvc.settings.secrets import is_loopback


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An address to post to, and the keys that sign what is posted."""

    url: str
    keys: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Who gets mail, from whom, and by which server."""

    server: Server
    sender: str
    recipients: tuple[str, ...]


def webhook(settings: Settings) -> Webhook:
    """Return where webhooks go. Raises UndeliveredError if they cannot be signed."""
    notify = settings.notify
    said = _secret(notify.webhook_secret, notify.webhook_secret_file, "notify.webhook_secret")
    try:
        keys = tuple(check_secret(each) for each in said.split())
    except UnfitError as error:
        raise UndeliveredError(f"notify.webhook_secret {error}") from None
    if not keys:
        raise UndeliveredError("notify.webhook_secret is not set, so nothing can be signed")
    return Webhook(url=notify.webhook_url, keys=keys)


def mailbox(settings: Settings) -> Mailbox:
    """Return where mail goes. Raises UndeliveredError if that would give a password away."""
    notify = settings.notify
    password = _secret(notify.smtp_password, notify.smtp_password_file, "notify.smtp_password")
    if notify.smtp_user and notify.smtp_security == "none" and not is_loopback(notify.smtp_host):
        raise UndeliveredError("a password is not sent unencrypted; set notify.smtp_security")
    server = Server(
        host=notify.smtp_host,
        port=notify.smtp_port,
        security=notify.smtp_security,
        user=notify.smtp_user,
        password=password,
        greeting=_domain(settings),
    )
    sender = notify.mail_from or f"feedsvc@{_domain(settings)}"
    return Mailbox(server=server, sender=sender, recipients=notify.mail_to)


def _secret(stated: SecretStr, file: Path | None, key: str) -> str:
    """Return a secret, of its file where there is one."""
    if file is None:
        return stated.get_secret_value()
    try:
        return file.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise UndeliveredError(f"the file of {key} cannot be read: {why}") from None


def _domain(settings: Settings) -> str:
    """Return the name of our host as mail has it (RFC 5321, section 4.1.3)."""
    host = settings.site.id_authority
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"
