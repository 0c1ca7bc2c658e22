"""Who works for the company in this service: asking them in, their roles, and their leaving.

Not to be confused with the persons the programme asks about: those need no access.
"""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from aeo import clock
from aeo.domain.errors import Incomplete
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import Actor, Role
from aeo.mail import mail
from aeo.mail.catalogue import LANGUAGES
from aeo.services import companies, invitations, memberships
from aeo.services.invitations import ADVISER_FOR, Offer
from aeo.services.memberships import DUTIES, Rights
from aeo.web import errors, frame
from aeo.web.access import access, acting, signed_in
from aeo.web.account.forms import NAME_MAX
from aeo.web.fields import SafeDate, SafeEmail, SafeText
from aeo.web.portal import bp

BETWEEN = {"en": ", ", "zh-Hant": "、", "zh-Hans": "、"}


class Boxes(SelectMultipleField):
    """Several of a few codes, each with a box to tick; an unknown code is refused in words."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 -- WTForms calls it so
        if not set(self.data or ()) <= {value for value, *_label in self.choices or ()}:
            raise StopValidation(_("Choose from the list."))


class Whom(FlaskForm):
    email = SafeEmail(
        _l("E-mail address"),
        [InputRequired(_l("Type the e-mail address."))],
        description=_l("Their own address at work, not a shared one. We send a link there."),
    )
    name = SafeText(_l("Name"), max_length=NAME_MAX)
    language = SelectField(_l("Language of the e-mail"), validate_choice=False)


class Duties(FlaskForm):
    """What somebody may do for the company."""

    roles = Boxes(_l("What may this person do?"))
    sites = Boxes(_l("For which sites?"))
    ends_on = SafeDate(
        _l("Last day of an adviser"),
        description=_l("Only for an adviser. Nobody else has a last day."),
    )

    def __init__(self, *, actor: Actor, **given: object) -> None:
        super().__init__(**given)
        self.roles.choices = [(r.value, frame.role_label(r)) for r in memberships.givable(actor)]
        self.sites.choices = list(memberships.sites(actor.company_id or 0).items())

    def rights(self) -> Rights:
        return Rights(
            roles=frozenset(Role(role) for role in self.roles.data or ()),
            sites=frozenset(self.sites.data or ()),
            ends_on=self.last_day(),
        )

    def last_day(self) -> date | None:
        """Of an adviser; nobody else has one."""
        given: date | None = self.ends_on.data
        return given

    def validate_roles(self, field: Boxes) -> None:
        faults = memberships.faults_of(self.rights())
        if faults and not field.errors:
            raise StopValidation(" ".join(errors.say(fault) for fault in faults))


class Asking(Duties, Whom):
    """The fields in the order of the page, which is that of the summary of errors."""

    def __init__(self, *, actor: Actor, **given: object) -> None:
        super().__init__(actor=actor, **given)
        self.language.choices = list(frame.LABELS.items())

    def validate_language(self, field: SelectField) -> None:
        if field.data not in frame.LABELS:
            raise StopValidation(_("Choose from the list."))

    def last_day(self) -> date | None:
        """A year from now where the company says no other day."""
        given = super().last_day()
        adviser = Role.ADVISER.value in (self.roles.data or ())
        return given or (clock.today() + ADVISER_FOR if adviser else None)

    def offer(self) -> Offer:
        rights = self.rights()
        return Offer(
            email=self.email.data,
            name=self.name.data,
            language=self.language.data,
            roles=rights.roles,
            sites=rights.sites,
            ends_on=rights.ends_on,
        )


@bp.get("/company/members")
@access(GET=Permission.PORTAL_READ)
def company_members() -> ResponseReturnValue:
    actor = signed_in()
    company_id = actor.company_id or 0
    return render_template(
        "portal/people.html",
        members=companies.members(company_id),
        invitations=invitations.open_of(company_id),
        has_signatory=memberships.has(Role.SIGNATORY, company_id),
        sites=memberships.sites(company_id),
    )


@bp.get("/company/members/invite")
@access(GET=Permission.COMPANY_MANAGE)
def company_invite() -> ResponseReturnValue:
    return _invite_page(Asking(actor=signed_in(), formdata=None, language=frame.language()))


@bp.post("/company/members/invite")
@access(POST=Permission.COMPANY_MANAGE)
def company_do_invite() -> ResponseReturnValue:
    form = Asking(actor=signed_in())
    if not form.validate():
        return _invite_page(form), 422
    offer = form.offer()
    try:
        with acting() as actor:
            invitation = invitations.invite(offer, by=actor, called=called(offer.roles))
            email, day = invitation.email, frame.day(invitation.expires_on)
    except Incomplete as refusal:
        form.roles.errors = [errors.say(reason) for reason in refusal.reasons]
        return _invite_page(form), 422
    flash(_("%(email)s is asked to join, until %(day)s.", email=email, day=day), "success")
    return redirect(url_for(".company_members"), 303)


@bp.post("/company/invitations/<public_id>/withdraw")
@access(POST=Permission.COMPANY_MANAGE)
def company_invitation_withdraw(public_id: str) -> ResponseReturnValue:
    with acting() as actor:
        email = invitations.withdraw(public_id, by=actor).email
    flash(
        _("The invitation of %(email)s is withdrawn. Its link has ended.", email=email), "success"
    )
    return redirect(url_for(".company_members"), 303)


@bp.post("/company/invitations/<public_id>/again")
@access(POST=Permission.COMPANY_MANAGE)
def company_invitation_again(public_id: str) -> ResponseReturnValue:
    with acting() as actor:
        email = invitations.send_again(public_id, by=actor).email
    flash(_("%(email)s gets a new link. The one before has ended.", email=email), "success")
    return redirect(url_for(".company_members"), 303)


@bp.get("/company/members/<public_id>")
@access(GET=Permission.COMPANY_MANAGE)
def company_member(public_id: str) -> ResponseReturnValue:
    actor = signed_in()
    membership = memberships.get(public_id, of=actor.company_id or 0)
    form = Duties(
        actor=actor,
        formdata=None,
        roles=membership.roles,
        sites=membership.sites,
        ends_on=membership.valid_to,
    )
    return _member_page(public_id, form)


@bp.post("/company/members/<public_id>")
@access(POST=Permission.COMPANY_MANAGE)
def company_member_change(public_id: str) -> ResponseReturnValue:
    actor = signed_in()
    memberships.get(public_id, of=actor.company_id or 0)
    form = Duties(actor=actor)
    if not form.validate():
        return _member_page(public_id, form), 422
    rights = form.rights()
    try:
        with acting() as actor:
            changed = memberships.change(public_id, rights, by=actor, called=called(rights.roles))
            name = changed.user.name
            signs = memberships.has(Role.SIGNATORY, changed.company_id)
    except Incomplete as refusal:
        form.roles.errors = [errors.say(reason) for reason in refusal.reasons]
        return _member_page(public_id, form), 422
    flash(_("What %(name)s may do is changed.", name=name), "success")
    return _back(signs=signs, is_own=changed.user_id == actor.user_id)


@bp.get("/company/members/<public_id>/end")
@access(GET=Permission.COMPANY_MANAGE)
def company_member_end(public_id: str) -> ResponseReturnValue:
    actor = signed_in()
    company_id = actor.company_id or 0
    membership = memberships.get(public_id, of=company_id)
    return render_template(
        "portal/people_end.html",
        membership=membership,
        is_own=membership.user_id == actor.user_id,
        is_last_signatory=Role.SIGNATORY in membership.roles
        and not memberships.has(Role.SIGNATORY, company_id, but=membership.id),
    )


@bp.post("/company/members/<public_id>/end")
@access(POST=Permission.COMPANY_MANAGE)
def company_member_do_end(public_id: str) -> ResponseReturnValue:
    with acting() as actor:
        ended = memberships.end(public_id, by=actor)
        name, is_own = ended.user.name, ended.user_id == actor.user_id
        signs = memberships.has(Role.SIGNATORY, ended.company_id)
    flash(_("%(name)s no longer belongs to the company.", name=name), "success")
    return _back(signs=signs, is_own=is_own)


def called(roles: frozenset[Role]) -> dict[str, str]:
    """The roles in each language, as the mails call them."""
    labels = mail().renderer.catalogue.labels["role_name"]
    return {
        language: BETWEEN[language].join(
            labels[role][language] for role in memberships.in_order(roles)
        )
        for language in LANGUAGES
    }


def _back(*, signs: bool, is_own: bool) -> ResponseReturnValue:
    """To the list, which the person may have lost by their own act."""
    if not signs:
        flash(
            _("Nobody may sign for the company now. An application needs a signatory."), "warning"
        )
    return redirect(url_for(".home" if is_own else ".company_members"), 303)


def _invite_page(form: Asking) -> str:
    return render_template(
        "portal/people_invite.html",
        form=form,
        duties=DUTIES,
        open_until=clock.today() + invitations.OPEN_FOR,
    )


def _member_page(public_id: str, form: Duties) -> str:
    actor = signed_in()
    membership = memberships.get(public_id, of=actor.company_id or 0)
    return render_template(
        "portal/people_member.html",
        form=form,
        duties=DUTIES,
        membership=membership,
        may_change=memberships.may_touch(actor, membership),
    )
