"""The roles of those who joined: who may change and end them, and that an administrator stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import Actor, Role
from aeo.models.outbox import DeliveryState
from aeo.services import accounts, actors, companies, invitations, memberships
from aeo.services.memberships import Rights
from tests.invited import (
    ADMIN,
    CALLED,
    COORDINATOR,
    EMAIL,
    SIGNATORY,
    TO_VIEW,
    a_user,
    accept,
    acting_as,
    an_administrator,
    at_once,
    colleague,
    held,
    invite,
    mails,
    member_of,
    public_id_of,
)
from tests.people import a_company

pytestmark = pytest.mark.usefixtures("within")


@pytest.fixture
def ada() -> Actor:
    return an_administrator()


def test_nobody_makes_somebody_more_than_they_are(ada: Actor) -> None:
    ben = colleague(ada, COORDINATOR)
    for role in (ADMIN, SIGNATORY):
        with pytest.raises(NotAllowed, match="administrator"):
            invite(ben, replace(TO_VIEW, roles=frozenset({role})))
    with pytest.raises(NotAllowed), unit_of_work():
        memberships.change(public_id_of(ben), Rights(roles=frozenset({SIGNATORY})), by=ben)
    with pytest.raises(NotAllowed), unit_of_work():
        memberships.end(public_id_of(ada), by=ben)
    signing = invite(ada, replace(TO_VIEW, roles=frozenset({SIGNATORY})))
    for act in (invitations.withdraw, invitations.send_again):
        with pytest.raises(NotAllowed), unit_of_work():
            act(signing, by=ben)
    assert (held(ben.user_id), mails()) == (
        [(["coordinator"], [])],
        [(EMAIL, DeliveryState.PENDING)],
    )


def test_roles_change_and_the_person_and_the_other_administrators_are_told(ada: Actor) -> None:
    ben, third = colleague(ada, Role.VIEWER), colleague(ada, ADMIN)
    key, rights = public_id_of(ben), Rights(roles=frozenset({COORDINATOR, SIGNATORY}))
    for _twice in range(2):
        with unit_of_work():
            memberships.change(key, rights, by=ada, called=CALLED)
    assert held(ben.user_id) == [(["signatory", "coordinator"], [])]
    emails = {one: accounts.get(one.user_id or 0).email for one in (ben, third)}
    assert mails("role-changed") == [(emails[ben], DeliveryState.PENDING)]
    assert mails("user-change-administrator") == [(emails[third], DeliveryState.PENDING)]
    with unit_of_work():
        memberships.change(key, Rights(roles=frozenset({Role.VIEWER})), by=ada, called=CALLED)
    assert len(mails("role-changed")) == len(mails("user-change-administrator")) == 2


@pytest.mark.parametrize(
    ("rights", "sentence"),
    [
        (Rights(roles=frozenset()), "Choose at least one role."),
        (Rights(roles=frozenset({Role.INTAKE})), "This is not a role of a company."),
        (Rights(roles=frozenset({Role.ADVISER})), "Say until which day"),
    ],
)
def test_rights_that_make_no_sense_are_refused(ada: Actor, rights: Rights, sentence: str) -> None:
    ben = colleague(ada, Role.VIEWER)
    with pytest.raises(Incomplete, match=sentence), unit_of_work():
        memberships.change(public_id_of(ben), rights, by=ada)
    assert held(ben.user_id) == [(["viewer"], [])]


def test_an_adviser_may_get_another_last_day_from_today_on(ada: Actor) -> None:
    ben = colleague(ada, Role.VIEWER)
    key, adviser = public_id_of(ben), frozenset({Role.ADVISER})
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Incomplete), unit_of_work():
        memberships.change(key, Rights(roles=adviser, ends_on=yesterday), by=ada)
    with pytest.raises(Incomplete, match="Only an adviser"), unit_of_work():
        rights = Rights(roles=frozenset({Role.VIEWER}), ends_on=clock.today())
        memberships.change(key, rights, by=ada)
    with unit_of_work():
        memberships.change(key, Rights(roles=adviser, ends_on=clock.today()), by=ada)
    assert held(ben.user_id) == [(["adviser"], [])]


def test_the_last_administrator_stays_one_and_the_last_signatory_may_go(ada: Actor) -> None:
    ben = colleague(ada, SIGNATORY)
    key = public_id_of(ada)
    with pytest.raises(OutOfOrder, match="needs an administrator"), unit_of_work():
        memberships.end(key, by=ada)
    with pytest.raises(OutOfOrder, match="needs an administrator"), unit_of_work():
        memberships.change(key, Rights(roles=frozenset({COORDINATOR})), by=ada)
    with unit_of_work():
        memberships.end(public_id_of(ben), by=ada)
    assert held(ben.user_id) == []
    assert memberships.has(SIGNATORY, ada.company_id or 0) is False
    cat = colleague(ada, ADMIN)
    with unit_of_work():
        memberships.end(key, by=ada)
    assert (held(ada.user_id), held(cat.user_id)) == ([], [(["company_admin"], [])])


def test_an_administrator_whose_account_is_closed_does_not_count(ada: Actor) -> None:
    ben = colleague(ada, ADMIN)
    with unit_of_work():
        accounts.get(ben.user_id or 0).active = False
    with pytest.raises(OutOfOrder), unit_of_work():
        memberships.end(public_id_of(ada), by=ada)


def test_an_ended_membership_is_undone_by_inviting_again(ada: Actor) -> None:
    user_id = a_user()
    accept(invite(ada), user_id)
    (membership,) = actors.memberships(user_id)
    key = membership.public_id
    with unit_of_work():
        memberships.end(key, by=ada)
    with pytest.raises(Gone), unit_of_work():
        memberships.end(key, by=ada)
    accept(invite(ada), user_id)
    assert held(user_id) == [(["viewer"], [])]


def test_another_companys_people_and_invitations_do_not_exist(ada: Actor) -> None:
    with unit_of_work():
        other = a_company("Blue Junk Lines Limited", "87654321")
        eve = acting_as(*member_of(other, ADMIN, name="Eve Poon"))
    public_id, key = invite(ada), public_id_of(ada)
    for act in (invitations.withdraw, invitations.send_again, memberships.end):
        with pytest.raises(Gone), unit_of_work():
            act(key if act is memberships.end else public_id, by=eve)
    with pytest.raises(Gone), unit_of_work():
        memberships.change(key, Rights(roles=frozenset({Role.VIEWER})), by=eve)
    assert invitations.open_of(eve.company_id or 0) == []
    assert (held(ada.user_id), mails()) == (
        [(["company_admin", "coordinator"], [])],
        [(EMAIL, DeliveryState.PENDING)],
    )


def test_who_lost_their_role_meanwhile_manages_nothing(ada: Actor) -> None:
    ben = colleague(ada, ADMIN)
    with unit_of_work():
        memberships.change(public_id_of(ben), Rights(roles=frozenset({Role.VIEWER})), by=ada)
    with pytest.raises(NotAllowed, match="may not manage"):
        invite(ben)


def test_two_administrators_who_end_each_other_leave_one(app: Flask, ada: Actor) -> None:
    ben = colleague(ada, ADMIN)
    keys = {one: public_id_of(one) for one in (ada, ben)}
    db.session.rollback()
    answers = at_once(
        app,
        lambda: memberships.end(keys[ben], by=ada),
        lambda: memberships.end(keys[ada], by=ben),
    )
    assert answers == ["NotAllowed", "done"]
    assert len(companies.members(ada.company_id or 0)) == 1
