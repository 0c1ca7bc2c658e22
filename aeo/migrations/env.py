"""How Alembic runs here: on the engine of the application, never on an address of its own."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import text

from aeo import models
from aeo.db import UtcDateTime, db

# A migration that waits for a lock makes everybody behind it wait too.
TIMEOUTS = ("SET lock_timeout = '5s'", "SET statement_timeout = '300s'")


def _plain(kind: str, column: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our column types into a migration as what they are to the database."""
    if kind == "type" and isinstance(column, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    with db.engine.connect() as connection:
        dialect = connection.dialect.name
        if dialect == "postgresql":
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
        # Changing a table on SQLite makes it anew and drops its triggers, so they come last; and
        # only an older schema may lack the tables they stand on.
        head = context.script.get_current_head()
        if head and context.get_context().get_current_revision() == head:
            for trigger in models.TRIGGERS:
                for statement in trigger[dialect]:
                    connection.exec_driver_sql(statement)
            connection.commit()


run()
