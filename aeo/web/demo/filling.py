"""For visitors of the demonstration: a draft is filled in, so that they can see what follows."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.permissions import Permission
from aeo.samples import filling
from aeo.services import answers, cases
from aeo.web.access import access, signed_in

bp = Blueprint("demo_filling", __name__, url_prefix="/dev")


@bp.post("/fill/<reference>")
@access(POST=Permission.COMPANY_MANAGE)
def fill_rest(reference: str) -> ResponseReturnValue:
    """Answer what is not answered, and give what papers are missing."""
    actor = signed_in()
    case = cases.get(reference, to=actor)
    answers.check_open(case)
    filling.fill(reference, by=actor)
    flash(_("The rest is filled in. Look at it, then check and sign."), "success")
    return redirect(url_for("portal.application", reference=reference), 303)
