"""Whether a holder is shown in the public register: a signatory agrees, or withdraws it again."""

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, NotAllowed, OutOfOrder, Sentence
from aeo.domain.vocabulary import Actor, Role
from aeo.models.authorisation import Authorisation, AuthorisationVersion
from aeo.models.case import Case
from aeo.services import programmes, transitions


def agree(*, by: Actor) -> Authorisation:
    """The holder may be shown from now on.

    Raises ``NotAllowed`` for anybody but a signatory, ``Gone`` for a company that holds nothing,
    ``OutOfOrder`` when it was said already, here and below.
    """
    authorisation, case = _locked(by)
    if authorisation.is_public:
        raise OutOfOrder(Sentence(N_("Your company agreed already to be shown.")))
    _keep(authorisation, is_public=True, by=by)
    transitions.note_event(case, "register_agreed", by=by, details={})
    return authorisation


def withdraw(*, by: Actor) -> Authorisation:
    """The holder is not shown any more, from now on."""
    authorisation, case = _locked(by)
    if not authorisation.is_public:
        raise OutOfOrder(Sentence(N_("Your company is not shown already.")))
    _keep(authorisation, is_public=False, by=by)
    transitions.note_event(case, "register_withdrawn", by=by, details={})
    return authorisation


def _locked(by: Actor) -> tuple[Authorisation, Case]:
    """What is held, and the case of its last version, whose timeline tells of it. The case is
    locked first, as a grant does."""
    if not by.has(Role.SIGNATORY):
        raise NotAllowed(Sentence(N_("Only a signatory of the company may decide this.")))
    held = sa.select(Authorisation.id).where(
        Authorisation.company_id == by.company_id,
        Authorisation.programme_id == programmes.current().id,
    )
    last = (
        sa.select(AuthorisationVersion.case_id)
        .where(AuthorisationVersion.authorisation_id.in_(held))
        .order_by(AuthorisationVersion.number.desc())
        .limit(1)
    )
    case = db.session.scalar(
        sa.select(Case).where(Case.id == last.scalar_subquery()).with_for_update()
    )
    if case is None:
        raise Gone(Sentence(N_("Your company holds no status.")))
    authorisation = db.session.scalars(
        sa.select(Authorisation).where(Authorisation.id.in_(held)).with_for_update()
    ).one()
    return authorisation, case


def _keep(authorisation: Authorisation, *, is_public: bool, by: Actor) -> None:
    authorisation.is_public = is_public
    authorisation.consent_at, authorisation.consent_by_id = clock.now(), by.user_id
    db.session.flush()
