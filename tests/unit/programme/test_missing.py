"""What is missing before an application can be sent."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from aeo.domain.programme.criteria import Explain, FilledFrom
from aeo.domain.programme.missing import Lack, Missing, Paper, missing
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import Answer, Questionnaire, Situation
from aeo.domain.programme.scoring import scores
from aeo.domain.vocabulary import EvidenceState

SITE = {
    "handles_cargo": False,
    "loads_units": False,
    "site_type": "office",
    "shared_building": False,
}


def situation(**given: Any) -> Situation:
    return Situation(**{"levels": frozenset({"T1"}), **given})


def answered(key: str, value: Any, explanation: str = "", scope: str = "company") -> Any:
    return {(key, scope): Answer(value, explanation)}


def lacking(
    programme: Programme, here: Situation, papers: tuple[Paper, ...] = (), **kwargs: Any
) -> list[Missing]:
    return missing(Questionnaire(programme, here), papers, **kwargs)


def of_question(found: list[Missing], key: str) -> list[tuple[Any, ...]]:
    return [
        (item.lack, item.scope, item.document, item.document_scope, str(item.sentence))
        for item in found
        if item.question == key
    ]


def of_paper(found: list[Missing], code: str) -> list[tuple[Any, ...]]:
    return [
        (item.lack, item.section, item.question, item.scope, item.document_scope)
        for item in found
        if item.document == code
    ]


def test_an_empty_application_lacks_every_mandatory_question(hongkong: Programme) -> None:
    here = situation(sites={"site:1": SITE})
    questionnaire = Questionnaire(hongkong, here)
    expected = [
        (one.question.key, one.scope)
        for one in questionnaire.asked()
        if one.question.required
        and one.question.filled_from not in {FilledFrom.SITES, FilledFrom.LEVELS}
    ]
    found = missing(questionnaire)
    assert [(m.question, m.scope) for m in found if m.lack is Lack.ANSWER] == expected


def test_an_optional_question_is_never_missing(hongkong: Programme) -> None:
    assert of_question(lacking(hongkong, situation()), "GEN-09") == []


def test_a_blank_answer_is_no_answer(hongkong: Programme) -> None:
    for blank in (None, "", "   ", []):
        found = lacking(hongkong, situation(answers=answered("GEN-02", blank)))
        assert [lack for lack, *_ in of_question(found, "GEN-02")] == [Lack.ANSWER]


def test_a_declaration_not_made_is_missing(hongkong: Programme) -> None:
    sentence = "Make the declaration."
    not_made = lacking(hongkong, situation(answers=answered("GEN-12", False)))
    made = lacking(hongkong, situation(answers=answered("GEN-12", True)))
    assert (Lack.ANSWER, "company", None, None, sentence) in of_question(not_made, "GEN-12")
    assert [row for row in of_question(made, "GEN-12") if row[0] is Lack.ANSWER] == []


def test_the_explanation_is_always_obligatory_where_the_question_says_so(
    hongkong: Programme,
) -> None:
    assert hongkong.question("D-05").explain is Explain.ALWAYS
    here = situation(sites={"site:1": SITE})
    for value in ("yes", "partly", "no", "na"):
        silent = replace(here, answers=answered("D-05", value, " ", "site:1"))
        spoken = replace(here, answers=answered("D-05", value, "Twelve cameras.", "site:1"))
        assert [row[:2] for row in of_question(lacking(hongkong, silent), "D-05")][:1] == [
            (Lack.EXPLANATION, "site:1")
        ]
        assert Lack.EXPLANATION not in [m.lack for m in lacking(hongkong, spoken)]


def test_the_explanation_is_obligatory_for_any_answer_but_the_favourable_one(
    hongkong: Programme,
) -> None:
    question = hongkong.question("D-02")
    assert (question.explain, question.favourable) == (Explain.NOT_FAVOURABLE, "yes")
    needed = {}
    for value in ("yes", "partly", "no", "na"):
        here = situation(sites={"site:1": SITE}, answers=answered("D-02", value, "", "site:1"))
        needed[value] = Lack.EXPLANATION in [m.lack for m in lacking(hongkong, here)]
    assert needed == {"yes": False, "partly": True, "no": True, "na": True}


def test_where_no_is_favourable_yes_has_to_be_explained(hongkong: Programme) -> None:
    question = next(
        q for _, q in hongkong.questions
        if q.favourable == "no" and q.explain is Explain.NOT_FAVOURABLE
    )  # fmt: skip
    for value, expected in (("no", []), ("yes", [Lack.EXPLANATION])):
        found = lacking(hongkong, situation(answers=answered(question.key, value)))
        assert [row[0] for row in of_question(found, question.key)] == expected


def test_each_row_needs_its_required_columns(hongkong: Programme) -> None:
    rows = [{"date": "", "offence": ""}, "no row at all"]
    here = situation(answers=answered("A-02", "yes") | answered("A-03", rows))
    columns = [row for row in of_question(lacking(hongkong, here), "A-03") if row[0] is Lack.COLUMN]
    assert [row[-1] for row in columns] == ["Complete row 1.", "Complete row 2."]


def test_a_complete_row_lacks_nothing(hongkong: Programme) -> None:
    row = {column.key: "x" for column in hongkong.question("A-03").columns if column.required}
    here = situation(answers=answered("A-02", "yes") | answered("A-03", [row]))
    assert [r[0] for r in of_question(lacking(hongkong, here), "A-03")] == [Lack.EVIDENCE]


def test_no_rows_answer_only_a_table_that_may_be_empty(
    hongkong: Programme, nordhaven: Programme
) -> None:
    none = lacking(nordhaven, situation(levels=frozenset({"CUS"}), answers=answered("A-02", [])))
    some = lacking(hongkong, situation(answers=answered("B-01", [])))
    assert of_question(none, "A-02") == []
    assert of_question(some, "B-01")[0][-1] == "Fill in at least one row."


def test_evidence_is_asked_for_when_the_answer_is_yes_or_partly(hongkong: Programme) -> None:
    asked_for = {}
    for value in ("yes", "partly", "no", "na"):
        here = situation(answers=answered("E-01", value, "So."))
        asked_for[value] = [row[2] for row in of_question(lacking(hongkong, here), "E-01")]
    assert asked_for == {"yes": ["DOC-HR"], "partly": ["DOC-HR"], "no": [], "na": []}


def test_evidence_of_other_types_is_asked_for_whenever_the_question_is(
    hongkong: Programme,
) -> None:
    assert (Lack.EVIDENCE, "H", "H-01", "company", "company") in of_paper(
        lacking(hongkong, situation()), "DOC-PARTNER"
    )


def test_a_paper_that_was_attached_is_not_missing(hongkong: Programme) -> None:
    assert (
        of_paper(lacking(hongkong, situation(), (Paper(document="DOC-PARTNER"),)), "DOC-PARTNER")
        == []
    )


def test_a_paper_of_another_site_does_not_count(hongkong: Programme) -> None:
    here = situation(sites={"site:1": SITE, "site:2": SITE})
    papers = (Paper(document="DOC-PLAN", scope="site:1"),)
    assert [row[-1] for row in of_paper(lacking(hongkong, here, papers), "DOC-PLAN")] == ["site:2"]


def test_showing_a_paper_at_the_visit_is_enough_only_where_the_rule_says_so(
    hongkong: Programme,
) -> None:
    at_visit = EvidenceState.AVAILABLE_ON_SITE
    here = situation(answers=answered("E-01", "yes", "So.") | answered("A-17", "yes", "So."))
    papers = (
        Paper(document="DOC-HR", state=at_visit),
        Paper(document="DOC-SECPOL", state=at_visit),
        Paper(document="DOC-SECMAN", state=at_visit),
    )
    found = {item.document for item in lacking(hongkong, here, papers)}
    assert {"DOC-HR", "DOC-SECPOL", "DOC-SECMAN"} & found == {"DOC-SECPOL"}


def test_not_applicable_needs_a_reason(hongkong: Programme) -> None:
    for reason, expected in (("", 1), ("  ", 1), ("We have no partners yet.", 0)):
        paper = Paper(document="DOC-PARTNER", state=EvidenceState.NOT_APPLICABLE, reason=reason)
        assert len(of_paper(lacking(hongkong, situation(), (paper,)), "DOC-PARTNER")) == expected


def test_what_customs_holds_already_is_not_missing(hongkong: Programme) -> None:
    paper = Paper(document="DOC-PARTNER", state=EvidenceState.HELD_BY_CUSTOMS)
    assert of_paper(lacking(hongkong, situation(), (paper,)), "DOC-PARTNER") == []


def test_a_look_up_in_the_registry_stands_for_the_certificate(hongkong: Programme) -> None:
    looked_up = frozenset({"registry_lookup"})
    assert len(of_paper(lacking(hongkong, situation()), "DOC-BR")) == 1
    assert of_paper(lacking(hongkong, situation(), checked=looked_up), "DOC-BR") == []
    assert len(of_paper(lacking(hongkong, situation(), checked=looked_up), "DOC-PROFILE")) == 1


def test_papers_that_no_question_asks_for_come_last_under_their_section(
    hongkong: Programme,
) -> None:
    found = lacking(hongkong, situation())
    assert of_paper(found, "DOC-PROFILE") == [(Lack.DOCUMENT, "GEN", None, "company", "company")]
    lacks = [item.lack for item in found]
    assert lacks.index(Lack.DOCUMENT) > max(i for i, one in enumerate(lacks) if one is Lack.ANSWER)


def test_papers_for_the_visit_or_for_an_occasion_are_not_asked_for_at_sending(
    hongkong: Programme,
) -> None:
    asked = {item.document for item in lacking(hongkong, situation(case={"has_adviser": True}))}
    assert asked & {"DOC-CONTRACT", "DOC-ADV", "DOC-CERT", "DOC-ERRLOG"} == set()


def test_a_conditional_paper_is_needed_when_its_condition_holds(hongkong: Programme) -> None:
    first = {item.document for item in lacking(hongkong, situation())}
    second = {item.document for item in lacking(hongkong, situation(levels=frozenset({"T2"})))}
    assert (second - first) & {"DOC-RISK", "DOC-BCP", "DOC-IA"} == {"DOC-RISK", "DOC-BCP", "DOC-IA"}
    renewal = {item.document for item in lacking(hongkong, situation(case_type="renewal"))}
    assert renewal - first == {"DOC-RENEW"}


def test_a_sole_proprietor_needs_no_certificate_of_incorporation(hongkong: Programme) -> None:
    for form, expected in (("sole_proprietor", 0), ("limited_company", 1)):
        here = situation(company={"legal_form": form}, people=({"name": "Ada"},))
        assert len(of_paper(lacking(hongkong, here), "DOC-CI")) == expected


def test_the_plan_of_a_site_is_listed_once_and_under_premises(hongkong: Programme) -> None:
    here = situation(
        sites={"site:1": SITE},
        answers=answered("D-01", "yes", "So.", "site:1") | answered("D-05", "yes", "So.", "site:1"),
    )
    assert of_paper(lacking(hongkong, here), "DOC-PLAN") == [
        (Lack.EVIDENCE, "D", "D-01", "site:1", "site:1")
    ]


def test_each_cargo_flow_needs_its_map(hongkong: Programme) -> None:
    here = situation(flows={"flow:1": {"name": "Export"}, "flow:2": {"name": "Import"}})
    assert [row[-1] for row in of_paper(lacking(hongkong, here), "DOC-MAP")] == ["flow:1", "flow:2"]


def test_papers_of_a_component_are_needed_for_that_component(nordhaven: Programme) -> None:
    sites = {"site:1": {"handles_cargo": True}}
    customs = lacking(nordhaven, situation(levels=frozenset({"CUS"}), sites=sites))
    security = lacking(nordhaven, situation(levels=frozenset({"SEC"}), sites=sites))
    assert {m.document for m in customs if m.document} == {"DOC-REG", "DOC-TRAIN"}
    assert {m.document for m in security if m.document} == {"DOC-REG", "DOC-PLAN"}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.lists(anything, min_size=1, max_size=7), st.sets(st.sampled_from(["T1", "T2", "T3"])))
@settings(deadline=None)
def test_no_answer_can_make_the_rules_crash(
    hongkong: Programme, values: list[Any], levels: set[str]
) -> None:
    keys = [question.key for _, question in hongkong.questions]
    answers = {
        (key, scope): Answer(values[n % len(values)])
        for n, key in enumerate(keys)
        for scope in ("company", "site:1")
    }
    here = Situation(levels=frozenset(levels), sites={"site:1": SITE}, answers=answers)
    questionnaire = Questionnaire(hongkong, here)
    for item in missing(questionnaire):
        assert str(item.sentence).endswith(".")
    for score in scores(questionnaire):
        assert 0 <= score.points <= score.possible
