"""The form of a row in a machine's table, and the one way to ask it: shared by all machines.

Nothing else decides whether a step is allowed. A button, its check, the documentation and the
test matrix are derived from the rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol, cast

from aeo.domain.errors import N_, Incomplete, NotAllowed, OutOfOrder, Sentence
from aeo.domain.vocabulary import COMPANY_ROLES, Actor, Machine, Role


class Subject(Protocol):
    """What the rules need to know of anything that has a status. No row of a database in sight."""

    @property
    def status(self) -> StrEnum: ...
    @property
    def company_id(self) -> int: ...


NOT_YOURS = Sentence(N_("This is not yours to do in this role."))
STATUS_CHANGED = Sentence(N_("This cannot be done now: meanwhile the status has changed."))

# A guard returns every objection it has, in sentences a person can be shown.
Guard = Callable[[Any, Actor], Iterable[Sentence]]


@dataclass(frozen=True, slots=True)
class Row:
    """One step: who may take it, from where to where, on which conditions, and who is told.

    ``target`` None leaves the status as it is. ``clock`` names the effect on the clocks for the
    documentation; the fold over the events produces it. ``notices`` are slugs of the catalogue of
    mail.
    """

    action: StrEnum
    sources: frozenset[StrEnum]
    target: StrEnum | None
    by: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    clock: str = ""
    notices: tuple[str, ...] = ()
    needs_note: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A step this person could take in this status; closed while ``objections`` are not empty."""

    row: Row
    objections: tuple[Sentence, ...] = ()

    @property
    def action(self) -> StrEnum:
        return self.row.action

    @property
    def is_open(self) -> bool:
        return not self.objections


@dataclass(frozen=True, slots=True)
class Table:
    """A whole machine: its statuses, its actions and its rows.

    ``begin`` is the row by which a thing comes into being: no source, and the initial status as its
    target. No row leaves a ``closed`` status. ``later`` names the statuses that no row enters yet,
    each with the reason.
    """

    machine: Machine
    begin: Row
    rows: tuple[Row, ...]
    closed: frozenset[StrEnum] = field(default_factory=frozenset)
    later: Mapping[StrEnum, str] = field(default_factory=dict)

    @property
    def initial(self) -> StrEnum:
        return cast(StrEnum, self.begin.target)

    @property
    def statuses(self) -> tuple[StrEnum, ...]:
        return tuple(type(self.initial))

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The beginning and every step, in the order of the procedure."""
        return (self.begin, *self.rows)

    def takers(self, action: StrEnum, status: StrEnum) -> frozenset[Role]:
        """Who could take ``action`` in ``status``: what a closed or missing button tells."""
        rows = (row for row in self.rows if row.action is action and status in row.sources)
        return frozenset().union(*(row.by for row in rows))

    def check_begin(self, subject: Subject, actor: Actor) -> Row:
        """The row that lets ``actor`` begin ``subject``. Raises as ``find`` does."""
        if not actor.has(*self.begin.by) or not _is_party(actor, subject):
            raise NotAllowed(NOT_YOURS)
        if objections := objections_to(self.begin, subject, actor):
            raise OutOfOrder(*objections)
        return self.begin

    def find(self, subject: Subject, action: StrEnum, actor: Actor) -> Row:
        """The row that lets ``actor`` take ``action`` now.

        Raises ``NotAllowed`` when this person never may, ``OutOfOrder`` with every objection
        when not now.
        """
        mine = [row for row in self.rows if row.action is action and actor.has(*row.by)]
        if not mine or not _is_party(actor, subject):
            raise NotAllowed(NOT_YOURS)
        row = next((row for row in mine if subject.status in row.sources), None)
        if row is None:
            raise OutOfOrder(STATUS_CHANGED)
        if objections := objections_to(row, subject, actor):
            raise OutOfOrder(*objections)
        return row

    def offers(self, subject: Subject, actor: Actor) -> Iterator[Offer]:
        """The buttons to show, open or closed with the reason. Asks the same guards as ``find``."""
        if not _is_party(actor, subject):
            return
        for row in self.rows:
            if actor.has(*row.by) and subject.status in row.sources:
                yield Offer(row, tuple(objections_to(row, subject, actor)))


def objections_to(row: Row, subject: Subject, actor: Actor) -> Sequence[Sentence]:
    """Everything that stands against ``row`` now: all of it, so that nobody mends one by one."""
    return [objection for guard in row.guards for objection in guard(subject, actor)]


def noted(row: Row, note: str) -> str:
    """The reason given with a step. Raises ``Incomplete`` when the row asks for one in vain."""
    if row.needs_note and not note.strip():
        raise Incomplete(Sentence(N_("Give a reason: it is kept with the case.")))
    return note.strip()


def row(
    action: StrEnum,
    sources: Iterable[StrEnum],
    target: StrEnum | None,
    by: Iterable[Role],
    *notices: str,
    guards: tuple[Guard, ...] = (),
    clock: str = "",
    needs_note: bool = False,
) -> Row:
    """A row as the tables write it."""
    return Row(
        action, frozenset(sources), target, frozenset(by), guards, clock, notices, needs_note
    )


def _is_party(actor: Actor, subject: Subject) -> bool:
    if actor.roles & COMPANY_ROLES:
        return actor.company_id == subject.company_id
    return True
