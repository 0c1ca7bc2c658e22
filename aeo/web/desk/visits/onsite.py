"""The page of one visit for its team: what to look at, the checklist, start and end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _

from aeo import clock
from aeo.domain.errors import Gone
from aeo.domain.permissions import Permission
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import COMPANY
from aeo.domain.vocabulary import CaseStatus, VerdictState, VisitStatus
from aeo.models.case import Case
from aeo.models.visit import Visit
from aeo.services import intake, programmes, snapshots
from aeo.services.verdicts import reading as verdicts
from aeo.services.visits import onsite, reading, wishes
from aeo.services.visits.judging import Ground
from aeo.web import visiting
from aeo.web.access import access, acting, signed_in
from aeo.web.answered import Said, spoken
from aeo.web.desk import bp
from aeo.web.desk.cases import acts as case_acts
from aeo.web.desk.cases import said
from aeo.web.desk.visits import acts
from aeo.web.desk.visits.checks import Check, checks, groups

DOUBTS = frozenset({VerdictState.QUERY, VerdictState.DEFICIENT})
OPEN = "open"
FINDING = "desk.cases_findings_new"  # the room of findings


@dataclass(frozen=True, slots=True)
class Doubt:
    """An answer that the review doubted: what the team has to look at."""

    key: str
    text: str
    answer: Said
    note: str
    is_deficient: bool
    url: str


@dataclass(frozen=True)
class OnSite:
    """One visit as its team sees it, read once."""

    case: Case
    visit: Visit
    programme: Programme
    record: Mapping[str, Any]
    checks: Sequence[Check]
    doubts: Sequence[Doubt]

    @classmethod
    def of(cls, public_id: str) -> "OnSite":
        """Raises ``Gone``."""
        case, visit = reading.find(public_id, to=signed_in())
        programme = programmes.version(case.programme_id, case.programme_version)
        record = snapshots.read(snapshots.get(case))
        items = snapshots.questionnaire(record).checklist()
        doubts = _doubts(case, visit, programme, record)
        made = checks(
            list(items), programme, reading.results(visit), frozenset(it.key for it in doubts)
        )
        return cls(case, visit, programme, record, made, doubts)

    @property
    def site(self) -> Mapping[str, Any]:
        """The site as it was sent."""
        sent: Mapping[str, Any] = self.record["sites"].get(f"site:{self.visit.site.public_id}", {})
        return sent or self.visit.site.data

    @property
    def can_mark(self) -> bool:
        is_on = self.visit.status is VisitStatus.IN_PROGRESS
        return is_on and signed_in().has(*onsite.MARKERS)


@bp.get("/visits/<public_id>")
@access(GET=Permission.DESK_READ)
def visits_visit(public_id: str) -> ResponseReturnValue:
    return _page(OnSite.of(public_id))


@bp.get("/visits/<public_id>/print")
@access(GET=Permission.DESK_READ)
def visits_print(public_id: str) -> ResponseReturnValue:
    """The checklist on paper: to be filled in by hand, or as it was filled in."""
    here = OnSite.of(public_id)
    return render_template(
        "desk/visit_print.html",
        here=here,
        groups=groups(here.checks, here.programme),
        results=[spoken(one.label) for one in here.programme.labels.results],
        words=visiting,
    )


@bp.get("/visits/<public_id>/visit.ics")
@access(GET=Permission.DESK_READ)
def visits_calendar(public_id: str) -> ResponseReturnValue:
    """The agreed date, for the calendar of somebody of the team."""
    case, visit = reading.find(public_id, to=signed_in())
    return visiting.calendar_file(
        case,
        visit,
        url=url_for(".visits_visit", public_id=public_id, _external=True),
        revision=wishes.revision(visit, wishes.history(case, visit)),
    )


@bp.post("/visits/<public_id>/start")
@access(POST=Permission.DESK_VISIT)
def visits_start(public_id: str) -> ResponseReturnValue:
    with acting() as actor:
        case, _visit = reading.find(public_id, to=actor)
        intake.check_seen(case.reference, case_acts.seen(), by=actor)
        onsite.start(case.reference, public_id, by=actor)
    flash(_("The visit has begun."), "success")
    return redirect(url_for(".visits_visit", public_id=public_id), 303)


@bp.post("/visits/<public_id>/complete")
@access(POST=Permission.DESK_VISIT)
def visits_complete(public_id: str) -> ResponseReturnValue:
    with acting() as actor:
        case, _visit = reading.find(public_id, to=actor)
        intake.check_seen(case.reference, case_acts.seen(), by=actor)
        onsite.complete(case.reference, public_id, by=actor)
    flash(_("The visit is over."), "success")
    return redirect(url_for(".visits_visit", public_id=public_id), 303)


@bp.post("/visits/<public_id>/checks")
@access(POST=Permission.DESK_VISIT)
def visits_mark_all(public_id: str) -> ResponseReturnValue:
    """The checklist as a browser without scripts sends it: all that was changed, whichever of the
    buttons was pressed; ``at`` names the statement beside it."""
    here = OnSite.of(public_id)
    fits = [check.form.validate() for check in here.checks]
    if not all(fits):
        return _page(here), 422
    given = {check.item.id: check.form.seen for check in here.checks if check.form.is_touched}
    with acting() as actor:
        onsite.mark_all(here.case.reference, public_id, given, by=actor)
    flash(_("The checklist is saved."), "success")
    pressed = request.form.get("at", "")
    at = pressed if pressed in {check.item.id for check in here.checks} else "checklist"
    return redirect(_address(public_id, at), 303)


@bp.post("/visits/<public_id>/checks/<key>")
@access(POST=Permission.DESK_VISIT)
def visits_mark(public_id: str, key: str) -> ResponseReturnValue:
    """One statement, saved while people mark."""
    here = OnSite.of(public_id)
    check = next((it for it in here.checks if it.item.id == key), None)
    if check is None:
        raise Gone(onsite.NO_SUCH_CHECK)
    if not check.form.validate():
        if _wants_json():
            reasons = [text.partition(": ")[2] for text, _href in check.error_links]
            return jsonify(reasons=reasons), 422
        return _page(here), 422
    version = check.form.seen.version
    with acting() as actor:
        if check.form.is_touched:
            row = onsite.mark_all(here.case.reference, public_id, {key: check.form.seen}, by=actor)[
                key
            ]
            version = row.version
        name = actor.name
    if _wants_json():
        at = format_time(clock.local(clock.now()), "HH:mm")
        return jsonify(saved_at=at, by=name, errors={}, version=version)
    flash(_("The check is saved."), "success")
    return redirect(_address(public_id, key), 303)


def _address(public_id: str, anchor: str) -> str:
    """The page at one statement, still narrowed as it was."""
    show = OPEN if request.args.get("show") == OPEN else None
    return url_for(".visits_visit", public_id=public_id, show=show, _anchor=anchor)


def _doubts(
    case: Case, visit: Visit, programme: Programme, record: Mapping[str, Any]
) -> list[Doubt]:
    """The doubtful answers about this site and about the whole company."""
    places = {COMPANY, f"site:{visit.site.public_id}"}
    found = verdicts.current(case, record)
    made = []
    for asked in snapshots.questionnaire(record).asked():
        verdict = found.get((asked.question.key, asked.scope))
        if verdict is None or verdict.state not in DOUBTS or asked.scope not in places:
            continue
        made.append(
            Doubt(
                key=asked.question.key,
                text=spoken(asked.question.text),
                answer=said.answer(record, asked, programme),
                note=verdict.note,
                is_deficient=verdict.state is VerdictState.DEFICIENT,
                url=url_for(
                    "desk.cases_answers",
                    reference=case.reference,
                    section=asked.section,
                    place=asked.scope,
                ),
            )
        )
    return made


def _page(here: OnSite) -> str:
    ground, visit = Ground(here.case, here.record), here.visit
    offered = acts.offered(ground, visit, signed_in())
    only_open = request.args.get("show") == OPEN
    shown = [check for check in here.checks if not (only_open and check.is_marked)]
    return render_template(
        "desk/visit.html",
        here=here,
        case=here.case,
        visit=visit,
        words=visiting,
        tag=visiting.tag(visit.status),
        groups=groups(shown, here.programme),
        chips=_chips(here, only_open=only_open),
        show=OPEN if only_open else None,
        has_day=visit.status in reading.ALIVE,
        marked=sum(check.is_marked for check in here.checks),
        on_site=[act for act in offered if act.action in acts.ON_SITE],
        others=[act for act in offered if act.action not in acts.ON_SITE and act.is_open],
        finding=FINDING if FINDING in current_app.view_functions else None,
        errors=[link for check in here.checks for link in check.error_links],
        report=_report(here),
    )


def _report(here: OnSite) -> str | None:
    """Where one goes on when the visit is over: to the report, once every visit of the case is."""
    is_over = here.visit.status is VisitStatus.COMPLETED
    if here.case.status is not CaseStatus.VISIT_REPORTING or not is_over:
        return None
    return url_for(".cases_report", reference=here.case.reference)


def _chips(here: OnSite, *, only_open: bool) -> list[tuple[str, str, bool]]:
    """The whole checklist, or only what has no result yet."""
    left = sum(not check.is_marked for check in here.checks)
    url = url_for(".visits_visit", public_id=here.visit.public_id)
    return [
        (_("All checks"), url, not only_open),
        (_("Only open, %(n)s", n=left), f"{url}?show={OPEN}", only_open),
    ]


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"
