"""The people of the demonstration, as the sign-in page offers them: a company in each situation
first, the others behind a heading; and the office by what people do in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from aeo import clock
from aeo.domain.vocabulary import CaseStatus, Machine, Role
from aeo.services import actors, programmes, situations
from aeo.services.actors import Person
from aeo.services.authorisations import standing
from aeo.services.situations import Situation
from aeo.web import holding
from aeo.web.answered import spoken

NOTHING, HOLDS, ENDING, ENDED = "nothing", "holds", "ending", "ended"
ENDS_SOON = timedelta(days=275)  # an invitation to renew has come by then
# Of these situations a visitor finds one at once, in this order.
FIRST = (
    NOTHING,
    CaseStatus.DRAFT,
    CaseStatus.RETURNED,
    CaseStatus.INFO_REQUESTED,
    CaseStatus.VISIT_PLANNING,
    CaseStatus.CORRECTIVE_ACTION,
    CaseStatus.HEARING,
    HOLDS,
    ENDING,
)
IN_THE_OFFICE = (
    Role.INTAKE,
    Role.CASE_OFFICER,
    Role.VALIDATOR,
    Role.SUPERVISOR,
    Role.APPROVER,
    Role.REGISTER_OFFICER,
    Role.AUDITOR,
    Role.PROGRAMME_ADMIN,
)


@dataclass(frozen=True, slots=True)
class Offered:
    """One person with where their company stands."""

    person: Person
    situation: str


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who can be become by one click."""

    first: Sequence[Offered]
    others: Sequence[Offered]
    officers: Sequence[Person]

    def __bool__(self) -> bool:
        return bool(self.first or self.others or self.officers)


def people() -> People:
    everybody = actors.invented()
    members = [person for person in everybody if person.company_id is not None]
    officers = [person for person in everybody if person.company_id is None]
    found = situations.of_companies({it.company_id for it in members if it.company_id is not None})
    first = _one_of_each(members, found)
    return People(
        first=[_offered(person, found) for person in first],
        others=[_offered(person, found) for person in members if person not in first],
        officers=sorted(officers, key=_place),
    )


def _one_of_each(members: Iterable[Person], found: Mapping[int, Situation]) -> list[Person]:
    by_kind: dict[str, Person] = {}
    for person in members:
        by_kind.setdefault(_kind(found[person.company_id or 0]), person)
    return [by_kind[kind] for kind in FIRST if kind in by_kind]


def _offered(person: Person, found: Mapping[int, Situation]) -> Offered:
    return Offered(person, _sentence(found[person.company_id or 0]))


def _kind(situation: Situation) -> str:
    case, version = situation.case, situation.version
    if case is None:
        return NOTHING
    if situation.has_open_case or version is None:
        return case.status
    today = clock.today()
    if standing.of(version, today) not in standing.LIVING:
        return ENDED
    ends = version.valid_to
    return ENDING if ends is not None and ends <= today + ENDS_SOON else HOLDS


def _sentence(situation: Situation) -> str:
    case, version, kind = situation.case, situation.version, _kind(situation)
    if case is None:
        return _("Has not begun yet")
    if version is not None and kind in {HOLDS, ENDING} and version.valid_to is not None:
        until = holding.day(version.valid_to)
        return _("Holds %(level)s until %(day)s", level=holding.levels(version), day=until)
    if version is not None and kind == ENDED:
        ended = standing.ended_on(version)
        return _("Its status ended on %(day)s", day=holding.day(ended)) if ended else ""
    wording = programmes.version(case.programme_id, case.programme_version)
    return spoken(wording.wording(Machine.CASE, case.status).label_company)


def _place(person: Person) -> tuple[int, str]:
    places = [number for number, role in enumerate(IN_THE_OFFICE) if role in person.roles]
    return min(places, default=len(IN_THE_OFFICE)), person.name
