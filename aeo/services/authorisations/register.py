"""The public register: who holds the status today and may be shown. Its history is not public."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import AuthorisationStatus
from aeo.domain.workflow.authorisation import HELD, IN_FORCE, SUSPENDED
from aeo.models.authorisation import Authorisation, AuthorisationVersion
from aeo.services import paging, programmes
from aeo.services.paging import Page

BATCH = 200  # rows of a download that are in memory at a time
FOR_EVER = date.max  # sorts an open validity behind every day
Version = AuthorisationVersion


class Order(StrEnum):
    NAME = "name"
    VALID_TO = "valid_to"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asked the register for. ``text`` is part of a name, or of a published code."""

    text: str = ""
    level: str = ""
    role: str = ""
    order: Order = Order.NAME
    descending: bool = False


def is_kept() -> bool:
    """Whether this programme has a public register."""
    return programmes.current().register_.public is not False


def shows_codes() -> bool:
    """Whether the code of a holder is published; not while the administration has not decided."""
    return programmes.current().code.public is True


def page(asked: Asked, *, start: int = 0) -> Page[AuthorisationVersion]:
    """A page of the register, from the ``start``-th holder on."""
    query = _sorted(_matching(asked), asked).offset(start).limit(paging.PER_PAGE)
    return Page(db.session.scalars(query).all(), _count(_matching(asked)), start)


def listed() -> int:
    """How many stand in the whole register."""
    return _count(_listed())


def every(asked: Asked) -> Iterator[AuthorisationVersion]:
    """All that match, for a download, a batch in memory at a time."""
    query = _sorted(_matching(asked), asked).execution_options(yield_per=BATCH)
    yield from db.session.scalars(query)


def _count(query: sa.Select[Any]) -> int:
    ids = query.with_only_columns(Version.id).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(ids)) or 0


def _listed() -> sa.Select[Any]:
    """Everybody who is in the register today: one version each, from its first day on."""
    register, today = programmes.current().register_, clock.today()
    shown = IN_FORCE | SUSPENDED if register.show_suspended is True else IN_FORCE
    newer = aliased(Version)
    has_newer = sa.select(newer.id).where(
        newer.authorisation_id == Version.authorisation_id,
        newer.number > Version.number,
        newer.valid_from <= today,
        newer.status.in_(HELD),
    )
    runs = (Version.valid_to.is_(None)) | (Version.valid_to >= today)
    query = (
        sa.select(Version)
        .join(Version.authorisation)
        .where(
            Authorisation.programme_id == programmes.current().id,
            Version.status.in_(shown),
            Version.valid_from <= today,
            runs | (Version.status == AuthorisationStatus.ACTIVE_PENDING_RENEWAL),
            ~has_newer.exists(),
        )
    )
    if not is_kept():
        return query.where(sa.false())
    if register.consent_required or register.public is not True:
        query = query.where(Authorisation.is_public)
    return query


def _matching(asked: Asked) -> sa.Select[Any]:
    return _listed().where(
        *([_says(asked.text)] if asked.text else []),
        *([_holds(asked.level)] if asked.level else []),
        *([_is_a(asked.role)] if asked.role else []),
    )


def _says(text: str) -> sa.ColumnElement[bool]:
    """Part of a name as it was granted. Two characters of Chinese find a company."""
    part = text.casefold()
    name = Version.content["name"].as_string()
    found = [
        sa.func.lower(name).contains(part, autoescape=True),
        Version.content["name_zh"].as_string().contains(text, autoescape=True),
    ]
    if shows_codes():
        found.append(sa.func.lower(Authorisation.code).contains(part, autoescape=True))
    return sa.or_(*found)


def _holds(level: str) -> sa.ColumnElement[bool]:
    return sa.cast(Version.levels, sa.Text).contains(f'"{level}"', autoescape=True)


def _is_a(role: str) -> sa.ColumnElement[bool]:
    roles = sa.cast(Version.content["roles"].as_string(), sa.Text)
    return roles.contains(f'"{role}"', autoescape=True)


def _sorted(query: sa.Select[Any], asked: Asked) -> sa.Select[Any]:
    """In the order asked for; the row decides between equals, so that pages do not move."""
    keys: Mapping[Order, sa.ColumnElement[Any]] = {
        Order.NAME: sa.func.lower(Version.content["name"].as_string()),
        Order.VALID_TO: sa.func.coalesce(Version.valid_to, FOR_EVER),
    }
    key = keys[asked.order]
    return query.options(contains_eager(Version.authorisation)).order_by(
        key.desc() if asked.descending else key.asc(), Version.id
    )
