"""One finding put right: the plan, what was done about it, and the files that show it."""

from collections.abc import Sequence
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField

from aeo.domain.errors import Gone, OutOfOrder
from aeo.domain.permissions import Permission, may
from aeo.domain.vocabulary import FindingStatus
from aeo.domain.wording import Audience
from aeo.domain.workflow.finding import FindingAct
from aeo.models.case import Case
from aeo.models.finding import Finding
from aeo.services import cases, documents
from aeo.services.findings import correcting
from aeo.services.findings import reading as findings
from aeo.services.findings.correcting import Plan
from aeo.services.findings.raising import TEXT_MAX
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.fields import SafeDate, SafeLines, SafeText
from aeo.web.findings import STATUS_TAGS, dues, grade_words, status_label
from aeo.web.portal import bp, uploads
from aeo.web.portal.applications import words
from aeo.web.portal.findings import present

uploads.ENDPOINTS.add("portal.application_finding_proof")
PLAN, PROOF = FindingStatus.OPEN, FindingStatus.PLAN_ACCEPTED
FormKind = TypeVar("FormKind", bound=FlaskForm)
PLAN_FIELDS = ("cause", "action", "owner", "due_on")


class PlanForm(FlaskForm):
    """A plan may be kept in pieces; the table says when it is complete."""

    cause = SafeLines(_l("Cause"), max_length=TEXT_MAX, description=_l("Why it came to this."))
    action = SafeLines(
        _l("Action"), max_length=TEXT_MAX,
        description=_l("What you will do, so that it does not happen again."),
    )  # fmt: skip
    owner = SafeText(_l("Person in charge"), description=_l("Name and post."))
    due_on = SafeDate(_l("Done by"), description=_l("The day by which it will be done."))
    version = HiddenField()

    def is_complete(self) -> bool:
        """Whether it can be sent; what is missing says so at its field."""
        lacking: dict[Field, str] = {
            self.cause: _("Say why it came to this."),
            self.action: _("Say what you will do."),
            self.owner: _("Name the person in charge."),
            self.due_on: _("Give the day by which it will be done."),
        }
        for field, sentence in lacking.items():
            if not field.data:
                field.errors = [*field.errors, sentence]
        return not self.errors

    def plan(self) -> Plan:
        return Plan(
            cause=self.cause.data or "",
            action=self.action.data or "",
            owner=self.owner.data or "",
            due_on=self.due_on.data,
        )


class ProofForm(FlaskForm):
    done = SafeLines(
        _l("What was done"), max_length=TEXT_MAX,
        description=_l("What you did, when, and where it can be seen."),
    )  # fmt: skip
    use = SelectField(
        _l("Use a file you have already"), validate_choice=False,
        description=_l("It is attached when you keep or send the proof."),
    )  # fmt: skip
    version = HiddenField()

    def offer(self, files: Sequence[tuple[str, str]]) -> "ProofForm":
        """Put the files of the library into the choice."""
        self.use.choices = [("", _("Choose a file")), *files]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        fits = super().validate(extra_validators)
        if (self.use.data or "") not in dict(self.use.choices or ()):
            self.use.errors = [_("Choose a file of the list.")]
            return False
        return fits

    def shows(self, finding: Finding) -> bool:
        """Whether there is anything to look at: words, or a file of the library."""
        there = any(findings.counts(proof) for proof in finding.proofs)
        return bool(self.done.data or self.use.data or there)


@bp.get("/applications/<reference>/findings")
@access(GET=Permission.PORTAL_READ)
def application_findings(reference: str) -> ResponseReturnValue:
    case = cases.get(reference, to=signed_in())
    return render_template(
        "portal/findings.html",
        case=case,
        title=words.title(case),
        told=present.for_tracker(case),
    )


@bp.get("/applications/<reference>/findings/<int(max=9999):number>")
@access(GET=Permission.PORTAL_READ)
def application_finding(reference: str, number: int) -> ResponseReturnValue:
    return _page(*_read(reference, number))


@bp.post("/applications/<reference>/findings/<int(max=9999):number>/plan")
@access(POST=Permission.PORTAL_EDIT)
def application_finding_plan(reference: str, number: int) -> ResponseReturnValue:
    """Keep the plan; ``do=send`` also sends it."""
    case, finding = _read(reference, number)
    form, sends = PlanForm(), request.form.get("do") == "send"
    fits = form.validate()
    if not fits or (sends and finding.status is PLAN and not form.is_complete()):
        return _page(case, finding, plan=form), 422
    try:
        with acting() as actor:
            correcting.save_plan(
                reference, number, form.plan(), version=_version(form.version.data), by=actor
            )
            if sends:
                correcting.submit_plan(reference, number, by=actor)
    except OutOfOrder as refusal:
        return _overtaken(reference, number, refusal, plan=form)
    flash(_("The plan is sent to Customs.") if sends else _("The plan is kept."), "success")
    return redirect(url_for(".application_finding", reference=reference, number=number), 303)


@bp.post("/applications/<reference>/findings/<int(max=9999):number>/proof")
@access(POST=Permission.PORTAL_EDIT)
def application_finding_proof(reference: str, number: int) -> ResponseReturnValue:
    """Keep what was done and the files that show it; ``do=send`` also sends them."""
    case, finding = _read(reference, number)
    form = ProofForm().offer(present.reusable(finding, case.company_id))
    if not form.validate():
        return _page(case, finding, proof=form), 422
    sends = request.form.get("do") == "send"
    try:
        given = uploads.take()
    except OSError:
        return uploads.no_room()
    refused = [one for one in given if one.arrival is None]
    case, finding = _read(reference, number)
    if sends and finding.status is PROOF and not (given or form.shows(finding)):
        form.done.errors = [_("Add a document, or describe where it can be seen.")]
        return _page(case, finding, proof=form), 422
    sends = sends and not refused  # nobody sends what they believe to be with a file that is not
    try:
        with acting() as actor:
            correcting.save_proof(
                reference,
                number,
                form.done.data or "",
                version=_version(form.version.data),
                by=actor,
            )
            told = [uploads.accept(actor.company_id or 0, one, actor) for one in given]
            for one in told:
                if one.document is not None:
                    correcting.add_proof(reference, number, one.document, by=actor)
            if form.use.data:
                document = documents.get(actor.company_id or 0, form.use.data)
                correcting.add_proof(reference, number, document, by=actor)
            if sends:
                correcting.submit_proof(reference, number, by=actor)
    except OutOfOrder as refusal:
        return _overtaken(reference, number, refusal, proof=form)
    if told:
        uploads.flash_all(told)
    flash(_("The proof is sent to Customs.") if sends else _("The proof is kept."), "success")
    return redirect(url_for(".application_finding", reference=reference, number=number), 303)


@bp.post("/applications/<reference>/findings/<int(max=9999):number>/proof/remove")
@access(POST=Permission.PORTAL_EDIT)
def application_finding_proof_remove(reference: str, number: int) -> ResponseReturnValue:
    with acting() as actor:
        correcting.remove_proof(reference, number, request.form.get("file", ""), by=actor)
    flash(_("The file is taken back. It stays among your files."), "success")
    return redirect(url_for(".application_finding", reference=reference, number=number), 303)


def _read(reference: str, number: int) -> tuple[Case, Finding]:
    """Raises ``Gone`` for a stranger's case and for a finding that was not issued."""
    case = cases.get(reference, to=signed_in())
    finding = findings.get(case, number)
    if finding.issued_at is None:
        raise Gone(findings.NO_SUCH)
    return case, finding


def _page(
    case: Case,
    finding: Finding,
    *,
    plan: PlanForm | None = None,
    proof: ProofForm | None = None,
    theirs: dict[str, object] | None = None,
    why: str = "",
) -> str:
    actor, programme = signed_in(), words.programme_of(case)
    story, step, note = present.said_to_us(case, finding)
    action = finding.action
    grade = findings.grade_of(programme, finding.grade)
    version = str(action.version if action else 0)
    writes = may(actor, Permission.PORTAL_EDIT)
    wrong = plan or proof
    return render_template(
        "portal/finding.html",
        case=case,
        title=words.title(case),
        finding=finding,
        action=action,
        grade=grade_words(grade),
        criterion=present.criterion(finding, programme),
        question=present.question(finding, programme),
        status=status_label(finding.status, Audience.APPLICANT),
        tag=STATUS_TAGS[finding.status],
        dues=dues(finding, grade, story.reopened_at),
        step=step,
        note=note,
        was_sent_back=story.sent_back is not None,
        plan_sent=story.plan_sent,
        proof_sent=story.proof_sent,
        plan=plan or _form(PlanForm, finding, version),
        proof=proof
        or _proof_form(case, finding, version, is_open=writes and finding.status is PROOF),
        wrong=wrong,
        errors=wrong.errors if wrong else {},
        theirs=theirs or {},
        why=why,
        writes_plan=writes and finding.status is PLAN,
        writes_proof=writes and finding.status is PROOF,
        send_plan=present.send(case, finding, FindingAct.SUBMIT_PLAN, actor),
        send_proof=present.send(case, finding, FindingAct.SUBMIT_EVIDENCE, actor),
        proofs=present.proofs(finding, story, is_open=writes and finding.status is PROOF),
        limit=uploads.limit_label(),
    )


def _form(kind: type[FormKind], finding: Finding, version: str) -> FormKind:
    begun = {} if finding.action else {"version": version}
    return kind(formdata=None, obj=finding.action, **begun)


def _proof_form(case: Case, finding: Finding, version: str, *, is_open: bool) -> ProofForm:
    """With the library to choose from, where it can be sent."""
    files = present.reusable(finding, case.company_id) if is_open else ()
    return _form(ProofForm, finding, version).offer(files)


def _overtaken(
    reference: str,
    number: int,
    refusal: OutOfOrder,
    *,
    plan: PlanForm | None = None,
    proof: ProofForm | None = None,
) -> ResponseReturnValue:
    """What was typed stays on the page, beside what is kept now. A step that came too late
    altogether, because the plan or proof is with Customs, is refused."""
    case, finding = _read(reference, number)
    form = plan or proof
    if form is None or finding.status is not (PLAN if plan else PROOF):
        raise refusal
    kept = finding.action
    theirs: dict[str, object] = {}
    if kept is not None:
        names = PLAN_FIELDS if plan else ("done",)
        theirs = {
            name: getattr(kept, name)
            for name in names
            if getattr(kept, name) != (form[name].data or ("" if name != "due_on" else None))
        }
        form.version.data = str(kept.version)
    why = " ".join(errors.say(reason) for reason in refusal.reasons)
    return _page(case, finding, plan=plan, proof=proof, theirs=theirs, why=why), 409


def _version(text: str | None) -> int:
    """The version a form was based on; -1, which is none, for what is no number."""
    text = text or ""
    fits = text.isascii() and text.isdigit() and len(text) < len(str(10**9))
    return int(text) if fits else -1
