"""The grammar of conditions: what each key means, and that nothing in it surprises."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from aeo.domain.programme.conditions import Condition, Facts, parse
from aeo.domain.programme.sentences import faults_of


def holds(
    content: dict[str, Any], answers: dict[str, list[Any]] | None = None, **facts: Any
) -> bool:
    given_answers = answers or {}
    return parse(content).holds(Facts(answers=lambda key: given_answers.get(key, ()), **facts))


def sentences(content: Any) -> list[tuple[Any, str]]:
    with pytest.raises(ValidationError) as refused:
        parse(content)
    faults = faults_of(refused.value.errors(), content, ["answer", "role", "answered"])
    return [(fault.place, str(fault.sentence)) for fault in faults]


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"in": ["yes", "partly"]}, "partly", True),
        ({"in": ["yes", "partly"]}, "no", False),
        ({"in": ["yes"]}, None, False),
        ({"not_in": ["na"]}, "yes", True),
        ({"not_in": ["na"]}, "na", False),
        ({"not_in": ["na"]}, None, True),
        ({"includes": ["other"]}, ["importer", "other"], True),
        ({"includes": ["other"]}, ["importer"], False),
        ({"includes": ["other"]}, None, False),
        ({"answered": True}, "no", True),
        ({"answered": True}, None, False),
        ({"answered": False}, None, True),
        ({"answered": False}, "no", False),
        ({"in": [1]}, True, False),
        ({"in": [True]}, 1, False),
    ],
)
def test_an_answer_is_tested_by_its_value(test: Any, value: Any, expected: bool) -> None:
    assert holds({"answer": {"key": "A-01", **test}}, {"A-01": [value]}) is expected


def test_an_answer_nobody_could_give_counts_as_none() -> None:
    assert holds({"answer": {"key": "A-01", "in": ["yes"]}}) is False
    assert holds({"answer": {"key": "A-01", "not_in": ["na"]}}) is True


def test_one_site_is_enough_when_the_company_asks_about_sites() -> None:
    condition = {"answer": {"key": "D-12", "in": ["yes"]}}
    assert holds(condition, {"D-12": ["no", "yes"]}) is True
    assert holds(condition, {"D-12": ["no", "no"]}) is False


@pytest.mark.parametrize(
    ("test", "fields", "expected"),
    [
        ({"field": "age_years", "below": 3}, {"age_years": 2}, True),
        ({"field": "age_years", "below": 3}, {"age_years": 3}, False),
        ({"field": "age_years", "below": 3}, {}, False),
        ({"field": "age_years", "below": 3}, {"age_years": False}, False),
        ({"field": "age_years", "below": 3}, {"age_years": "2"}, False),
        ({"field": "guards", "equals": True}, {"guards": True}, True),
        ({"field": "guards", "equals": True}, {"guards": 1}, False),
        ({"field": "guards", "equals": False}, {"guards": False}, True),
        ({"field": "guards", "equals": False}, {}, False),
        ({"field": "legal_form", "in": ["partnership"]}, {"legal_form": "partnership"}, True),
        ({"field": "legal_form", "in": ["partnership"]}, {"legal_form": "other"}, False),
        ({"field": "modes", "includes": ["air"]}, {"modes": ["sea", "air"]}, True),
        ({"field": "modes", "includes": ["air"]}, {"modes": ["sea"]}, False),
    ],
)
def test_a_field_of_the_company_is_tested_by_its_value(
    test: Any, fields: Any, expected: bool
) -> None:
    assert holds({"company": test}, company=fields) is expected


def test_a_site_condition_holds_when_one_of_the_sites_fits() -> None:
    condition = {"site": {"field": "loads_units", "equals": True}}
    assert holds(condition, sites=[{"loads_units": False}, {"loads_units": True}]) is True
    assert holds(condition, sites=[{"loads_units": False}]) is False
    assert holds(condition, sites=[]) is False


def test_roles_levels_and_case_type_need_one_in_common() -> None:
    assert holds({"role": ["carrier", "importer"]}, roles=frozenset({"importer"})) is True
    assert holds({"role": ["carrier"]}, roles=frozenset({"importer"})) is False
    assert holds({"level": ["T2"]}, levels=frozenset({"T2"})) is True
    assert holds({"level": ["T2"]}, levels=frozenset({"T1"})) is False
    assert holds({"component": ["SEC"]}, levels=frozenset({"SEC", "CUS"})) is True
    assert holds({"case_type": ["renewal"]}, case_type="renewal") is True
    assert holds({"case_type": ["renewal"]}, case_type="new") is False


def test_all_keys_of_a_mapping_must_hold() -> None:
    condition = {"role": ["carrier"], "level": ["T2"]}
    assert holds(condition, roles=frozenset({"carrier"}), levels=frozenset({"T2"})) is True
    assert holds(condition, roles=frozenset({"carrier"}), levels=frozenset({"T1"})) is False


def test_any_needs_one_and_all_needs_every_one() -> None:
    two = [{"role": ["carrier"]}, {"level": ["T2"]}]
    carrier = {"roles": frozenset({"carrier"}), "levels": frozenset({"T1"})}
    assert holds({"any": two}, **carrier) is True
    assert holds({"all": two}, **carrier) is False
    assert holds({"any": two}) is False


def test_an_unknown_key_is_refused_where_it_stands() -> None:
    content = {"any": [{"role": ["carrier"]}, {"roles": ["importer"]}]}
    assert (
        ("any", 1, "roles"),
        "The key `roles` is not known here. Did you mean `role`?",
    ) in sentences(content)


def test_a_test_without_a_test_is_refused_where_it_stands() -> None:
    assert sentences({"answer": {"key": "A-01"}}) == [
        (("answer",), "Give exactly one of in, not_in, includes, answered here.")
    ]


def test_two_tests_at_once_are_refused() -> None:
    assert sentences({"company": {"field": "age_years", "below": 3, "equals": 2}}) == [
        (("company",), "Give exactly one of equals, in, includes, below here.")
    ]


def test_an_empty_condition_is_refused() -> None:
    assert sentences({}) == [((), "An empty condition says nothing; leave it out.")]


names = st.text("abcdefgh-0123456789", min_size=1, max_size=8)
scalars = names | st.booleans() | st.integers(-5, 5)
values = st.lists(scalars, min_size=1, max_size=3)


@st.composite
def a_test(draw: st.DrawFn, subject: str) -> dict[str, Any]:
    tests = {"in": values, "includes": values}
    if subject == "key":
        tests |= {"not_in": values, "answered": st.booleans()}
    else:
        tests |= {"equals": scalars, "below": st.integers(0, 9)}
    name = draw(st.sampled_from(sorted(tests)))
    return {subject: draw(names), name: draw(tests[name])}


@st.composite
def a_condition(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    parts: dict[str, st.SearchStrategy[Any]] = {
        "answer": a_test("key"),
        **dict.fromkeys(("company", "site", "case"), a_test("field")),
        **dict.fromkeys(
            ("role", "level", "component", "case_type"), st.lists(names, min_size=1, max_size=3)
        ),
    }
    if depth:
        inner = st.lists(a_condition(depth - 1), min_size=1, max_size=2)
        parts |= {"any": inner, "all": inner}
    chosen = draw(st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=3, unique=True))
    return {name: draw(parts[name]) for name in chosen}


conditions = a_condition()


@given(conditions)
def test_what_is_parsed_is_written_as_it_was(content: dict[str, Any]) -> None:
    assert parse(content).written() == content


@given(conditions)
def test_what_is_written_is_parsed_to_the_same(content: dict[str, Any]) -> None:
    condition = parse(content)
    assert parse(condition.written()) == condition


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*Condition.model_fields, "key", "in", "field"]), inner, max_size=3
        )
    ),
    max_leaves=10,
)


@given(anything)
def test_garbage_gives_a_sentence_and_a_place_that_exists(content: Any) -> None:
    try:
        condition = parse(content)
    except ValidationError as refused:
        faults = list(faults_of(refused.errors(), content, []))
        assert faults
        for fault in faults:
            assert str(fault.sentence).endswith(".")
            at(content, fault.place)
    else:
        assert condition.holds(Facts()) in {True, False}


@given(conditions, st.dictionaries(names, anything, max_size=3), anything)
def test_a_condition_holds_or_not_whatever_the_values_are(
    content: dict[str, Any], fields: dict[str, Any], value: Any
) -> None:
    facts = Facts(answers=lambda key: [value], company=fields, sites=[fields], case=fields)
    assert parse(content).holds(facts) in {True, False}


def at(content: Any, place: tuple[Any, ...]) -> Any:
    for step in place:
        content = content[step]
    return content
