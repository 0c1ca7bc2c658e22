"""What Customs asks about single answers, and the company's reply: question by question, then sent
together."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.errors import Gone, Incomplete, OutOfOrder
from aeo.domain.permissions import Permission
from aeo.models.case import Case
from aeo.models.review import Rfi
from aeo.services import cases
from aeo.services.lacks import Draft
from aeo.services.rfis import asking, reading
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.portal import asked_page, bp, files, uploads
from aeo.web.portal.asked_page import ReplyForm
from aeo.web.portal.questions import saving
from aeo.web.portal.questions.places import Places
from aeo.web.portal.questions.posted import Posted
from aeo.web.portal.questions.views import TAKING_FILES

PAGE = "/applications/<reference>/requests/<int:number>"
REPLY = "portal.application_request_reply"
uploads.ENDPOINTS.add(REPLY)
TAKING_FILES.add(REPLY)


@bp.get(PAGE)
@access(GET=Permission.PORTAL_READ)
def application_request(reference: str, number: int) -> ResponseReturnValue:
    return _page(*_shown(reference, number))


@bp.post(f"{PAGE}/<public_id>")
@access(POST=Permission.PORTAL_EDIT)
def application_request_reply(reference: str, number: int, public_id: str) -> ResponseReturnValue:
    """Keep the answer, the papers and the words of one question; ``done`` marks it as answered,
    ``open`` takes that back, anything else leaves it to be done."""
    case, rfi = _shown(reference, number)
    item = next((one for one in rfi.items if one.public_id == public_id), None)
    if item is None:
        raise Gone(reading.NO_SUCH)
    form = ReplyForm(item)
    if not form.validate():
        return _page(case, rfi, forms={public_id: form}), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        given = uploads.take()
    except OSError:
        return uploads.no_room()
    do = request.form.get("do", "")
    key, scope = item.question_key, item.scope_key
    outcome = saving.Outcome()
    try:
        with acting() as actor:
            draft = Draft.of(cases.get(reference, to=actor, lock=True))
            place = asked_page.place_of(Places.of(draft), key, scope)
            if place is not None:
                outcome = saving.keep(draft, place, request.form, by=actor, only=key)
            told = files.attach_all(draft.case, given, actor)
            is_done = do == "done" and outcome.is_fine()
            asking.reply(
                reference, number, public_id, form.reply.data or "", by=actor, is_done=is_done
            )
    except OutOfOrder as late:
        reasons = [errors.say(reason) for reason in late.reasons]
        kept = {public_id: form}
        return _page(*_shown(reference, number), forms=kept, late=reasons), HTTPStatus.CONFLICT
    if told:
        uploads.flash_all(told)
    if not outcome.is_fine():
        status = HTTPStatus.CONFLICT if outcome.typed else HTTPStatus.UNPROCESSABLE_ENTITY
        again = _page(*_shown(reference, number), clashes={(key, scope): outcome.typed}, judge=True)
        return again, status
    flash(_("This question is answered.") if is_done else _("Your reply is kept."), "success")
    here = url_for(
        ".application_request", reference=reference, number=number, _anchor=f"q-{public_id}"
    )
    return redirect(here, 303)


@bp.post(f"{PAGE}/send")
@access(POST=Permission.COMPANY_MANAGE)
def application_request_send(reference: str, number: int) -> ResponseReturnValue:
    """Send the answers together; what is missing stands on the page again."""
    _shown(reference, number)
    try:
        with acting() as actor:
            asking.answer(reference, number, by=actor)
    except (Incomplete, OutOfOrder) as refusal:
        status = HTTPStatus.CONFLICT
        if isinstance(refusal, Incomplete):
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        reasons = [errors.say(reason) for reason in refusal.reasons]
        return _page(*_shown(reference, number), late=reasons), status
    flash(_("Your answers are sent. Customs has been told."), "success")
    return redirect(url_for(".application_request", reference=reference, number=number), 303)


def _shown(reference: str, number: int) -> tuple[Case, Rfi]:
    """A request that was sent to this company. Raises ``Gone``."""
    case = cases.get(reference, to=signed_in())
    rfi = reading.get(case, number)
    if rfi.issued_at is None:
        raise Gone(reading.NO_SUCH)
    return case, rfi


def _page(
    case: Case,
    rfi: Rfi,
    *,
    forms: Mapping[str, ReplyForm] | None = None,
    clashes: Mapping[tuple[str, str], Mapping[str, Posted]] | None = None,
    judge: bool = False,
    late: Sequence[str] = (),
) -> str:
    page = asked_page.of(
        case, rfi, by=signed_in(), forms=forms or {}, clashes=clashes or {}, judge=judge, late=late
    )
    return render_template("portal/request.html", page=page)
