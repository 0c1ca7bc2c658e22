"""What the page of the decision knows of a case, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from aeo.domain.facts import CaseFacts
from aeo.domain.vocabulary import CaseStatus, Machine
from aeo.domain.workflow.case import CaseAct
from aeo.models.case import CaseEvent
from aeo.models.decision import Decision, Hearing, Recommendation
from aeo.models.finding import CriterionGrade, Finding
from aeo.services import facts, touches
from aeo.services.decisions import reading
from aeo.services.findings import reading as findings
from aeo.services.grades import reading as grades
from aeo.services.touches import Touched
from aeo.services.visits import reading as visits
from aeo.web.desk.cases.head import Head


@dataclass(frozen=True)
class Board:
    """A case with what was found, graded, proposed and heard in it, and who touched it."""

    head: Head
    findings: Sequence[Finding]
    history: Mapping[str, Sequence[CriterionGrade]]
    given: Sequence[Recommendation]
    held: Sequence[Hearing]
    touched: Sequence[Touched]
    conflicts: frozenset[int]
    decided: Decision | None
    refused_by_law: date | None

    @classmethod
    def of(cls, head: Head) -> "Board":
        case = head.case
        found = findings.brief(case)
        touched, conflicts = touches.of_case(case)
        decided = reading.decision(case) if head.is_closed else None
        is_refused = case.status is CaseStatus.REFUSED
        return cls(
            head=head,
            findings=[one for one in found if not findings.is_withdrawn(one)],
            history=grades.history(case),
            given=reading.recommendations(case),
            held=reading.hearings(case),
            touched=touched,
            conflicts=conflicts,
            decided=decided,
            refused_by_law=reading.refused_by_law(case) if is_refused else None,
        )

    @property
    def is_judged(self) -> bool:
        """Whether the case has come as far as its assessment, and is not closed yet."""
        return self.head.case.status in facts.JUDGED

    @property
    def latest(self) -> dict[str, CriterionGrade]:
        """The grade that counts for each criterion."""
        return grades.counting(self.history)

    @cached_property
    def facts(self) -> CaseFacts:
        """What the guards are asked about; before the assessment only who could decide. Whether
        every site has a visit is a fact in every status here, because the page shows what stands
        against a grant before it can be given."""
        case, record = self.head.case, self.head.record
        if not self.is_judged:
            return facts.for_foresight(case)
        known = facts.Known(
            findings=self.findings,
            grades=self.latest,
            standing=reading.standing(case, self.given, self.held),
            touched={one.user_id: one.kinds[0].value for one in self.touched},
            conflicts=self.conflicts,
        )
        judged = facts.of_case(case, self.head.states, known, record, self.head.to_decide)
        if case.status is CaseStatus.DECISION:
            return judged
        return replace(judged, sites_without_visit=len(visits.without_visit(case, record)))

    @cached_property
    def reviewed(self) -> CaseEvent | None:
        """The supervisor's agreement to the recommendation that counts."""
        steps = [
            event
            for event in self.head.events
            if event.machine is Machine.CASE
            and event.action in {CaseAct.PUT_FORWARD, CaseAct.CLOSE_HEARING, CaseAct.RECOMMEND}
        ]
        return steps[-1] if steps and steps[-1].action != CaseAct.RECOMMEND else None
