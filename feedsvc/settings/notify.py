"""Who hears of what goes wrong, and how.

What belongs together may be stated in two places, such as an address in the file and its secret in
the environment; whether it is complete shows when something is to be sent.
"""

import base64
import binascii
import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr

from feedsvc.settings import checks
from feedsvc.settings.checks import UnfitError
from feedsvc.settings.paths import OptionalFile
from feedsvc.settings.secrets import is_loopback
from feedsvc.settings.section import Section

# Standard Webhooks 1.0.0, "Signature scheme": so many bytes in base64 behind this.
_SIGN = "whsec_"
_LEAST_BYTES, _MOST_BYTES = 24, 64
_MAKE_ONE = "make one with: echo whsec_$(openssl rand -base64 32)"
# RFC 5321, section 4.1.2, without quoted names, which nobody uses.
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LONGEST_NAME = 64


def safe_address(value: str) -> str:
    """Return an address that nobody overhears, or the empty text."""
    address = checks.link(value)
    parts = urlsplit(address)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise UnfitError(
            "is not encrypted", hint="give an https address; http is for this machine itself"
        )
    return address.partition("#")[0]


def signing_secret(value: SecretStr) -> SecretStr:
    """Return secrets that can sign, with blanks between them; or none."""
    for each in value.get_secret_value().split():
        check_secret(each)
    return value


def check_secret(secret: str) -> bytes:
    """Return the bytes of a secret; raises UnfitError if it is none, without showing it."""
    if not secret.startswith(_SIGN):
        raise UnfitError(f"does not begin with {_SIGN}", hint=_MAKE_ONE)
    try:
        key = base64.b64decode(secret.removeprefix(_SIGN), validate=True)
    except (binascii.Error, ValueError):
        raise UnfitError("is not base64", hint=_MAKE_ONE) from None
    if not _LEAST_BYTES <= len(key) <= _MOST_BYTES:
        raise UnfitError(
            f"has {len(key)} bytes, not {_LEAST_BYTES} to {_MOST_BYTES}", hint=_MAKE_ONE
        )
    return key


def mail_address(value: str) -> str:
    """Return an address of mail; an international host becomes punycode."""
    name, _, host = value.rpartition("@")
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise UnfitError("is not a mail address")
    return f"{name}@{checks.host(host)}"


def mail_address_or_nothing(value: str) -> str:
    """Return an address of mail, or the empty text."""
    return value and mail_address(value)


class Notify(Section):
    """Who hears of what goes wrong, and how."""

    webhook_url: Annotated[str, AfterValidator(safe_address)] = Field(
        default="", description="an https address, such as https://chat.example.cn/hooks/feeds"
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(signing_secret)] = Field(
        default=SecretStr(""), description="whsec_ with 24 to 64 bytes in base64 behind it"
    )
    webhook_secret_file: OptionalFile = Field(
        default=None, description="the path of a file in quotes"
    )
    mail_to: tuple[Annotated[str, AfterValidator(mail_address)], ...] = Field(
        default=(), strict=False, description='a list such as ["news@example.cn"]'
    )
    mail_from: Annotated[str, AfterValidator(mail_address_or_nothing)] = Field(
        default="", description="a mail address, such as feeds@example.cn"
    )
    smtp_host: Annotated[str, AfterValidator(checks.host)] = Field(
        default="127.0.0.1", description="an address or a host name, such as mail.example.cn"
    )
    smtp_port: int = Field(
        default=0, ge=0, le=65535, description="a port from 1 to 65535, or 0 for the usual one"
    )
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="starttls, tls or none"
    )
    smtp_user: Annotated[str, AfterValidator(checks.text)] = Field(
        default="", description="a name in quotes"
    )
    smtp_password: SecretStr = Field(default=SecretStr(""), description="a password in quotes")
    smtp_password_file: OptionalFile = Field(
        default=None, description="the path of a file in quotes"
    )
    rejections: int = Field(
        default=10, ge=0, le=1_000_000, description="a number from 1 to 1000000, or 0 for never"
    )
    rejections_share: float = Field(
        default=0.2, ge=0, le=100, description="a share such as 0.2 for a fifth more"
    )

    @property
    def is_on(self) -> bool:
        """Whether anybody is told anything."""
        return bool(self.webhook_url or self.mail_to)
