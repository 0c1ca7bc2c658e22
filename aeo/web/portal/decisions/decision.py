"""The decision as the company reads it: the outcome, its reasons, and what comes next."""

from datetime import date, datetime

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from aeo import clock
from aeo.domain.calendar import move
from aeo.domain.errors import N_, Gone, Sentence
from aeo.domain.facts import Proposal
from aeo.domain.permissions import Permission
from aeo.domain.programme.decisions import Bar
from aeo.models.case import Case
from aeo.services import cases
from aeo.services.decisions import reading
from aeo.web.access import access, signed_in
from aeo.web.answered import spoken
from aeo.web.grounds import in_words, levels, refused_by_law
from aeo.web.portal import bp
from aeo.web.portal.applications import words

NO_SUCH = Sentence(N_("This application has not been decided."))
HELD_PAGE = "portal.authorisation"


@bp.get("/applications/<reference>/decision")
@access(GET=Permission.PORTAL_READ)
def application_decision(reference: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    decided = reading.decision(case)
    if decided is None:
        raise Gone(NO_SUCH)
    programme = words.programme_of(case)
    is_granted = decided.outcome is not Proposal.REFUSE
    return render_template(
        "portal/decision.html",
        case=case,
        title=words.title(case),
        status=words.status_of(case),
        label=spoken(words.status_of(case).label_company),
        meaning=spoken(words.status_of(case).meaning_company),
        is_granted=is_granted,
        decided=decided,
        what=levels(programme, decided.levels or case.levels),
        sought=levels(programme, case.levels),
        by_law=_by_law(case) if not is_granted else "",
        version=reading.granted(decided),
        grounds=in_words(decided.grounds, programme),
        again_on=None if is_granted else again_on(decided.decided_at, programme.bars.after_refusal),
        held=url_for(HELD_PAGE) if HELD_PAGE in current_app.view_functions else None,
    )


def _by_law(case: Case) -> str:
    due = reading.refused_by_law(case)
    return refused_by_law(due) if due is not None else ""


def again_on(refused_at: datetime, bar: Bar) -> date | None:
    """From which day the company may apply again, as far as the programme says so for certain."""
    if bar.promised is None or bar.starts is None or bar.starts_unverified:
        return None
    return move(clock.local(refused_at).date(), bar.promised)
