"""A real mail server with its bad days, and a worker that is told when to work."""

import asyncio
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import sqlalchemy as sa

from aeo.db import db, unit_of_work
from aeo.jobs import deliver
from aeo.mail.maildrop import Maildrop
from aeo.models.outbox import DeliveryState, Notification
from aeo.services import outbox
from aeo.services.outbox import Recipient, SubjectRef

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
GRANTED = {"due_date": "2026-12-15", "effective_date": "2027-01-01"}


@dataclass
class Server:
    """A mail server that keeps every acceptance in a folder and has its bad days.

    What it does depends on the name before the @: ``gone`` 550, ``full`` 450, ``spam`` 554 after
    the message, ``slow`` takes its time, ``cut`` keeps the message and hangs up without a word,
    ``lost`` hangs up and keeps nothing.
    """

    folder: Path
    database_url: str
    grudge: str = ""  # what every sender is told
    peers: set[tuple[str, int]] = field(default_factory=set)
    probe: sa.Executable | None = None

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return self.grudge or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        name = address.partition("@")[0]
        if name in {"gone", "full"}:
            return "550 no such user <gone@x.example>" if name == "gone" else "450 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.peers.add(session.peer)
        name = envelope.rcpt_tos[0].partition("@")[0]
        if name == "spam":
            return "554 we do not like it"
        if name == "slow":
            await asyncio.sleep(0.4)
        if name == "lost":
            server.transport.abort()
            return "451 unheard"
        if self.probe is not None:
            self.write_beside()
        path = self.folder / f"{len(list(self.folder.iterdir())):06d}.eml"
        path.write_bytes(envelope.original_content)
        if name == "cut":
            server.transport.abort()
        return "250 taken over"

    def write_beside(self) -> None:
        """Write to the database at once, as anybody may while a mail is under way."""
        at_once = {"timeout": 0} if self.database_url.startswith("sqlite") else {}
        engine = sa.create_engine(self.database_url, connect_args=at_once)
        with engine.begin() as connection:
            connection.execute(self.probe)
        engine.dispose()

    def arrived(self) -> list[str]:
        """Recipients of what was taken over, one for each time."""
        return sorted(letter.recipient for letter in Maildrop(self.folder).letters())

    def whole(self):
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(self.folder.iterdir())
        ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def owe(name: str, kind: str = "granted", **changes) -> int:
    """Owe one message to ``name@x.example``; its id."""
    role = "account_owner" if kind == "password-reset" else "coordinator"
    given = {
        "to": Recipient(email=f"{name}@x.example", name="Ada Chan", role=role),
        "dedupe": "event:1",
        "subject": SubjectRef(type="case", id=7, ref="AEO-2026-000123-7"),
        "values": GRANTED,
        "path": "/portal/applications/AEO-2026-000123-7/",
    }
    with unit_of_work():
        owed = outbox.owe(kind, **{**given, **changes})
        assert owed is not None
        return owed.id


def work() -> None:
    """One round of the worker: everything that is due now."""
    ids = deliver.due(50)
    db.session.rollback()
    deliver.run(ids)


def ripen() -> None:
    """Let time pass: what waits is due, and every lease has run out."""
    with unit_of_work():
        open_states = (DeliveryState.PENDING, DeliveryState.UNCERTAIN)
        db.session.execute(
            sa.update(Notification)
            .where(Notification.state.in_(open_states))
            .values(due_at=LONG_AGO)
        )
        db.session.execute(
            sa.update(Notification)
            .where(Notification.state == DeliveryState.SENDING)
            .values(lease_until=LONG_AGO)
        )


def read(key: int) -> Notification:
    db.session.rollback()
    row = db.session.get(Notification, key)
    assert row is not None
    return row
