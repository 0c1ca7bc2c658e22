"""The applications that tests talk to: real databases, migrated as in production, clean."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

os.environ["AEO_ENV"] = "test"

from aeo import create_app
from aeo.config import Env, Settings
from aeo.db import db
from aeo.migrations.run import upgrade
from aeo.models.codes import CODES
from tests.kept import shelf_of
from tests.noon import NOON

# Folders whose tests run on both engines; what they test writes, locks or asks.
ON_BOTH_ENGINES = ("services", "workers", "authorisation")
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgres)


class Visitor(FlaskClient):
    """A browser that knows the address of the service."""

    def open(self, *args, **kwargs):
        kwargs.setdefault("base_url", self.application.extensions["aeo"].base_url)
        return super().open(*args, **kwargs)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine_name" in metafunc.fixturenames:
        folder = Path(metafunc.definition.path).parent.name
        engines = ["sqlite", POSTGRESQL] if folder in ON_BOTH_ENGINES else ["sqlite"]
        metafunc.parametrize("engine_name", engines, scope="session")


@pytest.fixture(scope="session")
def migrated(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application per engine, with a database brought to head from nothing."""
    var = tmp_path_factory.mktemp(f"var-{engine_name}")
    with _database(engine_name, var) as (owner_url, url):
        app = create_app(_settings(var, owner_url))
        with app.app_context():
            upgrade()
            db.engine.dispose()
        if url != owner_url:
            app = create_app(_settings(var, url))
        app.extensions["aeo_owner_url"] = owner_url
        app.test_client_class = Visitor
        if engine_name == "sqlite":
            shutil.copyfile(var / "aeo.sqlite3", var / "clean.sqlite3")
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(migrated: Flask) -> Iterator[Flask]:
    """The application with an empty database."""
    _clean(migrated)
    yield migrated
    with migrated.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def within(app: Flask) -> Iterator[None]:
    """The test itself runs inside the application."""
    with app.app_context():
        yield
        db.session.rollback()


@pytest.fixture
def traveller(app: Flask) -> Iterator[time_machine.Traveller]:
    """The same, and the clock stands at noon until the test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller, app.app_context():
        yield traveller
        db.session.rollback()


def _settings(var: Path, url: str) -> Settings:
    return Settings(
        env=Env.TEST,
        var=var,
        database_url=url,
        storage_url=f"file://{var / 'files'}",
        secret_key="only-for-tests-" + "x" * 32,
    )


def _database(engine_name: str, var: Path):
    if engine_name == "postgresql":
        from tests.postgresql import server

        return server(var)
    from contextlib import nullcontext

    url = f"sqlite:///{var / 'aeo.sqlite3'}"
    return nullcontext((url, url))


def _clean(app: Flask) -> None:
    """Put the empty database back: a copied file, or every table emptied by its owner."""
    url = app.extensions["aeo"].database_url
    var: Path = app.extensions["aeo"].var
    if url.startswith("sqlite"):
        for suffix in ("-wal", "-shm"):
            (var / f"aeo.sqlite3{suffix}").unlink(missing_ok=True)
        shutil.copyfile(var / "clean.sqlite3", var / "aeo.sqlite3")
        if (shelf := shelf_of(app)) is not None:
            shelf.stand(())
        return
    engine = sa.create_engine(app.extensions["aeo_owner_url"])
    names = ", ".join(
        f'"{table.name}"' for table in db.metadata.sorted_tables if table.name not in CODES
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    engine.dispose()
