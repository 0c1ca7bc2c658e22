"""Everything the company answered, as it was sent: section by section, each beside its papers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.permissions import Permission
from aeo.domain.programme.questionnaire import COMPANY, Asked
from aeo.models.evidence import Evidence
from aeo.services import completeness, evidence, snapshots
from aeo.web import frame
from aeo.web.access import access
from aeo.web.answered import Said, spoken
from aeo.web.desk import bp
from aeo.web.desk.cases import points, said
from aeo.web.desk.cases.head import Head, page

Cell = tuple[str, int, str, bool] | None
INITIALS = 3
BRIEF_MAX = 14  # characters


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question in one place, with what was said to it."""

    anchor: str
    key: str
    scope: str
    text: str
    where: str
    answer: Said
    explanation: str
    by: str
    at: str
    papers: Sequence[said.PaperLine]
    guidance: str
    lacking: bool


@bp.get("/cases/<reference>/answers")
@access(GET=Permission.DESK_READ)
def cases_answers(reference: str) -> ResponseReturnValue:
    """One section at a time: the first, or the one that the address names."""
    head = Head.of(reference)
    asked = list(snapshots.questionnaire(head.record).asked())
    sections = [it for it in head.programme.sections if any(a.section == it.id for a in asked)]
    here = next((it for it in sections if it.id == request.args.get("section")), None)
    here = here or next(iter(sections), None)
    scope = request.args.get("place", "")
    shown = [
        one
        for one in asked
        if here is not None and one.section == here.id and scope in {"", one.scope}
    ]
    order = [it.id for it in sections]
    place = order.index(here.id) if here is not None else 0
    return page(
        "case_answers",
        head,
        "answers",
        section=here,
        section_title=spoken(here.title) if here is not None else "",
        lines=_lines(head, shown),
        grid=_grid(head, asked, here.id if here is not None else "", scope),
        places=_places(head),
        previous=_section_url(reference, order, place - 1),
        next=_section_url(reference, order, place + 1),
        count=len(asked),
    )


def _lines(head: Head, asked: Sequence[Asked]) -> list[AnswerLine]:
    live = points.live(evidence.of_case(head.case.id))
    marks = completeness.marks(head.case)
    by = {(row["question"], row["scope"]): row for row in head.record["answers"]}
    return [
        _line(head, one, by.get((one.question.key, one.scope), {}), live, marks) for one in asked
    ]


def _line(
    head: Head,
    one: Asked,
    row: Mapping[str, str],
    live: Mapping[str, Evidence],
    marks: Mapping[str, object],
) -> AnswerLine:
    question = one.question
    beside = [
        paper
        for paper in head.record["papers"]
        if (paper["question"], paper["question_scope"]) == (question.key, one.scope)
    ]
    point = f"question:{question.key}@{one.scope}"
    return AnswerLine(
        anchor=points.slug(point),
        key=question.key,
        scope=one.scope,
        text=spoken(question.text),
        where=said.place(head.record, one.scope),
        answer=said.answer(head.record, one, head.programme),
        explanation=one.answer.explanation,
        by=row.get("answered_by", ""),
        at=_day(row.get("answered_at")),
        papers=said.papers(beside, live, head.programme),
        guidance=spoken(question.officer_guidance),
        lacking=point in marks,
    )


def _day(instant: str | None) -> str:
    return frame.day_short(datetime.fromisoformat(instant)) if instant else ""


def _places(head: Head) -> list[tuple[str, str]]:
    """The whole company and its sites in scope: an abbreviation and the name of each."""
    sites = [
        (scope, site)
        for scope, site in head.record["sites"].items()
        if site.get("in_scope") is not False
    ]
    names = [str(site.get("name") or "–") for _scope, site in sites]
    return [(_("All"), _("Whole company")), *((_short(name), name) for name in names)]


def _short(name: str) -> str:
    """``Kwai Chung warehouse`` → ``KCW``; a Chinese name gives its first two characters."""
    if not name.isascii():
        return name[:2]
    return "".join(word[0] for word in name.split())[:INITIALS].upper()


def _grid(
    head: Head, asked: Sequence[Asked], section: str, scope: str
) -> list[tuple[str, str, list[Cell]]]:
    """Criteria by sites: how many answers stand there. Verdicts come with the document review."""
    counts = Counter((one.section, one.scope) for one in asked)
    scopes = [COMPANY, *(it for it, site in head.record["sites"].items()
                         if site.get("in_scope") is not False)]  # fmt: skip
    rows: list[tuple[str, str, list[Cell]]] = []
    for criterion in head.programme.sections:
        if not any(one.section == criterion.id for one in asked):
            continue
        cells: list[Cell] = []
        for place in scopes:
            count = counts[criterion.id, place]
            url = url_for(
                "desk.cases_answers",
                reference=head.case.reference,
                section=criterion.id,
                place=place,
                _anchor="answers",
            )
            is_here = (criterion.id, place) == (section, scope)
            cells.append(("", count, url, is_here) if count else None)
        rows.append((criterion.id, _brief(spoken(criterion.title)), cells))
    return rows


def _brief(title: str) -> str:
    """The first word of a long title: the picture has no room, and the letter says the rest."""
    return title if len(title) <= BRIEF_MAX else title.split(maxsplit=1)[0].rstrip(",")[:BRIEF_MAX]


def _section_url(reference: str, order: Sequence[str], place: int) -> str | None:
    if not 0 <= place < len(order):
        return None
    return url_for("desk.cases_answers", reference=reference, section=order[place])
