"""An application on the company's pages: begun, checked, signed, and followed."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo.db import db
from aeo.domain import canonical
from aeo.domain.readiness.check import Given
from aeo.domain.vocabulary import CaseStatus, Role
from aeo.domain.workflow.case import CaseAct
from aeo.models.answer import Answer
from aeo.models.case import Case, VoidReference
from aeo.models.submission import PointResult, Submission
from aeo.services import (
    actors,
    completeness,
    endings,
    intake,
    profile,
    readiness,
    sending,
)
from tests.applications import SIGNED, a_complete_draft, a_draft, an_applicant, email_of
from tests.people import (
    PASSWORD,
    a_member,
    an_officer,
    bring_cookie,
    cookie,
    digest,
    post,
    sign_in,
    writing,
)
from tests.statements import MOST_STATEMENTS, statements

FORM = {
    "true": "y", "visits": "y", "privacy": "y", "name": "Ada Chan", "post": "Director",
    "password": PASSWORD,
}  # fmt: skip


@pytest.fixture
def ada(app: Flask, client):
    """A signatory who is signed in."""
    actor = an_applicant(app)
    sign_in(client, email_of(app, actor))
    return actor


def only(app: Flask) -> Case:
    with app.app_context():
        return db.session.scalars(sa.select(Case)).one()


def test_an_application_is_begun_and_a_second_one_has_no_room(app, client, ada) -> None:
    assert "No application is open" in client.get("/portal/applications/").text
    assert post(client, "/portal/applications/new").status_code == 422
    begun = post(client, "/portal/applications/new", level="T2")
    reference = only(app).reference
    assert (begun.status_code, begun.location) == (303, f"/portal/applications/{reference}/")
    page = client.get(begun.location).text
    assert "Tier 2" in page
    assert "Self-assessment" in page
    again = post(client, "/portal/applications/new", level="T1")
    assert again.status_code == 409
    assert reference in again.text


def test_the_level_can_be_changed_while_it_is_a_draft(app, client, ada) -> None:
    reference = a_draft(app, ada, "T2")
    assert post(client, f"/portal/applications/{reference}/level", level="T9").status_code == 422
    assert post(client, f"/portal/applications/{reference}/level", level="T1").status_code == 303
    assert only(app).levels == ["T1"]


def test_the_check_lists_each_thing_with_a_link_that_leads_somewhere(app, client, ada) -> None:
    reference = a_draft(app, ada)
    page = client.get(f"/portal/applications/{reference}/check")
    links = re.findall(r'<ul class="tasks">(.*?)</ul>', page.text, re.DOTALL)
    found = set(re.findall(r'href="([^"#]+)', " ".join(links)))
    assert len(found) > 10
    assert {path: client.get(path).status_code for path in found} == dict.fromkeys(found, 200)


def test_an_unfinished_application_is_refused_with_what_is_missing(app, client, ada) -> None:
    reference = a_draft(app, ada)
    before = digest(app)
    refused = post(client, f"/portal/applications/{reference}/send", **FORM)
    assert (refused.status_code, "Something is still missing" in refused.text) == (409, True)
    assert digest(app) == before


@pytest.mark.parametrize("left_out", ["true", "visits", "privacy", "name", "post", "password"])
def test_a_declaration_that_is_not_complete_is_kept_as_typed(app, client, ada, left_out) -> None:
    reference = a_complete_draft(app, ada)
    given = {key: value for key, value in FORM.items() if key != left_out}
    refused = post(client, f"/portal/applications/{reference}/send", **given)
    assert refused.status_code == 422
    assert 'class="errors"' in refused.text
    assert ('value="Director"' in refused.text) is (left_out != "post")
    assert only(app).status is CaseStatus.DRAFT


def test_signing_sends_it_once_and_the_receipt_proves_what_was_sent(app, client, ada) -> None:
    reference = a_complete_draft(app, ada)
    sent = post(client, f"/portal/applications/{reference}/send", **FORM)
    assert sent.location == f"/portal/applications/{reference}/receipts/1"
    page = client.get(sent.location).text
    content = client.get(f"{sent.location}.json")
    assert canonical.digest(content.data) in page
    assert content.headers["Content-Disposition"].startswith("attachment")
    assert post(client, f"/portal/applications/{reference}/send", **FORM).status_code == 409
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 1
    followed = client.get(f"/portal/applications/{reference}/").text
    assert "With Customs" in followed
    assert client.get(f"/portal/applications/{reference}/answers").status_code == 200
    assert client.get(f"/portal/applications/{reference}/receipts/2").status_code == 404


def test_somebody_who_may_not_sign_asks_those_who_may(app, client, ada) -> None:
    reference = a_complete_draft(app, ada)
    with writing(app):
        email = a_member(db.session.get_one(Case, 1).company, Role.COORDINATOR).email
    other = app.test_client()
    sign_in(other, email)
    page = other.get(f"/portal/applications/{reference}/check").text
    assert "You are not a signatory. Ada Chan can sign." in page
    asked = post(other, f"/portal/applications/{reference}/ask-to-sign")
    assert asked.status_code == 303
    assert post(other, f"/portal/applications/{reference}/ask-to-sign").status_code == 409
    assert post(other, f"/portal/applications/{reference}/send", **FORM).status_code == 403


def test_what_came_back_is_answered_point_by_point(app, client, ada) -> None:
    reference = a_complete_draft(app, ada)
    with writing(app):
        an_officer(Role.APPROVER, name="Kwok Chi Hang")
        bo = actors.of(an_officer(Role.CASE_OFFICER, Role.INTAKE), None)
        sending.send(reference, SIGNED, by=ada)
        completeness.mark(
            reference, "sites", PointResult.LACKING, reason="RET-SITE-MISSING",
            note="The plan shows a cold store.", by=bo,
        )  # fmt: skip
        intake.return_(reference, "", by=bo)
    page = client.get(f"/portal/applications/{reference}/").text
    assert "The plan shows a cold store." in page
    path = re.search(r'action="([^"]+/returned/[0-9a-f]+)"', page)[1]
    assert post(client, f"/portal/applications/{reference}/send", **FORM).status_code == 409
    assert post(client, path, act="done", reply="It is a site now.").status_code == 303
    assert "It is a site now." in client.get(f"/portal/applications/{reference}/").text
    assert post(client, path, act="reopen").status_code == 303
    assert post(client, path, act="done", reply="It is a site now.").status_code == 303
    assert post(client, f"/portal/applications/{reference}/send", **FORM).status_code == 303
    assert post(client, path, act="done").status_code == 409
    assert only(app).round == 2


def test_what_officers_note_for_the_file_never_reaches_the_company(app, client, ada) -> None:
    reference = a_complete_draft(app, ada)
    page = f"/portal/applications/{reference}/"
    with writing(app):
        an_officer(Role.APPROVER, name="Kwok Chi Hang")
        bo = actors.of(an_officer(Role.CASE_OFFICER, Role.INTAKE), None)
        cheung = actors.of(an_officer(Role.SUPERVISOR, name="Cheung Wai Lam"), None)
        sending.send(reference, SIGNED, by=ada)
        completeness.mark(reference, "sites", PointResult.LACKING, reason="RET-SITE-MISSING", by=bo)
        intake.return_(reference, "Watch the second director.", by=bo)
    returned = client.get(page).text
    assert "Customs returned the application" in returned
    assert "Watch the second director." not in returned
    with writing(app):
        endings.end(reference, CaseAct.NOT_ACCEPT, by=cheung, note="Known to the other unit.")
    assert "Known to the other unit." not in client.get(page).text


def test_a_company_reads_its_own_reason_again(app, client, ada) -> None:
    reference = a_complete_draft(app, ada)
    page = f"/portal/applications/{reference}/"
    post(client, f"{page}send", **FORM)
    post(client, f"{page}withdraw", note="We merge with another company.")
    assert "We merge with another company." in client.get(page).text


def test_a_draft_is_discarded_and_a_sent_application_withdrawn(app, client, ada) -> None:
    reference = a_draft(app, ada)
    assert "Discard this draft?" in client.get(f"/portal/applications/{reference}/discard").text
    assert post(client, f"/portal/applications/{reference}/discard").status_code == 303
    assert client.get(f"/portal/applications/{reference}/").status_code == 404
    with app.app_context():
        assert db.session.scalars(sa.select(VoidReference.reference)).all() == [reference]
    again = a_complete_draft(app, ada)
    assert post(client, f"/portal/applications/{again}/withdraw").status_code == 409
    post(client, f"/portal/applications/{again}/send", **FORM)
    assert post(client, f"/portal/applications/{again}/discard").status_code == 409
    assert post(client, f"/portal/applications/{again}/withdraw", note="Later.").status_code == 303
    assert only(app).status is CaseStatus.WITHDRAWN
    assert post(client, f"/portal/applications/{again}/withdraw").status_code == 409


@pytest.mark.parametrize(
    "page", ["", "check", "papers", "level", "discard", "answers", "receipts/1"]
)
def test_a_page_costs_few_statements(app, client, ada, page) -> None:
    reference = a_complete_draft(app, ada)
    if page in {"answers", "receipts/1"}:
        post(client, f"/portal/applications/{reference}/send", **FORM)
    path = f"/portal/applications/{reference}/{page}"
    assert statements(app, client, path) <= MOST_STATEMENTS


def test_answers_of_the_readiness_check_go_into_the_application(app, client, ada) -> None:
    given = Given(levels=frozenset({"T1"}), roles=frozenset({"exporter"}), answers={"A-02": "no"})
    with app.test_request_context():
        bring_cookie(client, readiness.COOKIE, readiness.token(given))
    assert "Your answers from the readiness check" in client.get("/portal/applications/new").text
    begun = post(client, "/portal/applications/new", level="T1")
    assert cookie(client, readiness.COOKIE) is None
    assert "Answers taken over from your readiness check: 1." in client.get(begun.location).text
    with app.app_context():
        kept = db.session.execute(sa.select(Answer.question_key, Answer.value)).all()
        assert [tuple(row) for row in kept] == [("A-02", "no")]
        assert profile.read(1).company["roles"] == ["exporter"]
