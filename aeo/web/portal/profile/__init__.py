"""What a company says of itself: its own fields, its sites, people, partners and cargo flows."""

from aeo.web.portal.profile import company, entries, lists, spreadsheets  # noqa: F401 -- the views
