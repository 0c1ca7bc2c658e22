"""Signing in as one of the invented people of the demonstration, without a password."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from aeo.db import unit_of_work
from aeo.domain.errors import N_, Gone, Sentence
from aeo.domain.permissions import Permission
from aeo.services import accounts, actors
from aeo.web.access import access
from aeo.web.account import places, session

bp = Blueprint("people", __name__, url_prefix="/dev/people")


@bp.post("/<int:user_id>/sign-in")
@access(POST=Permission.DEMO)
def sign_in(user_id: int) -> ResponseReturnValue:
    """Only an invented person: a real account has a password, here as everywhere."""
    with unit_of_work():
        user = accounts.get(user_id)
        if not user.is_demo or not user.active:
            raise Gone(Sentence(N_("There is no such account.")))
        is_officer = actors.is_officer(user.id)
        session.start(user, is_officer=is_officer)
    return redirect(places.home(is_officer=is_officer), 303)
