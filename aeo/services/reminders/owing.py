"""Owing reminders: one statement for each kind and rung, whatever there is to remind of.

Safe to run twice, at any time, in parallel, after any gap. Once in a programme morning each group
is swept; its row of ``sweep`` says through which morning, written with what was owed. A rung that a
more urgent one speaks for is a row as well, superseded from the start.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app

from aeo import clock
from aeo.db import db
from aeo.domain import reminders
from aeo.domain.calendar import BeyondHorizon, Counting
from aeo.domain.programme.programme import Programme
from aeo.domain.reminders import Ladder, Rung
from aeo.models.outbox import DeliveryState, Notification
from aeo.services import holidays, programmes, sweeps
from aeo.services.outbox import Kind
from aeo.services.reminders import statements
from aeo.services.reminders.statements import FINAL, KEY, Asked, Due
from aeo.services.reminders.subjects import BY_NAME, BY_NUMBER, GROUPS, Group

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


def _owe(group: Group, programme: Programme, rung: Rung, morning: date) -> int:
    kind, engine = _kinds()[rung.kind], _engine()
    asked = asdict(_asked(group, programme, rung, morning))
    if FINAL in kind.needs and FINAL not in statements.due(group, rung, kind, engine).subjects.c:
        finals = _ends_of_grace(statements.due(group, rung, kind, engine), programme, asked)
        if not finals:
            return 0
        statement = statements.owe_with(group, rung, kind, engine, finals)
    else:
        statement = statements.owe(group, rung, kind, engine)
    done = db.session.execute(statement, asked)
    return cast(sa.CursorResult[Any], done).rowcount


def _ends_of_grace(found: Due, programme: Programme, asked: Mapping[str, Any]) -> dict[date, date]:
    """By anchor, the last day on which the company may still act; none where the programme gives
    no grace, and later for a day that the calendar does not know yet."""
    grace = programme.clock(ANSWERS).grace_working_days
    if not grace:
        return {}
    ends = {}
    anchors = found.query.with_only_columns(found.subjects.c.anchor).distinct()
    for anchor in db.session.scalars(anchors, asked).all():
        try:
            calendar = holidays.calendar(programme.locale.calendar)
            ends[anchor] = calendar.add(anchor, grace, Counting.WORKING).day
        except BeyondHorizon:
            continue
    return ends


def _asked(group: Group, programme: Programme, rung: Rung, morning: date) -> Asked:
    following = ladder(group, programme).after(rung)
    return Asked(
        today=clock.today(),
        programme=programme.id,
        version=programme.version,
        bound=rung.bound(morning),
        spoken_for=date.min if following is None else following.bound(morning),
        now=clock.now(),
        machine=clock.machine(),
    )


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
                    found = statements.due(group, rung, _kinds()[kind], _engine())
                    query = found.query.where(
                        ~found.is_spoken_for, found.subjects.c.subject_id.in_(only)
                    )
                    asked = asdict(_asked(group, programme, rung, morning))
                    yield from db.session.scalars(query.with_only_columns(found.key), asked)


def _programmes() -> list[Programme]:
    """Every version of the programme that this service runs."""
    mine = programmes.current().id
    return [programme for programme in programmes.versions() if programme.id == mine]


def _morning() -> date:
    return reminders.last_morning(clock.local(clock.now()))


def _engine() -> str:
    return db.session.get_bind().dialect.name


def _kinds() -> Mapping[str, Kind]:
    kinds: Mapping[str, Kind] = current_app.extensions["aeo_kinds"]
    return kinds
