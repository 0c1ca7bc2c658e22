"""What people type as an answer: what is understood, and what is refused with which sentence."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aeo.domain.errors import Sentence
from aeo.domain.programme.criteria import AnswerType, Question
from aeo.domain.programme.questionnaire import has_value
from aeo.domain.programme.typed import (
    CELL_MAX,
    NOT_A_CHOICE,
    NOT_A_DAY,
    NOT_A_NUMBER,
    NOT_LISTED,
    ROWS_MAX,
    TEXT_MAX,
    Understood,
    filled,
    too_long,
    understood,
)

TEXTS = {"en": "Text"}
LISTED = {"person": {"person:1": "Ada"}, "partner": {"partner:7": "Peak"}}


def a_question(kind: AnswerType, **given_: Any) -> Question:
    return Question.model_validate(
        {
            "key": "A-01",
            "bank_key": None,
            "text": TEXTS,
            "help": TEXTS,
            "type": kind,
            "weight": "minor",
            "scope": {"per": "company", "roles": "all"},
            "required": True,
            "explain": "never",
            "good_example": TEXTS,
            "poor_example": TEXTS,
            "carry": "carry",
            "officer_guidance": TEXTS,
            **given_,
        }
    )


def options(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "label": TEXTS} for code in codes]


def columns(*kinds: str) -> list[dict[str, Any]]:
    return [{"key": kind, "type": kind, "required": True, "label": TEXTS} for kind in kinds]


PARTLY = a_question(AnswerType.YES_PARTLY_NO_NA, favourable="yes")
YES_NO = a_question(AnswerType.YES_NO, favourable="no")
TEXT = a_question(AnswerType.TEXT)
NUMBER = a_question(AnswerType.NUMBER)
DATE = a_question(AnswerType.DATE)
CHOICE = a_question(AnswerType.CHOICE, options=options("low", "high"))
MULTI = a_question(AnswerType.MULTI, options=options("sea", "air", "road"))
TABLE = a_question(
    AnswerType.TABLE, columns=columns("text", "number", "date", "yes_no", "person", "partner")
)
DECLARATION = a_question(AnswerType.DECLARATION)
EVERY = [PARTLY, YES_NO, TEXT, NUMBER, DATE, CHOICE, MULTI, TABLE, DECLARATION]


@pytest.mark.parametrize(
    ("question", "raw", "value"),
    [
        (PARTLY, "yes", "yes"),
        (PARTLY, "na", "na"),
        (YES_NO, "no", "no"),
        (TEXT, "Two\nlines", "Two\nlines"),
        (TEXT, "x" * TEXT_MAX, "x" * TEXT_MAX),
        (NUMBER, "30", 30),
        (NUMBER, "-5", -5),
        (NUMBER, "0", 0),
        (NUMBER, "007", 7),
        (DATE, "2026-11-24", "2026-11-24"),
        (DATE, "1900-01-01", "1900-01-01"),
        (CHOICE, "high", "high"),
        (MULTI, ["road", "sea"], ["sea", "road"]),
        (MULTI, ["sea", "sea", ""], ["sea"]),
        (MULTI, "air", ["air"]),
    ],
)
def test_what_fits_is_understood(question: Question, raw: Any, value: Any) -> None:
    assert understood(question, raw) == Understood(value)
    assert has_value(question, value)


@pytest.mark.parametrize(
    ("question", "raw", "objection"),
    [
        (PARTLY, "Yes", NOT_A_CHOICE),
        (YES_NO, "partly", NOT_A_CHOICE),
        (YES_NO, "na", NOT_A_CHOICE),
        (TEXT, "x" * (TEXT_MAX + 1), too_long(TEXT_MAX)),
        (NUMBER, "30 days", NOT_A_NUMBER),
        (NUMBER, "9" * 400, NOT_A_NUMBER),
        (NUMBER, "sNaN", NOT_A_NUMBER),
        (NUMBER, "1e3", NOT_A_NUMBER),
        (NUMBER, "3.5", NOT_A_NUMBER),
        (NUMBER, "--3", NOT_A_NUMBER),
        (NUMBER, "-", NOT_A_NUMBER),
        (NUMBER, "٣", NOT_A_NUMBER),
        (NUMBER, "²", NOT_A_NUMBER),
        (DATE, "24.11.2026", NOT_A_DAY),
        (DATE, "20261124", NOT_A_DAY),
        (DATE, "2026-W48-2", NOT_A_DAY),
        (DATE, "2026-02-30", NOT_A_DAY),
        (DATE, "1899-12-31", NOT_A_DAY),
        (DATE, "2101-01-01", NOT_A_DAY),
        (CHOICE, "medium", NOT_A_CHOICE),
        (MULTI, ["sea", "space"], NOT_A_CHOICE),
        (DECLARATION, "yes", NOT_A_CHOICE),
    ],
)
def test_what_does_not_fit_is_refused(question: Question, raw: Any, objection: Sentence) -> None:
    assert understood(question, raw) == Understood(None, objection)


@pytest.mark.parametrize("question", EVERY, ids=lambda it: it.type)
@pytest.mark.parametrize("raw", ["", [], [""], [{}], [{"text": ""}]], ids=repr)
def test_nothing_typed_is_no_answer_and_no_mistake(question: Question, raw: Any) -> None:
    assert understood(question, raw) == Understood()


FULL = {
    "text": "Gate 2", "number": "12", "date": "2026-01-31", "yes_no": "no",
    "person": "person:1", "partner": "partner:7",
}  # fmt: skip


def test_a_table_keeps_its_rows_without_the_blank_ones_and_without_empty_cells() -> None:
    raw = [{"text": "", "number": ""}, FULL, {"number": "3", "text": ""}]
    assert understood(TABLE, raw, LISTED) == Understood([{**FULL, "number": 12}, {"number": 3}])
    assert filled(raw) == raw[1:]


@pytest.mark.parametrize(
    ("column", "cell", "objection"),
    [
        ("text", "x" * (CELL_MAX + 1), too_long(CELL_MAX)),
        ("number", "a dozen", NOT_A_NUMBER),
        ("date", "soon", NOT_A_DAY),
        ("yes_no", "partly", NOT_A_CHOICE),
        ("person", "Ada", NOT_LISTED),
        ("person", "partner:7", NOT_LISTED),
        ("partner", "partner:8", NOT_LISTED),
    ],
)
def test_one_bad_cell_spoils_the_table_and_says_where(
    column: str, cell: str, objection: Sentence
) -> None:
    found = understood(TABLE, [{}, FULL, {**FULL, column: cell}], LISTED)
    sentence = Sentence("Row %(number)s: %(objection)s", {"number": 2, "objection": objection})
    assert found == Understood(None, sentence, (1, column))


def test_without_a_list_nobody_can_be_chosen_from_it() -> None:
    assert understood(TABLE, [{"person": "person:1"}]).place == (0, "person")


def test_a_table_has_an_end() -> None:
    rows = [{"text": str(number)} for number in range(ROWS_MAX)]
    assert len(understood(TABLE, rows).value) == ROWS_MAX
    too_many = understood(TABLE, [*rows, {"text": "one more"}])
    assert too_many == Understood(None, Sentence("Use at most %(n)s rows.", {"n": ROWS_MAX}))


def test_columns_that_the_question_does_not_have_are_left_out() -> None:
    assert understood(TABLE, [{"text": "x", "secret": "y"}]) == Understood([{"text": "x"}])
    assert understood(TABLE, [{"secret": "y"}]) == Understood()


typed = st.one_of(
    st.text(max_size=30),
    st.lists(st.text(max_size=10), max_size=4),
    st.lists(
        st.dictionaries(
            st.sampled_from(["text", "number", "date", "yes_no", "person", "partner", "x"]),
            st.text(max_size=10),
        ),
        max_size=4,
    ),
)


@given(question=st.sampled_from(EVERY), raw=typed)
def test_whatever_is_typed_there_is_a_value_or_an_objection_and_never_both(
    question: Question, raw: Any
) -> None:
    found = understood(question, raw, LISTED)
    assert found.value is None or found.objection is None
    if found.value is not None:
        assert found.value not in ("", [])
