"""A draft before it is sent: begun, its level changed, discarded."""

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.programme.programme import Programme
from aeo.domain.readiness.check import Given
from aeo.domain.vocabulary import Actor, CaseStatus, CaseType, Role
from aeo.models.answer import Answer, AnswerVersion
from aeo.models.case import Case, CaseEvent, CaseNote, VoidReference
from aeo.models.evidence import Evidence
from aeo.services import (
    answers,
    cases,
    profile,
    programmes,
    questionnaires,
    readiness,
    transitions,
)
from aeo.services.answers import Typed
from aeo.services.renewals import carrying

MAY_DISCARD = frozenset({Role.COMPANY_ADMIN, Role.SIGNATORY, Role.COORDINATOR})
LEVELS_CHANGED = "levels_changed"
ROLES = "roles"  # the company's own field, which decides what it is asked


def begin(levels: list[str], *, by: Actor, case_type: CaseType = CaseType.NEW) -> Case:
    """A new draft of the actor's company, filled with the answers of its last granted application
    if it has one. Raises ``Incomplete`` for a level that is none, and what ``transitions.begin``
    raises."""
    if by.company_id is None:
        raise NotAllowed(Sentence(N_("Add your company first.")))
    wanted = _checked(programmes.current(), levels)
    case = transitions.begin(by.company_id, case_type, wanted, by=by)
    carrying.carry(case, by=by)
    return case


def change_levels(reference: str, levels: list[str], *, by: Actor) -> Case:
    """Seek another level. Answers that are asked no more are set aside, not deleted.

    Raises ``OutOfOrder`` once the application was sent.
    """
    case = cases.get(reference, to=by, lock=True)
    if case.status is not CaseStatus.DRAFT:
        raise OutOfOrder(answers.CLOSED)
    before = list(case.levels)
    case.levels = _checked(programmes.version(case.programme_id, case.programme_version), levels)
    if case.levels != before:
        details = {"before": before, "after": case.levels}
        transitions.note_event(case, LEVELS_CHANGED, by=by, details=details)
    return case


def take_over(case: Case, given: Given, *, by: Actor) -> int:
    """Bring the answers of the readiness check into a new draft; returns how many.

    An answer about sites was given for all of them, so each site there is gets it. The roles are
    the company's own: they are taken over while it has named none.
    """
    said = profile.of_company(case.company_id)
    if given.roles and not said.data.get(ROLES):
        roles = {ROLES: sorted(given.roles)}
        profile.change_company(case.company_id, roles, version=said.version, by=by)
    wanted = readiness.asked_for(given)
    taken = 0
    for asked in list(questionnaires.of_draft(case).asked()):
        value = wanted.get(asked.question.key)
        if value is not None and not asked.is_answered:
            typed = Typed(value=value)
            answers.save_in(case, asked.question.key, asked.scope, typed, version=0, by=by)
            taken += 1
    return taken


def discard(reference: str, *, by: Actor) -> str:
    """Delete a draft with everything in it but the company's files; its reference stays as a void
    row, which explains the gap. Returns the reference. Raises ``NotAllowed``, ``OutOfOrder``."""
    case = cases.get(reference, to=by, lock=True)
    if not by.has(*MAY_DISCARD) or by.user_id is None:
        raise NotAllowed(Sentence(N_("Ask the AEO coordinator to discard the draft.")))
    if case.status is not CaseStatus.DRAFT:
        raise OutOfOrder(Sentence(N_("It was sent: withdraw the application instead.")))
    db.session.add(
        VoidReference(
            reference=case.reference,
            company_id=case.company_id,
            case_type=case.case_type,
            discarded_at=clock.now(),
            discarded_by_id=by.user_id,
        )
    )
    given = sa.select(Answer.id).where(Answer.case_id == case.id)
    db.session.execute(sa.delete(AnswerVersion).where(AnswerVersion.answer_id.in_(given)))
    for table in (Answer, Evidence, CaseNote, CaseEvent):
        db.session.execute(sa.delete(table).where(table.case_id == case.id))
    db.session.delete(case)
    db.session.flush()
    return reference


def _checked(programme: Programme, levels: list[str]) -> list[str]:
    known = [level.id for level in programme.levels.items]
    wanted = [level for level in known if level in levels]
    if not wanted or not set(levels) <= set(known):
        raise Incomplete(Sentence(N_("Choose what you apply for.")))
    if len(wanted) > 1 and not programme.levels.combinable:
        raise Incomplete(Sentence(N_("Choose one of them.")))
    return wanted
