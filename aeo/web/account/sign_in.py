"""Signing in and out, and the way back in for whoever forgot the password."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.permissions import Permission
from aeo.models.account import User
from aeo.services import accounts, actors, throttle
from aeo.web.access import access
from aeo.web.account import bp, invented, links, passwords, places, session
from aeo.web.account.forms import ChoosePassword, Forgotten, SignIn


@bp.get("/sign-in")
@access(GET=Permission.PUBLIC)
def sign_in() -> ResponseReturnValue:
    return _page(SignIn())


@bp.post("/sign-in")
@access(POST=Permission.PUBLIC)
def do_sign_in() -> ResponseReturnValue:
    form = SignIn()
    if not form.validate():
        return _page(form), 422
    with unit_of_work():
        by_account = throttle.spend(throttle.SIGN_IN_ACCOUNT, form.email.data)
        by_address = throttle.spend(throttle.SIGN_IN_ADDRESS, session.address())
    user = accounts.by_email(form.email.data)
    db.session.rollback()  # comparing is slow
    closed = (
        by_address > throttle.SIGN_IN_ADDRESS.most or by_account > throttle.SIGN_IN_ACCOUNT.most
    )
    if closed:
        return _refused(form, "closed", 429)
    if not passwords.matches(user, form.password.data or "") or user is None:
        if by_account == throttle.SIGN_IN_ACCOUNT.most:
            _tell_owner(user)
        return _refused(form, "wrong", 422)
    return _enter(form, user.id)


@bp.post("/sign-out")
@access(POST=Permission.PUBLIC)
def sign_out() -> ResponseReturnValue:
    with unit_of_work():
        session.end()
    flash(_("You are signed out."), "success")
    return redirect(url_for(".sign_in"), 303)


@bp.get("/account/forgotten")
@access(GET=Permission.PUBLIC)
def forgotten() -> ResponseReturnValue:
    return render_template("account/forgotten.html", form=Forgotten())


@bp.post("/account/forgotten")
@access(POST=Permission.PUBLIC)
def ask_for_link() -> ResponseReturnValue:
    form = Forgotten()
    if not form.validate():
        return render_template("account/forgotten.html", form=form), 422
    with unit_of_work():
        accounts.ask_for_reset(form.email.data, address=session.address())
    return redirect(url_for(".check_mail"), 303)


@bp.get("/account/reset/<token>")
@access(GET=Permission.PUBLIC)
def reset(token: str) -> ResponseReturnValue:
    user = links.to_reset(token)
    if user is None:
        return render_template("account/link_ended.html"), 410
    return render_template("account/reset.html", form=ChoosePassword(), email=user.email)


@bp.post("/account/reset/<token>")
@access(POST=Permission.PUBLIC)
def do_reset(token: str) -> ResponseReturnValue:
    user = links.to_reset(token)
    if user is None:
        return render_template("account/link_ended.html"), 410
    user_id, email = user.id, user.email
    form = ChoosePassword()
    if not form.validate():
        return render_template("account/reset.html", form=form, email=email), 422
    db.session.rollback()  # hashing is slow
    hashed = passwords.hashed(form.password.data or "")
    with unit_of_work():
        accounts.set_password(user_id, hashed)
    flash(_("Your new password is set. Now sign in."), "success")
    return redirect(url_for(".sign_in"), 303)


def _enter(form: SignIn, user_id: int) -> ResponseReturnValue:
    refused, is_officer = "", False
    with unit_of_work():
        user = accounts.get(user_id)
        if not user.active:
            refused = "wrong"
        elif user.confirmed_at is None:
            accounts.owe_confirmation(user)
            refused = "unconfirmed"
        else:
            is_officer = actors.is_officer(user.id)
            session.start(user, is_officer=is_officer)
    if refused:
        return _refused(form, refused, 422)
    then = places.local(request.form.get("then", ""))
    return redirect(then or places.home(is_officer=is_officer), 303)


def _tell_owner(user: User | None) -> None:
    if user is not None:
        with unit_of_work():
            accounts.locked_out(user)


def _refused(form: SignIn, why: str, status: int) -> ResponseReturnValue:
    return _page(form, refused=why), status


def _page(form: SignIn, refused: str = "") -> str:
    settings = current_app.extensions["aeo"]
    return render_template(
        "account/sign_in.html",
        form=form,
        refused=refused,
        then=places.local(request.values.get("then", "")) or "",
        people=invented.people() if settings.has_dev_tools and not clock.is_behind() else None,
    )
