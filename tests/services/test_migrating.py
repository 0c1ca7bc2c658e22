"""A migration is taken back, and taken again, on either engine."""

from dataclasses import replace

import sqlalchemy as sa
from flask import Flask

from aeo import create_app
from aeo.db import db
from aeo.migrations import run as migrations


def revision() -> str | None:
    found = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    db.session.remove()
    db.engine.dispose()
    return found


def test_it_is_really_taken_back(app: Flask) -> None:
    owner = replace(app.extensions["aeo"], database_url=app.extensions["aeo_owner_url"])
    with create_app(owner).app_context():
        newest = revision()
        migrations.downgrade("0007")
        assert (revision(), migrations.is_at_head()) == ("0007", False)
        migrations.upgrade()
        assert (revision(), migrations.is_at_head()) == (newest, True)
        db.engine.dispose()
