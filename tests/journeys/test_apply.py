"""Ada prepares and sends an application, it comes back, she completes it, and Bo accepts it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import (
    PASSWORD,
    a_pdf,
    become,
    come_again_until,
    follow,
    open_letter,
    sign_in,
    sign_out,
)

pytestmark = [pytest.mark.browser, pytest.mark.serial]
COMPANIES = {1280: ("Kestrel Test Limited", "55512801"), 390: ("Heron Test Limited", "55503901")}


def test_ada_submits_is_returned_resubmits_and_is_accepted(page: Page, look) -> None:
    width = page.viewport_size["width"]
    name, number = COMPANIES[width]
    email = f"ada.apply{width}@newcomer.example"
    given_an_account_with_a_company(page, look, email, name, number)
    when_she_begins_an_application(page, look)
    reference = page.url.rstrip("/").rpartition("/")[2]
    and_says_where_her_company_works(page, look)
    and_answers_a_page_with_a_mistake_that_is_kept(page, look, reference)
    and_gives_a_paper(page, look, reference)
    and_lets_the_demonstration_fill_in_the_rest(page, look, reference)
    and_signs(page, look, reference)
    then_the_receipt_shows_what_was_sent(page, look)
    and_a_letter_confirms_it(page, email, "We have received your application")
    when_bo_checks_it_and_sends_it_back(page, look, reference, name)
    then_ada_answers_the_point_and_sends_again(page, look, email, reference)
    when_bo_accepts_it(page, look, reference)
    then_ada_sees_that_the_review_has_begun(page, look, email, reference)


def given_an_account_with_a_company(page: Page, look, email: str, name: str, number: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("Your name").fill("Ada Chan")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Open the account"))
    open_letter(page, email, "confirm your e-mail address")
    page.get_by_role("link", name=re.compile("account.confirm")).first.click()
    follow(page.get_by_role("button", name="Confirm the address"))
    sign_in(page, email)
    page.get_by_role("link", name="Add your company").click()
    page.get_by_label("Name in English").fill(name)
    page.get_by_label(re.compile("Business Registration Number")).fill(number)
    page.get_by_label(re.compile("I may sign")).check()
    follow(page.get_by_role("button", name=re.compile("Add")))
    look("portal home")


def when_she_begins_an_application(page: Page, look) -> None:
    follow(page.get_by_role("link", name="Start an application"))
    look("new application")
    page.get_by_role("button", name="Start the application").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what you apply for")
    page.get_by_label(re.compile("^Tier 1")).check()
    page.get_by_role("button", name="Start the application").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tier 1")
    look("task list")


def and_says_where_her_company_works(page: Page, look) -> None:
    follow(page.get_by_role("link", name="Sites", exact=True))
    look("no sites yet")
    page.get_by_role("link", name="Add a site").first.click()
    page.get_by_label("Name").first.fill("Tsing Yi depot")
    look("a new site")
    page.get_by_role("button", name=re.compile("^(Add|Save)")).first.click()
    expect(page.get_by_text("Tsing Yi depot").first).to_be_visible()
    look("sites")


def and_answers_a_page_with_a_mistake_that_is_kept(page: Page, look, reference: str) -> None:
    page.goto(f"/portal/applications/{reference}/")
    follow(page.get_by_role("link", name="Premises Security & Access Control"))
    look("questions of a site")
    page.locator("#D-05 input[value=yes]").check()
    follow(page.get_by_role("button", name="Save and continue"))
    look("a question that an answer brings")
    page.locator("input#D-06, #D-06 input[inputmode=numeric]").first.fill("30 days")
    page.get_by_role("button", name=re.compile("Save and leave")).click()
    expect(page.get_by_role("alert")).to_contain_text("Type a whole number, like 30.")
    look("questions with a mistake")
    kept = page.locator("input#D-06, #D-06 input[inputmode=numeric]").first
    expect(kept).to_have_value("30 days")
    kept.fill("30")
    page.get_by_role("button", name=re.compile("Save and leave")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your application")
    page.goto(f"/portal/applications/{reference}/questions/B/company")
    look("questions")
    page.locator("#B-02 input[type=radio]").first.check()
    expect(page.locator("#B-02 [data-saved]")).to_contain_text("Saved")
    page.reload()
    expect(page.locator("#B-02 input[type=radio]").first).to_be_checked()


def and_gives_a_paper(page: Page, look, reference: str) -> None:
    page.goto(f"/portal/applications/{reference}/papers")
    given = a_pdf("Company profile.pdf")
    page.locator("#DOC-PROFILE-company input[type=file]").set_input_files(given)
    shown = page.locator("#DOC-PROFILE-company .files")
    expect(shown).to_contain_text("Company profile.pdf")
    come_again_until(page, lambda: "Clean" in shown.inner_text(), "the check of the paper")
    look("papers")


def and_lets_the_demonstration_fill_in_the_rest(page: Page, look, reference: str) -> None:
    page.goto(f"/portal/applications/{reference}/check")
    look("what is missing")
    page.goto(f"/portal/applications/{reference}/")
    page.get_by_role("button", name="Fill in the rest for me").click()
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()


def and_signs(page: Page, look, reference: str) -> None:
    page.get_by_role("link", name="Check and sign").last.click()
    look("check and sign")
    page.get_by_role("button", name="Sign and send").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick this to agree")
    expect(page.get_by_label("Your name")).to_have_value("Ada Chan")
    sign_and_send(page)


def then_the_receipt_shows_what_was_sent(page: Page, look) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt")
    expect(page.locator("code")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    look("receipt")
    page.get_by_role("link", name="Go to the application").click()
    expect(page.get_by_text("With Customs").first).to_be_visible()
    look("tracker")
    follow(page.get_by_role("link", name="Read all answers as you sent them"))
    look("answers as sent")


def and_a_letter_confirms_it(page: Page, email: str, subject: str) -> None:
    open_letter(page, email, subject)


def when_bo_checks_it_and_sends_it_back(page: Page, look, reference: str, name: str) -> None:
    become(page, "Bo Lau")
    look("desk home")
    page.goto("/desk/cases")
    look("queue")
    expect(page.get_by_role("cell", name=re.compile(name)).first).to_be_visible()
    page.goto(f"/desk/cases/{reference}/")
    look("case")
    follow(page.get_by_role("button", name="Take it myself"))
    page.goto(f"/desk/cases/{reference}/completeness")
    look("completeness")
    for fine in page.get_by_role("radio", name="Fine").all():
        fine.check()
    page.get_by_role("radio", name="Lacking").nth(2).check()
    page.get_by_label(re.compile("^Reason")).nth(2).select_option(index=1)
    page.get_by_label(re.compile("^Note")).nth(2).fill("The plan shows a cold store.")
    page.get_by_role("button", name=re.compile("Save")).last.click()
    page.goto(f"/desk/cases/{reference}/return")
    look("return")
    page.get_by_role("button", name=re.compile("Return")).last.click()
    expect(page.get_by_text("Returned to company").first).to_be_visible()


def then_ada_answers_the_point_and_sends_again(
    page: Page, look, email: str, reference: str
) -> None:
    sign_out(page)
    open_letter(page, email, "Action required: complete your application")
    sign_in(page, email)
    page.goto(f"/portal/applications/{reference}/")
    expect(page.get_by_text("The plan shows a cold store.")).to_be_visible()
    look("returned")
    page.get_by_label(re.compile("What did you do")).fill("It stands in the list now.")
    follow(page.get_by_role("button", name="Mark as done"))
    page.goto(f"/portal/applications/{reference}/check")
    sign_and_send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt")


def when_bo_accepts_it(page: Page, look, reference: str) -> None:
    become(page, "Bo Lau")
    page.goto(f"/desk/cases/{reference}/completeness")
    for fine in page.get_by_role("radio", name="Fine").all():
        fine.check()
    page.get_by_role("button", name=re.compile("Save")).last.click()
    page.goto(f"/desk/cases/{reference}/verify")
    look("verify")
    page.get_by_role("button", name=re.compile("erif")).last.click()
    page.goto(f"/desk/cases/{reference}/accept")
    look("accept")
    page.get_by_role("button", name=re.compile("Accept")).last.click()
    expect(page.get_by_text("Vetting").first).to_be_visible()
    for tab in ("answers", "timeline", "notes", "submissions"):
        page.goto(f"/desk/cases/{reference}/{tab}")
        look(f"case {tab}")


def then_ada_sees_that_the_review_has_begun(page: Page, look, email: str, reference: str) -> None:
    sign_out(page)
    open_letter(page, email, "is complete and accepted")
    sign_in(page, email)
    page.goto(f"/portal/applications/{reference}/")
    expect(page.get_by_text("Bo Lau").first).to_be_visible()
    look("accepted")


def sign_and_send(page: Page) -> None:
    for box in page.locator(
        "#declaration ~ * input[type=checkbox], form input[type=checkbox]"
    ).all():
        box.check()
    page.get_by_label("Your post in the company").fill("Director")
    page.get_by_label("Your password, entered again").fill(PASSWORD)
    page.get_by_role("button", name="Sign and send").click()
