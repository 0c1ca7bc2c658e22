"""Which questions apply: by level, role, site and the answers so far."""

from dataclasses import replace
from typing import Any

from aeo.domain.programme.criteria import Obligation, Per, Weight
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import Answer, Questionnaire, Situation, scope_key

ALL_ROLES = frozenset(
    {"manufacturer", "importer", "exporter", "forwarder", "warehouse_operator", "carrier",
     "terminal_operator", "other"}
)  # fmt: skip
OFFICE = {
    "handles_cargo": False,
    "loads_units": False,
    "site_type": "office",
    "shared_building": False,
}
WAREHOUSE = {
    "handles_cargo": True,
    "loads_units": True,
    "site_type": "warehouse",
    "shared_building": True,
}
FACTORY = {**WAREHOUSE, "site_type": "factory"}


def keys(programme: Programme, scope: str | None = None, **situation: Any) -> list[str]:
    asked = Questionnaire(programme, Situation(**situation)).asked()
    return [one.question.key for one in asked if scope in (None, one.scope)]


def with_answers(**values: Any) -> dict[tuple[str, str], Answer]:
    return {(key.replace("_", "-"), "company"): Answer(value) for key, value in values.items()}


def test_scope_keys_name_the_company_or_one_thing() -> None:
    assert scope_key(Per.COMPANY, 7) == "company"
    assert scope_key(Per.SITE, 7) == "site:7"
    assert scope_key(Per.PARTNER, "x") == "partner:x"


def test_a_level_without_crisis_management_asks_nothing_of_it(hongkong: Programme) -> None:
    sites = {"site:1": FACTORY}
    first = keys(hongkong, levels=frozenset({"T1"}), roles=ALL_ROLES, sites=sites)
    second = keys(hongkong, levels=frozenset({"T2"}), roles=ALL_ROLES, sites=sites)
    assert [key for key in first if key[0] in "KL" and key[1] == "-"] == []
    assert [key for key in second if key not in first] == [
        "K-01", "K-02", "K-03", "K-04", "K-05", "K-06", "K-07",
        "L-01", "L-02", "L-03", "L-04", "L-05", "L-07",
    ]  # fmt: skip


def test_every_question_is_reached_by_some_company(hongkong: Programme) -> None:
    answers = with_answers(
        A_02="yes", A_04="yes", A_10="yes", B_09="yes", C_03="yes", GEN_10="yes", L_05="2026-01-01",
        GEN_03=["other"],
    ) | {(key, "site:1"): Answer("yes") for key in ("D-05", "D-12", "F-05")}  # fmt: skip
    asked = keys(
        hongkong,
        levels=frozenset({"T2"}),
        roles=ALL_ROLES,
        sites={"site:1": FACTORY},
        company={"age_years": 1},
        answers=answers,
    )
    assert asked == [question.key for _, question in hongkong.questions]


def test_a_site_question_is_asked_once_for_each_site(hongkong: Programme) -> None:
    questionnaire = Questionnaire(
        hongkong,
        Situation(levels=frozenset({"T1"}), sites={"site:1": WAREHOUSE, "site:2": OFFICE}),
    )
    assert [one.scope for one in questionnaire.asked() if one.question.key == "D-01"] == [
        "site:1",
        "site:2",
    ]
    assert [one.scope for one in questionnaire.asked() if one.question.key == "D-03"] == ["site:1"]


def test_without_sites_no_site_question_is_asked(hongkong: Programme) -> None:
    asked = Questionnaire(hongkong, Situation(levels=frozenset({"T2"}), roles=ALL_ROLES)).asked()
    assert {one.scope for one in asked} == {"company"}


def test_a_question_for_some_roles_is_not_asked_of_others(hongkong: Programme) -> None:
    here = {"levels": frozenset({"T1"}), "sites": {"site:1": WAREHOUSE}}
    assert "G-01" in keys(hongkong, roles=frozenset({"carrier"}), **here)
    assert "G-01" not in keys(hongkong, roles=frozenset({"importer"}), **here)


def test_a_question_appears_with_the_answer_it_hangs_on(hongkong: Programme) -> None:
    level = frozenset({"T1"})
    assert "A-03" not in keys(hongkong, levels=level)
    assert "A-03" not in keys(hongkong, levels=level, answers=with_answers(A_02="no"))
    assert "A-03" in keys(hongkong, levels=level, answers=with_answers(A_02="yes"))


def test_the_answer_of_one_site_asks_nothing_at_another(hongkong: Programme) -> None:
    situation = Situation(
        levels=frozenset({"T1"}),
        sites={"site:1": WAREHOUSE, "site:2": WAREHOUSE},
        answers={("D-05", "site:1"): Answer("yes"), ("D-05", "site:2"): Answer("no")},
    )
    asked = Questionnaire(hongkong, situation).asked()
    assert [one.scope for one in asked if one.question.key == "D-06"] == ["site:1"]


def test_an_answer_that_is_no_longer_asked_for_opens_nothing(hongkong: Programme) -> None:
    shown = Situation(
        levels=frozenset({"T1"}),
        sites={"site:1": WAREHOUSE},
        answers={("F-05", "site:1"): Answer("yes")},
    )
    hidden = replace(shown, sites={"site:1": OFFICE})
    assert "F-06" in [one.question.key for one in Questionnaire(hongkong, shown).asked()]
    assert "F-06" not in [one.question.key for one in Questionnaire(hongkong, hidden).asked()]


def test_a_table_is_filled_from_the_lists_of_the_company(hongkong: Programme) -> None:
    sites = {"site:1": {"name": "Kwai Chung"}}
    situation = Situation(levels=frozenset({"T1"}), sites=sites)
    questionnaire = Questionnaire(hongkong, situation)
    answer = questionnaire.answer(hongkong.question("GEN-05"), "company")
    assert answer.value == [{"name": "Kwai Chung"}]
    assert questionnaire.answer(hongkong.question("GEN-06"), "company").value is None


def test_components_ask_for_their_own_criteria_only(nordhaven: Programme) -> None:
    here = {"roles": frozenset({"carrier"}), "sites": {"site:1": {"handles_cargo": True}},
            "partners": {"partner:9": {}}}  # fmt: skip
    general = ["GEN-01", "GEN-02", "A-01", "A-02", "A-03"]
    assert keys(nordhaven, levels=frozenset({"CUS"}), **here) == [*general, "B-01"]
    assert keys(nordhaven, levels=frozenset({"SEC"}), **here) == [*general, "C-01", "C-02", "C-03"]
    assert keys(nordhaven, levels=frozenset({"CUS", "SEC"}), **here) == [
        *general, "B-01", "C-01", "C-02", "C-03",
    ]  # fmt: skip


def test_a_partner_question_is_asked_for_each_partner(nordhaven: Programme) -> None:
    situation = Situation(
        levels=frozenset({"SEC"}),
        roles=frozenset({"carrier"}),
        partners={"partner:1": {}, "partner:2": {}},
    )
    asked = Questionnaire(nordhaven, situation).asked()
    assert [one.scope for one in asked if one.question.key == "C-03"] == ["partner:1", "partner:2"]


def test_an_obligation_depends_on_the_role(nordhaven: Programme) -> None:
    question = nordhaven.question("B-01")
    assert question.obligation_of({"importer"}) is Obligation.MUST
    assert question.obligation_of({"carrier"}) is Obligation.SHOULD
    assert question.obligation_of({"carrier", "importer"}) is Obligation.MUST
    assert question.obligation_of(set()) is Obligation.MUST
    assert question.weight_of({"importer"}) is Weight.MAJOR
    assert question.weight_of({"carrier"}) is Weight.MINOR


def test_identifiers_conditions_and_checks_depend_on_the_role(nordhaven: Programme) -> None:
    importer = Questionnaire(
        nordhaven, Situation(levels=frozenset({"SEC"}), roles=frozenset({"importer"}))
    )
    carrier = Questionnaire(
        nordhaven, Situation(levels=frozenset({"SEC"}), roles=frozenset({"carrier"}))
    )
    assert [one.scheme for one in importer.identifiers()] == ["NH_REG"]
    assert [one.scheme for one in carrier.identifiers()] == ["NH_REG", "NH_CARRIER"]
    assert [one.id for one in importer.eligibility()] == ["established_in"]
    assert [one.id for one in carrier.eligibility()] == ["established_in", "safe_vehicles"]
    assert [one.id for one in importer.checklist()] == ["V-A1", "V-C1"]
    assert [one.id for one in carrier.checklist()] == ["V-A1", "V-C1", "V-C2"]


def test_the_checklist_of_a_lower_tier_is_shorter(hongkong: Programme) -> None:
    first = list(Questionnaire(hongkong, Situation(levels=frozenset({"T1"}))).checklist())
    second = list(Questionnaire(hongkong, Situation(levels=frozenset({"T2"}))).checklist())
    assert (len(first), len(second)) == (40, 45)
    assert {item.criterion for item in second if item not in first} == {"K", "L"}


def test_a_circle_of_conditions_asks_nothing(nordhaven: Programme) -> None:
    content = nordhaven.model_dump(mode="json", by_alias=True, exclude_unset=True)
    questions = content["criteria"][0]["questions"]
    questions[2]["when"] = {"answer": {"key": "A-04", "answered": False}}
    circular = Programme.model_validate(content)
    asked = keys(circular, levels=frozenset({"CUS"}))
    assert [key for key in asked if key in {"A-01", "A-03", "A-04"}] == ["A-01", "A-03"]
