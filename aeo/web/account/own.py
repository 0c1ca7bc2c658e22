"""A person's own account: name, language, password, the devices they are signed in on."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.db import db
from aeo.domain.errors import N_, Gone, Sentence
from aeo.domain.permissions import Permission
from aeo.services import accounts, actors, sessions
from aeo.web.access import access, acting
from aeo.web.account import bp, passwords, session
from aeo.web.account.forms import ChangePassword, Details
from aeo.web.fields import cleaned


@bp.get("/account/")
@access(GET=Permission.ACCOUNT)
def own() -> ResponseReturnValue:
    return _page()


@bp.post("/account/details")
@access(POST=Permission.ACCOUNT)
def change_details() -> ResponseReturnValue:
    form = Details()
    if not form.validate():
        return _page(details=form), 422
    with acting() as actor:
        accounts.rename(_id(actor.user_id), form.name.data)
    flash(_("Your name is changed."), "success")
    return redirect(url_for(".own"), 303)


@bp.post("/account/password")
@access(POST=Permission.ACCOUNT)
def change_password() -> ResponseReturnValue:
    form = ChangePassword()
    user, here = session.current_user(), session.current()
    if user is None or here is None:
        raise Gone(Sentence(N_("There is no such account.")))
    right = bool(form.present.data) and passwords.matches(user, form.present.data or "")
    valid = form.validate()
    if valid and passwords.is_about(form.password.data or "", user.name, user.email):
        form.password.errors = [_("Choose a password that is not your name or address.")]
        valid = False
    if not right and not form.present.errors:
        form.present.errors = [_("This is not your present password.")]
    if not valid or not right:
        return _page(password=form), 422
    here_id = here.id
    db.session.rollback()  # hashing is slow
    hashed = passwords.hashed(form.password.data or "")
    with acting() as actor:
        accounts.set_password(_id(actor.user_id), hashed, keep_session=here_id)
    flash(_("Your password is changed. Every other device is signed out."), "success")
    return redirect(url_for(".own"), 303)


@bp.post("/account/devices/<public_id>/sign-out")
@access(POST=Permission.ACCOUNT)
def end_session(public_id: str) -> ResponseReturnValue:
    with acting() as actor:
        sessions.end(_id(actor.user_id), public_id)
    flash(_("That device is signed out."), "success")
    return redirect(url_for(".own"), 303)


@bp.post("/account/devices/sign-out-others")
@access(POST=Permission.ACCOUNT)
def end_other_sessions() -> ResponseReturnValue:
    with acting() as actor:
        here = session.current()
        sessions.end_all(_id(actor.user_id), but=here.id if here else None)
    flash(_("Every other device is signed out."), "success")
    return redirect(url_for(".own"), 303)


@bp.post("/account/company")
@access(POST=Permission.ACCOUNT)
def choose_company() -> ResponseReturnValue:
    """Act for another of one's companies, in this browser."""
    wanted = cleaned(request.form.get("company", ""))
    with acting() as actor:
        mine = actors.companies(_id(actor.user_id))
        chosen = next((company for company in mine if company.public_id == wanted), None)
        here = session.current()
        if chosen is None or here is None:
            raise Gone(Sentence(N_("You do not belong to this company.")))
        sessions.choose_company(here.id, chosen.id)
    return redirect(url_for("portal.home"), 303)


def _page(details: Details | None = None, password: ChangePassword | None = None) -> str:
    user, here = session.current_user(), session.current()
    if user is None or here is None:
        raise Gone(Sentence(N_("There is no such account.")))
    return render_template(
        "account/own.html",
        user=user,
        here=here,
        devices=sessions.of(user.id),
        companies=actors.companies(user.id),
        details=details or Details(formdata=None, name=user.name),
        password=password or ChangePassword(formdata=None),
    )


def _id(user_id: int | None) -> int:
    if user_id is None:
        raise Gone(Sentence(N_("There is no such account.")))
    return user_id
