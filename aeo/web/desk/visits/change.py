"""What becomes of a visit before its day: other dates, a date fixed, moved, called off."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from aeo.domain import wording
from aeo.domain.permissions import Permission
from aeo.domain.transition import STATUS_CHANGED
from aeo.domain.vocabulary import Actor, Machine
from aeo.domain.workflow.visit import VisitAct
from aeo.models.visit import Visit
from aeo.services import intake
from aeo.services.visits import planning, reading, wishes
from aeo.services.visits.judging import Ground, Slot
from aeo.web import errors, visiting
from aeo.web.access import access, acting, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import acts as case_acts
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.visits import acts
from aeo.web.desk.visits.forms import FixForm, ReasonForm, taken
from aeo.web.slots import SlotsForm, with_slots


@bp.get("/cases/<reference>/visits/<public_id>/offer")
@access(GET=Permission.DESK_VISIT)
def cases_visit_offer(reference: str, public_id: str) -> ResponseReturnValue:
    head, visit, ground = _found(reference, public_id)
    return _offer_page(head, visit, ground, _slots_form(ground))


@bp.post("/cases/<reference>/visits/<public_id>/offer")
@access(POST=Permission.DESK_VISIT)
def cases_visit_do_offer(reference: str, public_id: str) -> ResponseReturnValue:
    head, visit, ground = _found(reference, public_id)
    form = _slots_form(ground)
    is_whole = form.validate()
    not_free = taken(_people(visit), form.days, besides=visit.id)
    if not form.fits(ground, not_free) or not is_whole:
        return _offer_page(head, visit, ground, form), 422
    return _done(
        reference,
        lambda actor: planning.offer_again(reference, public_id, form.slots, by=actor),
        _("The dates are offered, and the company is told."),
    )


@bp.get("/cases/<reference>/visits/<public_id>/fix")
@access(GET=Permission.DESK_VISIT)
def cases_visit_fix(reference: str, public_id: str) -> ResponseReturnValue:
    """``wish`` is the place of a date that the company proposed: it stands in the form then."""
    head, visit, ground = _found(reference, public_id)
    wished = _wished(head, visit)
    if wished is None:
        return _fix_page(head, visit, ground, FixForm())
    given = {
        "day": wished.day, "hour": wished.starts_at, "reason": _("The company proposed this date."),
    }  # fmt: skip
    return _fix_page(head, visit, ground, FixForm(formdata=None, data=given), is_theirs=True)


@bp.post("/cases/<reference>/visits/<public_id>/fix")
@access(POST=Permission.DESK_VISIT)
def cases_visit_do_fix(reference: str, public_id: str) -> ResponseReturnValue:
    head, visit, ground = _found(reference, public_id)
    form = FixForm()
    if not form.validate() or not form.fits(ground, _people(visit), visit.id):
        return _fix_page(head, visit, ground, form), 422
    note = form.reason.data or ""
    return _done(
        reference,
        lambda actor: planning.fix(reference, public_id, form.slot, note, by=actor),
        _("The date is fixed. The company and the team are told."),
    )


@bp.get("/cases/<reference>/visits/<public_id>/move")
@access(GET=Permission.DESK_VISIT)
def cases_visit_move(reference: str, public_id: str) -> ResponseReturnValue:
    head, visit, ground = _found(reference, public_id)
    return _move_page(head, visit, ground, ReasonForm())


@bp.post("/cases/<reference>/visits/<public_id>/move")
@access(POST=Permission.DESK_VISIT)
def cases_visit_do_move(reference: str, public_id: str) -> ResponseReturnValue:
    head, visit, ground = _found(reference, public_id)
    form = ReasonForm()
    if not form.validate():
        return _move_page(head, visit, ground, form), 422
    note = form.reason.data or ""
    return _done(
        reference,
        lambda actor: planning.reschedule(reference, public_id, note, by=actor),
        _("The date is given up. The company and the team are told; offer other dates now."),
    )


@bp.get("/cases/<reference>/visits/<public_id>/cancel")
@access(GET=Permission.DESK_VISIT)
def cases_visit_cancel(reference: str, public_id: str) -> ResponseReturnValue:
    head, visit, ground = _found(reference, public_id)
    return _cancel_page(head, visit, ground, ReasonForm())


@bp.post("/cases/<reference>/visits/<public_id>/cancel")
@access(POST=Permission.DESK_VISIT)
def cases_visit_do_cancel(reference: str, public_id: str) -> ResponseReturnValue:
    head, visit, ground = _found(reference, public_id)
    form = ReasonForm()
    if not form.validate():
        return _cancel_page(head, visit, ground, form), 422
    note = form.reason.data or ""
    return _done(
        reference,
        lambda actor: planning.cancel(reference, public_id, note, by=actor),
        _("The visit is called off. The company and the team are told."),
    )


def _found(reference: str, public_id: str) -> tuple[Head, Visit, Ground]:
    head = Head.of(reference)
    ground = Ground(head.case, head.record, head.calendar)
    return head, reading.get(head.case, public_id), ground


def _wished(head: Head, visit: Visit) -> Slot | None:
    asked, place = wishes.asked(visit, head.events), request.args.get("wish", "")
    if asked is None or not (place.isascii() and place.isdigit() and len(place) == 1):
        return None
    return dict(enumerate(asked.slots)).get(int(place))


def _people(visit: Visit) -> Sequence[int]:
    return [member.user_id for member in visit.team]


def _slots_form(ground: Ground) -> SlotsForm:
    form: SlotsForm = with_slots(SlotsForm, ground.programme.visit.dates_offered)()
    return form


def _done(reference: str, act: Callable[[Actor], Any], told: str) -> ResponseReturnValue:
    with acting() as actor:
        intake.check_seen(reference, case_acts.seen(), by=actor)
        act(actor)
    flash(told, "success")
    return redirect(url_for(".cases_visits", reference=reference), 303)


def _offer_page(head: Head, visit: Visit, ground: Ground, form: SlotsForm) -> str:
    return _page(
        head, visit, ground, VisitAct.OFFER_AGAIN, form,
        title=_("Offer other dates?"),
        consequences=[
            _("The company is told, and chooses one of them."),
            _("The dates offered before are withdrawn."),
        ],
    )  # fmt: skip


def _fix_page(
    head: Head, visit: Visit, ground: Ground, form: FixForm, *, is_theirs: bool = False
) -> str:
    by_telephone = _("Agree it by telephone first, so that somebody is there to receive you.")
    return _page(
        head, visit, ground, VisitAct.FIX, form,
        title=_("Agree to the company's date?") if is_theirs else _("Fix the date?"),
        consequences=[
            _("The date holds from now on; the company and the team are told."),
            *([] if is_theirs else [by_telephone]),
        ],
    )  # fmt: skip


def _move_page(head: Head, visit: Visit, ground: Ground, form: ReasonForm) -> str:
    return _page(
        head, visit, ground, VisitAct.RESCHEDULE, form,
        title=_("Give up the agreed date?"),
        consequences=[
            _("The company and the team are told that the visit will not be on that day."),
            _("You then offer other dates. It does not count against the company."),
        ],
        is_danger=True,
    )  # fmt: skip


def _cancel_page(head: Head, visit: Visit, ground: Ground, form: ReasonForm) -> str:
    return _page(
        head, visit, ground, VisitAct.CANCEL, form,
        title=_("Call the visit off?"),
        consequences=[
            _("The company and the team are told. This cannot be undone."),
            _("The site needs another visit, or a supervisor waives it."),
        ],
        is_danger=True,
    )  # fmt: skip


def _page(
    head: Head, visit: Visit, ground: Ground, action: VisitAct, form: FlaskForm, **asked: Any
) -> str:
    against = acts.objections(ground, visit, action, signed_in())
    if request.method == "GET" and against is None:
        against = [errors.say(STATUS_CHANGED)]
    return page(
        "visit_change",
        head,
        "visits",
        visit=visit,
        about=f"{head.case.company.name}, {visiting.place(visit)}: {visiting.when(visit)}",
        button=errors.say(wording.button(Machine.VISIT, action)),
        closed=against or [],
        earliest=ground.earliest,
        asks_dates=isinstance(form, SlotsForm),
        asks_date=isinstance(form, FixForm),
        form=form,
        errors=form.errors,
        **{"is_danger": False, **asked},
    )
