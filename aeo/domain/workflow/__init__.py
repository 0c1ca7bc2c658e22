"""The tables: each machine of the programme written down once, one row per transition.

To change the procedure, change a row; then ``./dev docs`` and read the difference.
"""

from aeo.domain.transition import Table
from aeo.domain.vocabulary import Machine
from aeo.domain.workflow.authorisation import AUTHORISATION, AuthorisationAct
from aeo.domain.workflow.case import CASE, CaseAct
from aeo.domain.workflow.finding import FINDING, FindingAct
from aeo.domain.workflow.rfi import RFI, RfiAct
from aeo.domain.workflow.visit import VISIT, VisitAct

TABLES: dict[Machine, Table] = {
    table.machine: table for table in (CASE, AUTHORISATION, VISIT, FINDING, RFI)
}

__all__ = [
    "AUTHORISATION",
    "CASE",
    "FINDING",
    "RFI",
    "TABLES",
    "VISIT",
    "AuthorisationAct",
    "CaseAct",
    "FindingAct",
    "RfiAct",
    "VisitAct",
]
