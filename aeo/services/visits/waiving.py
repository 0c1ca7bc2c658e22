"""Leaving sites without a visit: one of several, or all of a case (handbook §12.1, sampling)."""

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.vocabulary import Actor, Role
from aeo.domain.workflow.case import CaseAct
from aeo.models.case import Case, CaseEvent
from aeo.models.visit import SiteWaiver
from aeo.services import cases, transitions
from aeo.services.visits import planning
from aeo.services.visits.reading import of_case, sites_of, waived, without_visit

MAY_WAIVE = frozenset({Role.SUPERVISOR})


def waive(reference: str, site: str, reason: str, *, by: Actor) -> SiteWaiver:
    """Leave a site without a visit, for a reason a supervisor gives."""
    case = cases.get(reference, to=by, lock=True)
    if not by.has(*MAY_WAIVE):
        raise NotAllowed(Sentence(N_("A supervisor decides that a site needs no visit.")))
    if case.status not in planning.IN_VISITS:
        raise OutOfOrder(Sentence(N_("Visits are planned when the case has come to them.")))
    if not reason.strip():
        raise Incomplete(Sentence(N_("Give a reason: it is kept with the case.")))
    row = planning.site(case, site)
    if any(one.site_id == row.id and one.status in planning.HELD for one in of_case(case)):
        raise OutOfOrder(Sentence(N_("A visit to this site is planned already.")))
    if row.id in waived(case):
        raise OutOfOrder(Sentence(N_("This site has a waiver already.")))
    waiver = _add(case, row.id, reason, by)
    transitions.note_event(case, "site_waived", by=by, details={"site": row.data.get("name", "")})
    planning.follow(case)
    return waiver


def waive_all(reference: str, reason: str, *, by: Actor) -> CaseEvent:
    """Assess the case without any visit, where the programme allows that for its type: every
    site gets a waiver with the same reason."""
    case = cases.get(reference, to=by, lock=True)
    event = transitions.perform(reference, CaseAct.WAIVE_VISIT, by=by, note=reason)
    lacking = set(without_visit(case))
    for site in sites_of(case):
        if site.public_id in lacking:
            _add(case, site.id, reason, by)
    return event


def _add(case: Case, site_id: int, reason: str, by: Actor) -> SiteWaiver:
    waiver = SiteWaiver(
        company_id=case.company_id,
        case_id=case.id,
        site_id=site_id,
        reason=reason.strip(),
        waived_at=clock.now(),
        waived_by_id=by.user_id,
    )
    db.session.add(waiver)
    db.session.flush()
    return waiver
