"""Accounts: opening one, signing in and out, and what a person may change about their own."""

from flask import Blueprint, Flask

bp = Blueprint("account", __name__)


def init_app(app: Flask) -> None:
    from aeo.web.account import invitation, links, own, security, session, sign_in, sign_up  # noqa: F401, PLC0415 -- the views need bp

    session.init_app(app)
    security.init_app(app)
    links.init_app(app)
    invitation.init_app(app)
    app.register_blueprint(bp)
