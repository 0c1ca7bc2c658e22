"""The completeness check: point by point over what was sent, with what goes back to the company.

Points are ``identity``, ``signatory``, ``sites``, ``flows``, ``answers``, one for each paper
(``paper:DOC-PLAN@site:…``), and each question an officer finds lacking (``question:D-05@site:…``).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.errors import N_, Gone, Incomplete, OutOfOrder, Sentence
from aeo.domain.programme.entries import registration
from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import Actor, CaseStatus
from aeo.models.case import Case
from aeo.models.submission import CompletenessPoint, PointResult
from aeo.services import cases, programmes, snapshots

FIXED = ("identity", "signatory", "sites", "flows", "answers")
NO_SUCH_POINT = Sentence(N_("There is no such point in this check."))
RETURN = "return"  # the programme's group of reasons


@dataclass(frozen=True, slots=True)
class Place:
    """What a point is about: a paper or a question in a scope, or neither for a fixed one."""

    document: str = ""
    question: str = ""
    scope: str = ""

    @classmethod
    def of(cls, point: str) -> "Place":
        """Raises ``ValueError`` for what is no point."""
        if point in FIXED:
            return cls()
        kind, _, rest = point.partition(":")
        code, at, scope = rest.partition("@")
        if kind not in {"paper", "question"} or not (code and at and scope):
            raise ValueError(point)
        return cls(document=code, scope=scope) if kind == "paper" else cls("", code, scope)


def points(record: Mapping[str, Any]) -> list[str]:
    """The points that every check of this record goes through, in their order."""
    papers = dict.fromkeys(
        f"paper:{row['document']}@{row['scope']}" for row in record["papers"] if row["document"]
    )
    return [*FIXED, *papers]


def marks(case: Case, round_: int | None = None) -> dict[str, CompletenessPoint]:
    """What was found so far in a round (the present one unless said), by point."""
    query = (
        sa.select(CompletenessPoint)
        .where(
            CompletenessPoint.case_id == case.id,
            CompletenessPoint.round == (case.round if round_ is None else round_),
        )
        .order_by(CompletenessPoint.id)
    )
    return {row.point: row for row in db.session.scalars(query)}


def open_points(case: Case) -> int:
    """How many points are not fine yet: unmarked or lacking."""
    found = marks(case)
    record = snapshots.read(snapshots.get(case))
    fine = {point for point, row in found.items() if row.result is PointResult.FINE}
    return len({*points(record), *found} - fine)


@dataclass(frozen=True, slots=True)
class Mark:
    """What an officer finds at one point; reason and note belong to a lack alone."""

    result: PointResult
    reason: str = ""
    note: str = ""

    @property
    def kept(self) -> tuple[PointResult, str | None, str]:
        """As the row holds it."""
        if self.result is PointResult.LACKING:
            return self.result, self.reason, self.note
        return self.result, None, ""


def mark(
    reference: str, point: str, result: PointResult, *, reason: str = "", note: str = "", by: Actor
) -> CompletenessPoint:
    """Say what was found at one point. Marking it again replaces the mark.

    Raises ``OutOfOrder`` outside the check, ``Gone`` for what is no point of it, ``Incomplete``
    for a lack without a reason of the programme.
    """
    return mark_all(reference, {point: Mark(result, reason, note)}, by=by)[point]


def mark_all(
    reference: str, found: Mapping[str, Mark], *, by: Actor
) -> dict[str, CompletenessPoint]:
    """Say what was found at several points, at all of them or at none. A mark that says what
    stands there already leaves it with whoever made it. Raises as ``mark``."""
    case = _in_check(reference, by)
    programme = programmes.version(case.programme_id, case.programme_version)
    record = snapshots.read(snapshots.get(case))
    known, rows, now = reasons(programme), marks(case), clock.now()
    kept = {}
    for point, said in found.items():
        _check_point(record, point)
        if said.result is PointResult.LACKING and said.reason not in known:
            raise Incomplete(Sentence(N_("Choose the reason that the letter will give.")))
        kept[point] = _keep(case, point, rows.get(point), said, now, by)
    db.session.flush()
    return kept


def unmark(reference: str, point: str, *, by: Actor) -> None:
    """Take a mark back. Raises as ``mark``."""
    case = _in_check(reference, by)
    row = marks(case).get(point)
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def reasons(programme: Programme) -> dict[str, Mapping[str, str]]:
    """The reasons for which an application may go back, by code."""
    groups = programme.files.reasons.groups
    return {
        reason.code: reason.text
        for group in groups
        if group.use == RETURN
        for reason in group.reasons
    }


def returned(case: Case) -> list[CompletenessPoint]:
    """What the company has to complete in this round, in the order it was found."""
    return [row for row in marks(case).values() if row.result is PointResult.LACKING]


def answer(reference: str, public_id: str, reply: str, *, by: Actor) -> CompletenessPoint:
    """The company says what it did about a point; an empty reply means "done".

    Raises ``OutOfOrder`` unless the application is returned, ``Gone``.
    """
    row = _returned(reference, public_id, by)
    row.reply, row.answered_at, row.answered_by_id = reply.strip(), clock.now(), by.user_id
    db.session.flush()
    return row


def reopen(reference: str, public_id: str, *, by: Actor) -> CompletenessPoint:
    """Undo ``answer``."""
    row = _returned(reference, public_id, by)
    row.answered_at, row.answered_by_id = None, None
    db.session.flush()
    return row


def carry(case: Case) -> int:
    """After a second sending: what was fine and has not changed need not be checked again."""
    if case.round <= 1:
        return 0
    sent = snapshots.of_case(case)
    before, now = (snapshots.read(snapshots.get(case, row.number)) for row in sent[-2:])
    carried = 0
    for point, row in marks(case, case.round - 1).items():
        if row.result is PointResult.FINE and part(before, point) == part(now, point):
            db.session.add(
                CompletenessPoint(
                    public_id=secrets.token_hex(16),
                    company_id=case.company_id,
                    case_id=case.id,
                    round=case.round,
                    point=point,
                    result=PointResult.FINE,
                    checked_at=row.checked_at,
                    checked_by_id=row.checked_by_id,
                )
            )
            carried += 1
    db.session.flush()
    return carried


def part(record: Mapping[str, Any], point: str) -> Any:
    """The part of a record that a point is about."""
    place = Place.of(point)
    if place.document:
        return [
            row
            for row in record["papers"]
            if (row["document"], row["scope"]) == (place.document, place.scope)
        ]
    if place.question:
        return [
            (row["value"], row["explanation"])
            for row in record["answers"]
            if (row["question"], row["scope"]) == (place.question, place.scope)
        ]
    about = {
        "identity": _registered(record),
        "signatory": [record["declaration"], record["people"]],
        "sites": record["sites"],
        "flows": record["flows"],
        "answers": [
            (row["question"], row["scope"], row["value"], row["explanation"])
            for row in record["answers"]
        ],
    }
    return about[point]


def _registered(record: Mapping[str, Any]) -> list[Any]:
    """The names and the number as they were sent, whatever the programme calls them."""
    pinned = record["programme"]
    programme = programmes.version(pinned["id"], pinned["version"])
    return list(registration(programme, record["company"]).values())


def _keep(
    case: Case, point: str, row: CompletenessPoint | None, said: Mark, now: datetime, by: Actor
) -> CompletenessPoint:
    if row is None:
        row = CompletenessPoint(
            public_id=secrets.token_hex(16),
            company_id=case.company_id,
            case_id=case.id,
            round=case.round,
            point=point,
        )
        db.session.add(row)
    elif (row.result, row.reason, row.note) == said.kept:
        return row
    row.result, row.reason, row.note = said.kept
    row.checked_at, row.checked_by_id = now, by.user_id or 0
    return row


def _in_check(reference: str, by: Actor) -> Case:
    case = cases.get(reference, to=by, lock=True)
    if case.status is not CaseStatus.SUBMITTED:
        raise OutOfOrder(Sentence(N_("The completeness check of this case is over.")))
    return case


def _check_point(record: Mapping[str, Any], point: str) -> None:
    try:
        place = Place.of(point)
    except ValueError:
        raise Gone(NO_SUCH_POINT) from None
    asked = {(row["question"], row["scope"]) for row in record["answers"]}
    if point not in points(record) and (place.question, place.scope) not in asked:
        raise Gone(NO_SUCH_POINT)


def _returned(reference: str, public_id: str, by: Actor) -> CompletenessPoint:
    case = cases.get(reference, to=by, lock=True)
    if case.status is not CaseStatus.RETURNED:
        raise OutOfOrder(Sentence(N_("This application is not returned to you now.")))
    for row in returned(case):
        if row.public_id == public_id:
            return row
    raise Gone(NO_SUCH_POINT)
