"""The company's own fields, all on one page with one button."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.errors import OutOfOrder
from aeo.domain.permissions import Permission
from aeo.domain.programme.entries import registered
from aeo.services import profile, programmes
from aeo.services.profile import Entry, Unfit
from aeo.web.access import access, acting, signed_in
from aeo.web.answered import spoken
from aeo.web.portal import bp
from aeo.web.portal.profile import afterwards
from aeo.web.portal.profile.forms import ProfileForm
from aeo.web.portal.profile.page import form_of, form_page


@bp.get("/company/profile")
@access(GET=Permission.PORTAL_EDIT)
def company_profile() -> ResponseReturnValue:
    profile.check_reach(profile.Kind.COMPANY, "", by=signed_in())
    entry = profile.of_company(signed_in().company_id or 0)
    return _page(form_of(entry, {}), entry)


@bp.post("/company/profile")
@access(POST=Permission.PORTAL_EDIT)
def company_profile_change() -> ResponseReturnValue:
    company_id = signed_in().company_id or 0
    entry = profile.of_company(company_id)
    form = form_of(entry, {})
    if not form.validate():
        return _page(form, entry, status=422)
    try:
        with acting() as actor:
            profile.change_company(
                actor.company_id or 0, form.given(), version=form.opened_at(), by=actor
            )
    except Unfit as refusal:
        form.mark(refusal.flaws)
        return _page(form, entry, status=422)
    except OutOfOrder as refusal:
        return _page(form, profile.of_company(company_id), conflict=refusal)
    flash(_("What you say of the company is saved."), "success")
    return redirect(afterwards.or_else(url_for(".company")), 303)


def _page(
    form: ProfileForm, entry: Entry, *, conflict: OutOfOrder | None = None, status: int = 200
) -> ResponseReturnValue:
    programme = programmes.current()
    elsewhere = registered(programme)
    return form_page(
        "portal/profile.html",
        form,
        entry,
        partners={},
        back=url_for(".company"),
        conflict=conflict,
        status=status,
        registered=[
            (spoken(one.label), entry.data[one.key])
            for one in programme.fields.company
            if one.key in elsewhere
        ],
    )
