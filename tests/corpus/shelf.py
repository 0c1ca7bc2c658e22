"""Cases and files for tests of papers, with honest defaults."""

import secrets
from io import BytesIO

from aeo import clock
from aeo.db import db
from aeo.domain.vocabulary import CaseStatus, CaseType
from aeo.models.case import Case
from aeo.models.company import Company
from aeo.models.evidence import Document
from aeo.services import actors, documents, programmes
from tests.corpus.making import pdf

# A different number of pages makes a different content.
ONE_PAGE, TWO_PAGES = pdf(1), pdf(2)


def a_case(company: Company, user, status=CaseStatus.DRAFT, case_type=CaseType.NEW) -> Case:
    programme = programmes.current()
    is_draft = status is CaseStatus.DRAFT
    case = Case(
        reference=f"AEO-2026-{secrets.randbelow(10**6):06d}-0",
        company_id=company.id,
        case_type=case_type,
        programme_id=programme.id,
        programme_version=programme.version,
        levels=[programme.levels.items[0].id],
        status=status,
        status_since=clock.now(),
        round=0 if is_draft else 1,
        created_at=clock.now(),
        created_by_id=user.id,
        submitted_at=None if is_draft else clock.now(),
        accepted_on=clock.today() if status is CaseStatus.VETTING else None,
    )
    db.session.add(case)
    db.session.flush()
    return case


def give(user, company: Company, content: bytes = TWO_PAGES, name: str = "Plan.pdf") -> Document:
    """A file that ``user`` gives to the library of ``company``, inside a unit of work."""
    arrival = documents.receive(BytesIO(content), name)
    return documents.accept(
        company.id,
        name=arrival.name,
        received=arrival.received,
        media_type=arrival.kind.media_type,
        by=actors.of(user, company.id),
    )
