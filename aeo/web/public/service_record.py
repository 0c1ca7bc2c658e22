"""The service record: what is promised, and how long cases took, as a page and as a file."""

import csv
import io
from collections.abc import Mapping, Sequence

from babel.units import format_unit
from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from aeo import clock
from aeo.domain.permissions import Permission
from aeo.domain.programme.clocks import Clock, ClockKind, Unit
from aeo.services import service_record as figures
from aeo.services.service_record import Count, Month, Record
from aeo.web.access import access
from aeo.web.answered import spoken
from aeo.web.public import bp

PETROL, GREY = 1, 5
HIDDEN = f"<{figures.FEWEST}"
UNITS = {
    Unit.HOUR: "duration-hour",
    Unit.CALENDAR_DAY: "duration-day",
    Unit.MONTH: "duration-month",
    Unit.YEAR: "duration-year",
}


@bp.get("/service-record")
@access(GET=Permission.PUBLIC)
def service_record() -> ResponseReturnValue:
    record = figures.record()
    return render_template(
        "public/service_record.html",
        record=record,
        promises=[(spoken(one.title), _who(one), _length(one)) for one in record.promises],
        bars=_bars(record),
        rows=_rows(record),
        columns=_columns(),
        durations=[(_until(one.until), one.days, _number(one.cases)) for one in record.durations],
        fewest=figures.FEWEST,
    )


@bp.get("/service-record.csv")
@access(GET=Permission.PUBLIC)
def service_record_csv() -> ResponseReturnValue:
    """The same figures, one in a line; the words are the same in every language."""
    record = figures.record()
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["figure", "period", "value", "unit"])
    for month in record.months:
        for measure in figures.MEASURES:
            lines.writerow(
                [measure, f"{month.first:%Y-%m}", _written(month.counts[measure]), "cases"]
            )
    for measure in figures.MEASURES:
        lines.writerow([measure, "12 months", _written(record.totals[measure]), "cases"])
    for one in record.durations:
        name = f"received to {one.until}"
        days = "" if one.days is None else str(one.days)
        lines.writerow([f"{name}, median", "12 months", days, "days"])
        lines.writerow([f"{name}, counted", "12 months", _written(one.cases), "cases"])
    response = Response(text.getvalue(), mimetype="text/csv")
    name = f"aeo-service-record-{clock.today().isoformat()}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _written(count: Count) -> str:
    return HIDDEN if count.shown is None else str(count.shown)


def _number(count: Count) -> str:
    return _("fewer than %(n)s", n=figures.FEWEST) if count.shown is None else str(count.shown)


def _columns() -> Sequence[str]:
    words: Mapping[str, str] = {
        figures.RECEIVED: _("Received"),
        figures.ACCEPTED: _("Accepted"),
        figures.RETURNED: _("Returned"),
        figures.DECIDED: _("Decided"),
    }
    return [words[measure] for measure in figures.MEASURES]


def _bars(record: Record) -> list[tuple[str, None, list[tuple[int, float]], list[str]]]:
    """Received, month by month; a hidden number is grey and as wide as the most it can be."""
    received = [month.counts[figures.RECEIVED] for month in record.months]
    sizes = [one.shown if one.shown is not None else figures.FEWEST - 1 for one in received]
    most = max([*sizes, 1])
    return [
        (
            _month(month),
            None,
            [(GREY if one.is_hidden else PETROL, 100 * size / most)],
            [_number(one)],
        )
        for month, one, size in zip(record.months, received, sizes, strict=True)
    ]


def _rows(record: Record) -> list[tuple[str, list[str]]]:
    rows = [(_month(one), one.counts) for one in record.months]
    rows.append((_("Together"), record.totals))
    return [
        (name, [_number(counts[measure]) for measure in figures.MEASURES]) for name, counts in rows
    ]


def _month(month: Month) -> str:
    return format_date(month.first, _("MMM y"))


def _until(measure: str) -> str:
    return _("Until accepted") if measure == figures.ACCEPTED else _("Until decided")


def _who(promise: Clock) -> str:
    return _("The company") if promise.kind is ClockKind.APPLICANT else _("Customs")


def _length(promise: Clock) -> str:
    n = promise.promised or 0
    if promise.unit in UNITS:
        length = format_unit(n, UNITS[promise.unit], locale=get_locale())
    else:
        length = _("Working days: %(n)s", n=n)
    if promise.direction == "after_start":
        return length
    if promise.start == "authorisation.valid_to":
        return _("%(length)s before the end of the validity", length=length)
    return _("%(length)s before", length=length)
