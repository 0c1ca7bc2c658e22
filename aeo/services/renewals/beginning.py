"""Asking for the renewal of what a company holds."""

import sqlalchemy as sa

from aeo.db import db
from aeo.domain.errors import N_, NotAllowed, Sentence
from aeo.domain.vocabulary import CLOSED_CASE, Actor, CaseType
from aeo.models.case import Case
from aeo.services import programmes, transitions
from aeo.services.renewals import carrying, window


def begin(*, by: Actor) -> Case:
    """A draft of the renewal of what the actor's company holds, filled with its last answers.

    Raises ``OutOfOrder`` when there is nothing to renew, it is too early or too late, or another
    case leaves no room; ``NotAllowed``.
    """
    if by.company_id is None:
        raise NotAllowed(Sentence(N_("Add your company first.")))
    version = window.held(by.company_id)
    levels = list(version.levels) if version is not None else []
    case = transitions.begin(by.company_id, CaseType.RENEWAL, levels, by=by)
    carrying.carry(case, by=by)
    return case


def under_way(company_id: int) -> Case | None:
    """The company's renewal that is not closed."""
    return db.session.scalar(
        sa.select(Case).where(
            Case.company_id == company_id,
            Case.programme_id == programmes.current().id,
            Case.case_type == CaseType.RENEWAL,
            Case.status.not_in(CLOSED_CASE),
        )
    )
