"""The company shows what it did about a finding: in words, by new files and by its library."""

import io
import re

import sqlalchemy as sa

from aeo.db import db
from aeo.domain.vocabulary import DocumentState, FindingStatus
from aeo.domain.workflow.finding import FindingAct
from aeo.models.evidence import Document
from aeo.services.findings import reading as findings
from tests.findings import Examiners
from tests.people import post, writing
from tests.web.desk_pages import at, do
from tests.web.findings.sides import another, judged, ours, planned, state_of, version_of

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def test_a_finding_is_put_right_from_both_sides(app, ada, issued) -> None:
    bo = another(app, issued.bo)
    planned(app, issued)
    do(app, bo, issued.reference, "findings/1", step="reject_plan", note="By when?")
    page = ada.get(ours(issued, "findings/1")).text
    assert ("Customs asks for another plan." in page, "By when?" in page) == (True, True)
    planned(app, issued)
    do(app, bo, issued.reference, "findings/1", step="accept_plan")
    page = ada.get(ours(issued, "findings/1")).text
    assert '<button class="btn btn-primary" name="do" value="send">Send the proof</button>' in page
    empty = {"done": "", "do": "send", "version": version_of(page)}
    early = post(ada, ours(issued, "findings/1/proof"), **empty)
    assert (early.status_code, "Add a document, or describe where" in early.text) == (422, True)
    files = {"files": (io.BytesIO(PDF), "camera.pdf"), "done": "Fitted.", "do": "send"}
    sent = post(ada, ours(issued, "findings/1/proof"), version=version_of(page), **files)
    assert sent.status_code == 303
    assert state_of(app, issued) is FindingStatus.EVIDENCE_SUBMITTED
    text = bo.get(at(issued.reference, "findings")).text
    assert ("camera.pdf" in text, "Fitted." in text) == (True, True)
    with app.app_context():
        document = db.session.scalars(
            sa.select(Document).where(Document.name == "camera.pdf")
        ).one()
    assert bo.get(at(issued.reference, f"papers/{document.public_id}")).status_code == 200
    do(app, bo, issued.reference, "findings/1", step="reject_evidence", note="Show the cabinet.")
    page = ada.get(ours(issued, "findings/1")).text
    assert ("Show the cabinet." in page, "Take back" in page) == (True, False)
    kept = {"done": "Seen in picture 2.", "version": version_of(page), "do": "send"}
    assert post(ada, ours(issued, "findings/1/proof"), **kept).status_code == 303
    do(app, bo, issued.reference, "findings/1", step="close", note="Now it is seen.")
    page = ada.get(ours(issued, "findings/1")).text
    assert ("This point is settled." in page, "Now it is seen." in page) == (True, True)
    assert "None of them waits for you now." in ada.get(ours(issued, "findings")).text


def test_a_file_can_be_taken_back_until_it_is_sent(app, ada, issued) -> None:
    planned(app, issued)
    judged(app, issued, FindingAct.ACCEPT_PLAN)
    files = {"files": (io.BytesIO(PDF), "wrong.pdf"), "done": "", "do": "save", "version": "1"}
    page = ada.get(ours(issued, "findings/1")).text
    files["version"] = version_of(page)
    assert post(ada, ours(issued, "findings/1/proof"), **files).status_code == 303
    page = ada.get(ours(issued, "findings/1")).text
    inside = another(app, issued.bo).get(at(issued.reference, "findings")).text
    assert "wrong.pdf" not in inside
    found = re.search(r'name="file" value="([0-9a-f]+)"', page)
    assert found is not None
    gone = [
        post(ada, ours(issued, "findings/1/proof/remove"), file=found[1]).status_code
        for _ in range(2)
    ]
    assert gone == [303, 404]
    page = ada.get(ours(issued, "findings/1")).text
    assert ("Take back" in page, ">wrong.pdf</option>" in page) == (False, True)


def test_a_file_that_is_refused_is_not_sent_with_the_rest(app, ada, issued) -> None:
    planned(app, issued)
    judged(app, issued, FindingAct.ACCEPT_PLAN)
    version = version_of(ada.get(ours(issued, "findings/1")).text)
    bad = {"files": (io.BytesIO(b"MZ\x90\x00"), "camera.exe"), "done": "Fitted.", "do": "send"}
    answer = post(ada, ours(issued, "findings/1/proof"), version=version, **bad)
    assert answer.status_code == 303
    page = ada.get(ours(issued, "findings/1")).text
    assert ("camera.exe" in page, "Fitted." in page) == (True, True)
    assert state_of(app, issued) is FindingStatus.PLAN_ACCEPTED


def proved_open(app, issued: Examiners) -> None:
    """The plan is accepted: proof may come."""
    planned(app, issued)
    judged(app, issued, FindingAct.ACCEPT_PLAN)


def in_library(client, name: str) -> None:
    files = {"files": (io.BytesIO(PDF + name.encode()), name)}
    assert post(client, "/portal/company/files", **files).status_code == 303


def test_a_file_of_the_library_shows_it_as_well(app, ada, issued) -> None:
    proved_open(app, issued)
    in_library(ada, "fitting.pdf")
    page = ada.get(ours(issued, "findings/1")).text
    option = re.search(r'<option value="([0-9a-f]{32})">fitting.pdf</option>', page)
    assert option is not None
    used = {"use": option[1], "done": "", "do": "send", "version": version_of(page)}
    assert post(ada, ours(issued, "findings/1/proof"), **used).status_code == 303
    assert state_of(app, issued) is FindingStatus.EVIDENCE_SUBMITTED
    with app.app_context():
        proofs = findings.get(issued.case(), 1).proofs
        assert [proof.document.name for proof in proofs] == ["fitting.pdf"]
    late = post(ada, ours(issued, "findings/1/proof"), **used)
    assert late.status_code == 422  # the file is attached, so it is no choice any more
    again = post(ada, ours(issued, "findings/1/proof"), **{**used, "use": ""})
    assert again.status_code == 409


def test_only_own_files_of_the_library_can_be_chosen(app, ada, issued) -> None:
    proved_open(app, issued)
    with writing(app):
        theirs = issued.case().company_id + 1000
        rows = sa.select(sa.func.count()).where(Document.company_id == theirs)
        assert db.session.scalar(rows) == 0
    for wrong in ("f" * 32, "\0", "x" * 10_000, "９"):
        used = {"use": wrong, "done": "Fitted.", "do": "send", "version": "2"}
        answer = post(ada, ours(issued, "findings/1/proof"), **used)
        assert answer.status_code == 422
        assert ('href="#use"' in answer.text, "Fitted." in answer.text) == (True, True)
    assert state_of(app, issued) is FindingStatus.PLAN_ACCEPTED


def test_proof_needs_something_that_shows_it(app, ada, issued) -> None:
    proved_open(app, issued)
    version = version_of(ada.get(ours(issued, "findings/1")).text)
    bare = {"done": " ", "do": "send", "version": version}
    answer = post(ada, ours(issued, "findings/1/proof"), **bare)
    assert answer.status_code == 422
    assert 'href="#done"' in answer.text
    for wrong in ("a\0b", "x" * 10_000):
        answer = post(ada, ours(issued, "findings/1/proof"), **{**bare, "done": wrong})
        assert answer.status_code == 422
    for number in ("2", "9", "9" * 400):
        path = ours(issued, f"findings/{number}/proof")
        assert post(ada, path, **{**bare, "done": "x"}).status_code in {404, 409}
    assert state_of(app, issued) is FindingStatus.PLAN_ACCEPTED


def test_a_refused_file_shows_nothing(app, ada, issued) -> None:
    proved_open(app, issued)
    in_library(ada, "virus.pdf")
    with writing(app):
        document = db.session.scalars(sa.select(Document)).all()[-1]
        document.state, document.rejected_because = DocumentState.REJECTED, "virus"
    assert ">virus.pdf</option>" not in ada.get(ours(issued, "findings/1")).text
