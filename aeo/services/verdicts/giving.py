"""Giving verdicts: officers judge the answers as they were sent, one by one."""

from collections.abc import Mapping

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.vocabulary import Actor, CaseStatus, Role, Touch, VerdictState
from aeo.models.case import Case
from aeo.models.review import Verdict
from aeo.services import cases, programmes, snapshots, touches
from aeo.services.verdicts.reading import Place, is_current, latest, reasons, to_judge

READING = frozenset(
    {
        CaseStatus.VETTING,
        CaseStatus.INFO_REQUESTED,
        CaseStatus.VISIT_PLANNING,
        CaseStatus.VISIT_SCHEDULED,
        CaseStatus.VISIT_REPORTING,
        CaseStatus.CORRECTIVE_ACTION,
        CaseStatus.ASSESSMENT,
    }
)
MAY_JUDGE = frozenset({Role.CASE_OFFICER})
NOTHING_LEFT = Sentence(N_("Every answer here has a verdict already."))


def give(
    reference: str,
    question: str,
    scope: str,
    state: VerdictState,
    *,
    reason: str = "",
    note: str = "",
    seen: int | None = None,
    by: Actor,
) -> Verdict:
    """Judge one answer as it was sent last. Judging it again adds a verdict; the latest counts.
    ``seen`` is the number of the last verdict that the judge knew, 0 for none; None asks nothing.

    Raises ``OutOfOrder`` outside the review, when nobody could decide afterwards or somebody has
    judged it meanwhile, ``Gone`` for a question that was not asked, ``Incomplete`` for a doubt
    without a reason of the programme.
    """
    case = _in_review(reference, by)
    record = snapshots.read(snapshots.get(case))
    versions = to_judge(record)
    if (question, scope) not in versions:
        raise Gone(Sentence(N_("There is no such question in this application.")))
    programme = programmes.version(case.programme_id, case.programme_version)
    if state is not VerdictState.ACCEPTED and reason not in reasons(programme):
        raise Incomplete(Sentence(N_("Choose a reason: it says what is wrong with the answer.")))
    last = latest(case).get((question, scope))
    if seen is not None and last is not None and last.number != seen:
        told = {"name": last.given_by.name}
        raise OutOfOrder(
            Sentence(N_("Meanwhile %(name)s has judged this answer: look at it first."), told)
        )
    return _add(case, (question, scope), versions, state, reason, note, by)


def accept_rest(reference: str, section: str, scope: str, *, by: Actor) -> int:
    """Accept every answer of a section in one place that has no verdict yet; returns how many."""
    case = _in_review(reference, by)
    record = snapshots.read(snapshots.get(case))
    programme = programmes.version(case.programme_id, case.programme_version)
    sections = {question.key: found.id for found, question in programme.questions}
    versions, given = to_judge(record), latest(case)
    places = [
        place
        for place in versions
        if sections[place[0]] == section
        and place[1] == scope
        and not is_current(given.get(place), versions[place])
    ]
    round_ = snapshots.count(case)
    for place in places:
        last = given[place].number if place in given else 0
        row = _row(case, place, versions[place], last + 1, round_, by)
        db.session.add(row)
    if places:
        touches.record(case, Touch.VERDICT, by)
        db.session.flush()
    return len(places)


def check_may_judge(case: Case, by: Actor) -> None:
    """Raises ``NotAllowed``, or ``OutOfOrder`` outside the review or when nobody could decide
    afterwards."""
    if not by.has(*MAY_JUDGE):
        raise NotAllowed(Sentence(N_("Case officers judge the answers.")))
    if case.status not in READING:
        raise OutOfOrder(Sentence(N_("Answers are judged while the case is under review.")))
    touches.check(case, {by.user_id or 0})


def _in_review(reference: str, by: Actor) -> Case:
    case = cases.get(reference, to=by, lock=True)
    check_may_judge(case, by)
    return case


def _add(
    case: Case,
    place: Place,
    versions: Mapping[Place, int],
    state: VerdictState,
    reason: str,
    note: str,
    by: Actor,
) -> Verdict:
    question, scope = place
    number = db.session.scalar(
        sa.select(sa.func.count()).where(
            Verdict.case_id == case.id,
            Verdict.question_key == question,
            Verdict.scope_key == scope,
        )
    )
    row = _row(case, place, versions[place], (number or 0) + 1, snapshots.count(case), by)
    row.state, row.reason = state, None if state is VerdictState.ACCEPTED else reason
    row.note = note.strip()
    db.session.add(row)
    touches.record(case, Touch.VERDICT, by)
    db.session.flush()
    return row


def _row(case: Case, place: Place, version: int, number: int, round_: int, by: Actor) -> Verdict:
    """The next verdict on one answer: accepted, unless the caller says otherwise."""
    return Verdict(
        company_id=case.company_id,
        case_id=case.id,
        question_key=place[0],
        scope_key=place[1],
        number=number,
        round=round_,
        answer_version=version,
        state=VerdictState.ACCEPTED,
        note="",
        given_at=clock.now(),
        given_by_id=by.user_id,
    )
