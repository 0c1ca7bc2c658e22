"""One entry of a list: adding it, changing it, and the rows of its table."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.errors import OutOfOrder
from aeo.domain.permissions import Permission
from aeo.services import profile
from aeo.services.profile import Entry, Kind, Unfit
from aeo.web.access import acting, signed_in
from aeo.web.portal.profile import afterwards, present
from aeo.web.portal.profile.forms import ProfileForm, rearranged
from aeo.web.portal.profile.layout import Listing
from aeo.web.portal.profile.page import form_of, form_page, offered
from aeo.web.portal.profile.routes import for_each_list


def adding(listing: Listing) -> ResponseReturnValue:
    profile.check_reach(listing.kind, "", by=signed_in())
    return Writing(listing, Entry(kind=listing.kind, public_id="", data={})).page()


def add(listing: Listing) -> ResponseReturnValue:
    profile.check_reach(listing.kind, "", by=signed_in())
    writing = Writing(listing, Entry(kind=listing.kind, public_id="", data={}))
    if rearranged(writing.form):
        return writing.page()
    if not writing.form.validate():
        return writing.page(status=422)
    try:
        with acting() as actor:
            added = profile.add(listing.kind, actor.company_id or 0, writing.form.given(), by=actor)
    except Unfit as refusal:
        writing.form.mark(refusal.flaws)
        return writing.page(status=422)
    flash(_("%(name)s is added.", name=added.name), "success")
    return redirect(afterwards.or_else(url_for(listing.endpoint())), 303)


def changing(listing: Listing, public_id: str) -> ResponseReturnValue:
    return Writing(listing, _entry(listing, public_id)).page()


def change(listing: Listing, public_id: str) -> ResponseReturnValue:
    writing = Writing(listing, _entry(listing, public_id, removed=True))
    if rearranged(writing.form):
        return writing.page()
    if not writing.form.validate():
        return writing.page(status=422)
    try:
        with acting() as actor:
            changed = profile.change(
                listing.kind,
                actor.company_id or 0,
                public_id,
                writing.form.given(),
                version=writing.form.opened_at(),
                by=actor,
            )
    except Unfit as refusal:
        writing.form.mark(refusal.flaws)
        return writing.page(status=422)
    except OutOfOrder as refusal:
        writing.entry = _entry(listing, public_id, removed=True)
        return writing.page(conflict=refusal)
    flash(_("%(name)s is saved.", name=changed.name), "success")
    return redirect(afterwards.or_else(url_for(listing.endpoint())), 303)


class Writing:
    """An entry, the form that is about it, and the partners the form may name."""

    def __init__(self, listing: Listing, entry: Entry) -> None:
        self.listing, self.entry = listing, entry
        self.partners = _partners(entry)
        self.form: ProfileForm = form_of(entry, self.partners)

    def page(self, *, conflict: OutOfOrder | None = None, status: int = 200) -> ResponseReturnValue:
        return form_page(
            "portal/profile_entry.html",
            self.form,
            self.entry,
            partners=self.partners,
            back=url_for(self.listing.endpoint()),
            conflict=conflict,
            status=status,
            listing=self.listing,
            route=present.route(self.form),
        )


def _entry(listing: Listing, public_id: str, *, removed: bool = False) -> Entry:
    """The entry if there is one, and if this member's membership reaches it. What was typed about
    one that a colleague has ``removed`` meanwhile must not be lost."""
    company_id = signed_in().company_id or 0
    entry = profile.entry(listing.kind, company_id, public_id, removed=removed)
    profile.check_reach(listing.kind, public_id, by=signed_in())
    return entry


def _partners(entry: Entry) -> dict[str, str]:
    """Those on the list, and those this entry names though they were removed since."""
    if not any(one.type == "partner" for one in offered(entry.kind)):
        return {}
    named = [value for value in entry.data.values() if isinstance(value, str)]
    found = profile.entries(Kind.PARTNER, signed_in().company_id or 0)
    return present.partner_names([one for one in found if not one.is_removed or one.scope in named])


EDIT = Permission.PORTAL_EDIT
for_each_list("/add", "adding", adding, GET=EDIT)
for_each_list("/add", "add", add, POST=EDIT)
for_each_list("/<public_id>", "changing", changing, GET=EDIT)
for_each_list("/<public_id>", "change", change, POST=EDIT)
