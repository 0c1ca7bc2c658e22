"""Criteria by places: the worst verdict in each cell, with the number of answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from aeo.domain.programme.questionnaire import COMPANY
from aeo.web.desk.review.present import Answer, Board, worst

Cell = tuple[str, int, str, bool] | None
INITIALS = 3
BRIEF_MAX = 14  # characters; the letter of a criterion says the rest
PARTNERS = "partner"


@dataclass(frozen=True, slots=True)
class Grid:
    """The picture as components/grid.html draws it."""

    places: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, str, Sequence[Cell]]]


def of(board: Board, here: Answer | None) -> Grid:
    """A column for the company and for each site; all partners share one, there may be many."""
    columns = list(dict.fromkeys(_column(one) for one in board.answers))
    columns.sort(key=lambda column: (column != COMPANY, column == PARTNERS))
    sections = dict.fromkeys((one.section, one.section_title) for one in board.answers)
    return Grid(
        places=[_heading(board, column) for column in columns],
        rows=[
            (section, _brief(title), [_cell(board, section, column, here) for column in columns])
            for section, title in sections
        ],
    )


def _column(answer: Answer) -> str:
    return PARTNERS if answer.scope.startswith(f"{PARTNERS}:") else answer.scope


def _heading(board: Board, column: str) -> tuple[str, str]:
    if column == COMPANY:
        return _("All"), _("Whole company")
    if column == PARTNERS:
        return _("Partners"), _("Business partners")
    name = next(one.place for one in board.answers if one.scope == column) or "–"
    return _short(name), name


def _cell(board: Board, section: str, column: str, here: Answer | None) -> Cell:
    """Leads to the first of its answers that is to be read, else to its first."""
    found = [it for it in board.answers if it.section == section and _column(it) == column]
    if not found:
        return None
    first = next((one for one in found if not one.is_read), found[0])
    is_here = here is not None and (here.section, _column(here)) == (section, column)
    return worst(found), len(found), board.url(first), is_here


def _short(name: str) -> str:
    """``Kwai Chung warehouse`` → ``KCW``; a Chinese name gives its first two characters."""
    if not name.isascii():
        return name[:2]
    return "".join(word[0] for word in name.split())[:INITIALS].upper()


def _brief(title: str) -> str:
    return title if len(title) <= BRIEF_MAX else title.split(maxsplit=1)[0].rstrip(",")[:BRIEF_MAX]
