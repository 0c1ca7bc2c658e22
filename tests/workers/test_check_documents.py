"""Every file is looked at once, by whoever, whenever: nothing hostile gets through, and nothing is
half done when a worker dies."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psutil
import pytest
import sqlalchemy as sa
from PIL import Image

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.errors import OutOfOrder
from aeo.domain.file_kinds import FileKind
from aeo.domain.vocabulary import DocumentState, Role
from aeo.jobs import check_documents, hand_out
from aeo.jobs.inspect import looking, scanning
from aeo.jobs.inspect.looking import Unfinished, look
from aeo.jobs.registry import BY_KIND
from aeo.models.evidence import Document, DocumentPage
from aeo.services import companies, documents
from aeo.services.accounts import get as person
from aeo.services.documents import ATTEMPTS_MAX
from aeo.storage import LocalStore, store
from tests.corpus.good import GOOD
from tests.corpus.making import opens_with, pdf
from tests.corpus.shelf import ONE_PAGE, TWO_PAGES, give
from tests.journeys.service import until
from tests.people import a_company, a_member
from tests.workers.dying import die_at

pytestmark = pytest.mark.usefixtures("within")


@pytest.fixture
def ada() -> tuple[int, int]:
    with unit_of_work():
        company = a_company()
        return a_member(company, Role.COORDINATOR).id, company.id


def given(ada: tuple[int, int], content: bytes = TWO_PAGES, name: str = "Plan.pdf") -> int:
    with unit_of_work():
        return give(person(ada[0]), companies.get(ada[1]), content, name).id


def read(key: int) -> Document:
    db.session.rollback()
    return db.session.get_one(Document, key)


def pages_of(key: int) -> list[int]:
    rows = db.session.scalars(sa.select(DocumentPage).filter_by(document_id=key))
    return sorted(row.number for row in rows)


def ripen() -> None:
    """As if every wait and every lease were over."""
    past = clock.machine() - timedelta(seconds=1)
    with unit_of_work():
        db.session.execute(sa.update(Document).values(due_at=past))
        db.session.execute(
            sa.update(Document).where(Document.lease_until.is_not(None)).values(lease_until=past)
        )


def test_it_is_registered_as_the_work_of_the_documents_queue() -> None:
    work = BY_KIND["documents"]
    assert (work.queue, work.due, work.run) == (
        "documents", check_documents.due, check_documents.run,
    )  # fmt: skip


def test_a_file_is_looked_at_once_and_doing_it_again_changes_nothing(ada) -> None:
    key = given(ada)
    assert hand_out.work_off((check_documents.WORK,)) == 1
    row = read(key)
    assert (row.state, row.pages, row.attempts, pages_of(key)) == (
        DocumentState.CLEAN, 2, 1, [1, 2],
    )  # fmt: skip
    check_documents.run([key])
    row = read(key)
    assert (row.state, row.attempts, pages_of(key)) == (DocumentState.CLEAN, 1, [1, 2])
    with documents.picture(row, 2) as file, Image.open(file) as image:
        assert (image.format, max(image.size)) == ("PNG", 1600)


def test_a_content_that_was_looked_at_needs_no_second_look(ada, monkeypatch) -> None:
    first = given(ada)
    check_documents.run([first])
    with unit_of_work():
        other = a_company("Heron Freight Limited", ubi="87654321")
        eva = a_member(other, Role.COORDINATOR, name="Eva Ho").id, other.id
    second = given(eva, name="The same.pdf")
    monkeypatch.setattr(looking, "WALL_SECONDS", 0)  # no child could finish
    check_documents.run([second])
    row = read(second)
    assert (row.state, row.pages, pages_of(second)) == (DocumentState.CLEAN, 2, [1, 2])
    with documents.picture(row, 2) as file, Image.open(file) as image:
        assert (image.format, max(image.size)) == ("PNG", 1600)


def test_a_known_content_is_asked_anew_whether_it_is_harmful(ada, monkeypatch) -> None:
    check_documents.run([given(ada)])
    with unit_of_work():
        other = a_company("Heron Freight Limited", ubi="87654321")
        eva = a_member(other, Role.COORDINATOR, name="Eva Ho").id, other.id
    second = given(eva)

    class Newer:
        def is_harmful(self, _content) -> bool:
            return True

    monkeypatch.setattr(check_documents, "SCANNERS", (Newer(),))
    check_documents.run([second])
    row = read(second)
    assert (row.state, row.rejected_because) == (DocumentState.REJECTED, "harmful")


def test_a_rejection_says_why_and_has_no_page(ada) -> None:
    action = opens_with(S="/Launch", F="cmd.exe")
    key = given(ada, pdf(1, action))
    check_documents.run([key])
    row = read(key)
    assert (row.state, row.rejected_because, pages_of(key)) == (
        DocumentState.REJECTED, "active", [],
    )  # fmt: skip
    with pytest.raises(OutOfOrder, match="starts one when it is opened"):
        documents.content(row)


def test_two_workers_with_the_same_file_look_once(app, ada) -> None:
    key, start = given(ada), threading.Barrier(2)

    def worker() -> None:
        with app.app_context():
            start.wait()
            check_documents.run([key])
            db.session.remove()

    both = [threading.Thread(target=worker) for _worker in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert (read(key).state, read(key).attempts, pages_of(key)) == (
        DocumentState.CLEAN, 1, [1, 2],
    )  # fmt: skip


def test_no_transaction_is_open_while_somebody_looks(app, ada, monkeypatch) -> None:
    """A scanner that writes to the database from outside is not made to wait."""
    key = given(ada)

    class Nosy:
        def is_harmful(self, content) -> bool:
            assert not db.session().in_transaction()
            at_once = {"timeout": 0} if app.extensions["aeo"].database_url[:6] == "sqlite" else {}
            engine = sa.create_engine(app.extensions["aeo"].database_url, connect_args=at_once)
            with engine.begin() as connection:
                connection.execute(sa.update(Document).values(pages=7))
            engine.dispose()
            return content.read() != TWO_PAGES

    monkeypatch.setattr(check_documents, "SCANNERS", (Nosy(),))
    check_documents.run([key])
    assert (read(key).state, read(key).pages) == (DocumentState.CLEAN, 2)


def test_a_scanner_that_is_down_keeps_the_file_in_quarantine(ada, monkeypatch) -> None:
    class Down:
        def is_harmful(self, content) -> bool:
            raise scanning.Unavailable("no answer")

    key = given(ada)
    monkeypatch.setattr(check_documents, "SCANNERS", (scanning.Marks(), Down()))
    for _try in range(ATTEMPTS_MAX + 1):
        check_documents.run([key])
        assert (read(key).state, read(key).attempts) == (DocumentState.QUARANTINED, 0)
        ripen()
    monkeypatch.setattr(check_documents, "SCANNERS", scanning.SCANNERS)
    check_documents.run([key])
    assert read(key).state is DocumentState.CLEAN


def test_a_content_that_is_gone_from_the_store_is_no_verdict(ada, caplog) -> None:
    key = given(ada)
    path = store().path(read(key).sha256)
    path.rename(path.with_suffix(".away"))
    check_documents.run([key])
    assert (read(key).state, read(key).attempts) == (DocumentState.QUARANTINED, 0)
    assert "cannot be checked now" in caplog.text
    path.with_suffix(".away").rename(path)


@pytest.mark.serial
def test_a_child_that_hangs_is_ended_and_the_file_rejected_after_three(ada, monkeypatch) -> None:
    key = given(ada)
    monkeypatch.setattr(looking, "WALL_SECONDS", 0.01)
    for attempt in range(1, ATTEMPTS_MAX + 1):
        check_documents.run([key])
        assert read(key).attempts == attempt
        ripen()
    row = read(key)
    assert (row.state, row.rejected_because) == (DocumentState.REJECTED, "could_not_open")
    assert [one for one in psutil.process_iter() if "aeo.jobs.inspect" in _line(one)] == []


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline()) if process.ppid() == os.getpid() else ""
    except psutil.Error:
        return ""


@pytest.mark.serial
def test_a_child_that_is_killed_gives_no_verdict(tmp_path, monkeypatch) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(200))
    killed = []

    def killer() -> None:
        me = psutil.Process()
        until(lambda: bool(me.children()), "the child")
        for child in me.children():
            child.send_signal(signal.SIGKILL)
            killed.append(child.pid)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(killer)
        with pytest.raises(Unfinished, match="ended with -9"):
            look(path, FileKind.PDF, LocalStore(tmp_path).receive)
        waiting.result(30)
    assert len(killed) == 1


def test_a_child_sees_no_secret(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("AEO_SECRET_KEY", "never to be seen")
    assert "AEO_SECRET_KEY" not in looking.ENVIRONMENT
    assert set(looking.ENVIRONMENT) == {"PATH", "LC_ALL", "PYTHONDONTWRITEBYTECODE"}


@pytest.mark.serial
@pytest.mark.parametrize("name", ["check.after_claim", "check.after_look", "check.before_mark"])
def test_a_worker_that_dies_leaves_nothing_half_done(app, ada, name) -> None:
    keys = [given(ada, ONE_PAGE, "One.pdf"), given(ada)]
    db.session.remove()
    assert die_at(app, check_documents, name) == 137
    first = read(keys[0])
    assert (first.state, first.attempts, pages_of(keys[0])) == (DocumentState.QUARANTINED, 1, [])
    assert first.lease_token is not None
    check_documents.run([keys[0]])
    assert read(keys[0]).state is DocumentState.QUARANTINED  # the dead one's lease still holds
    ripen()
    hand_out.work_off((check_documents.WORK,))
    assert [(read(key).state, pages_of(key)) for key in keys] == [
        (DocumentState.CLEAN, [1]),
        (DocumentState.CLEAN, [1, 2]),
    ]


def test_a_good_file_comes_back_byte_for_byte(ada) -> None:
    some = {name: content for name, content, *_more in GOOD if name[0] in "DFGLPC"}
    keys = {name: given(ada, content, name) for name, content in some.items()}
    hand_out.work_off((check_documents.WORK,))
    for name, content in some.items():
        with documents.content(read(keys[name])) as back:
            assert (name, back.read() == content) == (name, True)


def test_the_picture_of_a_photograph_stands_upright_and_tells_nothing_else(ada) -> None:
    (content,) = (content for name, content, *_more in GOOD if name == "Dock 3.jpg")
    key = given(ada, content, "Dock 3.jpg")
    check_documents.run([key])
    with documents.picture(read(key), 1) as file, Image.open(file) as image:
        assert (image.size, image.info, dict(image.getexif())) == ((200, 320), {}, {})
