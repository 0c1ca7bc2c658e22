"""Bo reviews what a company sent and asks, it is visited, puts right what was found, is graded."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    a_pdf,
    accept_them,
    ask,
    become,
    come_again_until,
    follow,
    judge,
    open_letter,
)

pytestmark = [pytest.mark.browser, pytest.mark.serial]
# Each width walks its own case of the demonstration: who founded the company, and its name.
CASES = {
    1280: ("Wong Hiu Ching", "wong.ht@harriercove.example", "Harrier Cove Forwarding Limited"),
    390: ("Chow Ka Yan", "chow.ky@lanternpass.example", "Lantern Pass Logistics Limited"),
}
HONG_KONG = ZoneInfo("Asia/Hong_Kong")
CHECK = re.compile("Camera views match the plan")
FOUND = "No camera over the seal cabinet"


def test_bo_examines_a_case_from_the_first_answer_to_the_last_grade(page: Page, look) -> None:
    ada, email, company = CASES[page.viewport_size["width"]]
    case = given_a_case_that_was_accepted(page, look, company)
    when_bo_reads_an_answer_beside_its_paper_and_asks(page, look, case)
    and_asks_about_a_second_answer(page, look, case)
    and_accepts_the_rest(page, look, case)
    and_reads_the_request_as_the_company_will_and_sends_it(page, look, case)
    then_the_company_reads_what_is_asked(page, look, ada, email, case)
    and_answers_with_a_mistake_that_is_kept(page, look)
    and_gives_the_paper_that_was_asked_for(page, look)
    and_sends_its_answers(page, look)
    when_bo_accepts_the_answers(page, look, case)
    and_ends_the_review(page, look, case)
    and_offers_dates_with_a_team(page, look, case)
    then_the_company_agrees_to_one(page, look, ada, email, case)
    day = and_puts_it_in_its_calendar(page, email)
    when_the_day_of_the_visit_comes(page, look, day)
    and_ng_starts_the_visit(page, look, company)
    and_marks_what_was_seen(page, look)
    then_a_finding_is_written_from_the_check(page, look)
    and_the_visit_ends(page, look)
    when_ng_writes_the_report(page, look, case)
    and_the_supervisor_approves_and_issues_it(page, look, case)
    then_the_company_reads_its_finding_and_plans(page, look, ada, email, case, day)
    when_the_plan_is_accepted(page, look, case)
    then_the_company_proves_what_it_did(page, look, ada, email, case)
    when_bo_closes_the_finding_and_the_actions(page, look, case)
    then_every_criterion_is_graded(page, look, case)
    and_the_company_sees_that_it_is_assessed(page, look, ada, email, case)


def given_a_case_that_was_accepted(page: Page, look, company: str) -> str:
    """The reference of the case, with Bo before it."""
    become(page, "Bo Lau")
    page.goto("/desk/cases?q=" + company.partition(" ")[0])
    mine = page.get_by_role("main").get_by_role("link", name=re.compile("^AEO-"))
    come_again_until(page, lambda: mine.count() > 0, "the case of the demonstration")
    follow(mine.first)
    expect(page.get_by_role("heading", level=1)).to_contain_text(company)
    look("case to review")
    return page.url.rstrip("/").rpartition("/")[2]


def when_bo_reads_an_answer_beside_its_paper_and_asks(page: Page, look, case: str) -> None:
    follow(page.get_by_role("link", name="Review the answers").first)
    look("first answer")
    page.goto(f"/desk/cases/{case}/review/A/company/A-17")
    picture = page.get_by_role("img", name=re.compile("Signed security policy"))
    come_again_until(page, picture.is_visible, "the picture of the paper")
    look("an answer beside its paper")
    judge(page, "Query")
    expect(page.get_by_role("alert")).to_contain_text("Choose a reason")
    look("a query without a reason")
    page.get_by_label("Reason, for a query or a deficiency").select_option(
        label="The document has no signature or date."
    )
    follow(page.get_by_role("button", name="Save, next"))
    expect(page.get_by_text("The verdict on A-17 is kept.")).to_be_visible()
    page.goto(f"/desk/cases/{case}/review/A/company/A-17")
    ask(page, "Please send the policy with its signature.", "A signed copy.")
    look("an answer that is asked about")


def and_asks_about_a_second_answer(page: Page, look, case: str) -> None:
    follow(page.get_by_role("row", name=re.compile("^D ")).get_by_role("link").first)
    for _answer in range(20):
        if page.get_by_text("D-06", exact=True).count():
            break
        follow(page.get_by_role("link", name="Next answer").first)
    ask(page, "Does the system keep pictures as long as you say?", "A number of days.")


def and_accepts_the_rest(page: Page, look, case: str) -> None:
    page.goto(f"/desk/cases/{case}/review")
    rest = page.get_by_role("link", name="Accept the rest of this section")
    follow(rest)
    look("the rest of a section")
    accept_them(page)
    while rest.count():
        follow(rest)
        accept_them(page)
    expect(page.get_by_role("link", name="Plan the visit")).to_be_visible()
    look("everything is read")


def and_reads_the_request_as_the_company_will_and_sends_it(page: Page, look, case: str) -> None:
    page.goto(f"/desk/cases/{case}/requests")
    look("the draft of a request")
    page.get_by_label("Message above the questions").fill("Two short questions are left.")
    follow(page.get_by_role("button", name="Read it as the company will"))
    expect(page.get_by_text("Please send the policy with its signature.")).to_be_visible()
    look("as the company will read it")
    follow(page.get_by_role("button", name=re.compile("Send")).last)
    look("a request that was sent")
    expect(page.get_by_text("Waiting for company").first).to_be_visible()


def then_the_company_reads_what_is_asked(page: Page, look, ada: str, email: str, case: str) -> None:
    open_letter(page, email, "question")
    become(page, ada)
    page.goto(f"/portal/applications/{case}/")
    look("the application while Customs asks")
    follow(page.get_by_role("link", name="Answer the questions"))
    expect(page.get_by_text("Two short questions are left.")).to_be_visible()
    look("what Customs asks")


def and_answers_with_a_mistake_that_is_kept(page: Page, look) -> None:
    days = page.get_by_role("textbox", name=re.compile("how many days")).first
    days.fill("60 days")
    follow(page.get_by_role("button", name="Save, this is answered").last)
    expect(page.get_by_role("alert")).to_contain_text("Type a whole number, like 30.")
    look("a reply with a mistake")
    expect(days).to_have_value("60 days")
    days.fill("60")
    follow(page.get_by_role("button", name="Save, this is answered").last)
    expect(page.get_by_text("1 of 2 questions are answered.")).to_be_visible()


def and_gives_the_paper_that_was_asked_for(page: Page, look) -> None:
    asked = page.get_by_role("region", name=re.compile("Question 1 of 2"))
    asked.locator("input[type=file]").first.set_input_files(a_pdf("Policy, signed.pdf"))
    expect(asked).to_contain_text("Policy, signed.pdf")
    asked.get_by_label(re.compile("Your reply")).fill("Signed on Monday; see the new file.")
    follow(asked.get_by_role("button", name="Save, this is answered"))
    expect(page.get_by_text("2 of 2 questions are answered.")).to_be_visible()
    new = asked.get_by_role("listitem").filter(has_text="Policy, signed.pdf")
    come_again_until(page, lambda: "Clean" in new.inner_text(), "the check of the new paper")
    look("every question is answered")


def and_sends_its_answers(page: Page, look) -> None:
    follow(page.get_by_role("button", name="Send the answers"))
    look("answers that were sent")


def when_bo_accepts_the_answers(page: Page, look, case: str) -> None:
    become(page, "Bo Lau")
    page.goto(f"/desk/cases/{case}/")
    look("a case whose company has answered")
    follow(page.get_by_role("link", name="Read the answers").first)
    expect(page.get_by_text("Signed on Monday; see the new file.")).to_be_visible()
    look("answers of the company")
    follow(page.get_by_role("link", name="Accept the answer").first)
    look("before the answers are accepted")
    follow(page.get_by_role("button", name="Accept the answer"))
    expect(page.get_by_text("Vetting").first).to_be_visible()


def and_ends_the_review(page: Page, look, case: str) -> None:
    follow(page.get_by_role("link", name="A-17").first)
    judge(page, "Accepted")
    expect(page.get_by_text("The verdict on A-17 is kept.")).to_be_visible()
    look("the answer that was changed")
    judge(page, "Accepted")
    expect(page.get_by_text("Every answer is read.")).to_be_visible()
    follow(page.get_by_role("link", name="Plan the visit").first)
    look("before the visit is planned")
    follow(page.get_by_role("button", name="Plan the visit"))
    expect(page.get_by_role("heading", name="Offer dates")).to_be_visible()


def and_offers_dates_with_a_team(page: Page, look, case: str) -> None:
    look("dates to offer")
    page.get_by_role("group", name="Who comes").get_by_label("Ng Suk Yee").check()
    page.get_by_role("group", name="Who comes").get_by_label("Bo Lau").check()
    page.get_by_role("group", name="Who leads").get_by_label("Ng Suk Yee").check()
    page.get_by_label("What the company should prepare").fill("Seal register\nVisitor log")
    follow(page.get_by_role("button", name="Offer these dates"))
    look("dates that were offered")


def then_the_company_agrees_to_one(page: Page, look, ada: str, email: str, case: str) -> None:
    open_letter(page, email, "choose a date for the visit")
    become(page, ada)
    page.goto(f"/portal/applications/{case}/")
    follow(page.get_by_role("link", name="Choose a date for the visit").first)
    look("dates to choose from")
    page.locator(".slot label").first.click()
    page.get_by_label(re.compile("Whom should the officers ask for")).fill(
        "Wong Hiu Ching, 2345 6789"
    )
    follow(page.get_by_role("button", name="Agree this date"))
    expect(page.get_by_role("heading", name="The date")).to_be_visible()
    look("the date that was agreed")


def and_puts_it_in_its_calendar(page: Page, email: str) -> date:
    """The day of the visit, as a calendar reads it."""
    with page.expect_download() as given:
        page.get_by_role("link", name="Put it in your calendar").click()
    calendar = Calendar.from_ical(given.value.path().read_bytes())
    (event,) = calendar.walk("VEVENT")
    assert "Kwai Chung" in event["LOCATION"]
    open_letter(page, email, "prepare for the visit")
    day: date = event.decoded("DTSTART").astimezone(HONG_KONG).date()
    return day


def when_the_day_of_the_visit_comes(page: Page, look, day: date) -> None:
    page.goto("/dev/clock")
    look("the clock")
    page.get_by_label("Go to the morning of").fill(day.isoformat())
    follow(page.get_by_role("button", name="Go there"))
    now = page.get_by_role("region", name="Programme time")
    expect(now).to_contain_text(
        f"{day:%-d %B %Y}, 09:00", timeout=60_000
    )  # the page comes again by itself


def and_ng_starts_the_visit(page: Page, look, company: str) -> None:
    become(page, "Ng Suk Yee")
    page.goto("/desk/visits")
    look("all visits")
    follow(page.get_by_role("link", name=re.compile(f"^{company}, ")).first)
    look("a visit before it begins")
    follow(page.get_by_role("button", name="Start the visit"))
    look("a checklist")


def and_marks_what_was_seen(page: Page, look) -> None:
    checklist = page.get_by_role("form", name="Checklist")
    for fine in checklist.get_by_role("radio", name="As it should be", exact=True).all():
        fine.check()
    camera = checklist.get_by_role("group", name=CHECK)
    camera.get_by_role("radio", name="Not as it should be").check()
    follow(page.get_by_role("button", name="Save the checklist"))
    expect(page.get_by_role("alert")).to_contain_text("Say in a note what was seen.")
    look("a check without its note")
    camera.get_by_label("What you saw").fill("Camera 14 does not cover the seal cabinet.")
    follow(page.get_by_role("button", name="Save the checklist"))
    expect(page.get_by_text("The checklist is saved.")).to_be_visible()
    look("a checklist that is marked")


def then_a_finding_is_written_from_the_check(page: Page, look) -> None:
    follow(page.get_by_role("group", name=CHECK).get_by_role("link", name="Finding from this"))
    look("a finding to write")
    page.get_by_role("group", name="How grave it is").get_by_label(re.compile("^Major")).check()
    page.get_by_label("Title").fill(FOUND)
    seen = page.get_by_label("What was seen")
    expect(seen).to_have_value("Camera 14 does not cover the seal cabinet.")
    follow(page.get_by_role("button", name="Keep the finding"))
    expect(page.get_by_text("Finding 1 is written down.")).to_be_visible()


def and_the_visit_ends(page: Page, look) -> None:
    follow(page.get_by_role("button", name="End the visit"))
    expect(page.get_by_text("The visit is over.")).to_be_visible()
    look("a visit that is over")


def when_ng_writes_the_report(page: Page, look, case: str) -> None:
    page.goto(f"/desk/cases/{case}/findings")
    expect(page.get_by_text(FOUND).first).to_be_visible()
    look("a finding that is not issued yet")
    page.go_back()
    follow(page.get_by_role("link", name="Open the report").first)
    look("a report to write")
    page.get_by_label("People met").fill("Wong Hiu Ching, director")
    page.get_by_label("Scope and sampling").fill("Both docks, and five consignments of October.")
    page.get_by_label("Summary").fill("In order but for one camera.")
    follow(page.get_by_role("button", name="Keep the report"))
    expect(page.get_by_text("Last kept by Ng Suk Yee")).to_be_visible()
    look("a report that is kept")


def and_the_supervisor_approves_and_issues_it(page: Page, look, case: str) -> None:
    become(page, "Cheung Wai Lam")
    page.goto(f"/desk/cases/{case}/")
    look("a case before its supervisor")
    follow(page.get_by_role("link", name="Open the report").first)
    look("a report to approve")
    follow(page.get_by_role("link", name="Approve the report").first)
    look("before a report is approved")
    follow(page.get_by_role("button", name="Approve the report"))
    follow(page.get_by_role("link", name="Issue the report").first)
    look("before a report is issued")
    follow(page.get_by_role("button", name="Issue the report"))
    expect(page.get_by_text("Corrective action").first).to_be_visible()
    look("a report that is issued")


def then_the_company_reads_its_finding_and_plans(
    page: Page, look, ada: str, email: str, case: str, day: date
) -> None:
    open_letter(page, email, "reply to the visit report")
    become(page, ada)
    page.goto(f"/portal/applications/{case}/")
    look("the application with a finding")
    follow(page.get_by_role("link", name="Read the report on the visit").first)
    look("the report as the company reads it")
    page.go_back()
    follow(page.get_by_role("link", name="Answer the finding").first)
    look("a finding to plan for")
    page.get_by_label("Cause").fill("The rack was moved in May.")
    page.get_by_label("Action").fill("Move camera 14 to the pillar.")
    page.get_by_label("Person in charge").fill("Lee Ka Fai")
    follow(page.get_by_role("button", name="Send the plan"))
    expect(page.get_by_role("alert")).to_contain_text("Give the day by which it will be done.")
    look("a plan without its day")
    page.get_by_label("Done by").fill((day + timedelta(days=14)).isoformat())
    follow(page.get_by_role("button", name="Send the plan"))
    expect(page.get_by_text("The plan is sent to Customs.")).to_be_visible()
    look("a plan that was sent")


def when_the_plan_is_accepted(page: Page, look, case: str) -> None:
    become(page, "Bo Lau")
    page.goto(f"/desk/cases/{case}/")
    follow(page.get_by_role("link", name="Open the findings").first)
    look("a plan to judge")
    follow(page.get_by_role("button", name="Accept the plan"))
    look("a plan that is accepted")


def then_the_company_proves_what_it_did(page: Page, look, ada: str, email: str, case: str) -> None:
    open_letter(page, email, "A corrective action on .* is accepted")
    become(page, ada)
    page.goto(f"/portal/applications/{case}/")
    follow(page.get_by_role("link", name="Answer the finding").first)
    look("a finding to prove")
    page.get_by_label("What was done").fill("The camera was moved on Tuesday.")
    page.locator("input[type=file]").set_input_files(a_pdf("Camera 14.pdf"))
    follow(page.get_by_role("button", name="Keep the proof"))
    proof = page.get_by_role("region", name="Your proof")
    come_again_until(page, lambda: "Clean" in proof.inner_text(), "the check of the proof")
    look("a proof that is kept")
    follow(page.get_by_role("button", name="Send the proof"))
    look("a proof that was sent")


def when_bo_closes_the_finding_and_the_actions(page: Page, look, case: str) -> None:
    become(page, "Bo Lau")
    page.goto(f"/desk/cases/{case}/findings")
    look("a proof to judge")
    page.get_by_label("Note").fill("Seen on the picture.")
    follow(page.get_by_role("button", name="Close the finding"))
    expect(page.get_by_text("Finding 1: Finding closed.")).to_be_visible()
    look("a finding that is closed")
    page.goto(f"/desk/cases/{case}/")
    follow(page.get_by_role("link", name="Close the corrective actions").first)
    look("before the actions are closed")
    follow(page.get_by_role("button", name="Close the corrective actions"))


def then_every_criterion_is_graded(page: Page, look, case: str) -> None:
    follow(page.get_by_role("link", name="Assess the criteria").first)
    look("an assessment to begin")
    forms = page.get_by_role("form", name=re.compile("^Grade of criterion"))
    for label in [form.get_attribute("aria-label") for form in forms.all()]:
        form = page.get_by_role("form", name=label, exact=True)
        form.get_by_role("radio", name="Met", exact=True).check()
        follow(form.get_by_role("button", name="Keep the grade"))
        expect(page.get_by_text(f"Criterion {label[-1]} is graded.")).to_be_visible()
    look("an assessment that is whole")


def and_the_company_sees_that_it_is_assessed(
    page: Page, look, ada: str, email: str, case: str
) -> None:
    open_letter(page, email, "All corrective actions")
    become(page, ada)
    page.goto(f"/portal/applications/{case}/")
    look("the application in its assessment")
