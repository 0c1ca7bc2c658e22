"""The report on the visits of a case."""
