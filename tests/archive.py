"""Cases of the past for tests that count them: only what counting needs, on days of their own."""

from datetime import UTC, datetime, timedelta

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import CLOSED_CASE, CaseStatus, CaseType, Machine
from aeo.models.case import Case, CaseEvent
from tests.people import a_company, a_person

S = CaseStatus
DAY = timedelta(days=1)


class Archive:
    """Cases as they would have been left behind, each of a company of its own."""

    def __init__(self) -> None:
        self.number = 0
        self.user_id = a_person("Somebody").id

    def case(
        self,
        sent: datetime,
        *,
        returned: datetime | None = None,
        accepted: datetime | None = None,
        closed: tuple[datetime, S] | None = None,
        programme: str = "hkaeo",
    ) -> None:
        self.number += 1
        status = closed[1] if closed else S.VETTING if accepted else S.SUBMITTED
        case = Case(
            reference=f"AEO-{self.number}",
            company_id=a_company(ubi=f"{self.number:08d}").id,
            case_type=CaseType.NEW,
            programme_id=programme,
            programme_version="2026-01",
            levels=["T1"],
            status=status,
            status_since=sent,
            round=1,
            created_at=sent - DAY,
            created_by_id=self.user_id,
            submitted_at=sent,
            accepted_on=accepted.date() if accepted else None,
            closed_at=closed[0] if closed else None,
        )
        assert (status in CLOSED_CASE) is (closed is not None)
        db.session.add(case)
        db.session.flush()
        self.event(case, sent, "submit", S.SUBMITTED)
        if returned:
            self.event(case, returned, "return", S.RETURNED)
        if accepted:
            self.event(case, accepted, "accept", S.VETTING)
        if closed:
            self.event(case, closed[0], "close", closed[1])

    def event(self, case: Case, at: datetime, action: str, to: S) -> None:
        case.seq += 1
        db.session.add(
            CaseEvent(
                company_id=case.company_id,
                case_id=case.id,
                seq=case.seq,
                machine=Machine.CASE,
                action=action,
                from_status=None,
                to_status=to.value,
                actor_id=None,
                actor_role="system",
                details={},
                at=at,
                machine_at=at,
            )
        )
        db.session.flush()


def this_month() -> datetime:
    """Early in the running month of Hong Kong, before now."""
    first = clock.local(clock.now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.astimezone(UTC)


def months_ago(n: int, day: int = 10) -> datetime:
    first = clock.today().replace(day=1)
    index = first.year * 12 + first.month - 1 - n
    return datetime(index // 12, index % 12 + 1, day, 4, tzinfo=UTC)
