"""How an application and its parts are called on the company's side."""

from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import COMPANY
from aeo.domain.programme.wording import StatusWording
from aeo.domain.vocabulary import CLOSED_CASE, CaseStatus, Machine, Pen
from aeo.models.case import Case
from aeo.services import programmes
from aeo.services.profile import Profile
from aeo.web.answered import spoken

GOOD = frozenset({CaseStatus.GRANTED, CaseStatus.GRANTED_LOWER})
BAD = frozenset({CaseStatus.REFUSED, CaseStatus.NOT_ACCEPTED, CaseStatus.LAPSED})


def programme_of(case: Case) -> Programme:
    return programmes.version(case.programme_id, case.programme_version)


def status_of(case: Case) -> StatusWording:
    return programme_of(case).wording(Machine.CASE, case.status)


def title(case: Case) -> str:
    """``Tier 2, new``: what is applied for, and in which kind of case."""
    programme = programme_of(case)
    levels = " + ".join(spoken(programme.levels[level].title) for level in case.levels)
    types = {row.code: spoken(row.label) for row in programme.labels.case_types}
    return f"{levels}, {types[case.case_type]}"


def is_with_company(case: Case) -> bool:
    return status_of(case).pen_with in {Pen.COMPANY, Pen.BOTH}


def tag(case: Case) -> str:
    """The shape of the status tag (components/status_tag.html)."""
    if case.status in GOOD:
        return "ok"
    if case.status in BAD:
        return "stop"
    if case.status in CLOSED_CASE:
        return "plain"
    return "wait" if is_with_company(case) and case.status is not CaseStatus.DRAFT else "doing"


def section(programme: Programme, section_id: str) -> str:
    return spoken(programme.criterion(section_id).title)


def document(programme: Programme, code: str) -> str:
    return spoken(programme.document(code).title)


def place(said: Profile, scope: str) -> str:
    """The name of a site, partner, flow or person; empty for the whole company."""
    if scope == COMPANY:
        return ""
    things = {**said.sites, **said.partners, **said.flows, **said.people}
    return str(things.get(scope, {}).get("name") or "")


def paper_anchor(code: str, scope: str) -> str:
    """The place of a paper on the page of papers."""
    return f"{code}-{scope.replace(':', '-')}"
