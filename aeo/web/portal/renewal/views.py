"""Beginning a renewal, comparing it with the last time, reading and confirming what is the same."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from aeo.domain.errors import OutOfOrder
from aeo.domain.permissions import Permission, may
from aeo.services import cases
from aeo.services.lacks import Draft
from aeo.services.renewals import beginning, confirming
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.portal import bp
from aeo.web.portal.applications import words
from aeo.web.portal.renewal.present import Renewal

PAGE = "/applications/<reference>/renewal"
VERSION_MAX = 10**9


@bp.post("/authorisation/renew")
@access(POST=Permission.PORTAL_EDIT)
def authorisation_renew() -> ResponseReturnValue:
    """Start the renewal; who has started one already is led there."""
    running = beginning.under_way(signed_in().company_id or 0)
    if running is not None:
        return redirect(url_for(".application", reference=running.reference), 303)
    with acting() as actor:
        reference = beginning.begin(by=actor).reference
    flash(_("Your renewal is saved under %(ref)s. Your last answers are filled in.", ref=reference))
    return redirect(url_for(".application_renewal", reference=reference), 303)


@bp.get(PAGE)
@access(GET=Permission.PORTAL_READ)
def application_renewal(reference: str) -> ResponseReturnValue:
    actor = signed_in()
    case = cases.get(reference, to=actor)
    renewal = Renewal.of(Draft.of(case), by=actor)
    overview = renewal.overview(
        request.args.get("show", ""), may_edit=may(actor, Permission.PORTAL_EDIT)
    )
    return render_template(
        "portal/renewal.html",
        case=case,
        title=words.title(case),
        page=overview,
        may_edit=may(actor, Permission.PORTAL_EDIT) and renewal.is_open,
    )


@bp.get(f"{PAGE}/<section>")
@access(GET=Permission.PORTAL_READ)
def application_renewal_section(reference: str, section: str) -> ResponseReturnValue:
    return _section(reference, section)


@bp.post(f"{PAGE}/<section>/confirm")
@access(POST=Permission.PORTAL_EDIT)
def application_renewal_confirm(reference: str, section: str) -> ResponseReturnValue:
    try:
        with acting() as actor:
            word = request.form.get("seen", "")
            n = confirming.confirm(reference, section, word, by=actor)
    except OutOfOrder as late:
        return _section(reference, section, late)
    flash(ngettext("%(num)s answer confirmed.", "%(num)s answers confirmed.", n), "success")
    return redirect(url_for(".application_renewal", reference=reference, _anchor="confirm"), 303)


@bp.post(f"{PAGE}/answers/<key>/<scope>")
@access(POST=Permission.PORTAL_EDIT)
def application_renewal_answer(reference: str, key: str, scope: str) -> ResponseReturnValue:
    """One answer: it still holds, or the earlier one is put back."""
    version = _version(request.form.get("version", ""))
    with acting() as actor:
        if request.form.get("do") == "put_back":
            confirming.put_back(reference, key, scope, version, by=actor)
        else:
            confirming.keep(reference, key, scope, version, by=actor)
    flash(_("%(key)s is confirmed.", key=key), "success")
    show = request.form.get("show", "")[:20]
    return redirect(url_for(".application_renewal", reference=reference, show=show), 303)


def _section(reference: str, section: str, late: OutOfOrder | None = None) -> ResponseReturnValue:
    """The answers of a section to be read, with the button that confirms them; 409 when they
    changed while somebody was reading."""
    actor = signed_in()
    case = cases.get(reference, to=actor)
    renewal = Renewal.of(Draft.of(case), by=actor)
    title = renewal.title_of(section)
    rows, seen = renewal.to_read(section)
    page = render_template(
        "portal/renewal_section.html",
        case=case,
        application=words.title(case),
        section=section,
        title=title,
        rows=rows,
        seen=seen,
        year=renewal.reader.year,
        may_confirm=may(actor, Permission.PORTAL_EDIT) and renewal.is_open,
        problems=[errors.say(reason) for reason in late.reasons] if late is not None else [],
    )
    return page, 409 if late is not None else 200


def _version(typed: str) -> int:
    """The version that was read; what is no number fits no answer."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else VERSION_MAX
