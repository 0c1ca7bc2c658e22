"""Moving programme time, so that visitors of the demonstration need not wait for a date."""

from datetime import timedelta

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import DataRequired

from aeo import clock
from aeo.db import unit_of_work
from aeo.domain.calendar import move
from aeo.domain.errors import Incomplete
from aeo.domain.permissions import Permission
from aeo.services import walks
from aeo.web import errors, frame
from aeo.web.access import access
from aeo.web.fields import SafeDate

bp = Blueprint("demo_clock", __name__, url_prefix="/dev/clock")
LOOK_AGAIN_SECONDS = 1


class DayForm(FlaskForm):
    """Where programme time is to walk."""

    day = SafeDate(_l("Go to the morning of"), [DataRequired(_l("Give a day."))])


@bp.get("")
@access(GET=Permission.DEMO)
def shown() -> ResponseReturnValue:
    """What programme time it is. While it walks the page comes again by itself."""
    return _page(DayForm())


@bp.post("")
@access(POST=Permission.DEMO)
def walk() -> ResponseReturnValue:
    """Begin a walk; a worker takes its steps."""
    form = DayForm()
    if not form.validate() or form.day.data is None:
        return _page(form), 422
    try:
        with unit_of_work():
            walks.begin(form.day.data)
    except Incomplete as flaw:
        form.day.errors = [errors.say(reason) for reason in flaw.reasons]
        return _page(form), 422
    flash(_("Programme time is on its way to %(day)s.", day=frame.day(form.day.data)), "success")
    return redirect(url_for(".shown"), 303)


def _page(form: DayForm) -> Response:
    today, on_its_way = clock.today(), walks.under_way()
    jumps = {
        _("Tomorrow"): move(today, "P1D"),
        _("In a week"): move(today, "P7D"),
        _("In a month"): move(today, "P1M"),
        _("In a year"): move(today, "P1Y"),
    }
    answer = make_response(
        render_template(
            "demo/clock.html",
            form=form,
            now=clock.now(),
            is_ahead=clock.now() - clock.machine() > timedelta(hours=1),
            walk=on_its_way,
            jumps=[] if on_its_way else list(jumps.items()),
        )
    )
    if on_its_way is not None:
        answer.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return answer
