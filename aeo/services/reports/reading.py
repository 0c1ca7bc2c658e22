"""The report of a case in its present round, and whether the company may read it."""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from aeo.db import db
from aeo.domain.errors import N_, Gone, Sentence
from aeo.domain.workflow.case import CaseAct
from aeo.models.case import Case, CaseEvent
from aeo.models.visit import VisitReport

ISSUES = (CaseAct.ISSUE_FINDINGS.value, CaseAct.CLOSE_REPORT.value)
REVISIT = CaseAct.REVISIT.value


def current(case: Case) -> VisitReport | None:
    """The report of the present round; None until somebody begins it."""
    return _of_round(case, round_of(case))


def of_round(case: Case, round_: int) -> VisitReport:
    """The report of one round. Raises ``Gone`` while nobody has begun it."""
    report = _of_round(case, round_)
    if report is None:
        raise Gone(Sentence(N_("There is no report yet.")))
    return report


def round_of(case: Case) -> int:
    """1, and one more for each re-visit."""
    again = sa.select(sa.func.count()).where(
        CaseEvent.case_id == case.id, CaseEvent.action == REVISIT
    )
    return 1 + (db.session.scalar(again) or 0)


def is_approved(case: Case) -> bool:
    """Whether the report of the present round was approved."""
    report = current(case)
    return report is not None and report.approved_at is not None


def get_issued(case: Case) -> VisitReport:
    """The latest report that was issued. Raises ``Gone`` before that."""
    return of_round(case, issued_round(case))


def content(report: VisitReport) -> Mapping[str, Any]:
    """An approved report as it was frozen."""
    found: Mapping[str, Any] = json.loads(report.content or b"{}")
    return found


def issued_round(case: Case) -> int:
    """The round whose report the company may read; 0 before the first one was issued.

    A report that is approved in a later round stays inside until it is issued itself.
    """
    query = (
        sa.select(CaseEvent.action)
        .where(CaseEvent.case_id == case.id, CaseEvent.action.in_((*ISSUES, REVISIT)))
        .order_by(CaseEvent.seq)
    )
    round_, issued = 1, 0
    for action in db.session.scalars(query):
        if action == REVISIT:
            round_ += 1
        else:
            issued = round_
    return issued


def _of_round(case: Case, round_: int) -> VisitReport | None:
    return db.session.scalar(
        sa.select(VisitReport)
        .where(VisitReport.case_id == case.id, VisitReport.round == round_)
        .options(
            joinedload(VisitReport.written_by),
            joinedload(VisitReport.approved_by),
            undefer(VisitReport.content),
        )
    )
