"""What each reader calls a status, a step and an event. One place to ask; nobody words these twice.

A programme's own words for a status come first (``Programme.wording``); these stand where it has
none, and for all steps and events, which no programme words.
"""

from enum import StrEnum

from aeo.domain.errors import N_, Sentence
from aeo.domain.vocabulary import Machine, Pen, Phase, Role
from aeo.domain.workflow.words import STATUS, STEP, Said


class Audience(StrEnum):
    APPLICANT = "applicant"
    OFFICER = "officer"
    PUBLIC = "public"


MACHINE: dict[Machine, str] = {
    Machine.CASE: N_("Case"),
    Machine.AUTHORISATION: N_("Authorisation"),
    Machine.VISIT: N_("Visit"),
    Machine.FINDING: N_("Finding"),
    Machine.RFI: N_("Request for information"),
}
PHASE: dict[Phase, str] = {
    Phase.PREPARING: N_("Preparing"),
    Phase.SUBMISSION: N_("Submission"),
    Phase.REVIEW: N_("Document review"),
    Phase.VISIT: N_("Validation visit"),
    Phase.ACCREDITATION: N_("Accreditation"),
    Phase.CLOSED: N_("Closed"),
}
PEN: dict[Pen, str] = {
    Pen.COMPANY: N_("The company acts next"),
    Pen.CUSTOMS: N_("Customs acts next"),
    Pen.BOTH: N_("The company and Customs act next"),
    Pen.NONE: N_("Nothing is left to do"),
}
ROLE: dict[Role, str] = {
    Role.COMPANY_ADMIN: N_("Company administrator"),
    Role.SIGNATORY: N_("Signatory"),
    Role.COORDINATOR: N_("AEO coordinator"),
    Role.CONTRIBUTOR: N_("Site contributor"),
    Role.VIEWER: N_("Viewer"),
    Role.ADVISER: N_("External adviser"),
    Role.INTAKE: N_("Intake officer"),
    Role.CASE_OFFICER: N_("Case officer"),
    Role.VALIDATOR: N_("Validator"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.APPROVER: N_("Approver"),
    Role.REGISTER_OFFICER: N_("Register officer"),
    Role.PROGRAMME_ADMIN: N_("Programme administrator"),
    Role.AUDITOR: N_("Auditor"),
    Role.SYSTEM: N_("The service"),
}


def status(machine: Machine, value: StrEnum, to: Audience) -> Sentence | None:
    """The status as ``to`` reads it; None when it is not theirs to see."""
    return _said(STATUS[machine][value], to)


def button(machine: Machine, action: StrEnum) -> Sentence:
    """The step as the button that takes it says it, to whoever may press it."""
    return Sentence(STEP[machine][action].button)


def event(machine: Machine, action: StrEnum, to: Audience) -> Sentence | None:
    """The step on the timeline once it is done; None when ``to`` is told nothing of it."""
    return _said(STEP[machine][action].event, to)


def role(value: Role) -> Sentence:
    return Sentence(ROLE[value])


def _said(words: Said, to: Audience) -> Sentence | None:
    msgid = {
        Audience.APPLICANT: words.applicant,
        Audience.OFFICER: words.officer,
        Audience.PUBLIC: words.public,
    }[to]
    return None if msgid is None else Sentence(msgid)
