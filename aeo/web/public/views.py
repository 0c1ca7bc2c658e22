"""The first page, and the pages every public service owes its readers."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from aeo.domain.permissions import Permission
from aeo.services import programmes
from aeo.web.access import access
from aeo.web.public import bp


@bp.get("/")
@access(GET=Permission.PUBLIC)
def home() -> ResponseReturnValue:
    return render_template("public/home.html", levels=programmes.current().levels)


@bp.get("/help")
@access(GET=Permission.PUBLIC)
def help_page() -> ResponseReturnValue:
    """Reads no row, so that it can be shown while the database is away."""
    return render_template(
        "public/help.html",
        authority=programmes.current().authority,
        base_url=current_app.extensions["aeo"].base_url,
    )


@bp.get("/privacy")
@access(GET=Permission.PUBLIC)
def privacy() -> ResponseReturnValue:
    """The programme's notice, once the department has approved it."""
    notice = programmes.current().privacy_notice
    return render_template("public/privacy.html", notice=None if notice.unverified else notice)


@bp.get("/accessibility")
@access(GET=Permission.PUBLIC)
def accessibility() -> ResponseReturnValue:
    return render_template("public/accessibility.html")
