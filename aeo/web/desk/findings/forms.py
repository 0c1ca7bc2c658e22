"""What officers type about findings."""

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired
from wtforms.widgets import HiddenInput

from aeo.domain.programme.questionnaire import COMPANY
from aeo.services.findings.raising import TEXT_MAX, TITLE_MAX, Seen
from aeo.web.desk.cases import said
from aeo.web.desk.cases.head import Head
from aeo.web.fields import SafeLines, SafeText, cleaned
from aeo.web.findings import criterion_label, grade_words, question_label

NOTE_MAX = 2_000
LINE_MAX = 110  # of a question in a list to choose from


class FindingForm(FlaskForm):
    """What was seen, how grave it is, and where it belongs."""

    grade = RadioField(_l("How grave it is"), validators=[DataRequired(_l("Choose a grade."))])
    criterion = SelectField(
        _l("Criterion"), validators=[DataRequired(_l("Choose the criterion it is about."))]
    )
    title = SafeText(
        _l("Title"), [DataRequired(_l("Give the finding a title."))], max_length=TITLE_MAX,
        description=_l("What is wrong, or good, in one line."),
    )  # fmt: skip
    seen = SafeLines(
        _l("What was seen"), [DataRequired(_l("Say what was seen."))], max_length=TEXT_MAX,
        description=_l("Facts: where, what, how many."),
    )  # fmt: skip
    question = SelectField(_l("Question it is about"))
    visit = SafeText(widget=HiddenInput())
    item = SafeText(widget=HiddenInput())

    def fill(self, head: Head) -> "FindingForm":
        """Put the grades, criteria and questions of this case into the choices."""
        programme = head.programme
        graded = [(grade.code, grade_words(grade)) for grade in programme.finding_grades]
        self.grade.choices = [
            (code, f"{words.label}. {words.meaning} {words.effect}") for code, words in graded
        ]
        self.criterion.choices = [
            ("", _("Choose a criterion")),
            *((one.id, criterion_label(programme, one.id)) for one in programme.criteria),
        ]
        self.question.choices = [
            ("", _("None in particular")),
            *(
                (place(row["question"], row["scope"]), _line(head, row["question"], row["scope"]))
                for row in head.record["answers"]
            ),
        ]
        return self

    def written(self) -> Seen:
        question, _at, scope = (self.question.data or "").partition("@")
        return Seen(
            criterion=self.criterion.data,
            grade=self.grade.data,
            title=self.title.data or "",
            seen=self.seen.data or "",
            question=question or None,
            scope=scope or COMPANY,
            visit=self.visit.data or None,
            item=self.item.data or None,
        )


def place(question: str, scope: str) -> str:
    """A question and its scope as one value of a list; empty for no question."""
    return f"{question}@{scope or COMPANY}" if question else ""


def first_asked(head: Head, question: str, scope: str) -> str:
    """The value of a question where it was asked: in ``scope``, else of the whole company."""
    asked = {(row["question"], row["scope"]) for row in head.record["answers"]}
    found = (one for one in (scope, COMPANY) if (question, one) in asked)
    return place(question, next(found, "")) if question else ""


def note() -> tuple[str, str]:
    """The note of a step as it was typed, and what is wrong with it."""
    typed = request.form.get("note", "")
    try:
        kept = cleaned(typed, lines=True)
    except ValueError as error:
        return typed, str(error)
    if len(kept) > NOTE_MAX:
        return kept, _("Use at most %(n)s characters.", n=NOTE_MAX)
    return kept, ""


def _line(head: Head, key: str, scope: str) -> str:
    label = question_label(head.programme, key)
    if scope != "company":
        label = f"{label} ({said.place(head.record, scope)})"
    return label if len(label) <= LINE_MAX else f"{label[: LINE_MAX - 1]}…"
