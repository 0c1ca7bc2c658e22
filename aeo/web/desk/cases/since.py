"""A renewal beside the last granted application, for the officer: what to read, and what stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo import clock
from aeo.domain.errors import Gone
from aeo.domain.permissions import Permission
from aeo.services import previous, snapshots
from aeo.services.renewals import window
from aeo.services.renewals.confirming import NOTHING_BEFORE
from aeo.web import frame
from aeo.web.access import access
from aeo.web.answered import names
from aeo.web.desk import bp
from aeo.web.desk.cases.head import Head, page
from aeo.web.renewed import Kind, Line, Reader, counted, kind_of

FIRST = (Kind.CHANGED, Kind.NEW, Kind.AGAIN, Kind.EXPIRED, Kind.FINDING, Kind.SAME)


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    url: str
    affirmed: str  # on which day the company said that it still holds


def reader(head: Head) -> Reader | None:
    """What was sent beside what was sent before the last grant; None for a case that began
    empty."""
    then = previous.of(head.case)
    if then is None:
        return None
    record = head.record
    affirmed = {(row["question"], row["scope"]) for row in record["answers"] if _affirmed(row)}
    comparison = previous.compared(
        then,
        snapshots.questionnaire(record),
        previous.filed(record),
        affirmed,
        today=clock.today(),
    )
    things = {**record["sites"], **record["partners"]}
    return Reader(comparison, then, things, names(snapshots.profile_of(record)))


@bp.get("/cases/<reference>/since")
@access(GET=Permission.DESK_READ)
def cases_since(reference: str) -> ResponseReturnValue:
    """Opens with what changed, or with the first kind there is."""
    head = Head.of(reference)
    read = reader(head)
    if read is None:
        raise Gone(NOTHING_BEFORE)
    counts = counted(read.comparison.marked)
    kinds = [kind for kind in FIRST if counts[kind]]
    show = next((kind for kind in kinds if kind == request.args.get("show")), kinds[0])
    urls = {kind: url_for("desk.cases_since", reference=reference, show=kind) for kind in Kind}
    return page(
        "case_since",
        head,
        "since",
        year=read.year,
        granted_on=read.granted_on,
        earlier=read.previous.case.reference,
        days_late=window.days_late(head.case),
        bars=read.bars(urls),
        chips=[(f"{read.label(kind)} {counts[kind]}", urls[kind], kind is show) for kind in kinds],
        rows=_rows(head, read, show),
    )


def beside(head: Head, key: str, scope: str) -> tuple[Reader, Line] | None:
    """One answer beside the earlier one; None for a case that began empty."""
    read = reader(head)
    if read is None:
        return None
    found = (it for it in read.comparison.marked if it.place == (key, scope))
    marked = next(found, None)
    return (read, read.line(marked)) if marked is not None else None


def _rows(head: Head, read: Reader, show: Kind) -> Sequence[Row]:
    sent = {(row["question"], row["scope"]): row for row in head.record["answers"]}
    return [
        Row(
            line=read.line(one),
            url=url_for(
                "desk.cases_answer",
                reference=head.case.reference,
                section=one.asked.section,
                scope=one.asked.scope,
                key=one.asked.question.key,
            )
            if head.case.accepted_on is not None and one.asked.is_answered
            else "",
            affirmed=_("Confirmed by the company on %(day)s", day=frame.day_short(at))
            if (at := _affirmed(sent.get(one.place, {})))
            else "",
        )
        for one in read.comparison.marked
        if kind_of(one) is show
    ]


def _affirmed(row: Mapping[str, Any]) -> datetime | None:
    """When the company said of this answer, as it was sent, that it still holds."""
    at = row.get("affirmed_at")
    return datetime.fromisoformat(at) if at else None
