"""Whatever anybody tries, in any order: a case lives a life that the rules allow.

The case of these tests keeps its own books (requests, findings, visits, who did what), and the
promises are checked against the books, not against what the guards were told.
"""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from aeo.domain.errors import NotAllowed, OutOfOrder, RuleViolation
from aeo.domain.facts import CaseFacts
from aeo.domain.transition import Row
from aeo.domain.vocabulary import CLOSED_CASE, Actor, CaseStatus, Role
from aeo.domain.workflow import CASE, CaseAct
from tests.unit.workflow.case_books import APPROVERS, CAST, HAPPENINGS, a_case_that_came_to
from tests.unit.workflow.persons import BO, RIVAL, SIGNATORY, VIEWER

C, A = CaseStatus, CaseAct
STARTS = [*(s for s in C if s not in CLOSED_CASE), C.SUBMITTED, C.VETTING, C.VETTING, C.DECISION]
TAKEN: Counter[CaseAct] = Counter()
BACKWARD = {A.RETURN, A.REVISIT, A.UNSCHEDULE, A.SEND_BACK}

# Every move that a case may ever make, written by hand.
MOVES = {
    "draft": "submitted",
    "submitted": "returned vetting not_accepted withdrawn",
    "returned": "submitted not_accepted lapsed withdrawn",
    "vetting": "info_requested visit_planning assessment refused not_accepted withdrawn",
    "info_requested": "vetting lapsed refused not_accepted withdrawn",
    "visit_planning": "visit_scheduled refused not_accepted withdrawn",
    "visit_scheduled": "visit_planning visit_reporting refused not_accepted withdrawn",
    "visit_reporting": "corrective_action assessment visit_planning refused not_accepted withdrawn",
    "corrective_action": "assessment visit_planning refused not_accepted withdrawn",
    "assessment": "visit_planning supervisor_review refused not_accepted withdrawn",
    "supervisor_review": "assessment hearing decision refused not_accepted withdrawn",
    "hearing": "assessment decision refused not_accepted withdrawn",
    "decision": "assessment hearing granted granted_lower refused not_accepted withdrawn",
}


class CaseLife(RuleBasedStateMachine):
    """Random people do random things to one case."""

    @initialize(luck=st.randoms(use_true_random=True))
    def begin(self, luck: Random) -> None:
        self.luck = luck
        self.the_case_begins()

    def the_case_begins(self) -> None:
        start = self.luck.choice(STARTS)
        self.case = a_case_that_came_to(start, self.luck)
        self.trail = [start]

    @precondition(lambda self: self.case.status in CLOSED_CASE)
    @rule()
    def nothing_moves_a_closed_case_and_the_next_begins(self) -> None:
        for who in CAST:
            for action in A:
                with pytest.raises((NotAllowed, OutOfOrder)):
                    CASE.find(self.case.facts(), action, who)
        self.the_case_begins()

    # --- People work on the case: facts change, the status does not --------------------------

    @rule()
    def something_happens(self) -> None:
        self.luck.choice(HAPPENINGS)(self.case, self.luck)

    # --- People take steps --------------------------------------------------------------------

    @rule()
    def a_day_on_which_work_gets_done(self) -> None:
        """All is put in order, and somebody takes a step that moves the case."""
        self.case.tidy()
        if self.case.status is C.ASSESSMENT:
            self.case.score(BO, self.luck)
        self.take_one(lambda row: moves(row) and row.action not in BACKWARD)

    @rule()
    def somebody_moves_it(self) -> None:
        self.take_one(moves)

    @rule()
    def somebody_ends_it(self) -> None:
        if self.luck.random() < 0.5:
            self.case.tidy()
        if self.case.status is C.DECISION or self.luck.random() < 0.3:
            self.take_one(lambda row: row.target in CLOSED_CASE - {C.WITHDRAWN})

    @rule()
    def somebody_tries_anything(self) -> None:
        self.try_it(self.luck.choice(CAST), self.luck.choice(list(A)))

    def take_one(self, wanted: Callable[[Row], bool]) -> None:
        facts = self.case.facts()
        steps = [
            (actor, offer.row.action)
            for actor in CAST
            for offer in CASE.offers(facts, actor)
            if offer.is_open and wanted(offer.row)
        ]
        if steps:
            self.try_it(*self.luck.choice(steps))

    def try_it(self, who: Actor, action: CaseAct) -> None:
        case, before = self.case, self.case.status
        try:
            row = CASE.find(case.facts(), action, who)
        except (NotAllowed, OutOfOrder) as refused:
            assert_says_why(refused)
            return
        TAKEN[action] += 1
        assert before not in CLOSED_CASE
        assert who is not RIVAL
        assert who is not VIEWER
        assert who.user_id not in case.conflicts
        if row.target is not None:
            case.status = row.target
            assert row.target.value in MOVES[before.value].split()
            self.trail.append(row.target)
        self.keep_promises(who, action, before)
        self.follow_up(who, action)

    def keep_promises(self, who: Actor, action: CaseAct, before: CaseStatus) -> None:
        case = self.case
        if case.status in {C.GRANTED, C.GRANTED_LOWER, C.REFUSED}:
            assert who.has(Role.APPROVER)
            assert who.user_id not in case.did
        if case.status in {C.GRANTED, C.GRANTED_LOWER}:
            assert before is C.DECISION
            assert not any(case.requests)
            assert case.findings == []
            assert "none" not in case.sites
            lower = case.status is C.GRANTED_LOWER
            assert (case.unmet_lower if lower else case.unmet) == ()
            assert (case.unscanned, case.gaps) == (0, 0)
        if case.status is C.GRANTED_LOWER:
            assert case.accepted_lower
        if case.status is C.REFUSED:
            assert case.unmet != ()
            assert case.heard or not case.hearing_rule
        if case.status is C.WITHDRAWN:
            assert (who, action) == (SIGNATORY, A.WITHDRAW)
        if case.status is C.LAPSED:
            assert case.time_over

    def follow_up(self, who: Actor, action: CaseAct) -> None:
        """What the step itself means for the books."""
        case = self.case
        if action is A.RECOMMEND:
            case.touched_by(who)
        if action is A.WAIVE_VISIT:
            case.sites = ["waived", "waived"]
        if action is A.REVISIT:
            case.sites[0] = "none"
        if action in {A.REPLY_TO_HEARING, A.ACCEPT_LOWER, A.CLOSE_HEARING, A.WAIVE_HEARING}:
            case.heard = True
        if action is A.ACCEPT_LOWER:
            case.accepted_lower = True

    # --- What holds at every moment ------------------------------------------------------------

    @invariant()
    def the_status_is_where_the_last_step_left_it(self) -> None:
        if hasattr(self, "case"):
            assert self.case.status is self.trail[-1]
            assert [s for s in self.trail[:-1] if s in CLOSED_CASE] == []

    @invariant()
    def a_closed_case_offers_nothing_and_any_other_says_why_not(self) -> None:
        if not hasattr(self, "case"):
            return
        facts = self.case.facts()
        for actor in CAST:
            for offer in CASE.offers(facts, actor):
                assert self.case.status not in CLOSED_CASE
                with_check = found(facts, offer.row.action, actor)
                assert with_check == (offer.objections or offer.row)
                for sentence in offer.objections:
                    assert_is_a_sentence(str(sentence))

    @invariant()
    def nothing_that_is_open_keeps_a_company_in_or_a_refusal_out(self) -> None:
        if not hasattr(self, "case"):
            return
        case, facts = self.case, self.case.facts()
        if case.status not in CLOSED_CASE | {C.DRAFT}:
            assert CASE.find(facts, A.WITHDRAW, SIGNATORY).target is C.WITHDRAWN
        if case.status is C.DECISION:
            for actor in APPROVERS:
                free = actor.user_id not in case.did and actor.user_id not in case.conflicts
                right = free and case.unmet != () and (case.heard or not case.hearing_rule)
                assert isinstance(found(facts, A.REFUSE, actor), Row) is right

    @invariant()
    def nobody_could_grant_what_is_not_clean(self) -> None:
        """Asked at every moment, not only when somebody happens to try."""
        if not hasattr(self, "case") or self.case.status is not C.DECISION:
            return
        case, facts = self.case, self.case.facts()
        clean = (
            not any(case.requests)
            and case.findings == []
            and "none" not in case.sites
            and (case.unscanned, case.gaps) == (0, 0)
        )
        for actor in APPROVERS:
            free = actor.user_id not in case.did and actor.user_id not in case.conflicts
            granted = isinstance(found(facts, A.GRANT, actor), Row)
            lower = isinstance(found(facts, A.GRANT_LOWER, actor), Row)
            assert granted is (clean and free and case.unmet == ())
            consents = case.accepted_lower and case.unmet_lower == ()
            assert lower is (clean and free and consents)

    @invariant()
    def whoever_may_not_decide_reads_who_may(self) -> None:
        if not hasattr(self, "case") or self.case.status is not C.DECISION:
            return
        case, facts = self.case, self.case.facts()
        free = [a.name for a in APPROVERS if a.user_id not in {*case.did, *case.conflicts}]
        for actor in APPROVERS:
            if actor.user_id in case.did and actor.user_id not in case.conflicts:
                first = str(found(facts, A.GRANT, actor)[0])
                assert all(name in first for name in free)
                assert ("nobody else" in first) is (free == [])


def moves(row: Row) -> bool:
    return row.target is not None and row.target not in CLOSED_CASE


def found(facts: CaseFacts, action: CaseAct, actor: Actor):
    """The row, or all reasons against it."""
    try:
        return CASE.find(facts, action, actor)
    except RuleViolation as refused:
        return tuple(refused.reasons)


def assert_says_why(refused: RuleViolation) -> None:
    assert refused.reasons
    for reason in refused.reasons:
        assert_is_a_sentence(str(reason))


def assert_is_a_sentence(text: str) -> None:
    assert text[0].isupper() or text[0].isdigit()
    assert text.endswith(".")
    assert "%(" not in text
    assert "None" not in text


def live(**given) -> Counter[CaseAct]:
    """Let many cases live; the steps that were really taken."""
    TAKEN.clear()
    hurried = [HealthCheck.too_slow]
    how = settings(deadline=None, database=None, suppress_health_check=hurried, **given)
    run_state_machine_as_test(CaseLife, settings=how)
    return Counter(TAKEN)


def test_whatever_anybody_tries_a_case_lives_by_the_rules() -> None:
    taken = live(derandomize=True, max_examples=400, stateful_step_count=40)
    # What is never tried proves nothing. In these books the law is silent, and a case is there.
    # Which rare steps come up depends on what else was imported, so most of them must do.
    hoped_for = set(A) - {A.BEGIN, A.RECORD_ACCEPTED, A.RECORD_REFUSED}
    assert len(hoped_for & set(taken)) >= len(hoped_for) - 9
    assert {A.GRANT, A.REFUSE, A.SHUT_OUT} <= set(taken)


@pytest.mark.long
def test_whatever_anybody_tries_at_random_a_case_lives_by_the_rules() -> None:
    taken = live(max_examples=2000, stateful_step_count=60)
    assert taken[A.GRANT] > 0
    assert taken[A.REFUSE] > 0
