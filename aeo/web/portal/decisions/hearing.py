"""What Customs intends against the company, and its answer: it keeps to its application, or is
content with the lower level. A signatory answers, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms.widgets import HiddenInput

from aeo.domain.calendar import Counting
from aeo.domain.clocks import ClockState
from aeo.domain.errors import N_, Gone, Incomplete, OutOfOrder, Sentence
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import Actor, CaseStatus, Role
from aeo.models.case import Case
from aeo.models.decision import Hearing
from aeo.models.finding import CriterionGrade
from aeo.services import cases, clocks, companies, intake
from aeo.services.decisions import deciding, reading
from aeo.services.decisions import hearing as hearings
from aeo.services.decisions.reading import ACCEPT_LOWER, MAINTAIN
from aeo.services.grades import reading as grades
from aeo.web import errors, frame
from aeo.web.access import access, acting, signed_in
from aeo.web.fields import SafeInteger, SafeLines
from aeo.web.grounds import GroundWords, in_words, intended, levels
from aeo.web.portal import bp
from aeo.web.portal.applications import words

NO_SUCH = Sentence(N_("Customs has not asked for your comments."))
PAGE = "/applications/<reference>/hearing"


class ReplyForm(FlaskForm):
    """What the company says to what is intended."""

    reply = SafeLines(
        _l("Your comments"), max_length=hearings.REPLY_MAX,
        description=_l("What is wrong or missing in the grounds, and what has changed since. "
                       "Needed if you keep to your application."),
    )  # fmt: skip
    seq = SafeInteger(widget=HiddenInput())

    @property
    def seen(self) -> int:
        """The last event that the page showed; -1, which is never so, for none."""
        return -1 if self.seq.data is None else int(self.seq.data)


@dataclass(frozen=True, slots=True)
class Asked:
    """A hearing as the company reads it."""

    at: datetime
    intended: str
    letter: str
    answer: str
    reply: str
    answered: str
    is_over: bool
    grounds: Sequence[GroundWords]


@dataclass(frozen=True, slots=True)
class Page:
    """One application and its hearings, newest first; ``lower`` is the level it may accept."""

    case: Case
    rows: Sequence[Hearing]
    state: ClockState | None
    signatories: str

    @property
    def latest(self) -> Hearing:
        return self.rows[0]

    @property
    def is_open(self) -> bool:
        return self.case.status is CaseStatus.HEARING and not reading.is_over(self.latest)

    @property
    def due(self) -> date | None:
        return self.state.due if self.state is not None else None

    @property
    def lower(self) -> str:
        level = self.latest.level
        return levels(words.programme_of(self.case), [level]) if level is not None else ""


@bp.get(PAGE)
@access(GET=Permission.PORTAL_READ)
def application_hearing(reference: str) -> ResponseReturnValue:
    return _page(_found(reference), ReplyForm(formdata=None))


@bp.post(PAGE)
@access(POST=Permission.PORTAL_SUBMIT)
def application_hearing_check(reference: str) -> ResponseReturnValue:
    """Nothing is sent yet: the answer is shown once more before it counts. ``change`` goes back to
    what was typed."""
    page, form, answer = _found(reference), ReplyForm(), request.form.get("answer", "")
    if not form.validate():
        return _page(page, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if answer not in {MAINTAIN, ACCEPT_LOWER}:
        return _page(page, form)
    if answer == MAINTAIN and not form.reply.data:
        form.reply.errors = [_("Say why you keep to your application.")]
        return _page(page, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if not page.is_open:
        late = [_("This hearing is over: nothing more can be sent.")]
        return _page(page, form, late), HTTPStatus.CONFLICT
    return render_template(
        "portal/hearing_confirm.html",
        case=page.case,
        title=words.title(page.case),
        answer=answer,
        form=form,
        lower=page.lower,
    )


@bp.post(f"{PAGE}/answer")
@access(POST=Permission.PORTAL_SUBMIT)
def application_hearing_answer(reference: str) -> ResponseReturnValue:
    """Send the answer. What was typed stays on the page when it cannot be sent any more."""
    page, form = _found(reference), ReplyForm()
    if not form.validate():
        return _page(page, form), HTTPStatus.UNPROCESSABLE_ENTITY
    reply = form.reply.data or ""
    try:
        with acting() as actor:
            intake.check_seen(reference, form.seen, by=actor)
            _answer(reference, request.form.get("answer", ""), reply, actor)
    except (Incomplete, OutOfOrder) as refusal:
        late = [errors.say(reason) for reason in refusal.reasons]
        return _page(_found(reference), form, late), errors.STATUS_OF[type(refusal)]
    flash(_("Your answer is sent. Customs has been told."), "success")
    return redirect(url_for(".application_hearing", reference=reference), HTTPStatus.SEE_OTHER)


def _answer(reference: str, answer: str, reply: str, by: Actor) -> object:
    if answer == ACCEPT_LOWER:
        return hearings.accept_lower(reference, reply, by=by)
    return hearings.maintain(reference, reply, by=by)


def _found(reference: str) -> Page:
    """Raises ``Gone`` where the company was never told of an intended decision."""
    case = cases.get(reference, to=signed_in())
    rows = [row for row in reading.hearings(case) if row.letter]
    if not rows:
        raise Gone(NO_SUCH)
    signing = [it.user.name for it in companies.members(case.company_id)
               if Role.SIGNATORY in it.roles and it.user.active]  # fmt: skip
    state = clocks.of_case(case).get(hearings.CLOCK)
    return Page(case, rows, state, ", ".join(signing))


def _page(page: Page, form: ReplyForm, late: Sequence[str] = ()) -> str:
    history = grades.history(page.case)
    form.seq.typed, form.seq.data = "", page.case.seq
    return render_template(
        "portal/hearing.html",
        page=page,
        case=page.case,
        title=words.title(page.case),
        told=[_asked(page.case, row, history) for row in page.rows],
        why=_why(page),
        may_sign=signed_in().has(Role.SIGNATORY),
        form=form,
        late=late,
        errors=form.errors or late,
    )


def _asked(case: Case, row: Hearing, history: Mapping[str, Sequence[CriterionGrade]]) -> Asked:
    programme = words.programme_of(case)
    answer = {
        MAINTAIN: _("You kept to your application."),
        ACCEPT_LOWER: _("You accepted the lower level."),
    }.get(row.answer, "")
    answered = ""
    if row.answered_at is not None and row.answered_by is not None:
        answered = f"{row.answered_by.name}, {frame.moment(row.answered_at)}"
    return Asked(
        at=row.opened_at,
        intended=intended(programme, row.intended, case.levels, row.level),
        letter=row.letter,
        answer=answer,
        reply=row.reply,
        answered=answered,
        is_over=reading.is_over(row),
        grounds=in_words(deciding.grounds(case, history, at=row.opened_at), programme),
    )


def _why(page: Page) -> str:
    """How the last day was counted."""
    state = page.state
    if state is None or state.total is None or state.due is None:
        return ""
    if state.counting is Counting.WORKING:
        length = ngettext("%(num)s working day", "%(num)s working days", state.total)
    else:
        length = ngettext("%(num)s day", "%(num)s days", state.total)
    return _("%(length)s after Customs told you on %(day)s; that day itself is not counted.",
             length=length, day=frame.day(page.latest.opened_at))  # fmt: skip
