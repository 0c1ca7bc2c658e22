"""The visits of a case: what is planned, which sites lack one, what was seen."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from aeo.db import db
from aeo.domain.errors import N_, Gone, Sentence
from aeo.domain.programme.checklist import ChecklistItem
from aeo.domain.vocabulary import Actor, VisitStatus
from aeo.domain.workflow.visit import VISIT
from aeo.models.case import Case
from aeo.models.profile import Site
from aeo.models.visit import CheckResult, SiteWaiver, Visit, VisitMember
from aeo.services import cases, questionnaires, snapshots

ALIVE = frozenset({VisitStatus.AGREED, VisitStatus.IN_PROGRESS, VisitStatus.COMPLETED})
NO_SUCH = Sentence(N_("There is no such visit."))


def of_case(case: Case) -> list[Visit]:
    """Every visit of a case with site, dates and team, oldest first."""
    query = (
        sa.select(Visit).where(Visit.case_id == case.id).options(*_whole()).order_by(Visit.number)
    )
    return list(db.session.scalars(query))


def in_brief(case: Case) -> list[Visit]:
    """The same with the site alone, where neither dates nor people are shown."""
    query = (
        sa.select(Visit)
        .where(Visit.case_id == case.id)
        .options(joinedload(Visit.site))
        .order_by(Visit.number)
    )
    return list(db.session.scalars(query))


def get(case: Case, public_id: str) -> Visit:
    """One visit. Raises ``Gone``."""
    row = db.session.scalar(
        sa.select(Visit)
        .where(Visit.case_id == case.id, Visit.public_id == public_id)
        .options(*_whole())
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise Gone(NO_SUCH)
    return row


def waived(case: Case) -> dict[int, SiteWaiver]:
    """The waivers of a case by the id of the site."""
    query = sa.select(SiteWaiver).where(SiteWaiver.case_id == case.id)
    return {row.site_id: row for row in db.session.scalars(query)}


def waivers(case: Case) -> dict[str, SiteWaiver]:
    """The same by the public id of the site."""
    query = (
        sa.select(Site.public_id, SiteWaiver)
        .join(SiteWaiver, SiteWaiver.site_id == Site.id)
        .where(SiteWaiver.case_id == case.id)
    )
    return dict(db.session.execute(query).all())


def required_sites(case: Case) -> dict[str, Mapping[str, Any]]:
    """The sites that need a visit or a waiver: those in scope as they were sent, by public id."""
    return sites_in(snapshots.read(snapshots.get(case)))


def sites_in(record: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The same from what was sent, where the caller has read it already."""
    return {
        scope.partition(":")[2]: data
        for scope, data in questionnaires.in_scope(record["sites"]).items()
    }


def without_visit(case: Case, record: Mapping[str, Any] | None = None) -> list[str]:
    """The public ids of required sites with neither an agreed visit nor a waiver. Whoever has read
    what was sent gives the ``record``."""
    covered = _covered(case)
    required = required_sites(case) if record is None else sites_in(record)
    return [public_id for public_id in required if public_id not in covered]


def _covered(case: Case) -> frozenset[str]:
    """The sites with an agreed visit or a waiver, by public id."""
    visit = sa.exists().where(
        Visit.case_id == case.id, Visit.site_id == Site.id, Visit.status.in_(ALIVE)
    )
    waiver = sa.exists().where(SiteWaiver.case_id == case.id, SiteWaiver.site_id == Site.id)
    query = sa.select(Site.public_id).where(
        Site.company_id == case.company_id, sa.or_(visit, waiver)
    )
    return frozenset(db.session.scalars(query))


def results(visit: Visit) -> dict[str, CheckResult]:
    """What was marked on a visit, by item."""
    query = (
        sa.select(CheckResult)
        .where(CheckResult.visit_id == visit.id)
        .options(joinedload(CheckResult.marked_by))
    )
    return {row.item: row for row in db.session.scalars(query)}


def results_of(case: Case) -> dict[int, dict[str, CheckResult]]:
    """The same for every visit of a case, by the id of the visit."""
    query = (
        sa.select(CheckResult)
        .join(Visit, Visit.id == CheckResult.visit_id)
        .where(Visit.case_id == case.id)
        .order_by(CheckResult.item)
    )
    found: dict[int, dict[str, CheckResult]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.visit_id, {})[row.item] = row
    return found


def marked(case: Case) -> dict[int, frozenset[str]]:
    """The items that have a result, by the id of the visit."""
    query = (
        sa.select(CheckResult.visit_id, CheckResult.item)
        .join(Visit, Visit.id == CheckResult.visit_id)
        .where(Visit.case_id == case.id)
    )
    found: dict[int, set[str]] = {}
    for visit_id, item in db.session.execute(query):
        found.setdefault(visit_id, set()).add(item)
    return {visit_id: frozenset(items) for visit_id, items in found.items()}


def find(public_id: str, *, to: Actor) -> tuple[Case, Visit]:
    """A visit and its case, by the visit's own address. Raises ``Gone``."""
    case = db.session.scalar(
        cases.visible_to(to)
        .join(Visit, Visit.case_id == Case.id)
        .where(Visit.public_id == public_id)
        .options(joinedload(Case.company), joinedload(Case.officer))
    )
    if case is None:
        raise Gone(NO_SUCH)
    return case, get(case, public_id)


def checklist(case: Case, record: Mapping[str, Any] | None = None) -> list[ChecklistItem]:
    """The items for these levels and roles, from what was sent (``record``, if it was read)."""
    if record is None:
        record = snapshots.read(snapshots.get(case))
    return list(snapshots.questionnaire(record).checklist())


def not_ended(case: Case) -> int:
    """How many visits are neither completed nor cancelled."""
    query = sa.select(sa.func.count()).where(
        Visit.case_id == case.id, Visit.status.not_in(VISIT.closed)
    )
    return db.session.scalar(query) or 0


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(Visit.site),
        selectinload(Visit.slots),
        selectinload(Visit.team).joinedload(VisitMember.user),
    )


def sites_of(case: Case) -> Sequence[Site]:
    """Every site of the company, removed ones too: old visits name them."""
    query = sa.select(Site).where(Site.company_id == case.company_id)
    return db.session.scalars(query).all()
