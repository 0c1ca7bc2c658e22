"""Administrators and whom they ask to join, for tests; each act is a unit of work of its own."""

import threading
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.errors import NotAllowed, OutOfOrder
from aeo.domain.vocabulary import Actor, Role
from aeo.models.account import Membership
from aeo.models.outbox import Notification
from aeo.services import actors, companies, invitations
from aeo.services.invitations import Offer
from tests.people import a_company, a_member, a_person

CALLED = {"en": "Viewer", "zh-Hant": "檢視人員", "zh-Hans": "查看人员"}
EMAIL = "cheng@kestrelbay.example"
TO_VIEW = Offer(email=EMAIL, name="Cheng Ka Yan", roles=frozenset({Role.VIEWER}))
ADMIN, COORDINATOR, SIGNATORY = Role.COMPANY_ADMIN, Role.COORDINATOR, Role.SIGNATORY


def an_administrator() -> Actor:
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
