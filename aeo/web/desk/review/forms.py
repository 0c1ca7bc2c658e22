"""The forms of the review: a verdict, a question to the company, a request with its date."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from aeo.domain.programme.programme import Programme
from aeo.domain.vocabulary import VerdictState
from aeo.models.review import Rfi, RfiItem, Verdict
from aeo.services.verdicts import reading
from aeo.web.answered import spoken
from aeo.web.fields import SafeDate, SafeLines

NOTE_MAX = 2_000
DIGITS_MAX = 9
GIVE_A_DATE = _l("Give a date by which the company has to answer.")


def _code(value: object) -> str:
    """The word of a code; nothing for none, which no choice is."""
    return "" if value is None else str(value)


def _reasons(programme: Programme) -> list[SelectChoice]:
    known = reading.reasons(programme)
    return [
        SelectChoice("", _("Choose a reason")),
        *(SelectChoice(code, spoken(text)) for code, text in known.items()),
    ]


class VerdictForm(FlaskForm):
    """``number`` is that of the last verdict the page showed."""

    state = RadioField(
        _l("Verdict"),
        [InputRequired(_l("Choose a verdict."))],
        choices=[
            SelectChoice(VerdictState.ACCEPTED.value, _l("Accepted")),
            SelectChoice(VerdictState.QUERY.value, _l("Query")),
            SelectChoice(VerdictState.DEFICIENT.value, _l("Deficient")),
        ],
        coerce=_code,
    )
    reason = SelectField(_l("Reason, for a query or a deficiency"), [Optional()], coerce=_code)
    note = SafeLines(_l("Note"), max_length=NOTE_MAX)
    number = HiddenField()

    def __init__(self, programme: Programme, verdict: Verdict | None, *, is_read: bool) -> None:
        given = {"number": str(verdict.number if verdict else 0)}
        if verdict is not None and is_read:
            given |= {
                "state": verdict.state, "reason": verdict.reason or "", "note": verdict.note
            }  # fmt: skip
        super().__init__(prefix="verdict", data=given)
        self.reason.choices = _reasons(programme)

    def validate(self, extra_validators: object = None) -> bool:
        fits = super().validate(extra_validators)
        if self.state.data in {VerdictState.QUERY, VerdictState.DEFICIENT} and not self.reason.data:
            self.reason.errors = [_("Choose a reason: it says what is wrong with the answer.")]
            return False
        return fits

    @property
    def seen(self) -> int:
        text = self.number.data or ""
        fits = text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX
        return int(text) if fits else -1


class AskForm(FlaskForm):
    """What is asked about one answer; the company reads all of it."""

    reason = SelectField(_l("Reason in the request"), [Optional()], coerce=_code)
    asks = SafeLines(_l("What you ask"), max_length=NOTE_MAX)
    settles = SafeLines(
        _l("What would settle it"),
        max_length=NOTE_MAX,
        description=_l("Left empty, the words of the programme for this reason stand there."),
    )

    def __init__(self, programme: Programme, item: RfiItem | None) -> None:
        given = {}
        if item is not None:
            given = {"reason": item.reason or "", "asks": item.asks, "settles": item.settles}
        super().__init__(prefix="ask", data=given)
        self.reason.choices = _reasons(programme)

    def validate(self, extra_validators: object = None) -> bool:
        fits = super().validate(extra_validators)
        if fits and not self.reason.data and not self.asks.data:
            self.asks.errors = [_("Say what you ask, or choose a reason.")]
            return False
        return fits


class RequestForm(FlaskForm):
    """What a request says as a whole."""

    due_on = SafeDate(_l("Answer by"), [DataRequired(GIVE_A_DATE)])
    effect = RadioField(
        _l("While it is open"),
        [InputRequired(_l("Say whether the review waits."))],
        choices=[
            SelectChoice("waits", _l("The review waits for the answer, and its clock stops")),
            SelectChoice("goes_on", _l("The review goes on")),
        ],
        coerce=_code,
    )
    message = SafeLines(_l("Message above the questions"), max_length=NOTE_MAX)

    def __init__(self, rfi: Rfi, usual: date) -> None:
        effect = "waits" if rfi.is_blocking else "goes_on"
        given = {"due_on": rfi.due_on or usual, "effect": effect, "message": rfi.message}
        super().__init__(data=given)


class PlainForm(FlaskForm):
    """A step that needs no words."""


class NoteForm(FlaskForm):
    """A step that says why; the company reads it."""

    reason = SafeLines(
        _l("Reason"), [DataRequired(_l("Give a reason: it is kept with the case."))],
        max_length=NOTE_MAX,
    )  # fmt: skip


class LaterForm(NoteForm):
    """The same with a new date."""

    due_on = SafeDate(_l("Answer by"), [DataRequired(GIVE_A_DATE)])
