"""Lists of codes as tables: a status that is not in them cannot be written.

The rows are put there by the migration that brings a code; a test compares them with the enums.
"""

from enum import StrEnum

import sqlalchemy as sa

from aeo.db import Model
from aeo.domain.vocabulary import (
    AuthorisationStatus,
    CaseStatus,
    CaseType,
    FindingStatus,
    RfiStatus,
    VisitStatus,
)

CODE_MAX = 40


def _table(name: str) -> sa.Table:
    code = sa.Column("code", sa.String(CODE_MAX), primary_key=True)
    return sa.Table(name, Model.metadata, code)


CODES: dict[str, type[StrEnum]] = {
    "case_status": CaseStatus,
    "case_type": CaseType,
    "rfi_status": RfiStatus,
    "visit_status": VisitStatus,
    "finding_status": FindingStatus,
    "authorisation_status": AuthorisationStatus,
}
TABLES = {name: _table(name) for name in CODES}


def code_of(enum: type[StrEnum]) -> sa.Enum:
    """The column type of a code whose list is a table: the foreign key is the constraint."""
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=False,
        length=CODE_MAX,
        values_callable=lambda kind: [member.value for member in kind],
    )
