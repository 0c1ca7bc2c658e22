"""The end of an application on the company's side: what is intended, and what was decided."""

from aeo.web.portal.decisions import decision, hearing

__all__ = ["decision", "hearing"]
