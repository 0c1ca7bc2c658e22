"""Changing what is applied for, discarding a draft, withdrawing an application."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.errors import OutOfOrder
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import CaseStatus
from aeo.domain.workflow.case import CaseAct
from aeo.services import answers, cases, drafts, endings
from aeo.web.access import access, acting, signed_in
from aeo.web.fields import cleaned
from aeo.web.portal import bp
from aeo.web.portal.applications import words
from aeo.web.portal.applications.begin import chosen, levels_form


@bp.get("/applications/<reference>/level")
@access(GET=Permission.PORTAL_EDIT)
def application_level(reference: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    if case.status is not CaseStatus.DRAFT:
        raise OutOfOrder(answers.CLOSED)
    form = levels_form(words.programme_of(case))
    combinable = words.programme_of(case).levels.combinable
    form.level.data = list(case.levels) if combinable else case.levels[0]
    return render_template("portal/application_level.html", case=case, form=form)


@bp.post("/applications/<reference>/level")
@access(POST=Permission.PORTAL_EDIT)
def application_change_level(reference: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    form = levels_form(words.programme_of(case))
    if not form.validate():
        return render_template("portal/application_level.html", case=case, form=form), 422
    with acting() as actor:
        title = words.title(drafts.change_levels(reference, chosen(form), by=actor))
    flash(_("You now apply for: %(what)s.", what=title), "success")
    return redirect(url_for(".application", reference=reference), 303)


@bp.get("/applications/<reference>/discard")
@access(GET=Permission.COMPANY_MANAGE)
def application_discard(reference: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    if case.status is not CaseStatus.DRAFT:
        raise OutOfOrder(answers.CLOSED)
    return render_template("portal/application_discard.html", case=case, title=words.title(case))


@bp.post("/applications/<reference>/discard")
@access(POST=Permission.COMPANY_MANAGE)
def application_do_discard(reference: str) -> ResponseReturnValue:
    with acting() as actor:
        drafts.discard(reference, by=actor)
    flash(_("The draft %(ref)s is discarded. Your files are kept.", ref=reference), "success")
    return redirect(url_for(".applications"), 303)


@bp.get("/applications/<reference>/withdraw")
@access(GET=Permission.PORTAL_SUBMIT)
def application_withdraw(reference: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    return render_template("portal/application_withdraw.html", case=case, title=words.title(case))


@bp.post("/applications/<reference>/withdraw")
@access(POST=Permission.PORTAL_SUBMIT)
def application_do_withdraw(reference: str) -> ResponseReturnValue:
    note = cleaned(request.form.get("note", ""), lines=True)[:2000]
    with acting() as actor:
        endings.end(reference, CaseAct.WITHDRAW, by=actor, note=note)
    flash(_("The application is withdrawn. We have confirmed it by e-mail."), "success")
    return redirect(url_for(".application", reference=reference), 303)
