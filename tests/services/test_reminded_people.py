"""Who is reminded: the people of a company and of the office, each of them once."""

from datetime import date

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import Role
from aeo.models.account import Membership, User
from aeo.models.authorisation import Authorisation, AuthorisationVersion
from aeo.models.outbox import Notification
from aeo.services import offices
from tests.people import an_officer, writing
from tests.reminded import Aging, lines, sweep

LEAD = (Role.SIGNATORY, Role.COORDINATOR)
ENDS = date(2029, 11, 30)


@pytest.fixture
def office(app, traveller) -> Aging:
    return Aging(app)


def test_two_signatories_each_get_one_and_who_has_two_roles_gets_one(app, office) -> None:
    office.a_holder(
        ENDS, ("Ada Chan", (Role.SIGNATORY,)), ("Eva Ho", (Role.SIGNATORY, Role.COORDINATOR)),
        ("Ida Ma", (Role.COORDINATOR,)), ("Una Li", (Role.ADVISER,)),
        ("Ken Yip", (Role.COMPANY_ADMIN,)),
    )  # fmt: skip
    office.to(date(2029, 2, 28))
    sweep(app)
    with app.app_context():
        query = (
            sa.select(User.name, Notification.recipient_role)
            .join(User, User.id == Notification.recipient_id)
            .where(Notification.kind == "renewal-invitation")
            .order_by(User.name)
        )
        assert [tuple(row) for row in db.session.execute(query)] == [
            ("Ada Chan", "signatory"),
            ("Eva Ho", "signatory"),
            ("Ida Ma", "coordinator"),
            ("Una Li", "adviser"),
        ]


def test_who_has_left_or_cannot_sign_in_is_told_nothing(app, office) -> None:
    version_id = office.a_holder(
        ENDS, ("Ada Chan", LEAD), ("Eva Ho", LEAD), ("Ida Ma", LEAD), ("Una Li", LEAD)
    )
    office.to(date(2029, 2, 27))
    with writing(app):
        company_id = db.session.get_one(AuthorisationVersion, version_id).company_id
        mine = sa.select(Membership).where(Membership.company_id == company_id)
        eva, ida, una = (
            next(it for it in db.session.scalars(mine) if it.user.name == name)
            for name in ("Eva Ho", "Ida Ma", "Una Li")
        )
        eva.valid_to, ida.user.active = clock.today(), False
        una.valid_from = date(2029, 3, 1)
    office.to(date(2029, 2, 28))
    sweep(app)
    assert [name for _kind, _offset, name, _state in lines(app)] == ["Ada Chan"]


def test_the_officer_of_the_case_is_told_of_a_late_one(app, office) -> None:
    office.a_holder(ENDS, ("Ada Chan", LEAD))
    with writing(app):
        an_officer(Role.CASE_OFFICER, name="Wu Ka Yan")
    office.to(date(2029, 6, 30))
    sweep(app)
    assert lines(app, "renewal-late-officer") == [
        ("renewal-late-officer", "-P5M", "Bo Lau", "pending")
    ]
    with app.app_context():
        row = db.session.scalar(
            sa.select(Notification).where(Notification.kind == "renewal-late-officer")
        )
        held = db.session.scalar(
            sa.select(Authorisation).where(Authorisation.code == row.subject_ref)
        )
        assert (row.path, row.recipient_role) == (f"/desk/holders/{held.public_id}", "case_officer")
    client = app.test_client()
    assert client.get(row.path).status_code == 302  # to sign in, not to a page that is none


def test_when_that_officer_is_gone_every_case_officer_is_told(app, office) -> None:
    office.a_holder(ENDS, ("Ada Chan", LEAD))
    with writing(app):
        an_officer(Role.CASE_OFFICER, name="Wu Ka Yan")
        an_officer(Role.SUPERVISOR, name="Ma Lok")
        offices.take(office.bo, Role.CASE_OFFICER)
    office.to(date(2029, 6, 30))
    sweep(app)
    assert [name for _k, _o, name, _s in lines(app, "renewal-late-officer")] == ["Wu Ka Yan"]
