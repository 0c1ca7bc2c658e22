"""What a visit brought, on the company's side: findings to put right, and the report."""

from aeo.web.portal.findings import finding, report

__all__ = ["finding", "report"]
