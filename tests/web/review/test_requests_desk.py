"""Requests on the desk: put together, sent, and every step afterwards."""

from datetime import timedelta

from aeo.domain.vocabulary import CaseStatus, RfiStatus
from aeo.services import snapshots
from aeo.services.rfis import asking, reading
from aeo.web.desk.review.requests import fingerprint
from tests.applications import email_of
from tests.people import bring_cookie, digest, post, sign_in, token, writing
from tests.statements import MOST_STATEMENTS, statements
from tests.web.desk_pages import at, do, seq_of
from tests.web.review.asking_pages import A04, A07, drafted, ours, rfi, sent, step, usual

MOST = MOST_STATEMENTS + 5  # an answer is read with its case, its papers and what was said before


def test_a_draft_is_put_together_read_as_the_company_will_and_sent(app, office, bo) -> None:
    assert "Nothing has been asked" in bo.get(at(office.reference, "requests")).text
    drafted(office, A07, A04)
    page = bo.get(at(office.reference, "requests")).text
    assert [page.count(f"Who signs {key}?") for key in ("A-07", "A-04")] == [1, 1]
    assert f'value="{usual(office)}"' in page
    out = rfi(office).items[1].public_id
    assert do(app, bo, office.reference, "requests/1/leave-out", item=out).status_code == 303
    due = usual(office) + timedelta(days=1)
    kept = do(
        app, bo, office.reference, "requests/1/prepare",
        due_on=str(due), effect="goes_on", message="Dear Ada,", do="send",
    )  # fmt: skip
    assert kept.location.endswith("/requests/1?act=issue")
    preview = bo.get(kept.location).text
    assert [text in preview for text in ("Dear Ada,", "Who signs A-07?", "A name")] == [True] * 3
    assert "Who signs A-04?" not in preview
    content = fingerprint(rfi(office))
    assert step(office, bo, "issue", content=content).status_code == 303
    row = rfi(office)
    assert (row.status, row.due_on, row.is_blocking) == (RfiStatus.OPEN, due, False)
    twice = step(office, bo, "issue", content=content)
    assert (twice.status_code, "meanwhile the status has changed" in twice.text) == (409, True)


def test_what_is_wrong_with_a_draft_is_said_and_what_was_typed_is_kept(app, office, bo) -> None:
    drafted(office)
    bad = do(
        app, bo, office.reference, "requests/1/prepare",
        due_on="next week", effect="waits", message="Kept text",
    )  # fmt: skip
    assert bad.status_code == 422
    assert [text in bad.text for text in ("Type a date like", "Kept text", "next week")] == [
        True
    ] * 3
    assert rfi(office).due_on is None
    with app.app_context():
        too_soon = asking.earliest_due_on(office.case()) - timedelta(days=1)
    do(
        app, bo, office.reference, "requests/1/prepare",
        due_on=str(too_soon), effect="waits", message="",
    )  # fmt: skip
    look = bo.get(at(office.reference, "requests/1?act=issue")).text
    assert "The company needs time at least until" in look
    late = step(office, bo, "issue", content=fingerprint(rfi(office)))
    assert (late.status_code, rfi(office).status) == (409, RfiStatus.DRAFT)


def test_nobody_sends_what_they_have_not_read(office, bo) -> None:
    drafted(office)
    with writing(office.app):
        asking.prepare(
            office.reference,
            1,
            due_on=asking.usual_due_on(office.case()),
            is_blocking=True,
            message="",
            by=office.bo,
        )
    seen = fingerprint(rfi(office))
    drafted(office, A04)
    late = step(office, bo, "issue", content=seen)
    assert (late.status_code, rfi(office).status) == (409, RfiStatus.DRAFT)
    assert "Meanwhile the draft has changed" in late.text
    assert "Who signs A-04?" in late.text


def test_more_time_withdrawal_and_silence_need_their_words(office, bo) -> None:
    sent(office)
    none = step(office, bo, "extend", due_on=str(usual(office)))
    assert (none.status_code, "Give a reason" in none.text) == (422, True)
    same = step(office, bo, "extend", due_on=str(usual(office)), reason="Their director is ill.")
    assert (same.status_code, "Choose a later day than" in same.text) == (409, True)
    assert "Their director is ill." in same.text
    later = usual(office) + timedelta(days=7)
    assert step(office, bo, "extend", due_on=str(later), reason="Ill.").status_code == 303
    assert rfi(office).due_on == later
    page = bo.get(at(office.reference, "requests")).text
    assert "The company still has time to answer." in page
    assert step(office, bo, "expire", reason="Silence.").status_code == 409
    assert step(office, bo, "withdraw", reason="Found it elsewhere.").status_code == 303
    assert rfi(office).status is RfiStatus.WITHDRAWN
    assert step(office, bo, "withdraw", reason="Again.").status_code == 409
    assert step(office, bo, "no-such-step").status_code == 404


def test_an_overdue_request_says_so_and_is_closed_by_an_officer(office, bo) -> None:
    sent(office)
    office.move_to(rfi(office).due_on + timedelta(days=1))
    bo = office.app.test_client()
    sign_in(bo, email_of(office.app, office.bo))
    assert "Overdue" in bo.get(at(office.reference, "requests")).text
    assert step(office, bo, "expire", reason="Silence.").status_code == 303
    with office.app.app_context():
        assert office.case().status is CaseStatus.VETTING


def test_a_supervisor_reads_requests_and_takes_no_step(app, office) -> None:
    sent(office)
    browser = app.test_client()
    sign_in(browser, email_of(app, office.cheung))
    page = browser.get(at(office.reference, "requests")).text
    assert ("Who signs A-07?" in page, "Withdraw the question" in page) == (True, False)
    assert "not yours to do" in browser.get(at(office.reference, "requests/1?act=withdraw")).text
    assert step(office, browser, "withdraw", reason="No.").status_code == 403
    assert rfi(office).status is RfiStatus.OPEN


def test_a_get_writes_nothing_and_costs_little_however_many_questions(app, office, ada, bo) -> None:
    sent(office)
    desk = [at(office.reference, it) for it in ("requests", "requests/1?act=withdraw")]
    token(ada), token(bo)
    before = digest(app)
    for browser, paths in ((bo, desk), (ada, [ours(office)])):
        for language in ("en", "zh-Hant", "zh-Hans"):
            bring_cookie(browser, "aeo_lang", language)
            assert [browser.get(path).status_code for path in paths] == [200] * len(paths)
    assert digest(app) == before
    one = [statements(app, bo, desk[0]), statements(app, ada, ours(office))]
    with app.app_context():
        record = snapshots.read(snapshots.get(office.case()))
        more = [
            (row["question"], row["scope"])
            for row in record["answers"]
            if row["scope"] == "company"
        ][5:9]
    sent(office, *more, is_blocking=False)
    with writing(app):
        extra = reading.get(office.case(), 2)
        for item in list(extra.items):
            item.rfi = reading.get(office.case(), 1)
            item.rfi_id = item.rfi.id
    many = [statements(app, bo, desk[0]), statements(app, ada, ours(office))]
    assert many == one
    assert max(many) <= MOST


def test_what_was_sent_before_seq_moved_on_is_refused(app, office, bo) -> None:
    sent(office)
    stale = post(
        bo, at(office.reference, "requests/1"), seq=seq_of(app, office.reference) - 1,
        act="withdraw", reason="Late.",
    )  # fmt: skip
    assert (stale.status_code, rfi(office).status) == (409, RfiStatus.OPEN)
    assert "Late." in stale.text
