"""The Authorised Economic Operator programme as a service: from application to renewal."""

from __future__ import annotations

from typing import TYPE_CHECKING

# The child that looks at a stranger's file is of this package too, and serves nothing.
if TYPE_CHECKING:
    from flask import Flask

    from aeo.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application. The web serves it; workers, beat and the command line only use it.

    Built from the environment, as a process that serves does it, production is looked at first:
    raises ``Misconfigured`` with what is not fit for it. Given ``settings`` are taken as they are.
    """
    from flask import Flask  # noqa: PLC0415 -- not before an app is asked for

    from aeo import db, mail, models, storage, web  # noqa: F401, PLC0415 -- models are bound to an app here, not at import
    from aeo.config import Settings  # noqa: PLC0415 -- the same
    from aeo.services import preflight, programmes  # noqa: PLC0415 -- the same

    serves = settings is None
    settings = settings or Settings.from_env()
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.extensions["aeo"] = settings
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=db.engine_options(settings.database_url),
        TESTING=settings.env == "test",
        TRUSTED_HOSTS=[settings.host.rsplit(":", 1)[0]],
        MAX_CONTENT_LENGTH=settings.upload_max + 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=1000,
    )
    with app.app_context():
        app.config["AEO_ZONE"] = programmes.current().locale.timezone
    db.init_app(app)
    storage.init_app(app)
    mail.init_app(app)
    web.init_app(app)
    if serves:
        with app.app_context():
            preflight.refuse(settings)
    return app
