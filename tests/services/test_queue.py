"""The queue: who sees what, how it is narrowed and sorted, and what stands in its figures."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.clocks import Status
from aeo.domain.vocabulary import Actor, CaseStatus, Machine, Pen, Phase, Role, Touch
from aeo.models.account import User
from aeo.models.case import Case, CaseEvent, Conflict
from aeo.models.profile import CompanyProfile
from aeo.services import clocks, holidays, queue, touches
from aeo.services.queue import Asked, Due, Held, Order, Which, With
from tests.applications import a_row, actor_of
from tests.people import a_company, an_officer
from tests.statements import asked_of

LONG_AGO = timedelta(days=90)


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        with unit_of_work():
            holidays.seed()
        yield
        db.session.rollback()


@pytest.fixture
def bo() -> Actor:
    with unit_of_work():
        return actor_of(an_officer(Role.CASE_OFFICER))


def cases(**given: dict) -> dict[str, str]:
    """A case for each name, by the reference; ``given`` says what is special in each."""
    made = {}
    with unit_of_work():
        for number, (name, special) in enumerate(given.items()):
            company = a_company(special.pop("company", name), ubi=str(20_000_000 + number))
            company.name_zh = special.pop("zh", "")
            made[a_row(company, **special).reference] = name
    return made


def names(made: dict[str, str], asked: Asked, to: Actor) -> list[str]:
    return [made[line.case.reference] for line in queue.page(asked, to=to).rows]


def test_the_most_urgent_case_comes_first_and_what_waits_for_nothing_last(bo) -> None:
    made = cases(
        fresh={},
        granted={"status": CaseStatus.GRANTED, "at": clock.now() - LONG_AGO},
        late={"at": clock.now() - LONG_AGO},
        deciding={"status": CaseStatus.ASSESSMENT},
        older={"at": clock.now() - timedelta(days=2)},
    )
    everything = Asked(status=Which.ALL)
    assert names(made, everything, bo) == ["late", "older", "fresh", "granted", "deciding"]
    last_first = names(made, Asked(status=Which.ALL, descending=True), bo)
    assert last_first == ["granted", "deciding", "fresh", "older", "late"]
    assert names(made, Asked(), bo) == ["late", "older", "fresh", "deciding"]
    assert names(made, Asked(status=Which.CLOSED), bo) == ["granted"]


def test_a_draft_and_a_case_in_conflict_are_not_there(bo) -> None:
    made = cases(draft={"status": CaseStatus.DRAFT}, mine={}, closed={})
    reference = next(key for key, name in made.items() if name == "closed")
    with unit_of_work():
        lines = queue.page(Asked(), to=bo).rows
        case = next(line.case for line in lines if line.case.reference == reference)
        db.session.add(
            Conflict(
                company_id=case.company_id,
                case_id=case.id,
                user_id=bo.user_id,
                reason="My brother works there.",
                declared_at=clock.now(),
            )
        )
    assert names(made, Asked(status=Which.ALL), bo) == ["mine"]
    assert queue.figures(to=bo, mine=False).with_us == 1
    assert [case.company.name for case in queue.every(Asked(), to=bo)] == ["mine"]


def test_part_of_a_reference_of_either_name_or_of_the_number_finds_a_case(bo) -> None:
    made = cases(
        kestrel={"company": "Kestrel Bay Logistics Limited", "zh": "隼灣物流有限公司"},
        percent={"company": "100% Freight_Ltd", "zh": "百分百貨運"},
    )
    reference = next(key for key, name in made.items() if name == "kestrel")
    texts = (
        "kestrel BAY",
        "灣物",
        reference.lower(),
        reference[9:16],
        "20000000",
        "0% F",
        "t_L",
        "%",
    )
    found = {text: names(made, Asked(text=text), bo) for text in texts}
    one, other = ["kestrel"], ["percent"]
    assert found == {
        "kestrel BAY": one,
        "灣物": one,
        reference.lower(): one,
        reference[9:16]: one,
        "20000000": one,
        "0% F": other,
        "t_L": other,
        "%": other,
    }
    assert names(made, Asked(text="灣貨"), bo) == []


def test_status_stage_holder_level_role_and_officer_narrow_it(bo) -> None:
    with unit_of_work():
        mak = an_officer(Role.CASE_OFFICER, name="Mak Tsz Kin")
        mine = db.session.get_one(User, bo.user_id)
        mak_id = mak.id
        made = {}
        for name, special in {
            "one": {"officer": mine},
            "two": {"status": CaseStatus.RETURNED, "officer": mak, "levels": ("T2",)},
            "three": {"status": CaseStatus.VISIT_PLANNING},
        }.items():
            company = a_company(name, ubi=str(20_000_000 + len(made)))
            db.session.add(
                CompanyProfile(
                    company_id=company.id,
                    data={"roles": ["importer"] if name == "two" else ["exporter", "carrier"]},
                    changed_at=clock.now(),
                    changed_by_id=mak.id,
                )
            )
            made[a_row(company, **special).reference] = name

    def of(**asked) -> set[str]:
        return set(names(made, Asked(**asked), bo))

    assert of(status=CaseStatus.RETURNED) == {"two"}
    assert of(status=Phase.SUBMISSION) == {"one", "two"}
    assert of(status=Phase.VISIT) == {"three"}
    assert of(holder=With.US) == {"one", "three"}
    assert of(holder=With.COMPANY) == {"two"}
    assert of(level="T2") == {"two"}
    assert of(level="T") == set()
    assert of(role="importer") == {"two"}
    assert of(role="exporter") == {"one", "three"}
    assert of(officer=Held.MINE) == {"one"}
    assert of(officer=Held.NOBODY) == {"three"}
    assert of(officer=mak_id) == {"two"}
    assert {user.name for user in queue.officers()} == {"Bo Lau", "Mak Tsz Kin"}
    assert of(officer=Held.MINE, level="T2") == set()


def test_the_clock_narrows_it_and_the_figures_count_the_same(bo) -> None:
    with unit_of_work():
        mine = db.session.get_one(User, bo.user_id)
        made = {}
        for name, days in {"late": -1, "today": 0, "soon": 1, "far": 400}.items():
            case = a_row(a_company(name, ubi=str(20_000_000 + len(made))), officer=mine)
            case.next_due_on = clock.today() + timedelta(days=days)
            made[case.reference] = name
        gone = a_row(a_company("gone"), status=CaseStatus.REFUSED, officer=mine)
        gone.next_due_on = clock.today() - timedelta(days=1)
    found = {
        due: names(made, Asked(status=Which.ALL, due=due), bo)
        for due in (Due.LATE, Due.TODAY, Due.URGENT, Due.SOON)
    }
    assert found == {
        Due.LATE: ["late"],
        Due.TODAY: ["today"],
        Due.URGENT: ["late", "today"],
        Due.SOON: ["today", "soon"],
    }
    figures = queue.figures(to=bo, mine=True)
    assert (figures.late, figures.today, figures.soon) == (1, 1, 2)
    assert (figures.with_us, figures.with_company, figures.unassigned) == (4, 0, 0)
    assert figures.phases == {Phase.SUBMISSION: {Pen.CUSTOMS: 4}}


def test_figures_of_mine_leave_out_the_clocks_of_others(bo) -> None:
    cases(late={"at": clock.now() - LONG_AGO}, back={"status": CaseStatus.RETURNED})
    own, every = queue.figures(to=bo, mine=True), queue.figures(to=bo, mine=False)
    assert (own.late, every.late) == (0, 1)
    assert (own.unassigned, every.unassigned, every.with_company) == (2, 2, 1)
    assert every.phases == {Phase.SUBMISSION: {Pen.CUSTOMS: 1, Pen.COMPANY: 1}}


def test_what_waits_for_a_step_of_ones_role_is_ones_own(bo) -> None:
    made = cases(
        read={"status": CaseStatus.VETTING, "officer": db.session.get_one(User, bo.user_id)},
        review={"status": CaseStatus.SUPERVISOR_REVIEW},
        decide={"status": CaseStatus.DECISION},
        done={"status": CaseStatus.DECISION},
        granted={"status": CaseStatus.GRANTED},
    )
    with unit_of_work():
        april = actor_of(an_officer(Role.APPROVER, name="April"))
        sue = actor_of(an_officer(Role.SUPERVISOR, name="Sue"))
        done = next(reference for reference, name in made.items() if name == "done")
        case = db.session.scalars(sa.select(Case).where(Case.reference == done)).one()
        touches.record(case, Touch.RFI, april)
    mine = Asked(officer=Held.MINE, order=Order.REFERENCE)
    assert {one.name: names(made, mine, one) for one in (bo, sue, april)} == {
        bo.name: ["read"], "Sue": ["review"], "April": ["decide"],
    }  # fmt: skip
    assert queue.figures(to=april, mine=True).with_us == 4


def test_an_empty_office_has_no_figures(bo) -> None:
    assert queue.figures(to=bo, mine=False) == queue.Figures()
    assert queue.page(Asked(), to=bo).rows == []


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.REFERENCE, ["b", "A", "c"]),
        (Order.COMPANY, ["A", "b", "c"]),
        (Order.STATUS, ["A", "c", "b"]),
        (Order.OFFICER, ["A", "b", "c"]),
    ],
)
def test_it_is_sorted_by_each_column_and_back(bo, order, expected) -> None:
    with unit_of_work():
        ann, zoe = (an_officer(Role.CASE_OFFICER, name=name) for name in ("Ann", "Zoe"))
        made = {
            a_row(a_company("b", ubi="1"), status=CaseStatus.VETTING, officer=ann).reference: "b",
            a_row(a_company("A", ubi="2")).reference: "A",
            a_row(a_company("c", ubi="3"), status=CaseStatus.RETURNED, officer=zoe).reference: "c",
        }
    assert names(made, Asked(order=order), bo) == expected
    assert names(made, Asked(order=order, descending=True), bo) == expected[::-1]


def test_pages_follow_each_other_without_a_gap_and_without_a_double(bo) -> None:
    made = cases(**{f"n{number:02}": {} for number in range(57)})
    seen, start = [], 0
    while start is not None:
        page = queue.page(Asked(), to=bo, start=start)
        assert page.total == len(made)
        seen += [line.case.reference for line in page.rows]
        start = page.next
    assert seen == sorted(made)
    assert queue.page(Asked(), to=bo, start=50).previous == 25
    assert queue.page(Asked(), to=bo, start=10).previous == 0
    assert queue.page(Asked(), to=bo).previous is None
    beyond = queue.page(Asked(), to=bo, start=1000)
    assert (beyond.rows, beyond.next) == ([], None)
    assert [case.reference for case in queue.every(Asked(), to=bo)] == sorted(made)


def test_a_line_shows_the_running_clock_then_the_one_that_stands(bo) -> None:
    made = cases(
        sent={}, waiting={"status": CaseStatus.INFO_REQUESTED}, out={"status": CaseStatus.WITHDRAWN}
    )
    lines = {
        made[line.case.reference]: line.clock
        for line in queue.page(Asked(status=Which.ALL), to=bo).rows
    }
    assert {name: clock and (clock[0], clock[1].status) for name, clock in lines.items()} == {
        "sent": ("acknowledge", Status.RUNNING),
        "waiting": ("rfi_answer", Status.RUNNING),
        "out": None,
    }


def test_when_no_clock_runs_the_line_shows_the_one_with_least_time_left(bo) -> None:
    with unit_of_work():
        case = a_row(a_company(), status=CaseStatus.VETTING, at=clock.now() - timedelta(days=9))
        steps = (("info_requested", []), (None, ["rfi.answered"]))
        for seq, (status, heard) in enumerate(steps, start=2):
            db.session.add(
                CaseEvent(
                    company_id=case.company_id,
                    case_id=case.id,
                    seq=seq,
                    machine=Machine.CASE,
                    action="ask",
                    to_status=status,
                    actor_role="case_officer",
                    details={"clock_events": heard},
                    at=clock.now(),
                    machine_at=clock.machine(),
                )
            )
        db.session.flush()
        clocks.refresh(case)
        assert case.next_due_on is None
    (line,) = queue.page(Asked(), to=bo).rows
    assert line.clock is not None
    assert (line.clock[0], line.clock[1].status) == ("vetting", Status.STOPPED)


def test_a_page_takes_the_same_statements_for_one_case_and_for_thirty(bo) -> None:
    cases(one={})
    one = needed(lambda: queue.page(Asked(), to=bo))
    cases(**{f"n{number:02}": {} for number in range(29)})
    thirty = needed(lambda: queue.page(Asked(), to=bo))
    assert (one, thirty) == (4, 4)


def needed(read) -> int:
    db.session.expunge_all()
    clock.today()
    with asked_of(db.engine) as seen:
        read()
    return len(seen)
