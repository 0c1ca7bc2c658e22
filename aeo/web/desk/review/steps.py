"""One step of a request on a page of its own: what follows from it, and the words it needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from aeo.domain import wording
from aeo.domain.errors import N_, Gone, NotAllowed, OutOfOrder, Sentence
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import Actor, Machine
from aeo.domain.workflow.rfi import RFI, RfiAct
from aeo.models.review import Rfi
from aeo.services import intake
from aeo.services.rfis import asking, reading
from aeo.web import errors, frame
from aeo.web.access import access, acting, signed_in
from aeo.web.asked import Reader
from aeo.web.desk import bp
from aeo.web.desk.cases import acts
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.review.forms import LaterForm, NoteForm, PlainForm
from aeo.web.desk.review.requests import fingerprint

Act = Callable[[str, Rfi, FlaskForm, Actor], object]


@dataclass(frozen=True, slots=True)
class Step:
    """How one step is asked for: its form, and what does it."""

    form: type[FlaskForm]
    act: Act
    is_calm: bool = True


def _issue(reference: str, rfi: Rfi, _form: FlaskForm, by: Actor) -> object:
    if request.form.get("content") != fingerprint(rfi):
        raise OutOfOrder(
            Sentence(N_("Meanwhile the draft has changed: read once more what you send."))
        )
    return asking.issue(
        reference, rfi.number, due_on=rfi.due_on, is_blocking=rfi.is_blocking,
        message=rfi.message, by=by,
    )  # fmt: skip


STEPS: Mapping[RfiAct, Step] = {
    RfiAct.ISSUE: Step(PlainForm, _issue),
    RfiAct.ACCEPT: Step(
        PlainForm, lambda reference, rfi, _form, by: asking.accept(reference, rfi.number, by=by)
    ),
    RfiAct.ASK_AGAIN: Step(
        LaterForm,
        lambda reference, rfi, form, by: asking.ask_again(
            reference, rfi.number, form.reason.data, due_on=form.due_on.data, by=by
        ),
    ),
    RfiAct.EXTEND: Step(
        LaterForm,
        lambda reference, rfi, form, by: asking.extend(
            reference, rfi.number, form.reason.data, due_on=form.due_on.data, by=by
        ),
    ),
    RfiAct.EXPIRE: Step(
        NoteForm,
        lambda reference, rfi, form, by: asking.expire(
            reference, rfi.number, form.reason.data, by=by
        ),
        is_calm=False,
    ),
    RfiAct.WITHDRAW: Step(
        NoteForm,
        lambda reference, rfi, form, by: asking.withdraw(
            reference, rfi.number, form.reason.data, by=by
        ),
        is_calm=False,
    ),
}


@bp.get("/cases/<reference>/requests/<int:number>")
@access(GET=Permission.DESK_READ)
def cases_request(reference: str, number: int) -> ResponseReturnValue:
    """The step that the address names; without one, the card among the others."""
    head = Head.of(reference)
    rfi = reading.get(head.case, number)
    action = _action(request.args.get("act", ""))
    if action is None:
        return redirect(url_for(".cases_requests", reference=reference, _anchor=f"rfi-{number}"))
    form = STEPS[action].form()
    if isinstance(form, LaterForm):
        form.due_on.data = asking.usual_due_on(head.case)
    return _page(head, rfi, action, form)


@bp.post("/cases/<reference>/requests/<int:number>")
@access(POST=Permission.DESK_REVIEW)
def cases_request_step(reference: str, number: int) -> ResponseReturnValue:
    """Take it on what the page showed. Raises ``OutOfOrder`` when that is not so any more."""
    head = Head.of(reference)
    rfi = reading.get(head.case, number)
    action = _action(request.form.get("act", ""))
    if action is None:
        raise Gone(reading.NO_SUCH)
    step = STEPS[action]
    form = step.form()
    if not form.validate():
        return _page(head, rfi, action, form), 422
    try:
        with acting() as actor:
            intake.check_seen(reference, acts.seen(), by=actor)
            now = reading.get(head.case, number)
            step.act(reference, now, form, actor)
    except OutOfOrder as late:
        head = Head.of(reference)
        told = [errors.say(reason) for reason in late.reasons]
        return _page(head, reading.get(head.case, number), action, form, told), 409
    flash(_told(action), "success")
    return redirect(url_for(".cases_requests", reference=reference), 303)


def _action(text: str) -> RfiAct | None:
    return RfiAct(text) if text in list(STEPS) else None


def _page(head: Head, rfi: Rfi, action: RfiAct, form: FlaskForm, late: Sequence[str] = ()) -> str:
    reader = Reader.of(head.case, head.programme, head.record, [rfi])
    return page(
        "requests_step",
        head,
        "requests",
        rfi=rfi,
        action=action,
        title=_title(action, rfi),
        consequences=_consequences(action, rfi),
        button=errors.say(wording.button(Machine.RFI, action)),
        form=form,
        is_calm=STEPS[action].is_calm,
        items=reader.items(rfi)
        if action in {RfiAct.ISSUE, RfiAct.ACCEPT, RfiAct.ASK_AGAIN}
        else [],
        content=fingerprint(rfi) if action is RfiAct.ISSUE else "",
        earliest=asking.earliest_due_on(head.case),
        closed=[] if late else _closed(head, rfi, action),
        late=late,
        errors=form.errors or late,
    )


def _closed(head: Head, rfi: Rfi, action: RfiAct) -> list[str]:
    """Everything that stands against it before a word is typed. A date that is asked for on this
    very page is no objection yet."""
    judged, actor = asking.judged(head.case, rfi), signed_in()
    if isinstance(STEPS[action].form(), LaterForm):
        judged = replace(judged, due_on=judged.earliest_due_on)
    try:
        RFI.find(judged, action, actor)
    except (NotAllowed, OutOfOrder) as refusal:
        return [errors.say(reason) for reason in refusal.reasons]
    return []


def _title(action: RfiAct, rfi: Rfi) -> str:
    number = rfi.number
    return {
        RfiAct.ISSUE: _("Send request %(n)s to the company?", n=number),
        RfiAct.ACCEPT: _("Accept the answers to request %(n)s?", n=number),
        RfiAct.ASK_AGAIN: _("Ask the company again (request %(n)s)?", n=number),
        RfiAct.EXTEND: _("Give more time for request %(n)s?", n=number),
        RfiAct.EXPIRE: _("Close request %(n)s without an answer?", n=number),
        RfiAct.WITHDRAW: _("Withdraw request %(n)s?", n=number),
    }[action]


def _consequences(action: RfiAct, rfi: Rfi) -> list[str]:
    waits = rfi.is_blocking
    goes_on = [_("If nothing else is open, the review goes on and its clock runs again.")]
    return {
        RfiAct.ISSUE: [
            _("The company is told by e-mail, and can change only the answers asked about."),
            _("It answers by %(day)s.", day=frame.day(rfi.due_on)),
            _("The review waits for the answer, and its clock stops.")
            if waits
            else _("The review goes on meanwhile."),
        ],
        RfiAct.ACCEPT: [
            _("The request is closed. The changed answers still need their verdicts."),
            *(goes_on if waits else []),
        ],
        RfiAct.ASK_AGAIN: [
            _("The same questions are open again; the company is told by e-mail."),
            _("What it replied stays readable to both sides."),
        ],
        RfiAct.EXTEND: [_("The company is told of the new date by e-mail.")],
        RfiAct.EXPIRE: [
            _("The company can no longer answer; the answers stay as they were sent."),
            *(goes_on if waits else []),
        ],
        RfiAct.WITHDRAW: [
            _("Nothing was sent: the draft is put aside.")
            if rfi.issued_at is None
            else _("The company need not answer any more, and can read that."),
            *(goes_on if waits and rfi.issued_at is not None else []),
        ],
    }[action]


def _told(action: RfiAct) -> str:
    return {
        RfiAct.ISSUE: _("The request is sent, and the company is told."),
        RfiAct.ACCEPT: _("The answers are accepted."),
        RfiAct.ASK_AGAIN: _("The company is asked again."),
        RfiAct.EXTEND: _("The company has more time, and is told."),
        RfiAct.EXPIRE: _("The request is closed without an answer."),
        RfiAct.WITHDRAW: _("The request is withdrawn."),
    }[action]
