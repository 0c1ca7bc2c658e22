"""The findings of a case: written down, corrected until they are issued, judged until settled."""

from http import HTTPStatus

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from aeo.domain import wording
from aeo.domain.errors import Gone, Incomplete, OutOfOrder
from aeo.domain.permissions import Permission
from aeo.domain.transition import objections_to
from aeo.domain.vocabulary import COMPANY_ROLES, Actor, Machine, VisitStatus
from aeo.domain.wording import Audience
from aeo.domain.workflow.finding import FINDING, FindingAct
from aeo.models.finding import Finding
from aeo.models.visit import Visit
from aeo.services import cases, intake
from aeo.services.findings import raising
from aeo.services.findings import reading as findings
from aeo.services.visits import reading as visits
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.answered import spoken
from aeo.web.desk import bp
from aeo.web.desk.cases import acts
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.findings import present
from aeo.web.desk.findings.forms import FindingForm, first_asked, note, place
from aeo.web.desk.findings.present import Refused

JUDGING = {
    act.value: act
    for act in FindingAct
    if any(row.action is act and not row.by <= COMPANY_ROLES for row in FINDING.rows)
}


@bp.get("/cases/<reference>/findings")
@access(GET=Permission.DESK_READ)
def cases_findings(reference: str) -> ResponseReturnValue:
    return _list(Head.of(reference))


@bp.get("/cases/<reference>/findings/new")
@access(GET=Permission.DESK_VISIT)
def cases_findings_new(reference: str) -> ResponseReturnValue:
    """``visit``, ``item``, ``criterion``, ``question`` and ``scope`` fill the form; an item of the
    checklist brings its criterion, its first question, and what was noted on the visit."""
    head, given = Head.of(reference), request.args
    check = present.items(head).get(given.get("item", ""))
    question = given.get("question") or (check.questions[0] if check and check.questions else "")
    visit = _visit(head, given.get("visit", ""))
    form = FindingForm(
        formdata=None,
        seen=_noted(visit, given.get("item", "")),
        criterion=given.get("criterion") or (check.criterion if check else ""),
        question=first_asked(head, question, given.get("scope", "")),
        visit=given.get("visit", ""),
        item=given.get("item", ""),
    )
    return _form_page(head, form.fill(head))


@bp.post("/cases/<reference>/findings/new")
@access(POST=Permission.DESK_VISIT)
def cases_findings_add(reference: str) -> ResponseReturnValue:
    head = Head.of(reference)
    form = FindingForm().fill(head)
    if not form.validate():
        return _form_page(head, form), 422
    if form.item.data and form.item.data not in present.items(head):
        raise Gone(visits.NO_SUCH)
    try:
        with acting() as actor:
            intake.check_seen(reference, acts.seen(), by=actor)
            number = raising.raise_(reference, form.written(), by=actor).number
    except Incomplete as refusal:
        return _form_page(Head.of(reference), _refused(form, refusal)), 422
    told = _("Finding %(number)s is written down.", number=number)
    if (on_site := _on_site(head, form)) is not None:
        flash(told, "success")
        return redirect(on_site, 303)
    return _done(reference, number, told)


@bp.get("/cases/<reference>/findings/<int(max=9999):number>/edit")
@access(GET=Permission.DESK_VISIT)
def cases_finding_edit(reference: str, number: int) -> ResponseReturnValue:
    head = Head.of(reference)
    finding = findings.get(head.case, number)
    form = FindingForm(
        formdata=None,
        grade=finding.grade,
        criterion=finding.criterion,
        title=finding.title,
        seen=finding.seen,
        question=place(finding.question_key or "", finding.scope_key),
        item=finding.item or "",
    )
    return _form_page(head, form.fill(head), finding)


@bp.post("/cases/<reference>/findings/<int(max=9999):number>/edit")
@access(POST=Permission.DESK_VISIT)
def cases_finding_change(reference: str, number: int) -> ResponseReturnValue:
    head = Head.of(reference)
    finding = findings.get(head.case, number)
    form = FindingForm().fill(head)
    if not form.validate():
        return _form_page(head, form, finding), 422
    try:
        with acting() as actor:
            intake.check_seen(reference, acts.seen(), by=actor)
            raising.change(reference, number, form.written(), by=actor)
    except Incomplete as refusal:
        head = Head.of(reference)
        form = _refused(form, refusal)
        return _form_page(head, form, findings.get(head.case, number)), 422
    return _done(reference, number, _("Finding %(number)s is changed.", number=number))


@bp.post("/cases/<reference>/findings/<int(max=9999):number>")
@access(POST=Permission.DESK_VISIT)
def cases_finding_judge(reference: str, number: int) -> ResponseReturnValue:
    """One step of an officer: ``step`` names it, ``note`` says why."""
    cases.get(reference, to=signed_in())
    act = JUDGING.get(request.form.get("step", ""))
    if act is None:
        return errors.page(HTTPStatus.UNPROCESSABLE_ENTITY)
    typed, wrong = note()
    if not wrong:
        try:
            with acting() as actor:
                intake.check_seen(reference, acts.seen(), by=actor)
                raising.judge(reference, number, act, typed, by=actor)
        except Incomplete as refusal:
            wrong = " ".join(errors.say(reason) for reason in refusal.reasons)
    if wrong:
        return _list(Head.of(reference), Refused(number, act, typed, wrong)), 422
    said = wording.event(Machine.FINDING, act, Audience.OFFICER)
    what = errors.say(said) if said is not None else ""
    return _done(reference, number, _("Finding %(number)s: %(what)s", number=number, what=what))


def why_not(head: Head, actor: Actor) -> list[str]:
    """Why no finding can be written now; empty when one can."""
    if not actor.has(*FINDING.begin.by):
        return [_("Case officers and validators write findings.")]
    told = list(objections_to(FINDING.begin, raising.judged_new(head.case), actor))
    try:
        raising.check_open(head.case)
    except OutOfOrder as refusal:
        told += refusal.reasons
    return [errors.say(one) for one in told]


def _list(head: Head, refused: Refused | None = None) -> str:
    actor = signed_in()
    cards = present.cards(head, actor, refused)
    return page(
        "findings",
        head,
        "findings",
        cards=cards,
        counts=present.count(cards),
        refused=refused,
        errors={"note": [refused.wrong]} if refused else {},
        why_not=why_not(head, actor),
    )


def _form_page(head: Head, form: FindingForm, finding: Finding | None = None) -> str:
    closed = why_not(head, signed_in())
    if finding is not None and finding.issued_at is not None:
        closed = [_("The company has been told of this finding already.")]
    elif finding is not None and findings.is_withdrawn(finding):
        closed = [_("This finding was withdrawn. Write a new one.")]
    check = present.items(head).get(form.item.data or "")
    return page(
        "finding_form",
        head,
        "findings",
        form=form,
        errors=form.errors,
        number=finding.number if finding else None,
        closed=closed,
        check=f"{check.id} {spoken(check.text)}" if check else "",
        on_site=_on_site(head, form) if finding is None else None,
    )


def _visit(head: Head, public_id: str) -> Visit | None:
    return next((one for one in visits.in_brief(head.case) if one.public_id == public_id), None)


def _noted(visit: Visit | None, item: str) -> str:
    row = visits.results(visit).get(item) if visit is not None else None
    return row.note if row is not None else ""


def _on_site(head: Head, form: FindingForm) -> str | None:
    """The check the finding comes from, while its visit is under way: the team goes on there."""
    visit = _visit(head, form.visit.data or "") if form.item.data else None
    if visit is None or visit.status is not VisitStatus.IN_PROGRESS:
        return None
    return url_for(".visits_visit", public_id=visit.public_id, _anchor=form.item.data)


def _refused(form: FindingForm, refusal: Incomplete) -> FindingForm:
    form.form_errors = [*form.form_errors, *(errors.say(reason) for reason in refusal.reasons)]
    return form


def _done(reference: str, number: int, told: str) -> ResponseReturnValue:
    flash(told, "success")
    return redirect(url_for(".cases_findings", reference=reference, _anchor=f"F{number}"), 303)
