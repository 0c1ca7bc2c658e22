"""Everything has its words for everybody who may read it, and only for them."""

import json
import re
from itertools import product

import pytest

from aeo.cli.workflow import ladders
from aeo.domain import diagram, wording
from aeo.domain.effects import EFFECTS, EVENT_WORDS, THING_WORDS, Change, Event, Thing
from aeo.domain.transition import Table
from aeo.domain.vocabulary import AuthorisationStatus, CaseStatus, Machine, Pen, Phase, Role
from aeo.domain.wording import Audience
from aeo.domain.workflow import CASE, RFI, TABLES, CaseAct, RfiAct
from aeo.domain.workflow.case import A
from aeo.domain.workflow.words import STATUS, STEP

each_table = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
# What the company is not told: how Customs comes to its decision, and what is only prepared.
KEPT_INSIDE = {
    "case": {"recommend", "send_back"},
    "finding": {"begin", "withdraw"},
    "rfi": {"begin"},
}


@each_table
def test_every_status_and_every_step_has_its_words(table: Table) -> None:
    assert list(STATUS[table.machine]) == list(table.statuses)
    assert set(STEP[table.machine]) == set(type(table.begin.action))
    assert list(STATUS) == list(STEP) == list(Machine)


def test_every_machine_phase_pen_and_role_has_its_words() -> None:
    assert (set(wording.MACHINE), set(wording.PHASE)) == (set(Machine), set(Phase))
    assert (set(wording.PEN), set(wording.ROLE)) == (set(Pen), set(Role))
    for words in (wording.MACHINE, wording.PHASE, wording.PEN, wording.ROLE):
        assert len(set(words.values())) == len(words)


@each_table
def test_an_officer_reads_every_event_and_an_applicant_all_but_the_inner_ones(table) -> None:
    for action in type(table.begin.action):
        assert wording.event(table.machine, action, Audience.OFFICER) is not None
    hidden = {
        action.value
        for action in type(table.begin.action)
        if wording.event(table.machine, action, Audience.APPLICANT) is None
    }
    assert hidden == KEPT_INSIDE.get(table.machine.value, set())


def test_the_public_reads_of_what_is_held_and_of_nothing_else() -> None:
    for machine, table in TABLES.items():
        told = [wording.status(machine, s, Audience.PUBLIC) for s in table.statuses]
        told += [wording.event(machine, a, Audience.PUBLIC) for a in type(table.begin.action)]
        assert {one is not None for one in told} == {machine is Machine.AUTHORISATION}


def test_the_public_does_not_read_why_a_status_ended() -> None:
    ended = [
        AuthorisationStatus.EXPIRED,
        AuthorisationStatus.REVOKED,
        AuthorisationStatus.ANNULLED,
        AuthorisationStatus.WITHDRAWN,
    ]
    said = {str(wording.status(Machine.AUTHORISATION, s, Audience.PUBLIC)) for s in ended}
    assert said == {"Not in force"}


def test_the_applicant_never_reads_of_a_recommendation() -> None:
    for machine in Machine:
        said = [words.applicant for words in STATUS[machine].values()]
        said += [step.event.applicant for step in STEP[machine].values()]
        assert [text for text in said if text and "recommend" in text.lower()] == []
    inner = [CaseStatus.ASSESSMENT, CaseStatus.SUPERVISOR_REVIEW]
    said = {str(wording.status(Machine.CASE, s, Audience.APPLICANT)) for s in inner}
    assert said == {"Final assessment"}


def test_each_reader_reads_their_own_words() -> None:
    def said(to: Audience) -> str:
        return str(wording.event(Machine.CASE, A.RETURN, to))

    assert said(Audience.APPLICANT) == "Customs returned the application for completion."
    assert said(Audience.OFFICER) == "Returned for completion."
    assert str(wording.button(Machine.CASE, CaseAct.RETURN)) == "Return for completion"
    assert wording.status(Machine.RFI, RFI.initial, Audience.APPLICANT) is None
    assert str(wording.button(Machine.RFI, RfiAct.ASK_AGAIN)) == "Ask again"
    assert str(wording.role(Role.ADVISER)) == "External adviser"


@each_table
def test_buttons_are_told_apart_where_they_stand_together(table: Table) -> None:
    for status, role in product(table.statuses, Role):
        rows = [row for row in table.rows if status in row.sources and role in row.by]
        buttons = [str(wording.button(table.machine, row.action)) for row in rows]
        assert len(set(buttons)) == len(buttons)


def test_an_event_is_a_sentence_and_a_label_is_none() -> None:
    for machine in Machine:
        labels = [text for said in STATUS[machine].values() for text in texts(said)]
        labels += [step.button for step in STEP[machine].values()]
        events = [text for step in STEP[machine].values() for text in texts(step.event)]
        assert [text for text in labels if text.endswith(".") or not text[0].isupper()] == []
        assert [text for text in events if not text.endswith(".") or not text[0].isupper()] == []
        assert [text for text in labels + events if "%" in text] == []


def texts(said) -> list[str]:
    return [text for text in (said.applicant, said.officer, said.public) if text is not None]


# --- Cross-effects --------------------------------------------------------------------------


def test_every_cell_of_the_cross_effects_is_decided() -> None:
    assert {event: set(cells) for event, cells in EFFECTS.items()} == {
        event: set(Thing) for event in Event
    }
    assert (set(EVENT_WORDS), set(THING_WORDS)) == (set(Event), set(Thing))
    sentences = [cell.sentence for cells in EFFECTS.values() for cell in cells.values()]
    assert [s for s in sentences if not s.endswith(".") or "  " in s or "|" in s] == []


def test_the_cross_effects_keep_what_the_rules_promise() -> None:
    """Product §6, in single cells."""
    for event in (Event.RENEWAL_REFUSED, Event.RENEWAL_WITHDRAWN):
        shown = {thing: EFFECTS[event][thing].change for thing in Thing}
        assert shown[Thing.AUTHORISATION] is Change.STAYS
        assert shown[Thing.CERTIFICATE] is Change.STAYS
        assert shown[Thing.REGISTER] is Change.STAYS
        assert shown[Thing.LOGO] is Change.STAYS
        assert shown[Thing.VISITS] is Change.ENDS
    over = (Event.VALID_TO_PASSED, Event.REVOKED, Event.STATUS_WITHDRAWN, Event.COMPANY_ENDED)
    for event in over:
        for thing in set(Thing) - {Thing.OPEN_CASES, Thing.VISITS}:
            assert EFFECTS[event][thing].change is Change.ENDS
    closing = {e for e in Event if EFFECTS[e][Thing.OPEN_CASES].change is Change.ENDS}
    assert closing == {Event.REVOKED, Event.COMPANY_ENDED}
    paused = {e for e in Event if EFFECTS[e][Thing.LOGO].change is Change.PAUSES}
    assert paused == {Event.SUSPENDED}


def document() -> str:
    slugs = {slug for table in TABLES.values() for row in table.all_rows for slug in row.notices}
    reminding = ladders()
    slugs |= {rung.kind for ladder in reminding.values() for rung in ladder.rungs}
    return diagram.markdown(TABLES.values(), {slug: ["Somebody"] for slug in slugs}, reminding)


# --- Diagram --------------------------------------------------------------------------------


@each_table
def test_the_diagram_draws_every_step_that_moves(table: Table) -> None:
    drawn = diagram.mermaid(table)
    assert drawn.startswith("stateDiagram-v2\n")
    moving = [row for row in table.all_rows if row.target is not None]
    for row in moving:
        arrow = re.compile(
            rf"^    \S+ --> {row.target}: (.* / )?"
            rf"{re.escape(str(wording.button(table.machine, row.action)))}( / .*)?$",
            re.MULTILINE,
        )
        assert arrow.search(drawn) is not None
    for status in table.statuses:
        entered = any(row.target is status for row in table.all_rows)
        assert (f"    {status} --> [*]\n" in drawn) is (entered and status in table.closed)


def test_no_id_in_a_diagram_has_a_hyphen_and_every_one_has_a_name() -> None:
    for table in TABLES.values():
        lines = diagram.mermaid(table).splitlines()[1:]
        named = {m[1] for m in (re.match(r'    state "[^"]+" as (\w+)$', x) for x in lines) if m}
        arrows = [re.match(r"    (\S+) --> ([^\s:]+)(: [^:;#]+)?$", x) for x in lines if "-->" in x]
        ends = {end for arrow in arrows for end in arrow.groups()[:2]} - {"[*]"}
        assert ends == named


def test_the_document_holds_every_row_in_words() -> None:
    text = document()
    assert (
        "| Grant<br>`grant` | `decision` | `granted` | Approver | four eyes; nothing blocks a grant"
        " | stops all | granted, granted-all-users, granted-register-staff |\n"
    ) in text
    assert (
        "| Status | Step | Signatory | Intake officer | Case officer | Supervisor | Approver |"
        in (text)
    )
    assert "| `draft` | Send the application | ● |  |  |  |  |\n" in text
    assert "| `granted` | Case: Grant | Somebody |\n" in text
    assert text.count("```mermaid\n") == len(TABLES)
    for row in re.findall(r"^\|.*$", text, re.MULTILINE):
        assert row.endswith("|")


def test_every_grid_of_the_document_is_rectangular() -> None:
    text = document()
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({line.count("|") for line in block.splitlines()}) == 1


def test_the_data_form_says_the_same_as_the_table() -> None:
    data = json.loads(json.dumps(diagram.as_data(TABLES.values())))
    assert list(data["machines"]) == [machine.value for machine in Machine]
    case = data["machines"]["case"]
    assert case["initial"] == "draft"
    assert len(case["rows"]) == len(CASE.rows) + 1
    assert next(row for row in case["rows"] if row["action"] == "refuse") == {
        "action": "refuse",
        "button": "Refuse",
        "from": ["decision"],
        "to": "refused",
        "by": ["approver"],
        "conditions": ["four_eyes", "adverse_with_grounds", "hearing_finished"],
        "needs_reason": True,
        "clock": "stops all",
        "messages": ["refused"],
    }
    assert data["machines"]["rfi"]["statuses"]["draft"] == {
        "applicant": None,
        "officer": "Draft",
        "public": None,
    }
    assert data["effects"]["revoked"]["visits"] == {
        "change": "ends",
        "sentence": "All visits are cancelled and the hosts told.",
    }
