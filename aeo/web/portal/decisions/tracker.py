"""What the first page of an application says of its hearing and its decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from aeo.domain.vocabulary import CaseStatus
from aeo.models.case import Case, CaseEvent
from aeo.services import clocks, holidays
from aeo.services.decisions import hearing
from aeo.services.decisions import reading as decisions
from aeo.web import frame
from aeo.web.portal.applications import words

DECIDED = frozenset({CaseStatus.GRANTED, CaseStatus.GRANTED_LOWER, CaseStatus.REFUSED})
LATE_ENOUGH = DECIDED | {
    CaseStatus.ASSESSMENT,
    CaseStatus.SUPERVISOR_REVIEW,
    CaseStatus.HEARING,
    CaseStatus.DECISION,
    CaseStatus.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Pen:
    """What to do now and by when, and the pages there are. Empty where there is none."""

    detail: str = ""
    button: str = ""
    url: str = ""
    hearing_url: str = ""
    decision_url: str = ""


def for_tracker(case: Case, events: Sequence[CaseEvent]) -> Pen:
    """Nothing before the assessment. ``events`` are those of the case."""
    if case.status not in LATE_ENOUGH:
        return Pen()
    decision_url = ""
    if case.status in DECIDED:
        decision_url = url_for("portal.application_decision", reference=case.reference)
    told = any(row.letter for row in decisions.hearings(case))
    hearing_url = url_for("portal.application_hearing", reference=case.reference) if told else ""
    if case.status is CaseStatus.HEARING:
        programme = words.programme_of(case)
        calendar = holidays.calendar(programme.locale.calendar)
        running = clocks.states(programme, events, calendar, only=(hearing.CLOCK,))
        due = running[hearing.CLOCK].due if hearing.CLOCK in running else None
        detail = _("Reply by %(day)s.", day=frame.day(due)) if due is not None else ""
        return Pen(detail, _("Read and reply"), hearing_url, hearing_url)
    if decision_url:
        return Pen("", _("Read the decision"), decision_url, hearing_url, decision_url)
    return Pen(hearing_url=hearing_url)
