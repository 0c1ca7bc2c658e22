"""What the guards are told of a case: gathered here from its rows, every fact stated.

A fact left out would pass its guard unseen, so a test compares this call with ``CaseFacts``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from aeo.services import clocks, completeness, lacks, notices, offices, programmes
from aeo.services.decisions import limit
from aeo.services.decisions import reading as decisions
from aeo.services.findings import reading as findings
from aeo.services.grades import reading as grades
from aeo.services.renewals import window as renewals
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
CONFLICT = "conflict"  # beside the kinds of touch
# A renewal or a change may be judged on its papers (handbook §15); a first application never.
WITHOUT_A_VISIT = frozenset({CaseType.RENEWAL, CaseType.SCOPE_CHANGE})


@dataclass(frozen=True, slots=True)
class Known:
    """What a page of an assessed case has read already, so that it is not read again: its
    findings, the grades that count, what was proposed and heard, who touched it or may not."""

    findings: Sequence[Finding]
    grades: Mapping[str, CriterionGrade]
    standing: decisions.Standing
    touched: Mapping[int, str]
    conflicts: frozenset[int]


def of_case(
    case: Case,
    running: Mapping[str, ClockState] | None = None,
    known: Known | None = None,
    record: Mapping[str, Any] | None = None,
    to_decide: ClockState | None = None,
) -> CaseFacts:
    """Everything the guards of the case table ask about, as it is under the present lock.

    What no step of the present status asks about is not counted. ``running`` are the clocks,
    ``record`` what was sent, ``known`` what else the caller has read, and ``to_decide`` the time
    for the decision (``decisions.limit``).
    """
    programme = programmes.version(case.programme_id, case.programme_version)
    if running is None:
        running = clocks.of_case(case) if case.status in ANSWERING else {}
    if to_decide is None:
        to_decide = limit.of_case(case)
    found = lacks.of_case(case) if case.status in WITH_COMPANY else []
    points = completeness.open_points(case) if case.status is CaseStatus.SUBMITTED else 0
    counts = _counts(case)
    touched, conflicts = _hands(case) if known is None else (known.touched, known.conflicts)
    visited, judged = case.status in VISITED, case.status in JUDGED
    if known is not None:
        seen, given, standing = known.findings, known.grades, known.standing
    else:
        seen = findings.brief(case) if visited else []
        given = grades.latest(case) if judged or case.status is CaseStatus.VETTING else {}
        standing = decisions.standing(case) if judged else decisions.Standing()
    not_met = grades.not_met(case, given)
    lower = decisions.lower_level(programme.levels, case.levels)
    return CaseFacts(
        status=case.status,
        company_id=case.company_id,
        case_type=case.case_type,
        reference=case.reference,
        officer_id=case.officer_id,
        company_verified=case.company.ubi_verified_at is not None,
        other_cases=frozenset(),  # asked before a case begins only: see of_new
        barred_until=None,  # bars come with measures; there is none yet
        renewable=True,  # asked before a case begins only: see of_new
        renewal_opens_on=None,
        renewal_ended_on=None,
        shut_out=False,  # nothing revokes yet
        missing=len(found),
        completeness_open=points,
        return_reasons=counts.lacking,
        returned_open=counts.unanswered if case.status is CaseStatus.RETURNED else 0,
        unread_answers=verdicts.unread(case) if case.status in READ else 0,
        blocking_rfis=counts.blocking if case.accepted_on is not None else 0,
        sites_without_visit=len(visits.without_visit(case, record))
        if case.status in COVERED
        else 0,
        visits_not_ended=visits.not_ended(case) if case.status is CaseStatus.VISIT_SCHEDULED else 0,
        visit_waiver_allowed=case.case_type in WITHOUT_A_VISIT,
        deemed_accepted=False,  # a programme whose law accepts by silence is refused by its schema
        deems_refusal=limit.deems_refusal(to_decide),
        deemed_refused=limit.deems_refusal(to_decide) and not limit.is_in_time(to_decide),
        report_approved=case.status is CaseStatus.VISIT_REPORTING and reports.is_approved(case),
        findings_needing_action=findings.needing_action(case, seen),
        serious_unsettled=findings.serious_unsettled(case, seen),
        actions_overdue=findings.overdue(case, seen),
        unscored_criteria=grades.ungraded(case, given) if judged else (),
        criteria_not_met=not_met,
        criteria_not_met_lower=_asked_by(programme, lower, not_met),
        proposal=standing.proposal,
        grounds=len(not_met),
        hearing_required=programme.flow.hearing_before_adverse,
        hearing_finished=standing.hearing_finished,
        hearing_waiver_allowed=bool(programme.flow.hearing_exceptions),
        hearing_time_over=_over(running, "hearing"),
        lower_level=lower,
        lower_consent_needed=True,
        lower_accepted=standing.lower_accepted,
        unscanned_documents=counts.unscanned,
        unanswered_mandatory=0,  # nothing is sent without them, and a reply takes none away
        answer_overdue=_over(running, "applicant_gaps") or _over(running, "rfi_answer"),
        lapse_enabled=programme.flow.lapse_enabled,
        lapse_warned=case.status in ANSWERING and notices.is_warned(case),
        extension_known=limit.extension(to_decide) is not None,
        extension_left=limit.is_left(to_decide),
        extension_in_time=limit.is_in_time(to_decide),
        decision_stands_still=limit.stands_still(to_decide),
        touched=touched,
        conflicts=conflicts,
        deciders=_deciders(),
    )


def with_proposal(judged: CaseFacts, proposal: Proposal) -> CaseFacts:
    """As if ``proposal`` had been recommended: a step that says it is judged with it."""
    return replace(judged, proposal=proposal)


def for_foresight(case: Case) -> CaseFacts:
    """Who touched the case, and who could decide it: what foresight asks, and nothing else."""
    touched, conflicts = _hands(case)
    return CaseFacts(
        status=case.status,
        company_id=case.company_id,
        touched=touched,
        conflicts=conflicts,
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
    counts, (touched, conflicts) = _counts(case), _hands(case)
    return CaseFacts(
        status=case.status,
        company_id=case.company_id,
        blocking_rfis=counts.blocking,
        sites_without_visit=len(visits.without_visit(case, record)),
        serious_unsettled=findings.serious_unsettled(case, found),
        unscored_criteria=grades.ungraded(case, given),
        criteria_not_met=grades.not_met(case, given),
        unscanned_documents=counts.unscanned,
        touched=touched,
        conflicts=conflicts,
        deciders=_deciders(),
    )


def of_new(company_id: int, programme: Programme, case_type: CaseType) -> CaseFacts:
    """What the beginning of a case is judged by."""
    is_renewal, today = case_type is CaseType.RENEWAL, clock.today()
    here = renewals.window(company_id) if is_renewal else None
    return CaseFacts(
        status=CaseStatus.DRAFT,
        company_id=company_id,
        case_type=case_type,
        other_cases=open_types(company_id, programme.id),
        barred_until=None,
        renewable=here is not None or not is_renewal,
        renewal_opens_on=here.opens if here is not None and today < here.opens else None,
        renewal_ended_on=here.ends if here is not None and today > here.ends else None,
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


def _asked_by(programme: Programme, level: str | None, criteria: Sequence[str]) -> tuple[str, ...]:
    """Those of ``criteria`` that ``level`` asks for."""
    asked = programme.levels[level].criteria if level is not None else ()
    return tuple(one for one in criteria if one in asked)


class _Counts(NamedTuple):
    lacking: int
    unanswered: int
    unscanned: int
    blocking: int


def _counts(case: Case) -> _Counts:
    """Points that went back, those of them without an answer, files nobody has checked, and
    requests that hold the case up."""
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
                rfis.how_many_block(case).scalar_subquery(),
            )
        ).one()
    )


def _hands(case: Case) -> tuple[dict[int, str], frozenset[int]]:
    """Who touched a case, with what, and who declared a conflict of interest in it."""
    kind = sa.type_coerce(CaseTouch.kind, sa.Text)
    query = sa.select(CaseTouch.user_id, kind).where(CaseTouch.case_id == case.id)
    both = query.union_all(
        sa.select(Conflict.user_id, sa.literal(CONFLICT)).where(Conflict.case_id == case.id)
    )
    found = [(user_id, done) for user_id, done in db.session.execute(both)]
    return (
        {user_id: done for user_id, done in found if done != CONFLICT},
        frozenset(user_id for user_id, done in found if done == CONFLICT),
    )


def _deciders() -> dict[int, str]:
    return {user.id: user.name for user in offices.holders(Role.APPROVER)}


def conflicts_of(case: Case) -> frozenset[int]:
    """Who declared a conflict of interest in this case."""
    query = sa.select(Conflict.user_id).where(Conflict.case_id == case.id)
    return frozenset(db.session.scalars(query))
