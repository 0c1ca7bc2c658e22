"""Three years: one holder renews its status in time, another lets it end."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from aeo.db import db
from aeo.domain.validity import renewal_due
from aeo.models.authorisation import AuthorisationVersion
from aeo.models.outbox import Notification
from aeo.services.authorisations import reading
from aeo.services.companies import Names
from aeo.services.decisions import deciding
from aeo.services.renewals import window
from aeo.services.visits import waiving
from aeo.sim import line
from tests.journeys.brought import Brought, Founder, brought
from tests.journeys.service import Service
from tests.journeys.steps import (
    PASSWORD,
    become,
    come_again_until,
    follow,
    open_letter,
    sign_in,
    sign_out,
)
from tests.people import writing

pytestmark = [pytest.mark.browser, pytest.mark.serial]
ADA = Founder(
    "Ada Fung", "ada.fung@sandpiper.example",
    Names(name="Sandpiper Quay Freight Limited", name_zh="磯鷸碼頭貨運有限公司", ubi="55812801"),
)  # fmt: skip
EVA = Founder(
    "Eva Sit", "eva.sit@dunlin.example",
    Names(name="Dunlin Reach Cargo Limited", name_zh="濱鷸灣貨運有限公司", ubi="55803901"),
)  # fmt: skip
BEFORE = "The import manager compares"
WIDTHS = ((390, 844), (1280, 900))
LADDER = ("renewal-invitation", "renewal-reminder", "renewal-late-company")


@pytest.mark.parametrize("page", ["desk"], indirect=True)
def test_a_status_lives_three_years_and_is_renewed_or_ends(
    page: Page, look, service: Service
) -> None:
    def both(name: str) -> None:
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            look(name)

    with given_a_holder(service, ADA) as ada, given_a_holder(service, EVA) as eva:
        code, ends = what_is_held(ada)
        when_time_walks_to(page, renewal_due(ends, "P8M"))
        then_ada_is_invited(page, both)
        and_begins_with_her_last_answers(page, both, ada)
        and_changes_one_of_them(page, both, ada)
        and_confirms_the_others(page, both, ada)
        and_answers_what_is_asked_every_time_and_signs(page, both, ada)
        when_bo_reads_what_changed(page, both, ada)
        and_the_renewal_is_granted(page, both, ada)
        then_the_old_certificate_counts_until_its_last_day(page, both, code)
        when_time_walks_to(page, ends + timedelta(days=1))
        then_the_new_version_has_taken_its_place(page, both, ada, code)
        when_time_walks_to(page, what_is_held(eva)[1] + timedelta(days=1))
        then_the_status_that_nobody_renewed_has_ended(page, both, eva)
        and_each_was_reminded_as_often_as_the_programme_says(ada, eva)


@contextmanager
def given_a_holder(service: Service, founder: Founder) -> Iterator[Brought]:
    with brought(service, founder) as office:
        office.recommended()
        office.put_forward()
        granted(office)
        yield office


def granted(office: Brought) -> None:
    with writing(office.app):
        deciding.grant(office.reference, by=office.kwok)


def what_is_held(office: Brought) -> tuple[str, date]:
    """The check code of what the company holds, and its last day."""
    with office.app.app_context():
        version = window.held(office.ada.company_id)
        return version.verify_code, version.valid_to


def when_time_walks_to(page: Page, day: date) -> None:
    page.goto("/dev/clock")
    page.get_by_label("Go to the morning of").fill(day.isoformat())
    follow(page.get_by_role("button", name="Go there"))
    now = page.get_by_role("region", name="Programme time")
    expect(now).to_contain_text(f"{day:%-d %B %Y}, 09:00", timeout=300_000)


def then_ada_is_invited(page: Page, both) -> None:
    open_letter(page, ADA.email, "renew your AEO status")
    both("the invitation to renew")
    sign_in(page, ADA.email)
    page.goto("/portal/authorisation")
    both("a status that can be renewed")


def and_begins_with_her_last_answers(page: Page, both, ada: Brought) -> None:
    follow(page.get_by_role("button", name="Start the renewal"))
    ada.reference = page.url.rstrip("/").split("/")[-2]
    expect(page.get_by_role("heading", level=1)).to_contain_text("answers need you")
    both("a renewal that begins")


def and_changes_one_of_them(page: Page, both, ada: Brought) -> None:
    page.goto(f"/portal/applications/{ada.reference}/questions/A/company")
    question = page.locator("#A-08")
    expect(question).to_contain_text("answer")
    explanation = question.get_by_role("textbox")
    expect(explanation).to_have_value(re.compile(BEFORE))
    explanation.fill("Two clerks compare every line.")
    both("questions with the answers of last time")
    follow(page.get_by_role("button", name="Save and leave"))
    page.goto(f"/portal/applications/{ada.reference}/renewal?show=changed")
    expect(page.locator("ins").first).to_contain_text("Two clerks")
    expect(page.locator("del").first).to_contain_text(BEFORE)
    both("an answer that was changed")


def and_confirms_the_others(page: Page, both, ada: Brought) -> None:
    page.goto(f"/portal/applications/{ada.reference}/renewal")
    read = page.get_by_role("link", name=re.compile("^Read and confirm"))
    seen = False
    while read.count():
        follow(read.first)
        if not seen:
            both("a section to read and confirm")
            seen = True
        follow(page.get_by_role("button", name=re.compile("still hold")))
    expect(page.get_by_text("Confirmed").first).to_be_visible()
    both("a renewal whose answers are confirmed")


def and_answers_what_is_asked_every_time_and_signs(page: Page, both, ada: Brought) -> None:
    page.goto(f"/portal/applications/{ada.reference}/")
    both("the tasks of a renewal")
    follow(page.get_by_role("button", name="Fill in the rest for me"))
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    page.goto(f"/portal/applications/{ada.reference}/check")
    for box in page.locator("form input[type=checkbox]").all():
        box.check()
    page.get_by_label("Your post in the company").fill("Director")
    page.get_by_label("Your password, entered again").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign and send"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt")
    page.goto(f"/portal/applications/{ada.reference}/renewal")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What changed since")
    both("a renewal that was sent")


def when_bo_reads_what_changed(page: Page, both, ada: Brought) -> None:
    with ada.app.app_context():
        line.accept(ada.reference, ada.bo)
    become(page, "Bo Lau")
    page.goto(f"/desk/cases/{ada.reference}/since")
    expect(page.locator("ins").first).to_contain_text("Two clerks")
    both("a renewal beside the last time")
    follow(page.locator("#A-08-company").get_by_role("link", name=re.compile("Review")))
    expect(page.locator(".diff ins").first).to_contain_text("Two clerks")
    both("an answer beside that of the last time")


def and_the_renewal_is_granted(page: Page, both, ada: Brought) -> None:
    """Judged on its papers; a new version is to begin when the old one ends."""
    ada.read()
    with writing(ada.app):
        waiving.waive_all(
            ada.reference, "Visited three years ago, nothing was found.", by=ada.cheung
        )
    ada.scanned()
    ada.grade()
    ada.recommended()
    ada.put_forward()
    granted(ada)
    sign_out(page)
    open_letter(page, ADA.email, f"read the decision on your application {ada.reference}")
    sign_in(page, ADA.email)
    page.goto("/portal/authorisation")
    expect(page.get_by_role("main")).to_contain_text("Version 2")
    both("a status that goes on in a new version")


def then_the_old_certificate_counts_until_its_last_day(page: Page, both, code: str) -> None:
    sign_out(page)
    page.goto(f"/verify/{code}")
    expect(page.get_by_role("main")).to_contain_text("is an Authorised Economic Operator today")


def then_the_new_version_has_taken_its_place(page: Page, both, ada: Brought, code: str) -> None:
    open_letter(page, ADA.email, "certificate")
    page.goto(f"/verify/{code}")
    come_again_until(
        page,
        lambda: page.get_by_text("replaced", exact=False).count() > 0,
        "the old certificate to be replaced",
    )
    both("a certificate that was replaced")
    new, _ends = what_is_held(ada)
    page.goto(f"/verify/{new}")
    expect(page.get_by_role("main")).to_contain_text("is an Authorised Economic Operator today")
    assert statuses(ada) == ["superseded", "active"]


def then_the_status_that_nobody_renewed_has_ended(page: Page, both, eva: Brought) -> None:
    open_letter(page, EVA.email, "stop using the certificate")
    both("the letter about a status that has ended")
    sign_in(page, EVA.email)
    page.goto("/portal/authorisation")
    expect(page.get_by_role("main")).to_contain_text("You hold no status now.")
    both("a status that has ended")
    assert statuses(eva) == ["expired"]
    with eva.app.app_context():
        held = reading.of_company(eva.ada.company_id)
        code, name = held.shown.verify_code, held.shown.content["name"]
    page.goto(f"/verify/{code}")
    expect(page.get_by_role("main")).not_to_contain_text("Operator today")
    both("a certificate that is no longer valid")
    page.goto(f"/register?q={name}")
    assert page.get_by_role("row", name=re.compile(name)).count() == 0


def and_each_was_reminded_as_often_as_the_programme_says(ada: Brought, eva: Brought) -> None:
    """Nine months before the end, and for who did not answer seven, six, five, three and one."""
    assert (letters(ada), letters(eva)) == (
        Counter({"renewal-invitation": 1}),
        Counter({"renewal-invitation": 1, "renewal-reminder": 2, "renewal-late-company": 3}),
    )


def letters(office: Brought) -> Counter[str]:
    """What really went to the company about its renewal."""
    query = sa.select(Notification.kind).where(
        Notification.company_id == office.ada.company_id,
        Notification.kind.in_(LADDER),
        Notification.sent_at.is_not(None),
    )
    with office.app.app_context():
        return Counter(db.session.scalars(query))


def statuses(office: Brought) -> list[str]:
    query = (
        sa.select(AuthorisationVersion.status)
        .where(AuthorisationVersion.company_id == office.ada.company_id)
        .order_by(AuthorisationVersion.number)
    )
    with office.app.app_context():
        return [status.value for status in db.session.scalars(query)]
