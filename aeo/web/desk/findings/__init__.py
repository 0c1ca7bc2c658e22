"""What a visit brings: findings and their remedies, the report, the assessment of the criteria."""

from aeo.web.desk.findings import approval, assessment, findings, report, steps

__all__ = ["approval", "assessment", "findings", "report", "steps"]
