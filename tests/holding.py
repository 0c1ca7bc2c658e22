"""Holders beside the one whose case was decided: the same grant, under other names."""

import secrets
from datetime import date, timedelta

import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import AuthorisationStatus
from aeo.models.authorisation import Authorisation, AuthorisationVersion, Certificate
from aeo.models.case import Case
from aeo.models.decision import Decision
from aeo.services.authorisations import codes
from tests.deciding import Deciders
from tests.people import a_company, writing

ENDED = {
    AuthorisationStatus.EXPIRED, AuthorisationStatus.REVOKED, AuthorisationStatus.ANNULLED,
    AuthorisationStatus.WITHDRAWN, AuthorisationStatus.SUPERSEDED,
}  # fmt: skip


class Holders(Deciders):
    """The office and its first holder; further ones are written as a grant would write them."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.granted()
        with writing(app):
            self.authorisation().is_public = False

    def authorisation(self) -> Authorisation:
        return db.session.scalars(sa.select(Authorisation).order_by(Authorisation.id)).first()

    def version(self, number: int = 1) -> AuthorisationVersion:
        return self.authorisation().versions[number - 1]

    def holds(self, name: str, name_zh: str = "", **given) -> AuthorisationVersion:
        """Another company that holds the status; call it inside ``writing``."""
        company = a_company(name, ubi=f"{secrets.randbelow(10**8):08d}")
        company.name_zh = name_zh
        row = Authorisation(
            public_id=secrets.token_hex(16), company_id=company.id, programme_id="hkaeo",
            code=given.pop("code", f"AEOHK{secrets.randbelow(10**10):010d}"),
            begun_at=clock.now(), is_public=given.pop("is_public", True),
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        names = {"name": name, "name_zh": name_zh, "identifier": company.ubi}
        content = {**self.version().content, **names, **given.pop("content", {})}
        return self.next_version(row, content=content, **given)

    def next_version(self, held: Authorisation, **given) -> AuthorisationVersion:
        """A further version of what is held, with a case and a decision of its own."""
        first, today = self.version(), clock.today()
        number = len(held.versions) + 1
        case = self._case(held.company_id)
        status = given.pop("status", AuthorisationStatus.ACTIVE)
        values = {
            "number": number, "levels": ["T1"], "valid_from": today,
            "valid_to": today + timedelta(days=1000), "content": dict(first.content),
            "granted_at": clock.now(), "status_since": clock.now(),
            "ended_on": today if status in ENDED else None,
        }  # fmt: skip
        version = AuthorisationVersion(
            **{**values, **given}, company_id=held.company_id, authorisation=held, status=status,
            verify_code=codes.check(), case_id=case.id, decision_id=self._decision(case).id,
        )  # fmt: skip
        db.session.add(version)
        db.session.flush()
        db.session.add(
            Certificate(
                public_id=secrets.token_hex(16), company_id=held.company_id,
                version_id=version.id, language="en", due_at=clock.machine(),
            )
        )  # fmt: skip
        db.session.flush()
        return version

    def _case(self, company_id: int) -> Case:
        columns = {column.key for column in sa.inspect(Case).columns} - {"id"}
        first = self.case()
        case = Case(**{key: getattr(first, key) for key in columns})
        case.company_id, case.reference = company_id, f"AEO-2026-{secrets.randbelow(10**6):06d}-0"
        db.session.add(case)
        db.session.flush()
        return case

    def _decision(self, case: Case) -> Decision:
        decision = Decision(
            company_id=case.company_id, case_id=case.id, outcome="grant", levels=["T1"],
            reasoning="", grounds=[], decided_at=clock.now(), decided_by_id=self.kwok.user_id,
        )  # fmt: skip
        db.session.add(decision)
        db.session.flush()
        return decision


def over(today: date) -> dict[str, date]:
    """The term of a version whose last day was yesterday."""
    return {"valid_from": today - timedelta(days=1096), "valid_to": today - timedelta(days=1)}
