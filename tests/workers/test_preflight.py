"""What production refuses to start with: asked of a real broker, a real database, real starts."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from redis import Redis
from redis.exceptions import RedisError

from aeo.cli import valkey
from aeo.config import ROOT, Env, Misconfigured, Settings
from aeo.db import unit_of_work
from aeo.services import preflight
from tests.journeys.service import free_port, until
from tests.people import a_person

pytestmark = pytest.mark.serial
BIN = Path(sys.executable).parent
PASSWORD = "of-the-broker"
ABOUT = ["memory of the broker", "schema of the database", "accounts of the demonstration"]
EVICTS = (
    "The broker drops what it holds when memory is short (maxmemory-policy allkeys-lru)."
    " Set maxmemory-policy noeviction."
)
OLD = "The schema (0001) is older than this code. Run: aeo migrate."
INVENTED = (
    "The database holds accounts of the demonstration, which anybody can enter."
    " Use a database that never was one."
)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    port, folder = free_port(), tmp_path_factory.mktemp("valkey")
    process = subprocess.Popen(valkey.command(port, folder, PASSWORD), stdout=subprocess.DEVNULL)
    client = Redis.from_url(f"redis://:{PASSWORD}@127.0.0.1:{port}/0")
    try:
        until(lambda: answers(client), "the broker")
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait(10)


@pytest.fixture(autouse=True)
def keeps_all(request: pytest.FixtureRequest) -> None:
    if "broker" in request.fixturenames:
        request.getfixturevalue("broker").config_set("maxmemory-policy", "noeviction")


def answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False


def url_of(broker: Redis) -> str:
    return f"redis://:{PASSWORD}@127.0.0.1:{broker.connection_pool.connection_kwargs['port']}/0"


def production(app: Flask, redis_url: str) -> Settings:
    return replace(app.extensions["aeo"], env=Env.PRODUCTION, redis_url=redis_url)


def looked_at(app: Flask, redis_url: str) -> list[tuple[str, str]]:
    with app.app_context():
        found = preflight.checks(production(app, redis_url))
    return [(check.about, check.fault) for check in found]


def refusal(app: Flask, redis_url: str) -> list[str]:
    with app.app_context():
        try:
            preflight.refuse(production(app, redis_url))
        except Misconfigured as refused:
            return str(refused).splitlines()
    return []


@contextmanager
def schema(app: Flask, revision: str | None) -> Iterator[None]:
    """The database says that it has another revision, or none, and gets its own back."""
    engine = sa.create_engine(app.extensions["aeo_owner_url"])
    with engine.begin() as connection:
        head = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    try:
        say_revision(engine, revision)
        yield
    finally:
        say_revision(engine, head)
        engine.dispose()


def say_revision(engine: sa.Engine, revision: str | None) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
        if revision is not None:
            insert = sa.text("INSERT INTO alembic_version (version_num) VALUES (:it)")
            connection.execute(insert, {"it": revision})


def invent(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        a_person("Ada Chan", is_demo=True)


def test_what_is_fit_is_not_refused(app: Flask, broker: Redis) -> None:
    assert looked_at(app, url_of(broker)) == [(about, "") for about in ABOUT]
    assert refusal(app, url_of(broker)) == []


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl"])
def test_a_broker_that_forgets_is_refused(app: Flask, broker: Redis, policy: str) -> None:
    broker.config_set("maxmemory-policy", policy)
    assert refusal(app, url_of(broker)) == [EVICTS.replace("allkeys-lru", policy)]


def test_a_broker_that_is_away_is_told_and_not_refused(app: Flask) -> None:
    url = f"redis://127.0.0.1:{free_port()}/0"
    fault = dict(looked_at(app, url))[ABOUT[0]]
    assert fault.startswith("The broker does not answer (")
    assert fault.endswith("). Start it, or correct AEO_REDIS_URL.")
    assert refusal(app, url) == []


def test_a_wrong_password_or_address_of_the_broker_is_told(app: Flask, broker: Redis) -> None:
    for url in (url_of(broker).replace(PASSWORD, "wrong"), "nonsense", ""):
        assert (url, dict(looked_at(app, url))[ABOUT[0]] != "") == (url, True)


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [("0001", OLD), (None, "The database has no schema yet. Run: aeo migrate."), ("9999", "")],
)
def test_a_schema_behind_the_code_is_refused_and_one_ahead_is_not(
    app: Flask, broker: Redis, revision: str | None, sentence: str
) -> None:
    with schema(app, revision):
        assert dict(looked_at(app, url_of(broker)))[ABOUT[1]] == sentence
        assert (refusal(app, url_of(broker))[:1] == [sentence]) == bool(sentence)


def test_a_database_that_was_a_demonstration_is_refused(app: Flask, broker: Redis) -> None:
    invent(app)
    assert refusal(app, url_of(broker)) == [INVENTED]


def test_a_database_that_is_away_is_refused(app: Flask, broker: Redis, tmp_path: Path) -> None:
    from aeo import create_app

    settings = replace(
        production(app, url_of(broker)),
        database_url=f"postgresql+psycopg://127.0.0.1:{free_port()}/none",
    )
    with create_app(settings).app_context(), pytest.raises(Misconfigured) as refused:
        preflight.refuse(settings)
    assert str(refused.value).startswith("The database does not answer (")


def test_a_demonstration_is_asked_nothing(app: Flask) -> None:
    invent(app)
    with app.app_context():
        preflight.refuse(replace(app.extensions["aeo"], env=Env.DEMO, redis_url="nonsense"))


def run(app: Flask, broker: Redis, *line: str, **more: str) -> tuple[int, str]:
    """A program in production on the database of the test: its code and all it said."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AEO_")},
        "AEO_ENV": "production",
        "AEO_SECRET_KEY": "k" * 40,
        "AEO_DATABASE_URL": app.extensions["aeo"].database_url,
        "AEO_STORAGE_URL": app.extensions["aeo"].storage_url,
        "AEO_VAR": str(app.extensions["aeo"].var),
        "AEO_REDIS_URL": url_of(broker),
        "AEO_SMTP_URL": "smtp://127.0.0.1:25",
        "AEO_BASE_URL": "https://aeo.example",
        **more,
    }
    done = subprocess.run(
        [BIN / line[0], *line[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


CELERY = ("celery", "-A", "workers.app:celery")
STARTS = [
    ("gunicorn", "--bind", "127.0.0.1:0", "--no-control-socket", "aeo:create_app()"),
    (*CELERY, "worker", "--concurrency", "1", "--without-gossip", "--without-mingle"),
    (*CELERY, "beat", "--pidfile="),
]


@pytest.mark.parametrize("line", STARTS, ids=["web", "worker", "beat"])
def test_no_program_starts_in_production_with_what_is_not_fit(app, broker, line) -> None:
    if app.extensions["aeo"].database_url.startswith("sqlite"):
        code, said = run(app, broker, *line)
        assert (code != 0, "AEO_DATABASE_URL must be PostgreSQL." in said) == (True, True)
        return
    invent(app)
    broker.config_set("maxmemory-policy", "allkeys-lru")
    code, said = run(app, broker, *line)
    assert (code != 0, EVICTS in said, INVENTED in said) == (True, True, True)


def test_doctor_names_all_it_looked_at_and_ends_with_one_if_production_is_not_fit(
    app: Flask, broker: Redis
) -> None:
    on_sqlite = app.extensions["aeo"].database_url.startswith("sqlite")
    code, said = run(app, broker, "aeo", "doctor")
    lines = said.splitlines()
    assert len(lines) == 9
    assert [line for line in lines if not line.startswith("ok      ")] == (
        ["not ok  kind of database: AEO_DATABASE_URL must be PostgreSQL."] if on_sqlite else []
    )
    assert code == (1 if on_sqlite else 0)
    broker.config_set("maxmemory-policy", "allkeys-lru")
    code, said = run(app, broker, "aeo", "doctor", AEO_SECRET_KEY="short")
    assert code == 1
    assert f"not ok  memory of the broker: {EVICTS}" in said.splitlines()
    assert "not ok  length of the secret: AEO_SECRET_KEY needs 32 characters." in said.splitlines()
    code, said = run(app, broker, "aeo", "doctor", AEO_ENV="demo")
    assert (code, "production would not do with it." in said) == (0, True)


def test_migrating_is_possible_before_everything_is_fit(app: Flask, broker: Redis) -> None:
    if app.extensions["aeo"].database_url.startswith("sqlite"):
        pytest.skip("production is PostgreSQL")
    broker.config_set("maxmemory-policy", "allkeys-lru")
    url = app.extensions["aeo_owner_url"]
    assert run(app, broker, "aeo", "migrate", AEO_DATABASE_URL=url)[0] == 0
