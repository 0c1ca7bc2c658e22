"""Who may what, in every status: derived from the rows, and once more written by hand."""

from dataclasses import fields, replace
from itertools import product

import pytest

from aeo.domain.errors import NotAllowed, OutOfOrder, RuleViolation
from aeo.domain.transition import NOT_YOURS, STATUS_CHANGED, Table
from aeo.domain.vocabulary import SYSTEM, Actor, CaseStatus, Role, VisitStatus
from aeo.domain.workflow import CASE, TABLES, VISIT, CaseAct, VisitAct
from tests.unit.workflow.persons import EVERYBODY, RIVAL, facts_of, in_role

each_table = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))

# By role and status: all that this role may do, if nothing stands against it.
BY_HAND = {
    Role.SIGNATORY: {
        "draft": "submit",
        "submitted": "withdraw",
        "returned": "resubmit withdraw",
        "vetting": "withdraw",
        "info_requested": "withdraw",
        "visit_planning": "withdraw",
        "visit_scheduled": "withdraw",
        "visit_reporting": "withdraw",
        "corrective_action": "withdraw",
        "assessment": "withdraw",
        "supervisor_review": "withdraw",
        "hearing": "reply_to_hearing accept_lower withdraw",
        "decision": "withdraw",
    },
    Role.INTAKE: {"submitted": "return accept record_accepted"},
    Role.CASE_OFFICER: {
        "submitted": "return accept record_accepted",
        "vetting": "ask plan_visit",
        "visit_reporting": "revisit",
        "corrective_action": "close_actions revisit",
        "assessment": "revisit recommend",
    },
    Role.SUPERVISOR: {
        "submitted": "return accept record_accepted not_accept",
        "returned": "not_accept lapse",
        "vetting": "waive_visit go_adverse extend",
        "info_requested": "extend lapse",
        "visit_planning": "extend",
        "visit_scheduled": "extend",
        "visit_reporting": "issue_findings close_report extend",
        "corrective_action": "overdue_actions extend",
        "assessment": "extend",
        "supervisor_review": "send_back intend_adverse waive_hearing put_forward extend",
        "hearing": "close_hearing extend",
        "decision": "extend",
    },
    Role.APPROVER: {
        "vetting": "record_refused",
        "info_requested": "record_refused",
        "visit_planning": "record_refused",
        "visit_scheduled": "record_refused",
        "visit_reporting": "record_refused",
        "corrective_action": "record_refused",
        "assessment": "record_refused",
        "supervisor_review": "record_refused",
        "hearing": "record_refused",
        "decision": "send_back intend_adverse waive_hearing grant grant_lower refuse"
        " record_refused",
    },
    Role.SYSTEM: {
        "submitted": "shut_out",
        "returned": "shut_out",
        "vetting": "shut_out",
        "info_requested": "resume shut_out",
        "visit_planning": "schedule shut_out",
        "visit_scheduled": "unschedule end_visits shut_out",
        "visit_reporting": "shut_out",
        "corrective_action": "shut_out",
        "assessment": "shut_out",
        "supervisor_review": "shut_out",
        "hearing": "shut_out",
        "decision": "shut_out",
    },
}


def unguarded(table: Table) -> Table:
    return replace(table, rows=tuple(replace(row, guards=()) for row in table.rows))


def answer(table: Table, subject, action, actor: Actor):
    """What ``find`` says: the status that follows, or its refusal."""
    try:
        row = table.find(subject, action, actor)
    except RuleViolation as refusal:
        return type(refusal), tuple(refusal.reasons)
    return subject.status if row.target is None else row.target


@each_table
def test_every_status_action_and_role_gets_the_answer_of_the_rows(table: Table) -> None:
    actions, bare = type(table.begin.action), unguarded(table)
    for status, action, role in product(table.statuses, actions, Role):
        rows = [row for row in table.rows if row.action is action and role in row.by]
        row = next((row for row in rows if status in row.sources), None)
        expected = (
            (row.target or status)
            if row
            else (OutOfOrder, (STATUS_CHANGED,))
            if rows
            else (NotAllowed, (NOT_YOURS,))
        )
        assert answer(bare, facts_of(table, status), action, in_role(role)) == expected


def test_the_table_of_the_case_is_the_one_written_by_hand() -> None:
    for role, status in product(Role, CaseStatus):
        offers = unguarded(CASE).offers(facts_of(CASE, status), in_role(role))
        by_hand = BY_HAND.get(role, {}).get(status, "").split()
        assert (role, status, {o.action.value for o in offers}) == (role, status, set(by_hand))


@each_table
def test_people_of_another_company_may_nothing_at_all(table: Table) -> None:
    for status, action in product(table.statuses, type(table.begin.action)):
        subject = facts_of(table, status)
        assert answer(table, subject, action, RIVAL) == (NotAllowed, (NOT_YOURS,))
        assert list(table.offers(subject, RIVAL)) == []


@each_table
def test_somebody_without_a_role_may_nothing_at_all(table: Table) -> None:
    nobody = Actor(user_id=1, roles=frozenset())
    for status, action in product(table.statuses, type(table.begin.action)):
        subject = facts_of(table, status)
        assert answer(table, subject, action, nobody) == (NotAllowed, (NOT_YOURS,))
        assert list(table.offers(subject, nobody)) == []


@each_table
def test_what_only_the_service_does_is_nobody_elses(table: Table) -> None:
    by_itself = [row for row in table.rows if row.by == {Role.SYSTEM}]
    for row, role in product(by_itself, set(Role) - {Role.SYSTEM}):
        if any(role in other.by for other in table.rows if other.action is row.action):
            continue
        for status in row.sources:
            found = answer(table, facts_of(table, status), row.action, in_role(role))
            assert found == (NotAllowed, (NOT_YOURS,))


def contrary(subject):
    """The same thing with every fact turned round, so that as many guards as possible object."""
    turned = {}
    for field in fields(subject):
        value = getattr(subject, field.name)
        if isinstance(value, bool):
            turned[field.name] = not value
        elif isinstance(value, int) and field.name not in {"company_id", "officer_id"}:
            turned[field.name] = 0 if value else 3
    return replace(subject, **turned)


@each_table
def test_a_button_and_its_check_never_disagree(table: Table) -> None:
    seen = {True: 0, False: 0}
    people = [*EVERYBODY, *map(in_role, Role)]
    for status, actor, turn in product(table.statuses, people, [replace, contrary]):
        subject = turn(facts_of(table, status))
        offers = list(table.offers(subject, actor))
        assert len({offer.action for offer in offers}) == len(offers)
        offered = {offer.action: offer for offer in offers}
        for action in type(table.begin.action):
            found = answer(table, subject, action, actor)
            if action not in offered:
                assert found in [(NotAllowed, (NOT_YOURS,)), (OutOfOrder, (STATUS_CHANGED,))]
            elif offered[action].is_open:
                assert found == (offered[action].row.target or status)
            else:
                assert found == (OutOfOrder, offered[action].objections)
            if action in offered:
                seen[offered[action].is_open] += 1
    assert seen[True] > 0
    assert seen[False] > 0


@each_table
def test_nothing_is_offered_in_a_closed_status(table: Table) -> None:
    for status, actor in product(table.closed, [*EVERYBODY, *map(in_role, Role)]):
        assert list(table.offers(facts_of(table, status), actor)) == []


@each_table
def test_only_its_own_people_begin_a_thing(table: Table) -> None:
    bare = replace(table, begin=replace(table.begin, guards=()))
    subject = facts_of(table, table.initial)
    for role in Role:
        if role in table.begin.by:
            assert bare.check_begin(subject, in_role(role)) is bare.begin
        else:
            with pytest.raises(NotAllowed) as refused:
                bare.check_begin(subject, in_role(role))
            assert tuple(refused.value.reasons) == (NOT_YOURS,)


def test_the_service_begins_what_is_held_and_nothing_else() -> None:
    assert [m.value for m, table in TABLES.items() if Role.SYSTEM in table.begin.by] == [
        "authorisation"
    ]
    assert TABLES["authorisation"].check_begin(facts_of(TABLES["authorisation"], "active"), SYSTEM)


def test_a_missing_button_can_say_whose_it_is() -> None:
    assert CASE.takers(CaseAct.GRANT, CaseStatus.DECISION) == {Role.APPROVER}
    assert CASE.takers(CaseAct.GRANT, CaseStatus.VETTING) == frozenset()
    assert CASE.takers(CaseAct.SEND_BACK, CaseStatus.SUPERVISOR_REVIEW) == {Role.SUPERVISOR}
    assert VISIT.takers(VisitAct.CANCEL, VisitStatus.AGREED) == {
        Role.CASE_OFFICER,
        Role.VALIDATOR,
        Role.SYSTEM,
    }
