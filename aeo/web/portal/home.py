"""The company's first page: what is with them now."""

from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from aeo import clock
from aeo.domain.permissions import Permission
from aeo.services import cases, outbox, programmes
from aeo.services.renewals import window
from aeo.web.access import access, signed_in
from aeo.web.account import session
from aeo.web.portal import bp
from aeo.web.portal.applications.begin import Line
from aeo.web.portal.messages import Message

LATEST = 5


@dataclass(frozen=True, slots=True)
class Held:
    """What the company holds while no application is open; ``renew_by`` once it can be renewed."""

    until: date | None
    renew_by: date | None
    is_late: bool


@bp.get("/")
@access(GET=Permission.COMPANY_CREATE)
def home() -> ResponseReturnValue:
    """Also for somebody who has just opened an account: it says how to go on."""
    actor, company = signed_in(), session.current_company()
    latest = outbox.inbox(actor.user_id or 0, limit=LATEST)
    ours = cases.of_company(actor) if company is not None else []
    lines = [Line.of(case) for case in ours]
    is_idle = company is not None and not any(line.is_open for line in lines)
    return render_template(
        "portal/home.html",
        company=company,
        lines=[line for line in lines if line.is_open],
        has_ended=any(not line.is_open for line in lines),
        held=_held(company.id) if company is not None and is_idle else None,
        latest=[Message.of(row) for row in latest],
    )


def _held(company_id: int) -> Held | None:
    version, today = window.held(company_id), clock.today()
    if version is None:
        return None
    here = window.of_end(version.valid_to, programmes.current()) if version.valid_to else None
    is_open = here is not None and here.is_open(today)
    return Held(
        until=version.valid_to,
        renew_by=here.due if here is not None and is_open else None,
        is_late=here is not None and here.is_late(today),
    )
