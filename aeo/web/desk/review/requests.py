"""The requests of a case: the draft that is being put together, and those that were sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain import canonical, wording
from aeo.domain.facts import RfiFacts
from aeo.domain.permissions import Permission
from aeo.domain.transition import Offer
from aeo.domain.vocabulary import Machine, RfiStatus
from aeo.domain.workflow.rfi import RFI, RfiAct
from aeo.models.evidence import Evidence
from aeo.models.review import Rfi
from aeo.services import evidence, intake
from aeo.services.rfis import asking, reading
from aeo.web import asked, errors
from aeo.web.access import access, acting, signed_in
from aeo.web.asked import Item, Reader
from aeo.web.desk import bp
from aeo.web.desk.cases import acts, points, said
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.cases.said import PaperLine
from aeo.web.desk.review.forms import RequestForm
from aeo.web.desk.review.present import address

MAIN = frozenset({RfiAct.ISSUE, RfiAct.ACCEPT})


@dataclass(frozen=True, slots=True)
class Step:
    """One button under a request. ``why`` are all objections; empty while it can be pressed."""

    action: RfiAct
    label: str
    url: str
    kind: str
    why: Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One request with everything its card shows. ``papers`` are those beside each answer, by the
    public id of the question in the request."""

    rfi: Rfi
    kind: str
    status: str
    is_late: bool
    items: Sequence[Item]
    urls: Mapping[str, str]
    papers: Mapping[str, Sequence[PaperLine]]
    steps: Sequence[Step]

    @property
    def is_draft(self) -> bool:
        return self.rfi.status is RfiStatus.DRAFT

    @property
    def was_answered(self) -> bool:
        return self.rfi.answered_at is not None


@bp.get("/cases/<reference>/requests")
@access(GET=Permission.DESK_READ)
def cases_requests(reference: str) -> ResponseReturnValue:
    return _page(Head.of(reference))


@bp.post("/cases/<reference>/requests/<int:number>/prepare")
@access(POST=Permission.DESK_REVIEW)
def cases_prepare(reference: str, number: int) -> ResponseReturnValue:
    """Keep the date, the effect and the message; then show what the company will read."""
    head = Head.of(reference)
    form = RequestForm(reading.get(head.case, number), asking.usual_due_on(head.case))
    if not form.validate():
        return _page(head, form), 422
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        asking.prepare(
            reference, number, due_on=form.due_on.data,
            is_blocking=form.effect.data == "waits", message=form.message.data or "", by=actor,
        )  # fmt: skip
    if request.form.get("do") == "stay":
        flash(_("The draft is kept."), "success")
        return redirect(url_for(".cases_requests", reference=reference), 303)
    return redirect(step_url(reference, number, RfiAct.ISSUE), 303)


@bp.post("/cases/<reference>/requests/<int:number>/leave-out")
@access(POST=Permission.DESK_REVIEW)
def cases_leave_out(reference: str, number: int) -> ResponseReturnValue:
    with acting() as actor:
        intake.check_seen(reference, acts.seen(), by=actor)
        asking.leave_out(reference, number, request.form.get("item", ""), by=actor)
    flash(_("The question is taken out of the draft."), "success")
    return redirect(url_for(".cases_requests", reference=reference), 303)


def step_url(reference: str, number: int, action: RfiAct) -> str:
    """The page on which one step of a request is taken."""
    return url_for("desk.cases_request", reference=reference, number=number, act=action.value)


def fingerprint(rfi: Rfi) -> str:
    """Of everything the company would read, so that nobody sends what they have not seen."""
    told = [
        {
            key: getattr(item, key)
            for key in ("question_key", "scope_key", "reason", "asks", "settles")
        }
        for item in rfi.items
    ]
    whole = {"due": rfi.due_on, "waits": rfi.is_blocking, "message": rfi.message, "items": told}
    return canonical.digest(canonical.encode(whole))[:16]


def line(
    head: Head,
    reader: Reader,
    rfi: Rfi,
    judged: Mapping[int, RfiFacts],
    live: Mapping[str, Evidence],
) -> Line:
    """One request; ``judged`` holds the facts of those that are not closed, ``live`` the papers
    as they stand now."""
    facts, items = judged.get(rfi.number), reader.items(rfi)
    kind, status = asked.status(head.programme, rfi, to_company=False)
    is_late = facts is not None and facts.overdue and rfi.status is RfiStatus.OPEN
    return Line(
        rfi=rfi,
        kind="stop" if is_late else kind,
        status=status,
        is_late=is_late,
        items=items,
        urls={
            it.public_id: address(head.case.reference, it.section, it.scope, it.key) for it in items
        },
        papers=_papers(head, items, live) if rfi.answered_at is not None else {},
        steps=[_step(head, rfi, offer) for offer in _offers(facts)],
    )


def _offers(facts: RfiFacts | None) -> list[Offer]:
    return [] if facts is None else list(RFI.offers(facts, signed_in()))


def _step(head: Head, rfi: Rfi, offer: Offer) -> Step:
    action = RfiAct(offer.action)
    return Step(
        action=action,
        label=errors.say(wording.button(Machine.RFI, action)),
        url=step_url(head.case.reference, rfi.number, action),
        kind="primary" if action in MAIN else "quiet",
        why=[errors.say(sentence) for sentence in offer.objections],
    )


def _papers(
    head: Head, items: Sequence[Item], live: Mapping[str, Evidence]
) -> dict[str, Sequence[PaperLine]]:
    """What was sent beside each answer, the newest reply included."""
    found: dict[str, Sequence[PaperLine]] = {}
    for item in items:
        rows = [
            row
            for row in head.record["papers"]
            if (row["question"], row["question_scope"]) == (item.key, item.scope)
        ]
        found[item.public_id] = said.papers(rows, live, head.programme)
    return found


def lines(head: Head) -> list[Line]:
    """Every request of the case, newest first."""
    rows = reading.of_case(head.case)
    reader = Reader.of(head.case, head.programme, head.record, rows)
    alive = [rfi for rfi in rows if rfi.status not in RFI.closed]
    judged = asking.judged_each(head.case, alive) if alive else {}
    live = points.live(evidence.of_case(head.case.id)) if rows else {}
    return [line(head, reader, rfi, judged, live) for rfi in reversed(rows)]


def _page(head: Head, form: RequestForm | None = None) -> str:
    found = lines(head)
    draft = next((one for one in found if one.is_draft), None)
    usual = asking.usual_due_on(head.case)
    if draft is not None and form is None:
        form = RequestForm(draft.rfi, usual)
    return page(
        "requests",
        head,
        "requests",
        draft=draft,
        sent=[one for one in found if not one.is_draft],
        form=form,
        earliest=asking.earliest_due_on(head.case),
        usual=usual,
        may_ask=not asking.objections_to_asking(head.case, signed_in()),
        errors=form.errors if form is not None else {},
    )
