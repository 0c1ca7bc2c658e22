"""What is held, at the company and on the desk: the certificate, its download, and the consent."""

import re

import pytest

from aeo import clock
from aeo.db import db
from aeo.domain.validity import renewal_due
from aeo.domain.vocabulary import AuthorisationStatus as S
from aeo.domain.vocabulary import Role
from aeo.jobs import certificates, hand_out
from aeo.models.authorisation import Certificate
from aeo.models.company import Company
from aeo.services import actors
from aeo.storage import store
from tests.applications import an_applicant
from tests.people import a_member, bring_cookie, digest, post, writing
from tests.statements import MOST_STATEMENTS, statements
from tests.web.findings.sides import another

PORTAL = "/portal/authorisation"


def made(app) -> None:
    with app.app_context():
        hand_out.work_off((certificates.WORK,))


def papers_of(app, office) -> dict[str, tuple[str, str]]:
    """By language: public id and SHA-256."""
    with app.app_context():
        return {row.language: (row.public_id, row.sha256) for row in office.version().certificates}


def test_a_company_without_a_status_reads_when_there_will_be_one(app, client) -> None:
    browser = another(app, an_applicant(app))
    assert "You hold no status yet" in browser.get(PORTAL).text


def test_the_holder_sees_its_certificate_its_duties_and_its_versions(app, office, ada) -> None:
    page = ada.get(PORTAL).text
    assert "Being made" in page
    made(app)
    with app.app_context():
        code = office.version().verify_code
        due = renewal_due(office.version().valid_to, "P6M")
    page = ada.get(PORTAL).text
    assert [text in page for text in ("Being made", "AEOHK0000000001", code, "Kwai Chung")] == [
        False, True, True, True,
    ]  # fmt: skip
    address = f"{app.extensions['aeo'].base_url}/verify/{code}"
    assert f'href="{address}"' in page
    assert "Tell Customs about changes" in page
    assert f"ask for its renewal by {due.day} {due:%B %Y}." in page
    assert "publicity" not in page  # the rules of the logo were not checked
    languages = re.findall(r'certificates/\w+" lang="([\w-]+)"', page)
    assert languages[:3] == ["en", "zh-Hant", "zh-Hans"]
    bring_cookie(ada, "aeo_lang", "zh-Hans")
    assert re.findall(r'certificates/\w+" lang="([\w-]+)"', ada.get(PORTAL).text)[0] == "zh-Hans"


@pytest.mark.parametrize("side", ["ada", "bo"])
def test_a_certificate_is_downloaded_byte_for_byte(app, office, request, side) -> None:
    browser = request.getfixturevalue(side)
    at = {"ada": f"{PORTAL}/certificates", "bo": "/desk/holders/certificates"}[side]
    early = browser.get(f"{at}/{papers_of(app, office)['en'][0]}")
    assert (early.status_code, "still being made" in early.text) == (409, True)
    made(app)
    for language, (public_id, sha256) in papers_of(app, office).items():
        answer = browser.get(f"{at}/{public_id}", buffered=True)
        with app.app_context():
            assert answer.data == store().read(sha256)
        assert (answer.status_code, answer.content_type) == (200, "application/pdf")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"] == (
            f"attachment; filename=AEOHK0000000001-1-{language}.pdf"
        )
    assert browser.get(f"{at}/{'0' * 32}").status_code == 404


def test_a_stranger_finds_no_certificate(app, client, office) -> None:
    made(app)
    public_id = papers_of(app, office)["en"][0]
    stranger = another(app, an_applicant(app, "Other Limited", ubi="87654321"))
    foreign = stranger.get(f"{PORTAL}/certificates/{public_id}")
    missing = stranger.get(f"{PORTAL}/certificates/{'0' * 32}")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert client.get(f"{PORTAL}/certificates/{public_id}").status_code == 302


def test_a_signatory_agrees_to_be_shown_and_takes_it_back(app, client, office, ada) -> None:
    assert "Agree to be shown" in ada.get(PORTAL).text
    assert post(ada, f"{PORTAL}/consent").location == PORTAL
    page = ada.get(PORTAL).text
    assert ("Do not show us any more" in page, "Ada Chan agreed on" in page) == (True, True)
    assert "Kestrel Bay Logistics Limited" in client.get("/register").text
    again = post(ada, f"{PORTAL}/consent")
    assert (again.status_code, "agreed already" in again.text) == (409, True)
    post(ada, f"{PORTAL}/consent/withdraw")
    assert "Ada Chan withdrew it on" in ada.get(PORTAL).text
    assert "Nobody is listed yet" in client.get("/register").text
    timeline = another(app, office.bo).get(f"/desk/cases/{office.reference}/timeline").text
    assert "The holder agreed to be shown in the register." in timeline


def test_a_colleague_who_cannot_sign_sees_who_decides(app, office) -> None:
    with writing(app):
        company = db.session.get(Company, office.ada.company_id)
        actor = actors.of(a_member(company, Role.VIEWER, name="Vic Wong"), company.id)
    browser = another(app, actor)
    page = browser.get(PORTAL).text
    assert ("A signatory of your company decides this." in page, "Agree to" in page) == (
        True,
        False,
    )
    assert post(browser, f"{PORTAL}/consent").status_code == 403


def test_a_suspended_and_an_ended_status_say_so_to_the_holder(app, office, ada) -> None:
    with writing(app):
        held = office.authorisation()
        office.next_version(held, status=S.SUSPENDED)
    assert "Your status is suspended since" in ada.get(PORTAL).text
    with writing(app):
        held = office.authorisation()
        for version in held.versions:
            _end(version)
    assert "You hold no status now." in ada.get(PORTAL).text


def _end(version) -> None:
    with db.session.no_autoflush:
        db.session.execute(
            type(version).__table__.update()
            .where(type(version).__table__.c.id == version.id)
            .values(status=S.WITHDRAWN, ended_on=clock.today())
        )  # fmt: skip


def test_officers_find_holders_and_the_certificates_that_need_a_look(app, office, bo) -> None:
    with writing(app):
        office.holds("Heron Freight Limited")
        row = db.session.get_one(Certificate, 1)
        row.failure, row.attempts = "out of ink", 3
        public_id = office.authorisation().public_id
    page = bo.get("/desk/holders").text
    assert ("out of ink" in page, "It is tried again by itself." in page) == (True, True)
    assert "<caption>2 holders, by name</caption>" in page
    assert "<caption>1 holder, by name</caption>" in bo.get("/desk/holders?q=heron").text
    assert "No holder fits this search" in bo.get("/desk/holders?q=nobody").text
    holder = bo.get(f"/desk/holders/{public_id}").text
    assert [text in holder for text in ("out of ink", "Not made yet", office.reference[:-2])] == [
        True, True, True,
    ]  # fmt: skip
    made(app)
    assert "Not made yet" not in bo.get(f"/desk/holders/{public_id}").text
    assert bo.get(f"/desk/holders/{'0' * 32}").status_code == 404


def test_the_pages_open_in_every_language_write_nothing_and_take_few_statements(
    app, office, ada, bo
) -> None:
    made(app)
    with writing(app):
        public_id = office.authorisation().public_id
    pages = [(ada, PORTAL), (bo, "/desk/holders"), (bo, f"/desk/holders/{public_id}")]
    before = digest(app)
    for browser, path in pages:
        for language in ("zh-Hant", "zh-Hans", "en"):
            bring_cookie(browser, "aeo_lang", language)
            assert browser.get(path).status_code == 200
    assert digest(app) == before
    one = [statements(app, browser, path) for browser, path in pages]
    with writing(app):
        for number in range(24):
            office.holds(f"Cargo {number} Limited")
        for _number in range(5):
            office.next_version(office.authorisation())
    assert [statements(app, browser, path) for browser, path in pages] == one
    assert max(one) <= MOST_STATEMENTS
