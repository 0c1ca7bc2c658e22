"""What production refuses to start with, where asking takes a connection: the broker's memory, a
schema behind the code, accounts of the demonstration. Runs in an application context, writes
nothing, and leaves no connection open for a process that is about to fork."""

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from aeo.config import Check, Env, Misconfigured, Settings
from aeo.db import db
from aeo.migrations.run import config
from aeo.models.account import User

KEEPS_ALL = "noeviction"
PATIENCE_SECONDS = 3


def refuse(settings: Settings) -> None:
    """Nothing in a demonstration. Raises ``Misconfigured`` with every fault that production may
    not start with."""
    if settings.env is not Env.PRODUCTION:
        return
    if faults := [check.fault for check in checks(settings) if check.fault and check.refuses]:
        raise Misconfigured("\n".join(faults))


def checks(settings: Settings) -> list[Check]:
    """Each thing looked at, fine or not."""
    return [_broker(settings.redis_url), *_database()]


def _broker(url: str) -> Check:
    from redis import Redis, RedisError  # noqa: PLC0415 -- slow, and a demonstration never asks

    about = "memory of the broker"
    if not url:
        return Check(about, "AEO_REDIS_URL is not set, so there is no broker to ask.")
    try:
        with Redis.from_url(
            url, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
        ) as broker:
            policy = str(broker.info("memory").get("maxmemory_policy", ""))
    except (RedisError, OSError, ValueError) as error:
        # The web works without it and the workers wait for it: no reason not to start.
        fault = f"The broker does not answer ({error}). Start it, or correct AEO_REDIS_URL."
        return Check(about, fault, refuses=False)
    if policy == KEEPS_ALL:
        return Check(about)
    return Check(
        about,
        f"The broker drops what it holds when memory is short (maxmemory-policy {policy})."
        f" Set maxmemory-policy {KEEPS_ALL}.",
    )


def _database() -> list[Check]:
    schema, people = "schema of the database", "accounts of the demonstration"
    try:
        if fault := _behind():
            return [Check(schema, fault), Check(people, "Not looked at: the schema comes first.")]
        return [Check(schema), Check(people, _invented())]
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        fault = f"The database does not answer ({reason}). Start it, or correct AEO_DATABASE_URL."
        return [Check(schema, fault), Check(people, "Not looked at: no database.")]
    finally:
        db.session.remove()
        db.engine.dispose()


def _behind() -> str:
    """Why the schema does not do; one that is newer than the code does, while versions change."""
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(config())
    older = {revision.revision for revision in script.walk_revisions()} - {
        script.get_current_head()
    }
    if present is None:
        return "The database has no schema yet. Run: aeo migrate."
    if present in older:
        return f"The schema ({present}) is older than this code. Run: aeo migrate."
    return ""


def _invented() -> str:
    found = db.session.scalar(sa.select(sa.select(User.id).where(User.is_demo).exists()))
    if not found:
        return ""
    return (
        "The database holds accounts of the demonstration, which anybody can enter."
        " Use a database that never was one."
    )
