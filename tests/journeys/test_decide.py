"""A status is granted and anybody can check it; another is refused by somebody who may."""

import csv
import hashlib
import io
import json
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from aeo.services.companies import Names
from tests.deciding import WHY
from tests.journeys.brought import Founder, brought
from tests.journeys.service import Service
from tests.journeys.steps import become, come_again_until, follow, open_letter, sign_in, sign_out

pytestmark = [pytest.mark.browser, pytest.mark.serial]
# Each width has companies of its own.
GRANTED = {
    1280: Founder(
        "Ada Lo", "ada.lo@egret.example",
        Names(name="Egret Point Freight Limited", name_zh="白鷺角貨運有限公司", ubi="55612801"),
    ),
    390: Founder(
        "Ada Mok", "ada.mok@osprey.example",
        Names(name="Osprey Quay Freight Limited", name_zh="魚鷹碼頭貨運有限公司", ubi="55603901"),
    ),
}  # fmt: skip
REFUSED = {
    1280: Founder(
        "Eva Ko", "eva.ko@plover.example",
        Names(name="Plover Reach Cargo Limited", name_zh="千鳥灣貨運有限公司", ubi="55712801"),
    ),
    390: Founder(
        "Eva Pang", "eva.pang@godwit.example",
        Names(name="Godwit Creek Cargo Limited", name_zh="鷸溪貨運有限公司", ubi="55703901"),
    ),
}  # fmt: skip
WELCOME = "Welcome to the programme."
LETTER = "We intend to refuse: the records of three months could not be shown."
REPLY = "The records are with our auditor until the end of the month."
REASONS = "The records of three months were not shown, and your comments do not bring them."
INSIDE = "Between us: ask again in spring."
TODAY = "This company is an Authorised Economic Operator today."
Listed = tuple[int, list[tuple[str, str]], list[tuple[str, str]]]
NOWHERE: Listed = (0, [], [])


def test_a_company_is_granted_the_status_and_anybody_can_check_it(
    page: Page, look, service: Service
) -> None:
    founder = GRANTED[page.viewport_size["width"]]
    with brought(service, founder) as office:
        case = office.reference
    when_bo_recommends_to_grant(page, look, case)
    and_the_supervisor_puts_it_for_decision(page, look, case)
    and_an_approver_sees_what_a_grant_would_do_and_grants(page, look, case)
    then_ada_reads_the_decision(page, look, founder, case)
    code = and_downloads_her_certificate(page, look, founder)
    and_anybody_finds_it_valid(page, look, founder, code)
    and_finds_the_company_in_the_register(page, look, founder)
    when_she_no_longer_agrees_to_be_shown(page, look, founder)
    then_only_her_code_finds_the_company(page, look, founder, code)
    when_she_agrees_again(page, look, founder)
    then_the_register_shows_the_company_again(page, founder)


def test_a_company_is_refused_by_somebody_who_did_not_work_on_its_case(
    page: Page, look, service: Service
) -> None:
    founder = REFUSED[page.viewport_size["width"]]
    with brought(service, founder, bad="B") as office:
        case = office.reference
    when_the_officer_recommends_to_refuse(page, look, case)
    and_the_supervisor_hears_the_company_first(page, look, case)
    then_the_company_reads_what_is_intended_and_comments(page, look, founder, case)
    when_the_officer_keeps_to_it(page, case)
    then_who_worked_on_the_case_finds_the_decision_closed(page, look, case)
    when_another_approver_refuses_with_reasons(page, look, founder, case)
    then_a_letter_says_nothing_of_the_case(page, look, founder, case)
    and_the_company_reads_why(page, look, founder, case)
    and_nobody_else_learns_of_it(page, look, founder, case)


def when_bo_recommends_to_grant(page: Page, look, case: str) -> None:
    become(page, "Bo Lau")
    page.goto(f"/desk/cases/{case}/decision")
    look("the decision before anything is recommended")
    follow(page.get_by_role("link", name="Hand in the recommendation").first)
    look("a recommendation to make")
    follow(page.get_by_role("button", name="Hand in the recommendation"))
    expect(page.get_by_role("alert")).to_contain_text("Say what you recommend.")
    look("a recommendation that says nothing")
    page.get_by_label("Grant Tier 1").check()
    follow(page.get_by_role("button", name="Hand in the recommendation"))
    expect(page.get_by_text("Your recommendation is handed in.")).to_be_visible()
    look("a recommendation that is handed in")


def and_the_supervisor_puts_it_for_decision(page: Page, look, case: str) -> None:
    open_letter(page, "cheung.wl@customs.example", f"review case {case}")
    become(page, "Cheung Wai Lam")
    page.goto(f"/desk/cases/{case}/")
    look("a case before its supervisor")
    follow(page.get_by_role("link", name="Put for decision").first)
    expect(page.get_by_text("Recommended by Bo Lau: Grant Tier 1.")).to_be_visible()
    look("before a case is put for decision")
    follow(page.get_by_role("button", name="Put for decision"))
    look("a case that is put for decision")


def and_an_approver_sees_what_a_grant_would_do_and_grants(page: Page, look, case: str) -> None:
    open_letter(page, "kwok.ch@customs.example", f"decide case {case}")
    become(page, "Kwok Chi Hang")
    page.goto(f"/desk/cases/{case}/decision")
    expect(panel(page, "Can this be granted?")).to_contain_text("Yes, by you")
    preview = panel(page, "If granted today")
    for told in ("Tier 1", "AEOHK", "English, 繁體, 简体"):
        expect(preview).to_contain_text(told)
    preview.get_by_text("Which").click()
    expect(preview).to_contain_text(f"read the decision on your application {case}")
    look("what a grant of today would do")
    follow(page.get_by_role("link", name="Grant", exact=True))
    page.get_by_label("Words to the company").fill(WELCOME)
    look("before the status is granted")
    follow(page.get_by_role("button", name="Grant", exact=True))
    expect(page.get_by_text("The status is granted, and the company is told.")).to_be_visible()
    expect(panel(page, "The decision")).to_contain_text("Kwok Chi Hang")
    look("a status that is granted")


def then_ada_reads_the_decision(page: Page, look, founder: Founder, case: str) -> None:
    sign_out(page)
    open_letter(page, founder.email, f"read the decision on your application {case}")
    expect(page.get_by_role("main")).not_to_contain_text(WELCOME)
    look("the letter about a decision")
    sign_in(page, founder.email)
    page.goto(f"/portal/applications/{case}/")
    look("an application that is granted")
    follow(page.get_by_role("link", name="Read the decision").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Granted: Tier 1")
    expect(page.get_by_text(WELCOME)).to_be_visible()
    look("a decision for the company")


def and_downloads_her_certificate(page: Page, look, founder: Founder) -> str:
    """What the page says is what the file is. Returns the check code."""
    follow(page.get_by_role("link", name="See your status and its certificates"))
    files = panel(page, "The certificate as a file")
    made = files.get_by_role("link")
    come_again_until(page, lambda: made.count() == 3, "the certificates in three languages")
    expect(page.get_by_role("main")).to_contain_text(founder.company.name_zh)
    look("what the company holds")
    for language in ("English", "繁體"):
        row = files.get_by_role("listitem").filter(has_text=language)
        with page.expect_download() as given:
            row.get_by_role("link").click()
        paper = given.value.path()
        content = paper.read_bytes()
        assert content.startswith(b"%PDF-")
        assert [hashlib.sha256(content).hexdigest()] == re.findall("[0-9a-f]{64}", row.inner_text())
        said = text_of(paper)
        assert (founder.company.name in said, founder.company.name_zh in said) == (True, True)
    code = page.locator(".cert .ref").inner_text()
    assert re.fullmatch("[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", code)
    assert code in said
    return code


def and_anybody_finds_it_valid(page: Page, look, founder: Founder, code: str) -> None:
    sign_out(page)
    page.goto("/verify")
    look("where a code is typed")
    page.get_by_label("Check code").fill(code.lower())
    follow(page.get_by_role("button", name="Check the code"))
    main = page.get_by_role("main")
    expect(main).to_contain_text(TODAY)
    expect(main).to_contain_text(founder.company.name_zh)
    look("a certificate that is valid")


def and_finds_the_company_in_the_register(page: Page, look, founder: Founder) -> None:
    """She agreed when she applied."""
    assert listed(page, founder) == shown(founder)
    look("a register with the company")
    page.goto(f"/register?q={founder.company.name_zh[:2]}")
    expect(page.get_by_role("row", name=re.compile(founder.company.name))).to_have_count(1)


def when_she_no_longer_agrees_to_be_shown(page: Page, look, founder: Founder) -> None:
    sign_in(page, founder.email)
    page.goto("/portal/authorisation")
    follow(page.get_by_role("button", name="Do not show us any more"))
    expect(panel(page, "Public register")).to_contain_text(f"{founder.name} withdrew it on")
    look("what the company holds and does not show")


def then_only_her_code_finds_the_company(page: Page, look, founder: Founder, code: str) -> None:
    sign_out(page)
    assert listed(page, founder) == NOWHERE
    look("a register without the company")
    page.goto(f"/verify/{code}")
    expect(page.get_by_role("main")).to_contain_text(TODAY)


def when_she_agrees_again(page: Page, look, founder: Founder) -> None:
    sign_in(page, founder.email)
    page.goto("/portal/authorisation")
    follow(page.get_by_role("button", name="Agree to be shown"))
    expect(panel(page, "Public register")).to_contain_text(f"{founder.name} agreed on")
    look("what the company holds and shows")


def then_the_register_shows_the_company_again(page: Page, founder: Founder) -> None:
    sign_out(page)
    assert listed(page, founder) == shown(founder)


def when_the_officer_recommends_to_refuse(page: Page, look, case: str) -> None:
    become(page, "Ip Wing Sze")
    page.goto(f"/desk/cases/{case}/decision")
    look("the decision of a case that fails a criterion")
    recommend_to_refuse(page, case)
    look("a refusal that is recommended")


def and_the_supervisor_hears_the_company_first(page: Page, look, case: str) -> None:
    become(page, "Cheung Wai Lam")
    page.goto(f"/desk/cases/{case}/decision")
    expect(page.locator("#why-1")).to_contain_text("Put for decision")
    expect(page.get_by_role("main")).to_contain_text(
        "The company must be heard first, or the hearing waived with a reason."
    )
    look("a refusal before the company was heard")
    follow(page.get_by_role("link", name="Hear the company first"))
    page.get_by_label("Letter to the company").fill(LETTER)
    follow(page.get_by_role("button", name="Show what the company will read"))
    told = panel(page, "What the company will read")
    expect(told).to_contain_text(LETTER)
    expect(told).to_contain_text(WHY)
    expect(told).not_to_contain_text(INSIDE)
    look("what the company will read")
    follow(page.get_by_role("button", name="Hear the company first"))
    expect(
        page.get_by_text("The company is told what is intended, and may answer.")
    ).to_be_visible()
    look("a case while the company is heard")


def then_the_company_reads_what_is_intended_and_comments(
    page: Page, look, founder: Founder, case: str
) -> None:
    sign_out(page)
    open_letter(page, founder.email, f"reply to our letter on {case}")
    look("the letter about a hearing")
    sign_in(page, founder.email)
    page.goto(f"/portal/applications/{case}/")
    look("an application while its company is heard")
    follow(page.get_by_role("link", name="Read and reply").first)
    expect(page.get_by_text(LETTER)).to_be_visible()
    look("what Customs intends")
    follow(page.get_by_role("button", name="We keep to our application"))
    expect(page.get_by_role("alert")).to_contain_text("Say why you keep to your application.")
    look("an answer without comments")
    page.get_by_label("Your comments").fill(REPLY)
    follow(page.get_by_role("button", name="We keep to our application"))
    look("before comments are sent")
    follow(page.get_by_role("button", name="Send your comments"))
    expect(page.get_by_text("Your answer is sent. Customs has been told.")).to_be_visible()
    look("comments that were sent")


def when_the_officer_keeps_to_it(page: Page, case: str) -> None:
    become(page, "Ip Wing Sze")
    page.goto(f"/desk/cases/{case}/decision")
    expect(panel(page, "Hearing of the company")).to_contain_text(REPLY)
    recommend_to_refuse(page, case)
    become(page, "Cheung Wai Lam")
    page.goto(f"/desk/cases/{case}/put-forward")
    follow(page.get_by_role("button", name="Put for decision"))


def then_who_worked_on_the_case_finds_the_decision_closed(page: Page, look, case: str) -> None:
    become(page, "Ip Wing Sze")
    page.goto(f"/desk/cases/{case}/decision")
    refuse = page.get_by_role("link", name="Refuse", exact=True)
    expect(refuse).to_have_attribute("aria-disabled", "true")
    why = page.locator("#" + (refuse.get_attribute("aria-describedby") or ""))
    reason = "You worked on this case, so somebody else decides it: Kwok Chi Hang, Tse Pui Shan."
    expect(why).to_contain_text(reason)
    look("a decision that is closed to who worked on the case")
    page.goto(f"/desk/cases/{case}/refuse")
    expect(page.get_by_role("main")).to_contain_text(reason)
    assert page.get_by_role("button", name="Refuse", exact=True).count() == 0
    look("a refusal that is closed to who worked on the case")


def when_another_approver_refuses_with_reasons(
    page: Page, look, founder: Founder, case: str
) -> None:
    become(page, "Tse Pui Shan")
    page.goto(f"/desk/cases/{case}/decision")
    look("a refusal before its approver")
    follow(page.get_by_role("link", name="Refuse", exact=True))
    follow(page.get_by_role("button", name="Refuse", exact=True))
    expect(page.get_by_role("alert")).to_contain_text("Give the reasons")
    look("a refusal without reasons")
    page.get_by_label("Reasons, as the company reads them").fill(REASONS)
    follow(page.get_by_role("button", name="Show what the company will read"))
    told = panel(page, "What the company will read")
    expect(told).to_contain_text(REASONS)
    expect(told).to_contain_text("B Maintenance of Commercial Records")
    look("before an application is refused")
    follow(page.get_by_role("button", name="Refuse", exact=True))
    expect(page.get_by_text("The application is refused, and the company is told.")).to_be_visible()
    look("an application that is refused")


def then_a_letter_says_nothing_of_the_case(page: Page, look, founder: Founder, case: str) -> None:
    sign_out(page)
    open_letter(page, founder.email, f"read the decision on your application {case}")
    letter = page.get_by_role("main").inner_text()
    letter += page.frame_locator("iframe").locator("body").inner_text()
    inside = (WHY, LETTER, REPLY, REASONS, "Commercial Records", "Tier 1", "Tse Pui Shan")
    assert [one for one in inside if one in letter] == []
    look("the letter about a refusal")


def and_the_company_reads_why(page: Page, look, founder: Founder, case: str) -> None:
    sign_in(page, founder.email)
    page.goto(f"/portal/applications/{case}/")
    look("an application that was refused")
    follow(page.get_by_role("link", name="Read the decision").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Refused: Tier 1")
    why = panel(page, "Why, and what would satisfy")
    expect(why).to_contain_text("B Maintenance of Commercial Records")
    expect(why).to_contain_text(WHY)
    main = page.get_by_role("main")
    expect(main).to_contain_text(REASONS)
    expect(main).not_to_contain_text(INSIDE)
    look("a refusal as the company reads it")
    page.goto("/portal/authorisation")
    expect(main).not_to_contain_text("AEOHK")
    look("a company that holds nothing")


def and_nobody_else_learns_of_it(page: Page, look, founder: Founder, case: str) -> None:
    sign_out(page)
    assert listed(page, founder) == NOWHERE
    page.goto(f"/verify/{case}")
    expect(page.get_by_role("heading", name="No such certificate")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text(founder.company.name)
    look("a reference that is no certificate")


def recommend_to_refuse(page: Page, case: str) -> None:
    page.goto(f"/desk/cases/{case}/recommend")
    page.get_by_label("Refuse the application").check()
    page.get_by_label("Reasons").fill(f"{WHY} {INSIDE}")
    follow(page.get_by_role("button", name="Hand in the recommendation"))
    expect(page.get_by_text("Your recommendation is handed in.")).to_be_visible()


def panel(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title, exact=True)


def text_of(paper: Path) -> str:
    """What stands on a certificate, each line as it is set."""
    return subprocess.run(
        ["pdftotext", "-layout", paper, "-"], capture_output=True, check=True, text=True
    ).stdout


def shown(founder: Founder) -> Listed:
    names = (founder.company.name, founder.company.name_zh)
    return 1, [names], [names]


def listed(page: Page, founder: Founder) -> Listed:
    """What the register says of the company: on its page, and in its two files."""
    name = founder.company.name
    page.goto(f"/register?q={name}")
    rows = page.get_by_role("row", name=re.compile(name)).count()
    table = csv.DictReader(
        io.StringIO(page.request.get("/register.csv").body().decode("utf-8-sig"))
    )
    entries = json.loads(page.request.get("/register.json").body())["holders"]
    return (
        rows,
        [(row["Company"], row["Second name"]) for row in table if row["Company"] == name],
        [(row["name"], row["name_zh"]) for row in entries if row["name"] == name],
    )
