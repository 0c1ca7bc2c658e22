"""What the company holds: its certificate, its duties, its versions, and whether others see it."""

from dataclasses import dataclass
from datetime import date

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo import clock
from aeo.domain.permissions import Permission
from aeo.domain.validity import renewal_due
from aeo.domain.workflow.case import CASE
from aeo.models.authorisation import AuthorisationVersion
from aeo.papers import qr
from aeo.services import programmes
from aeo.services.authorisations import consent, papers, reading, register, standing
from aeo.services.authorisations.reading import Holding
from aeo.services.authorisations.standing import Standing
from aeo.services.renewals import beginning, window
from aeo.web import holding
from aeo.web.access import access, acting, signed_in
from aeo.web.answered import spoken
from aeo.web.portal import bp


@bp.get("/authorisation")
@access(GET=Permission.PORTAL_READ)
def authorisation() -> ResponseReturnValue:
    held = reading.of_company(signed_in().company_id or 0)
    if held is None:
        return render_template("portal/authorisation_none.html")
    url = papers.verify_url(held.shown.verify_code)
    return render_template(
        "portal/authorisation.html",
        held=held,
        shown=held.shown,
        content=held.shown.content,
        url=url,
        qr=qr.draw(url),
        note=_note(held),
        duties=_duties(held.shown),
        versions=[
            (it, standing.of(it, clock.today())) for it in reversed(held.authorisation.versions)
        ],
        register=programmes.current().register_,
        has_register=register.is_kept(),
        words=holding,
        renewal=_renewal(),
        may_begin=signed_in().has(*CASE.begin.by),
    )


@bp.post("/authorisation/consent")
@access(POST=Permission.PORTAL_SUBMIT)
def authorisation_consent() -> ResponseReturnValue:
    """A signatory agrees that the company is shown in the public register."""
    with acting() as actor:
        consent.agree(by=actor)
    flash(_("Your company is shown in the public register from now on."), "success")
    return redirect(url_for(".authorisation"), 303)


@bp.post("/authorisation/consent/withdraw")
@access(POST=Permission.PORTAL_SUBMIT)
def authorisation_consent_withdraw() -> ResponseReturnValue:
    """A signatory takes that back."""
    with acting() as actor:
        consent.withdraw(by=actor)
    flash(_("Your company is no longer shown in the public register."), "success")
    return redirect(url_for(".authorisation"), 303)


@bp.get("/authorisation/certificates/<public_id>")
@access(GET=Permission.PORTAL_READ)
def authorisation_certificate(public_id: str) -> Response:
    """One certificate of the company, as it was made."""
    mine = signed_in().company_id or 0
    return holding.download(papers.get(public_id, company_id=mine))


@dataclass(frozen=True, slots=True)
class Renewal:
    """What the holder may do about the renewal now: ``can_begin``, go on with the case at ``url``,
    or wait."""

    opens: date
    due: date
    can_begin: bool
    is_late: bool
    url: str


def _renewal() -> Renewal | None:
    """None where nothing is to be renewed, or its time is over."""
    company_id, today = signed_in().company_id or 0, clock.today()
    here = window.window(company_id)
    running = beginning.under_way(company_id) if here is not None else None
    if here is None or (running is None and today > here.ends):
        return None
    return Renewal(
        opens=here.opens,
        due=here.due,
        can_begin=running is None and here.is_open(today),
        is_late=here.is_late(today),
        url=url_for(".application", reference=running.reference) if running is not None else "",
    )


def _note(held: Holding) -> str:
    level = holding.levels(held.shown)
    if held.standing is Standing.VALID:
        since = holding.day(clock.local(held.authorisation.begun_at).date())
        return _("%(level)s, held since %(day)s", level=level, day=since)
    return level


def _duties(version: AuthorisationVersion) -> list[str]:
    """What the programme asks of a holder, as far as it was checked."""
    programme = papers.programme_of(version)
    renewal, monitoring = programme.validity.renewal, programme.monitoring
    duties = []
    if monitoring.duty_to_report_changes and monitoring.may_be_stated:
        duties.append(_("Tell Customs about changes to the company, its sites and its people."))
    if renewal is not None and programme.validity.may_be_stated and version.valid_to is not None:
        due = renewal_due(version.valid_to, renewal.due_before_expiry)
        duties.append(
            _("To keep the status, ask for its renewal by %(day)s.", day=holding.day(due))
        )
    if programme.logo.may_be_stated:
        duties.append(spoken(programme.logo.rules))
    duties.append(_("Give the check code to whoever asks whether your certificate is valid."))
    return duties
