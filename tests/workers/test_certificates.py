"""Every certificate is made once, by whoever, whenever; nothing is half done when a worker dies."""

import hashlib
import io
import threading
from datetime import timedelta

import pikepdf
import pytest
import sqlalchemy as sa
import typst

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.errors import OutOfOrder
from aeo.jobs import certificates, hand_out
from aeo.jobs.registry import BY_KIND
from aeo.models.authorisation import Certificate
from aeo.papers import certificate, setting
from aeo.services.authorisations import papers
from aeo.storage import store
from tests.deciding import Deciders
from tests.people import writing
from tests.workers.dying import die_at

pytestmark = pytest.mark.usefixtures("within")


@pytest.fixture
def office(app) -> Deciders:
    office = Deciders(app)
    office.granted()
    db.session.remove()
    return office


def rows() -> list[Certificate]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Certificate).order_by(Certificate.id)))


def ripen() -> None:
    """As if every wait and every lease were over."""
    past = clock.machine() - timedelta(seconds=1)
    with unit_of_work():
        db.session.execute(sa.update(Certificate).values(due_at=past))
        db.session.execute(
            sa.update(Certificate)
            .where(Certificate.lease_until.is_not(None))
            .values(lease_until=past)
        )


def rendered() -> list[tuple[str, str]]:
    """Language, and the SHA-256 that its paper must have."""
    found = []
    for row in rows():
        paper = certificate.render(papers.issued(row.id))
        found.append((row.language, hashlib.sha256(paper.content).hexdigest()))
    return sorted(found)


def kept() -> list[tuple[str, str | None]]:
    return sorted((row.language, row.sha256) for row in rows())


def test_it_is_registered_as_the_work_of_the_queue_of_certificates() -> None:
    work = BY_KIND["certificates"]
    assert (work.queue, work.due, work.run) == (
        "certificates", certificates.due, certificates.run,
    )  # fmt: skip


def test_a_grant_owes_a_certificate_in_each_language_and_they_are_made_once(office) -> None:
    assert hand_out.work_off((certificates.WORK,)) == 1
    made = rows()
    assert sorted(row.language for row in made) == ["en", "zh-Hans", "zh-Hant"]
    assert [(row.attempts, row.failure, row.lease_token) for row in made] == [(1, "", None)] * 3
    assert kept() == rendered()
    for row in made:
        with papers.content(row) as file, pikepdf.open(file) as pdf:
            assert len(pdf.pages) == 2
        assert row.size == len(store().read(row.sha256))
    before = [(row.sha256, row.made_at, row.attempts) for row in made]
    ripen()
    certificates.run([row.id for row in made])
    assert [(row.sha256, row.made_at, row.attempts) for row in rows()] == before
    assert certificates.due(50) == []


def test_what_is_not_made_is_not_handed_out(office) -> None:
    with pytest.raises(OutOfOrder, match="still being made"):
        papers.content(rows()[0])


def test_two_workers_with_the_same_certificates_make_each_once(app, office) -> None:
    keys, start = [row.id for row in rows()], threading.Barrier(2)

    def worker() -> None:
        with app.app_context():
            start.wait()
            certificates.run(keys)
            db.session.remove()

    both = [threading.Thread(target=worker) for _worker in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert [(row.attempts, row.made_at is not None) for row in rows()] == [(1, True)] * 3


def test_no_transaction_is_open_while_type_is_set(office, monkeypatch) -> None:
    open_while, compiled = [], typst.compile

    def nosy(*args, **given):
        open_while.append(db.session().in_transaction())
        return compiled(*args, **given)

    monkeypatch.setattr(typst, "compile", nosy)
    certificates.run([rows()[0].id])
    assert open_while == [False]


def test_what_could_not_be_made_waits_longer_each_time_and_says_why(office, monkeypatch) -> None:
    key = rows()[0].id

    def broken(*_args, **_given):
        raise typst.TypstError("out of ink")

    monkeypatch.setattr(typst, "compile", broken)
    monkeypatch.setattr(setting, "_can_be_set", lambda *_given: True)  # no character is to blame
    waits = []
    for _attempt in range(5):
        certificates.run([key])
        row = rows()[0]
        assert (row.failure, row.made_at, row.lease_token) == ("out of ink", None, None)
        waits.append(round((row.due_at - clock.machine()) / timedelta(seconds=1), -1))
        certificates.run([key])  # it is not due
        ripen()
    assert waits == [10, 60, 600, 3600, 3600]
    assert rows()[0].attempts == 5
    monkeypatch.undo()
    certificates.run([key])
    assert (rows()[0].failure, rows()[0].made_at is not None) == ("", True)


def test_a_full_store_is_a_reason_to_wait(office, monkeypatch) -> None:
    def full(*_args, **_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store(), "receive", full)
    certificates.run([rows()[0].id])
    assert (rows()[0].made_at, rows()[0].failure) == (None, "[Errno 28] No space left on device")


def test_a_name_that_cannot_be_printed_is_reported_to_the_office(app, office) -> None:
    with writing(app):
        version = db.session.get_one(Certificate, 1).version
        version.content = {**version.content, "name": "Kestrel 😀 Limited"}
    certificates.run([1])
    assert rows()[0].failure == (
        "No font has these characters, so a mark stands in their place: U+1F600"
    )
    assert rows()[0].made_at is not None


def test_whoever_lost_the_lease_settles_nothing(office) -> None:
    key = rows()[0].id
    with unit_of_work():
        [late] = papers.claim([key])
    ripen()
    with unit_of_work():
        [next_one] = papers.claim([key])
    with unit_of_work():
        assert papers.postpone(late, "late") is False
    assert (rows()[0].failure, rows()[0].lease_token) == ("", next_one.lease_token)
    ripen()
    certificates.run([key])
    before = kept()
    with unit_of_work():
        assert papers.postpone(late, "late") is False
        assert papers.settle(late, store().receive(io.BytesIO(b""), limit=1)) is False
    assert kept() == before


@pytest.mark.serial
@pytest.mark.parametrize("name", ["certificate.after_claim", "certificate.after_store"])
def test_a_worker_that_dies_leaves_nothing_half_done(app, office, name) -> None:
    assert die_at(app, certificates, name) == 137
    first, *others = rows()
    assert (first.made_at, first.attempts, first.lease_token is None) == (None, 1, False)
    assert [row.attempts for row in others] == [0, 0]
    certificates.run([first.id])
    assert rows()[0].made_at is None  # the dead one's lease still holds
    ripen()
    hand_out.work_off((certificates.WORK,))
    assert kept() == rendered()
