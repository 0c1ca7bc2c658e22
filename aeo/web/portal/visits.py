"""The company's side of a visit: what will happen, choosing a date or asking for another, and who
receives the team."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from aeo.domain.permissions import Permission
from aeo.domain.transition import STATUS_CHANGED, Offer
from aeo.domain.vocabulary import Actor, EvidenceState, VisitStatus
from aeo.domain.wording import Audience
from aeo.domain.workflow.visit import VISIT, VisitAct
from aeo.models.case import Case
from aeo.models.visit import Visit, VisitSlot
from aeo.services import cases, snapshots
from aeo.services.visits import diary, planning, reading, wishes
from aeo.services.visits.judging import Ground
from aeo.web import errors, frame, visiting
from aeo.web.access import access, acting, signed_in
from aeo.web.answered import spoken
from aeo.web.fields import SafeLines
from aeo.web.portal import bp
from aeo.web.slots import SlotsForm, with_slots

TEXT_MAX = 5_000
HOSTS_MAX = 2_000


class ChooseForm(FlaskForm):
    """One of the dates offered, and whom to ask for."""

    slot = RadioField(
        _l("Dates offered"), [DataRequired(_l("Choose one of the dates."))], validate_choice=False
    )
    hosts = SafeLines(_l("Whom should the officers ask for at the gate?"), max_length=HOSTS_MAX)


class OtherForm(SlotsForm):
    """Why no date suits, and which would."""

    least = 0
    reason = SafeLines(
        _l("Why do the dates not suit?"),
        [DataRequired(_l("Say why: the officer reads it."))],
        max_length=TEXT_MAX,
    )


@dataclass(frozen=True, slots=True)
class Card:
    """One date that is offered. ``why``: why it cannot be had any more."""

    value: str
    title: str
    hour: str
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A visit on the page of its application. ``waits``: for a date to be chosen."""

    url: str
    place: str
    status: str
    kind: str
    when: str
    waits: bool


@bp.get("/applications/<reference>/visits/<public_id>")
@access(GET=Permission.PORTAL_READ)
def visit(reference: str, public_id: str) -> ResponseReturnValue:
    case, row = _found(reference, public_id)
    ground = Ground(case)
    return _page(ground, row, ChooseForm(data={"hosts": row.hosts}), _other(ground))


@bp.post("/applications/<reference>/visits/<public_id>/choose")
@access(POST=Permission.PORTAL_VISIT)
def visit_choose(reference: str, public_id: str) -> ResponseReturnValue:
    form = ChooseForm()
    if not form.validate():
        case, row = _found(reference, public_id)
        ground = Ground(case)
        return _page(ground, row, form, _other(ground, is_sent=False)), 422
    slot, hosts = form.slot.data, form.hosts.data or ""
    return _done(
        reference,
        public_id,
        lambda actor: planning.choose(reference, public_id, slot, hosts, by=actor),
        _("The date is agreed. We have confirmed it by e-mail."),
    )


@bp.post("/applications/<reference>/visits/<public_id>/counter")
@access(POST=Permission.PORTAL_VISIT)
def visit_counter(reference: str, public_id: str) -> ResponseReturnValue:
    """None of the dates works."""
    case, row = _found(reference, public_id)
    ground = Ground(case)
    form = _other(ground)
    if not _fits(form, ground, row):
        kept = ChooseForm(formdata=None, data={"hosts": row.hosts})
        return _page(ground, row, kept, form), 422
    note, slots = form.reason.data or "", form.slots
    return _done(
        reference,
        public_id,
        lambda actor: planning.counter(reference, public_id, note, slots, by=actor),
        _("The officer is told, and agrees to one of your dates or offers others."),
    )


@bp.get("/applications/<reference>/visits/<public_id>/move")
@access(GET=Permission.PORTAL_VISIT)
def visit_move(reference: str, public_id: str) -> ResponseReturnValue:
    case, row = _found(reference, public_id)
    ground = Ground(case)
    return _move_page(ground, row, _other(ground))


@bp.post("/applications/<reference>/visits/<public_id>/move")
@access(POST=Permission.PORTAL_VISIT)
def visit_do_move(reference: str, public_id: str) -> ResponseReturnValue:
    case, row = _found(reference, public_id)
    ground = Ground(case)
    form = _other(ground)
    if not _fits(form, ground, row):
        return _move_page(ground, row, form), 422
    note, slots = form.reason.data or "", form.slots
    return _done(
        reference,
        public_id,
        lambda actor: planning.reschedule(reference, public_id, note, slots, by=actor),
        _("The date is given up. The officer agrees to one of your dates or offers others."),
    )


@bp.post("/applications/<reference>/visits/<public_id>/hosts")
@access(POST=Permission.PORTAL_VISIT)
def visit_hosts(reference: str, public_id: str) -> ResponseReturnValue:
    """Who receives the team, said once the date is agreed."""
    form = ChooseForm()
    if not form.hosts.validate(form):
        case, row = _found(reference, public_id)
        ground = Ground(case)
        return _page(ground, row, form, _other(ground, is_sent=False)), 422
    hosts = form.hosts.data or ""
    return _done(
        reference,
        public_id,
        lambda actor: planning.name_hosts(reference, public_id, hosts, by=actor),
        _("The officers know now whom to ask for."),
    )


@bp.get("/applications/<reference>/visits/<public_id>/visit.ics")
@access(GET=Permission.PORTAL_READ)
def visit_calendar(reference: str, public_id: str) -> ResponseReturnValue:
    """The agreed date for a calendar."""
    case, row = _found(reference, public_id)
    return visiting.calendar_file(
        case,
        row,
        url=url_for(".visit", reference=reference, public_id=public_id, _external=True),
        revision=wishes.revision(row, wishes.history(case, row)),
    )


def listed(case: Case) -> list[Listed]:
    """The visits of an application as its first page shows them; none before it was accepted."""
    if case.accepted_on is None:
        return []
    return [
        Listed(
            url=url_for("portal.visit", reference=case.reference, public_id=row.public_id),
            place=visiting.place(row),
            status=visiting.status(row.status, Audience.APPLICANT),
            kind=visiting.tag(row.status, Audience.APPLICANT),
            when=visiting.agreed(row),
            waits=row.status is VisitStatus.PROPOSED,
        )
        for row in reading.in_brief(case)
    ]


def _found(reference: str, public_id: str) -> tuple[Case, Visit]:
    case = cases.get(reference, to=signed_in())
    return case, reading.get(case, public_id)


def _other(ground: Ground, *, is_sent: bool = True) -> OtherForm:
    """``is_sent`` False: another form of the page was."""
    made = with_slots(OtherForm, ground.programme.visit.dates_offered)
    form: OtherForm = made() if is_sent else made(formdata=None)
    return form


def _fits(form: OtherForm, ground: Ground, row: Visit) -> bool:
    is_whole = form.validate()
    return form.fits(ground, _not_free(row, form.days)) and is_whole


def _not_free(row: Visit, days: Sequence[date]) -> Mapping[date, str]:
    """The days on which the team is elsewhere; who of it and where is not the company's."""
    people = [member.user_id for member in row.team]
    taken = diary.busy(people, days, besides=row.id) if days else {}
    return dict.fromkeys(taken, _("The team is not free that day."))


def _done(
    reference: str, public_id: str, act: Callable[[Actor], Any], told: str
) -> ResponseReturnValue:
    with acting() as actor:
        act(actor)
    flash(told, "success")
    return redirect(url_for(".visit", reference=reference, public_id=public_id), 303)


def _page(ground: Ground, row: Visit, choose: ChooseForm, other: OtherForm) -> str:
    case, cards = ground.case, _cards(ground, row)
    choose.slot.choices = [SelectChoice(card.value, card.title) for card in cards]
    offers = {it.action: it for it in VISIT.offers(ground.judge(row), signed_in())}
    is_countered = row.status is VisitStatus.COUNTERED
    return render_template(
        "portal/visit.html",
        case=case,
        visit=row,
        words=visiting,
        status=visiting.status(row.status, Audience.APPLICANT),
        kind=visiting.tag(row.status, Audience.APPLICANT),
        mode=visiting.mode(ground.programme, row.mode),
        hours=visiting.LASTS.seconds // 3600,
        cards=cards,
        may_choose=VisitAct.CHOOSE in offers and any(not card.why for card in cards),
        counter=_closed(offers.get(VisitAct.COUNTER)),
        move=_closed(offers.get(VisitAct.RESCHEDULE)),
        has_day=row.status in reading.ALIVE,
        is_agreed=row.status is VisitStatus.AGREED,
        asked=wishes.asked(row, wishes.history(case, row)) if is_countered else None,
        papers=_papers_to_show(ground),
        earliest=ground.earliest,
        choose=choose,
        other=other,
        errors={**choose.errors, **other.errors},
    )


def _move_page(ground: Ground, row: Visit, form: OtherForm) -> str:
    offers = VISIT.offers(ground.judge(row), signed_in())
    against = next((it.objections for it in offers if it.action is VisitAct.RESCHEDULE), None)
    return render_template(
        "portal/visit_move.html",
        case=ground.case,
        visit=row,
        place=visiting.place(row),
        when=visiting.agreed(row),
        left=max(0, planning.RESCHEDULES - row.moved - 1),
        earliest=ground.earliest,
        closed=[errors.say(it) for it in ((STATUS_CHANGED,) if against is None else against)],
        form=form,
        errors=form.errors,
    )


def _closed(offer: Offer | None) -> list[str] | None:
    """What stands against a step; None when it is not to be had at all."""
    return None if offer is None else [errors.say(it) for it in offer.objections]


def _cards(ground: Ground, row: Visit) -> list[Card]:
    """The dates offered; one that cannot be had any more stays, with the reason."""
    is_asked = row.status is VisitStatus.PROPOSED
    slots = [slot for slot in row.slots if slot.is_open] if is_asked else []
    not_free = _not_free(row, [slot.day for slot in slots])
    return [
        Card(
            value=slot.public_id,
            title=frame.day(slot.day),
            hour=f"{slot.starts_at:%H:%M}",
            why=_why(ground, slot, is_taken=slot.day in not_free),
        )
        for slot in slots
    ]


def _why(ground: Ground, slot: VisitSlot, *, is_taken: bool) -> str:
    if is_taken:
        return _("Taken meanwhile")
    return _("Too soon now") if slot.day < ground.earliest else ""


def _papers_to_show(ground: Ground) -> list[str]:
    """What the company said it would show at the visit, and at which place nobody can tell."""
    record = snapshots.read(snapshots.get(ground.case))
    codes = [
        row["document"]
        for row in record["papers"]
        if row["document"] and row["state"] == EvidenceState.AVAILABLE_ON_SITE
    ]
    return [spoken(ground.programme.document(code).title) for code in dict.fromkeys(codes)]
