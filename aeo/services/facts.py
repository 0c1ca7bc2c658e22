"""What the guards are told of a case: gathered here from its rows, every fact stated.

A fact left out would pass its guard unseen, so a test compares this call with ``CaseFacts``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.clocks import ClockState
from aeo.domain.facts import CaseFacts, Proposal
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import CLOSED_CASE, CaseStatus, CaseType, DocumentState, Role
from aeo.models.case import Case, CaseTouch, Conflict
from aeo.models.evidence import Document, Evidence
from aeo.models.finding import CriterionGrade, Finding
from aeo.models.submission import CompletenessPoint, PointResult
from aeo.services import clocks, completeness, lacks, offices, programmes
from aeo.services.decisions import reading as decisions
from aeo.services.findings import reading as findings
from aeo.services.grades import reading as grades
from aeo.services.reports import reading as reports
from aeo.services.rfis import reading as rfis
from aeo.services.verdicts import reading as verdicts
from aeo.services.visits import reading as visits

# Statuses in which the company works on the application, so that something can be missing in it.
WITH_COMPANY = frozenset({CaseStatus.DRAFT, CaseStatus.RETURNED})
READ = frozenset({CaseStatus.VETTING, CaseStatus.INFO_REQUESTED})
# From here on there are findings that steps ask about.
VISITED = frozenset(
    {
        CaseStatus.VISIT_PLANNING,
        CaseStatus.VISIT_SCHEDULED,
        CaseStatus.VISIT_REPORTING,
        CaseStatus.CORRECTIVE_ACTION,
        CaseStatus.ASSESSMENT,
        CaseStatus.SUPERVISOR_REVIEW,
        CaseStatus.HEARING,
        CaseStatus.DECISION,
    }
)
# Where a step asks whether every site has a visit or a waiver.
COVERED = frozenset({CaseStatus.VISIT_PLANNING, CaseStatus.VISIT_SCHEDULED, CaseStatus.DECISION})
# Where the time to answer or to reply decides what may be done.
ANSWERING = frozenset({CaseStatus.RETURNED, CaseStatus.INFO_REQUESTED, CaseStatus.HEARING})
JUDGED = frozenset(
    {
        CaseStatus.ASSESSMENT,
        CaseStatus.SUPERVISOR_REVIEW,
        CaseStatus.HEARING,
        CaseStatus.DECISION,
    }
)
# A renewal or a change may be judged on its papers (handbook §15); a first application never.
WITHOUT_A_VISIT = frozenset({CaseType.RENEWAL, CaseType.SCOPE_CHANGE})


def of_case(case: Case, running: Mapping[str, ClockState] | None = None) -> CaseFacts:
    """Everything the guards of the case table ask about, as it is under the present lock.

    What no step of the present status asks about is not counted. ``running`` are the clocks, where
    the caller has them.
    """
    programme = programmes.version(case.programme_id, case.programme_version)
    if running is None:
        running = clocks.of_case(case) if case.status in ANSWERING else {}
    found = lacks.of_case(case) if case.status in WITH_COMPANY else []
    points = completeness.open_points(case) if case.status is CaseStatus.SUBMITTED else 0
    counts = _counts(case)
    visited, judged = case.status in VISITED, case.status in JUDGED
    seen = findings.brief(case) if visited else []
    given = grades.latest(case) if judged or case.status is CaseStatus.VETTING else {}
    not_met = grades.not_met(case, given)
    standing = decisions.standing(case) if judged else decisions.Standing()
    apart = _apart(case)
    return CaseFacts(
        status=case.status,
        company_id=case.company_id,
        case_type=case.case_type,
        reference=case.reference,
        officer_id=case.officer_id,
        company_verified=case.company.ubi_verified_at is not None,
        other_cases=frozenset(),  # asked before a case begins only: see of_new
        barred_until=None,  # bars come with measures; there is none yet
        shut_out=False,  # nothing revokes yet
        missing=len(found),
        completeness_open=points,
        return_reasons=counts.lacking,
        returned_open=counts.unanswered if case.status is CaseStatus.RETURNED else 0,
        unread_answers=verdicts.unread(case) if case.status in READ else 0,
        blocking_rfis=rfis.blocking(case) if case.accepted_on is not None else 0,
        sites_without_visit=len(visits.without_visit(case)) if case.status in COVERED else 0,
        visits_not_ended=visits.not_ended(case) if case.status is CaseStatus.VISIT_SCHEDULED else 0,
        visit_waiver_allowed=case.case_type in WITHOUT_A_VISIT,
        deemed_accepted=False,  # a programme whose law acts on silence is refused by its schema
        deemed_refused=False,
        report_approved=case.status is CaseStatus.VISIT_REPORTING and reports.is_approved(case),
        findings_needing_action=findings.needing_action(case, seen),
        serious_unsettled=findings.serious_unsettled(case, seen),
        actions_overdue=findings.overdue(case, seen),
        unscored_criteria=grades.ungraded(case, given) if judged else (),
        criteria_not_met=not_met,
        proposal=standing.proposal,
        grounds=len(not_met),
        hearing_required=programme.flow.hearing_before_adverse,
        hearing_finished=standing.hearing_finished,
        hearing_waiver_allowed=bool(programme.flow.hearing_exceptions),
        hearing_time_over=_over(running, "hearing"),
        lower_level=decisions.lower_level(programme.levels, case.levels),
        lower_consent_needed=True,
        lower_accepted=standing.lower_accepted,
        unscanned_documents=counts.unscanned,
        unanswered_mandatory=0,  # nothing is sent without them, and a reply takes none away
        answer_overdue=_over(running, "applicant_gaps") or _over(running, "rfi_answer"),
        lapse_enabled=programme.flow.lapse_enabled,
        lapse_warned=False,
        extension_left=False,
        extension_in_time=False,
        touched=apart.touched,
        conflicts=apart.conflicts,
        deciders=_deciders(),
    )


def with_proposal(judged: CaseFacts, proposal: Proposal) -> CaseFacts:
    """As if ``proposal`` had been recommended: a step that says it is judged with it."""
    return replace(judged, proposal=proposal)


def for_foresight(case: Case) -> CaseFacts:
    """Who touched the case, and who could decide it: what foresight asks, and nothing else."""
    apart = _apart(case)
    return CaseFacts(
        status=case.status,
        company_id=case.company_id,
        touched=apart.touched,
        conflicts=apart.conflicts,
        deciders=_deciders(),
    )


def for_assessment(
    case: Case,
    record: Mapping[str, Any],
    found: Sequence[Finding],
    given: Mapping[str, CriterionGrade],
) -> CaseFacts:
    """What a recommendation and a grant ask of a case in its assessment, beside what its page has
    read already: what was sent, its findings, and the grades that count."""
    apart = _apart(case)
    return CaseFacts(
        status=case.status,
        company_id=case.company_id,
        blocking_rfis=rfis.blocking(case),
        sites_without_visit=len(visits.without_visit(case, record)),
        serious_unsettled=findings.serious_unsettled(case, found),
        unscored_criteria=grades.ungraded(case, given),
        criteria_not_met=grades.not_met(case, given),
        unscanned_documents=_counts(case).unscanned,
        touched=apart.touched,
        conflicts=apart.conflicts,
        deciders=_deciders(),
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


def open_types(company_id: int, programme_id: str) -> frozenset[CaseType]:
    """The types of the company's open cases in a programme."""
    query = sa.select(Case.case_type).where(
        Case.company_id == company_id,
        Case.programme_id == programme_id,
        Case.status.not_in(CLOSED_CASE),
    )
    return frozenset(db.session.scalars(query))


def _over(running: Mapping[str, ClockState], clock_id: str) -> bool:
    state = running.get(clock_id)
    return state is not None and state.due is not None and state.due < clock.today()


class _Counts(NamedTuple):
    lacking: int
    unanswered: int
    unscanned: int


def _counts(case: Case) -> _Counts:
    """Points that went back, those of them without an answer, and files nobody has checked."""
    lacking = sa.select(sa.func.count()).where(
        CompletenessPoint.case_id == case.id,
        CompletenessPoint.round == case.round,
        CompletenessPoint.result == PointResult.LACKING,
    )
    unscanned = (
        sa.select(sa.func.count(sa.distinct(Document.id)))
        .join(Evidence, Evidence.document_id == Document.id)
        .where(Evidence.case_id == case.id, Document.state != DocumentState.CLEAN)
    )
    return _Counts(
        *db.session.execute(
            sa.select(
                lacking.scalar_subquery(),
                lacking.where(CompletenessPoint.answered_at.is_(None)).scalar_subquery(),
                unscanned.scalar_subquery(),
            )
        ).one()
    )


class _Apart(NamedTuple):
    """Who cannot decide the case: by an act of theirs, or by their own word."""

    touched: dict[int, str]
    conflicts: frozenset[int]


def _apart(case: Case) -> _Apart:
    acts = sa.select(CaseTouch.user_id, sa.cast(CaseTouch.kind, sa.String).label("kind")).where(
        CaseTouch.case_id == case.id
    )
    words = sa.select(Conflict.user_id, sa.literal("").label("kind")).where(
        Conflict.case_id == case.id
    )
    rows = db.session.execute(acts.union_all(words)).all()
    return _Apart(
        {user_id: kind for user_id, kind in rows if kind},
        frozenset(user_id for user_id, kind in rows if not kind),
    )


def _deciders() -> dict[int, str]:
    return {user.id: user.name for user in offices.holders(Role.APPROVER)}


def conflicts_of(case: Case) -> frozenset[int]:
    """Who declared a conflict of interest in this case."""
    query = sa.select(Conflict.user_id).where(Conflict.case_id == case.id)
    return frozenset(db.session.scalars(query))
