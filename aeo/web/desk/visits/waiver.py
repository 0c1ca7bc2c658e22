"""Going without a visit: a supervisor leaves out one site, or where the programme allows it for
this kind of case, the whole visit."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.errors import Gone
from aeo.domain.permissions import Permission
from aeo.domain.workflow.case import CaseAct
from aeo.services import intake
from aeo.services.visits import planning, reading, waiving
from aeo.web.access import access, acting, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import acts as case_acts
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.visits.forms import ReasonForm


@bp.get("/cases/<reference>/sites/<public_id>/waive")
@access(GET=Permission.DESK_SUPERVISE)
def cases_site_waive(reference: str, public_id: str) -> ResponseReturnValue:
    head = Head.of(reference)
    return _site_page(head, _site(head, public_id), ReasonForm())


@bp.post("/cases/<reference>/sites/<public_id>/waive")
@access(POST=Permission.DESK_SUPERVISE)
def cases_site_do_waive(reference: str, public_id: str) -> ResponseReturnValue:
    head, form = Head.of(reference), ReasonForm()
    site = _site(head, public_id)
    if not form.validate():
        return _site_page(head, site, form), 422
    with acting() as actor:
        intake.check_seen(reference, case_acts.seen(), by=actor)
        waiving.waive(reference, public_id, form.reason.data or "", by=actor)
    flash(_("The site needs no visit in this case."), "success")
    return redirect(url_for(".cases_visits", reference=reference), 303)


@bp.get("/cases/<reference>/waive-visit")
@access(GET=Permission.DESK_SUPERVISE)
def cases_waive_visit(reference: str) -> ResponseReturnValue:
    return _case_page(Head.of(reference), ReasonForm())


@bp.post("/cases/<reference>/waive-visit")
@access(POST=Permission.DESK_SUPERVISE)
def cases_do_waive_visit(reference: str) -> ResponseReturnValue:
    head, form = Head.of(reference), ReasonForm()
    if not form.validate():
        return _case_page(head, form), 422
    with acting() as actor:
        intake.check_seen(reference, case_acts.seen(), by=actor)
        waiving.waive_all(reference, form.reason.data or "", by=actor)
    flash(_("The case goes to the assessment without a visit."), "success")
    return redirect(url_for(".cases_case", reference=reference), 303)


def _site(head: Head, public_id: str) -> Mapping[str, Any]:
    sites = reading.sites_in(head.record)
    if public_id not in sites:
        raise Gone(planning.NO_SUCH_SITE)
    return sites[public_id]


def _site_page(head: Head, site: Mapping[str, Any], form: ReasonForm) -> str:
    return _page(
        head,
        form,
        question=_("Leave this site without a visit?"),
        about=f"{head.case.company.name}, {site.get('name') or '–'}",
        consequences=[
            _("The reason is kept with the case, under your name."),
            _("When no other site lacks a visit, the case goes on."),
        ],
        back=url_for(".cases_visits", reference=head.case.reference),
        closed=[],
    )


def _case_page(head: Head, form: ReasonForm) -> str:
    return _page(
        head,
        form,
        question=_("Assess this case without any visit?"),
        about=head.case.company.name,
        consequences=[
            _("The reason is kept with the case, under your name."),
            _("The case goes to the assessment at once, on its documents alone."),
        ],
        back=url_for(".cases_case", reference=head.case.reference),
        closed=case_acts.against(head.case, CaseAct.WAIVE_VISIT, signed_in()),
    )


def _page(head: Head, form: ReasonForm, **more: Any) -> str:
    return page("visit_waive", head, "visits", form=form, errors=form.errors, **more)
