"""Asking and answering: requests aimed at single answers, with one date and one reply (§6)."""

import secrets
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from aeo import clock
from aeo.db import db
from aeo.domain.calendar import Counting
from aeo.domain.errors import N_, Gone, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.facts import RfiFacts
from aeo.domain.transition import NOT_YOURS
from aeo.domain.vocabulary import SYSTEM, Actor, CaseStatus, RfiStatus, Touch
from aeo.domain.workflow.case import CaseAct
from aeo.domain.workflow.rfi import RFI, RfiAct
from aeo.models.case import Case
from aeo.models.review import Rfi, RfiItem
from aeo.services import (
    answers,
    cases,
    facts,
    holidays,
    programmes,
    snapshots,
    touches,
    transitions,
)
from aeo.services.lacks import Draft
from aeo.services.rfis.reading import NO_SUCH, blocking, get, of_case
from aeo.services.rfis.replying import check_complete
from aeo.services.verdicts import reading as verdicts

CLOCK = "rfi_answer"
REPLY_MAX = 5_000


def ask_about(
    reference: str,
    question: str,
    scope: str,
    *,
    reason: str = "",
    asks: str = "",
    settles: str = "",
    by: Actor,
) -> Rfi:
    """Put one answer into the draft of a request, begun if there is none. Asking again about the
    same answer replaces the words. Raises ``Gone``, ``Incomplete`` without words or a reason."""
    case = cases.get(reference, to=by, lock=True)
    record = snapshots.read(snapshots.get(case))
    versions = verdicts.to_judge(record)
    if (question, scope) not in versions:
        raise Gone(answers.NO_SUCH_QUESTION)
    programme = programmes.version(case.programme_id, case.programme_version)
    if reason and reason not in verdicts.reasons(programme):
        raise Incomplete(Sentence(N_("Choose a reason of the list.")))
    if not reason and not asks.strip():
        raise Incomplete(Sentence(N_("Say what you ask, or choose a reason.")))
    rfi = _draft(case, by)
    item = next(
        (one for one in rfi.items if (one.question_key, one.scope_key) == (question, scope)), None
    )
    if item is None:
        item = RfiItem(
            public_id=secrets.token_hex(16),
            company_id=case.company_id,
            rfi=rfi,
            question_key=question,
            scope_key=scope,
            asks=asks.strip(),
            reason=reason or None,
        )
        db.session.add(item)
    item.before_version = versions[question, scope]
    item.reason, item.asks, item.settles = reason or None, asks.strip(), settles.strip()
    db.session.flush()
    return rfi


def leave_out(reference: str, number: int, public_id: str, *, by: Actor) -> None:
    """Take a question out of a draft again. Raises ``OutOfOrder`` once it was sent."""
    _case, rfi = _unsent(reference, number, by)
    db.session.delete(_item(rfi, public_id))
    db.session.flush()


def prepare(
    reference: str, number: int, *, due_on: date | None, is_blocking: bool, message: str, by: Actor
) -> Rfi:
    """Keep what a draft is to say before it is sent; whether it may be sent is asked then.

    Raises ``OutOfOrder`` once it was sent.
    """
    _case, rfi = _unsent(reference, number, by)
    rfi.due_on, rfi.is_blocking, rfi.message = due_on, is_blocking, message.strip()
    db.session.flush()
    return rfi


def issue(
    reference: str, number: int, *, due_on: date | None, is_blocking: bool, message: str, by: Actor
) -> Rfi:
    """Send a request. A blocking one stops the review while the case is in it (product §6).

    Raises ``OutOfOrder`` with every objection of the table, or when nobody could decide
    afterwards.
    """
    case = cases.get(reference, to=by, lock=True)
    rfi = get(case, number)
    touches.check(case, {by.user_id or 0})
    rfi.due_on, rfi.is_blocking, rfi.message = due_on, is_blocking, message.strip()
    versions = verdicts.to_judge(snapshots.read(snapshots.get(case)))
    for item in rfi.items:
        place = item.question_key, item.scope_key
        item.before_version = versions.get(place, item.before_version)
    details = {"due_date": str(due_on), "item_count": len(rfi.items)}
    transitions.move(
        case,
        RFI,
        rfi,
        judged(case, rfi),
        RfiAct.ISSUE,
        by=by,
        subject=_subject(rfi),
        details=details,
        facts_of_status=lambda: _was_issued(rfi),
    )
    touches.record(case, Touch.RFI, by)
    db.session.flush()
    if is_blocking and case.status is CaseStatus.VETTING:
        transitions.perform(reference, CaseAct.ASK, by=by)
    return rfi


def reply(
    reference: str, number: int, public_id: str, text: str, *, by: Actor, is_done: bool = True
) -> RfiItem:
    """Say something to one question; ``is_done`` marks it as answered, with or without words.

    Raises ``OutOfOrder`` unless the request is open, ``NotAllowed`` for a contributor's foreign
    site, ``Gone``.
    """
    case = cases.get(reference, to=by, lock=True)
    rfi = get(case, number)
    item = _item(rfi, public_id)
    if by.company_id != case.company_id:
        raise NotAllowed(NOT_YOURS)
    if not answers.may_answer(item.scope_key, by=by):
        raise NotAllowed(answers.NOT_YOUR_SITE)
    if rfi.status is not RfiStatus.OPEN:
        raise OutOfOrder(Sentence(N_("This request is not open for answers now.")))
    item.reply = text.strip()[:REPLY_MAX]
    item.replied_at = clock.now() if is_done else None
    item.replied_by_id = by.user_id if is_done else None
    db.session.flush()
    return item


def answer(reference: str, number: int, *, by: Actor) -> Rfi:
    """Send the replies. What was answered anew is frozen with them as the next submission.

    Raises ``OutOfOrder`` while a question has no reply, ``Incomplete`` while a new answer is none
    yet: kept as it was typed, or without the explanation or paper it needs.
    """
    case = cases.get(reference, to=by, lock=True)
    rfi = get(case, number)
    replies = {(item.question_key, item.scope_key): item.reply for item in rfi.items}
    draft = Draft.of(case)
    if rfi.status is RfiStatus.OPEN:
        check_complete(draft, rfi)
    content = snapshots.amended(draft, number, replies, by=by)
    details = {"due_date": str(_read_by(case))}
    transitions.move(
        case,
        RFI,
        rfi,
        judged(case, rfi),
        RfiAct.ANSWER,
        by=by,
        subject=_subject(rfi),
        details=details,
    )
    rfi.answered_at = clock.now()
    snapshots.keep(case, content, by=by)
    return rfi


def accept(reference: str, number: int, *, by: Actor) -> Rfi:
    """Close an answered request; the last blocking one lets the review go on."""
    return _end(reference, number, RfiAct.ACCEPT, "", by)


def withdraw(reference: str, number: int, note: str, *, by: Actor) -> Rfi:
    """Take a request back, sent or not."""
    return _end(reference, number, RfiAct.WITHDRAW, note, by)


def withdraw_all(case: Case, note: str) -> int:
    """Take back what is open because the case ended; returns how many requests that were."""
    alive = [rfi for rfi in of_case(case) if rfi.status not in RFI.closed]
    for rfi in alive:
        _move_out(case, rfi, RfiAct.WITHDRAW, note, SYSTEM)
    return len(alive)


def expire(reference: str, number: int, note: str, *, by: Actor) -> Rfi:
    """Record that the company let the time pass: an officer's act, never time alone."""
    return _end(reference, number, RfiAct.EXPIRE, note, by)


def ask_again(reference: str, number: int, note: str, *, due_on: date | None, by: Actor) -> Rfi:
    """Send an answered request back: the replies do not settle it."""
    case = cases.get(reference, to=by, lock=True)
    rfi = get(case, number)
    rfi.due_on, rfi.due_set_on = due_on, clock.today()
    details = {"due_date": str(due_on), "item_count": len(rfi.items)}
    transitions.move(
        case, RFI, rfi, judged(case, rfi), RfiAct.ASK_AGAIN, by=by, subject=_subject(rfi),
        note=note, details=details,
    )  # fmt: skip
    for item in rfi.items:
        item.replied_at, item.replied_by_id = None, None
    rfi.answered_at = None
    db.session.flush()
    return rfi


def extend(reference: str, number: int, note: str, *, due_on: date | None, by: Actor) -> Rfi:
    """Give more time. Raises ``OutOfOrder`` for a day that is no later."""
    case = cases.get(reference, to=by, lock=True)
    rfi = get(case, number)
    before = rfi.due_on
    if before is not None and due_on is not None and due_on <= before:
        raise OutOfOrder(Sentence(N_("Choose a later day than %(day)s."), {"day": before}))
    rfi.due_on, rfi.due_set_on = due_on, clock.today()
    details = {"old_date": str(before), "new_date": str(due_on)}
    transitions.move(
        case, RFI, rfi, judged(case, rfi), RfiAct.EXTEND, by=by, subject=_subject(rfi),
        note=note, details=details,
    )  # fmt: skip
    return rfi


def judged(case: Case, rfi: Rfi) -> RfiFacts:
    """What the guards of a request ask about."""
    return judged_each(case, [rfi])[rfi.number]


def judged_each(case: Case, rows: Collection[Rfi]) -> dict[int, RfiFacts]:
    """The same for several requests of a case, by their number."""
    earliest, conflicts, today = earliest_due_on(case), facts.conflicts_of(case), clock.today()
    return {
        rfi.number: RfiFacts(
            status=rfi.status,
            company_id=case.company_id,
            case_status=case.status,
            items=len(rfi.items),
            unanswered=sum(item.replied_at is None for item in rfi.items),
            due_on=rfi.due_on,
            earliest_due_on=earliest,
            overdue=rfi.due_on is not None and rfi.due_on < today,
            conflicts=conflicts,
        )
        for rfi in rows
    }


def objections_to_asking(case: Case, by: Actor) -> Sequence[Sentence]:
    """Why ``by`` cannot ask the company anything in this case now; empty when they can."""
    try:
        RFI.check_begin(_of_new(case), by)
    except (NotAllowed, OutOfOrder) as refusal:
        return refusal.reasons
    return ()


def earliest_due_on(case: Case) -> date:
    """The first day that gives the company the least time the programme names."""
    programme = programmes.version(case.programme_id, case.programme_version)
    least = programme.clock(CLOCK).minimum_internal or 1
    calendar = holidays.calendar(programme.locale.calendar)
    return calendar.add(clock.today(), least, Counting.WORKING).day


def usual_due_on(case: Case) -> date:
    """The day that the programme's own length gives."""
    programme = programmes.version(case.programme_id, case.programme_version)
    length = programme.clock(CLOCK).length.internal or 1
    calendar = holidays.calendar(programme.locale.calendar)
    return calendar.add(clock.today(), length, Counting.WORKING).day


def _end(reference: str, number: int, act: RfiAct, note: str, by: Actor) -> Rfi:
    case = cases.get(reference, to=by, lock=True)
    rfi = get(case, number)
    _move_out(case, rfi, act, note, by)
    if case.status is CaseStatus.INFO_REQUESTED and not blocking(case):
        transitions.perform(reference, CaseAct.RESUME, by=SYSTEM)
    return rfi


def _move_out(case: Case, rfi: Rfi, act: RfiAct, note: str, by: Actor) -> None:
    transitions.move(
        case,
        RFI,
        rfi,
        judged(case, rfi),
        act,
        by=by,
        subject=_subject(rfi),
        note=note,
        facts_of_status=lambda: _was_closed(rfi),
    )


def _was_issued(rfi: Rfi) -> None:
    rfi.issued_at = clock.now()
    rfi.due_set_on = clock.today()


def _was_closed(rfi: Rfi) -> None:
    rfi.closed_at = clock.now()


def _unsent(reference: str, number: int, by: Actor) -> tuple[Case, Rfi]:
    """A draft that ``by`` may change. Raises ``Gone``, ``NotAllowed``, ``OutOfOrder``."""
    case = cases.get(reference, to=by, lock=True)
    rfi = get(case, number)
    RFI.check_begin(_of_new(case), by)
    if rfi.status is not RfiStatus.DRAFT:
        raise OutOfOrder(Sentence(N_("This request was sent already.")))
    return case, rfi


def _of_new(case: Case) -> RfiFacts:
    return RfiFacts(
        status=RfiStatus.DRAFT,
        company_id=case.company_id,
        case_status=case.status,
        conflicts=facts.conflicts_of(case),
    )


def _draft(case: Case, by: Actor) -> Rfi:
    row = RFI.check_begin(_of_new(case), by)
    rows = of_case(case)
    for rfi in rows:
        if rfi.status is RfiStatus.DRAFT:
            return rfi
    number = len(rows) + 1
    rfi = Rfi(
        public_id=secrets.token_hex(16),
        company_id=case.company_id,
        case_id=case.id,
        number=number,
        status=RFI.initial,
        created_at=clock.now(),
        created_by_id=by.user_id,
    )
    db.session.add(rfi)
    db.session.flush()
    transitions.begun(case, RFI, row, by=by, subject=_subject(rfi))
    return rfi


def _read_by(case: Case) -> date:
    """The day by which the officer is to have read the replies: that of the review's own clock,
    or, where none runs, five working days from today."""
    if case.next_due_on is not None and case.next_due_on > clock.today():
        return case.next_due_on
    return clock.today() + timedelta(days=7)


def _item(rfi: Rfi, public_id: str) -> RfiItem:
    for item in rfi.items:
        if item.public_id == public_id:
            return item
    raise Gone(NO_SUCH)


def _subject(rfi: Rfi) -> str:
    return f"rfi:{rfi.number}"
