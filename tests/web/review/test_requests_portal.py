"""Requests in the portal: answered question by question, sent together, read again."""

import re
from io import BytesIO

import pytest
import sqlalchemy as sa

from aeo.db import db
from aeo.domain.programme.entries import Kind
from aeo.domain.vocabulary import CaseStatus, RfiStatus, Role
from aeo.models.answer import Answer
from aeo.services import answers, profile, snapshots
from aeo.services.answers import Typed
from aeo.services.rfis import reading as rfis
from aeo.services.verdicts import reading as verdicts
from tests.applications import an_applicant, email_of
from tests.corpus.making import pdf
from tests.office import Office
from tests.people import a_member, post, sign_in, token, writing
from tests.web.desk_pages import at
from tests.web.review.asking_pages import (
    A04,
    A07,
    anew,
    answer_of,
    drafted,
    ours,
    replying,
    rfi,
    sent,
    step,
    usual,
)


def test_the_company_answers_question_by_question_and_sends_together(office, ada, bo) -> None:
    sent(office, A07, A04)
    tracker = ada.get(f"/portal/applications/{office.reference}/").text
    assert ours(office) in tracker
    page = ada.get(ours(office)).text
    assert [text in page for text in ("Dear Ada,", "Who signs A-07?", "A name")] == [True] * 3
    assert "Questions without a reply: 2." in page
    assert post(ada, ours(office, "/send")).status_code == 409
    done = replying(office, ada, reply="See the answer.", do="done", **anew(office))
    assert done.status_code == 303
    assert answer_of(office) == ("partly", "Our manager does.", 2)
    page = ada.get(ours(office)).text
    assert "Questions without a reply: 1." in page
    assert "<ins>" in page
    with office.app.app_context():
        row = db.session.scalars(sa.select(Answer).where(Answer.question_key == "A-04")).one()
        given = {"A-04": row.value, "A-04-why": row.explanation, "A-04-version": str(row.version)}
    assert replying(office, ada, 1, reply="As it is.", do="done", **given).status_code == 303
    assert post(ada, ours(office, "/send")).status_code == 303
    assert rfi(office).status is RfiStatus.ANSWERED
    page = ada.get(ours(office)).text
    assert ("<form" in page.partition("<main")[2], "See the answer." in page) == (False, True)
    assert post(ada, ours(office, "/send")).status_code == 409
    late = replying(office, ada, reply="More.", do="done", **anew(office, version="2"))
    assert (late.status_code, "More." in late.text) == (409, False)
    desk = bo.get(at(office.reference, "requests")).text
    assert [text in desk for text in ("See the answer.", "As it is.", "<ins>")] == [True] * 3
    assert step(office, bo, "accept").status_code == 303
    with office.app.app_context():
        assert office.case().status is CaseStatus.VETTING
    review = bo.get(at(office.reference, "review/A/company/A-07")).text
    assert "The company replied:" in review


def test_what_the_company_typed_before_sending_is_not_shown_to_customs(office, ada, bo) -> None:
    sent(office)
    replying(office, ada, reply="A zebra replied", **anew(office, why="A zebra did"))
    pages = [
        bo.get(at(office.reference, tab)).text
        for tab in ("requests", "review/A/company/A-07", "answers?section=A")
    ]
    assert [("zebra" in page) for page in pages] == [False, False, False]


def test_what_is_typed_after_a_second_asking_stays_with_the_company(office, ada, bo) -> None:
    sent(office)
    replying(office, ada, reply="See the answer.", do="done", **anew(office, why="A lion did"))
    assert post(ada, ours(office, "/send")).status_code == 303
    again = step(office, bo, "ask_again", due_on=str(usual(office)), reason="Who exactly?")
    assert again.status_code == 303
    zebra = anew(office, why="A zebra did", version="2")
    replying(office, ada, reply="Not the old answer.", **zebra)
    for tab in ("requests", "review/A/company/A-07"):
        desk = bo.get(at(office.reference, tab)).text
        assert [text in desk for text in ("lion", "zebra", "See the answer.", "Not the old")] == [
            True, False, True, False,
        ]  # fmt: skip
    with office.app.app_context():
        record = snapshots.read(snapshots.get(office.case()))
    assert [row["text"] for row in record["replies"]] == ["See the answer."]
    ours_now = ada.get(ours(office)).text
    assert ("Not the old answer." in ours_now, "zebra" in ours_now) == (True, True)


def test_each_request_shows_the_answer_that_was_sent_in_reply_to_it(office, ada, bo) -> None:
    for number, animal in enumerate(("lion", "tiger"), start=1):
        assert sent(office) == number
        typed = anew(office, why=f"A {animal} did", version=str(number))
        with office.app.app_context():
            [item] = rfis.get(office.case(), number).items
        given = {f"r{item.public_id[:8]}-reply": f"No {number}", "do": "done", **typed}
        path = ours(office).replace("/requests/1", f"/requests/{number}")
        assert post(ada, f"{path}/{item.public_id}", **given).status_code == 303
        assert post(ada, f"{path}/send").status_code == 303
        assert step(office, bo, "accept", number).status_code == 303
    newest, oldest = bo.get(at(office.reference, "requests")).text.split('id="rfi-1"')
    seen = [
        [word in part for word in ("lion", "tiger", "No 1", "No 2")] for part in (newest, oldest)
    ]
    assert seen == [[True, True, False, True], [True, False, True, False]]
    with office.app.app_context():
        record = snapshots.read(snapshots.get(office.case()))
    told = [(row["request"], row["question"], row["text"]) for row in record["replies"]]
    assert told == [(1, "A-07", "No 1"), (2, "A-07", "No 2")]


def test_a_reply_is_kept_unfinished_and_taken_up_again(office, ada) -> None:
    sent(office)
    assert replying(office, ada, reply="Half a", do="save", **anew(office)).status_code == 303
    item = rfi(office).items[0]
    assert (item.reply, item.replied_at) == ("Half a", None)
    replying(office, ada, reply="A whole one", do="done", **anew(office, version="2"))
    assert rfi(office).items[0].replied_at is not None
    replying(office, ada, reply="No, wait", do="save", **anew(office, version="2"))
    assert rfi(office).items[0].replied_at is None


def test_what_cannot_be_kept_comes_back_as_it_was_typed(office, ada) -> None:
    sent(office)
    control = replying(office, ada, reply="Bad \x07 bell", do="done", **anew(office))
    assert (control.status_code, "cannot be kept" in control.text) == (422, True)
    assert answer_of(office)[2] == 1
    flawed = replying(office, ada, reply="Fine", do="done", **anew(office, value="perhaps"))
    assert (flawed.status_code, "<title>Error:" in flawed.text) == (422, True)
    assert rfi(office).items[0].replied_at is None
    send = post(ada, ours(office, "/send"))
    assert send.status_code == 422
    assert "it is not an answer yet" in send.text


def test_of_two_colleagues_the_second_chooses_between_both_answers(office, ada) -> None:
    sent(office)
    with writing(office.app):
        theirs = Typed(value="yes", explanation="Theirs.")
        answers.save(office.reference, *A07, theirs, version=None, by=office.ada)
    clash = replying(office, ada, reply="Mine", do="done", **anew(office))
    assert clash.status_code == 409
    assert [text in clash.text for text in ("Theirs.", "Our manager does.", "Which one")] == [
        True
    ] * 3
    assert answer_of(office)[1] == "Theirs."


def test_only_the_asked_answer_is_open_and_its_page_leads_to_the_request(office, ada) -> None:
    sent(office)
    given = {**anew(office), "A-04": "no", "A-04-why": "Changed", "A-04-version": "1"}
    replying(office, ada, do="done", **given)
    assert answer_of(office, A04)[2] == 1
    section = ada.get(f"/portal/applications/{office.reference}/questions/A/company").text
    assert (ours(office) in section, "answer in request 1" in section) == (True, True)
    address = f"/portal/applications/{office.reference}/questions/A/company"
    assert post(ada, address, **given).status_code == 409


def test_a_file_goes_with_the_answer_that_it_was_asked_for(office, ada, bo) -> None:
    sent(office)
    item = rfi(office).items[0]
    slot = "files||company|A-07|company"
    path = ours(office, f"/{item.public_id}")
    data = {"csrf_token": token(ada), "do": "done", **anew(office)}
    data[slot] = (BytesIO(pdf(1)), "Duty roster.pdf")
    answer = ada.post(path, data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert "Duty roster.pdf" in ada.get(ours(office)).text
    assert post(ada, ours(office, "/send")).status_code == 303
    with office.app.app_context():
        record = snapshots.read(snapshots.get(office.case()))
        names = [
            it["file"]["name"] for it in record["papers"] if it["question"] == "A-07" and it["file"]
        ]
    assert "Duty roster.pdf" in names
    assert "Duty roster.pdf" in bo.get(at(office.reference, "requests")).text


@pytest.mark.parametrize(
    ("role", "reads", "replies", "sends"),
    [
        (Role.VIEWER, 200, 403, 403),
        (Role.CONTRIBUTOR, 200, 303, 403),
        (Role.ADVISER, 200, 303, 403),
        (Role.COORDINATOR, 200, 303, 303),
    ],
)
def test_who_of_the_company_reads_replies_and_sends(
    app, office, ada, role, reads, replies, sends
) -> None:
    sent(office)
    with writing(app):
        company = office.case().company
        email = a_member(company, role).email
    browser = app.test_client()
    sign_in(browser, email)
    page = browser.get(ours(office))
    assert page.status_code == reads
    assert ('name="do"' in page.text) == (replies == 303)
    assert replying(office, browser, do="done", **anew(office)).status_code == replies
    replying(office, ada, do="done", **anew(office, version=str(answer_of(office)[2])))
    assert post(browser, ours(office, "/send")).status_code == sends


def test_a_stranger_and_a_draft_find_nothing(app, office, ada) -> None:
    drafted(office)
    assert ada.get(ours(office)).status_code == 404
    assert "/requests/1" not in ada.get(f"/portal/applications/{office.reference}/").text
    sent(office, A04)
    other = an_applicant(app, "Other Limited", ubi="87654321")
    browser = app.test_client()
    sign_in(browser, email_of(app, other))
    assert browser.get(ours(office)).status_code == 404
    assert post(browser, ours(office, "/send")).status_code == 404
    assert replying(office, browser, do="done").status_code == 404
    assert post(ada, ours(office, "/no-such-item")).status_code == 404
    assert ada.get(ours(office).replace("/1", "/9")).status_code == 404


def test_the_same_question_about_two_places_is_answered_one_at_a_time(app) -> None:
    office = Office(app)
    with writing(app):
        for name in ("North depot", "South depot"):
            profile.add(Kind.SITE, office.ada.company_id, {"name": name}, by=office.ada)
    office.accepted()
    with app.app_context():
        asked = list(verdicts.to_judge(snapshots.read(snapshots.get(office.case()))))
    key = next(key for key, scope in asked if scope.startswith("site:"))
    north, south, *_others = [place for place in asked if place[0] == key]
    sent(office, north, south)
    browser = app.test_client()
    sign_in(browser, email_of(app, office.ada))
    items = [item.public_id for item in rfi(office).items]
    for shown, other in (items, items[::-1]):
        text = browser.get(ours(office, f"?item={shown}")).text
        ids = re.findall(r' id="([^"]+)"', text)
        assert sorted({it for it in ids if ids.count(it) > 1}) == []
        assert f'{ours(office)}?item={other}"' in text
        assert f'action="{ours(office)}/{shown}"' in text
    values = {f"{key}-version": "1", key: "no", f"{key}-why": "South only."}
    assert replying(office, browser, 1, do="done", **values).status_code == 303
    assert (answer_of(office, north)[2], answer_of(office, south)[1]) == (1, "South only.")
