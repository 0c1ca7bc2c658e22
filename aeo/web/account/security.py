"""Flask-Security, tamed (ADR 0003): its password hashes and link tokens, none of its pages.

It registers no address, sends no mail, commits nothing and grants no right.
"""

from datetime import timedelta

from flask import Flask, Request
from flask_security import Security, SQLAlchemyUserDatastore

from aeo import clock
from aeo.config import Env, Settings
from aeo.db import db
from aeo.models.account import AccountRole, User, WebAuthn
from aeo.web.account import session

CONFIRM_WITHIN = timedelta(days=2)
RESET_WITHIN = timedelta(days=1)

# RFC 9106, second recommended option; the tests need the algorithm, not its price.
ARGON2 = {"argon2__rounds": 3, "argon2__memory_cost": 65536, "argon2__parallelism": 4}
ARGON2_IN_TESTS = {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}


def init_app(app: Flask) -> None:
    settings: Settings = app.extensions["aeo"]
    app.config.from_mapping(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 -- the name of an algorithm
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=(
            ARGON2_IN_TESTS if settings.env is Env.TEST else ARGON2
        ),
        SECURITY_CONFIRM_EMAIL_WITHIN=CONFIRM_WITHIN,
        SECURITY_RESET_PASSWORD_WITHIN=RESET_WITHIN,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_DATETIME_FACTORY=clock.machine,
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_HASHING_SCHEMES=["hex_sha256"],  # links are signed; this need not be slow as well
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
    )
    datastore = SQLAlchemyUserDatastore(db, User, AccountRole, WebAuthn)  # type: ignore[arg-type]
    security = Security(app, datastore, register_blueprint=False)
    # Its own loaders would take a token from any query string and read its roles per request.
    security.login_manager.request_loader(_signed_in)
    security.principal.identity_loaders.clear()


def _signed_in(_request: Request) -> User | None:
    """Flask-Login's ``current_user`` is the person of our session and nobody else."""
    return session.current_user()
