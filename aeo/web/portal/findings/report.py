"""The report on the visits, as the company may read it: from what was approved, never the rest."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from aeo.domain.permissions import Permission
from aeo.services import cases
from aeo.services.findings import reading as findings
from aeo.services.reports import reading as reports
from aeo.web.access import access, signed_in
from aeo.web.findings import for_company
from aeo.web.portal import bp
from aeo.web.portal.applications import words


@bp.get("/applications/<reference>/report")
@access(GET=Permission.PORTAL_READ)
def application_report(reference: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    report = reports.get_issued(case)
    urls = {
        one.number: url_for(".application_finding", reference=reference, number=one.number)
        for one in findings.shown_to_company(case)
    }
    return render_template(
        "portal/report.html",
        case=case,
        title=words.title(case),
        report=report,
        told=for_company(reports.content(report), words.programme_of(case)),
        urls=urls,
    )
