"""The one builder of mail: text first, then HTML; no attachment, nothing of a case in a header."""

import unicodedata
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

SEVEN_BIT = SMTP.clone(cte_type="7bit")  # every server on the way can carry it
FORBIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})  # line breaks, bidi controls, the invisible


class MessageError(Exception):
    """A header value or an address that no mail may carry."""


def build(
    *,
    message_id: str,
    sender: str,
    sender_name: str,
    recipient: str,
    recipient_name: str,
    language: str,
    subject: str,
    text: str,
    html: str,
    written_at: datetime,
) -> bytes:
    """The message as it goes over the wire. Raises ``MessageError``.

    ``message_id`` never changes between tries, so that a second copy can be recognised.
    """
    message = EmailMessage(policy=SEVEN_BIT)
    message["From"] = _address(sender_name, sender)
    message["To"] = _address(recipient_name, recipient)
    message["Subject"] = clean(subject)
    message["Date"] = format_datetime(written_at)
    message["Message-ID"] = f"<{clean(message_id)}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    message["Content-Language"] = clean(language)  # setting the content drops what it finds
    return message.as_bytes()


def clean(value: str) -> str:
    """``value`` itself when a header may carry it. Raises ``MessageError``."""
    for character in value:
        if unicodedata.category(character) in FORBIDDEN:
            raise MessageError(f"a header may not hold U+{ord(character):04X}")
    return value


def wire_address(address: str) -> str:
    """``address`` with its domain in ASCII, as SMTP wants it. Raises ``MessageError``."""
    local, at, domain = clean(address).rpartition("@")
    if not (at and local and domain and local.isascii()):
        raise MessageError("not an address that mail can be sent to")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise MessageError("not a domain") from error


def _address(name: str, address: str) -> Address:
    try:
        return Address(display_name=clean(name), addr_spec=wire_address(address))
    except (ValueError, IndexError) as error:
        raise MessageError("not an address that mail can be sent to") from error
