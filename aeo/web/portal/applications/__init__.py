"""One application on the company's side: begun, filled, checked, signed, and then followed."""

from aeo.web.portal.applications import (  # noqa: F401 -- the views register themselves
    begin,
    change,
    check,
    follow,
    papers,
    receipts,
    returned,
)
