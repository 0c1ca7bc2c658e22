"""The first page of one application: its tasks, or, once it is with Customs, where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain import wording
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import COMPANY_ROLES, PHASE_OF, CaseStatus, Machine, Pen, Phase, Role
from aeo.domain.wording import Audience
from aeo.domain.workflow import TABLES
from aeo.domain.workflow.case import CASE, CaseAct
from aeo.models.case import Case, CaseEvent
from aeo.services import cases, clocks, editable
from aeo.services.lacks import Draft
from aeo.web import errors, frame
from aeo.web.access import access, signed_in
from aeo.web.answered import spoken
from aeo.web.portal import asked_page, bp, visits
from aeo.web.portal.applications import present, returned, words
from aeo.web.portal.decisions import tracker as decided
from aeo.web.portal.findings import present as findings

ANSWER_BY = "applicant_gaps"  # the clock of a returned application
PHASES = (Phase.PREPARING, Phase.SUBMISSION, Phase.REVIEW, Phase.VISIT, Phase.ACCREDITATION)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline as the company reads it."""

    at: datetime
    text: str
    side: str
    note: str = ""


@bp.get("/applications/<reference>")
@access(GET=Permission.PORTAL_READ)
def application_short(reference: str) -> ResponseReturnValue:
    return redirect(url_for(".application", reference=reference), 308)


@bp.get("/applications/<reference>/")
@access(GET=Permission.PORTAL_READ)
def application(reference: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    if case.status in editable.OPEN_TO_COMPANY:
        return _tasks(case)
    return _tracker(case)


def _tasks(case: Case) -> str:
    actor, draft = signed_in(), Draft.of(case)
    events = clocks.history([case.id])[case.id]
    return render_template(
        "portal/application.html",
        case=case,
        title=words.title(case),
        meaning=spoken(words.status_of(case).meaning_company),
        overview=present.overview(draft),
        returned=returned.points(case, draft) if case.status is CaseStatus.RETURNED else [],
        due=case.next_due_on if case.next_clock == ANSWER_BY else None,
        steps=steps(case),
        lines=timeline(events),
        sent=sendings(events),
        may_sign=actor.has(Role.SIGNATORY),
        may_discard=actor.has(Role.COMPANY_ADMIN, Role.SIGNATORY, Role.COORDINATOR),
        renewal=_renewal(draft),
    )


def _tracker(case: Case) -> str:
    actor = signed_in()
    events = clocks.history([case.id])[case.id]
    status = words.status_of(case)
    heard = decided.for_tracker(case, events)
    may_withdraw = actor.has(*CASE.takers(CaseAct.WITHDRAW, case.status))
    return render_template(
        "portal/application_tracker.html",
        case=case,
        title=words.title(case),
        label=spoken(status.label_company),
        meaning=spoken(status.meaning_company),
        is_mine=status.pen_with in {Pen.COMPANY, Pen.BOTH},
        steps=steps(case),
        lines=timeline(events),
        sent=sendings(events),
        requests=(requests := asked_page.lines(case)),
        may_withdraw=may_withdraw,
        visits=(listed := visits.listed(case)),
        findings=(found := findings.for_tracker(case)),
        work=_work(requests, listed, found),
        pen=heard,
    )


def _renewal(draft: Draft) -> tuple[int, int] | None:
    """How many answers need the company by themselves, and how many there are; None for an
    application that began empty."""
    comparison = draft.comparison()
    if comparison is None:
        return None
    return sum(one.is_open for one in comparison.marked), len(comparison.marked)


def _work(
    requests: Sequence[asked_page.Line],
    listed: Sequence[visits.Listed],
    found: findings.ForTracker | None,
) -> tuple[str, str] | None:
    """What the company does next, and where: the button beside who holds the pen."""
    ways = [
        *((_("Answer the questions"), one.url) for one in requests if one.is_open),
        *((_("Choose a date for the visit"), one.url) for one in listed if one.waits),
        *(
            (_("Answer the finding"), one.url)
            for one in (found.lines if found else ())
            if one.is_ours
        ),
    ]
    return next(iter(ways), None)


def steps(case: Case) -> list[tuple[str, str, str]]:
    """The phases for components/route.html: done, here or next."""
    here = PHASE_OF[case.status]
    programme = words.programme_of(case)
    names = {row.code: spoken(row.label) for row in programme.labels.phases}
    place = len(PHASES) if here is Phase.CLOSED else PHASES.index(here)
    return [
        (
            "done" if number < place else "here" if number == place else "next",
            names[phase],
            _("since %(day)s", day=frame.day_short(case.status_since)) if number == place else "",
        )
        for number, phase in enumerate(PHASES)
    ]


def timeline(events: list[CaseEvent]) -> list[Happened]:
    """What the company is told of, newest first."""
    lines = []
    for event in reversed(events):
        text = _told(event)
        if text is not None:
            role = Role(event.actor_role) if event.actor_role else Role.SYSTEM
            side = "us" if role in COMPANY_ROLES else "auto" if role is Role.SYSTEM else "them"
            lines.append(Happened(event.at, text, side, _remark(event, side)))
    return lines


def _remark(event: CaseEvent, side: str) -> str:
    """What an officer notes with a step is for the file; the company reads its own words, and why
    the decision takes longer."""
    if event.action == CaseAct.EXTEND and event.machine is Machine.CASE:
        day = frame.day(date.fromisoformat(event.details["new_date"]))
        return _("It is now expected by %(day)s. %(why)s", day=day, why=event.note)
    return event.note if side == "us" else ""


def _told(event: CaseEvent) -> str | None:
    told = {
        "levels_changed": _("The level applied for was changed."),
        "signature_requested": _("A signatory was asked to sign."),
        "assigned": _("Customs gave the application to an officer."),
        "company_verified": _("Customs checked the registration of your company."),
        "section_confirmed": _("You confirmed answers of a section."),
        "answer_confirmed": _("You confirmed an answer."),
        "register_agreed": _("You agreed to be shown in the public register."),
        "register_withdrawn": _("You asked not to be shown in the public register."),
    }
    if event.action in told:
        return told[event.action]
    for action in {row.action for row in TABLES[event.machine].all_rows}:
        if action == event.action:
            sentence = wording.event(event.machine, action, Audience.APPLICANT)
            return errors.say(sentence) if sentence is not None else None
    return None


def sendings(events: list[CaseEvent]) -> list[tuple[int, datetime]]:
    """Number and time of each sending: those of its receipt."""
    sent = [
        event.at
        for event in events
        if event.machine is Machine.CASE and event.action in {CaseAct.SUBMIT, CaseAct.RESUBMIT}
    ]
    return list(enumerate(sent, start=1))
