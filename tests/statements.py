"""What was asked of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from aeo.db import db

MOST_STATEMENTS = 12  # of a page with a list
OPENING = ("BEGIN", "PRAGMA")  # what one engine says and the other does not


@contextmanager
def asked_of(engine: sa.Engine) -> Iterator[list[str]]:
    """The statements of the block, in their order."""
    seen: list[str] = []

    def note(_connection, _cursor, statement: str, *_more) -> None:
        if not statement.startswith(OPENING):
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def statements(app: Flask, client: FlaskClient, path: str) -> int:
    """How many statements a page takes."""
    with app.app_context():
        engine = db.engine
    with asked_of(engine) as seen:
        assert client.get(path).status_code == 200
    return len(seen)
