"""HTTP: rooms, sign-in, security headers, and what every page may use.

Views translate and delegate. Nothing in here decides what the programme allows.
"""

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from aeo.services import programmes
from aeo.web import (
    access,
    account,
    answered,
    assets,
    csp,
    demo,
    desk,
    errors,
    frame,
    limits,
    operations,
    portal,
    public,
)

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    csp.init_app(app)
    _trust_proxies(app)
    assets.init_app(app)
    frame.init_app(app)
    answered.init_app(app)
    account.init_app(app)
    csrf.init_app(app)
    errors.init_app(app)
    limits.init_app(app)
    app.register_blueprint(operations.bp)
    app.register_blueprint(public.bp)
    app.register_blueprint(portal.bp)
    app.register_blueprint(desk.bp)
    demo.init_app(app)
    access.init_app(app)
    with app.app_context():
        programmes.current()  # a programme with a mistake in it stops the start, not a page


def _trust_proxies(app: Flask) -> None:
    """Believe as many proxies as really stand in front, and no header of anybody else."""
    count = app.extensions["aeo"].proxies
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, count, count, count)  # type: ignore[method-assign]
