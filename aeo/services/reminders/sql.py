"""What a statement that owes many messages at once needs, and the two engines say differently."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import sqlalchemy as sa

from aeo.db import JSON
from aeo.domain.reminders import Offset

POSTGRESQL = "postgresql"
TODAY = sa.bindparam("today", type_=sa.Date)  # of the programme, when the statement is asked
UUID_BYTES = (4, 2, 2, 2, 6)
MONTH = 32  # more than the days of any: year, month and day as one number that sorts


def text(column: Any) -> sa.ColumnElement[str]:
    """A date in ISO 8601, a number in digits."""
    return sa.cast(column, sa.Text)


def json_of(values: Mapping[str, Any], engine: str) -> sa.ColumnElement[Any]:
    """An object of ``values`` by name; dates in ISO 8601. The names are ours, never a user's."""
    pairs = chain.from_iterable(
        (sa.literal_column(f"'{name}'", sa.Text), value) for name, value in values.items()
    )
    make = sa.func.json_build_object if engine == POSTGRESQL else sa.func.json_object
    return make(*pairs, type_=JSON)


def new_uuid(engine: str) -> sa.ColumnElement[str]:
    """Another one for every row."""
    if engine == POSTGRESQL:
        return sa.cast(sa.func.gen_random_uuid(), sa.Text)
    parts = (sa.func.lower(sa.func.hex(sa.func.randomblob(length))) for length in UUID_BYTES)
    return joined(parts, between="-")


def joined(parts: Iterable[Any], between: str = "") -> sa.ColumnElement[str]:
    """One text of all of them."""
    first, *more = (sa.type_coerce(part, sa.Text) for part in parts)
    found: sa.ColumnElement[str] = first
    for part in more:
        found = found + sa.literal(between) + part if between else found + part
    return found


def falls_after(
    offset: Offset, anchor: sa.ColumnElement[Any], began: sa.ColumnElement[Any], engine: str
) -> sa.ColumnElement[bool]:
    """Whether ``offset`` (months, or days) from ``anchor`` is later than ``began``, row by row.

    Neither engine's months are needed: a day that a shorter month clamps is its last one, which no
    day of that month comes after, so comparing year, month and day ends the same.
    """
    if offset.months:
        return _number(anchor) + MONTH * offset.months >= _number(_days_after(began, 1, engine))
    return _days_after(anchor, offset.days, engine) > _days_after(began, 0, engine)


def _days_after(day: sa.ColumnElement[Any], days: int, engine: str) -> sa.ColumnElement[Any]:
    if engine == POSTGRESQL:
        return day + sa.literal_column(str(days), sa.Integer)
    return sa.func.date(day, f"{days} days")


def _number(day: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    year, month = sa.extract("year", day), sa.extract("month", day)
    return (year * 12 + month) * MONTH + sa.extract("day", day)
