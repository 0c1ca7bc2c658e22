"""How Alembic runs here: on the engine of the application, never on an address of its own."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text

from aeo import models
from aeo.db import UtcDateTime, db

# A migration that waits for a lock makes everybody behind it wait too.
TIMEOUTS = ("SET lock_timeout = '5s'", "SET statement_timeout = '300s'")


def _plain(kind: str, column: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our column types into a migration as what they are to the database."""
    if kind == "type" and isinstance(column, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _make_way(connection: Connection) -> None:
    """Changing a table on SQLite makes it anew under another name: what refers to the old one must
    not stop that, and no trigger may be read meanwhile. Foreign keys are looked at afterwards."""
    raw = connection.connection.dbapi_connection
    if raw is None:
        raise RuntimeError("the connection is closed")
    cursor = raw.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")  # of no effect within a transaction
    cursor.close()
    with connection.begin():
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for name in connection.exec_driver_sql(query).scalars().all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _check_references(connection: Connection) -> None:
    """Raises ``RuntimeError`` when a row refers to what is not there."""
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError(f"a migration left references to nothing: {broken[:5]}")
    connection.rollback()
    connection.invalidate()  # the next one is opened with foreign keys again


def run() -> None:
    with db.engine.connect() as connection:
        dialect = connection.dialect.name
        if dialect == "sqlite":
            _make_way(connection)
        if dialect == "postgresql":
            with connection.begin():  # left open, it would swallow those of the migrations
                for statement in TIMEOUTS:
                    connection.execute(text(statement))
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=dialect == "sqlite",
            render_item=_plain,
            compare_type=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        # Changing a table drops its triggers, so they come last; and only an older schema may lack
        # the tables they stand on.
        head = context.script.get_current_head()
        if head and context.get_context().get_current_revision() == head:
            connection.rollback()  # the revision was only read
            with connection.begin():
                for trigger in models.TRIGGERS:
                    for statement in trigger[dialect]:
                        connection.exec_driver_sql(statement)
        if dialect == "sqlite":
            _check_references(connection)


run()
