"""The officer's first page: what needs somebody today."""

from flask import render_template
from flask.typing import ResponseReturnValue

from aeo.domain.permissions import Permission
from aeo.services import outbox
from aeo.web.access import access
from aeo.web.desk import bp
from aeo.web.desk.mail import Line


@bp.get("/")
@access(GET=Permission.DESK_READ)
def home() -> ResponseReturnValue:
    stuck = outbox.failed()
    return render_template("desk/home.html", stuck=[Line.of(row) for row in stuck])
