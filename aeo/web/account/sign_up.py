"""Opening an account and proving its address. The answer is the same whether one exists or not."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.db import db, unit_of_work
from aeo.domain.permissions import Permission
from aeo.services import accounts
from aeo.web import frame
from aeo.web.access import access
from aeo.web.account import bp, links, passwords, session
from aeo.web.account.forms import ChoosePassword, Confirm, Forgotten, SignUp


@bp.get("/sign-up")
@access(GET=Permission.PUBLIC)
def sign_up() -> ResponseReturnValue:
    return render_template("account/sign_up.html", form=SignUp())


@bp.post("/sign-up")
@access(POST=Permission.PUBLIC)
def open_account() -> ResponseReturnValue:
    form = SignUp()
    if not form.validate():
        return render_template("account/sign_up.html", form=form), 422
    hashed = passwords.hashed(form.password.data or "")  # slow: no transaction is open
    email, name, language = form.email.data, form.name.data, frame.language()
    with unit_of_work():
        accounts.sign_up(email, name, hashed, language, address=session.address())
    return redirect(url_for(".check_mail"), 303)


@bp.get("/account/check-mail")
@access(GET=Permission.PUBLIC)
def check_mail() -> ResponseReturnValue:
    return render_template("account/check_mail.html", form=Forgotten())


@bp.post("/account/check-mail")
@access(POST=Permission.PUBLIC)
def send_again() -> ResponseReturnValue:
    """Another link, for whoever waits for one: to prove the address or to set a password."""
    form = Forgotten()
    if not form.validate():
        return render_template("account/check_mail.html", form=form), 422
    with unit_of_work():
        accounts.ask_for_reset(form.email.data, address=session.address())
    return redirect(url_for(".check_mail"), 303)


@bp.get("/account/confirm/<token>")
@access(GET=Permission.PUBLIC)
def confirm(token: str) -> ResponseReturnValue:
    """What the link does, behind a button: a mail scanner that opens links proves nothing."""
    user = links.to_confirm(token)
    if user is None:
        return render_template("account/link_ended.html"), 410
    form = Confirm() if user.password else ChoosePassword()
    return render_template("account/confirm.html", form=form, email=user.email)


@bp.post("/account/confirm/<token>")
@access(POST=Permission.PUBLIC)
def do_confirm(token: str) -> ResponseReturnValue:
    user = links.to_confirm(token)
    if user is None:
        return render_template("account/link_ended.html"), 410
    user_id, email = user.id, user.email
    form = Confirm() if user.password else ChoosePassword()
    if not form.validate():
        return render_template("account/confirm.html", form=form, email=email), 422
    db.session.rollback()  # hashing is slow
    hashed = passwords.hashed(form.password.data or "") if "password" in form else None
    with unit_of_work():
        accounts.confirm(user_id, hashed)
    flash(_("Your address is confirmed. Now sign in."), "success")
    return redirect(url_for(".sign_in"), 303)
