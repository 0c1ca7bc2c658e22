"""The officer's queue and the pages of one case, split by concept."""

from aeo.web.desk.cases import acts, answers, case, clock, completeness, decide, queue, since

__all__ = ["acts", "answers", "case", "clock", "completeness", "decide", "queue", "since"]
