"""The completeness check as a page: each point beside what the company said, saved one by one."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from aeo import clock
from aeo.domain.errors import Gone
from aeo.domain.permissions import Permission
from aeo.models.submission import CompletenessPoint, PointResult
from aeo.services import completeness, evidence, intake
from aeo.services.completeness import Mark
from aeo.web.access import access, acting, signed_in
from aeo.web.answered import spoken
from aeo.web.desk import bp
from aeo.web.desk.cases import acts, points
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.cases.points import About, slug
from aeo.web.fields import SafeLines

NOTE_MAX = 2_000


def _code(value: object) -> str:
    """The word of a code; nothing for none, which no choice is."""
    return "" if value is None else str(value)


class PointForm(FlaskForm):
    """What was found at one point. The page's one form carries the token for all of them."""

    class Meta:
        csrf = False

    result = RadioField(
        _l("What you found"),
        [Optional()],
        choices=[
            SelectChoice(PointResult.FINE.value, _l("Fine")),
            SelectChoice(PointResult.LACKING.value, _l("Lacking")),
        ],
        coerce=_code,
    )
    reason = SelectField(_l("Reason in the letter"), [Optional()], coerce=_code)
    note = SafeLines(_l("Note to the company"), max_length=NOTE_MAX)

    def __init__(self, head: Head, point: str, row: CompletenessPoint | None) -> None:
        known = completeness.reasons(head.programme)
        given = {"result": row.result, "reason": row.reason, "note": row.note} if row else {}
        super().__init__(prefix=slug(point), data=given)
        self.reason.choices = [
            SelectChoice("", _("Choose a reason")),
            *(SelectChoice(code, spoken(text)) for code, text in known.items()),
        ]

    def validate(self, extra_validators: object = None) -> bool:
        fits = super().validate(extra_validators)
        if self.result.data == PointResult.LACKING and not self.reason.data:
            self.reason.errors = [_("Choose the reason that the letter will give.")]
            return False
        return fits

    @property
    def mark(self) -> Mark | None:
        """What was marked; None while nothing was, or when the point was not on the page."""
        if not self.result.raw_data or self.result.data not in list(PointResult):
            return None
        return Mark(PointResult(self.result.data), self.reason.data or "", self.note.data or "")


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the page: what it is about, what was found, the form that says so."""

    code: str
    anchor: str
    about: About
    form: PointForm
    row: CompletenessPoint | None
    satisfy: str

    @property
    def result(self) -> str:
        return self.row.result.value if self.row is not None else ""

    @property
    def error_links(self) -> list[tuple[str, str]]:
        return [
            (f"{self.about.title}: {' '.join(map(str, field.errors))}", f"#{field.id}")
            for field in self.form
            if field.errors
        ]


@bp.get("/cases/<reference>/completeness")
@access(GET=Permission.DESK_READ)
def cases_completeness(reference: str) -> ResponseReturnValue:
    head = Head.of(reference)
    return _page(head, _points(head))


@bp.post("/cases/<reference>/completeness")
@access(POST=Permission.DESK_INTAKE)
def cases_check(reference: str) -> ResponseReturnValue:
    """All points of the page at once: all that were marked, or none while one is not complete."""
    head = Head.of(reference)
    found = _points(head)
    fits = [point.form.validate() for point in found]
    if not all(fits):
        return _page(head, found), 422
    marked = {point.code: mark for point in found if (mark := point.form.mark) is not None}
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        completeness.mark_all(reference, marked, by=actor)
    flash(_("The check is saved."), "success")
    return redirect(url_for(".cases_completeness", reference=reference), 303)


@bp.get("/cases/<reference>/completeness/<point>")
@access(GET=Permission.DESK_READ)
def cases_point(reference: str, point: str) -> ResponseReturnValue:
    """One point on a page of its own, also a question that is not on the list yet."""
    head = Head.of(reference)
    return _one(head, _point(head, point))


@bp.post("/cases/<reference>/completeness/<point>")
@access(POST=Permission.DESK_INTAKE)
def cases_mark(reference: str, point: str) -> ResponseReturnValue:
    head = Head.of(reference)
    found = _point(head, point)
    if not found.form.validate():
        if _wants_json():
            return jsonify(error=" ".join(text for text, _href in found.error_links)), 422
        return _one(head, found), 422
    mark = found.form.mark
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        if mark is not None:
            completeness.mark_all(reference, {point: mark}, by=actor)
        name = actor.name
    if _wants_json():
        return jsonify(saved_at=format_time(clock.local(clock.now()), "HH:mm"), by=name, errors={})
    flash(_("The point is saved."), "success")
    back = url_for(".cases_completeness", reference=reference, _anchor=found.anchor)
    return redirect(back, 303)


def _points(head: Head) -> list[Point]:
    """The points of every check, then the questions found lacking besides."""
    rows = completeness.marks(head.case)
    live = points.live(evidence.of_case(head.case.id))
    codes = dict.fromkeys([*completeness.points(head.record), *rows])
    return [_made(head, code, rows, points.about(head, code, live)) for code in codes]


def _point(head: Head, code: str) -> Point:
    rows = completeness.marks(head.case)
    try:
        about = points.about(head, code, points.live(evidence.of_case(head.case.id)))
    except (KeyError, ValueError):
        raise Gone(completeness.NO_SUCH_POINT) from None
    return _made(head, code, rows, about)


def _made(head: Head, code: str, rows: Mapping[str, CompletenessPoint], about: About) -> Point:
    row = rows.get(code)
    satisfy = ""
    if row is not None and row.reason is not None:
        satisfy = spoken(head.programme.reason(row.reason).what_would_satisfy)
    return Point(code, slug(code), about, PointForm(head, code, row), row, satisfy)


def _page(head: Head, found: list[Point]) -> str:
    links = [link for point in found for link in point.error_links]
    return page(
        "completeness",
        head,
        "completeness",
        points=found,
        checked=sum(point.row is not None for point in found),
        lacking=sum(point.result == PointResult.LACKING for point in found),
        acts=acts.offered(head.case, signed_in()) if head.is_in_check else [],
        errors=links,
    )


def _one(head: Head, found: Point) -> str:
    return page("completeness_point", head, "completeness", point=found, errors=found.error_links)


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"
