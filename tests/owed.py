"""Messages for tests as services come to owe them; each act is a unit of work of its own."""

from aeo.db import db, unit_of_work
from aeo.models.outbox import Notification
from aeo.services import accounts, deliveries, outbox
from aeo.services.deliveries import Claim
from aeo.services.outbox import Recipient, SubjectRef

ADA = Recipient(email="ada@kestrelbay.example", name="Ada Chan", role="coordinator")
GRANTED = {"due_date": "2026-12-15", "effective_date": "2027-01-01"}
CASE = SubjectRef(type="case", id=7, ref="AEO-2026-000123-7")


def owe(dedupe: str = "event:1", kind: str = "application-returned", **changes) -> int | None:
    """The id of a message owed in a transaction of its own, or None."""
    given = {"to": ADA, "subject": CASE, "values": {"due_date": "2026-12-15"}, "path": "/portal/"}
    with unit_of_work():
        owed = outbox.owe(kind, dedupe=dedupe, **{**given, **changes})
        return owed.id if owed else None


def owe_short(dedupe: str = "event:1", **changes) -> int | None:
    return owe(dedupe, "granted", **{"values": GRANTED, **changes})


def read(key: int | None) -> Notification:
    db.session.rollback()
    row = db.session.get(Notification, key)
    assert row is not None
    return row


def claim(*ids: int | None) -> list[Claim]:
    with unit_of_work():
        return deliveries.claim([key for key in ids if key])


def settle(how, claimed: Claim, reply: str = "250 OK") -> bool:
    with unit_of_work():
        return bool(how(claimed, reply))


def due(limit: int = 50) -> list[int]:
    return list(deliveries.due(limit, {"application-returned", "granted", "draft-created"}))


def read_for_update(key: int | None) -> Notification:
    row = db.session.get(Notification, key)
    assert row is not None
    return row


def owe_inside() -> int:
    owed = outbox.owe("granted", to=ADA, dedupe="event:1", subject=CASE, values=GRANTED)
    assert owed is not None
    return owed.id


def person(email: str) -> Recipient:
    with unit_of_work():
        user = accounts.create_person(email, "Somebody")
        return Recipient(email=email, user_id=user.id, role="coordinator")
