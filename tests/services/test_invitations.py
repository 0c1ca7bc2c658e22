"""Asking somebody to join a company, joining, other roles, leaving, and two people at once."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.vocabulary import Actor, Role
from aeo.models.account import Invitation, Membership, OfficeRole
from aeo.models.outbox import DeliveryState, Notification
from aeo.models.profile import Site
from aeo.services import accounts, actors, companies, invitations, memberships
from aeo.services.invitations import ADVISER_FOR, OPEN_FOR, PER_COMPANY, PER_MAILBOX, Offer
from aeo.services.memberships import Rights
from tests.people import a_company, a_member, a_person, an_officer

CALLED = {"en": "Viewer", "zh-Hant": "檢視人員", "zh-Hans": "查看人员"}
EMAIL = "cheng@kestrelbay.example"
TO_VIEW = Offer(email=EMAIL, name="Cheng Ka Yan", roles=frozenset({Role.VIEWER}))
ADMIN, COORDINATOR, SIGNATORY = Role.COMPANY_ADMIN, Role.COORDINATOR, Role.SIGNATORY


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield
        db.session.rollback()


@pytest.fixture
def ada() -> Actor:
    """Who runs the account of Kestrel Bay, alone."""
    with unit_of_work():
        return acting_as(*member_of(a_company(), ADMIN, COORDINATOR))


def member_of(company, *roles: Role, **given) -> tuple[int, int, frozenset[Role]]:
    return a_member(company, *roles, **given).id, company.id, frozenset(roles)


def acting_as(user_id: int, company_id: int, roles: frozenset[Role]) -> Actor:
    return Actor(user_id=user_id, roles=roles, company_id=company_id)


def colleague(ada: Actor, *roles: Role) -> Actor:
    with unit_of_work():
        company = companies.get(ada.company_id or 0)
        return acting_as(*member_of(company, *roles, name="Ben Ho"))


def invite(by: Actor, offer: Offer = TO_VIEW) -> str:
    with unit_of_work():
        return invitations.invite(offer, by=by, called=CALLED).public_id


def accept(public_id: str, user_id: int) -> None:
    with unit_of_work():
        invitations.accept(public_id, user_id)


def a_user(email: str = EMAIL, **given) -> int:
    with unit_of_work():
        return a_person("Cheng Ka Yan", email=email, **given).id


def public_id_of(actor: Actor) -> str:
    query = sa.select(Membership.public_id).where(Membership.user_id == actor.user_id)
    return db.session.scalars(query).one()


def held(user_id: int | None) -> list[tuple[list[str], list[str]]]:
    return [(m.roles, m.sites) for m in actors.memberships(user_id or 0)]


def mails(kind: str = "company-invitation") -> list[tuple[str, str]]:
    query = sa.select(Notification.recipient, Notification.state).where(Notification.kind == kind)
    return [tuple(row) for row in db.session.execute(query.order_by(Notification.id))]


def days_go_by(days: int) -> None:
    with unit_of_work():
        clock.move_to(clock.now() + timedelta(days=days))
    clock.reread()


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


def test_one_address_is_asked_once_by_two_at_once(app: Flask, ada: Actor) -> None:
    answers = at_once(app, *[lambda: invitations.invite(TO_VIEW, by=ada, called=CALLED)] * 2)
    assert answers == ["OutOfOrder", "done"]
    assert len(invitations.open_of(ada.company_id or 0)) == 1


def at_once(app: Flask, *acts) -> list[str]:
    """What became of acts that began together, each in a unit of work of its own."""
    db.session.rollback()
    gate, answers = threading.Barrier(len(acts)), []

    def run(act) -> None:
        with app.app_context():
            gate.wait(10)
            try:
                with unit_of_work():
                    act()
                answers.append("done")
            except (OutOfOrder, NotAllowed) as refusal:
                answers.append(type(refusal).__name__)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return sorted(answers)
