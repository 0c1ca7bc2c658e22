"""What the guards are told of a case: gathered here from its rows, every fact stated.

A fact left out would pass its guard unseen, so a test compares this call with ``CaseFacts``.
"""

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.clocks import ClockState
from aeo.domain.facts import CaseFacts, Proposal
from aeo.domain.programme.levels import Levels
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import CLOSED_CASE, CaseStatus, CaseType, DocumentState, Role
from aeo.models.case import Case, CaseTouch, Conflict
from aeo.models.evidence import Document, Evidence
from aeo.models.submission import CompletenessPoint, PointResult
from aeo.services import clocks, completeness, lacks, offices, programmes

# Statuses in which the company works on the application, so that something can be missing in it.
WITH_COMPANY = frozenset({CaseStatus.DRAFT, CaseStatus.RETURNED})


def of_case(case: Case) -> CaseFacts:
    """Everything the guards of the case table ask about, as it is under the present lock."""
    programme = programmes.version(case.programme_id, case.programme_version)
    running = clocks.of_case(case) if case.status is not CaseStatus.DRAFT else {}
    found = lacks.of_case(case) if case.status in WITH_COMPANY else []
    points = completeness.open_points(case) if case.status is CaseStatus.SUBMITTED else 0
    return CaseFacts(
        status=case.status,
        company_id=case.company_id,
        case_type=case.case_type,
        reference=case.reference,
        officer_id=case.officer_id,
        company_verified=case.company.ubi_verified_at is not None,
        other_cases=open_types(case.company_id, case.programme_id, besides=case.id),
        barred_until=None,  # bars come with measures; there is none yet
        shut_out=False,  # nothing revokes yet
        missing=len(found),
        completeness_open=points,
        return_reasons=_points(case, PointResult.LACKING, case.round),
        returned_open=_unanswered(case) if case.status is CaseStatus.RETURNED else 0,
        unread_answers=0,
        blocking_rfis=0,
        sites_without_visit=0,
        visits_not_ended=0,
        visit_waiver_allowed=False,
        deemed_accepted=False,  # a programme whose law acts on silence is refused by its schema
        deemed_refused=False,
        report_approved=False,
        findings_needing_action=0,
        serious_unsettled=(),
        actions_overdue=False,
        unscored_criteria=tuple(one.id for one in programme.criteria),
        criteria_not_met=(),
        proposal=Proposal.NONE,
        grounds=0,
        hearing_required=programme.flow.hearing_before_adverse,
        hearing_finished=False,
        hearing_waiver_allowed=False,
        hearing_time_over=_over(running, "hearing"),
        lower_level=_below(programme.levels, case.levels),
        lower_consent_needed=True,
        lower_accepted=False,
        unscanned_documents=_unscanned(case),
        unanswered_mandatory=0,
        answer_overdue=_over(running, "applicant_gaps") or _over(running, "rfi_answer"),
        lapse_enabled=programme.flow.lapse_enabled,
        lapse_warned=False,
        extension_left=False,
        extension_in_time=False,
        touched=_touched(case),
        conflicts=_conflicts(case),
        deciders={user.id: user.name for user in offices.holders(Role.APPROVER)},
    )


def of_new(company_id: int, programme: Programme, case_type: CaseType) -> CaseFacts:
    """What the beginning of a case is judged by."""
    return CaseFacts(
        status=CaseStatus.DRAFT,
        company_id=company_id,
        case_type=case_type,
        other_cases=open_types(company_id, programme.id),
        barred_until=None,
    )


def open_types(
    company_id: int, programme_id: str, besides: int | None = None
) -> frozenset[CaseType]:
    """The types of the company's open cases in a programme."""
    query = sa.select(Case.case_type).where(
        Case.company_id == company_id,
        Case.programme_id == programme_id,
        Case.status.not_in(CLOSED_CASE),
    )
    if besides is not None:
        query = query.where(Case.id != besides)
    return frozenset(db.session.scalars(query))


def _over(running: dict[str, ClockState], clock_id: str) -> bool:
    state = running.get(clock_id)
    return state is not None and state.due is not None and state.due < clock.today()


def _below(levels: Levels, sought: list[str]) -> str | None:
    """The next lower tier than the one sought; None at the lowest, or for components."""
    if levels.are_components or len(sought) != 1:
        return None
    ordered = sorted(levels.items, key=lambda level: level.order or 0)
    place = [level.id for level in ordered].index(sought[0])
    return ordered[place - 1].id if place else None


def _points(case: Case, result: PointResult, round_: int) -> int:
    query = sa.select(sa.func.count()).where(
        CompletenessPoint.case_id == case.id,
        CompletenessPoint.round == round_,
        CompletenessPoint.result == result,
    )
    return db.session.scalar(query) or 0


def _unanswered(case: Case) -> int:
    query = sa.select(sa.func.count()).where(
        CompletenessPoint.case_id == case.id,
        CompletenessPoint.round == case.round,
        CompletenessPoint.result == PointResult.LACKING,
        CompletenessPoint.answered_at.is_(None),
    )
    return db.session.scalar(query) or 0


def _unscanned(case: Case) -> int:
    query = (
        sa.select(sa.func.count(sa.distinct(Document.id)))
        .join(Evidence, Evidence.document_id == Document.id)
        .where(Evidence.case_id == case.id, Document.state != DocumentState.CLEAN)
    )
    return db.session.scalar(query) or 0


def _touched(case: Case) -> dict[int, str]:
    query = sa.select(CaseTouch.user_id, CaseTouch.kind).where(CaseTouch.case_id == case.id)
    return {user_id: kind.value for user_id, kind in db.session.execute(query)}


def _conflicts(case: Case) -> frozenset[int]:
    query = sa.select(Conflict.user_id).where(Conflict.case_id == case.id)
    return frozenset(db.session.scalars(query))
