"""The invented office, in which four eyes can be met, and the invented companies with their cases.

Nothing is written behind the services' back, and building twice adds nothing.
"""

from dataclasses import dataclass

from flask import current_app

from aeo.db import unit_of_work
from aeo.domain.vocabulary import Actor, Role
from aeo.services import accounts, actors, companies, offices
from aeo.services.companies import Names
from aeo.sim import line
from aeo.sim.line import Application, Stage


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
# What the invented companies have done so far. The first has done nothing: it is for visitors.
# Those who can be reviewed come first: their papers are the first to be checked.
APPLICATIONS = {
    "wong.ht@harriercove.example": Application(("T1",), Stage.ACCEPTED),
    "chow.ky@lanternpass.example": Application(("T1",), Stage.ACCEPTED),
    "leung.ps@bluejunk.example": Application(("T1",), Stage.SUBMITTED),
    "may.ho@goldenreed.example": Application(("T1",), Stage.RETURNED),
    "tang.cy@stonecutter.example": Application(("T2",), Stage.ACCEPTED),
    "iris.lam@pacificheron.example": Application(("T2",), Stage.DRAFT),
    "yip.sf@quillharbour.example": Application(("T1",), Stage.ASKED),
    "lee.tl@ninepines.example": Application(("T1",), Stage.VISIT_OFFERED),
    "mandy.kwan@silvermullet.example": Application(("T2",), Stage.VISIT_AGREED),
}
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
        may_sign=True,
    ),
    Founder(
        "Ho May",
        "may.ho@goldenreed.example",
        "en",
        Names(
            name="Golden Reed Trading Company Limited", name_zh="金蘆貿易有限公司", ubi="16180339"
        ),
        may_sign=True,
    ),
    Founder(
        "Tang Chi Yuen",
        "tang.cy@stonecutter.example",
        "zh-Hant",
        Names(name="Stonecutter Warehousing Limited", name_zh="昂船倉儲有限公司", ubi="14142135"),
        may_sign=True,
    ),
    Founder(
        "Iris Lam",
        "iris.lam@pacificheron.example",
        "en",
        Names(
            name="Pacific Heron Forwarders Limited",
            name_zh="蒼鷺國際貨運代理有限公司",
            ubi="17320508",
        ),
        may_sign=True,
    ),
    Founder(
        "Wong Hiu Ching",
        "wong.ht@harriercove.example",
        "en",
        Names(name="Harrier Cove Forwarding Limited", name_zh="鷂灣貨運有限公司", ubi="22360679"),
        may_sign=True,
    ),
    Founder(
        "Chow Ka Yan",
        "chow.ky@lanternpass.example",
        "en",
        Names(name="Lantern Pass Logistics Limited", name_zh="燈峽物流有限公司", ubi="24494897"),
        may_sign=True,
    ),
    Founder(
        "Yip Siu Fung",
        "yip.sf@quillharbour.example",
        "zh-Hant",
        Names(name="Quill Harbour Cargo Limited", name_zh="翎港貨運有限公司", ubi="26457513"),
        may_sign=True,
    ),
    Founder(
        "Lee Tin Lok",
        "lee.tl@ninepines.example",
        "zh-Hant",
        Names(name="Nine Pines Warehousing Limited", name_zh="九松倉儲有限公司", ubi="28284271"),
        may_sign=True,
    ),
    Founder(
        "Mandy Kwan",
        "mandy.kwan@silvermullet.example",
        "en",
        Names(name="Silver Mullet Shipping Limited", name_zh="銀鯔船務有限公司", ubi="30000001"),
        may_sign=True,
    ),
)


def build() -> int:
    """Add whoever is missing, and what their companies did; returns how many people that were."""
    added = sum([*map(_add_officer, OFFICE), *map(_add_founder, COMPANIES)])
    for mailbox, application in APPLICATIONS.items():
        line.bring(_member(mailbox), application, _officer("bo.lau"))
    return added


def _member(mailbox: str) -> Actor:
    """The founder as an actor of their company."""
    user = accounts.by_email(mailbox)
    if user is None:
        raise LookupError(mailbox)
    return actors.of(user, actors.memberships(user.id)[0].company_id)


def _officer(mailbox: str) -> Actor:
    user = accounts.by_email(f"{mailbox}@{_office_domain()}")
    if user is None:
        raise LookupError(mailbox)
    return actors.of(user, None)


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
