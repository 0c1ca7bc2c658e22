"""The page of one form: its groups, what is missing, and what somebody else saved meanwhile."""

from collections.abc import Mapping

from flask import render_template
from flask.typing import ResponseReturnValue

from aeo.domain.errors import OutOfOrder
from aeo.domain.permissions import Permission, may
from aeo.domain.programme import entries
from aeo.domain.programme.profile import ProfileField
from aeo.services import profile, programmes
from aeo.services.profile import Entry, Kind
from aeo.web import errors, frame
from aeo.web.access import signed_in
from aeo.web.portal.profile import afterwards, present
from aeo.web.portal.profile.forms import ProfileForm, build
from aeo.web.portal.profile.layout import HINTS, grouped


def offered(kind: Kind) -> list[ProfileField]:
    """The fields this person may fill in: what is restricted is for those who lead."""
    leads = may(signed_in(), Permission.COMPANY_MANAGE)
    found = entries.writable(kind, programmes.current())
    return [one for one in found if leads or one.visible_to != "restricted"]


def form_of(entry: Entry, partners: Mapping[str, str]) -> ProfileForm:
    """The form of an entry, as it was posted or as it is kept."""
    return build(
        offered(entry.kind),
        programmes.current(),
        partners=list(partners.items()),
        data=entry.data,
        version=entry.version,
        then=afterwards.wanted(),
    )


def form_page(
    template: str,
    form: ProfileForm,
    entry: Entry,
    *,
    back: str,
    partners: Mapping[str, str],
    conflict: OutOfOrder | None = None,
    status: int = 200,
    **more: object,
) -> ResponseReturnValue:
    """The form with everything typed in it. After a ``conflict``, what is kept now stands beside
    what was typed, and the next press of the button is about that."""
    programme, language = programmes.current(), frame.language()
    if conflict is not None:
        form.version.data, status = str(entry.version), 409
    gaps = profile.entry_gaps(entry.kind, entry.scope, entry.data, programme, language=language)
    page = render_template(
        template,
        form=form,
        entry=entry,
        groups=list(grouped(entry.kind, [field.name for field in form.profile_fields()])),
        hints=HINTS,
        required={one.key for one in offered(entry.kind) if one.required},
        missing=[errors.say(gap.sentence) for gap in gaps],
        conflict=[errors.say(reason) for reason in conflict.reasons] if conflict else [],
        newer=present.newer(form, entry, programme, partners) if conflict else {},
        back=afterwards.or_else(back),
        **more,
    )
    return page, status
