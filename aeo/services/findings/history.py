"""What happened to each finding, by the events of its case: what was sent, what was said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aeo.db import db
from aeo.domain.vocabulary import Machine
from aeo.domain.workflow.finding import FindingAct
from aeo.models.case import Case, CaseEvent

# Notes of these are for the file; those of all other steps are written to the company.
INTERNAL = frozenset(
    {
        FindingAct.WITHDRAW,
        FindingAct.ACCEPT_RISK,
        FindingAct.MONITOR,
        FindingAct.LEAVE_UNRESOLVED,
    }
)
SENT_BACK = frozenset({FindingAct.REJECT_PLAN, FindingAct.REJECT_EVIDENCE, FindingAct.REOPEN})


@dataclass(slots=True)
class Story:
    """Of one finding: its events, whether plan and proof are with Customs, and when proof last
    went there."""

    events: list[CaseEvent] = field(default_factory=list)
    plan_sent: bool = False
    proof_sent: bool = False
    proof_sent_at: datetime | None = None

    @property
    def sent_back(self) -> CaseEvent | None:
        """The step by which Customs last asked for something better, while nothing came after."""
        last = self.events[-1] if self.events else None
        return last if last is not None and last.action in SENT_BACK else None

    @property
    def reopened_at(self) -> datetime | None:
        """When it was last opened again; its days count from then."""
        again = (event.at for event in reversed(self.events) if event.action == FindingAct.REOPEN)
        return next(again, None)

    @property
    def last(self) -> CaseEvent | None:
        """The latest step of an officer or of the service."""
        return self.events[-1] if self.events else None

    def hear(self, event: CaseEvent) -> None:
        """The next event, in its order."""
        self.events.append(event)
        match event.action:
            case FindingAct.SUBMIT_PLAN:
                self.plan_sent = True
            case FindingAct.SUBMIT_EVIDENCE:
                self.proof_sent, self.proof_sent_at = True, event.at
            case FindingAct.REJECT_PLAN:
                self.plan_sent = False
            case FindingAct.REJECT_EVIDENCE:
                self.proof_sent = False
            case FindingAct.REOPEN:
                self.plan_sent = self.proof_sent = False


def stories(events: Sequence[CaseEvent]) -> dict[int, Story]:
    """The stories of all findings of a case by number; a finding without events has none."""
    found: dict[int, Story] = {}
    for event in events:
        kind, _, number = event.subject.partition(":")
        if event.machine is Machine.FINDING and kind == "finding":
            found.setdefault(int(number), Story()).hear(event)
    return found


def of_case(case: Case) -> dict[int, Story]:
    """The same, read anew with who took each step."""
    query = (
        sa.select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.machine == Machine.FINDING)
        .options(joinedload(CaseEvent.actor))
        .order_by(CaseEvent.seq)
    )
    return stories(db.session.scalars(query).all())
