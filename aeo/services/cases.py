"""Which cases a person may see, and one of them: every look-up of a case starts here."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aeo.db import db
from aeo.domain.errors import N_, Gone, Sentence
from aeo.domain.vocabulary import Actor, CaseStatus, Role
from aeo.models.case import Case, Conflict

NO_SUCH_CASE = Sentence(N_("There is no such application."))


def visible_to(actor: Actor) -> sa.Select[Case]:
    """The cases that exist for ``actor``: the company's own, or for an officer all that were
    sent, but for those closed to them by a conflict of interest."""
    query = sa.select(Case)
    if actor.has(Role.SYSTEM):
        return query
    if actor.is_officer:
        mine = sa.select(Conflict.case_id).where(Conflict.user_id == actor.user_id)
        return query.where(Case.status != CaseStatus.DRAFT, Case.id.not_in(mine))
    return query.where(Case.company_id == actor.company_id)


def get(reference: str, *, to: Actor, lock: bool = False) -> Case:
    """One case. Raises ``Gone``: a stranger's case is the same as none."""
    query = visible_to(to).where(Case.reference == reference)
    if lock:
        query = query.with_for_update(of=Case).execution_options(populate_existing=True)
    else:
        query = query.options(joinedload(Case.company), joinedload(Case.officer))
    case = db.session.scalar(query)
    if case is None:
        raise Gone(NO_SUCH_CASE)
    return case


def of_company(actor: Actor) -> list[Case]:
    """The actor's company's own cases, newest first."""
    query = visible_to(actor).order_by(Case.id.desc())
    return list(db.session.scalars(query))
