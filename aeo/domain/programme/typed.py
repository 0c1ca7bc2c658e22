"""What people type as an answer, understood by the type of the question or refused with a sentence.

``raw`` is text, a list of codes, or a list of rows of text, as a form sends it: trimmed, in NFC.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias

from aeo.domain.errors import N_, Sentence
from aeo.domain.programme.criteria import AnswerType, Column, Question

Raw: TypeAlias = str | Sequence[str] | Sequence[Mapping[str, str]]

DIGITS_MAX = 12
TEXT_MAX = 10_000
CELL_MAX = 500
ROWS_MAX = 200
FIRST_YEAR, LAST_YEAR = 1900, 2100
ANSWERS = {
    AnswerType.YES_PARTLY_NO_NA: ("yes", "partly", "no", "na"),
    AnswerType.YES_NO: ("yes", "no"),
}

NOT_A_NUMBER = Sentence(N_("Type a whole number, like 30."))
NOT_A_DAY = Sentence(N_("Type a date like 2026-11-24."))
NOT_A_CHOICE = Sentence(N_("Choose one of the answers given."))
NOT_LISTED = Sentence(N_("Choose from your list. Add there what is missing."))


@dataclass(frozen=True, slots=True)
class Understood:
    """The value of an answer; None for none. ``objection`` says why there is no value, and in a
    table ``place`` says where: the row, counted from 0 without the blank ones, and the column."""

    value: Any = None
    objection: Sentence | None = None
    place: tuple[int, str] | None = None


def understood(
    question: Question, raw: Raw, listed: Mapping[str, Collection[str]] = MappingProxyType({})
) -> Understood:
    """What ``raw`` says to ``question``. Nothing typed is no answer and no mistake.

    ``listed``: the scope keys that a column of type ``person`` or ``partner`` chooses among.
    A declaration is made in signing and never typed.
    """
    if question.type is AnswerType.TABLE:
        return _table(question, raw, listed)
    if question.type is AnswerType.MULTI:
        return _multi(question, raw)
    text = raw if isinstance(raw, str) else ""
    if not text:
        return Understood()
    readers: Mapping[AnswerType, Callable[[Question, str], Understood]] = {
        AnswerType.YES_PARTLY_NO_NA: _one_of,
        AnswerType.YES_NO: _one_of,
        AnswerType.CHOICE: _one_of,
        AnswerType.NUMBER: lambda _, typed: _number(typed),
        AnswerType.DATE: lambda _, typed: _day(typed),
        AnswerType.TEXT: lambda _, typed: _text(typed, TEXT_MAX),
    }
    reader = readers.get(question.type)
    return reader(question, text) if reader else Understood(None, NOT_A_CHOICE)


def too_long(most: int) -> Sentence:
    return Sentence(N_("Use at most %(n)s characters."), {"n": most})


def _one_of(question: Question, text: str) -> Understood:
    codes = ANSWERS.get(question.type) or tuple(option.code for option in question.options)
    return Understood(text) if text in codes else Understood(None, NOT_A_CHOICE)


def _multi(question: Question, raw: Raw) -> Understood:
    chosen = [raw] if isinstance(raw, str) else [one for one in raw if isinstance(one, str)]
    codes = [option.code for option in question.options]
    wanted = {one for one in chosen if one}
    if not wanted <= set(codes):
        return Understood(None, NOT_A_CHOICE)
    return Understood([code for code in codes if code in wanted] or None)


def _number(text: str) -> Understood:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= DIGITS_MAX):
        return Understood(None, NOT_A_NUMBER)
    return Understood(int(text))


def _day(text: str) -> Understood:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return Understood(None, NOT_A_DAY)
    if day.isoformat() != text or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Understood(None, NOT_A_DAY)
    return Understood(text)


def _text(text: str, most: int) -> Understood:
    return Understood(text) if len(text) <= most else Understood(None, too_long(most))


def filled(raw: Raw) -> list[Mapping[str, str]]:
    """The rows of a table that are not blank."""
    rows = [row for row in raw if isinstance(row, Mapping)] if not isinstance(raw, str) else []
    return [row for row in rows if any(row.values())]


def _table(question: Question, raw: Raw, listed: Mapping[str, Collection[str]]) -> Understood:
    """One bad cell spoils the table, with its row and column."""
    rows = filled(raw)
    if len(rows) > ROWS_MAX:
        return Understood(None, Sentence(N_("Use at most %(n)s rows."), {"n": ROWS_MAX}))
    kept = []
    for position, row in enumerate(rows):
        cells = {}
        for column in question.columns:
            cell = _cell(column, row.get(column.key, ""), listed)
            if cell.objection is not None:
                place = (position, column.key)
                return Understood(None, _in_row(position + 1, cell.objection), place)
            if cell.value is not None:
                cells[column.key] = cell.value
        if cells:
            kept.append(cells)
    return Understood(kept or None)


def _cell(column: Column, text: str, listed: Mapping[str, Collection[str]]) -> Understood:
    if not text:
        return Understood()
    if column.type == "number":
        return _number(text)
    if column.type == "date":
        return _day(text)
    if column.type == "yes_no":
        return Understood(text) if text in {"yes", "no"} else Understood(None, NOT_A_CHOICE)
    if column.type in {"person", "partner"}:
        known = listed.get(column.type, ())
        return Understood(text) if text in known else Understood(None, NOT_LISTED)
    return _text(text, CELL_MAX)


def _in_row(number: int, objection: Sentence) -> Sentence:
    return Sentence(N_("Row %(number)s: %(objection)s"), {"number": number, "objection": objection})
