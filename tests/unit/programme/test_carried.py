"""Answers taken over from an earlier application: what stands, what changed, what is new."""

import shutil
from pathlib import Path

import pytest

import aeo
from aeo.domain.programme.carried import Because, Comparison, Earlier, Mark, is_carried, is_same
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import COMPANY, Answer, Questionnaire, Situation
from aeo.services import programme_files

PLACE = ("A-08", COMPANY)
AGAIN = ("A-02", COMPANY)
YES = Answer("yes", "The import manager.")
T1 = frozenset({"T1"})


@pytest.fixture(scope="module")
def reworded(tmp_path_factory) -> Programme:
    """The same programme before one of its questions got other words."""
    folder = tmp_path_factory.mktemp("programmes") / "hkaeo-2026-01"
    shutil.copytree(Path(aeo.__file__).parent / "programmes" / "hkaeo-2026-01", folder)
    file = folder / "criteria" / "A.yaml"
    before = file.read_text(encoding="utf-8")
    after = before.replace("Is someone responsible for checking", "Does anybody check")
    assert before != after
    file.write_text(after, encoding="utf-8")
    return programme_files.read(folder)


def compare(programme: Programme, now: dict, then: dict, *, asked_then=None, **given) -> dict:
    roles = frozenset(role.code for role in programme.roles)
    here = Questionnaire(programme, Situation(levels=T1, roles=roles, answers=now))
    earlier = Earlier(
        programme=asked_then or programme, answers=then, found=given.pop("found", frozenset())
    )
    marked = Comparison(here, earlier, **given).marked
    return {one.place: one for one in marked}


def told(programme: Programme, now: dict, then: dict, place=PLACE, **given) -> tuple:
    one = compare(programme, now, then, **given)[place]
    return one.mark, one.because, one.is_open, one.may_be_affirmed


@pytest.mark.parametrize(
    ("now", "then", "given", "expected"),
    [
        ({PLACE: YES}, {PLACE: YES}, {}, (Mark.UNCHANGED, None, False, True)),
        ({PLACE: YES}, {PLACE: YES}, {"affirmed": {PLACE}}, (Mark.UNCHANGED, None, False, False)),
        ({PLACE: Answer("no", "-")}, {PLACE: YES}, {}, (Mark.CHANGED, None, False, False)),
        ({PLACE: Answer("yes", "-")}, {PLACE: YES}, {}, (Mark.CHANGED, None, False, False)),
        ({}, {PLACE: YES}, {}, (Mark.CHANGED, None, False, False)),
        ({PLACE: YES}, {}, {}, (Mark.NEW, Because.NEW_QUESTION, False, False)),
        ({}, {}, {}, (Mark.NEW, Because.NEW_QUESTION, True, False)),
        ({}, {PLACE: Answer()}, {}, (Mark.NEW, Because.NEW_QUESTION, True, False)),
        ({PLACE: YES}, {PLACE: YES}, {"expired": {PLACE}},
         (Mark.UNCHANGED, Because.EXPIRED, True, True)),
        ({PLACE: YES}, {PLACE: YES}, {"expired": {PLACE}, "affirmed": {PLACE}},
         (Mark.UNCHANGED, Because.EXPIRED, False, False)),
        ({PLACE: YES}, {PLACE: YES}, {"found": {PLACE}},
         (Mark.UNCHANGED, Because.FINDING, True, True)),
        ({PLACE: YES}, {PLACE: YES}, {"found": {PLACE}, "expired": {PLACE}},
         (Mark.UNCHANGED, Because.EXPIRED, True, True)),
        ({PLACE: Answer("no", "-")}, {PLACE: YES}, {"found": {PLACE}},
         (Mark.CHANGED, Because.FINDING, False, False)),
    ],
)  # fmt: skip
def test_what_an_answer_is(hongkong, now, then, given, expected) -> None:
    assert told(hongkong, now, then, **given) == expected


def test_what_is_asked_every_time_is_open_until_it_is_answered(hongkong) -> None:
    no = Answer("no")
    assert not is_carried(hongkong.question("A-02"), hongkong)
    assert [told(hongkong, now, {AGAIN: no}, AGAIN) for now in ({}, {AGAIN: no}, {AGAIN: YES})] == [
        (Mark.NEW, Because.ASKED_AGAIN, True, False),
        (Mark.UNCHANGED, None, False, False),
        (Mark.CHANGED, None, False, False),
    ]


def test_a_question_in_other_words_is_new_and_shows_what_was_said(hongkong, reworded) -> None:
    one = compare(hongkong, {}, {PLACE: YES}, asked_then=reworded)[PLACE]
    assert (one.mark, one.because, one.before) == (Mark.NEW, Because.NEW_QUESTION, YES)
    assert (
        is_carried(hongkong.question("A-08"), reworded),
        is_carried(hongkong.question("A-09"), reworded),
    ) == (False, True)


def test_declarations_and_lists_kept_elsewhere_are_not_carried(hongkong, nordhaven) -> None:
    questions = [question for _section, question in hongkong.questions]
    carried = [one for one in questions if is_carried(one, hongkong)]
    assert [one.key for one in carried if one.filled_from or one.type == "declaration"] == []
    assert [one.key for one in questions if is_carried(one, nordhaven)] == []
    marked = compare(hongkong, {}, {}).values()
    assert [one.place for one in marked if one.asked.question.type == "declaration"] == []


def test_the_same_text_in_another_form_is_the_same() -> None:
    assert is_same(Answer("Café"), Answer("Cafe\u0301"))
    assert is_same(Answer(("a", "b")), Answer(["a", "b"]))
    assert not is_same(Answer(["a", "b"]), Answer(["b", "a"]))
