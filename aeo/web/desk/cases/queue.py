"""The queue: one filter that the address carries, a page of it, and all of it as a spreadsheet."""

from collections.abc import Iterator
from typing import Any, TypeVar

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from aeo import clock
from aeo.domain.permissions import Permission
from aeo.domain.programme.entries import registered_labels
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import CLOSED_CASE, CaseStatus, Phase
from aeo.models.account import User
from aeo.models.case import Case
from aeo.services import programmes, queue
from aeo.services.queue import Asked, Due, Held, Order, Which, With
from aeo.web import pages
from aeo.web.access import access, signed_in
from aeo.web.answered import spoken
from aeo.web.desk import bp
from aeo.web.desk.cases import present
from aeo.web.fields import cleaned
from aeo.web.sheet import download

DESCENDING = "-"
TEXT_MAX = 200
IN_PROGRESS = (Phase.SUBMISSION, Phase.REVIEW, Phase.VISIT, Phase.ACCREDITATION)
Choice = TypeVar("Choice", Due, Order, With)


@bp.get("/cases")
@access(GET=Permission.DESK_READ)
def cases() -> ResponseReturnValue:
    actor, asked = signed_in(), asked_for()
    found = queue.page(asked, to=actor, start=pages.start())
    return render_template(
        "desk/cases.html",
        lines=[(line, _chip(line)) for line in found.rows],
        caption=_caption(asked, found.total),
        span=pages.span(found),
        previous=_page(asked, found.previous),
        next=_page(asked, found.next),
        asked=asked,
        chips=_chips(asked),
        columns=_columns(asked),
        choices=_choices(queue.officers()),
        is_narrowed=asked != Asked(order=asked.order, descending=asked.descending),
        export=_export(asked),
        present=present,
    )  # fmt: skip


@bp.get("/cases.csv")
@access(GET=Permission.DESK_READ)
def cases_csv() -> ResponseReturnValue:
    """Every case of the filter, sent while it is read."""
    found = queue.every(asked_for(), to=signed_in())
    return download(_rows(found), f"cases-{clock.today().isoformat()}.csv")


def asked_for() -> Asked:
    """The filter of this address. What makes no sense in it counts as not asked."""
    given = request.args
    try:
        text = cleaned(given.get("q", ""))[:TEXT_MAX]
    except ValueError:
        text = ""
    order = given.get("order", "")
    return Asked(
        text=text,
        status=_status(given.get("status", "")),
        holder=_one_of(With, given.get("with", ""), With.ANYBODY),
        level=given.get("level", ""),
        role=given.get("role", ""),
        officer=_officer(given.get("officer", "")),
        due=_one_of(Due, given.get("due", ""), Due.ANY),
        order=_one_of(Order, order.removeprefix(DESCENDING), Order.CLOCK),
        descending=order.startswith(DESCENDING),
    )


def written(asked: Asked, **changes: object) -> dict[str, str]:
    """The filter as the values of an address; what is not narrowed is left out."""
    order = f"{DESCENDING if asked.descending else ''}{asked.order}"
    values = {
        "q": asked.text,
        "status": "" if asked.status is Which.OPEN else asked.status,
        "with": asked.holder,
        "level": asked.level,
        "role": asked.role,
        "officer": asked.officer,
        "due": asked.due,
        "order": "" if order == Order.CLOCK else order,
        **changes,
    }
    return {key: str(value) for key, value in values.items() if value not in ("", None)}


def address(asked: Asked, **changes: object) -> str:
    """The queue with this filter."""
    values: dict[str, Any] = written(asked, **changes)
    return url_for(".cases", **values)


def _status(text: str) -> Which | Phase | CaseStatus:
    if text in list(Which):
        return Which(text)
    if text in list(Phase):
        return Phase(text)
    return CaseStatus(text) if text in list(CaseStatus) else Which.OPEN


def _officer(text: str) -> Held | int:
    if text in list(Held):
        return Held(text)
    fits = text.isascii() and text.isdigit() and len(text) < len(str(2**63))
    return int(text) if fits else Held.ANYBODY


def _one_of(kind: type[Choice], text: str, otherwise: Choice) -> Choice:
    return kind(text) if text in list(kind) else otherwise


def _page(asked: Asked, start: int | None) -> str | None:
    return None if start is None else address(asked, start=start or "")


def _export(asked: Asked) -> str:
    values: dict[str, Any] = written(asked)
    return url_for(".cases_csv", **values)


def _chip(line: queue.Line) -> present.Chip | None:
    if line.clock is None:
        return None
    return present.chip(line.case.reference, line.programme, *line.clock, line.calendar)


def _caption(asked: Asked, total: int) -> str:
    cases_found = ngettext("%(num)s case", "%(num)s cases", total)
    order = {
        Order.REFERENCE: (_("by reference"), _("by reference, last first")),
        Order.COMPANY: (_("by company"), _("by company, from Z to A")),
        Order.STATUS: (_("in the order of the procedure"), _("against the order of the procedure")),
        Order.OFFICER: (_("by officer"), _("by officer, from Z to A")),
        Order.CLOCK: (_("most urgent first"), _("least urgent first")),
    }[asked.order][asked.descending]
    return f"{cases_found}, {order}"


def _chips(asked: Asked) -> list[tuple[str, str, bool]]:
    """The views people ask for every day."""
    views = [
        (_("Mine, open"), Asked(officer=Held.MINE)),
        (_("Late or due today"), Asked(due=Due.URGENT)),
        (_("Unassigned"), Asked(officer=Held.NOBODY)),
        (_("All open"), Asked()),
    ]
    here = written(asked, order="")
    return [(label, address(view), written(view) == here) for label, view in views]


def _columns(asked: Asked) -> list[tuple[str, str | None, str | None]]:
    """Label, address that sorts by it, and the direction it is sorted in."""
    labels = [
        (_("Reference"), Order.REFERENCE),
        (_("Company"), Order.COMPANY),
        (_("Type"), None),
        (_("Status"), Order.STATUS),
        (_("With"), None),
        (_("Officer"), Order.OFFICER),
        (_("Clock"), Order.CLOCK),
    ]
    made: list[tuple[str, str | None, str | None]] = []
    for label, order in labels:
        if order is None:
            made.append((label, None, None))
            continue
        is_here = asked.order is order
        turned = f"{DESCENDING if is_here and not asked.descending else ''}{order}"
        url = address(asked, order="" if turned == Order.CLOCK else turned)
        direction = ("descending" if asked.descending else "ascending") if is_here else "none"
        made.append((label, url, direction))
    return made


def _choices(officers: list[User]) -> dict[str, list[tuple[str, str]]]:
    programme = programmes.current()
    return {
        "status": [
            ("", _("Any open")),
            *(
                (phase.value, _("Stage: %(stage)s", stage=present.phase_label(phase)))
                for phase in IN_PROGRESS
            ),
            *((status.value, present.status_label(programme, status)) for status in _listed()),
            (Which.CLOSED.value, _("Any closed")),
            (Which.ALL.value, _("Open and closed")),
        ],
        "with": [
            ("", _("Any")),
            (With.US.value, _("Us")),
            (With.COMPANY.value, _("Company")),
        ],
        "level": [("", _("Any")), *((it.id, spoken(it.title)) for it in programme.levels.items)],
        "role": [("", _("Any")), *((it.code, spoken(it.label)) for it in programme.roles)],
        "officer": [
            ("", _("Any")),
            (Held.MINE.value, _("Mine")),
            (Held.NOBODY.value, _("Nobody yet")),
            *((str(user.id), user.name) for user in officers),
        ],
        "due": [
            ("", _("Any")),
            (Due.LATE.value, _("Late")),
            (Due.TODAY.value, _("Due today")),
            (Due.URGENT.value, _("Late or due today")),
            (Due.SOON.value, _("Due within 5 working days")),
        ],
    }


def _listed() -> list[CaseStatus]:
    """In the order of the procedure, open ones first; nobody sees a draft here."""
    seen = [status for status in CaseStatus if status is not CaseStatus.DRAFT]
    return sorted(seen, key=lambda status: status in CLOSED_CASE)


def _rows(found: Iterator[Case]) -> Iterator[list[str]]:
    """A second name stands there where the programme has one."""
    second = registered_labels(programmes.current()).get("name_zh")
    yield [
        _("Reference"), _("Company"), *([spoken(second)] if second else ()),
        _("Registration number"), _("Type"), _("Status"), _("With"), _("Officer"), _("Sent on"),
        _("Clock"), _("Due on"),
    ]  # fmt: skip
    for case in found:
        programme = programmes.version(case.programme_id, case.programme_version)
        names = [case.company.name, *([case.company.name_zh] if second else ())]
        yield [case.reference, *names, *_cells(case, programme)]


def _cells(case: Case, programme: Programme) -> list[str]:
    is_open = case.status not in CLOSED_CASE
    due = case.next_due_on if is_open else None
    running = programme.clock(case.next_clock) if is_open and case.next_clock else None
    return [
        case.company.ubi,
        present.case_type(programme, case),
        present.status_label(programme, case.status),
        present.with_whom(programme, case.status),
        case.officer.name if case.officer else "",
        clock.local(case.submitted_at).date().isoformat() if case.submitted_at else "",
        spoken(running.title) if running else "",
        due.isoformat() if due else "",
    ]
