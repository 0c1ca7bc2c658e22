"""One answer beside its evidence, and the verdict on it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.errors import OutOfOrder
from aeo.domain.permissions import Permission, may
from aeo.domain.vocabulary import RfiStatus, VerdictState
from aeo.services import intake
from aeo.services.rfis import asking, reading
from aeo.services.verdicts import giving
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.answered import spoken
from aeo.web.asked import Reader, status
from aeo.web.desk import bp
from aeo.web.desk.cases import acts, since
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.review import evidence, grid, history
from aeo.web.desk.review.forms import AskForm, VerdictForm
from aeo.web.desk.review.present import Answer, Board

PLACE = "/cases/<reference>/review/<section>/<scope>"
PAGE = f"{PLACE}/<key>"
HEAVY = "critical"
Flaws = list[tuple[str, str | None]]


@bp.get("/cases/<reference>/review")
@access(GET=Permission.DESK_READ)
def cases_review(reference: str) -> ResponseReturnValue:
    """Opens at the first answer without a verdict, or at the first when all are read."""
    board = Board.of(Head.of(reference))
    here = board.first_unread or next(iter(board.answers), None)
    if here is None:
        return page("review_empty", board.head, "review")
    return render(board, here)


@bp.get(PAGE)
@access(GET=Permission.DESK_READ)
def cases_answer(reference: str, section: str, scope: str, key: str) -> ResponseReturnValue:
    board = Board.of(Head.of(reference))
    return render(board, board.at(section, scope, key))


@bp.post(PAGE)
@access(POST=Permission.DESK_REVIEW)
def cases_judge(reference: str, section: str, scope: str, key: str) -> ResponseReturnValue:
    """Keep the verdict and go to the next answer that has none."""
    board = Board.of(Head.of(reference))
    here = board.at(section, scope, key)
    form = VerdictForm(board.head.programme, here.verdict, is_read=here.is_read)
    if not form.validate():
        return render(board, here, verdict=form), 422
    try:
        with acting() as actor:
            intake.check_seen(reference, acts.seen(), by=actor)
            giving.give(
                reference, key, scope, VerdictState(form.state.data),
                reason=form.reason.data or "", note=form.note.data or "", seen=form.seen, by=actor,
            )  # fmt: skip
    except OutOfOrder as late:
        return overtaken(here, reference, late, verdict=form)
    board = Board.of(Head.of(reference))
    following = board.unread_after(section, scope, key)
    if following is None:
        flash(_("The verdict is kept. Every answer is read."), "success")
        return redirect(url_for(".cases_case", reference=reference), 303)
    flash(_("The verdict on %(key)s is kept.", key=key), "success")
    return redirect(board.url(following), 303)


def overtaken(
    here: Answer,
    reference: str,
    late: OutOfOrder,
    *,
    verdict: VerdictForm | None = None,
    ask: AskForm | None = None,
) -> ResponseReturnValue:
    """The answer as it stands now, with what was typed and why it was not kept."""
    board = Board.of(Head.of(reference))
    now = board.at(here.section, here.scope, here.key)
    if verdict is not None and now.verdict is not None:
        verdict.number.data = str(now.verdict.number)
    told: Flaws = [(errors.say(reason), None) for reason in late.reasons]
    return render(board, now, verdict=verdict, ask=ask, late=told), 409


def render(
    board: Board,
    here: Answer,
    *,
    verdict: VerdictForm | None = None,
    ask: AskForm | None = None,
    late: Flaws | None = None,
) -> str:
    """The page of one answer; ``verdict`` and ``ask`` are forms that came back."""
    head, actor = board.head, signed_in()
    rows = reading.of_case(head.case)
    reader = Reader.of(head.case, head.programme, head.record, rows)
    place = (here.key, here.scope)
    asked = [
        (rfi, it) for rfi in rows for it in rfi.items if (it.question_key, it.scope_key) == place
    ]
    drafted = next((item for rfi, item in asked if rfi.status is RfiStatus.DRAFT), None)
    form = verdict or VerdictForm(head.programme, here.verdict, is_read=here.is_read)
    question = ask or AskForm(head.programme, drafted)
    previous, following = board.beside(here)
    together = board.together(here.section, here.scope)
    return page(
        "review",
        head,
        "review",
        board=board,
        answer=here,
        grid=grid.of(board, here),
        number=together.index(here) + 1,
        together=together,
        rest=sum(not one.is_read for one in together),
        previous=board.url(previous),
        following=board.url(following),
        url=board.url(here),
        weight=_weight(board, here),
        guidance=spoken(here.line.question.officer_guidance),
        since=since.beside(head, here.key, here.scope),
        earlier=history.of(reader, here, [item for _rfi, item in asked]),
        items=[
            (rfi, reader.item(rfi, item), status(head.programme, rfi, to_company=False))
            for rfi, item in asked
        ],
        papers=evidence.of(head, here),
        form=form,
        ask=question,
        is_drafted=drafted is not None,
        is_asking=ask is not None,
        may_judge=may(actor, Permission.DESK_REVIEW)
        and actor.has(*giving.MAY_JUDGE)
        and head.case.status in giving.READING,
        may_ask=not asking.objections_to_asking(head.case, actor),
        errors=late or _flaws(form, question),
    )


def _flaws(form: VerdictForm, question: AskForm) -> Flaws:
    return [
        (
            " ".join(map(str, field.errors)),
            f"#{field.id}-0" if field is form.state else f"#{field.id}",
        )
        for one in (form, question)
        for field in one
        if field.errors
    ]


def _weight(board: Board, here: Answer) -> tuple[str, str]:
    """Kind and words of the tag that says how much the question weighs."""
    roles = frozenset(board.head.record["company"].get("roles") or ())
    weight = here.line.question.weight_of(roles)
    labels = {one.code: spoken(one.label) for one in board.head.programme.labels.weights}
    return ("stop" if weight == HEAVY else "plain"), labels.get(weight, "")
