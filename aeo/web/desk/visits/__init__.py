"""Validation visits at the desk: planned in a case, seen in a calendar, held on site."""

from aeo.web.desk.visits import change, every, onsite, plan, waiver

__all__ = ["change", "every", "onsite", "plan", "waiver"]
