"""Saving answers: each with its version and history, for several people at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, NotAllowed, OutOfOrder, Sentence
from aeo.domain.programme.criteria import AnswerType, Per, Question
from aeo.domain.programme.questionnaire import COMPANY
from aeo.domain.vocabulary import Actor, Role
from aeo.models.account import User
from aeo.models.answer import Answer, AnswerVersion
from aeo.models.case import Case
from aeo.services import cases, editable, profile, programmes, questionnaires
from aeo.services.profile import Profile

LEADS = (Role.COMPANY_ADMIN, Role.SIGNATORY, Role.COORDINATOR)
CLOSED = Sentence(
    N_("This application is with Customs and cannot be changed now. What you typed is not sent.")
)
NO_SUCH_QUESTION = Sentence(N_("There is no such question in this application."))
NOT_YOUR_SITE = Sentence(N_("You may answer for your own sites only. Ask the AEO coordinator."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody gave as an answer: a value that was understood, or else the ``draft`` of one
    that was not, as it was typed."""

    value: Any = None
    explanation: str = ""
    draft: str | None = None

    @property
    def is_nothing(self) -> bool:
        return self.value is None and not self.explanation and self.draft is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Based:
    """What somebody typed, and the version it was based on: 0 for none, None overwrites."""

    typed: Typed
    version: int | None


class Overtaken(OutOfOrder):
    """Somebody else has answered in the meantime. ``newer`` is theirs; nothing was written."""

    def __init__(self, newer: Answer) -> None:
        self.newer = newer
        super().__init__(
            Sentence(
                N_("%(name)s has changed this answer in the meantime. Look at both and choose."),
                {"name": newer.changed_by.name},
            )
        )


def save(
    reference: str,
    key: str,
    scope: str,
    typed: Typed,
    *,
    version: int | None,
    by: Actor,
) -> Answer | None:
    """Keep an answer. ``version`` is the one it was based on, 0 for none; None overwrites.
    None comes back when there is no answer and none was given.

    Raises ``Overtaken``, ``OutOfOrder`` once the application was sent, ``NotAllowed`` for a
    contributor's foreign site, ``Gone`` for a question or place that is not in it.
    """
    case = cases.get(reference, to=by, lock=True)
    return save_in(case, key, scope, typed, version=version, by=by)


def save_in(
    case: Case, key: str, scope: str, typed: Typed, *, version: int | None, by: Actor
) -> Answer | None:
    """The same for a case that is locked already."""
    _check_editable(case, key, scope)
    _check_scope(_question(case, key), scope, profile.read(case.company_id), by)
    row = db.session.scalar(
        sa.select(Answer).where(
            Answer.case_id == case.id, Answer.question_key == key, Answer.scope_key == scope
        )
    )
    return _keep(case, key, scope, typed, row, version=version, by=by)


def save_all(
    case: Case, scope: str, given: Mapping[str, Based], *, by: Actor
) -> dict[str, Overtaken]:
    """Keep the answers of one page, by question, in a case that is locked already. Those that
    somebody else has overtaken come back and are not written; the others are. Raises as ``save``.
    """
    open_now = editable.by_company(case)
    if not open_now or not all(open_now.holds(key, scope) for key in given):
        raise OutOfOrder(CLOSED)
    said, rows = profile.read(case.company_id), questionnaires.rows(case)
    overtaken = {}
    for key, one in given.items():
        _check_scope(_question(case, key), scope, said, by)
        row = rows.get((key, scope))
        try:
            _keep(case, key, scope, one.typed, row, version=one.version, by=by)
        except Overtaken as newer:
            overtaken[key] = newer
    return overtaken


def may_answer(scope: str, *, by: Actor) -> bool:
    """Whether this member may answer there: a member of certain sites, at those sites only."""
    return not by.sites or by.has(*LEADS) or scope in by.sites


def check_open(case: Case) -> None:
    """Raises ``OutOfOrder`` unless the whole application is open to the company."""
    if case.status not in editable.OPEN_TO_COMPANY:
        raise OutOfOrder(CLOSED)


def declare(case: Case, *, by: Actor) -> None:
    """Make every declaration the questionnaire asks for; the signatory does so by signing."""
    questionnaire = questionnaires.of_draft(case)
    for asked in questionnaire.asked():
        if asked.question.type is AnswerType.DECLARATION and asked.answer.value is not True:
            save_in(case, asked.question.key, asked.scope, Typed(value=True), version=None, by=by)


def copy_to_all_sites(reference: str, key: str, scope: str, *, by: Actor) -> int:
    """Give the answer of one site to every other site that has none; returns to how many."""
    case = cases.get(reference, to=by, lock=True)
    rows = questionnaires.rows(case)
    source = rows.get((key, scope))
    if source is None:
        raise Gone(NO_SUCH_QUESTION)
    given = Typed(value=source.value, explanation=source.explanation, draft=source.draft)
    asked = questionnaires.of_draft(case, answers=rows).asked()
    others = [
        one.scope
        for one in asked
        if one.question.key == key and one.scope != scope and (key, one.scope) not in rows
    ]
    return _give(case, key, [other for other in others if may_answer(other, by=by)], given, by)


def copy_from(reference: str, key: str, scope: str, *, source: str, by: Actor) -> Answer:
    """Give the answer of ``source`` to ``scope``, which has none. Raises ``Gone`` when there is
    nothing to copy, ``Overtaken`` when there is an answer by now, and as ``save``."""
    case = cases.get(reference, to=by, lock=True)
    _check_editable(case, key, scope)
    _check_scope(_question(case, key), scope, profile.read(case.company_id), by)
    rows = questionnaires.rows(case)
    found = rows.get((key, source))
    if found is None:
        raise Gone(NO_SUCH_QUESTION)
    given = Typed(value=found.value, explanation=found.explanation, draft=found.draft)
    kept = _keep(case, key, scope, given, rows.get((key, scope)), version=0, by=by)
    if kept is None:
        raise Gone(NO_SUCH_QUESTION)
    return kept


def versions(answer: Answer) -> list[tuple[AnswerVersion, str]]:
    """Every version of an answer with the name of who gave it, newest first."""
    query = (
        sa.select(AnswerVersion, User.name)
        .join(User, User.id == AnswerVersion.changed_by_id)
        .where(AnswerVersion.answer_id == answer.id)
        .order_by(AnswerVersion.version.desc())
    )
    return [(version, name) for version, name in db.session.execute(query)]


def _check_editable(case: Case, key: str, scope: str) -> None:
    """While a request is open, what it asks about can be answered anew, and nothing else."""
    if not editable.by_company(case).holds(key, scope):
        raise OutOfOrder(CLOSED)


def _question(case: Case, key: str) -> Question:
    programme = programmes.version(case.programme_id, case.programme_version)
    try:
        question = programme.question(key)
    except KeyError:
        raise Gone(NO_SUCH_QUESTION) from None
    if question.filled_from is not None:
        raise Gone(NO_SUCH_QUESTION)
    return question


def _check_scope(question: Question, scope: str, said: Profile, by: Actor) -> None:
    scopes = {Per.COMPANY: (COMPANY,), Per.SITE: said.sites, Per.PARTNER: said.partners}
    if scope not in scopes[question.scope.per]:
        raise Gone(NO_SUCH_QUESTION)
    if not may_answer(scope, by=by):
        raise NotAllowed(NOT_YOUR_SITE)


def _give(case: Case, key: str, scopes: Sequence[str], given: Typed, by: Actor) -> int:
    check_open(case)
    said, question = profile.read(case.company_id), _question(case, key)
    for scope in scopes:
        _check_scope(question, scope, said, by)
        _keep(case, key, scope, given, None, version=0, by=by)
    return len(scopes)


def _keep(
    case: Case,
    key: str,
    scope: str,
    typed: Typed,
    row: Answer | None,
    *,
    version: int | None,
    by: Actor,
) -> Answer | None:
    if row is None:
        return None if typed.is_nothing else _first(case, key, scope, typed, by)
    if (row.value, row.explanation, row.draft) == (typed.value, typed.explanation, typed.draft):
        return row
    if version is not None and version != row.version:
        if _is_untouched(row, version, typed):
            return row
        raise Overtaken(row)
    return _change(row, typed, by)


def _is_untouched(row: Answer, version: int, typed: Typed) -> bool:
    """Whether this is what the page showed when it was opened: somebody who changed nothing has
    nothing to choose, and the newer answer stays."""
    if version == 0 or typed.draft is not None:
        return typed.is_nothing
    shown = db.session.scalar(
        sa.select(AnswerVersion).where(
            AnswerVersion.answer_id == row.id, AnswerVersion.version == version
        )
    )
    if shown is None:
        return False
    return bool((shown.value, shown.explanation) == (typed.value, typed.explanation))


def _first(case: Case, key: str, scope: str, typed: Typed, by: Actor) -> Answer:
    row = Answer(
        company_id=case.company_id,
        case_id=case.id,
        question_key=key,
        scope_key=scope,
        value=typed.value,
        explanation=typed.explanation,
        draft=typed.draft,
        version=1,
        changed_at=clock.now(),
        changed_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    _remember(row)
    return row


def _change(row: Answer, typed: Typed, by: Actor) -> Answer:
    row.value, row.explanation, row.draft = typed.value, typed.explanation, typed.draft
    row.version += 1
    row.changed_at = clock.now()
    row.changed_by_id = by.user_id or row.changed_by_id
    row.affirmed_at = row.affirmed_by_id = None  # that was said of the answer before
    db.session.flush()
    _remember(row)
    return row


def _remember(row: Answer) -> None:
    db.session.add(AnswerVersion.of(row))
    db.session.flush()
