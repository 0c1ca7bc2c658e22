"""Use cases: they decide to write, never commit, and know nothing of HTTP."""
