"""Owing reminders: one statement for each kind and rung, whatever there is to remind of.

Safe to run twice, at any time, in parallel, after any gap. Once in a programme morning each group
is swept; its row of ``sweep`` says through which morning, written with what was owed. A rung that a
more urgent one speaks for is a row as well, superseded from the start.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite

from aeo import clock
from aeo.db import db
from aeo.domain import reminders
from aeo.domain.calendar import BeyondHorizon, Counting
from aeo.domain.programme.programme import Programme
from aeo.domain.reminders import Ladder, Rung
from aeo.models.account import User
from aeo.models.outbox import DeliveryState, Notification
from aeo.services import holidays, programmes, sweeps
from aeo.services.outbox import Kind
from aeo.services.reminders import people, sql
from aeo.services.reminders.subjects import BY_NAME, BY_NUMBER, GROUPS, Group

KEY = "reminder"  # every key begins with it: reminder:group:kind:subject:anchor:offset:reader
ANSWERS = "rfi_answer"  # the clock whose grace a company has after any day of its own


def due() -> Sequence[int]:
    """The numbers of the groups that were not swept since the last morning."""
    through, morning = sweeps.through(), _morning()
    return [it.number for it in GROUPS if through.get(it.name, date.min) < morning]


def sweep(number: int) -> int:
    """Owe what is due of one group; returns how many rows that were. Nothing where somebody else
    has swept it since the morning."""
    group, morning = BY_NUMBER[number], _morning()
    if not sweeps.take(group.name, morning):
        return 0
    return sum(
        _owe(group, programme, rung, morning)
        for programme in _programmes()
        for rung in ladder(group, programme).rungs
    )


def take_back(ids: Collection[int]) -> int:
    """Supersede those of the pending messages ``ids`` that remind of what is over by now, or of
    which a more urgent one speaks: nothing is sent that is not true any more. What a person sends
    again is theirs to judge. Returns how many that were."""
    rows = db.session.execute(
        sa.select(Notification.id, Notification.dedupe_key).where(
            Notification.id.in_(ids),
            Notification.state == DeliveryState.PENDING,
            Notification.dedupe_key.startswith(f"{KEY}:"),
            Notification.resent_from_id.is_(None),
        )
    ).all()
    true = set(_still_true([row.dedupe_key for row in rows])) if rows else set()
    gone = [row.id for row in rows if row.dedupe_key not in true]
    if not gone:
        return 0
    done = db.session.execute(
        sa.update(Notification)
        .where(Notification.id.in_(gone), Notification.state == DeliveryState.PENDING)
        .values(state=DeliveryState.SUPERSEDED)
        .execution_options(synchronize_session=False)
    )
    return cast(sa.CursorResult[Any], done).rowcount


def ladder(group: Group, programme: Programme) -> Ladder:
    """Which rungs a programme has, and which kind of message each of them is."""
    kinds = _kinds()
    raised = {slug: kind.reminder for slug, kind in kinds.items() if kind.reminder is not None}
    offered = None
    if group.programme_decides:
        renewal = programme.validity.renewal
        offered = [] if renewal is None else [f"-P{it[1:]}" for it in renewal.reminders]
    return reminders.ladder(group.name, raised, offered)


@dataclass(frozen=True, slots=True)
class _Due:
    """The selection of one rung, joined with its readers: not yet which columns of it."""

    query: sa.Select[Any]
    subjects: sa.Subquery
    role: sa.ColumnElement[str]
    path: sa.ColumnElement[str]
    key: sa.ColumnElement[str]
    is_spoken_for: sa.ColumnElement[bool]


def _due(
    group: Group, programme: Programme, rung: Rung, morning: date, only: Collection[int] | None
) -> _Due:
    """What a rung is due for in a morning, for every subject or ``only`` some."""
    subjects = group.subjects()
    anchor, began = subjects.c.anchor, subjects.c.began
    query = (
        sa.select(sa.literal(1))
        .select_from(subjects)
        .where(
            subjects.c.programme_version == programme.version,
            anchor <= rung.bound(morning),
            sql.falls_after(rung.offset, anchor, began),
        )
    )
    if only is not None:
        query = query.where(subjects.c.subject_id.in_(only))
    told = people.join(query, subjects, _kinds()[rung.kind].roles)
    following = ladder(group, programme).after(rung)
    key = (
        sa.literal(f"{KEY}:{group.name}:{rung.kind}"),
        sql.text(subjects.c.subject_id),
        sql.text(anchor),
        sa.literal(rung.written),
        sql.text(User.id),
    )
    return _Due(
        query=told.query,
        subjects=subjects,
        role=told.role,
        path=subjects.c.desk if told.of_office else subjects.c.portal,
        key=sql.joined(key, between=":"),
        is_spoken_for=sa.false() if following is None else anchor <= following.bound(morning),
    )


def _owe(group: Group, programme: Programme, rung: Rung, morning: date) -> int:
    kind = _kinds()[rung.kind]
    found = _due(group, programme, rung, morning, None)
    values: dict[str, Any] = {
        name: found.subjects.c[name] for name in kind.needs if name in found.subjects.c
    }
    query = found.query
    if "final_date" in kind.needs:
        ends = _ends_of_grace(found, programme)
        if not ends:
            return 0
        anchor = found.subjects.c.anchor
        values["final_date"] = sa.case(
            *((anchor == day, sa.literal(end.isoformat())) for day, end in ends.items())
        )
        query = query.where(anchor.in_(ends))
    columns = _columns(rung, kind, found, values)
    chosen = query.with_only_columns(*(it.label(name) for name, it in columns.items()))
    dialect = postgresql if sql.is_postgresql() else sqlite
    done = db.session.execute(
        dialect.insert(Notification)
        .from_select(list(columns), chosen)
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .execution_options(preserve_rowcount=True)
    )
    return cast(sa.CursorResult[Any], done).rowcount


def _columns(
    rung: Rung, kind: Kind, found: _Due, values: Mapping[str, Any]
) -> dict[str, sa.ColumnElement[Any]]:
    subjects, machine = found.subjects, clock.machine()
    fixed: dict[str, Any] = {
        "kind": rung.kind,
        "template_version": kind.version,
        "resend_policy": kind.resend_policy,
        "in_app": kind.in_app,
        "priority": kind.priority,
        "due_at": machine,
        "attempts": 0,
        "crashes": 0,
        "created_at": clock.now(),
        "created_machine_at": machine,
    }
    columns = sa.inspect(Notification).columns
    states = columns["state"].type
    return {
        **{name: sa.literal(value, columns[name].type) for name, value in fixed.items()},
        "state": sa.case(
            (found.is_spoken_for, sa.literal(DeliveryState.SUPERSEDED, states)),
            else_=sa.literal(DeliveryState.PENDING, states),
        ),
        "message_uuid": sql.new_uuid(),
        "dedupe_key": found.key,
        "company_id": subjects.c.company_id,
        "recipient_id": User.id.expression,
        "recipient": User.email.expression,
        "recipient_name": User.name.expression,
        "recipient_role": found.role,
        "language": User.language.expression,
        "subject_type": subjects.c.about_type,
        "subject_id": subjects.c.about_id,
        "subject_ref": subjects.c.ref,
        "path": found.path,
        "values": sql.json_of(values),
    }


def _ends_of_grace(found: _Due, programme: Programme) -> dict[date, date]:
    """By anchor, the last day on which the company may still act; none where the programme gives
    no grace, and later for a day that the calendar does not know yet."""
    grace = programme.clock(ANSWERS).grace_working_days
    if not grace:
        return {}
    ends = {}
    anchors = found.query.with_only_columns(found.subjects.c.anchor).distinct()
    for anchor in db.session.scalars(anchors).all():
        try:
            calendar = holidays.calendar(programme.locale.calendar)
            ends[anchor] = calendar.add(anchor, grace, Counting.WORKING).day
        except BeyondHorizon:
            continue
    return ends


def _still_true(keys: Sequence[str]) -> Iterator[str]:
    """Those of the keys that would be owed and sent today."""
    by_rung: dict[tuple[str, str, str], set[int]] = {}
    for key in keys:
        _reminder, name, kind, subject, _anchor, offset, _reader = key.split(":")
        by_rung.setdefault((name, kind, offset), set()).add(int(subject))
    morning = _morning()
    for (name, kind, offset), only in by_rung.items():
        group = BY_NAME[name]
        for programme in _programmes():
            for rung in ladder(group, programme).rungs:
                if (rung.kind, rung.written) == (kind, offset):
                    found = _due(group, programme, rung, morning, only)
                    query = found.query.where(~found.is_spoken_for)
                    yield from db.session.scalars(query.with_only_columns(found.key))


def _programmes() -> list[Programme]:
    """Every version of the programme that this service runs."""
    mine = programmes.current().id
    return [programme for programme in programmes.versions() if programme.id == mine]


def _morning() -> date:
    return reminders.last_morning(clock.local(clock.now()))


def _kinds() -> Mapping[str, Kind]:
    kinds: Mapping[str, Kind] = current_app.extensions["aeo_kinds"]
    return kinds
