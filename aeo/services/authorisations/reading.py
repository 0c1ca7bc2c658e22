"""What is held, as its holder, an officer and anybody with a check code read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Sentence
from aeo.models.authorisation import Authorisation, AuthorisationVersion, Certificate
from aeo.models.company import Company
from aeo.services import paging, programmes
from aeo.services.authorisations import codes, standing
from aeo.services.authorisations.standing import Standing
from aeo.services.paging import Page

NO_SUCH_HOLDER = Sentence(N_("There is no such holder."))


@dataclass(frozen=True, slots=True)
class Holding:
    """What a company holds. ``shown`` is the version to show it by: the one that counts today,
    else one that is to begin, else the last there was."""

    authorisation: Authorisation
    shown: AuthorisationVersion
    standing: Standing


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer to a check code. ``present`` is the number of the version that counts today;
    None when none does."""

    version: AuthorisationVersion
    standing: Standing
    ended_on: date | None
    present: int | None

    @property
    def code(self) -> str:
        return self.version.authorisation.code


def of_company(company_id: int) -> Holding | None:
    """What the company holds or held in the programme of this service."""
    found = db.session.scalar(_held().where(Authorisation.company_id == company_id))
    return None if found is None else _holding(found)


def holder(public_id: str) -> Holding:
    """One holder, for an officer. Raises ``Gone``."""
    found = db.session.scalar(_held().where(Authorisation.public_id == public_id))
    if found is None:
        raise Gone(NO_SUCH_HOLDER)
    return _holding(found)


def holders(text: str = "", *, start: int = 0) -> Page[Holding]:
    """Everybody who holds or held a status, by name; ``text`` is part of a name, code or number."""
    query = sa.select(Authorisation).join(Authorisation.company).where(_mine(), _says(text))
    total = db.session.scalar(
        sa.select(sa.func.count()).select_from(query.with_only_columns(Authorisation.id).subquery())
    )
    page = (
        query.options(contains_eager(Authorisation.company), *_loaded())
        .order_by(sa.func.lower(Company.name), Authorisation.id)
        .offset(start)
        .limit(paging.PER_PAGE)
    )
    return Page([_holding(row) for row in db.session.scalars(page)], total or 0, start)


def unmade() -> Sequence[Certificate]:
    """Certificates whose making failed, or that were made with a remark, newest first."""
    return db.session.scalars(
        sa.select(Certificate)
        .where(Certificate.failure != "")
        .options(
            joinedload(Certificate.version)
            .joinedload(AuthorisationVersion.authorisation)
            .joinedload(Authorisation.company)
        )
        .order_by(Certificate.id.desc())
        .limit(paging.PER_PAGE)
    ).all()


def verify(typed: str) -> Checked | None:
    """What the certificate with this check code is worth today; None when there is none.

    Small letters, blanks and O for 0 are understood.
    """
    code = codes.tidy(typed)
    if not codes.is_check_code(code):
        return None
    version = db.session.scalar(
        sa.select(AuthorisationVersion)
        .where(AuthorisationVersion.verify_code == code)
        .options(
            joinedload(AuthorisationVersion.authorisation).selectinload(Authorisation.versions)
        )
    )
    if version is None:
        return None
    today = clock.today()
    counts = standing.present(version.authorisation, today)
    return Checked(
        version,
        standing.of(version, today),
        standing.ended_on(version),
        counts.number if counts is not None else None,
    )


def _held() -> sa.Select[Authorisation]:
    return (
        sa.select(Authorisation)
        .where(_mine())
        .options(joinedload(Authorisation.company), joinedload(Authorisation.consent_by))
        .options(*_loaded())
    )


def _mine() -> sa.ColumnElement[bool]:
    return Authorisation.programme_id == programmes.current().id


def _loaded() -> list[sa.orm.interfaces.ORMOption]:
    return [
        selectinload(Authorisation.versions).selectinload(AuthorisationVersion.certificates),
    ]


def _says(text: str) -> sa.ColumnElement[bool]:
    if not text:
        return sa.true()
    part = text.casefold()
    return sa.or_(
        sa.func.lower(Authorisation.code).contains(part, autoescape=True),
        sa.func.lower(Company.name).contains(part, autoescape=True),
        Company.name_zh.contains(text, autoescape=True),
        Company.ubi.contains(text, autoescape=True),
    )


def _holding(authorisation: Authorisation) -> Holding:
    today = clock.today()
    shown = standing.present(authorisation, today) or authorisation.versions[-1]
    return Holding(authorisation, shown, standing.of(shown, today))
