"""The portal inbox: what was sent by e-mail, kept where it cannot get lost."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from aeo import mail
from aeo.domain.permissions import Permission
from aeo.models.outbox import Notification
from aeo.services import outbox
from aeo.web import frame
from aeo.web.access import access, acting, signed_in
from aeo.web.portal import bp


@dataclass(frozen=True, slots=True)
class Message:
    """One message in the reader's language."""

    uuid: str
    subject: str
    paragraphs: tuple[str, ...]
    reference: str
    path: str
    at: datetime
    is_unread: bool

    @classmethod
    def of(cls, row: Notification) -> "Message":
        notice = mail.notice(row, frame.language())
        return cls(
            uuid=row.message_uuid,
            subject=notice.subject,
            paragraphs=tuple(notice.paragraphs),
            reference=row.subject_ref,
            path=row.path,
            at=row.created_at,
            is_unread=row.read_at is None,
        )


@bp.get("/messages")
@access(GET=Permission.COMPANY_CREATE)
def messages() -> ResponseReturnValue:
    rows = outbox.inbox(signed_in().user_id or 0)
    return render_template("portal/messages.html", messages=[Message.of(row) for row in rows])


@bp.get("/messages/<uuid>")
@access(GET=Permission.COMPANY_CREATE)
def messages_one(uuid: str) -> ResponseReturnValue:
    row = outbox.message(signed_in().user_id or 0, uuid)
    return render_template("portal/message.html", message=Message.of(row))


@bp.post("/messages/<uuid>/read")
@access(POST=Permission.COMPANY_CREATE)
def messages_read(uuid: str) -> ResponseReturnValue:
    with acting() as actor:
        outbox.mark_read(actor.user_id or 0, uuid)
    return redirect(url_for(".messages"), 303)
