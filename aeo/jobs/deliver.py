"""Send what is owed. May run at any time, any number of times, in parallel, after any gap.

Claim, commit, act, commit. No transaction is open while the mail server is slow: words are made
before the connection is, and each answer is settled in a transaction of its own.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext

from flask import current_app

from aeo.db import db, unit_of_work
from aeo.jobs.failpoint import failpoint
from aeo.jobs.work import Queue, Work
from aeo.mail import Mail, mail
from aeo.mail.message import MessageError, wire_address
from aeo.mail.transport import Connection, PermanentFailure, TemporaryFailure, Uncertain
from aeo.mail.wording import RenderError
from aeo.services import deliveries
from aeo.services.deliveries import Claim
from aeo.services.reminders import owing

log = logging.getLogger(__name__)

ROOM_FOR_ONE_MORE = 20.0  # seconds that must be left before another message is begun


def due(limit: int) -> Sequence[int]:
    """Rows to look at now. A kind that only newer code knows stays due, with an alarm."""
    kinds = current_app.extensions["aeo_kinds"].keys()
    if unknown := deliveries.unknown(kinds):
        log.error("the outbox owes kinds that this version does not know: %s", ", ".join(unknown))
    return deliveries.due(limit, kinds)


def run(ids: Collection[int]) -> None:
    """Settle the doubts among ``ids``, take back the reminders that are no longer true, then send
    what is pending and due."""
    ours = mail()
    _settle_doubts(ours, ids)
    with unit_of_work():
        owing.take_back(ids)
        claims = deliveries.claim(ids)
    failpoint("deliver.after_claim")
    messages = _compose(ours, claims)
    _leave_the_database()
    _send(ours, messages)


WORK = Work("mail", Queue.MAIL, due, run)


def _settle_doubts(ours: Mail, ids: Collection[int]) -> None:
    """Ask the mail server's record about every row that may have been accepted."""
    with unit_of_work():
        deliveries.lapse(ids)
    doubts = deliveries.in_doubt(ids)
    _leave_the_database()
    if not doubts:
        return
    names = {doubt.id: ours.message_id(doubt.message_uuid) for doubt in doubts}
    accepted = ours.transport.was_accepted(names.values())
    for doubt in doubts:
        with unit_of_work():
            deliveries.reconcile(doubt, accepted[names[doubt.id]])


def _compose(ours: Mail, claims: Sequence[Claim]) -> list[tuple[Claim, bytes]]:
    """The messages. What cannot be put into words fails alone and in the open; whatever else
    goes wrong with one row is tried again later, and the others go on."""
    made = []
    for claim in claims:
        settle: Callable[[Claim, str], bool]
        try:
            with unit_of_work() if ours.is_late(claim) else nullcontext():
                made.append((claim, ours.compose(claim)))
            continue
        except (RenderError, MessageError) as error:
            settle, reason = deliveries.unrenderable, str(error)
        except Exception as error:  # noqa: BLE001 -- one bad row must not stop the others
            settle, reason = deliveries.postpone, type(error).__name__
        log.error("notification %s (%s) cannot be made: %s", claim.id, claim.kind, reason)
        with unit_of_work():
            settle(claim, reason)
    return made


def _leave_the_database() -> None:
    """End the reading transaction: the network may take its time now."""
    db.session.rollback()
    if db.session().in_transaction():
        raise RuntimeError("a transaction is open while mail is being sent")


def _send(ours: Mail, messages: Sequence[tuple[Claim, bytes]]) -> None:
    """Hand the messages over, one connection for all; what was not begun is given back."""
    waiting = [claim for claim, _message in messages]
    try:
        with ours.transport.connect() as connection:
            for claim, message in messages:
                if claim is not messages[0][0] and connection.seconds_left < ROOM_FOR_ONE_MORE:
                    break
                waiting.remove(claim)
                _send_one(ours, connection, claim, message)
    finally:
        if waiting:
            with unit_of_work():
                deliveries.give_back(waiting)


def _send_one(ours: Mail, connection: Connection, claim: Claim, message: bytes) -> None:
    """One message, and what became of it."""
    try:
        connection.open()
        failpoint("deliver.after_connect")
        recipient = wire_address(claim.recipient)
        reply = connection.send(message, sender=ours.sender, recipient=recipient)
        failpoint("deliver.after_data")
        settle = deliveries.sent
    except TemporaryFailure as failure:
        reply, settle = str(failure), deliveries.postpone
    except PermanentFailure as failure:
        reply, settle = str(failure), deliveries.refuse
    except Uncertain as failure:
        reply, settle = str(failure), deliveries.uncertain
    with unit_of_work():
        settled = settle(claim, reply)
        failpoint("deliver.before_mark")
    if not settled:
        log.warning("notification %s: the lease was lost, nothing was settled", claim.id)
