"""The officer's first page: what needs somebody today, and where all the cases stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import Actor, CaseStatus, Pen, Phase, Role
from aeo.services import outbox, queue
from aeo.services.queue import Asked, Due, Figures, Held, With
from aeo.web.access import access, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import present
from aeo.web.desk.cases.queue import IN_PROGRESS, address
from aeo.web.desk.mail import Line

FEW = 8
WIDEST = 100  # per cent
FILL = {Pen.CUSTOMS: 1, Pen.BOTH: 2, Pen.COMPANY: 3}


@dataclass(frozen=True, slots=True)
class Next:
    """One case on the page: what to do in it, and its clock."""

    do: str
    reference: str
    company: str
    company_zh: str
    why: str
    chip: present.Chip | None


@bp.get("/")
@access(GET=Permission.DESK_READ)
def home() -> ResponseReturnValue:
    actor, mine = signed_in(), request.args.get("whose") != "all"
    lists = _lists(actor, mine=mine)
    stuck = outbox.failed()
    figures = queue.figures(to=actor, mine=mine)
    return render_template(
        "desk/home.html",
        stuck=[Line.of(row) for row in stuck],
        mine=mine,
        lists=lists,
        tiles=_tiles(figures, mine=mine),
        pipeline=_pipeline(figures.phases),
        legend=[(FILL[pen], label) for pen, label in _pens().items()],
        summary=_summary(figures),
        phases_open=sum(sum(pens.values()) for pens in figures.phases.values()),
    )


def _lists(actor: Actor, *, mine: bool) -> Mapping[str, list[Next]]:
    """What waits: the most urgent cases, those without an officer, and returned ones gone late."""
    held = Held.MINE if mine else Held.ANYBODY
    asked = {
        "urgent": Asked(officer=held),
        "answered": Asked(officer=held, answered=True),
        "waiting": Asked(status=CaseStatus.SUBMITTED, officer=Held.NOBODY),
        "overdue": Asked(status=CaseStatus.RETURNED, due=Due.LATE),
    }
    found = {name: queue.first(one, to=actor, limit=FEW) for name, one in asked.items()}
    all_of_them = {case.id: case for cases in found.values() for case in cases}
    lines = {line.case.id: line for line in queue.lines(list(all_of_them.values()))}
    read = {case.id for case in found["answered"]}
    return {
        name: [_next(lines[case.id], actor, has_answered=case.id in read) for case in cases]
        for name, cases in found.items()
    }


def _next(line: queue.Line, actor: Actor, *, has_answered: bool) -> Next:
    case = line.case
    chip = None
    if line.clock is not None:
        chip = present.chip(case.reference, line.programme, *line.clock, line.calendar)
    return Next(
        do=_("Read the answers")
        if has_answered
        else _to_do(case.status, actor, is_late=chip is not None and chip.kind == "late"),
        reference=case.reference,
        company=case.company.name,
        company_zh=case.company.name_zh,
        why=present.status_label(line.programme, case.status),
        chip=chip,
    )


def _to_do(status: CaseStatus, actor: Actor, *, is_late: bool) -> str:
    """The next act, as far as the status tells it, and where the reader's role makes one of it."""
    waits = {
        CaseStatus.RETURNED: _("Wait for the company"),
        CaseStatus.INFO_REQUESTED: _("Wait for the answer"),
        CaseStatus.HEARING: _("Wait for the company"),
    }
    if status in waits:
        return _("Decide on the late reply") if is_late else waits[status]
    if status is CaseStatus.SUPERVISOR_REVIEW and not actor.has(Role.SUPERVISOR):
        return _("Wait for the supervisor")
    if status is CaseStatus.DECISION and not actor.has(Role.APPROVER):
        return _("Wait for the decision")
    return {
        CaseStatus.SUBMITTED: _("Check for completeness"),
        CaseStatus.VETTING: _("Read the documents"),
        CaseStatus.VISIT_PLANNING: _("Plan the visits"),
        CaseStatus.VISIT_SCHEDULED: _("Hold the visit"),
        CaseStatus.VISIT_REPORTING: _("Write the report"),
        CaseStatus.CORRECTIVE_ACTION: _("Follow the findings"),
        CaseStatus.ASSESSMENT: _("Assess the criteria"),
        CaseStatus.SUPERVISOR_REVIEW: _("Review the recommendation"),
        CaseStatus.DECISION: _("Decide the case"),
    }.get(status, _("Open the case"))


def _tiles(figures: Figures, *, mine: bool) -> list[tuple[int, str, str, str, str]]:
    """Number, words, qualifier, address of the rows behind it, look."""
    held = Held.MINE if mine else Held.ANYBODY
    note, every = _("of my cases") if mine else _("of all cases"), _("of all open cases")
    rows = [
        (figures.late, _("Late"), note, Asked(officer=held, due=Due.LATE), "late"),
        (figures.today, _("Due today"), note, Asked(officer=held, due=Due.TODAY), "warn"),
        (
            figures.soon,
            _("Due soon"),
            _("within 5 working days"),
            Asked(officer=held, due=Due.SOON),
            "",
        ),
        (figures.with_us, _("With us"), every, Asked(holder=With.US), ""),
        (figures.with_company, _("With the company"), every, Asked(holder=With.COMPANY), ""),
        (figures.unassigned, _("Unassigned"), every, Asked(officer=Held.NOBODY), "warn"),
    ]
    return [
        (number, words, qualifier, address(asked), look if number else "")
        for number, words, qualifier, asked, look in rows
    ]


def _summary(figures: Figures) -> str:
    if not figures.late and not figures.today:
        return _("Nothing is late, and nothing is due today.")
    late = ngettext("%(num)s case is late.", "%(num)s cases are late.", figures.late)
    today = ngettext("%(num)s case is due today.", "%(num)s cases are due today.", figures.today)
    return " ".join([late] * bool(figures.late) + [today] * bool(figures.today))


def _pens() -> dict[Pen, str]:
    return {
        Pen.CUSTOMS: _("With us"),
        Pen.BOTH: _("With both sides"),
        Pen.COMPANY: _("With the company"),
    }


def _pipeline(phases: Mapping[Phase, Mapping[Pen, int]]) -> list[tuple[object, ...]]:
    """Rows of ``components/bars.html``: the longest bar is as wide as the picture."""
    most = max([sum(pens.values()) for pens in phases.values()], default=0) or 1
    rows: list[tuple[object, ...]] = []
    for phase in IN_PROGRESS:
        counts = [phases.get(phase, {}).get(pen, 0) for pen in FILL]
        segments = [
            (fill, count * WIDEST / most) for fill, count in zip(FILL.values(), counts, strict=True)
        ]
        url = address(Asked(status=phase))
        rows.append((present.phase_label(phase), url, segments, counts))
    return rows
