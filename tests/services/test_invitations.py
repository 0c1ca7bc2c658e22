"""Asking somebody to join a company, joining, asking again, and one link used by two at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.errors import Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import Actor, Role
from aeo.models.account import Invitation, OfficeRole
from aeo.models.outbox import DeliveryState, Notification
from aeo.models.profile import Site
from aeo.services import accounts, actors, invitations, memberships
from aeo.services.invitations import ADVISER_FOR, OPEN_FOR, PER_COMPANY, PER_MAILBOX
from tests.invited import (
    CALLED,
    COORDINATOR,
    EMAIL,
    TO_VIEW,
    a_user,
    accept,
    an_administrator,
    at_once,
    days_go_by,
    held,
    invite,
    mails,
)
from tests.people import a_company, a_person, an_officer

pytestmark = pytest.mark.usefixtures("within")


@pytest.fixture
def ada() -> Actor:
    return an_administrator()


def test_somebody_with_an_account_is_asked_and_joins(ada: Actor) -> None:
    user_id = a_user()
    public_id = invite(ada)
    (asked,) = invitations.open_of(ada.company_id or 0)
    assert (asked.email, asked.name, asked.roles) == (EMAIL, "Cheng Ka Yan", ["viewer"])
    assert asked.expires_on == clock.today() + OPEN_FOR
    accept(public_id, user_id)
    assert held(user_id) == [(["viewer"], [])]
    assert invitations.open_of(ada.company_id or 0) == []
    row = db.session.scalars(sa.select(Invitation)).one()
    assert (row.accepted_by_id, row.invited_by_id) == (user_id, ada.user_id)


def test_the_mail_says_who_asks_for_what_until_when(ada: Actor) -> None:
    invite(ada, replace(TO_VIEW, language="zh-Hant"))
    mail = db.session.scalars(sa.select(Notification)).one()
    assert (mail.recipient, mail.recipient_name, mail.language) == (
        EMAIL,
        "Cheng Ka Yan",
        "zh-Hant",
    )
    assert mail.values == {
        "expiry_date": (clock.today() + OPEN_FOR).isoformat(),
        "role_name": CALLED,
        "company_name": "Kestrel Bay Logistics Limited",
    }


def test_somebody_without_an_account_gets_one_with_the_proved_address(ada: Actor) -> None:
    public_id = invite(ada, replace(TO_VIEW, language="zh-Hans"))
    with unit_of_work():
        user = invitations.accept_anew(public_id, "Cheng Ka Yan", "a hash")
    assert (user.email, user.name, user.language) == (EMAIL, "Cheng Ka Yan", "zh-Hans")
    assert (user.confirmed_at is not None, user.password) == (True, "a hash")
    assert held(user.id) == [(["viewer"], [])]


def test_an_account_that_was_never_proved_is_theirs_and_its_old_password_is_not(ada: Actor) -> None:
    user_id = a_user(confirmed=False, password_hash="of an attacker")
    public_id = invite(ada)
    with unit_of_work():
        user = invitations.accept_anew(public_id, "Cheng Ka Yan", "of the owner")
    assert (user.id, user.password, user.confirmed_at is not None) == (
        user_id,
        "of the owner",
        True,
    )


def test_a_proved_account_signs_in_and_is_not_taken_over(ada: Actor) -> None:
    user_id = a_user(password_hash="theirs")
    public_id = invite(ada)
    with pytest.raises(OutOfOrder, match="Sign in"), unit_of_work():
        invitations.accept_anew(public_id, "Eve", "of an attacker")
    assert (accounts.get(user_id).password, held(user_id)) == ("theirs", [])


def test_the_last_day_counts_and_the_day_after_does_not(ada: Actor) -> None:
    user_id = a_user()
    public_id = invite(ada)
    days_go_by(14)
    assert invitations.standing(public_id) is not None
    days_go_by(1)
    assert invitations.standing(public_id) is None
    assert invitations.open_of(ada.company_id or 0) == []
    with pytest.raises(OutOfOrder, match="not open"):
        accept(public_id, user_id)
    assert held(user_id) == []
    invite(ada)


def test_the_link_ends_with_the_local_day(ada: Actor) -> None:
    invitation = invitations.standing(invite(ada))
    assert invitation is not None
    ends = invitations.ends_at(invitation)
    assert clock.local(ends - timedelta(seconds=1)).date() == invitation.expires_on
    assert clock.local(ends).date() == invitation.expires_on + timedelta(days=1)


def test_a_withdrawn_one_is_over_and_its_mail_does_not_go(ada: Actor) -> None:
    user_id = a_user()
    public_id = invite(ada)
    with unit_of_work():
        invitations.withdraw(public_id, by=ada)
    assert mails() == [(EMAIL, DeliveryState.SUPERSEDED)]
    with pytest.raises(OutOfOrder):
        accept(public_id, user_id)
    with pytest.raises(OutOfOrder), unit_of_work():
        invitations.withdraw(public_id, by=ada)


def test_sent_again_it_is_a_new_one_with_a_new_mail_and_all_its_days(ada: Actor) -> None:
    user_id = a_user()
    first = invite(ada)
    days_go_by(10)
    with unit_of_work():
        second = invitations.send_again(first, by=ada).public_id
    (asked,) = invitations.open_of(ada.company_id or 0)
    assert (asked.public_id, asked.name) == (second, "Cheng Ka Yan")
    assert asked.expires_on == clock.today() + OPEN_FOR
    assert mails() == [(EMAIL, DeliveryState.SUPERSEDED), (EMAIL, DeliveryState.PENDING)]
    with pytest.raises(OutOfOrder):
        accept(first, user_id)
    accept(second, user_id)


def test_an_address_is_asked_once_and_a_member_not_at_all(ada: Actor) -> None:
    public_id, user_id = invite(ada), a_user()
    with pytest.raises(OutOfOrder, match="open invitation"):
        invite(ada)
    accept(public_id, user_id)
    with pytest.raises(OutOfOrder, match="belongs to your company"):
        invite(ada)


def test_an_officer_gets_the_same_answer_and_no_mail_and_cannot_join(ada: Actor) -> None:
    with unit_of_work():
        officer = an_officer(Role.INTAKE, email="bo@customs.example").id
    public_id = invite(ada, replace(TO_VIEW, email="bo@customs.example"))
    (asked,) = invitations.open_of(ada.company_id or 0)
    assert (asked.email, asked.name) == ("bo@customs.example", "Cheng Ka Yan")
    assert mails() == [("bo@customs.example", DeliveryState.SUPERSEDED)]
    with pytest.raises(NotAllowed, match="officer"):
        accept(public_id, officer)
    assert held(officer) == []


def test_who_became_an_officer_meanwhile_cannot_join(ada: Actor) -> None:
    user_id, public_id = a_user(), invite(ada)
    with unit_of_work():
        start = clock.today() + timedelta(days=3)
        db.session.add(OfficeRole(user_id=user_id, role=Role.AUDITOR, valid_from=start))
    with pytest.raises(NotAllowed, match="officer"):
        accept(public_id, user_id)


def test_another_person_cannot_use_it_nor_a_closed_account(ada: Actor) -> None:
    public_id, eve, closed = invite(ada), a_user("eve@x.example"), a_user()
    with pytest.raises(NotAllowed, match="another address"):
        accept(public_id, eve)
    with unit_of_work():
        accounts.get(closed).active = False
    with pytest.raises(NotAllowed, match="closed"):
        accept(public_id, closed)
    assert (held(eve), held(closed)) == ([], [])


def test_an_adviser_has_a_last_day_and_no_other_role(ada: Actor) -> None:
    user_id = a_user()
    with pytest.raises(Incomplete, match="no other role"):
        invite(ada, replace(TO_VIEW, roles=frozenset({Role.ADVISER, Role.VIEWER})))
    public_id = invite(ada, replace(TO_VIEW, roles=frozenset({Role.ADVISER})))
    asked_on = clock.today()
    days_go_by(5)
    accept(public_id, user_id)
    (membership,) = actors.memberships(user_id)
    assert membership.valid_to == asked_on + ADVISER_FOR
    days_go_by(ADVISER_FOR.days - 5)
    assert len(held(user_id)) == 1
    days_go_by(1)
    assert held(user_id) == []


def test_the_company_says_until_when_an_adviser_may_help(ada: Actor) -> None:
    user_id = a_user()
    last = clock.today() + timedelta(days=3)
    adviser = replace(TO_VIEW, roles=frozenset({Role.ADVISER}), ends_on=last)
    with pytest.raises(Incomplete, match="Only an adviser has a last day"):
        invite(ada, replace(TO_VIEW, ends_on=last))
    with pytest.raises(Incomplete, match="today or later"):
        invite(ada, replace(adviser, ends_on=clock.today() - timedelta(days=1)))
    public_id = invite(ada, adviser)
    days_go_by(4)
    with pytest.raises(OutOfOrder, match="not open any more"):
        accept(public_id, user_id)
    with unit_of_work():
        again = invitations.send_again(public_id, by=ada)
    accept(again.public_id, user_id)
    (membership,) = actors.memberships(user_id)
    assert membership.valid_to == clock.today() + ADVISER_FOR


def test_a_contributor_may_be_limited_to_sites_of_the_company(ada: Actor) -> None:
    ours, theirs = a_site(ada.company_id), a_site(None)
    offer = replace(TO_VIEW, roles=frozenset({Role.CONTRIBUTOR}), sites=frozenset({ours}))
    with pytest.raises(Incomplete, match="sites of this company"):
        invite(ada, replace(offer, sites=frozenset({theirs})))
    with pytest.raises(Incomplete, match="no wider role"):
        invite(ada, replace(offer, roles=frozenset({Role.CONTRIBUTOR, COORDINATOR})))
    user_id = a_user()
    accept(invite(ada, offer), user_id)
    assert held(user_id) == [(["contributor"], [ours])]
    assert memberships.sites(ada.company_id or 0) == {ours: "Kwai Chung"}


def a_site(company_id: int | None) -> str:
    with unit_of_work():
        key = company_id or a_company("Blue Junk Lines Limited", "87654321").id
        somebody, now = a_person().id, clock.now()
        site = Site(
            public_id=f"site{key:028d}",
            company_id=key,
            data={"name": "Kwai Chung"},
            created_at=now,
            changed_at=now,
            changed_by_id=somebody,
        )
        db.session.add(site)
        return f"site:{site.public_id}"


def test_a_mailbox_and_a_company_get_only_so_many_in_an_hour(ada: Actor) -> None:
    public_id = invite(ada)
    for _more in range(PER_MAILBOX.most - 1):
        with unit_of_work():
            public_id = invitations.send_again(public_id, by=ada).public_id
    with pytest.raises(OutOfOrder, match="Wait an hour"), unit_of_work():
        invitations.send_again(public_id, by=ada)
    for number in range(PER_COMPANY.most - PER_MAILBOX.most):
        invite(ada, replace(TO_VIEW, email=f"person{number}@x.example"))
    with pytest.raises(OutOfOrder, match="Wait an hour"):
        invite(ada, replace(TO_VIEW, email="one.more@x.example"))
    assert len(invitations.open_of(ada.company_id or 0)) == PER_COMPANY.most - PER_MAILBOX.most + 1


def test_of_two_who_use_one_link_at_once_one_joins(app: Flask, ada: Actor) -> None:
    user_id, public_id = a_user(), invite(ada)
    answers = at_once(app, *[lambda: invitations.accept(public_id, user_id)] * 2)
    assert answers == ["OutOfOrder", "done"]
    assert held(user_id) == [(["viewer"], [])]


def test_of_two_who_open_an_account_with_one_link_at_once_one_does(app: Flask, ada: Actor) -> None:
    public_id = invite(ada)
    answers = at_once(
        app, *[lambda: invitations.accept_anew(public_id, "Cheng Ka Yan", "a hash")] * 2
    )
    assert answers == ["OutOfOrder", "done"]


def test_one_address_is_asked_once_by_two_at_once(app: Flask, ada: Actor) -> None:
    answers = at_once(app, *[lambda: invitations.invite(TO_VIEW, by=ada, called=CALLED)] * 2)
    assert answers == ["OutOfOrder", "done"]
    assert len(invitations.open_of(ada.company_id or 0)) == 1
