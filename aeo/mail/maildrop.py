"""The folder in which the demonstration's mail server keeps what it accepted.

It plays the part of a mail server's log: what lies here was taken over. One file is one
acceptance and is never written twice, so what was read once stays true.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from functools import lru_cache
from pathlib import Path

HEADERS = BytesHeaderParser(policy=policy.default)
WHOLE = BytesParser(policy=policy.default)


@dataclass(frozen=True, slots=True)
class Letter:
    """The envelope of one accepted message. ``name`` is its file, without the suffix."""

    name: str
    message_id: str
    recipient: str
    subject: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Maildrop:
    folder: Path

    def letters(self) -> list[Letter]:
        """All there is, newest first."""
        return sorted(
            self._all(), key=lambda letter: (letter.arrived_at, letter.name), reverse=True
        )

    def open(self, name: str) -> EmailMessage | None:
        """The whole message called ``name``; None when nothing here is called so."""
        if name not in {path.stem for path in self.folder.glob("*.eml")}:
            return None
        message = WHOLE.parsebytes((self.folder / f"{name}.eml").read_bytes())
        return message if isinstance(message, EmailMessage) else None

    def accepted(self, message_ids: Collection[str]) -> frozenset[str]:
        """Those of ``message_ids`` that were taken over."""
        return frozenset(message_ids) & {letter.message_id for letter in self._all()}

    def _all(self) -> Iterator[Letter]:
        return (_letter(path, path.stat().st_mtime_ns) for path in self.folder.glob("*.eml"))


@lru_cache(maxsize=50_000)
def _letter(path: Path, written_ns: int) -> Letter:
    with path.open("rb") as stream:
        headers = HEADERS.parse(stream)
    to = headers["To"].addresses if headers["To"] else ()
    return Letter(
        name=path.stem,
        message_id=str(headers["Message-ID"] or "").strip("<> "),
        recipient=to[0].addr_spec if to else "",
        subject=str(headers["Subject"] or ""),
        arrived_at=datetime.fromtimestamp(written_ns / 1e9, UTC),
    )
