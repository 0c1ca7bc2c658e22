"""The Hong Kong programme, version 2026-01, is the one that was written: nothing lost, nothing
added, every word in its three languages, and nothing promised that nobody checked."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import aeo
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import (
    AuthorisationStatus,
    CaseStatus,
    FindingStatus,
    RfiStatus,
    VisitStatus,
)
from aeo.services import programme_files

FOLDER = Path(aeo.__file__).parent / "programmes" / "hkaeo-2026-01"
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
QUESTIONS = {
    "GEN": 12, "A": 18, "B": 11, "C": 8, "D": 15, "E": 8, "F": 11, "G": 9, "H": 8, "I": 7, "J": 9,
    "K": 7, "L": 7,
}  # fmt: skip
TIER_2_ONLY = ("K", "L")
TITLES = {
    "A": "Customs Compliance",
    "B": "Maintenance of Commercial Records",
    "C": "Financial Soundness",
    "D": "Premises Security & Access Control",
    "E": "Personnel Security",
    "F": "Cargo Security",
    "G": "Conveyance Security",
    "H": "Business Partner Security",
    "I": "Security Education & Training",
    "J": "Information Exchange, Access & Confidentiality",
    "K": "Crisis Management & Incident Recovery",
    "L": "Measurement, Analysis & Improvement",
}
# The letter of the question bank for each Hong Kong letter. D of the bank (consultation) has no
# criterion of its own in Hong Kong; its questions stand in A.
BANK = {
    "GEN": {"G"}, "A": {"A", "D"}, "B": {"B"}, "C": {"C"}, "I": {"E"}, "J": {"F"}, "F": {"G1"},
    "G": {"H"}, "D": {"I"}, "E": {"J"}, "H": {"K"}, "K": {"L"}, "L": {"M"},
}  # fmt: skip


@pytest.fixture(scope="module")
def programme() -> Programme:
    return programme_files.read(FOLDER)


def keys(counts: dict[str, int]) -> list[str]:
    return [f"{letter}-{n:02}" for letter, count in counts.items() for n in range(1, count + 1)]


def asked_at(programme: Programme, level: str) -> list[str]:
    return [question.key for _, question in programme.questions if level in question.levels]


def test_tier_2_asks_exactly_the_130_questions(programme: Programme) -> None:
    expected = keys(QUESTIONS)
    assert len(expected) == 130
    assert asked_at(programme, "T2") == expected


def test_tier_1_asks_exactly_the_116_questions(programme: Programme) -> None:
    expected = keys({k: n for k, n in QUESTIONS.items() if k not in TIER_2_ONLY})
    assert len(expected) == 116
    assert asked_at(programme, "T1") == expected


def test_tier_1_has_the_ten_criteria_and_tier_2_all_twelve(programme: Programme) -> None:
    assert programme.levels["T1"].criteria == tuple("ABCDEFGHIJ")
    assert programme.levels["T2"].criteria == tuple("ABCDEFGHIJKL")
    assert [c.id for c in programme.criteria if "T1" not in c.levels] == list(TIER_2_ONLY)


def test_the_criteria_have_their_published_titles(programme: Programme) -> None:
    assert {c.id: c.title["en"] for c in programme.criteria} == TITLES


@pytest.mark.parametrize(
    ("document", "criterion", "question"),
    [("DOC-PLAN", "D", "D-01"), ("DOC-PARTNER", "H", "H-01"), ("DOC-SEAL", "F", "F-05")],
)
def test_papers_stand_under_their_hong_kong_letter(
    programme: Programme, document: str, criterion: str, question: str
) -> None:
    assert programme.document(document).criteria[0] == criterion
    assert document in [one.document for one in programme.question(question).evidence]


def test_seals_are_evidence_under_cargo_only_and_partners_fill_business_partners(
    programme: Programme,
) -> None:
    with_seals = {
        section.id
        for section, question in programme.questions
        if "DOC-SEAL" in [evidence.document for evidence in question.evidence]
    }
    assert with_seals == {"F"}
    assert programme.question("H-01").filled_from == "company.partners"
    assert "high-security seals" in programme.question("F-05").text["en"]


def test_each_question_keeps_the_letter_of_the_bank(programme: Programme) -> None:
    found: dict[str, set[str]] = {}
    for section, question in programme.questions:
        if question.bank_key:
            found.setdefault(section.id, set()).add(question.bank_key.rpartition("-")[0])
    assert found == BANK


def test_the_general_section_is_not_scored(programme: Programme) -> None:
    assert (programme.general_section.id, programme.general_section.scored) == ("GEN", False)
    assert programme.general_section_scored is False
    assert all(criterion.scored for criterion in programme.criteria)


def test_the_content_is_complete(programme: Programme) -> None:
    groups = {g.use: len(g.reasons) for g in programme.files.reasons.groups}
    assert len(programme.documents) == 42
    assert Counter(item.criterion for item in programme.checklist) == {
        "A": 7, "B": 5, "C": 1, "D": 6, "E": 3, "F": 6, "G": 4, "H": 3, "I": 2, "J": 3, "K": 3,
        "L": 2,
    }  # fmt: skip
    assert sum(groups.values()) == 79
    assert len(programme.clocks) == 20
    assert len(programme.outcomes) == 10
    assert programme.mra is not None
    assert len(programme.mra.partners) == programme.mra.count == 18


def test_every_status_has_its_words(programme: Programme) -> None:
    machines = {
        "case": CaseStatus,
        "authorisation": AuthorisationStatus,
        "visit": VisitStatus,
        "finding": FindingStatus,
        "rfi": RfiStatus,
    }
    for machine, statuses in machines.items():
        for status in statuses:
            assert programme.wording(machine, status).code == status


def texts(thing: Any, where: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            yield from texts(getattr(thing, name), f"{where}.{name}")
    elif isinstance(thing, tuple):
        for index, one in enumerate(thing):
            yield from texts(one, f"{where}[{index}]")
    elif isinstance(thing, dict) and set(thing) & set(LANGUAGES):
        yield where, thing
    elif isinstance(thing, dict):
        for name, one in thing.items():
            yield from texts(one, f"{where}.{name}")


def test_every_text_is_there_in_the_three_languages(programme: Programme) -> None:
    found = list(texts(programme))
    assert len(found) > 1500
    assert [where for where, text in found if tuple(text) != LANGUAGES] == []


def test_chinese_texts_are_in_chinese_and_each_in_its_script(programme: Programme) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    # Characters that one of the two scripts writes otherwise.
    simplified, traditional = (
        set("们个为国时请证场货运业险关门书让给"),
        set("們個為國時請證場貨運業險關門書讓給"),
    )
    for where, text in texts(programme):
        if where.startswith((".locale.date_format", ".certificate")):
            continue
        assert han.search(text["zh-Hant"]), where
        assert han.search(text["zh-Hans"]), where
        assert not simplified & set(text["zh-Hant"]), where
        assert not traditional & set(text["zh-Hans"]), where


def test_nothing_unverified_is_promised(programme: Programme) -> None:
    assert {c.id: c.promised for c in programme.clocks if c.promised is not None} == {
        "renewal_due": 6
    }
    assert {p.id: p.promised for p in programme.parameters if p.promised is not None} == {
        "upload_max_mb": 50
    }
    assert (programme.bars.after_revocation.promised, programme.bars.after_refusal.promised) == (
        "P2Y",
        None,
    )
    assert [e.id for e in programme.eligibility if not e.may_be_stated] == ["min_years_established"]
    assert programme.validity.promised == "P3Y"


def test_nobody_is_promised_that_the_status_runs_on_after_its_end(programme: Programme) -> None:
    assert programme.validity.renewal is not None
    assert programme.validity.renewal.continue_on_timely is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12345678", True),
        ("1234567", False),
        ("123456789", False),
        ("12345678\n", False),
        (" 12345678", False),
        ("１２３４５６７８", False),
        ("١٢٣٤٥٦٧٨", False),
        ("1234567X", False),
        ("", False),
    ],
)
def test_a_registration_number_is_eight_ascii_digits_and_nothing_else(
    programme: Programme, text: str, expected: bool
) -> None:
    assert programme.identifiers[0].scheme == "HK_UBI"
    assert programme.identifiers[0].accepts(text) is expected


def test_the_files_name_no_place_outside_the_project() -> None:
    for file in FOLDER.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"/work|shared/|\.md\b", text), file.name
