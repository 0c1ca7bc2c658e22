"""What was sent: the receipt, the answers for reading, and the very bytes."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from aeo.domain.permissions import Permission
from aeo.services import cases, snapshots
from aeo.web import sent
from aeo.web.access import access, signed_in
from aeo.web.portal import bp
from aeo.web.portal.applications import words


@bp.get("/applications/<reference>/receipts/<int:number>")
@access(GET=Permission.PORTAL_READ)
def application_receipt(reference: str, number: int) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    submission = snapshots.get(case, number)
    record = snapshots.read(submission)
    return render_template(
        "portal/application_receipt.html",
        case=case,
        title=words.title(case),
        sent=submission,
        size=len(submission.content),
        declaration=record["declaration"],
        answers=sum(row["value"] is not None for row in record["answers"]),
        papers=[row for row in record["papers"] if row["file"] is not None],
    )


@bp.get("/applications/<reference>/answers")
@access(GET=Permission.PORTAL_READ)
def application_answers(reference: str) -> ResponseReturnValue:
    """All answers as they were sent last."""
    case = cases.get(reference, to=signed_in())
    latest = snapshots.get(case)
    return render_template(
        "portal/application_answers.html",
        case=case,
        title=words.title(case),
        sent_at=latest.sent_at,
        sections=sent.sections(snapshots.read(latest)),
    )


@bp.get("/applications/<reference>/receipts/<int:number>.json")
@access(GET=Permission.PORTAL_READ)
def application_receipt_json(reference: str, number: int) -> ResponseReturnValue:
    """What was sent, byte for byte: its SHA-256 is the one on the receipt."""
    case = cases.get(reference, to=signed_in())
    submission = snapshots.get(case, number)
    return Response(
        submission.content,
        content_type="application/json; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{reference}-{number}.json"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
