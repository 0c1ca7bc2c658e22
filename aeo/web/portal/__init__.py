"""The company's side: preparing, answering, following its case."""

from flask import Blueprint

bp = Blueprint("portal", __name__, url_prefix="/portal")

from aeo.web.portal import (  # noqa: E402 -- the views need bp
    applications,
    authorisation,
    company,
    decisions,
    files,
    findings,
    home,
    library,
    messages,
    people,
    profile,
    questions,
    renewal,
    requests,
    visits,
)

__all__ = [
    "applications",
    "authorisation",
    "bp",
    "company",
    "decisions",
    "files",
    "findings",
    "home",
    "library",
    "messages",
    "people",
    "profile",
    "questions",
    "renewal",
    "requests",
    "visits",
]
