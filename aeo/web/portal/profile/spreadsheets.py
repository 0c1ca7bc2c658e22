"""Lists as CSV: out for every list, in for business partners.

What comes in is shown line by line first, and then taken whole or not at all.
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FileField

from aeo import clock
from aeo.domain.permissions import Permission, may
from aeo.domain.programme.entries import fields
from aeo.domain.programme.profile import ProfileField
from aeo.services import profile, programmes
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.answered import spoken
from aeo.web.fields import SafeLines
from aeo.web.portal import bp
from aeo.web.portal.profile import afterwards, incoming, present
from aeo.web.portal.profile.incoming import BYTES_MAX, PASTE_MAX, Sheet
from aeo.web.portal.profile.layout import PARTNERS, Listing
from aeo.web.portal.profile.page import offered
from aeo.web.portal.profile.routes import for_each_list
from aeo.web.sheet import download


class Import(FlaskForm):
    file = FileField(_l("A file saved as CSV"))
    text = SafeLines(_l("Or lines copied from a spreadsheet"), max_length=PASTE_MAX)


def exported(listing: Listing) -> ResponseReturnValue:
    """The whole list, in the reader's language."""
    actor, programme = signed_in(), programmes.current()
    columns = _columns(listing)
    found = profile.entries(listing.kind, actor.company_id or 0)
    partners = present.partner_names(found)
    rows = [
        [present.in_a_cell(one, entry.data.get(one.key), programme, partners) for one in columns]
        for entry in found
        if not entry.is_removed
    ]
    heads = [spoken(one.label) for one in columns]
    return download([heads, *rows], f"{listing.name}-{clock.today().isoformat()}.csv")


@bp.get("/company/partners/template.csv")
@access(GET=Permission.PORTAL_READ)
def company_partners_template() -> ResponseReturnValue:
    """An empty sheet with the columns that an import understands."""
    heads = [spoken(one.label) for one in offered(PARTNERS.kind)]
    return download([heads], "partners.csv")


@bp.get("/company/partners/import")
@access(GET=Permission.PORTAL_EDIT)
def company_partners_import() -> ResponseReturnValue:
    profile.check_reach(PARTNERS.kind, "", by=signed_in())
    return _import_page(Import(), None)


@bp.post("/company/partners/import")
@access(POST=Permission.PORTAL_EDIT)
def company_partners_do_import() -> ResponseReturnValue:
    """A preview, until the button says that it is right."""
    profile.check_reach(PARTNERS.kind, "", by=signed_in())
    form = Import()
    try:
        if form.file.data and form.file.data.filename:
            form.text.process_formdata([incoming.decoded(form.file.data.read(BYTES_MAX + 1))])
        if not form.validate():
            return _import_page(form, None, status=422)
        sheet = incoming.read(form.text.data, offered(PARTNERS.kind), programmes.current())
    except ValueError as refusal:
        form.text.errors = [str(refusal)]
        return _import_page(form, None, status=422)
    _judge(sheet)
    if sheet.has_problems or request.form.get("do") != "import":
        return _import_page(form, sheet, status=422 if sheet.has_problems else 200)
    with acting() as actor:
        added = profile.add_all(
            PARTNERS.kind, actor.company_id or 0, [line.data for line in sheet.lines], by=actor
        )
    flash(_("%(n)s business partners are added.", n=len(added)), "success")
    return redirect(afterwards.or_else(url_for(PARTNERS.endpoint())), 303)


def _judge(sheet: Sheet) -> None:
    """Add to each line what the service has against it, under the names of the columns."""
    company_id = signed_in().company_id or 0
    labels = {one.key: spoken(one.label) for one in offered(PARTNERS.kind)}
    flaws = profile.flaws(PARTNERS.kind, company_id, [line.data for line in sheet.lines])
    for line, found in zip(sheet.lines, flaws, strict=True):
        line.problems += [f"{labels.get(key, key)}: {errors.say(it)}" for key, it in found.items()]


def _import_page(form: Import, sheet: Sheet | None, *, status: int = 200) -> ResponseReturnValue:
    programme = programmes.current()
    page = render_template(
        "portal/profile_import.html",
        form=form,
        sheet=sheet,
        listing=PARTNERS,
        columns=[
            (
                spoken(one.label),
                one.required,
                present.what_fits(one, programme),
            )
            for one in offered(PARTNERS.kind)
        ],
        heads=[spoken(one.label) for one in present.shown(PARTNERS, programme)],
        cells=[
            [
                present.in_words(one, line.data.get(one.key), programme, {})
                for one in present.shown(PARTNERS, programme)
            ]
            for line in (sheet.lines if sheet else [])
        ],
        then=afterwards.wanted(),
        back=afterwards.or_else(url_for(PARTNERS.endpoint())),
    )
    return page, status


def _columns(listing: Listing) -> list[ProfileField]:
    """What this person may see of the list: what is restricted is for those who lead."""
    leads = may(signed_in(), Permission.COMPANY_MANAGE)
    seen = {"public", "case", "restricted"} if leads else {"public", "case"}
    found = fields(listing.kind, programmes.current())
    return [one for one in found if one.visible_to in seen and one.type != "document"]


for_each_list(".csv", "csv", exported, GET=Permission.PORTAL_READ)
