"""Papers that are issued: made once, from what was granted, and the same bytes every time.

Nothing here knows a database, a person or the time of day.
"""
