"""What really happens on a case, kept in books of its own, and who is there to make it happen."""

from dataclasses import dataclass, field
from random import Random

from aeo.domain.facts import Blocker, CaseFacts, Proposal
from aeo.domain.vocabulary import CLOSED_CASE, SYSTEM, Actor, CaseStatus, Role
from tests.unit.workflow.persons import (
    ALAN,
    APRIL,
    BO,
    COMPANY,
    COORDINATOR,
    DECIDERS,
    IDA,
    RIVAL,
    SIGNATORY,
    SUE,
    VAL,
    VIEWER,
    officer,
)

C = CaseStatus

# A small office, where people have several roles.
PAT = officer(16, "Pat Wu", Role.SUPERVISOR, Role.APPROVER)
OFFICERS = (BO, IDA, VAL, SUE, APRIL, ALAN, PAT)
CAST = (*OFFICERS, SIGNATORY, COORDINATOR, VIEWER, RIVAL, SYSTEM)
APPROVERS = (APRIL, ALAN, PAT)
ASSESSORS = (BO, ALAN)
MANDATES = {**DECIDERS, PAT.user_id: PAT.name}
CRITERIA = ("A", "B", "C")
LOWER = ("A", "C")  # what the lower level asks for
ORDER = list(C)


@dataclass
class Books:
    """What really happened on the case."""

    status: CaseStatus
    gaps: int = 2
    requests: list[bool] = field(default_factory=list)  # of each open one: whether it blocks
    findings: list[str] = field(default_factory=list)  # serious and open
    actions: int = 0  # findings that ask for action
    sites: list[str] = field(default_factory=lambda: ["none", "none"])
    unread: int = 2
    grades: dict[str, bool] = field(default_factory=dict)  # criterion: met
    proposal: Proposal = Proposal.NONE
    hearing_rule: bool = False
    heard: bool = False
    time_over: bool = False
    accepted_lower: bool = False
    unscanned: int = 0
    did: dict[int, str] = field(default_factory=dict)
    conflicts: set[int] = field(default_factory=set)
    shut_out: bool = False

    def facts(self) -> CaseFacts:
        return CaseFacts(
            status=self.status,
            company_id=COMPANY,
            officer_id=BO.user_id,
            missing=self.gaps,
            unread_answers=self.unread,
            blocking_rfis=sum(self.requests),
            sites_without_visit=self.sites.count("none"),
            visits_not_ended=self.sites.count("agreed"),
            visit_waiver_allowed=True,
            findings_needing_action=self.actions,
            serious_unsettled=tuple(Blocker(n, t) for n, t in enumerate(self.findings, start=1)),
            actions_overdue=self.time_over,
            unscored_criteria=tuple(c for c in CRITERIA if c not in self.grades),
            criteria_not_met=self.unmet,
            criteria_not_met_lower=self.unmet_lower,
            proposal=self.proposal,
            grounds=len(self.unmet),
            hearing_required=self.hearing_rule,
            hearing_finished=self.heard,
            hearing_time_over=self.time_over,
            hearing_waiver_allowed=True,
            lower_level="T1",
            lower_accepted=self.accepted_lower,
            unscanned_documents=self.unscanned,
            unanswered_mandatory=self.gaps,
            answer_overdue=self.time_over,
            touched=self.did,
            conflicts=frozenset(self.conflicts),
            deciders=MANDATES,
            shut_out=self.shut_out,
        )

    @property
    def is_worked_on(self) -> bool:
        return self.status not in CLOSED_CASE | {C.DRAFT, C.SUBMITTED, C.RETURNED}

    @property
    def unmet(self) -> tuple[str, ...]:
        return tuple(criterion for criterion, met in self.grades.items() if not met)

    @property
    def unmet_lower(self) -> tuple[str, ...]:
        return tuple(criterion for criterion in self.unmet if criterion in LOWER)

    def tidy(self) -> None:
        """Everything that could stand in the way is settled, as far as the status allows."""
        self.gaps = self.unread = self.unscanned = 0
        self.requests, self.findings = [], []
        self.time_over = True
        if self.status is C.VISIT_PLANNING:
            self.sites = ["agreed" if site == "none" else site for site in self.sites]
        if self.status is C.VISIT_SCHEDULED:
            self.sites = ["done" if site == "agreed" else site for site in self.sites]

    def score(self, who: Actor, luck: Random) -> None:
        unmet = luck.choice(["", "", "B", "AC"])
        self.grades = {criterion: criterion not in unmet for criterion in CRITERIA}
        self.proposal = luck.choice(list(Proposal))
        self.touched_by(who)

    def touched_by(self, actor: Actor) -> None:
        self.did[actor.user_id] = actor.name


def a_case_that_came_to(status: CaseStatus, luck: Random) -> Books:
    """Books in which what lies behind ``status`` has happened."""
    books = Books(status=status, hearing_rule=luck.choice([True, False]))
    proposal = luck.choice([Proposal.GRANT, Proposal.GRANT_LOWER])
    if ORDER.index(status) > ORDER.index(C.VISIT_SCHEDULED):
        books.sites = ["done", "done"]
        books.touched_by(VAL)
    if ORDER.index(status) > ORDER.index(C.ASSESSMENT):
        books.gaps = 0
        books.grades = dict.fromkeys(CRITERIA, True)
        books.proposal = proposal
        books.accepted_lower = proposal is Proposal.GRANT_LOWER
        books.touched_by(BO)
    return books


def filled_in(case: Books, luck: Random) -> None:
    case.gaps = luck.choice([0, 1])


def scanned(case: Books, luck: Random) -> None:
    case.unscanned = luck.choice([0, 1])


def time_passed(case: Books, luck: Random) -> None:
    case.time_over = luck.choice([False, True])


def conflict_declared(case: Books, luck: Random) -> None:
    if len(case.conflicts) < 2:
        case.conflicts.add(luck.choice(OFFICERS).user_id)


def revoked(case: Books, luck: Random) -> None:
    case.shut_out = luck.random() < 0.5


def asked(case: Books, luck: Random) -> None:
    if case.is_worked_on:
        case.requests.append(luck.choice([False, True]))
        case.touched_by(luck.choice(ASSESSORS))


def request_closed(case: Books, luck: Random) -> None:
    case.requests = case.requests[1:]


def answers_read(case: Books, luck: Random) -> None:
    if case.is_worked_on:
        case.unread = 0
        case.touched_by(luck.choice(ASSESSORS))


def scored(case: Books, luck: Random) -> None:
    if case.status in {C.VETTING, C.ASSESSMENT}:
        case.score(luck.choice(ASSESSORS), luck)


def visit_moved(case: Books, luck: Random) -> None:
    if case.status in {C.VISIT_PLANNING, C.VISIT_SCHEDULED}:
        case.sites[luck.choice([0, 1])] = luck.choice(["none", "agreed", "agreed"])


def finding_recorded(case: Books, luck: Random) -> None:
    if case.status in {C.VISIT_SCHEDULED, C.VISIT_REPORTING}:
        case.actions += 1
        case.findings += luck.choice([[], ["No seal log"]])
        case.touched_by(VAL)


def finding_settled(case: Books, luck: Random) -> None:
    case.findings = case.findings[1:]


HAPPENINGS = (
    filled_in, scanned, time_passed, conflict_declared, revoked, asked, request_closed,
    answers_read, scored, visit_moved, finding_recorded, finding_settled,
)  # fmt: skip
