"""What files are used for: papers attached, statements instead of them, and the library."""

from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa

from aeo.db import db, unit_of_work
from aeo.domain.errors import Gone, Incomplete, NotAllowed, OutOfOrder
from aeo.domain.programme.missing import Paper
from aeo.domain.vocabulary import Actor, CaseStatus, CaseType, DocumentState, EvidenceState, Role
from aeo.models.case import Case
from aeo.models.evidence import Document, Evidence
from aeo.services import actors, companies, documents, evidence
from aeo.services.accounts import get as person
from aeo.services.evidence import Show, Use
from tests.corpus.making import pdf
from tests.corpus.shelf import ONE_PAGE, TWO_PAGES, a_case, give
from tests.noon import NOON
from tests.people import a_company, a_member
from tests.statements import asked_of

pytestmark = pytest.mark.usefixtures("traveller")

ON_SITE, NOT_APPLICABLE, HELD = (
    EvidenceState.AVAILABLE_ON_SITE,
    EvidenceState.NOT_APPLICABLE,
    EvidenceState.HELD_BY_CUSTOMS,
)
MUST_BE_SENT, MAY_WAIT = "DOC-ORG", "DOC-SECMAN"


@dataclass
class Desk:
    """A company, one of its people and one of its cases; each act is a unit of work."""

    company_id: int
    user_id: int
    case_id: int

    @property
    def ada(self) -> Actor:
        return actors.of(person(self.user_id), self.company_id)

    def case(self) -> Case:
        return db.session.get_one(Case, self.case_id)

    def give(self, content: bytes = TWO_PAGES, name: str = "Plan.pdf") -> int:
        with unit_of_work():
            user, company = person(self.user_id), companies.get(self.company_id)
            return give(user, company, content, name).id

    def attach(self, document_id: int, code: str = MUST_BE_SENT, **more) -> str:
        slot = {"document_scope": "company", "question": "", "question_scope": "company", **more}
        with unit_of_work():
            document = db.session.get_one(Document, document_id)
            by = slot.pop("by", self.ada)
            return evidence.attach(self.case(), document, code=code, by=by, **slot).public_id

    def state(self, state: EvidenceState, code: str = MAY_WAIT, reason: str = "", **more) -> str:
        slot = {"document_scope": "company", "question": "", "question_scope": "company", **more}
        with unit_of_work():
            return evidence.state(
                self.case(), code=code, state=state, reason=reason, by=self.ada, **slot
            ).public_id

    def detach(self, public_id: str) -> None:
        with unit_of_work():
            evidence.detach(self.case(), public_id, by=self.ada)

    def rows(self) -> list[tuple[str, str, EvidenceState, str]]:
        db.session.rollback()
        return [
            (row.document_code, row.document_scope, row.state, row.reason)
            for row in evidence.of_case(self.case_id)
        ]

    def change(self, what, key: int, **values) -> None:
        with unit_of_work():
            db.session.execute(sa.update(what).where(what.id == key).values(**values))


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def a_desk(name: str = "Kestrel Bay Logistics Limited", ubi: str = "12345678", **case) -> Desk:
    with unit_of_work():
        company = a_company(name, ubi)
        user = a_member(company, Role.COORDINATOR)
        return Desk(company.id, user.id, a_case(company, user, **case).id)


def test_a_file_is_attached_once_however_often_it_is_done(desk) -> None:
    key = desk.give()
    first = desk.attach(key)
    assert desk.attach(key) == first
    assert desk.rows() == [(MUST_BE_SENT, "company", EvidenceState.ATTACHED, "")]
    assert desk.attach(key, question="A1") != first
    assert desk.attach(key, code="", question="A1") != first


def test_a_further_file_needs_a_question_and_a_kind_must_be_of_the_programme(desk) -> None:
    key = desk.give()
    with pytest.raises(Incomplete, match="which paper"):
        desk.attach(key, code="")
    with pytest.raises(Incomplete, match="knows no such paper"):
        desk.attach(key, code="DOC-NONE")
    with pytest.raises(Incomplete, match="knows no such paper"):
        desk.state(NOT_APPLICABLE, code="DOC-NONE", reason="x")
    assert desk.rows() == []


def test_a_statement_replaces_the_one_before_and_gives_way_to_a_file(desk) -> None:
    first = desk.state(ON_SITE)
    assert desk.state(NOT_APPLICABLE, reason=" We have none. ") == first
    assert desk.rows() == [(MAY_WAIT, "company", NOT_APPLICABLE, "We have none.")]
    desk.attach(desk.give(), code=MAY_WAIT)
    assert desk.rows() == [(MAY_WAIT, "company", EvidenceState.ATTACHED, "")]
    with pytest.raises(OutOfOrder, match="There is a file"):
        desk.state(ON_SITE)


def test_statements_of_two_scopes_stand_beside_each_other(desk) -> None:
    desk.state(ON_SITE, document_scope="site:1")
    desk.state(NOT_APPLICABLE, document_scope="site:2", reason="No yard.")
    assert desk.rows() == [
        (MAY_WAIT, "site:1", ON_SITE, ""),
        (MAY_WAIT, "site:2", NOT_APPLICABLE, "No yard."),
    ]


def test_a_statement_must_fit_the_paper_and_the_application(desk) -> None:
    with pytest.raises(Incomplete, match="why this paper does not apply"):
        desk.state(NOT_APPLICABLE, reason="  ")
    with pytest.raises(OutOfOrder, match="cannot wait"):
        desk.state(ON_SITE, code=MUST_BE_SENT)
    with pytest.raises(OutOfOrder, match="only for a renewal"):
        desk.state(HELD)
    assert desk.rows() == []
    renewal = a_desk("Blue Junk Lines Limited", "87654321", case_type=CaseType.RENEWAL)
    renewal.state(HELD, code=MUST_BE_SENT)
    assert renewal.rows() == [(MUST_BE_SENT, "company", HELD, "")]


def test_a_rejected_file_is_no_paper_and_cannot_be_attached(desk) -> None:
    key = desk.give()
    desk.attach(key, code=MAY_WAIT)
    desk.change(Document, key, state=DocumentState.REJECTED, rejected_because="macro")
    assert evidence.papers(evidence.of_case(desk.case_id)) == []
    with pytest.raises(OutOfOrder, match="holds a macro"):
        desk.attach(key, code=MUST_BE_SENT)
    desk.state(ON_SITE)
    assert evidence.papers(evidence.of_case(desk.case_id)) == [
        Paper(document=MAY_WAIT, state=ON_SITE)
    ]


def test_papers_are_what_completeness_asks_about(desk) -> None:
    key = desk.give()
    desk.attach(key, document_scope="site:1")
    desk.attach(key, code="", question="A1")
    desk.state(NOT_APPLICABLE, reason="We have none.")
    assert evidence.papers(evidence.of_case(desk.case_id)) == [
        Paper(document=MUST_BE_SENT, scope="site:1"),
        Paper(document=MAY_WAIT, state=NOT_APPLICABLE, reason="We have none."),
    ]


def test_unscanned_counts_files_and_not_their_uses(desk) -> None:
    one, two = desk.give(), desk.give(ONE_PAGE)
    for code in (MUST_BE_SENT, MAY_WAIT):
        desk.attach(one, code=code)
    desk.attach(two)
    assert evidence.unscanned(desk.case_id) == 2
    desk.change(Document, one, state=DocumentState.CLEAN)
    assert evidence.unscanned(desk.case_id) == 1


@pytest.mark.parametrize("status", [CaseStatus.SUBMITTED, CaseStatus.VETTING])
def test_papers_of_an_application_that_is_with_customs_stay_as_they_are(status) -> None:
    desk = a_desk()
    key = desk.give()
    paper = desk.attach(key)
    desk.change(
        Case, desk.case_id, status=status, round=1, submitted_at=NOON, accepted_on=NOON.date()
    )
    for act in (
        lambda: desk.attach(key, code=MAY_WAIT),
        lambda: desk.state(ON_SITE),
        lambda: desk.detach(paper),
    ):
        with pytest.raises(OutOfOrder, match="with Customs"):
            act()
    desk.change(Case, desk.case_id, status=CaseStatus.RETURNED)
    desk.detach(paper)
    assert desk.rows() == []


def test_a_strangers_file_and_a_strangers_paper_are_the_same_as_none(desk) -> None:
    other = a_desk("Blue Junk Lines Limited", "87654321")
    theirs = other.give()
    paper = other.attach(theirs)
    with pytest.raises(Gone):
        desk.attach(theirs)
    with pytest.raises(Gone):
        desk.detach(paper)
    with pytest.raises(NotAllowed):
        desk.attach(desk.give(), by=other.ada)
    public_id = db.session.get_one(Document, theirs).public_id
    assert evidence.document_of(other.case(), public_id).id == theirs
    with pytest.raises(Gone):
        evidence.document_of(desk.case(), public_id)
    assert len(other.rows()) == 1


def test_a_contributor_of_one_site_touches_no_other(desk) -> None:
    key = desk.give()
    by = Actor(
        user_id=desk.user_id,
        roles=frozenset({Role.CONTRIBUTOR}),
        company_id=desk.company_id,
        sites=frozenset({"site:1"}),
    )
    desk.attach(key, document_scope="site:1", by=by)
    desk.attach(key, question="D1", question_scope="site:1", by=by)
    for scope in ("company", "site:2"):
        with pytest.raises(NotAllowed, match="other sites"):
            desk.attach(key, document_scope=scope, by=by)


def test_an_unused_file_is_removed_and_a_used_one_is_not(desk) -> None:
    key = desk.give()
    public_id, paper = db.session.get_one(Document, key).public_id, desk.attach(key)
    with pytest.raises(OutOfOrder, match="is used"), unit_of_work():
        documents.remove(desk.company_id, public_id)
    desk.detach(paper)
    with unit_of_work():
        documents.remove(desk.company_id, public_id)
    assert evidence.library(desk.company_id) == []
    with pytest.raises(Gone):
        desk.attach(key)


def test_the_library_shows_where_each_file_is_used_and_is_narrowed(desk) -> None:
    plan, photo = desk.give(), desk.give(ONE_PAGE, "Photo of gate.pdf")
    late = desk.give(pdf(3), "Licence.pdf")
    desk.attach(plan, question="D1", question_scope="site:1", document_scope="site:1")
    desk.attach(plan, code="", question="D2", question_scope="site:1")
    desk.change(Document, photo, state=DocumentState.REJECTED, rejected_because="macro")
    desk.change(Document, late, expires_on=date(2026, 12, 31))
    desk.change(Document, plan, expires_on=date(2026, 11, 22))
    reference = desk.case().reference

    def names(**asked) -> list[str]:
        return [shelved.document.name for shelved in evidence.library(desk.company_id, **asked)]

    assert names() == ["Licence.pdf", "Photo of gate.pdf", "Plan.pdf"]
    assert evidence.library(desk.company_id)[2].uses == (
        Use(reference, MUST_BE_SENT, "D1", "site:1"),
        Use(reference, "", "D2", "site:1"),
    )
    shown = {show: names(show=show) for show in Show}
    assert shown == {
        Show.ALL: ["Licence.pdf", "Photo of gate.pdf", "Plan.pdf"],
        Show.EXPIRING: ["Licence.pdf"],
        Show.EXPIRED: ["Plan.pdf"],
        Show.UNUSED: ["Licence.pdf", "Photo of gate.pdf"],
        Show.CHECKING: ["Licence.pdf", "Plan.pdf"],
        Show.REFUSED: ["Photo of gate.pdf"],
    }
    assert evidence.counted(desk.company_id) == {show: len(shown[show]) for show in Show}
    assert names(text="GATE") == ["Photo of gate.pdf"]
    assert names(text="%") == []
    last = evidence.library(desk.company_id, limit=2)[-1].document.public_id
    assert names(before=last) == ["Plan.pdf"]
    other = a_desk("Blue Junk Lines Limited", "87654321")
    assert evidence.library(other.company_id) == []


def test_of_case_takes_one_statement_with_thirty_papers(desk) -> None:
    for number in range(30):
        desk.attach(desk.give(pdf(1) + b"\n" * number, f"{number}.pdf"))
    db.session.rollback()
    with asked_of(db.engine) as seen:
        names = [row.document.name for row in evidence.of_case(desk.case_id)]
    assert names == [f"{number}.pdf" for number in range(30)]
    assert len(seen) == 1


def test_the_database_itself_refuses_a_file_of_another_company(desk) -> None:
    other = a_desk("Blue Junk Lines Limited", "87654321")
    theirs = other.give()
    with pytest.raises(sa.exc.IntegrityError), unit_of_work():
        db.session.add(
            Evidence(
                public_id="0" * 32,
                company_id=desk.company_id,
                case_id=desk.case_id,
                document_code=MUST_BE_SENT,
                document_id=theirs,
                state=EvidenceState.ATTACHED,
                added_at=NOON,
                added_by_id=desk.user_id,
            )
        )
