"""The readiness check: the questions that matter most, asked once, and what their answers say.

It guides, and decides nothing. Its arithmetic is that of the officers' scores.
"""
