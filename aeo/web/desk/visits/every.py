"""All visits: the calendar of the office, and the list that one filter narrows and sorts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from aeo import clock
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import VisitStatus
from aeo.services import holidays, programmes
from aeo.services.visits import diary, planning
from aeo.services.visits.diary import Asked, Line, Order
from aeo.web import pages, visiting
from aeo.web.access import access, signed_in
from aeo.web.desk import bp
from aeo.web.desk.visits import calendar
from aeo.web.desk.visits.calendar import WEEK
from aeo.web.sheet import download

WEEKS = {"week": 1, "fortnight": 2, "month": 5}  # how much of the calendar stands on the page
USUAL = "fortnight"
DESCENDING = "-"
REACH = 52  # weeks from today on that the calendar can be turned to
FEW = 8  # cases that wait for a visit


@dataclass(frozen=True, slots=True)
class Look:
    """The part of the calendar that stands on the page."""

    view: str
    monday: date

    @property
    def weeks(self) -> int:
        return WEEKS[self.view]

    @property
    def written(self) -> dict[str, str]:
        """As the values of an address; what is usual is left out."""
        here = calendar.monday_of(clock.today())
        return {
            **({"view": self.view} if self.view != USUAL else {}),
            **({"week": self.monday.isoformat()} if self.monday != here else {}),
        }


@bp.get("/visits")
@access(GET=Permission.DESK_READ)
def visits() -> ResponseReturnValue:
    actor, asked, look = signed_in(), asked_for(), _look()
    found = diary.page(asked, to=actor, start=pages.start())
    office = holidays.calendar(programmes.current().locale.calendar)
    return render_template(
        "desk/visits.html",
        look=look,
        weeks=calendar.weeks(
            look.monday, look.weeks, planning.validators(), office,
            calendar.within(look.monday, look.weeks, to=actor),
        ),
        span=calendar.span(look.monday, look.weeks),
        views=_views(asked, look),
        earlier=_turned(asked, look, -WEEK),
        later=_turned(asked, look, WEEK),
        to_plan=diary.to_plan(to=actor, most=FEW),
        lines=found.rows,
        caption=_caption(asked, found.total),
        range=pages.span(found),
        previous=_page(asked, look, found.previous),
        next=_page(asked, look, found.next),
        asked=asked,
        chips=_chips(asked, look),
        columns=_columns(asked, look),
        statuses=[("", _("Not over")), *((it.value, visiting.status(it)) for it in VisitStatus)],
        is_narrowed=asked != Asked(order=asked.order, descending=asked.descending),
        export=_export(asked),
        words=visiting,
    )  # fmt: skip


@bp.get("/visits.csv")
@access(GET=Permission.DESK_READ)
def visits_csv() -> ResponseReturnValue:
    """Every visit of the filter, sent while it is read."""
    found = diary.every(asked_for(), to=signed_in())
    return download(_rows(found), f"visits-{clock.today().isoformat()}.csv")


def asked_for() -> Asked:
    """The filter of this address. What makes no sense in it counts as not asked."""
    given = request.args
    status, order = given.get("status", ""), given.get("order", "")
    column = order.removeprefix(DESCENDING)
    return Asked(
        mine=given.get("whose") == "mine",
        status=VisitStatus(status) if status in list(VisitStatus) else None,
        first=_day(given.get("from", "")),
        last=_day(given.get("to", "")),
        order=Order(column) if column in list(Order) else Order.DAY,
        descending=order.startswith(DESCENDING),
    )


def written(asked: Asked) -> dict[str, str]:
    """The filter as the values of an address; what is not narrowed is left out."""
    order = f"{DESCENDING if asked.descending else ''}{asked.order}"
    values = {
        "whose": "mine" if asked.mine else "",
        "status": asked.status.value if asked.status else "",
        "from": asked.first.isoformat() if asked.first else "",
        "to": asked.last.isoformat() if asked.last else "",
        "order": "" if order == Order.DAY else order,
    }
    return {key: value for key, value in values.items() if value}


def _address(asked: Asked, look: Look, **more: object) -> str:
    values: dict[str, Any] = {**written(asked), **look.written, **more}
    return url_for(".visits", **values)


def _export(asked: Asked) -> str:
    values: dict[str, Any] = written(asked)
    return url_for(".visits_csv", **values)


def _page(asked: Asked, look: Look, start: int | None) -> str | None:
    return None if start is None else _address(asked, look, **({"start": start} if start else {}))


def _turned(asked: Asked, look: Look, by: timedelta) -> str | None:
    """The page with the calendar at another week; nobody plans beyond a year."""
    monday = look.monday + by
    here = calendar.monday_of(clock.today())
    return _address(asked, Look(look.view, monday)) if abs(monday - here) <= REACH * WEEK else None


def _views(asked: Asked, look: Look) -> list[tuple[str, str, bool]]:
    labels = {"week": _("Week"), "fortnight": _("Two weeks"), "month": _("Month")}
    return [
        (labels[view], _address(asked, Look(view, look.monday)), view == look.view)
        for view in WEEKS
    ]


def _look() -> Look:
    here = calendar.monday_of(clock.today())
    wanted, view = _day(request.args.get("week", "")), request.args.get("view", "")
    is_near = wanted is not None and abs(wanted - here) <= REACH * WEEK
    monday = calendar.monday_of(wanted) if wanted is not None and is_near else here
    return Look(view if view in WEEKS else USUAL, monday)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _caption(asked: Asked, total: int) -> str:
    found = ngettext("%(num)s visit", "%(num)s visits", total)
    order = {
        Order.DAY: (_("next date first"), _("last date first")),
        Order.COMPANY: (_("by company"), _("by company, from Z to A")),
        Order.STATUS: (_("in the order of the procedure"), _("against the order of the procedure")),
    }[asked.order][asked.descending]
    return f"{found}, {order}"


def _chips(asked: Asked, look: Look) -> list[tuple[str, str, bool]]:
    """The views people ask for every day."""
    today = clock.today()
    views = [
        (_("Mine"), Asked(mine=True)),
        (_("To be answered by us"), Asked(status=VisitStatus.COUNTERED)),
        (_("Next four weeks"), Asked(first=today, last=today + 4 * WEEK)),
        (_("All that are not over"), Asked()),
    ]
    return [(label, _address(view, look), view == asked) for label, view in views]


def _columns(asked: Asked, look: Look) -> list[tuple[str, str | None, str | None]]:
    """Label, address that sorts by it, and the direction it is sorted in."""
    labels: list[tuple[str, Order | None]] = [
        (_("Date"), Order.DAY),
        (_("Company"), Order.COMPANY),
        (_("Site"), None),
        (_("Status"), Order.STATUS),
        (_("Team"), None),
        (_("Case"), None),
    ]
    made: list[tuple[str, str | None, str | None]] = []
    for label, order in labels:
        if order is None:
            made.append((label, None, None))
            continue
        is_here = asked.order is order
        turned = Asked(
            mine=asked.mine, status=asked.status, first=asked.first, last=asked.last,
            order=order, descending=is_here and not asked.descending,
        )  # fmt: skip
        direction = ("descending" if asked.descending else "ascending") if is_here else "none"
        made.append((label, _address(turned, look), direction))
    return made


def _rows(found: Iterator[Line]) -> Iterator[list[str]]:
    yield [
        _("Reference"), _("Company"), _("Site"), _("Address"), _("Status"), _("Date"),
        _("Begins at"), _("Team"), _("How it is held"),
    ]  # fmt: skip
    for line in found:
        visit, case = line.visit, line.case
        programme = programmes.version(case.programme_id, case.programme_version)
        yield [
            case.reference,
            case.company.name,
            visiting.place(visit),
            str(visit.site.data.get("address") or ""),
            visiting.status(visit.status),
            visit.day.isoformat() if visit.day else "",
            f"{visit.starts_at:%H:%M}" if visit.starts_at else "",
            visiting.team(visit),
            visiting.mode(programme, visit.mode),
        ]
