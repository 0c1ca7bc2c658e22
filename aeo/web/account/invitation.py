"""The link with which a company asks somebody to join: made when the mail is made, and used up.

A room of its own: after signing in, a person comes back here (``places.local``).
"""

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms.validators import InputRequired, StopValidation

from aeo.db import db, unit_of_work
from aeo.domain.permissions import Permission
from aeo.mail import Late, late
from aeo.models.account import Invitation
from aeo.services import accounts, companies, invitations, sessions
from aeo.services.deliveries import Claim
from aeo.web.access import access, acting
from aeo.web.account import passwords, session
from aeo.web.account.forms import NAME_MAX, Confirm
from aeo.web.account.passwords import LEAST, NewPassword
from aeo.web.fields import SafeText

PURPOSE = "aeo-invitation-v1"

bp = Blueprint("invitation", __name__)


class Join(FlaskForm):
    """For somebody without an account: the address is proved by the link."""

    name = SafeText(_l("Your name"), [InputRequired(_l("Type your name."))], max_length=NAME_MAX)
    password = NewPassword(
        _l("Password"),
        [InputRequired(_l("Choose a password."))],
        description=_l("At least %(n)s characters. Four words are easy to remember.", n=LEAST),
    )
    email = ""

    def validate_password(self, field: NewPassword) -> None:
        if passwords.is_about(field.data or "", self.name.data or "", self.email):
            raise StopValidation(_("Choose a password that is not your name or address."))


def init_app(app: Flask) -> None:
    late(app, "invitation_link", _link)
    app.register_blueprint(bp)


@bp.get("/account/invitation/<token>")
@access(GET=Permission.PUBLIC)
def show(token: str) -> ResponseReturnValue:
    """Who asks whom, behind a button: a mail scanner that opens links accepts nothing."""
    invitation = _standing(token)
    if invitation is None:
        return _ended()
    form = Confirm() if _needs(invitation) != "account" else Join(formdata=None)
    return _page(token, invitation, form)


@bp.post("/account/invitation/<token>")
@access(POST=Permission.PUBLIC)
def accept(token: str) -> ResponseReturnValue:
    invitation = _standing(token)
    if invitation is None:
        return _ended()
    match _needs(invitation):
        case "sign_in":
            return redirect(url_for("account.sign_in", then=url_for(".show", token=token)), 303)
        case "other_person":
            return _page(token, invitation, Confirm()), 403
        case "account":
            return _join_anew(token, invitation)
    public_id = invitation.public_id
    with acting() as actor:
        company = invitations.accept(public_id, actor.user_id or 0)
        _act_for(company.id)
        name = company.name
    return _welcome(name)


def _join_anew(token: str, invitation: Invitation) -> ResponseReturnValue:
    public_id = invitation.public_id
    form = Join()
    form.email = invitation.email
    if not form.validate():
        return _page(token, invitation, form), 422
    db.session.rollback()  # hashing is slow
    hashed = passwords.hashed(form.password.data or "")
    with unit_of_work():
        user = invitations.accept_anew(public_id, form.name.data, hashed)
        session.start(user, is_officer=False)
        company = session.current_company()
        name = company.name if company else ""
    return _welcome(name)


def _needs(invitation: Invitation) -> str:
    """What stands between this browser and joining: nothing, signing in, an account of one's own,
    or that somebody else is signed in."""
    here = session.current_user()
    if here is not None:
        return "" if here.email == invitation.email else "other_person"
    user = accounts.by_email(invitation.email)
    return "sign_in" if user is not None and user.confirmed_at is not None else "account"


def _page(token: str, invitation: Invitation, form: FlaskForm) -> str:
    return render_template(
        "account/invitation.html",
        token=token,
        invitation=invitation,
        company=companies.get(invitation.company_id),
        needs=_needs(invitation),
        form=form,
    )


def _ended() -> ResponseReturnValue:
    return render_template("account/invitation_ended.html"), 410


def _welcome(name: str) -> ResponseReturnValue:
    flash(_("You now belong to %(name)s.", name=name), "success")
    return redirect(url_for("portal.home"), 303)


def _act_for(company_id: int) -> None:
    """This browser acts for the company from now on, whichever it acted for before."""
    here = session.current()
    if here is not None:
        sessions.choose_company(here.id, company_id)


def _standing(token: str) -> Invitation | None:
    try:
        public_id = _signer().loads(token)
    except BadSignature:
        return None
    return invitations.standing(public_id) if isinstance(public_id, str) else None


def _link(claim: Claim) -> Late:
    invitation = invitations.behind(claim.id)
    base_url: str = current_app.extensions["aeo"].base_url
    token = _signer().dumps(invitation.public_id)
    return Late(f"{base_url}/account/invitation/{token}", invitations.ends_at(invitation))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=PURPOSE)
