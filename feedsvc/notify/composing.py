"""A notice as it is sent: the body of a webhook, or a mail."""

import json
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from feedsvc.notify.notices import NOTICE, Notice
from feedsvc.notify.wording import About, worded

# Every server takes it, whatever it knows of 8BITMIME.
_POLICY = SMTP.clone(cte_type="7bit")


def webhook_body(notice: Notice, about: About) -> bytes:
    """Return the JSON of a webhook: type, timestamp and data, among it what it says in words."""
    said = NOTICE.dump_python(notice, mode="json")
    type_, at = said.pop("type"), said.pop("at")
    wording = worded(notice, about)
    data = {
        "site": {"title": about.title, "url": about.url},
        "subject": wording.subject,
        "text": "\n".join(wording.lines),
        **said,
    }
    message = {"type": type_, "timestamp": at, "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def mail(
    notice: Notice, about: About, *, id_: str, sender: str, recipients: tuple[str, ...]
) -> EmailMessage:
    """Return the mail that says *notice*; sent twice, it is the same by its Message-ID."""
    wording = worded(notice, about)
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = wording.subject
    message["From"] = Address("feedsvc", addr_spec=sender)
    message["To"] = [Address(addr_spec=each) for each in recipients]
    message["Date"] = notice.at
    message["Message-ID"] = f"<{id_}@{sender.rpartition('@')[2].strip('[]')}>"
    # RFC 3834: whoever answers mail by itself leaves this one alone.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join((*wording.lines, "", about.title, about.url, "")))
    # After the content, which comes with fields of its own and takes away what is there of them.
    message["Content-Language"] = "zh-Hans" if about.is_chinese else "en"
    return message
