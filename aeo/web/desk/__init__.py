"""The officer's side: what needs somebody today, and every case."""

from flask import Blueprint

bp = Blueprint("desk", __name__, url_prefix="/desk")

from aeo.web.desk import (  # noqa: E402, F401 -- the views need bp
    cases,
    decisions,
    findings,
    holders,
    home,
    mail,
    papers,
    review,
    visits,
)
