"""From the recommendation to the decision: what stands for and against it, and each step."""

from aeo.web.desk.decisions import deciding, extending, hearing, page, proposing

__all__ = ["deciding", "extending", "hearing", "page", "proposing"]
