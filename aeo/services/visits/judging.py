"""What the guards of a visit are told, and which dates can be offered at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.calendar import Calendar, Counting
from aeo.domain.errors import N_, Incomplete, Sentence
from aeo.domain.facts import VisitFacts
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import VisitStatus
from aeo.models.account import User
from aeo.models.case import Case
from aeo.models.visit import Visit, VisitMember
from aeo.services import facts, holidays, programmes
from aeo.services.visits.reading import checklist, marked

NOTICE = "visit_notice"
RESCHEDULES = 2  # how often the company may ask for another date; then the officer fixes it
HOLDS_THE_DAY = (VisitStatus.AGREED, VisitStatus.IN_PROGRESS, VisitStatus.COMPLETED)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A date that is offered, in the programme's local time."""

    day: date
    starts_at: time


@dataclass(frozen=True)
class Ground:
    """A case as its visits are judged, read once for all of them. What was sent (``record``) and
    the calendar can be given by a caller who has read them."""

    case: Case
    record: Mapping[str, Any] | None = None
    days: Calendar | None = None

    @cached_property
    def programme(self) -> Programme:
        return programmes.version(self.case.programme_id, self.case.programme_version)

    @cached_property
    def calendar(self) -> Calendar:
        return self.days or holidays.calendar(self.programme.locale.calendar)

    @cached_property
    def conflicts(self) -> frozenset[int]:
        return facts.conflicts_of(self.case)

    @cached_property
    def items(self) -> frozenset[str]:
        return frozenset(item.id for item in checklist(self.case, self.record))

    @cached_property
    def marked(self) -> Mapping[int, frozenset[str]]:
        return marked(self.case)

    @cached_property
    def earliest(self) -> date:
        """The first day that gives the company the notice the programme names."""
        length = self.programme.clock(NOTICE).length
        number = length.public or length.internal or 1
        return self.calendar.add(clock.today(), number, Counting.WORKING).day

    def judge(self, visit: Visit, slot: Slot | None = None) -> VisitFacts:
        """What the guards of a visit ask about; ``slot`` is the date that is to be agreed."""
        is_on = visit.status is VisitStatus.IN_PROGRESS
        return VisitFacts(
            status=visit.status,
            company_id=self.case.company_id,
            case_status=self.case.status,
            slot_free=slot is None or is_free(visit, slot),
            open_slots=sum(one.is_open for one in visit.slots),
            on=slot.day if slot is not None else visit.day,
            earliest_on=self.earliest if slot is not None else None,
            reschedules_left=RESCHEDULES - visit.moved,
            on_closure_day=visit.day is not None and not self.is_working(visit.day),
            day_reached=visit.day is not None and visit.day <= clock.today(),
            team=len(visit.team),
            team_minimum=self.programme.visit.team_minimum,
            unmarked_items=len(self.items - self.marked.get(visit.id, frozenset())) if is_on else 0,
            conflicts=self.conflicts,
        )

    def judge_new(self, slots: int) -> VisitFacts:
        """What the beginning of a visit is judged by."""
        return VisitFacts(
            status=VisitStatus.PROPOSED,
            company_id=self.case.company_id,
            case_status=self.case.status,
            open_slots=slots,
            conflicts=self.conflicts,
        )

    def is_working(self, day: date) -> bool:
        """Whether people work on ``day``; of a day beyond the calendar nobody knows."""
        known = self.calendar.first <= day <= self.calendar.horizon
        return known and self.calendar.is_working(day)

    def check(self, slots: Sequence[Slot]) -> list[Slot]:
        """The dates in their order, each once. Raises ``Incomplete`` for one that cannot be."""
        for slot in slots:
            if slot.day < self.earliest:
                raise Incomplete(
                    Sentence(
                        N_("%(day)s is too early: the company needs notice until %(first)s."),
                        {"day": slot.day, "first": self.earliest},
                    )
                )
            self.check_working(slot.day)
        return sorted(set(slots))

    def check_working(self, day: date) -> None:
        """Raises ``Incomplete`` for a day on which nobody works."""
        if not self.is_working(day):
            raise Incomplete(Sentence(N_("%(day)s is not a working day."), {"day": day}))


def earliest(case: Case) -> date:
    """The first day that gives the company the notice the programme names."""
    return Ground(case).earliest


def judged(case: Case, visit: Visit, slot: Slot | None = None) -> VisitFacts:
    """What the guards of one visit ask about; ``slot`` is the date that is to be agreed."""
    return Ground(case).judge(visit, slot)


def hold(visit: Visit) -> None:
    """Lock the people of the team until the end of this transaction: two companies that choose
    the same officer's day lock different cases, and the second has to wait for the first."""
    people = sorted(member.user_id for member in visit.team)
    query = sa.select(User.id).where(User.id.in_(people)).order_by(User.id)
    db.session.execute(query.with_for_update(key_share=True))


def is_free(visit: Visit, slot: Slot) -> bool:
    """Whether nobody of the team is on another visit that day."""
    mine = [member.user_id for member in visit.team]
    taken = (
        sa.select(Visit.id)
        .join(VisitMember, VisitMember.visit_id == Visit.id)
        .where(
            Visit.id != visit.id,
            Visit.day == slot.day,
            Visit.status.in_(HOLDS_THE_DAY),
            VisitMember.user_id.in_(mine),
        )
    )
    return not db.session.scalar(sa.select(taken.exists()))
