"""Where companies stand: the newest case of each, and what it holds or held."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aeo.db import db
from aeo.domain.vocabulary import CLOSED_CASE
from aeo.models.authorisation import Authorisation, AuthorisationVersion
from aeo.models.case import Case
from aeo.services import programmes


@dataclass(frozen=True, slots=True)
class Situation:
    """Of one company. ``version`` is the last there was, whether or not it still counts."""

    case: Case | None = None
    version: AuthorisationVersion | None = None

    @property
    def has_open_case(self) -> bool:
        return self.case is not None and self.case.status not in CLOSED_CASE


def of_companies(company_ids: Collection[int]) -> dict[int, Situation]:
    """The situation of each of them, in two statements however many they are."""
    newest = sa.select(sa.func.max(Case.id)).where(Case.company_id.in_(company_ids))
    rows = db.session.scalars(sa.select(Case).where(Case.id.in_(newest.group_by(Case.company_id))))
    case_of = {case.company_id: case for case in rows}
    held = (
        sa.select(AuthorisationVersion)
        .join(AuthorisationVersion.authorisation)
        .where(
            AuthorisationVersion.company_id.in_(company_ids),
            Authorisation.programme_id == programmes.current().id,
        )
        .options(joinedload(AuthorisationVersion.authorisation))
        .order_by(AuthorisationVersion.number)
    )
    version_of = {version.company_id: version for version in db.session.scalars(held)}
    return {one: Situation(case_of.get(one), version_of.get(one)) for one in company_ids}
