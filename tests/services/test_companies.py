"""Companies, who belongs to them, and who is of the office: never both."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import Actor, Role
from aeo.models.account import Membership, OfficeRole
from aeo.services import actors, companies, offices
from aeo.services.companies import Names
from tests.people import a_company, a_member, a_person, an_officer

pytestmark = pytest.mark.usefixtures("within")

KESTREL = Names(name="Kestrel Bay Logistics Limited", name_zh="隼灣物流有限公司", ubi="12345678")


def actor(user_id: int) -> Actor:
    return Actor(user_id=user_id, roles=frozenset(), name="Ada Chan")


def found(names: Names = KESTREL, *, may_sign: bool = False, by: int | None = None) -> int:
    with unit_of_work():
        user_id = by or a_person().id
        companies.found(names, by=actor(user_id), may_sign=may_sign)
        return user_id


@pytest.mark.parametrize(
    ("may_sign", "roles"),
    [
        (True, {Role.COMPANY_ADMIN, Role.COORDINATOR, Role.SIGNATORY}),
        (False, {Role.COMPANY_ADMIN, Role.COORDINATOR}),
    ],
)
def test_who_adds_a_company_runs_it_and_signs_only_if_they_may(may_sign, roles) -> None:
    user_id = found(may_sign=may_sign)
    (company,) = actors.companies(user_id)
    ada = companies.members(company.id)[0].user
    assert actors.of(ada, company.id).roles == roles
    assert (company.name, company.name_zh, company.ubi) == (
        KESTREL.name,
        KESTREL.name_zh,
        KESTREL.ubi,
    )
    assert company.ubi_verified_at is None


@pytest.mark.parametrize(
    "ubi", ["", "1234567", "123456789", "1234567a", "１２３４５６７８", "12345678\n", " 12345678"]
)
def test_a_number_that_is_none_of_the_register_is_refused(ubi: str) -> None:
    with pytest.raises(Incomplete):
        found(Names(name="A", name_zh="", ubi=ubi))
    assert db.session.scalar(sa.select(sa.func.count(Membership.id))) == 0


def test_two_claimants_learn_nothing_of_each_other_and_one_cannot_claim_twice() -> None:
    first, second = found(), found()
    assert [c.ubi for c in actors.companies(first)] == [c.ubi for c in actors.companies(second)]
    with pytest.raises(OutOfOrder):
        found(by=first)


def test_only_one_of_two_claimants_can_be_verified() -> None:
    with unit_of_work():
        one, two = a_company(), a_company()
        one.ubi_verified_at = clock.now()
    with pytest.raises(sa.exc.IntegrityError), unit_of_work():
        companies.get(two.id).ubi_verified_at = clock.now()


def test_details_change_until_customs_has_verified_them() -> None:
    user_id = found()
    (company,) = actors.companies(user_id)
    key = company.id
    with unit_of_work():
        companies.change(key, Names(name="Kestrel Bay Limited", name_zh="", ubi="87654321"))
    assert companies.get(key).name == "Kestrel Bay Limited"
    with unit_of_work():
        companies.get(key).ubi_verified_at = clock.now()
    with pytest.raises(OutOfOrder), unit_of_work():
        companies.change(key, KESTREL)
    assert companies.get(key).ubi == "87654321"
    with pytest.raises(Gone):
        companies.get(10**6)


def test_an_officer_adds_no_company_and_a_member_gets_no_office() -> None:
    with unit_of_work():
        officer = an_officer(Role.INTAKE).id
        member = a_member(a_company(), Role.VIEWER).id
    with pytest.raises(NotAllowed):
        found(by=officer)
    with pytest.raises(OutOfOrder), unit_of_work():
        offices.give(member, Role.INTAKE)


def test_the_database_too_refuses_a_person_on_both_sides() -> None:
    with unit_of_work():
        officer = an_officer(Role.INTAKE).id
        company = a_company()
        member = a_member(company, Role.VIEWER).id
        key = company.id
    today = clock.today()
    rows = [
        lambda: Membership(public_id="x", company_id=key, user_id=officer, roles=[], sites=[],
                           valid_from=today),
        lambda: OfficeRole(user_id=member, role=Role.INTAKE, valid_from=today),
    ]  # fmt: skip
    for row in rows:
        with pytest.raises((sa.exc.IntegrityError, sa.exc.OperationalError)), unit_of_work():
            db.session.add(row())


def test_a_role_of_the_office_counts_from_its_first_day_to_its_last() -> None:
    with unit_of_work():
        bo = an_officer(Role.INTAKE, Role.CASE_OFFICER)
        given = offices.give(bo.id, Role.INTAKE)
        assert offices.give(bo.id, Role.INTAKE).id == given.id
    assert [user.id for user in offices.holders(Role.INTAKE)] == [bo.id]
    with unit_of_work():
        offices.take(bo.id, Role.INTAKE)
    assert offices.holders(Role.INTAKE) == []
    assert actors.of(bo, None).roles == {Role.CASE_OFFICER}
    with unit_of_work():
        offices.give(bo.id, Role.AUDITOR, until=clock.today() - timedelta(days=1))
    assert offices.holders(Role.AUDITOR) == []
    with pytest.raises(Incomplete), unit_of_work():
        offices.give(bo.id, Role.VIEWER)
