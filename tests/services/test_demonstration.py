"""The demonstration is built by the services, on a walk of three years to the present."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.vocabulary import (
    AuthorisationStatus,
    CaseStatus,
    CaseType,
    FindingStatus,
    RfiStatus,
    Role,
    VisitStatus,
)
from aeo.jobs import deliver
from aeo.jobs.registry import WORKS
from aeo.models.account import OfficeRole
from aeo.models.authorisation import Authorisation, AuthorisationVersion, Certificate
from aeo.models.case import Case, CaseEvent, CaseTouch
from aeo.models.company import Company
from aeo.models.decision import Decision
from aeo.models.evidence import Document
from aeo.models.finding import Finding
from aeo.models.review import Rfi
from aeo.models.visit import Visit
from aeo.services import holidays, walks
from aeo.sim import demo
from aeo.sim.companies import COMPANIES
from aeo.sim.office import OFFICE
from aeo.sim.stories import Story

pytestmark = pytest.mark.serial  # files are looked at in processes of their own


def test_the_demonstration_is_whole(app: Flask, engine_name: str) -> None:
    """Built once; on the second engine with every fourth company, for it takes its time."""
    everybody = engine_name == "sqlite"
    stories = COMPANIES if everybody else COMPANIES[::4]
    with app.app_context():
        with unit_of_work():
            holidays.seed()
        assert demo.build(stories) == len(OFFICE) + len(stories)
        if everybody:
            there_are_companies_in_every_status_of_hong_kong()
            some_are_late_and_some_belong_to_nobody()
            visits_requests_and_findings_stand_in_each_way()
            holders_are_fresh_near_their_end_and_past_it_with_and_without_the_register()
        the_present_has_come_and_nothing_lies_in_the_future()
        things_happen_by_day_and_on_working_days()
        certificates_are_of_their_day()
        four_eyes_were_met_and_can_be()
        nothing_is_left_to_do_but_the_letters()
        building_again_adds_nothing(stories)


def all_of(column: object, *where: object) -> list:
    return list(db.session.scalars(sa.select(column).where(*where)))


def there_are_companies_in_every_status_of_hong_kong() -> None:
    assert len(all_of(Company.id)) == len(COMPANIES) == 45
    assert set(all_of(Case.status)) == set(CaseStatus)
    assert all_of(Company.id, Company.name_zh == "") == []
    twice = Counter(case.company.name for case in all_of(Case))
    assert {name for name, count in twice.items() if count == 2} == {
        "Half Moon Quay Limited", "Silver Ferry Logistics Limited",
        "Amber Anchor Shipping Limited", "North Beacon Instruments Limited",
    }  # fmt: skip


def the_present_has_come_and_nothing_lies_in_the_future() -> None:
    assert (clock.is_behind(), walks.under_way()) == (False, None)
    assert abs(clock.now() - clock.machine()) < timedelta(seconds=2)
    first, last = db.session.execute(
        sa.select(sa.func.min(CaseEvent.at), sa.func.max(CaseEvent.at))
    ).one()
    assert clock.local(last).date() < clock.today()
    assert timedelta(days=3 * 365) < clock.now() - first < timedelta(days=3 * 366 + 120)


def things_happen_by_day_and_on_working_days() -> None:
    calendar = holidays.calendar()
    by_people = CaseEvent.actor_id.is_not(None)  # a status ends on any day
    moments = [clock.local(at) for at in all_of(CaseEvent.at, by_people)]
    assert [it for it in moments if not calendar.is_working(it.date())] == []
    assert [it for it in moments if not 9 <= it.hour < 20] == []
    assert {clock.local(at).hour for at in all_of(CaseEvent.at, CaseEvent.action == "start")} == {
        10
    }


def some_are_late_and_some_belong_to_nobody() -> None:
    open_cases = all_of(Case, Case.closed_at.is_(None), Case.status != CaseStatus.DRAFT)
    late = [it for it in open_cases if it.next_due_on and it.next_due_on < clock.today()]
    assert 5 <= len(late) <= len(open_cases) // 2
    assert {it.officer.name if it.officer else None for it in open_cases} == {
        "Bo Lau", "Mak Tsz Kin", None,
    }  # fmt: skip


def visits_requests_and_findings_stand_in_each_way() -> None:
    assert set(all_of(Visit.status)) == {
        VisitStatus.PROPOSED, VisitStatus.COUNTERED, VisitStatus.AGREED,
        VisitStatus.IN_PROGRESS, VisitStatus.COMPLETED,
    }  # fmt: skip
    assert set(all_of(Rfi.status)) == {RfiStatus.OPEN, RfiStatus.ANSWERED, RfiStatus.ACCEPTED}
    assert set(all_of(Finding.grade)) == {
        "critical", "major", "minor", "observation", "good_practice"
    }  # fmt: skip
    assert set(all_of(Finding.status)) == {
        FindingStatus.OPEN, FindingStatus.PLAN_ACCEPTED, FindingStatus.EVIDENCE_SUBMITTED,
        FindingStatus.CLOSED,
    }  # fmt: skip


def holders_are_fresh_near_their_end_and_past_it_with_and_without_the_register() -> None:
    today, months = clock.today(), timedelta(days=30)
    ends = sorted(all_of(AuthorisationVersion.valid_to))
    assert len(ends) == 15
    assert ends[1] < today < ends[2] < today + 5 * months < ends[4] < today + 9 * months
    assert ends[-1] > today + 35 * months
    assert Counter(all_of(AuthorisationVersion.status)) == {
        AuthorisationStatus.ACTIVE: 13, AuthorisationStatus.EXPIRED: 1,
        AuthorisationStatus.SUPERSEDED: 1,
    }  # fmt: skip
    renewals = {case.status for case in all_of(Case, Case.case_type == CaseType.RENEWAL)}
    assert renewals == {CaseStatus.DRAFT, CaseStatus.VETTING, CaseStatus.GRANTED}
    assert Counter(all_of(Authorisation.is_public)) == {True: 12, False: 2}
    assert set(map(tuple, all_of(AuthorisationVersion.levels))) == {("T1",), ("T2",)}
    assert len(all_of(Certificate.id)) == 3 * len(ends)


def certificates_are_of_their_day() -> None:
    granted = db.session.execute(
        sa.select(Certificate.made_at, AuthorisationVersion.granted_at).join(
            AuthorisationVersion, AuthorisationVersion.id == Certificate.version_id
        )
    )
    assert [it for it in granted if it.made_at - it.granted_at > timedelta(minutes=5)] == []


def four_eyes_were_met_and_can_be() -> None:
    both = (CaseTouch.case_id == Decision.case_id) & (CaseTouch.user_id == Decision.decided_by_id)
    assert db.session.execute(sa.select(Decision.id).join(CaseTouch, both)).all() == []
    held = Counter(all_of(OfficeRole.role))
    assert {role for role, people in held.items() if people >= 2} == {
        Role.INTAKE, Role.CASE_OFFICER, Role.VALIDATOR, Role.SUPERVISOR, Role.APPROVER,
        Role.REGISTER_OFFICER, Role.AUDITOR, Role.PROGRAMME_ADMIN,
    }  # fmt: skip


def nothing_is_left_to_do_but_the_letters() -> None:
    """What a worker would still find: no file, no certificate, nothing that fell due."""
    due = {work.kind: list(work.due(500)) for work in WORKS}
    assert {kind for kind, ids in due.items() if ids} == {deliver.WORK.kind}
    assert all_of(Document.id, Document.state != "clean") == []


def building_again_adds_nothing(stories: Sequence[Story]) -> None:
    before = (len(all_of(CaseEvent.id)), len(all_of(Case.id)))
    assert demo.build(stories) == 0
    assert (len(all_of(CaseEvent.id)), len(all_of(Case.id))) == before
