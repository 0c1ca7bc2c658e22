"""A renewal on the company's side: begun, compared with the last time, read and confirmed."""

from aeo.web.portal.renewal import views  # noqa: F401 -- the views register themselves
