"""The lists of a company: what is on them, what is missing, what was removed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.permissions import Permission, may
from aeo.services import profile, programmes
from aeo.services.profile import Kind
from aeo.web import errors
from aeo.web.access import acting, signed_in
from aeo.web.answered import spoken
from aeo.web.portal.profile import afterwards, present
from aeo.web.portal.profile.layout import Listing
from aeo.web.portal.profile.routes import for_each_list


def listed(listing: Listing) -> ResponseReturnValue:
    """One list, with a way to put back what has just been removed."""
    actor, programme = signed_in(), programmes.current()
    found = profile.entries(listing.kind, actor.company_id or 0)
    edits = may(actor, Permission.PORTAL_EDIT)
    removed = [entry for entry in found if entry.is_removed]
    lines = [
        present.line(
            listing,
            entry,
            programme,
            may_change=edits and profile.may_change(listing.kind, entry.public_id, by=actor),
        )
        for entry in found
        if not entry.is_removed
    ]
    return render_template(
        "portal/profile_list.html",
        listing=listing,
        lines=lines,
        heads=[spoken(one.label) for one in present.shown(listing, programme)],
        removed=removed,
        just_removed=[one for one in removed if one.public_id == request.args.get("removed")],
        may_add=edits and profile.may_change(listing.kind, "", by=actor),
        is_limited=edits and not profile.may_change(listing.kind, "", by=actor),
        certain_sites=errors.say(profile.CERTAIN_SITES),
        has_import=listing.kind is Kind.PARTNER,
        then=afterwards.wanted(),
        here=afterwards.carrying(url_for(listing.endpoint()), afterwards.wanted()),
    )


def removal(listing: Listing, public_id: str) -> ResponseReturnValue:
    """The question before an entry is removed, with who else names it."""
    company_id = signed_in().company_id or 0
    entry = profile.entry(listing.kind, company_id, public_id)
    profile.check_reach(listing.kind, "", by=signed_in())
    whole = profile.read(company_id)
    naming = [
        str(data.get("name"))
        for entries in (whole.sites, whole.flows)
        for data in entries.values()
        if entry.scope in data.values()
    ]
    return render_template(
        "portal/profile_remove.html",
        listing=listing,
        entry=entry,
        naming=naming,
        then=afterwards.wanted(),
        keep=afterwards.or_else(url_for(listing.endpoint())),
    )


def remove(listing: Listing, public_id: str) -> ResponseReturnValue:
    with acting() as actor:
        profile.remove(listing.kind, actor.company_id or 0, public_id, by=actor)
    return redirect(url_for(listing.endpoint(), removed=public_id), 303)


def put_back(listing: Listing, public_id: str) -> ResponseReturnValue:
    with acting() as actor:
        entry = profile.put_back(listing.kind, actor.company_id or 0, public_id, by=actor)
    flash(_("%(name)s is on the list again.", name=entry.name), "success")
    return redirect(url_for(listing.endpoint()), 303)


READ, EDIT = Permission.PORTAL_READ, Permission.PORTAL_EDIT
for_each_list("", "", listed, GET=READ)
for_each_list("/<public_id>/remove", "removal", removal, GET=EDIT)
for_each_list("/<public_id>/remove", "remove", remove, POST=EDIT)
for_each_list("/<public_id>/put-back", "put_back", put_back, POST=EDIT)
