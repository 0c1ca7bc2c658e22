"""A visit: dates, notice, team and checklist."""

# ruff: noqa: ARG001 -- every guard is asked in the same way

from aeo.domain.errors import N_, Sentence
from aeo.domain.facts import VisitFacts
from aeo.domain.guards import Objections
from aeo.domain.vocabulary import Actor, CaseStatus

_VISITED = frozenset(
    {CaseStatus.VISIT_PLANNING, CaseStatus.VISIT_SCHEDULED, CaseStatus.VISIT_REPORTING}
)


def case_takes_visits(visit: VisitFacts, actor: Actor) -> Objections:
    if visit.case_status not in _VISITED:
        yield Sentence(N_("Visits are planned when the case has come to them."))


def date_gives_notice(visit: VisitFacts, actor: Actor) -> Objections:
    """T13: the company gets at least the notice that the programme names."""
    if visit.on is not None and visit.earliest_on is not None and visit.on < visit.earliest_on:
        yield Sentence(
            N_("The company needs notice: the first possible day is %(day)s."),
            {"day": visit.earliest_on},
        )


def slot_still_free(visit: VisitFacts, actor: Actor) -> Objections:
    if not visit.slot_free:
        yield Sentence(N_("This date has been taken meanwhile. Please choose another."))


def may_still_reschedule(visit: VisitFacts, actor: Actor) -> Objections:
    """A closure day never counts against the limit (product §6)."""
    if visit.reschedules_left <= 0 and not visit.on_closure_day:
        yield Sentence(
            N_("The visit has been moved as often as the programme allows; the officer fixes it.")
        )


def dates_offered(visit: VisitFacts, actor: Actor) -> Objections:
    if not visit.open_slots:
        yield Sentence(N_("Offer at least one date."))


def visit_day_reached(visit: VisitFacts, actor: Actor) -> Objections:
    if not visit.day_reached:
        yield Sentence(N_("The day of the visit has not come."))


def team_large_enough(visit: VisitFacts, actor: Actor) -> Objections:
    if visit.team < visit.team_minimum:
        yield Sentence(
            N_("The team has %(n)s of at least %(least)s officers."),
            {"n": visit.team, "least": visit.team_minimum},
        )


def checklist_filled(visit: VisitFacts, actor: Actor) -> Objections:
    if visit.unmarked_items:
        yield Sentence(
            N_("Checks without a result: %(n)s. Mark what was not seen as not seen."),
            {"n": visit.unmarked_items},
        )
