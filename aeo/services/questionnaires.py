"""The questionnaire of one application, with everything it depends on: of the live draft, or of
what was sent."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aeo.db import db
from aeo.domain.programme.questionnaire import Answer as Given
from aeo.domain.programme.questionnaire import Questionnaire, Situation
from aeo.models.answer import Answer
from aeo.models.case import Case
from aeo.services import profile, programmes
from aeo.services.profile import Profile


def rows(case: Case) -> dict[tuple[str, str], Answer]:
    """Every answer given so far, by question and scope."""
    query = (
        sa.select(Answer)
        .where(Answer.case_id == case.id)
        .options(joinedload(Answer.changed_by), joinedload(Answer.affirmed_by))
        .order_by(Answer.id)
    )
    return {(row.question_key, row.scope_key): row for row in db.session.scalars(query)}


def of_draft(
    case: Case,
    said: Profile | None = None,
    answers: Mapping[tuple[str, str], Answer] | None = None,
) -> Questionnaire:
    """The questionnaire as the company sees it now."""
    said = said if said is not None else profile.read(case.company_id)
    answers = answers if answers is not None else rows(case)
    given = {key: Given(row.value, row.explanation) for key, row in answers.items()}
    return Questionnaire(
        programmes.version(case.programme_id, case.programme_version),
        situation(case.levels, case.case_type, said, given),
    )


def situation(
    levels: list[str],
    case_type: str,
    said: Profile,
    answers: Mapping[tuple[str, str], Given],
) -> Situation:
    """What the conditions of the programme may ask about. Sites out of scope are not asked."""
    roles = said.company.get("roles") or ()
    return Situation(
        levels=frozenset(levels),
        roles=frozenset(roles),
        case_type=case_type,
        company=said.company,
        sites=in_scope(said.sites),
        partners=said.partners,
        flows=said.flows,
        people=tuple(said.people.values()),
        case={},
        answers=answers,
    )


def in_scope(sites: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The sites that the status is to cover: all but those taken out."""
    return {scope: data for scope, data in sites.items() if data.get("in_scope") is not False}
