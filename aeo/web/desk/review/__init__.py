"""Reading the answers beside their evidence, judging them, and asking the company about some."""

from aeo.web.desk.review import answer, asks, plan, requests, rest, steps

__all__ = ["answer", "asks", "plan", "requests", "rest", "steps"]
