"""Putting one answer into the draft of a request."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.errors import OutOfOrder
from aeo.domain.permissions import Permission
from aeo.services import intake
from aeo.services.rfis import asking
from aeo.web.access import access, acting
from aeo.web.desk import bp
from aeo.web.desk.cases import acts
from aeo.web.desk.cases.head import Head
from aeo.web.desk.review.answer import PAGE, overtaken, render
from aeo.web.desk.review.forms import AskForm
from aeo.web.desk.review.present import Board


@bp.post(f"{PAGE}/ask")
@access(POST=Permission.DESK_REVIEW)
def cases_ask(reference: str, section: str, scope: str, key: str) -> ResponseReturnValue:
    """Nothing is sent by it: the draft waits on the page of the requests."""
    board = Board.of(Head.of(reference))
    here = board.at(section, scope, key)
    form = AskForm(board.head.programme, None)
    if not form.validate():
        return render(board, here, ask=form), 422
    try:
        with acting() as actor:
            intake.check_seen(reference, acts.seen(), by=actor)
            number = asking.ask_about(
                reference, key, scope,
                reason=form.reason.data or "", asks=form.asks.data or "",
                settles=form.settles.data or "", by=actor,
            ).number  # fmt: skip
    except OutOfOrder as late:
        return overtaken(here, reference, late, ask=form)
    flash(_("The question stands in request %(n)s, which is not sent yet.", n=number), "success")
    return redirect(board.url(here, _anchor="asked"), 303)
