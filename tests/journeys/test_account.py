"""Ada opens an account, confirms it from her mailbox, signs in, adds her company and signs out."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.serial]
PASSWORD = "four words are easy"


def test_from_the_first_page_to_a_company(page: Page, look, service) -> None:
    email = f"ada{page.viewport_size['width']}@newcomer.example"
    given_the_first_page(page, look)
    when_she_opens_an_account(page, look, email)
    and_confirms_it_from_her_mailbox(page, look, email)
    and_signs_in(page, look, email)
    then_she_can_add_her_company(page, look)
    and_her_account_page_shows_where_she_is_signed_in(page, look)
    and_signing_out_closes_the_door(page, look)


def given_the_first_page(page: Page, look) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trusted traders move first")
    look("home")
    for name in ("Help and contact", "Personal information", "Accessibility"):
        page.goto("/")
        page.get_by_role("contentinfo").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        look(name)
    page.goto("/")


def when_she_opens_an_account(page: Page, look, email: str) -> None:
    page.get_by_role("link", name="Open an account").first.click()
    look("sign up")
    page.get_by_label("Your name").fill("Ada Chan")
    page.get_by_label("E-mail address").fill("not an address")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Open the account").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    look("sign up with errors")
    summary.get_by_role("link", name="Type an e-mail address").click()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Ada Chan")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    look("check mail")


def and_confirms_it_from_her_mailbox(page: Page, look, email: str) -> None:
    letter = page.get_by_role("link", name=re.compile("confirm your e-mail address"))
    for _try in range(100):
        page.goto(f"/dev/mailbox?to={email}")
        if letter.count():
            break
        page.wait_for_timeout(100)
    look("mailbox")
    letter.click()
    look("letter")
    page.get_by_role("link", name=re.compile("account.confirm")).first.click()
    look("confirm")
    page.get_by_role("button", name="Confirm the address").click()
    expect(page.get_by_text("Your address is confirmed")).to_be_visible()


def and_signs_in(page: Page, look, email: str) -> None:
    look("sign in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("is not right")
    expect(page.get_by_label("E-mail address")).to_have_value(email)
    look("sign in refused")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Ada Chan")
    look("portal home")


def then_she_can_add_her_company(page: Page, look) -> None:
    page.get_by_role("link", name="Add your company").click()
    page.get_by_label("Name in English").fill("Saffron Quay Trading Limited")
    page.get_by_label("Name in Chinese").fill("番紅花碼頭貿易有限公司")
    page.get_by_label(re.compile("Business Registration Number")).fill("1234")
    page.get_by_role("button", name="Add the company").click()
    expect(page.get_by_role("alert")).to_contain_text("Check each digit")
    look("company with an error")
    page.get_by_label(re.compile("Business Registration Number")).fill("87654321")
    page.get_by_label(re.compile("I may sign")).check()
    page.get_by_role("button", name="Add the company").click()
    expect(page.get_by_text("Saffron Quay Trading Limited is added.")).to_be_visible()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Company").click()
    expect(page.get_by_text("番紅花碼頭貿易有限公司")).to_be_visible()
    look("company")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Messages").click()
    look("messages")


def and_her_account_page_shows_where_she_is_signed_in(page: Page, look) -> None:
    page.get_by_role("link", name="Ada Chan").click()
    expect(page.get_by_text("This device")).to_be_visible()
    look("account")


def and_signing_out_closes_the_door(page: Page, look) -> None:
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.goto("/portal/")
    expect(page).to_have_url(re.compile("/sign-in"))


@pytest.mark.parametrize("language", ["繁體", "简体"])
def test_the_pages_before_signing_in_speak_chinese(page: Page, look, language: str) -> None:
    page.goto("/")
    page.get_by_role("button", name=language).click()
    for path in ("/", "/sign-up", "/sign-in", "/help"):
        page.goto(path)
        english = page.evaluate(
            "[...document.querySelectorAll('h1, h2, label, main button')].map(e => e.innerText)"
            ".filter(text => /[A-Za-z]{4,}/.test(text) && !/English|[一-鿿]/.test(text))"
        )
        assert (path, english) == (path, [])
        look(f"{path} {language}")


def test_an_officer_signs_in_and_sees_the_desk(page: Page, look) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in as Cheung Wai Lam").click()
    expect(page).to_have_title(re.compile("^Today"))
    look("desk home")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mail")
    look("desk mail")
    page.goto("/desk/no-such-page")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
    look("not found")
