"""The database session, the column types, and the one place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, registry

BUSY_TIMEOUT_MS = 10_000
_WRITING = "aeo.unit_of_work"


class UtcDateTime(sa.TypeDecorator[datetime]):
    """Aware in Python, UTC in the database; a naive value is a bug and raises."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        del dialect  # SQLAlchemy's signature
        if value is not None and value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Every constraint gets a predictable name, so that a migration can find it again.
NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

# Enums are stored by value, as text with a CHECK: readable, portable, easy to extend.
ENUM = sa.Enum(
    StrEnum,
    native_enum=False,
    create_constraint=True,
    length=40,
    values_callable=lambda enum: [member.value for member in enum],
)
BIGINT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True)


class Base(DeclarativeBase):
    # On the registry, not the class: Flask-SQLAlchemy copies the class and SQLAlchemy
    # refuses a copy that carries its own type_annotation_map.
    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UtcDateTime(),
            StrEnum: ENUM,
            int: BIGINT,
            str: sa.Text(),
            dict[str, Any]: JSON,
            list[str]: JSON,
            list[Any]: JSON,
        },
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

pk = Annotated[int, mapped_column(BIGINT, primary_key=True)]


def engine_options(url: str) -> dict[str, Any]:
    """What the engine needs. On PostgreSQL a statement that hangs ends by itself (times in ms)."""
    if url.startswith("sqlite"):
        return {}
    limits = "-c statement_timeout=10000 -c lock_timeout=3000"
    idle = "-c idle_in_transaction_session_timeout=15000 -c timezone=UTC"
    return {"pool_pre_ping": True, "connect_args": {"options": f"{limits} {idle}"}}


def init_app(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _tame_sqlite(db.engine)


def _tame_sqlite(engine: Engine) -> None:
    """Say BEGIN ourselves: the driver's own habit silently loses updates under threads."""

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get("aeo_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def unit_of_work() -> Iterator[None]:
    """All or nothing: commit on the way out, roll back on any error.

    POST views and jobs open it; services never do, and no other module calls ``commit``
    (``tests/contract``). What was read before is forgotten, so the judgement is made on rows
    read inside. On SQLite the read transaction ends and a writing one begins at once
    (``BEGIN IMMEDIATE``), because there no row lock would make a second writer wait.
    """
    session = _begin_writing()
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_WRITING)


@contextmanager
def rehearsal() -> Iterator[None]:
    """As ``unit_of_work``, and undone in every case: to see what a step would do.

    A page may open it before it reads anything else; what was read before is forgotten.
    """
    session = _begin_writing()
    try:
        yield
    finally:
        session.rollback()
        session.info.pop(_WRITING)


def _begin_writing() -> Session:
    session = db.session()
    if session.info.get(_WRITING):
        raise RuntimeError(
            "a unit of work inside a unit of work would commit half of the outer one"
        )
    session.rollback()
    session.connection(execution_options={"aeo_write": True})
    session.info[_WRITING] = True
    return session
