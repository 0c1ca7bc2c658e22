"""The assessment: each criterion with its points, verdicts and findings, and its grade."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired

from aeo.domain.errors import N_, Gone, Incomplete, Sentence
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import CaseStatus, Grade
from aeo.services import intake
from aeo.services.grades import giving
from aeo.services.grades import reading as grades
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.answered import spoken
from aeo.web.desk import bp
from aeo.web.desk.cases import acts
from aeo.web.desk.cases.head import Head, page
from aeo.web.desk.findings import criteria, gates
from aeo.web.desk.findings.criteria import GRADE_NAMES, grade_label
from aeo.web.fields import SafeLines

NO_SUCH = Sentence(N_("This criterion is not part of the application."))


class GradeForm(FlaskForm):
    """The officer's judgement of one criterion."""

    grade = RadioField(_l("Your grade"), validators=[DataRequired(_l("Choose a grade."))])
    reasoning = SafeLines(
        _l("Reasoning"), max_length=giving.REASONING_MAX,
        description=_l("Needed unless it is met: the facts, and what follows from them. Only "
                       "officers read it, but if it is not met, the company reads it with the "
                       "ground."),
    )  # fmt: skip
    reason = SelectField(
        _l("Ground"), description=_l("Needed when it is not met: the letter will give it.")
    )
    seen = HiddenField()

    def fill(self, head: Head) -> "GradeForm":
        self.grade.choices = [(grade.value, grade_label(grade)) for grade in GRADE_NAMES]
        self.reason.choices = [
            ("", _("None")),
            *((code, spoken(text)) for code, text in grades.grounds(head.programme).items()),
        ]
        return self

    def known(self) -> int:
        """How many grades stood on the page; -1, which is never so, for what is no number."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000") else -1


@bp.get("/cases/<reference>/assessment")
@access(GET=Permission.DESK_READ)
def cases_assessment(reference: str) -> ResponseReturnValue:
    return _page(Head.of(reference))


@bp.post("/cases/<reference>/assessment/<criterion>")
@access(POST=Permission.DESK_REVIEW)
def cases_assess(reference: str, criterion: str) -> ResponseReturnValue:
    head = Head.of(reference)
    if criterion not in grades.sought(head.programme, head.case.levels):
        raise Gone(NO_SUCH)
    form = GradeForm(prefix=criterion).fill(head)
    if not form.validate():
        return _page(head, criterion, form), 422
    try:
        with acting() as actor:
            intake.check_seen(reference, acts.seen(), by=actor)
            giving.give(
                reference,
                criterion,
                Grade(form.grade.data),
                reasoning=form.reasoning.data or "",
                reason=form.reason.data or "",
                seen=form.known(),
                by=actor,
            )
    except Incomplete as refusal:
        field = form.reason if form.reasoning.data else form.reasoning
        field.errors = [*field.errors, *(errors.say(reason) for reason in refusal.reasons)]
        return _page(Head.of(reference), criterion, form), 422
    flash(_("Criterion %(criterion)s is graded.", criterion=criterion), "success")
    return redirect(url_for(".cases_assessment", reference=reference, _anchor=criterion), 303)


def _page(head: Head, criterion: str = "", wrong: GradeForm | None = None) -> str:
    is_here = head.case.status is CaseStatus.ASSESSMENT
    may_grade = is_here and signed_in().has(*giving.MAY_GRADE)
    known = criteria.Known.of(head)
    rows = criteria.of(head, known)
    forms = {
        row.id: wrong
        if wrong is not None and row.id == criterion
        else GradeForm(formdata=None, prefix=row.id, seen=str(len(row.given))).fill(head)
        for row in rows
        if may_grade
    }
    return page(
        "assessment",
        head,
        "assessment",
        rows=rows,
        forms=forms,
        wrong=wrong,
        wrong_at=criterion,
        errors=wrong.errors if wrong else {},
        done=sum(bool(row.given) for row in rows),
        bars=criteria.bars(rows),
        note=spoken(head.programme.scoring.note),
        is_here=is_here,
        gates=gates.of(head, known) if is_here else None,
    )
