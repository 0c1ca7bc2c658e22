"""A table is sound: nothing unreachable, nothing without a way out, nothing said twice."""

import inspect
from collections import Counter
from itertools import pairwise

import pytest

from aeo.domain import guards
from aeo.domain.guards import accreditation, authorisation, case, finding, no_conflict, rfi, visit
from aeo.domain.transition import Row, Table
from aeo.domain.vocabulary import CLOSED_CASE, COMPANY_ROLES, OFFICE_ROLES, Machine, Role
from aeo.domain.workflow import CASE, FINDING, RFI, TABLES, VISIT
from aeo.domain.workflow.case import CaseAct

each_table = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))


def reachable(table: Table, start) -> set:
    found, fresh = {start}, [start]
    while fresh:
        status = fresh.pop()
        for row in table.rows:
            if status in row.sources and row.target is not None and row.target not in found:
                found.add(row.target)
                fresh.append(row.target)
    return found


def test_every_machine_has_its_table() -> None:
    assert set(TABLES) == set(Machine)
    assert [table.machine for table in TABLES.values()] == list(TABLES)


@each_table
def test_every_status_is_reached_or_says_why_it_comes_later(table: Table) -> None:
    assert reachable(table, table.initial) | set(table.later) == set(table.statuses)
    assert reachable(table, table.initial) & set(table.later) == set()
    assert all(why.endswith(".") for why in table.later.values())


@each_table
def test_no_row_leaves_a_closed_status(table: Table) -> None:
    assert [row.action for row in table.rows if row.sources & table.closed] == []


@each_table
def test_every_open_status_can_reach_a_closed_one(table: Table) -> None:
    open_ones = set(table.statuses) - table.closed
    assert {s for s in open_ones if not reachable(table, s) & table.closed} == set()


def test_every_open_case_can_be_ended_without_a_grant() -> None:
    against = CASE.closed - {s for s in CASE.closed if s.value.startswith("granted")}
    open_ones = set(CASE.statuses) - CASE.closed
    assert {s for s in open_ones if not reachable(CASE, s) & against} == set()


@each_table
def test_a_thing_begins_in_one_way_and_from_nothing(table: Table) -> None:
    assert table.begin.sources == frozenset()
    assert table.begin.target is table.initial
    assert table.begin.by != frozenset()
    assert [row.action for row in table.rows if not row.sources] == []


@each_table
def test_no_step_is_said_twice_for_one_status(table: Table) -> None:
    """Stronger than once per role: a person with two roles meets one row."""
    said = Counter((row.action, status) for row in table.rows for status in row.sources)
    assert [step for step, times in said.items() if times > 1] == []


@each_table
def test_every_action_has_a_row_and_every_row_an_actor(table: Table) -> None:
    actions = type(table.begin.action)
    assert {row.action for row in table.all_rows} == set(actions)
    assert [row.action for row in table.all_rows if not row.by] == []


@each_table
def test_a_row_that_goes_somewhere_leaves_where_it_was(table: Table) -> None:
    assert [row.action for row in table.rows if row.target in row.sources] == []


@each_table
def test_a_row_is_taken_by_people_who_can_stand_for_one_side_or_by_the_service(table) -> None:
    """Only a visit may be moved by both sides."""
    mixed = [r.action for r in table.rows if r.by & COMPANY_ROLES and r.by & OFFICE_ROLES]
    assert mixed == ([type(table.begin.action)("reschedule")] if table is VISIT else [])


@each_table
def test_no_officer_acts_in_spite_of_a_conflict_of_interest(table: Table) -> None:
    """Four eyes asks for it too."""
    asking = {no_conflict, accreditation.four_eyes}
    open_to_officers = [row for row in table.all_rows if row.by & OFFICE_ROLES]
    assert [row.action for row in open_to_officers if not asking & set(row.guards)] == []


def test_every_decision_asks_for_four_eyes() -> None:
    by_approvers = {row.action for row in CASE.rows if Role.APPROVER in row.by}
    asked = {row.action for row in CASE.rows if accreditation.four_eyes in row.guards}
    assert by_approvers == asked
    assert {CaseAct.GRANT, CaseAct.GRANT_LOWER, CaseAct.REFUSE} <= asked


def test_only_a_grant_asks_whether_the_table_is_clean() -> None:
    clean = {accreditation.nothing_blocks_a_grant, accreditation.nothing_blocks_a_lower_grant}
    asking = {row.action for row in CASE.rows if clean & set(row.guards)}
    assert asking == {CaseAct.GRANT, CaseAct.GRANT_LOWER}
    granting = {row.action for row in CASE.rows if str(row.target).startswith("granted")}
    assert granting == asking


def test_no_ending_against_or_by_the_company_asks_for_open_requests_or_findings() -> None:
    blockers = {
        case.no_blocking_rfi,
        case.no_blocking_rfi_unless_adverse,
        case.serious_findings_settled,
        accreditation.nothing_blocks_a_grant,
        accreditation.nothing_blocks_a_lower_grant,
    }
    ending = [r for r in CASE.rows if r.target in CLOSED_CASE and "granted" not in str(r.target)]
    assert [row.action for row in ending if blockers & set(row.guards)] == []
    assert len(ending) == 6


def test_every_guard_is_used_by_a_row_or_by_another_guard() -> None:
    modules = (guards, accreditation, authorisation, case, finding, rfi, visit)
    written = {
        function
        for module in modules
        for _, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not function.__name__.startswith("_")
    }
    used = {guard for table in TABLES.values() for row in table.all_rows for guard in row.guards}
    # Asked before an assignment and a team, which are no rows; the rows ask it by two others.
    assert written - used == {accreditation.nobody_left_to_decide}


@each_table
def test_the_condition_of_a_row_is_asked_once(table: Table) -> None:
    assert [r.action for r in table.all_rows if len(set(r.guards)) < len(r.guards)] == []


# Closing against the company, sending back, waiving, moving: never without a word of why.
WITH_A_REASON = {
    "case": {
        "record_accepted", "not_accept", "waive_visit", "go_adverse", "overdue_actions", "revisit",
        "send_back", "intend_adverse", "waive_hearing", "reply_to_hearing", "close_hearing",
        "extend", "grant_lower", "refuse", "record_refused", "lapse", "shut_out",
    },
    "authorisation": {"withdraw"},
    "visit": {"counter", "fix", "reschedule", "cancel"},
    "finding": {
        "withdraw", "reject_plan", "reject_evidence", "reopen", "accept_risk", "monitor", "close",
    },
    "rfi": {"ask_again", "extend", "expire", "withdraw"},
}  # fmt: skip


@each_table
def test_what_needs_a_reason_asks_for_it(table: Table) -> None:
    asking = {row.action.value for row in table.all_rows if row.needs_note}
    assert asking == WITH_A_REASON[table.machine]
    split = {row.action.value for row in table.rows if not row.needs_note} & asking
    # An observation is closed without a word; a corrective action is not.
    assert split == ({"close"} if table is FINDING else set())


def test_what_a_case_leaves_open_the_service_can_close() -> None:
    """A case that ends takes its requests, visits and findings with it, whatever their status."""

    def closed_by_the_service(table: Table) -> set:
        rows = [r for r in table.rows if Role.SYSTEM in r.by and r.target in table.closed]
        return {status for row in rows for status in row.sources}

    assert closed_by_the_service(RFI) == set(RFI.statuses) - RFI.closed
    assert closed_by_the_service(VISIT) == set(VISIT.statuses) - VISIT.closed
    settled = {FINDING.machine: {"closed", "monitoring"}}
    left = {s.value for s in set(FINDING.statuses) - FINDING.closed}
    assert {s.value for s in closed_by_the_service(FINDING)} == left - settled[FINDING.machine]


def test_the_order_of_the_rows_is_the_order_of_the_procedure() -> None:
    """Read from above, the main line goes forward."""
    line = ["submit", "accept", "plan_visit", "schedule", "end_visits", "issue_findings",
            "close_actions", "recommend", "put_forward", "grant"]  # fmt: skip
    rows = [next(row for row in CASE.rows if row.action == action) for action in line]
    assert all(a.target in b.sources for a, b in pairwise(rows))
    places = [CASE.rows.index(row) for row in rows]
    assert places == sorted(places)


def test_a_row_cannot_be_changed_while_the_service_runs() -> None:
    some: Row = CASE.rows[0]
    with pytest.raises(AttributeError):
        some.by = frozenset(Role)  # type: ignore[misc]
