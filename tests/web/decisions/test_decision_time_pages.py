"""More time for the decision, and a refusal by law, on the pages of both sides."""

from datetime import timedelta

import pytest

from aeo.domain.calendar import Counting
from aeo.domain.vocabulary import CaseStatus
from aeo.services import holidays
from aeo.services.decisions import limit
from tests.nordhaven import Nordhaven, by_law
from tests.statements import statements
from tests.web.decisions.acting import another, buttons, come, ours, words
from tests.web.desk_pages import at, do, status_of

JUDGING = 17  # statements of a page that judges a case
WHY = "The auditor’s report is not in yet."
NOTICE = "You may apply again at any time."


def days(app, office) -> tuple[str, str]:
    """The day the decision is due by, and the same 20 working days later, as pages write them."""
    with app.app_context():
        before = limit.of_case(office.case()).due
        after = holidays.calendar().add(before, 20, Counting.WORKING).day
    return tuple(f"{day:%a} {day.day} {day:%B %Y}" for day in (before, after))


def test_a_supervisor_sees_the_new_day_and_extends(app, client, office) -> None:
    office.accepted()
    before, after = days(app, office)
    come(app, client, office.cheung)
    assert at(office.reference, "extend") in client.get(at(office.reference)).text
    page = words(client.get(at(office.reference, "extend")).text)
    told = [
        f"Now the decision is due by {before}.", "In working days; at most 30.",
        "The time can be extended once only.",
    ]  # fmt: skip
    assert [text for text in told if text not in page] == []
    assert "The new day" not in page
    shown = do(app, client, office.reference, "extend", days="20", do="preview")
    page = words(shown.text)
    assert (shown.status_code, f"The decision would be due by {after}." in page) == (200, True)
    assert "Extended" in page
    assert "The clock runs on, and 20 days are added." in page
    done = do(app, client, office.reference, "extend", days="20", reason=WHY)
    assert (done.status_code, done.location) == (303, at(office.reference, "decision"))
    again = words(client.get(at(office.reference, "extend")).text)
    assert "The time for the decision has been extended as often as allowed." in again
    late = do(app, client, office.reference, "extend", days="5", reason=WHY)
    assert (late.status_code, f"\r\n{WHY}</textarea>" in late.text) == (409, True)
    ada = words(another(app, office.ada).get(ours(office)).text)
    told = f"Customs needs more time for the decision. It is now expected by {after}. {WHY}"
    assert told in ada


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Say how much longer, as a number."),
        ("31", "Type a number from 1 to 30."),
        ("0", "Type a number from 1 to 30."),
        ("soon", "Type a whole number, like 30."),
        ("1" * 400, "Type a whole number, like 30."),
        ("１２", "Type a whole number, like 30."),
    ],
)
def test_a_number_that_is_none_is_kept_and_said(app, client, office, typed, sentence) -> None:
    office.accepted()
    come(app, client, office.cheung)
    for act in ("", "preview"):
        answer = do(app, client, office.reference, "extend", days=typed, reason=WHY, do=act)
        assert (answer.status_code, sentence in answer.text) == (422, True)
        assert f"\r\n{WHY}</textarea>" in answer.text
        assert "The new day" not in words(answer.text)
    bare = do(app, client, office.reference, "extend", days="5", reason=" ")
    assert "Give the reason: the company reads it." in bare.text


def test_the_law_of_hong_kong_refuses_nothing(app, client, office) -> None:
    office.to_decision()
    page = come(app, client, office.kwok).get(at(office.reference, "decision")).text
    assert "Record refusal by law" not in buttons(page)
    assert "No law has refused" in client.get(at(office.reference, "record-refused")).text
    late = do(app, client, office.reference, "record-refused", reason=NOTICE)
    assert (late.status_code, f"\r\n{NOTICE}</textarea>" in late.text) == (409, True)


def test_an_approver_records_what_the_law_did(app, tmp_path) -> None:
    with by_law(app, tmp_path) as abroad:
        office = Nordhaven(abroad)
        office.accepted()
        kwok = another(abroad, office.kwok)
        early = words(kwok.get(at(office.reference)).text)
        assert "No law has refused this application by the passing of time." in early
        with abroad.app_context():
            due = limit.of_case(office.case()).due
        office.move_to(due + timedelta(days=1))
        kwok = another(abroad, office.kwok)
        assert at(office.reference, "record-refused") in kwok.get(at(office.reference)).text
        day = f"{due:%a} {due.day} {due:%B %Y}"
        page = words(kwok.get(at(office.reference, "record-refused")).text)
        assert f"By law a decision was due by {day}, and none was taken." in page
        said = f"Customs did not decide by {day}. By law the application counts as refused."
        assert said in page
        assert statements(abroad, kwok, at(office.reference, "record-refused")) <= JUDGING
        assert do(abroad, kwok, office.reference, "record-refused", reason="").status_code == 422
        done = do(abroad, kwok, office.reference, "record-refused", reason=NOTICE)
        assert done.status_code == 303
        assert status_of(abroad, office.reference) is CaseStatus.REFUSED
        desk = words(kwok.get(at(office.reference, "decision")).text)
        ada = words(another(abroad, office.ada).get(ours(office, "decision")).text)
        assert [said in desk, NOTICE in desk, said in ada, NOTICE in ada] == [True] * 4


def test_the_page_that_extends_asks_little(app, client, office) -> None:
    office.to_decision()
    come(app, client, office.cheung)
    assert statements(app, client, at(office.reference, "extend")) <= JUDGING
    # The first page of a case lists the officers beside it, for whoever may assign them.
    assert statements(app, client, at(office.reference)) <= JUDGING + 1
