"""Accepting the rest of a section in one place, after a look at what that is."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from aeo.domain.errors import NotAllowed, OutOfOrder
from aeo.domain.permissions import Permission
from aeo.services import intake
from aeo.services.verdicts import giving
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import acts
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.review.answer import PLACE
from aeo.web.desk.review.present import Board


@bp.get(PLACE)
@access(GET=Permission.DESK_REVIEW)
def cases_rest(reference: str, section: str, scope: str) -> ResponseReturnValue:
    board = Board.of(Head.of(reference))
    together = board.together(section, scope)
    left = [one for one in together if not one.is_read]
    return page(
        "review_rest",
        board.head,
        "review",
        together=together,
        left=left,
        back=board.url(left[0] if left else together[0]),
        closed=_closed(board, len(left)),
    )


@bp.post(PLACE)
@access(POST=Permission.DESK_REVIEW)
def cases_do_rest(reference: str, section: str, scope: str) -> ResponseReturnValue:
    last = Board.of(Head.of(reference)).together(section, scope)[-1]
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        count = giving.accept_rest(reference, section, scope, by=actor)
        if not count:
            raise OutOfOrder(giving.NOTHING_LEFT)
    told = ngettext("%(num)s answer is accepted.", "%(num)s answers are accepted.", count)
    flash(told, "success")
    board = Board.of(Head.of(reference))
    following = board.unread_after(section, scope, last.key)
    if following is None:
        return redirect(url_for(".cases_case", reference=reference), 303)
    return redirect(board.url(following), 303)


def _closed(board: Board, left: int) -> list[str]:
    """Why nothing can be accepted here now."""
    if not left:
        return [errors.say(giving.NOTHING_LEFT)]
    try:
        giving.check_may_judge(board.head.case, signed_in())
    except (NotAllowed, OutOfOrder) as refusal:
        return [errors.say(reason) for reason in refusal.reasons]
    return []
