"""Everybody who holds or held the status, with the certificates and what became of their making."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from aeo import clock
from aeo.domain.permissions import Permission
from aeo.services.authorisations import papers, reading, standing
from aeo.web import holding, pages
from aeo.web.access import access
from aeo.web.desk import bp
from aeo.web.fields import cleaned

TEXT_MAX = 200


@bp.get("/holders")
@access(GET=Permission.DESK_READ)
def holders() -> ResponseReturnValue:
    text = _text()
    found = reading.holders(text, start=pages.start())
    return render_template(
        "desk/holders.html",
        found=found,
        text=text,
        unmade=reading.unmade(),
        caption=ngettext("%(num)s holder, by name", "%(num)s holders, by name", found.total),
        span=pages.span(found),
        previous=_page(text, found.previous),
        next=_page(text, found.next),
        words=holding,
    )  # fmt: skip


@bp.get("/holders/<public_id>")
@access(GET=Permission.DESK_READ)
def holders_holder(public_id: str) -> ResponseReturnValue:
    held = reading.holder(public_id)
    return render_template(
        "desk/holder.html",
        held=held,
        versions=[
            (it, standing.of(it, clock.today())) for it in reversed(held.authorisation.versions)
        ],
        words=holding,
    )


@bp.get("/holders/certificates/<public_id>")
@access(GET=Permission.DESK_READ)
def holders_certificate(public_id: str) -> Response:
    """One certificate, as it was made."""
    return holding.download(papers.get(public_id))


def _text() -> str:
    try:
        return cleaned(request.args.get("q", ""))[:TEXT_MAX]
    except ValueError:
        return ""


def _page(text: str, start: int | None) -> str | None:
    return None if start is None else url_for(".holders", q=text or None, start=start or None)
