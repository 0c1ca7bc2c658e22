"""From the recommendation to the decision: what stands for and against it, and each step."""

from aeo.web.desk.decisions import deciding, hearing, page, proposing

__all__ = ["deciding", "hearing", "page", "proposing"]
