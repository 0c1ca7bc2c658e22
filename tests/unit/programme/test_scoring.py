"""Points and grades by the content: what counts, what is left out, what pulls the grade down."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aeo.domain.programme.criteria import Weight
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import Answer, Questionnaire, Situation
from aeo.domain.programme.scoring import Score, colour, grade, scores
from aeo.domain.vocabulary import Grade


def score_of(programme: Programme, criterion: str, values: dict[str, Any], **given: Any) -> Score:
    answers = {(key, "company"): Answer(value) for key, value in values.items()}
    here = Situation(**{"levels": frozenset({"T1"}), **given, "answers": answers})
    return next(s for s in scores(Questionnaire(programme, here)) if s.criterion == criterion)


def of(points: int, possible: int, *unfavourable: Weight) -> Score:
    return Score(
        criterion="E",
        points=points,
        possible=possible,
        unanswered=0,
        unfavourable=frozenset(unfavourable),
    )


def everything(programme: Programme, criterion: str, value: str) -> dict[str, str]:
    """One answer to each question that every company is asked."""
    questions = programme.criterion(criterion).questions
    return {
        question.key: value
        for question in questions
        if question.is_yes_or_no
        and question.when is None
        and (question.scope.per, question.scope.roles) == ("company", "all")
    }


def test_yes_earns_two_partly_one_no_nothing(hongkong: Programme) -> None:
    keys = list(everything(hongkong, "E", "yes"))
    values = {**dict.fromkeys(keys, "yes"), keys[0]: "partly", keys[1]: "no"}
    found = score_of(hongkong, "E", values)
    assert (found.points, found.possible, found.unanswered) == (2 * len(keys) - 3, 2 * len(keys), 0)


def test_not_applicable_is_left_out(hongkong: Programme) -> None:
    keys = list(everything(hongkong, "E", "yes"))
    found = score_of(hongkong, "E", {**dict.fromkeys(keys, "yes"), keys[0]: "na"})
    assert (found.points, found.possible) == (2 * len(keys) - 2, 2 * len(keys) - 2)


def test_an_unanswered_question_earns_nothing(hongkong: Programme) -> None:
    keys = list(everything(hongkong, "E", "yes"))
    found = score_of(hongkong, "E", dict.fromkeys(keys[1:], "yes"))
    assert (found.points, found.possible, found.unanswered) == (
        2 * len(keys) - 2,
        2 * len(keys),
        1,
    )


def test_where_no_is_favourable_no_earns_the_points(hongkong: Programme) -> None:
    assert hongkong.question("A-02").favourable == "no"
    without, with_offence = (score_of(hongkong, "A", {"A-02": value}) for value in ("no", "yes"))
    assert (without.points, without.unfavourable) == (2, frozenset())
    assert (with_offence.points, with_offence.unfavourable) == (0, frozenset({Weight.CRITICAL}))


def test_texts_and_tables_are_not_scored(hongkong: Programme) -> None:
    values = everything(hongkong, "E", "yes")
    assert score_of(hongkong, "E", {**values, "E-02": [{"post": "x"}]}).possible == 2 * len(values)


def test_the_general_section_is_not_scored(hongkong: Programme) -> None:
    here = Questionnaire(hongkong, Situation(levels=frozenset({"T2"})))
    assert "GEN" not in [score.criterion for score in scores(here)]


def test_a_gap_in_a_should_is_a_minor_one(nordhaven: Programme) -> None:
    customs = frozenset({"CUS"})
    found = {
        role: score_of(nordhaven, "B", {"B-01": "no"}, levels=customs, roles=frozenset({role}))
        for role in ("importer", "carrier")
    }
    assert found["importer"].unfavourable == {Weight.MAJOR}
    assert found["carrier"].unfavourable == {Weight.MINOR}


def test_partly_is_not_unfavourable(hongkong: Programme) -> None:
    values = everything(hongkong, "E", "partly")
    assert score_of(hongkong, "E", values).unfavourable == frozenset()


@pytest.mark.parametrize(
    ("score", "findings", "expected"),
    [
        (of(20, 20), frozenset(), Grade.MET),
        (of(16, 20), frozenset(), Grade.MET),
        (of(15, 20), frozenset(), Grade.PARTLY_MET),
        (of(0, 20), frozenset(), Grade.PARTLY_MET),
        (of(20, 20, Weight.CRITICAL), frozenset(), Grade.NOT_MET),
        (of(20, 20, Weight.MAJOR), frozenset(), Grade.PARTLY_MET),
        (of(20, 20, Weight.MINOR), frozenset(), Grade.MET),
        (of(20, 20, Weight.MAJOR, Weight.CRITICAL), frozenset(), Grade.NOT_MET),
        (of(20, 20), frozenset({"critical"}), Grade.NOT_MET),
        (of(20, 20), frozenset({"major"}), Grade.PARTLY_MET),
        (of(20, 20), frozenset({"minor", "observation"}), Grade.MET),
        (of(0, 0), frozenset(), None),
        (of(0, 0), frozenset({"critical"}), Grade.NOT_MET),
    ],
)
def test_the_first_rule_that_holds_gives_the_grade(
    hongkong: Programme, score: Score, findings: frozenset[str], expected: Grade | None
) -> None:
    assert grade(hongkong, score, findings) is expected


def test_the_threshold_is_that_of_the_criterion(nordhaven: Programme) -> None:
    assert nordhaven.criterion("A").threshold == 75
    at, below = (
        Score(criterion="A", points=n, possible=100, unanswered=0, unfavourable=frozenset())
        for n in (75, 74)
    )
    assert (grade(nordhaven, at), grade(nordhaven, below)) == (Grade.MET, Grade.PARTLY_MET)


def test_percent_is_rounded_down() -> None:
    assert of(799, 1000).percent == 79
    assert of(0, 0).percent is None


def test_the_colours_change_at_the_thresholds_of_the_programme(hongkong: Programme) -> None:
    assert [colour(hongkong, percent) for percent in (0, 49, 50, 79, 80, 100)] == [
        "red", "red", "amber", "amber", "green", "green",
    ]  # fmt: skip


@given(data=st.data())
@settings(deadline=None)
def test_a_better_answer_never_costs_points(hongkong: Programme, data: st.DataObject) -> None:
    order = ["no", "partly", "yes"]
    keys = list(everything(hongkong, "E", "yes"))
    values = {key: data.draw(st.sampled_from([*order, "na"])) for key in keys}
    key = data.draw(st.sampled_from(keys))
    earned = [score_of(hongkong, "E", {**values, key: value}).points for value in order]
    assert earned == sorted(earned)
    assert len(set(earned)) == 3
