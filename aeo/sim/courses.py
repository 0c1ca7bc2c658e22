"""The ways a case can go: the stages of each, and the days that lie between two of them."""

from collections.abc import Mapping, Sequence

from aeo.domain.vocabulary import CaseType
from aeo.sim.line.stages import Stage

S = Stage
Course = tuple[Stage, ...]

# Days of the calendar since the stage before.
GAPS: Mapping[Stage, int] = {
    S.DRAFT: 0,
    S.HALF_FILLED: 5,
    S.SUBMITTED: 12,
    S.RETURNED: 6,
    S.RESUBMITTED: 12,
    S.ASSIGNED: 1,
    S.ACCEPTED: 5,
    S.NOT_ACCEPTED: 8,
    S.HALF_READ: 6,
    S.ASKED: 2,
    S.REPLIED: 9,
    S.CLEARED: 3,
    S.READ: 6,
    S.VISIT_OFFERED: 2,
    S.COUNTERED: 4,
    S.OFFERED_AGAIN: 2,
    S.VISIT_AGREED: 3,
    S.VISIT_BEGUN: 28,
    S.VISITED: 0,
    S.REPORTED: 5,
    S.APPROVED: 3,
    S.ISSUED: 1,
    S.PLANNED: 12,
    S.PLANS_ACCEPTED: 4,
    S.ACTIONS_CLOSED: 2,
    S.PROVEN: 18,
    S.SETTLED: 5,
    S.HALF_GRADED: 2,
    S.GRADED: 2,
    S.RECOMMENDED: 2,
    S.HEARD: 4,
    S.MAINTAINED: 15,
    S.LOWER_ACCEPTED: 9,
    S.PUT_FORWARD: 4,
    S.GRANTED: 4,
    S.GRANTED_LOWER: 5,
    S.REFUSED: 6,
    S.WITHDRAWN: 10,
    S.LAPSED: 36,
    S.WAIVED: 2,
    S.HIDDEN: 60,
}
# These take as long as the notice of a visit, or the day, however quick everybody is.
FIXED = frozenset({S.VISIT_BEGUN, S.VISITED, S.LAPSED})

_SENT = (S.DRAFT, S.HALF_FILLED, S.SUBMITTED)
_TAKEN = (S.ASSIGNED, S.ACCEPTED, S.HALF_READ)
_DATED = (S.READ, S.VISIT_OFFERED, S.VISIT_AGREED)
_VISITED = (S.VISIT_BEGUN, S.VISITED, S.REPORTED, S.APPROVED, S.ISSUED)
_GRADED = (S.HALF_GRADED, S.GRADED, S.RECOMMENDED)
_ASKED = (S.ASKED, S.REPLIED, S.CLEARED)
_MENDED = (S.PLANNED, S.PLANS_ACCEPTED, S.PROVEN, S.SETTLED)

STRAIGHT: Course = (
    *_SENT, *_TAKEN, *_DATED, *_VISITED, *_GRADED, S.PUT_FORWARD, S.GRANTED, S.HIDDEN,
)  # fmt: skip
RETURNED_ONCE: Course = (
    *_SENT, S.RETURNED, S.RESUBMITTED, *_TAKEN, *_DATED, *_VISITED, *_GRADED, S.PUT_FORWARD,
    S.GRANTED,
)  # fmt: skip
ASKED_ONCE: Course = (
    *_SENT, *_TAKEN, *_ASKED, *_DATED, *_VISITED, *_GRADED, S.PUT_FORWARD, S.GRANTED,
)  # fmt: skip
OTHER_DATES: Course = (
    *_SENT, *_TAKEN, S.READ, S.VISIT_OFFERED, S.COUNTERED, S.OFFERED_AGAIN, S.VISIT_AGREED,
    *_VISITED, *_GRADED, S.PUT_FORWARD, S.GRANTED,
)  # fmt: skip
MENDED: Course = (
    *_SENT, *_TAKEN, *_ASKED, *_DATED, *_VISITED, *_MENDED, *_GRADED, S.PUT_FORWARD, S.GRANTED,
)  # fmt: skip
# What is small is granted with a plan, and finished afterwards.
PLANNED: Course = (
    *_SENT, *_TAKEN, *_DATED, *_VISITED, S.PLANNED, S.PLANS_ACCEPTED, S.ACTIONS_CLOSED, *_GRADED,
    S.PUT_FORWARD, S.GRANTED, S.HIDDEN,
)  # fmt: skip
LOWERED: Course = (
    *_SENT, *_TAKEN, *_DATED, *_VISITED, *_GRADED, S.HEARD, S.LOWER_ACCEPTED, S.RECOMMENDED,
    S.PUT_FORWARD, S.GRANTED_LOWER,
)  # fmt: skip
REFUSED: Course = (
    *_SENT, *_TAKEN, *_DATED, *_VISITED, *_GRADED, S.HEARD, S.MAINTAINED, S.RECOMMENDED,
    S.PUT_FORWARD, S.REFUSED,
)  # fmt: skip
NOT_ACCEPTED: Course = (*_SENT, S.NOT_ACCEPTED)
LAPSED: Course = (*_SENT, S.RETURNED, S.LAPSED)
# Judged on its papers; the last visit found nothing that asks for another.
RENEWED: Course = (
    *_SENT, *_TAKEN, S.READ, S.WAIVED, *_GRADED, S.PUT_FORWARD, S.GRANTED,
)  # fmt: skip
WITHDRAWN: Course = (*_SENT, *_TAKEN, S.WITHDRAWN)
# The courses of each type of case: others than the first application come in here.
COURSES: Mapping[CaseType, Sequence[Course]] = {
    CaseType.NEW: (
        STRAIGHT, RETURNED_ONCE, ASKED_ONCE, OTHER_DATES, MENDED, PLANNED, LOWERED, REFUSED,
        NOT_ACCEPTED, WITHDRAWN, LAPSED,
    ),
    CaseType.RENEWAL: (RENEWED,),
}  # fmt: skip


def until(course: Course, last: Stage) -> Course:
    """The course up to ``last``, where that comes first."""
    return course[: course.index(last) + 1]


def days(course: Course, pace: float) -> list[int]:
    """How many days after its beginning each stage comes; a ``pace`` of 2 takes twice as long."""
    found, day = [], 0
    for stage in course:
        day += GAPS[stage] if stage in FIXED else round(GAPS[stage] * pace)
        found.append(day)
    return found
