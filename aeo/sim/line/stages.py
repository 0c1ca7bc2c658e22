"""The stages of a case: who does what at each, and what shows afterwards that it was done."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from aeo.sim.line import applying, deciding, examining, visiting
from aeo.sim.line.scene import Scene


class Stage(StrEnum):
    """How far a case has come."""

    DRAFT = "draft"
    HALF_FILLED = "half_filled"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    HALF_READ = "half_read"
    ASKED = "asked"
    REPLIED = "replied"
    CLEARED = "cleared"
    READ = "read"
    VISIT_OFFERED = "visit_offered"
    COUNTERED = "countered"
    OFFERED_AGAIN = "offered_again"
    VISIT_AGREED = "visit_agreed"
    VISIT_BEGUN = "visit_begun"
    VISITED = "visited"
    REPORTED = "reported"
    APPROVED = "approved"
    ISSUED = "issued"
    PLANNED = "planned"
    PLANS_ACCEPTED = "plans_accepted"
    ACTIONS_CLOSED = "actions_closed"
    PROVEN = "proven"
    SETTLED = "settled"
    HALF_GRADED = "half_graded"
    GRADED = "graded"
    RECOMMENDED = "recommended"
    HEARD = "heard"
    MAINTAINED = "maintained"
    LOWER_ACCEPTED = "lower_accepted"
    PUT_FORWARD = "put_forward"
    GRANTED = "granted"
    GRANTED_LOWER = "granted_lower"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    WAIVED = "waived"
    HIDDEN = "hidden"


S = Stage
ACTS: Mapping[Stage, Callable[[Scene], None]] = {
    S.DRAFT: applying.draft,
    S.HALF_FILLED: applying.half_fill,
    S.SUBMITTED: applying.submit,
    S.RETURNED: lambda scene: examining.send_back(scene.reference, scene.cast.officer),
    S.RESUBMITTED: applying.resubmit,
    S.ASSIGNED: examining.assign,
    S.ACCEPTED: lambda scene: examining.accept(scene.reference, scene.cast.officer),
    S.NOT_ACCEPTED: examining.not_accept,
    S.HALF_READ: examining.half_read,
    S.ASKED: lambda scene: examining.ask(scene.reference, scene.cast.officer),
    S.REPLIED: applying.reply,
    S.CLEARED: examining.clear,
    S.READ: lambda scene: examining.read(scene.reference, scene.cast.officer),
    S.VISIT_OFFERED: visiting.offer,
    S.COUNTERED: visiting.counter,
    S.OFFERED_AGAIN: visiting.offer_again,
    S.VISIT_AGREED: visiting.say_yes,
    S.VISIT_BEGUN: visiting.begin,
    S.VISITED: visiting.hold,
    S.REPORTED: visiting.report,
    S.APPROVED: visiting.approve,
    S.ISSUED: visiting.issue,
    S.PLANNED: visiting.plan,
    S.PLANS_ACCEPTED: visiting.accept_plans,
    S.ACTIONS_CLOSED: visiting.close_actions,
    S.PROVEN: visiting.prove,
    S.SETTLED: visiting.close,
    S.HALF_GRADED: deciding.half_grade,
    S.GRADED: deciding.grade,
    S.RECOMMENDED: deciding.recommend,
    S.HEARD: deciding.hear,
    S.MAINTAINED: deciding.maintain,
    S.LOWER_ACCEPTED: deciding.accept_lower,
    S.PUT_FORWARD: deciding.put_forward,
    S.GRANTED: deciding.grant,
    S.GRANTED_LOWER: deciding.grant_lower,
    S.REFUSED: deciding.refuse,
    S.WITHDRAWN: applying.withdraw,
    S.LAPSED: examining.let_lapse,
    S.WAIVED: examining.waive_visit,
    S.HIDDEN: applying.hide,
}
# The event that a stage leaves. Whoever goes on with a story that was broken off reads from the
# events how far it came; a stage without one does only what is left to do.
LEAVES: Mapping[Stage, str] = {
    S.DRAFT: "case.begin",
    S.SUBMITTED: "case.submit",
    S.RETURNED: "case.return",
    S.RESUBMITTED: "case.resubmit",
    S.ASSIGNED: "case.assigned",
    S.ACCEPTED: "case.accept",
    S.NOT_ACCEPTED: "case.not_accept",
    S.ASKED: "rfi.issue",
    S.REPLIED: "rfi.answer",
    S.CLEARED: "rfi.accept",
    S.VISIT_OFFERED: "visit.begin",
    S.COUNTERED: "visit.counter",
    S.OFFERED_AGAIN: "visit.offer_again",
    S.VISIT_AGREED: "visit.choose",
    S.VISIT_BEGUN: "visit.start",
    S.VISITED: "visit.complete",
    S.APPROVED: "case.report_approved",
    S.PLANNED: "finding.submit_plan",
    S.PLANS_ACCEPTED: "finding.accept_plan",
    S.ACTIONS_CLOSED: "case.close_actions",
    S.PROVEN: "finding.submit_evidence",
    S.SETTLED: "case.close_actions",
    S.RECOMMENDED: "case.recommend",
    S.HEARD: "case.intend_adverse",
    S.MAINTAINED: "case.reply_to_hearing",
    S.LOWER_ACCEPTED: "case.accept_lower",
    S.PUT_FORWARD: "case.put_forward",
    S.GRANTED: "case.grant",
    S.GRANTED_LOWER: "case.grant_lower",
    S.REFUSED: "case.refuse",
    S.WITHDRAWN: "case.withdraw",
    S.LAPSED: "case.lapse",
    S.WAIVED: "case.waive_visit",
    S.HIDDEN: "case.register_withdrawn",
}
