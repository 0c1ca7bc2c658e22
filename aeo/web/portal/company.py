"""The company as its registration shows it, and the people who work on its applications."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import InputRequired

from aeo.domain.errors import Incomplete
from aeo.domain.permissions import Permission
from aeo.domain.programme.entries import registered_labels
from aeo.services import companies, programmes, sessions
from aeo.services.companies import Names
from aeo.web import errors
from aeo.web.access import access, acting
from aeo.web.account import session
from aeo.web.answered import spoken
from aeo.web.fields import SafeText
from aeo.web.portal import bp


class Registration(FlaskForm):
    """The names and the number as they are registered, called as the programme calls them; a
    second name only where it has one."""

    name = SafeText(validators=[InputRequired(_l("Type the name as it is registered."))])
    name_zh = SafeText()
    ubi = SafeText(max_length=40, validators=[InputRequired(_l("Type the number."))])

    def __init__(self, **given: object) -> None:
        super().__init__(**given)
        labels = registered_labels(programmes.current())
        self.name.label.text = spoken(labels["name"]) if "name" in labels else _("Name")
        self.ubi.label.text = spoken(labels["ubi"])
        if "name_zh" in labels:
            self.name_zh.label.text = spoken(labels["name_zh"])
        else:
            del self.name_zh

    def names(self) -> Names:
        second = self["name_zh"].data if "name_zh" in self else ""
        return Names(name=self.name.data, name_zh=second, ubi=self.ubi.data)


class Founding(Registration):
    may_sign = BooleanField(_l("I may sign for this company, as a director or authorised officer"))


@bp.get("/company/add")
@access(GET=Permission.COMPANY_CREATE)
def company_add() -> ResponseReturnValue:
    return render_template("portal/company_add.html", form=Founding())


@bp.post("/company/add")
@access(POST=Permission.COMPANY_CREATE)
def company_found() -> ResponseReturnValue:
    form = Founding()
    if not form.validate():
        return render_template("portal/company_add.html", form=form), 422
    try:
        with acting() as actor:
            company = companies.found(form.names(), by=actor, may_sign=form.may_sign.data)
            here = session.current()
            if here is not None:
                sessions.choose_company(here.id, company.id)
            name = company.name
    except Incomplete as refusal:
        _mark(form, refusal)
        return render_template("portal/company_add.html", form=form), 422
    flash(_("%(name)s is added.", name=name), "success")
    return redirect(url_for(".home"), 303)


@bp.get("/company/")
@access(GET=Permission.PORTAL_READ)
def company() -> ResponseReturnValue:
    ours = session.current_company()
    return render_template(
        "portal/company.html",
        company=ours,
        members=companies.members(ours.id) if ours else [],
        labels=registered_labels(programmes.current()),
    )


@bp.get("/company/details")
@access(GET=Permission.COMPANY_MANAGE)
def company_details() -> ResponseReturnValue:
    return render_template(
        "portal/company_details.html", form=Registration(obj=session.current_company())
    )


@bp.post("/company/details")
@access(POST=Permission.COMPANY_MANAGE)
def company_change() -> ResponseReturnValue:
    form = Registration()
    if not form.validate():
        return render_template("portal/company_details.html", form=form), 422
    try:
        with acting() as actor:
            companies.change(actor.company_id or 0, form.names())
    except Incomplete as refusal:
        _mark(form, refusal)
        return render_template("portal/company_details.html", form=form), 422
    flash(_("The details are changed."), "success")
    return redirect(url_for(".company"), 303)


def _mark(form: Registration, refusal: Incomplete) -> None:
    """Put the service's sentence at the field it is about."""
    form.ubi.errors = [errors.say(reason) for reason in refusal.reasons]
