"""The invented office, in which four eyes can be met: at least two of each role."""

from dataclasses import dataclass

from flask import current_app

from aeo.db import unit_of_work
from aeo.domain.vocabulary import Actor, Role
from aeo.services import accounts, actors, offices


@dataclass(frozen=True, slots=True)
class Officer:
    name: str
    mailbox: str
    roles: tuple[Role, ...]


OFFICE = (
    Officer("Bo Lau", "bo.lau", (Role.INTAKE, Role.CASE_OFFICER)),
    Officer("Mak Tsz Kin", "mak.tk", (Role.CASE_OFFICER, Role.VALIDATOR)),
    Officer("Ng Suk Yee", "ng.sy", (Role.VALIDATOR, Role.INTAKE)),
    Officer("Cheung Wai Lam", "cheung.wl", (Role.SUPERVISOR,)),
    Officer("Fong Mei Ling", "fong.ml", (Role.SUPERVISOR, Role.PROGRAMME_ADMIN)),
    Officer("Kwok Chi Hang", "kwok.ch", (Role.APPROVER,)),
    Officer("Tse Pui Shan", "tse.ps", (Role.APPROVER, Role.REGISTER_OFFICER)),
    Officer("Yuen Ho Yin", "yuen.hy", (Role.AUDITOR, Role.REGISTER_OFFICER)),
    Officer("Lo Ka Man", "lo.km", (Role.AUDITOR, Role.PROGRAMME_ADMIN)),
)


def add(officer: Officer) -> bool:
    """Give the officer an account and their roles; false for one who is there."""
    with unit_of_work():
        email = _email(officer.mailbox)
        if accounts.by_email(email) is not None:
            return False
        user = accounts.create_person(email, officer.name, confirmed=True, is_demo=True)
        for role in officer.roles:
            offices.give(user.id, role)
        return True


def actor(mailbox: str) -> Actor:
    """The officer with the rights of today. Raises ``LookupError``."""
    user = accounts.by_email(_email(mailbox))
    if user is None:
        raise LookupError(mailbox)
    return actors.of(user, None)


def _email(mailbox: str) -> str:
    sender: str = current_app.extensions["aeo"].mail_from
    return f"{mailbox}@{sender.rpartition('@')[2]}"
