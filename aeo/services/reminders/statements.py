"""The statements that owe reminders, built once for each kind and rung and asked every morning.

What differs from morning to morning are parameters (``Asked``): a walk of three years asks twenty
thousand times.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from aeo.domain.reminders import Rung
from aeo.models.account import User
from aeo.models.outbox import DeliveryState, Notification
from aeo.services.outbox import Kind
from aeo.services.reminders import people, sql
from aeo.services.reminders.subjects import Group

KEY = "reminder"  # every key begins with it: reminder:group:kind:subject:anchor:offset:reader
FINAL = "final_date"  # the one value that no column has: the end of grace
TABLE = cast(sa.Table, Notification.__table__)
COLUMNS = sa.inspect(Notification).columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a statement is asked with. ``bound`` is the last day from which the rung is due, and
    ``spoken_for`` that from which a more urgent one is."""

    today: date
    programme: str
    version: str
    bound: date
    spoken_for: date
    now: datetime
    machine: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """What a rung is due for, joined with its readers: not yet which columns of it."""

    query: sa.Select[Any]
    subjects: sa.Subquery
    role: sa.ColumnElement[str]
    path: sa.ColumnElement[str]
    key: sa.ColumnElement[str]
    is_spoken_for: sa.ColumnElement[bool]


@cache
def due(group: Group, rung: Rung, kind: Kind, engine: str) -> Due:
    """The selection of one rung, for the ``engine`` that is asked."""
    subjects = group.subjects()
    anchor, began = subjects.c.anchor, subjects.c.began
    query = (
        sa.select(sa.literal(1))
        .select_from(subjects)
        .where(
            subjects.c.programme_version == sa.bindparam("version", type_=sa.Text),
            anchor <= sa.bindparam("bound", type_=sa.Date),
            sql.falls_after(rung.offset, anchor, began, engine),
        )
    )
    told = people.join(query, subjects, kind.roles)
    key = (
        sa.literal(f"{KEY}:{group.name}:{rung.kind}"),
        sql.text(subjects.c.subject_id),
        sql.text(anchor),
        sa.literal(rung.written),
        sql.text(User.id),
    )
    return Due(
        query=told.query,
        subjects=subjects,
        role=told.role,
        path=subjects.c.desk if told.of_office else subjects.c.portal,
        key=sql.joined(key, between=":"),
        is_spoken_for=anchor <= sa.bindparam("spoken_for", type_=sa.Date),
    )


@cache
def owe(group: Group, rung: Rung, kind: Kind, engine: str) -> sa.Insert:
    """Owe what is due of one rung, of a kind whose values are all columns."""
    found = due(group, rung, kind, engine)
    return _insert(found, found.query, rung, kind, engine, {})


def owe_with(
    group: Group, rung: Rung, kind: Kind, engine: str, finals: Mapping[date, date]
) -> sa.Insert:
    """The same where the last day of grace is named: by ``finals``, for its anchors only."""
    found = due(group, rung, kind, engine)
    anchor = found.subjects.c.anchor
    final = sa.case(*((anchor == day, sa.literal(end.isoformat())) for day, end in finals.items()))
    return _insert(found, found.query.where(anchor.in_(finals)), rung, kind, engine, {FINAL: final})


def _insert(
    found: Due,
    query: sa.Select[Any],
    rung: Rung,
    kind: Kind,
    engine: str,
    more: Mapping[str, sa.ColumnElement[Any]],
) -> sa.Insert:
    values = {name: found.subjects.c[name] for name in sorted(kind.needs - more.keys())}
    columns = _columns(found, rung, kind, engine, {**values, **more})
    chosen = query.with_only_columns(*(it.label(name) for name, it in columns.items()))
    dialect = postgresql if engine == sql.POSTGRESQL else sqlite
    statement: sa.Insert = (
        dialect.insert(TABLE)  # of the class, the parameters would be taken for values
        .from_select(list(columns), chosen)
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .execution_options(preserve_rowcount=True)
    )
    return statement


def _columns(
    found: Due, rung: Rung, kind: Kind, engine: str, values: Mapping[str, Any]
) -> dict[str, sa.ColumnElement[Any]]:
    subjects, states = found.subjects, COLUMNS["state"].type
    fixed: dict[str, Any] = {
        "kind": rung.kind,
        "template_version": kind.version,
        "resend_policy": kind.resend_policy,
        "in_app": kind.in_app,
        "priority": kind.priority,
        "attempts": 0,
        "crashes": 0,
    }
    times = {"due_at": "machine", "created_at": "now", "created_machine_at": "machine"}
    return {
        **{name: sa.literal(value, COLUMNS[name].type) for name, value in fixed.items()},
        **{name: sa.bindparam(it, type_=COLUMNS[name].type) for name, it in times.items()},
        "state": sa.case(
            (found.is_spoken_for, sa.literal(DeliveryState.SUPERSEDED, states)),
            else_=sa.literal(DeliveryState.PENDING, states),
        ),
        "message_uuid": sql.new_uuid(engine),
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
        "values": sql.json_of(values, engine),
    }
