"""What a grant begins: a version of the authorisation, and the certificates owed for it."""

import secrets
from datetime import date
from typing import Any

import sqlalchemy as sa

from aeo import clock
from aeo.db import db
from aeo.domain.programme.programme import Programme
from aeo.domain.validity import Term, first_term, renewal_due, renewed_term
from aeo.domain.vocabulary import Actor, AuthorisationStatus, CaseType
from aeo.domain.workflow.authorisation import AUTHORISATION, HELD
from aeo.models.authorisation import Authorisation, AuthorisationVersion, Certificate
from aeo.models.case import Case
from aeo.models.decision import Decision
from aeo.services import programmes, snapshots, transitions
from aeo.services.authorisations import codes, keeping

PROLONGS = frozenset({CaseType.RENEWAL})


def term(case: Case) -> Term | None:
    """From when to when a grant of today would last; None where the validity is open.

    A renewal joins the version that still runs, or begins today with a gap; everything else
    begins today (product §6). What changes a running status keeps its last day.
    """
    programme = programmes.version(case.programme_id, case.programme_version)
    validity, today = programme.validity, clock.today()
    if validity.length is None or validity.end is None:
        return None
    before = _before(case)
    if before is None or before.valid_to is None:
        return first_term(today, validity.length, validity.end)
    if before.status is AuthorisationStatus.ACTIVE_PENDING_RENEWAL:  # it was carried on: no gap
        return first_term(today, validity.length, validity.end)
    if case.case_type in PROLONGS:
        return renewed_term(today, before.valid_to, validity.length, validity.end)
    if before.status in HELD:
        return Term(today, before.valid_to)
    return first_term(today, validity.length, validity.end)


def begin(
    case: Case, decision: Decision, levels: list[str], granted: Term | None, *, by: Actor
) -> AuthorisationVersion:
    """Begin the next version of what the company holds, for the term that was ``granted``, and owe
    its certificates: one for each language of the programme."""
    programme = programmes.version(case.programme_id, case.programme_version)
    authorisation = _held_by(case) or _new(case, programme)
    version = AuthorisationVersion(
        company_id=case.company_id,
        authorisation=authorisation,
        number=len(authorisation.versions) + 1,
        status=AUTHORISATION.initial,
        levels=levels,
        valid_from=granted.valid_from if granted else clock.today(),
        valid_to=granted.valid_to if granted else None,
        gap_from=granted.gap[0] if granted and granted.gap else None,
        renewal_due_on=_renewal_due(programme, granted),
        verify_code=codes.check(),
        content=_content(case),
        case_id=case.id,
        decision_id=decision.id,
        granted_at=decision.decided_at,
        status_since=decision.decided_at,
    )
    db.session.add(version)
    db.session.flush()
    for language in programme.locale.languages:
        db.session.add(
            Certificate(
                public_id=secrets.token_hex(16),
                company_id=case.company_id,
                version_id=version.id,
                language=language,
                due_at=clock.machine(),
            )
        )
    db.session.flush()
    transitions.begun(
        case, AUTHORISATION, AUTHORISATION.begin, by=by, subject=keeping.subject(version)
    )
    keeping.supersede_older(version)
    return version


def _new(case: Case, programme: Programme) -> Authorisation:
    """What the application said about being shown is the first word on it: a signatory sent it."""
    sent = snapshots.get(case)
    agreed = snapshots.read(sent)["company"].get("consent_register") is True
    row = Authorisation(
        public_id=secrets.token_hex(16),
        company_id=case.company_id,
        programme_id=case.programme_id,
        code=codes.holder(programme),
        begun_at=clock.now(),
        is_public=agreed,
        consent_at=sent.sent_at if agreed else None,
        consent_by_id=sent.sent_by_id if agreed else None,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _renewal_due(programme: Programme, granted: Term | None) -> date | None:
    """The last day on which a renewal is in time; kept, because each month has its own length."""
    renewal = programme.validity.renewal
    if granted is None or renewal is None:
        return None
    return renewal_due(granted.valid_to, renewal.due_before_expiry)


def _held_by(case: Case) -> Authorisation | None:
    return db.session.scalar(
        sa.select(Authorisation)
        .where(
            Authorisation.company_id == case.company_id,
            Authorisation.programme_id == case.programme_id,
        )
        .with_for_update()
    )


def _before(case: Case) -> AuthorisationVersion | None:
    """The last version that the company had or has in this programme."""
    return db.session.scalar(
        sa.select(AuthorisationVersion)
        .join(Authorisation, Authorisation.id == AuthorisationVersion.authorisation_id)
        .where(
            Authorisation.company_id == case.company_id,
            Authorisation.programme_id == case.programme_id,
        )
        .order_by(AuthorisationVersion.number.desc())
        .limit(1)
    )


def _content(case: Case) -> dict[str, Any]:
    """What a certificate says, as it was sent last and as it is verified: nothing of it changes
    when the company changes later."""
    record = snapshots.read(snapshots.get(case))
    company = record["company"]
    return {
        "programme": {"id": case.programme_id, "version": case.programme_version},
        "name": case.company.name,
        "name_zh": case.company.name_zh,
        "identifier": case.company.ubi,
        "address": company.get("registered_address") or "",
        "roles": sorted(company.get("roles") or []),
        "sites": [
            {"name": data.get("name") or "", "address": data.get("address") or ""}
            for _scope, data in sorted(record["sites"].items())
        ],
        "reference": case.reference,
    }
