"""What Customs sent back, point by point, and the company's answer to each."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain.permissions import Permission
from aeo.models.case import Case
from aeo.services import completeness
from aeo.services.completeness import Place
from aeo.services.lacks import Draft
from aeo.web.access import access, acting
from aeo.web.answered import spoken
from aeo.web.fields import cleaned
from aeo.web.portal import bp
from aeo.web.portal.applications import present, words

REPLY_MAX = 2000


@dataclass(frozen=True, slots=True)
class Point:
    """One point that came back: what it is about, why, what would settle it, and our answer."""

    public_id: str
    about: str
    reason: str
    settle: str
    note: str
    url: str
    reply: str
    is_answered: bool


def points(case: Case, draft: Draft) -> list[Point]:
    """The points of the present round; none while the application is not returned."""
    programme = draft.questionnaire.programme
    found = []
    for row in completeness.returned(case):
        reason = programme.reason(row.reason or "")
        about, url = _place(draft, row.point)
        found.append(
            Point(
                public_id=row.public_id,
                about=about,
                reason=spoken(reason.text),
                settle=spoken(reason.what_would_satisfy),
                note=row.note,
                url=url,
                reply=row.reply,
                is_answered=row.answered_at is not None,
            )
        )
    return found


@bp.post("/applications/<reference>/returned/<public_id>")
@access(POST=Permission.PORTAL_EDIT)
def application_answer_point(reference: str, public_id: str) -> ResponseReturnValue:
    """``done`` answers a point, anything else opens it again."""
    reply = cleaned(request.form.get("reply", ""), lines=True)[:REPLY_MAX]
    done = request.form.get("act", "done") == "done"
    with acting() as actor:
        if done:
            completeness.answer(reference, public_id, reply, by=actor)
        else:
            completeness.reopen(reference, public_id, by=actor)
    flash(_("The point is marked as done.") if done else _("The point is open again."), "success")
    return redirect(url_for(".application", reference=reference, _anchor="returned"), 303)


def _place(draft: Draft, point: str) -> tuple[str, str]:
    """What a point is about, and the page on which it is mended."""
    reference, programme = draft.case.reference, draft.questionnaire.programme
    place = Place.of(point)
    name = words.place(draft.said, place.scope) if place.scope else ""
    if place.document:
        about = ", ".join(filter(None, (words.document(programme, place.document), name)))
        page = url_for("portal.application_papers", reference=reference)
        return about, f"{page}#{words.paper_anchor(place.document, place.scope)}"
    if place.question:
        question = programme.question(place.question)
        section = next(s.id for s, q in programme.questions if q.key == question.key)
        about = ", ".join(filter(None, (f"{question.key} {spoken(question.text)}", name)))
        return about, present.question_url(reference, section, place.scope, question.key)
    return {
        "identity": (_("Name and number of the company"), url_for("portal.company_details")),
        "signatory": (_("Who signed, and with which authority"), url_for("portal.company_people")),
        "sites": (_("List of sites"), url_for("portal.company_sites")),
        "flows": (_("Cargo flows"), url_for("portal.company_flows")),
        "answers": (_("Answers"), url_for("portal.application_check", reference=reference)),
    }[point]
