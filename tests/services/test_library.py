"""A file's own life: named, kept once, claimed by one, settled once, and handed out when clean."""

import resource
import threading
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from aeo.db import db, unit_of_work
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.file_kinds import FileKind, Refused, Rejection, shown_name
from aeo.domain.vocabulary import DocumentState, Role
from aeo.models.evidence import Document, DocumentPage
from aeo.services import actors, companies, documents
from aeo.services.accounts import get as person
from aeo.services.documents import ATTEMPTS_MAX, BACKOFF, LEASE, PUT_OFF, Claim, Picture
from aeo.storage import store
from tests.corpus.making import picture
from tests.corpus.shelf import ONE_PAGE, TWO_PAGES, give
from tests.people import a_company, a_member

pytestmark = pytest.mark.usefixtures("traveller")


@pytest.fixture
def ada() -> tuple[int, int]:
    """Ada and her company, by id."""
    with unit_of_work():
        company = a_company()
        return a_member(company, Role.COORDINATOR).id, company.id


def given(ada: tuple[int, int], content: bytes = TWO_PAGES, name: str = "Plan.pdf") -> int:
    user_id, company_id = ada
    with unit_of_work():
        return give(person(user_id), companies.get(company_id), content, name).id


def read(key: int) -> Document:
    db.session.rollback()
    return db.session.get_one(Document, key)


def claim(*ids: int) -> list[Claim]:
    with unit_of_work():
        return documents.claim(ids)


def kept() -> list[str]:
    """Every file of the store, whole or not."""
    return sorted(path.name for path in store().root.rglob("*") if path.is_file())


def settle(how, *args) -> bool:
    with unit_of_work():
        return bool(how(*args))


@pytest.mark.parametrize(
    ("given_name", "kind", "shown"),
    [
        ("Plan.pdf", FileKind.PDF, "Plan.pdf"),
        ("Plan.PDF", FileKind.PDF, "Plan.PDF"),
        ("photo.jpeg", FileKind.JPG, "photo.jpeg"),
        ("photo.png", FileKind.JPG, "photo.jpg"),
        ("invoice.pdf.exe", FileKind.PDF, "invoice.pdf"),
        ("Plan, rev 4", FileKind.PDF, "Plan, rev 4.pdf"),
        ("Plan.rev 4", FileKind.PDF, "Plan.rev 4.pdf"),
        ("Macro.docm", FileKind.DOCX, "Macro.docm"),
        ("../../etc/passwd", FileKind.PDF, "passwd.pdf"),
        ("C:\\Users\\ada\\plan.pdf", FileKind.PDF, "plan.pdf"),
        ("/", FileKind.PNG, "file.png"),
        ("..", FileKind.PNG, "file.png"),
        ("", FileKind.PNG, "file.png"),
        (".pdf", FileKind.PDF, "file.pdf"),
        (" . . ", FileKind.PDF, "file.pdf"),
        ("con\0trol\x1b[2J.pdf", FileKind.PDF, "control[2J.pdf"),
        ("two\r\nlines.pdf", FileKind.PDF, "two lines.pdf"),
        ("exe\u202efdp.pdf", FileKind.PDF, "exefdp.pdf"),
        ("zero\u200bwidth.pdf", FileKind.PDF, "zerowidth.pdf"),
        ("e\u0301tude.pdf", FileKind.PDF, "étude.pdf"),
        ("平面圖 第四版.pdf", FileKind.PDF, "平面圖 第四版.pdf"),
        ("廠房", FileKind.XLSX, "廠房.xlsx"),
        ("a" * 300 + ".pdf", FileKind.PDF, "a" * 116 + ".pdf"),
        ("半" * 300, FileKind.DOCX, "半" * 115 + ".docx"),
        ("\ud800.pdf", FileKind.PDF, "file.pdf"),
    ],
)
def test_a_name_is_cleaned_and_its_ending_fits_the_content(given_name, kind, shown) -> None:
    assert shown_name(given_name, kind) == shown


def test_a_file_is_quarantined_and_due_at_once_under_its_own_content(ada) -> None:
    row = read(given(ada, name="Plan.exe"))
    assert (row.state, row.name, row.media_type, row.size) == (
        DocumentState.QUARANTINED,
        "Plan.pdf",
        "application/pdf",
        len(TWO_PAGES),
    )
    assert documents.due(10) == [row.id]
    assert store().read(row.sha256) == TWO_PAGES


def test_the_same_content_is_one_row_for_a_company_and_another_for_the_next(ada) -> None:
    first = given(ada)
    assert given(ada, name="Again.pdf") == first
    assert read(first).name == "Plan.pdf"
    with unit_of_work():
        other = a_company("Blue Junk Lines Limited", "87654321")
        eve = (a_member(other, Role.COORDINATOR).id, other.id)
    assert given(eve) != first
    assert given(ada, ONE_PAGE) != first


def test_what_was_rejected_is_looked_at_again_and_what_was_removed_comes_back(ada) -> None:
    key = given(ada)
    (held,) = claim(key)
    assert settle(documents.settle_rejected, held, Rejection.DAMAGED)
    assert read(key).rejected_because == "damaged"
    assert given(ada) == key
    row = read(key)
    assert (row.state, row.rejected_because, row.attempts) == (DocumentState.QUARANTINED, None, 0)
    public_id = row.public_id
    with unit_of_work():
        documents.remove(ada[1], public_id)
    assert documents.same(ada[1], row.sha256).removed_at is not None
    with pytest.raises(Gone):
        documents.get(ada[1], public_id)
    assert given(ada) == key
    assert read(key).removed_at is None


def test_only_people_of_the_company_give_files(ada) -> None:
    with unit_of_work():
        other = a_company("Blue Junk Lines Limited", "87654321")
        eve = a_member(other, Role.COORDINATOR)
        with pytest.raises(NotAllowed):
            documents.accept(
                ada[1],
                name="x.pdf",
                received=store().receive(BytesIO(ONE_PAGE), limit=10**6),
                media_type="application/pdf",
                by=actors.of(eve, other.id),
            )


def test_a_strangers_file_is_the_same_as_none(ada) -> None:
    public_id = read(given(ada)).public_id
    with unit_of_work():
        other = a_company("Blue Junk Lines Limited", "87654321").id
    for company_id, key in ((other, public_id), (ada[1], "0" * 32)):
        with pytest.raises(Gone, match=r"There is no such file\."):
            documents.get(company_id, key)


def test_what_is_refused_leaves_nothing_behind(app, ada) -> None:
    before, settings = kept(), app.extensions["aeo"]
    with pytest.raises(Refused) as refusal:
        documents.receive(BytesIO(b"words"), "words.pdf")
    assert refusal.value.rejection is Rejection.NOT_A_KIND
    app.extensions["aeo"] = replace(settings, upload_max=len(ONE_PAGE) - 1)
    try:
        with pytest.raises(Refused) as refusal:
            documents.receive(BytesIO(ONE_PAGE), "plan.pdf")
    finally:
        app.extensions["aeo"] = settings
    assert refusal.value.rejection is Rejection.TOO_LARGE
    assert kept() == before


def test_a_disk_without_room_keeps_nothing(ada) -> None:
    content = picture("PNG", size=(900, 900), mode="RGB", compress_level=0)
    before = kept()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(OSError, match="large"):
            documents.receive(BytesIO(content), "gate.png")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert kept() == before


def test_one_of_two_workers_claims_a_file(app, ada) -> None:
    keys = [given(ada, ONE_PAGE), given(ada, TWO_PAGES)]
    start, taken = threading.Barrier(2), []

    def worker() -> None:
        with app.app_context():
            start.wait()
            taken.extend(claim(*keys))
            db.session.remove()

    both = [threading.Thread(target=worker) for _worker in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(held.id for held in taken) == keys
    assert documents.due(10) == []


def test_a_lease_that_ends_gives_the_file_to_another_and_fences_off_the_first(
    ada, traveller
) -> None:
    key = given(ada)
    (slow,) = claim(key)
    assert claim(key) == []
    traveller.shift(LEASE + timedelta(seconds=1))
    (quick,) = claim(key)
    assert (quick.attempts, quick.lease_token != slow.lease_token) == (2, True)
    assert settle(documents.settle_clean, slow, [Picture(1, "a" * 64, 10, 10)], 1) is False
    assert settle(documents.settle_rejected, slow, Rejection.HARMFUL) is False
    assert settle(documents.settle_clean, quick, [], None) is True
    assert settle(documents.postpone, quick) is False
    assert read(key).state is DocumentState.CLEAN
    assert db.session.scalars(sa.select(DocumentPage)).all() == []


def test_a_clean_file_has_its_pages_and_no_lease(ada) -> None:
    key = given(ada)
    (held,) = claim(key)
    pages = [Picture(number, str(number) * 64, 1131, 1600) for number in (1, 2)]
    assert settle(documents.settle_clean, held, pages, 52)
    row = read(key)
    assert (row.state, row.pages, row.lease_token, row.lease_until) == (
        DocumentState.CLEAN, 52, None, None,
    )  # fmt: skip
    assert [(page.number, page.sha256) for page in documents.pictures(row)] == [
        (1, "1" * 64),
        (2, "2" * 64),
    ]
    assert documents.due(10) == []


def test_a_file_that_cannot_be_opened_is_tried_three_times_and_then_rejected(
    ada, traveller
) -> None:
    key = given(ada)
    for wait in BACKOFF:
        (held,) = claim(key)
        assert settle(documents.postpone, held)
        assert (read(key).state, documents.due(10)) == (DocumentState.QUARANTINED, [])
        traveller.shift(wait)
        assert documents.due(10) == [key]
    (held,) = claim(key)
    assert (held.attempts, settle(documents.postpone, held)) == (ATTEMPTS_MAX, True)
    assert (read(key).state, read(key).rejected_because) == (
        DocumentState.REJECTED,
        "could_not_open",
    )


def test_a_file_that_kills_its_workers_is_rejected_and_not_claimed_a_fourth_time(
    ada, traveller
) -> None:
    key = given(ada)
    for _killed in range(ATTEMPTS_MAX):
        assert len(claim(key)) == 1
        traveller.shift(LEASE + timedelta(seconds=1))
    assert claim(key) == []
    row = read(key)
    assert (row.rejected_because, row.lease_token) == ("could_not_open", None)


def test_a_scanner_that_is_down_is_not_the_files_fault(ada, traveller) -> None:
    key = given(ada)
    for _minute in range(5):
        (held,) = claim(key)
        assert settle(documents.put_off, held)
        traveller.shift(PUT_OFF)
    assert (read(key).state, read(key).attempts) == (DocumentState.QUARANTINED, 0)


def test_only_a_clean_file_is_handed_out(ada) -> None:
    key = given(ada)
    with pytest.raises(OutOfOrder, match="still being checked"):
        documents.content(read(key))
    (held,) = claim(key)
    settle(documents.settle_rejected, held, Rejection.MACRO)
    with pytest.raises(OutOfOrder, match="holds a macro"):
        documents.content(read(key))
    with pytest.raises(OutOfOrder, match="holds a macro"):
        documents.picture(read(key), 1)
    given(ada)
    (held,) = claim(key)
    settle(documents.settle_clean, held, [], None)
    with documents.content(read(key)) as content:
        assert content.read() == TWO_PAGES
    with pytest.raises(Gone):
        documents.picture(read(key), 1)


def test_a_paper_cannot_expire_before_it_was_issued(ada) -> None:
    key, early, late = given(ada), date(2026, 1, 2), date(2026, 12, 31)
    with unit_of_work():
        documents.date_it(db.session.get_one(Document, key), early, late)
    assert (read(key).issued_on, read(key).expires_on) == (early, late)
    with pytest.raises(Incomplete), unit_of_work():
        documents.date_it(db.session.get_one(Document, key), late, early)
    with unit_of_work():
        documents.date_it(db.session.get_one(Document, key), None, early)
    assert (read(key).issued_on, read(key).expires_on) == (None, early)


def test_every_rejection_has_a_sentence_of_its_own() -> None:
    sentences = {str(rejection.sentence) for rejection in Rejection}
    assert len(sentences) == len(Rejection)
    assert all(sentence.endswith(".") for sentence in sentences)
