"""What journeys do more than once: come in as somebody, read a letter, judge an answer."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from aeo.samples import papers

PATIENCE = 120.0  # seconds; only a machine that is busy with much else comes near
PASSWORD = "four words are easy"


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def become(page: Page, name: str) -> None:
    """One of the invented people, by one click."""
    sign_out(page)
    page.goto("/sign-in")
    for more in page.locator("details:not([open]) > summary").all():
        more.click()
    follow(page.get_by_role("button", name=re.compile(name)).first)


def open_letter(page: Page, email: str, subject: str) -> None:
    letter = page.get_by_role("link", name=re.compile(subject))
    page.goto(f"/dev/mailbox?to={email}")
    come_again_until(page, lambda: letter.count() > 0, f"a letter about {subject!r}")
    follow(letter.first)


def follow(way: Locator) -> None:
    """Click what leads to another page, and be there."""
    with way.page.expect_navigation():
        way.click()


def a_pdf(name: str) -> dict[str, object]:
    """A file to give."""
    return {"name": name, "mimeType": "application/pdf", "buffer": papers.a_pdf([name])}


def come_again_until(page: Page, holds: Callable[[], bool], what: str) -> None:
    """Reload until it holds: what a worker does takes its time."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come about: {what}")
        page.wait_for_timeout(100)
        page.reload()


def ask(page: Page, asks: str, settles: str) -> None:
    """Put a question about the answer on the page into the draft of a request."""
    page.get_by_text("Ask the company about this").click()
    page.get_by_label("What you ask").fill(asks)
    page.get_by_label("What would settle it").fill(settles)
    follow(page.get_by_role("button", name="Add to the draft"))


def judge(page: Page, verdict: str) -> None:
    """Give the answer on the page its verdict."""
    page.locator(".verdict").get_by_text(verdict, exact=True).click()
    follow(page.get_by_role("button", name="Save, next"))


def accept_them(page: Page) -> None:
    """Accept the rest of a section."""
    follow(page.get_by_role("button", name="Accept them"))
    expect(page.get_by_role("main")).to_contain_text(re.compile("answers? (is|are) accepted"))
