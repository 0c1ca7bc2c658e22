"""The company's first page: what is with them now."""

from flask import render_template
from flask.typing import ResponseReturnValue

from aeo.domain.permissions import Permission
from aeo.services import cases, outbox
from aeo.web.access import access, signed_in
from aeo.web.account import session
from aeo.web.portal import bp
from aeo.web.portal.applications.begin import Line
from aeo.web.portal.messages import Message

LATEST = 5


@bp.get("/")
@access(GET=Permission.COMPANY_CREATE)
def home() -> ResponseReturnValue:
    """Also for somebody who has just opened an account: it says how to go on."""
    actor, company = signed_in(), session.current_company()
    latest = outbox.inbox(actor.user_id or 0, limit=LATEST)
    ours = cases.of_company(actor) if company is not None else []
    lines = [Line.of(case) for case in ours]
    return render_template(
        "portal/home.html",
        company=company,
        lines=[line for line in lines if line.is_open],
        has_ended=any(not line.is_open for line in lines),
        latest=[Message.of(row) for row in latest],
    )
