"""Saying that an answer of the last application still holds: for a section, or one by one."""

import hashlib
from collections.abc import Sequence

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, NotAllowed, OutOfOrder, Sentence
from aeo.domain.programme.carried import Comparison, Mark, Marked
from aeo.domain.vocabulary import Actor
from aeo.models.answer import Answer
from aeo.models.case import Case
from aeo.services import answers, cases, transitions
from aeo.services.answers import NO_SUCH_QUESTION, NOT_YOUR_SITE, Typed
from aeo.services.lacks import Draft

NOTHING_BEFORE = Sentence(N_("This application did not begin with answers of an earlier one."))
READ_AGAIN = Sentence(
    N_("An answer of this section was changed while you were reading. Read it again, please.")
)


def compared(draft: Draft) -> Comparison:
    """The draft beside the application it began with. Raises ``Gone`` when it began empty."""
    comparison = draft.comparison()
    if comparison is None:
        raise Gone(NOTHING_BEFORE)
    return comparison


def to_confirm(comparison: Comparison, section: str, *, by: Actor) -> list[Marked]:
    """What of a section stands as it was and is to be confirmed, in the places of this person.
    What has a reason to be looked at by itself is not among it."""
    return [
        one
        for one in comparison.marked
        if one.asked.section == section
        and one.may_be_affirmed
        and one.because is None
        and answers.may_answer(one.asked.scope, by=by)
    ]


def seen(draft: Draft, shown: Sequence[Marked]) -> str:
    """A word for exactly these answers in these versions: what was read is what is confirmed."""
    rows = [draft.answers[one.place] for one in shown if one.place in draft.answers]
    versions = sorted(f"{row.question_key}@{row.scope_key}={row.version}" for row in rows)
    return hashlib.sha256("\n".join(versions).encode()).hexdigest()[:32]


def confirm(reference: str, section: str, word: str, *, by: Actor) -> int:
    """Say of everything in a section that is the same that it still holds; returns how many
    answers. ``word`` is what ``seen`` made of the page that was read.

    Raises ``OutOfOrder`` when something changed since, or nothing is left to confirm.
    """
    case = cases.get(reference, to=by, lock=True)
    answers.check_open(case)
    draft = Draft.of(case)
    rows = to_confirm(compared(draft), section, by=by)
    if not rows:
        raise OutOfOrder(Sentence(N_("Nothing is left to confirm here.")))
    if seen(draft, rows) != word:
        raise OutOfOrder(READ_AGAIN)
    for one in rows:
        _affirm(draft.answers[one.place], by)
    db.session.flush()
    details = {"section": section, "answers": len(rows)}
    transitions.note_event(case, "section_confirmed", by=by, details=details)
    return len(rows)


def keep(reference: str, key: str, scope: str, version: int, *, by: Actor) -> None:
    """Say of one answer that it still holds, though something speaks against it.

    Raises ``Gone``, ``OutOfOrder`` when it was changed or confirmed meanwhile, ``NotAllowed``.
    """
    case, one, row = _one(reference, key, scope, by)
    if not one.may_be_affirmed:
        raise OutOfOrder(Sentence(N_("Nothing is left to confirm here.")))
    if row.version != version:
        raise OutOfOrder(READ_AGAIN)
    _affirm(row, by)
    db.session.flush()
    details = {"question": key, "scope": scope}
    transitions.note_event(case, "answer_confirmed", by=by, details=details)


def put_back(reference: str, key: str, scope: str, version: int, *, by: Actor) -> None:
    """Give the earlier answer again, and say with it that it holds. Raises as ``keep``."""
    case, one, row = _one(reference, key, scope, by)
    if one.mark is not Mark.CHANGED or one.before is None or one.asked.question.filled_from:
        raise OutOfOrder(Sentence(N_("The earlier answer stands here already.")))
    if row.version != version:
        raise OutOfOrder(READ_AGAIN)
    typed = Typed(value=one.before.value, explanation=one.before.explanation)
    answers.save_in(case, key, scope, typed, version=version, by=by)
    db.session.refresh(row)
    _affirm(row, by)
    db.session.flush()


def _one(reference: str, key: str, scope: str, by: Actor) -> tuple[Case, Marked, Answer]:
    case = cases.get(reference, to=by, lock=True)
    answers.check_open(case)
    draft = Draft.of(case)
    found = {one.place: one for one in compared(draft).marked}
    if (key, scope) not in found or (key, scope) not in draft.answers:
        raise Gone(NO_SUCH_QUESTION)
    if not answers.may_answer(scope, by=by):
        raise NotAllowed(NOT_YOUR_SITE)
    return case, found[key, scope], draft.answers[key, scope]


def _affirm(row: Answer, by: Actor) -> None:
    row.affirmed_at, row.affirmed_by_id = clock.now(), by.user_id
