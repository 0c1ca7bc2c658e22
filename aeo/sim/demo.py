"""The invented office, in which four eyes can be met, and the first invented companies.

Nothing is written behind the services' back, and building twice adds nothing.
"""

from dataclasses import dataclass

from flask import current_app

from aeo.db import unit_of_work
from aeo.domain.vocabulary import Actor, Role
from aeo.services import accounts, companies, offices
from aeo.services.companies import Names


@dataclass(frozen=True, slots=True)
class Officer:
    name: str
    mailbox: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Founder:
    name: str
    mailbox: str
    language: str
    company: Names
    may_sign: bool


# At least two of each role, so that nobody has to decide on their own work.
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
COMPANIES = (
    Founder(
        "Ada Chan",
        "ada@kestrelbay.example",
        "en",
        Names(name="Kestrel Bay Logistics Limited", name_zh="隼灣物流有限公司", ubi="31415926"),
        may_sign=True,
    ),
    Founder(
        "Leung Pak Sum",
        "leung.ps@bluejunk.example",
        "zh-Hant",
        Names(name="Blue Junk Lines Limited", name_zh="藍帆船航運有限公司", ubi="27182818"),
        may_sign=False,
    ),
)


def build() -> int:
    """Add whoever is missing; returns how many people that were."""
    return sum([*map(_add_officer, OFFICE), *map(_add_founder, COMPANIES)])


def _add_officer(officer: Officer) -> bool:
    with unit_of_work():
        email = f"{officer.mailbox}@{_office_domain()}"
        if accounts.by_email(email) is not None:
            return False
        user = accounts.create_person(email, officer.name, confirmed=True, is_demo=True)
        for role in officer.roles:
            offices.give(user.id, role)
        return True


def _add_founder(founder: Founder) -> bool:
    with unit_of_work():
        if accounts.by_email(founder.mailbox) is not None:
            return False
        user = accounts.create_person(
            founder.mailbox, founder.name, language=founder.language, confirmed=True, is_demo=True
        )
        actor = Actor(user_id=user.id, roles=frozenset(), name=user.name)
        companies.found(founder.company, by=actor, may_sign=founder.may_sign)
        return True


def _office_domain() -> str:
    sender: str = current_app.extensions["aeo"].mail_from
    return sender.rpartition("@")[2]
