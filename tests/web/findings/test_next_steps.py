"""Where each side goes on: the button beside who holds the pen, and the way back to the visit."""

from aeo.domain.vocabulary import Role
from aeo.domain.workflow.case import CaseAct
from aeo.domain.workflow.finding import FindingAct
from aeo.services import transitions
from aeo.services.rfis import asking
from aeo.services.rfis import reading as rfis
from aeo.services.visits import onsite
from aeo.services.visits import reading as visits
from tests.applications import an_office_actor
from tests.people import writing
from tests.statements import statements
from tests.web.desk_pages import at, do
from tests.web.findings.sides import another, come, judged, ours, planned

TYPED = {"grade": "major", "criterion": "A", "title": "One", "seen": "Two.", "question": ""}


def the_button(page: str) -> tuple[str, str] | None:
    """Address and words of the button beside who holds the pen."""
    pen = page.partition('<section class="pen')[2].partition("</section>")[0]
    _before, link, rest = pen.partition('<a class="btn btn-primary" href="')
    address, _quote, words = rest.partition('">')
    return (address, words.partition("</a>")[0]) if link else None


def draft_a_request(app, office) -> int:
    with writing(app):
        return asking.ask_about(
            office.reference, "A-02", "company", reason="RFI-UNCLEAR", asks="Who?", by=office.bo
        ).number


def test_each_status_of_a_case_says_where_its_work_is_done(app, client, office) -> None:
    come(app, client, office.bo)
    ada = another(app, office.ada)
    base = "/desk/cases/"

    def ways() -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
        page = client.get(at(office.reference)).text
        return the_button(page), the_button(ada.get(ours(office)).text)

    base += office.accepted()
    assert ways() == ((f"{base}/review", "Review the answers"), None)
    office.read()
    assert ways() == (None, None)  # the main step of the case is open, and comes first
    with writing(app):
        transitions.perform(office.reference, CaseAct.PLAN_VISIT, by=office.bo)
    assert ways() == ((f"{base}/visits", "Plan the visits"), None)
    auditor = another(app, an_office_actor(app, Role.AUDITOR, name="Lo Ka Man"))
    assert the_button(auditor.get(at(office.reference)).text) is None


def test_after_the_report_both_sides_are_led_to_the_finding(app, client, issued) -> None:
    come(app, client, issued.bo)
    ada = another(app, issued.ada)
    base = at(issued.reference)
    desk = the_button(client.get(base).text)
    finding = (ours(issued, "findings/1"), "Answer the finding")
    assert (desk, the_button(ada.get(ours(issued)).text)) == (
        (f"{base}findings", "Open the findings"), finding,
    )  # fmt: skip
    planned(app, issued)
    assert the_button(ada.get(ours(issued)).text) is None
    judged(app, issued, FindingAct.ACCEPT_PLAN)
    assert the_button(ada.get(ours(issued)).text) == finding
    with writing(app):
        transitions.perform(issued.reference, CaseAct.CLOSE_ACTIONS, by=issued.bo)
    assert the_button(client.get(base).text) == (f"{base}assessment", "Assess the criteria")


def test_what_was_asked_stands_where_the_officer_looks_first(app, client, office) -> None:
    come(app, client, office.bo)
    ada = another(app, office.ada)
    base = "/desk/cases/" + office.accepted()
    number = draft_a_request(app, office)
    page = client.get(f"{base}/").text
    assert "A request to the company is drafted and not sent yet." in page
    assert "The company has answered" not in client.get("/desk/").text
    with writing(app):
        due = asking.usual_due_on(office.case())
        asking.issue(
            office.reference, number, due_on=due, is_blocking=True, message="", by=office.bo
        )
    page = client.get(f"{base}/").text
    assert the_button(page) == (f"{base}/requests", "See what was asked")
    assert "With the company" in page
    request = (ours(office, f"requests/{number}"), "Answer the questions")
    assert the_button(ada.get(ours(office)).text) == request
    with writing(app):
        item = rfis.get(office.case(), number).items[0].public_id
        asking.reply(office.reference, number, item, "I do.", by=office.ada)
        asking.answer(office.reference, number, by=office.ada)
    page = client.get(f"{base}/").text
    assert the_button(page) == (f"{base}/requests", "Read the answers")
    assert "With us: the company has answered" in page
    home = client.get("/desk/").text
    mine = home.partition('id="answered"')[2].partition("</section>")[0]
    assert (office.reference in mine, "Read the answers" in mine) == (True, True)
    elsewhere = another(app, office.cheung).get("/desk/").text
    assert 'id="answered"' not in elsewhere
    assert statements(app, client, "/desk/") <= 17


def test_a_finding_of_a_check_takes_up_its_note_and_leads_back_to_the_visit(
    app, client, office
) -> None:
    public_id = office.agreed()
    with app.app_context():
        day = visits.get(office.case(), public_id).day
        first, second = visits.checklist(office.case())[:2]
    office.move_to(day)
    with writing(app):
        onsite.start(office.reference, public_id, by=office.ng)
        onsite.mark(office.reference, public_id, first.id, "partly", "Half of it.", by=office.ng)
    come(app, client, office.ng)
    new = at(office.reference, f"findings/new?visit={public_id}&item=")
    form = client.get(new + first.id).text
    assert ("Half of it.</textarea>" in form, "Back to the visit" in form) == (True, True)
    assert "Half of it." not in client.get(new + second.id).text
    assert "Half of it." not in client.get(new.replace(public_id, "f" * 32) + first.id).text
    typed = {**TYPED, "visit": public_id, "item": first.id}
    answer = do(app, client, office.reference, "findings/new", **typed)
    assert answer.location == f"/desk/visits/{public_id}#{first.id}"
    alone = do(app, client, office.reference, "findings/new", **TYPED)
    assert alone.location == f"{at(office.reference)}findings#F2"


def test_a_visit_that_is_over_leads_to_the_report_and_to_what_was_amiss(
    app, client, office
) -> None:
    office.visited(first="partly")
    come(app, client, office.ng)
    with app.app_context():
        visit = visits.of_case(office.case())[0]
        amiss = visits.checklist(office.case())[0].id
    page = client.get(f"/desk/visits/{visit.public_id}").text
    assert f'href="{at(office.reference)}report">Open the report</a>' in page
    assert page.count("Finding from this") == 1
    assert f"item={amiss}&amp;visit={visit.public_id}" in page
    office.reported()
    assert "Open the report" not in client.get(f"/desk/visits/{visit.public_id}").text


def test_clocks_that_are_over_stand_on_the_overview_alone(app, client, office) -> None:
    come(app, client, office.bo)
    office.accepted()
    overview, answers = (client.get(at(office.reference, tab)).text for tab in ("", "answers"))
    over = overview.partition('id="ended"')[2]
    assert ("Completeness check" in over, "Document review" in over) == (True, False)
    strip = overview.partition('<div class="strip">')[2].partition("<nav")[0]
    assert ("Completeness check" in strip, "Document review" in strip) == (False, True)
    assert 'id="ended"' not in answers
