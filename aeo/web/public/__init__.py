"""Pages for anyone in the trade, without an account."""

from flask import Blueprint

bp = Blueprint("public", __name__)

from aeo.web.public import (  # noqa: E402, F401 -- the views need bp
    readiness,
    register,
    service_record,
    verify,
    views,
)
