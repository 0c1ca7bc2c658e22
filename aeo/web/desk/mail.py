"""The mail ledger: what the service owed, what became of it, and what needs a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo import mail as letters
from aeo.domain.permissions import Permission
from aeo.models.outbox import DeliveryState, FailureCause, Notification
from aeo.services import outbox
from aeo.web import frame
from aeo.web.access import access, acting
from aeo.web.desk import bp
from aeo.web.fields import cleaned

PER_PAGE = 50
TAGS = {
    DeliveryState.PENDING: "",
    DeliveryState.SENDING: "doing",
    DeliveryState.UNCERTAIN: "wait",
    DeliveryState.HELD: "wait",
    DeliveryState.SENT: "ok",
    DeliveryState.DELIVERED: "ok",
    DeliveryState.BOUNCED: "stop",
    DeliveryState.FAILED: "stop",
    DeliveryState.SUPERSEDED: "plain",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the ledger, in words."""

    uuid: str
    at: datetime
    subject: str
    recipient: str
    reference: str
    attempts: int
    state: str
    tag: str
    reply: str
    can_resend: bool

    @classmethod
    def of(cls, row: Notification) -> "Line":
        final = row.state in (DeliveryState.FAILED, DeliveryState.BOUNCED)
        return cls(
            uuid=row.message_uuid,
            at=row.created_at,
            subject=letters.subject(row, frame.language()),
            recipient=row.recipient,
            reference=row.subject_ref,
            attempts=row.attempts,
            state=state_label(row.state),
            tag=TAGS[row.state],
            reply=" ".join(filter(None, (cause_label(row.failed_because), row.last_reply))),
            can_resend=final,
        )


@bp.get("/mail")
@access(GET=Permission.MAIL_READ)
def mail() -> ResponseReturnValue:
    state = request.args.get("state", "")
    chosen = DeliveryState(state) if state in list(DeliveryState) else None
    to = request.args.get("to", "").strip()
    found = outbox.ledger(state=chosen, to=to, start=request.args.get("from", ""), limit=PER_PAGE)
    return render_template(
        "desk/mail.html",
        lines=[Line.of(row) for row in found.rows],
        total=found.total,
        stuck=[Line.of(row) for row in outbox.failed(limit=10)],
        states=[(one.value, state_label(one)) for one in DeliveryState],
        state=chosen.value if chosen else "",
        to=to,
        newer=_url(chosen, to, found.newer),
        older=_url(chosen, to, found.older),
    )


@bp.post("/mail/<uuid>/resend")
@access(POST=Permission.DESK_SUPERVISE)
def mail_resend(uuid: str) -> ResponseReturnValue:
    """Owe it again, as a row of its own, to a corrected address if one is given."""
    address = cleaned(request.form.get("address", ""))
    with acting() as actor:
        row = outbox.by_uuid(uuid)
        again = outbox.resend(row, actor.user_id or 0, address or None)
    flash(_("It is sent again.") if again else _("Somebody has just sent it again."), "success")
    return redirect(url_for(".mail"), 303)


def state_label(state: DeliveryState) -> str:
    return {
        DeliveryState.PENDING: _("Owed"),
        DeliveryState.SENDING: _("Sending"),
        DeliveryState.UNCERTAIN: _("Not certain"),
        DeliveryState.HELD: _("Held back"),
        DeliveryState.SENT: _("Sent"),
        DeliveryState.DELIVERED: _("Delivered"),
        DeliveryState.BOUNCED: _("Bounced"),
        DeliveryState.FAILED: _("Failed"),
        DeliveryState.SUPERSEDED: _("Not needed any more"),
    }[state]


def cause_label(cause: FailureCause | None) -> str:
    if cause is None:
        return ""
    return {
        FailureCause.REFUSED: _("Refused by the mail server."),
        FailureCause.EXHAUSTED: _("Tried for a day."),
        FailureCause.RENDER: _("The text could not be made."),
        FailureCause.CRASH: _("It stopped its worker too often."),
    }[cause]


def _url(state: DeliveryState | None, to: str, start: str | None) -> str | None:
    if start is None:
        return None
    asked: dict[str, Any] = {"state": state, "to": to or None, "from": start}
    return url_for(".mail", **asked)
