"""Papers that are asked for: a file that is there already, a statement instead, and the block in which both stand."""

import re
from urllib.parse import urlencode

from flask import render_template_string

from aeo.domain.programme.questionnaire import Questionnaire, Situation
from aeo.domain.vocabulary import CaseType, DocumentState, EvidenceState
from aeo.models.evidence import Document
from aeo.services import evidence, programmes
from aeo.web.portal import files
from aeo.web.portal.uploads import Slot
from tests.corpus.shelf import ONE_PAGE
from tests.web.files.ada import PLAN


def test_a_file_one_has_already_is_used_and_taken_out_again(ada) -> None:
    public_id = ada.give()
    slot = Slot("DOC-ORG", "company", "A1", "company")
    assert ada.post(f"{ada.evidence}/use", **slot.parts).status_code == 303
    assert "Choose a file first." in ada.client.get("/portal/company/files").text
    ada.post(f"{ada.evidence}/use?{urlencode(slot.parts)}", **{f"document|{slot.name}": public_id})
    assert ada.rows() == [("DOC-ORG", "A1", "attached", "")]
    assert ada.post(f"{ada.evidence}/{ada.paper()}/remove").status_code == 303
    assert ada.rows() == []
    assert ada.documents() == [("Plan.pdf", "quarantined")]


def test_a_statement_is_kept_and_one_without_a_reason_is_not(ada) -> None:
    said = {"code": "DOC-SECMAN", "question": "A1", "state": "not_applicable"}
    ada.post(f"{ada.evidence}/state", **said, reason=" ")
    assert "why this paper does not apply" in ada.client.get("/portal/company/files").text
    ada.post(f"{ada.evidence}/state", **{**said, "state": "nonsense"})
    assert ada.rows() == []
    ada.post(f"{ada.evidence}/state", **said, reason="We keep it in the head.")
    assert ada.rows() == [("DOC-SECMAN", "A1", "not_applicable", "We keep it in the head.")]
    late = ada.post(f"{ada.evidence}/state", **{**PLAN, "state": "available_on_site"})
    assert (late.status_code, "it cannot wait" in late.text) == (409, True)


def a_questionnaire(**more) -> Questionnaire:
    programme = programmes.current()
    levels = frozenset(level.id for level in programme.levels.items)
    sites = {"site:1": {"name": "Tsing Yi depot"}, "site:2": {"name": "Kwai Chung"}}
    return Questionnaire(programme, Situation(levels=levels, sites=sites, **more))


def test_a_block_knows_what_is_asked_what_is_there_and_what_else_may_be_said(ada) -> None:
    public_id = ada.give()
    ada.post(f"{ada.evidence}/use", document=public_id, code="DOC-SECMAN", question="Z-01")
    other = ada.give(ONE_PAGE, "Photo.pdf")
    with ada.app.test_request_context(base_url=ada.app.extensions["aeo"].base_url):
        programme, rows = programmes.current(), evidence.of_case(1)
        library = evidence.library(ada.company_id)
        questionnaire = a_questionnaire(case_type=CaseType.RENEWAL)
        asked = {
            code: one
            for one in questionnaire.asked()
            for code in [paper.document for paper in one.question.evidence]
        }
        one = asked["DOC-SECMAN"]
        found = files.blocks(one, rows, library, programme, questionnaire=questionnaire)
        (block,) = [block for block in found if block.slot.code == "DOC-SECMAN"]
        assert [line.name for line in block.files] == ["Plan.pdf"]
        assert "also used in" not in block.files[0].note
        assert block.reuse == [(other, "Photo.pdf")]
        assert (block.may_wait, block.may_be_held, block.is_open) == (True, True, False)
        assert found[-1].slot.code == ""
        bare = files.blocks(one, [], library, programme)
        (empty,) = [block for block in bare if block.slot.code == "DOC-SECMAN"]
        assert (empty.may_be_held, empty.is_open, len(empty.reuse)) == (False, True, 2)
        page = render_template_string(
            '{% from "portal/_evidence.html" import evidence_block, evidence_forms %}'
            '<form method="post" enctype="multipart/form-data">'
            '{{ evidence_block(blocks, "AEO-1", "/portal/", "25 MB") }}</form>'
            '{{ evidence_forms(blocks, "AEO-1", "/portal/") }}',
            blocks=found,
        )
        assert page.count("<form") == page.count("</form>") == 2 + len(found) - 1
        forms = set(re.findall(r'<form id="([^"]+)"', page))
        assert set(re.findall(r' form="([^"]+)"', page)) <= forms
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))


def test_papers_of_a_site_stand_in_each_site_and_say_which(ada) -> None:
    with ada.app.test_request_context(base_url=ada.app.extensions["aeo"].base_url):
        questionnaire = a_questionnaire()
        programme = programmes.current()
        kind = programme.document("DOC-SEAL")
        places = [
            files.paper_block(kind, scope, [], [], questionnaire=questionnaire).place
            for scope in questionnaire.situation.sites
        ]
        assert places == ["Tsing Yi depot", "Kwai Chung"]


def test_states_of_documents_and_statements_all_have_words(ada) -> None:
    with ada.app.test_request_context(base_url=ada.app.extensions["aeo"].base_url):
        from aeo.web import documents as shown

        words = {shown.state_of(Document(state=state))[1] for state in DocumentState}
        assert words == {"Checking", "Clean", "Refused"}
        said = [
            files.statement_label(state)
            for state in EvidenceState
            if state is not EvidenceState.ATTACHED
        ]
        assert len(set(said)) == len(said)
