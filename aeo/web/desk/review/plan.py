"""The end of the document review: the case goes on to its visits."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain import wording
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import Machine
from aeo.domain.workflow import CaseAct
from aeo.services import intake, transitions
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import acts
from aeo.web.desk.cases.head import Head, page


@bp.get("/cases/<reference>/plan-visit")
@access(GET=Permission.DESK_REVIEW)
def cases_plan_visit(reference: str) -> ResponseReturnValue:
    head = Head.of(reference)
    return page(
        "case_confirm",
        head,
        "case",
        title=_("End the document review and plan the visit?"),
        consequences=[
            _("Every answer has its verdict; doubts can still be followed up at the visit."),
            _("The company sees that a visit is being planned; you offer it dates next."),
        ],
        button=errors.say(wording.button(Machine.CASE, CaseAct.PLAN_VISIT)),
        closed=acts.against(head.case, CaseAct.PLAN_VISIT, signed_in()),
        is_calm=True,
        form=None,
        lacks=[],
        errors={},
    )


@bp.post("/cases/<reference>/plan-visit")
@access(POST=Permission.DESK_REVIEW)
def cases_do_plan_visit(reference: str) -> ResponseReturnValue:
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        transitions.perform(reference, CaseAct.PLAN_VISIT, by=actor)
    flash(_("The review has ended. Offer the company dates for the visit."), "success")
    return redirect(url_for(".cases_visits", reference=reference), 303)
