"""The company's side: preparing, answering, following its case."""

from flask import Blueprint

bp = Blueprint("portal", __name__, url_prefix="/portal")

from aeo.web.portal import company, home, messages  # noqa: E402, F401 -- the views need bp
