"""SMTP: one connection carries many messages, and three ways to fail are told apart.

*Temporary*: not accepted, try again. *Permanent*: this message never will be. *Uncertain*: the
connection ended between the final dot and the answer, so only the server knows. No transaction
may be open while this module is at work; it is slow by nature.
"""

import re
import smtplib
import ssl
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from aeo.mail.maildrop import Maildrop

SOCKET_SECONDS = 15.0
CONVERSATION_SECONDS = 40.0  # below the soft limit of a task, which would cut us off mid-word
GOODBYE_SECONDS = 1.0
ACCEPTED = (250, 251)
GO_AHEAD = (354,)
PERMANENT = 500
LEADING_DOT = re.compile(rb"(?m)^\.")


class DeliveryFailure(Exception):
    """Base of the three; ``str`` is the server's answer."""


class TemporaryFailure(DeliveryFailure):
    """Not accepted this time."""


class PermanentFailure(DeliveryFailure):
    """Refused for good: this recipient or this content."""


class Uncertain(DeliveryFailure):
    """Everything was handed over and no answer came."""


@dataclass(frozen=True, slots=True)
class Transport:
    """Where mail is handed over: ``smtp://``, ``smtps://`` or ``smtp+starttls://``, with
    ``user:password@`` if need be. ``record`` is the server's own list of what it accepted."""

    url: str
    helo: str
    record: Maildrop | None = None

    def connect(self) -> "Connection":
        return Connection(self)

    def was_accepted(self, message_ids: Collection[str]) -> dict[str, bool | None]:
        """What the server's record says of each; None where there is no record to ask."""
        if self.record is None:
            return dict.fromkeys(message_ids)
        accepted = self.record.accepted(message_ids)
        return {message_id: message_id in accepted for message_id in message_ids}


class Connection:
    """A conversation with the server, opened at the first message and again when it was cut.

    It lasts ``CONVERSATION_SECONDS`` in all, however many messages it carries.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._smtp: smtplib.SMTP | None = None
        self._ends = monotonic() + CONVERSATION_SECONDS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    @property
    def seconds_left(self) -> float:
        return self._ends - monotonic()

    def open(self) -> None:
        """Connect and sign in, if that is not done. Raises ``TemporaryFailure`` whatever is
        wrong: a server that turns *us* away says nothing about the message."""
        if self._smtp is not None:
            return
        try:
            self._smtp = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryFailure(_said(error)) from error

    def send(self, message: bytes, *, sender: str, recipient: str) -> str:
        """Hand one message over; the server's words of acceptance. Raises a ``DeliveryFailure``."""
        self.open()
        try:
            self._expect(f"MAIL FROM:<{sender}>", refusal_is_ours=True)
            self._expect(f"RCPT TO:<{recipient}>")
            self._expect("DATA", wanted=GO_AHEAD)
            # A cut before the last byte has left means that the final dot never arrived.
            self._live().send(LEADING_DOT.sub(b"..", message) + b".\r\n")
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise TemporaryFailure(_said(error)) from error
        try:
            code, words = self._live().getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise Uncertain(_said(error)) from error
        return self._judged(code, words, ACCEPTED)

    def _expect(
        self,
        command: str,
        *,
        wanted: Collection[int] = ACCEPTED,
        refusal_is_ours: bool = False,
    ) -> None:
        code, words = self._live().docmd(command)
        self._judged(code, words, wanted, refusal_is_ours=refusal_is_ours)

    def _judged(
        self, code: int, words: bytes, wanted: Collection[int], *, refusal_is_ours: bool = False
    ) -> str:
        reply = f"{code} {words.decode('utf-8', 'replace')}"
        if code in wanted:
            return reply
        self._reset()
        if code >= PERMANENT and not refusal_is_ours:
            raise PermanentFailure(reply)
        raise TemporaryFailure(reply)

    def _reset(self) -> None:
        """Make the connection fit for the next message, or drop it."""
        try:
            code, _words = self._live().docmd("RSET")
        except (OSError, smtplib.SMTPException):
            code = 0
        if code not in ACCEPTED:
            self._close()

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self._transport.url)
        host, port = parts.hostname or "127.0.0.1", parts.port or 25
        name, patience = self._transport.helo, self._patience()
        smtp: smtplib.SMTP
        if parts.scheme == "smtps":
            secure = ssl.create_default_context()
            smtp = smtplib.SMTP_SSL(host, port, name, timeout=patience, context=secure)
        else:
            smtp = smtplib.SMTP(host, port, name, timeout=patience)
        smtp.ehlo_or_helo_if_needed()
        if parts.scheme == "smtp+starttls":
            smtp.starttls(context=ssl.create_default_context())
        if parts.username:
            smtp.login(unquote(parts.username), unquote(parts.password or ""))
        return smtp

    def _live(self) -> smtplib.SMTP:
        """The open connection, with what is left of the time as its patience."""
        if self._smtp is None or self._smtp.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        self._smtp.sock.settimeout(self._patience())
        return self._smtp

    def _patience(self) -> float:
        """Seconds to wait for one answer. Raises ``TimeoutError`` when none are left."""
        if self.seconds_left <= 0:
            raise TimeoutError("the server is too slow")
        return min(SOCKET_SECONDS, self.seconds_left)

    def _close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        with suppress(OSError, smtplib.SMTPException):
            if smtp.sock is not None:
                smtp.sock.settimeout(GOODBYE_SECONDS)
                smtp.docmd("QUIT")
        smtp.close()


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        return f"{error.smtp_code} {text}"
    return f"{type(error).__name__}: {error}"
