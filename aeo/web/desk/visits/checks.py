"""The checklist of a visit as forms: one per statement, drawn under its criterion."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from aeo.domain.programme.checklist import ChecklistItem
from aeo.domain.programme.programme import Programme
from aeo.models.visit import CheckResult
from aeo.services.visits.onsite import NEED_A_NOTE, Seen
from aeo.web import frame
from aeo.web.access import signed_in
from aeo.web.answered import spoken
from aeo.web.fields import SafeLines

NOTE_MAX = 5_000
VERSION_DIGITS = 9


def _code(value: object) -> str:
    return "" if value is None else str(value)


class CheckForm(FlaskForm):
    """What was seen at one statement. The page's one form carries the token for all of them."""

    class Meta:
        csrf = False

    result = RadioField(_l("What was seen"), [Optional()], coerce=_code)
    note = SafeLines(_l("What you saw"), max_length=NOTE_MAX)
    version = HiddenField()
    was = HiddenField()  # what stood here when the page was made

    def __init__(self, item: ChecklistItem, programme: Programme, row: CheckResult | None) -> None:
        result, note = (row.result, row.note) if row is not None else ("", "")
        super().__init__(
            prefix=f"{item.id}-",
            data={
                "result": result,
                "note": note,
                "version": str(row.version if row is not None else 0),
                "was": _mark(result, note),
            },
        )
        self.row = row
        labels = {one.code: spoken(one.label) for one in programme.labels.results}
        self.result.choices = [
            SelectChoice(code, labels[code]) for code in programme.files.checklist.results
        ]

    def validate(self, extra_validators: object = None) -> bool:
        fits = super().validate(extra_validators)
        if not self.is_touched or not fits:
            return fits
        if not self.given:
            self.result.errors = [_("Choose what was seen.")]
        elif self.given in NEED_A_NOTE and not self.note.data:
            self.note.errors = [_("Say in a note what was seen.")]
        elif self.row is not None and self._is_of_another(self.row):
            # The next attempt is made on what stands here now, and knowingly.
            self.version.data = str(self.row.version)
            label = {it.value: it.label for it in self.result.choices}[self.row.result]
            self.result.errors = [
                _("%(name)s has marked this meanwhile: %(result)s. Save again to replace it.",
                  name=self.row.marked_by.name, result=label)
            ]  # fmt: skip
        return not self.errors

    def _is_of_another(self, row: CheckResult) -> bool:
        """Whether a colleague marked it since. What one marked oneself is no news: it may have been
        saved by itself while the page was on its way."""
        return self.seen.version != row.version and row.marked_by_id != signed_in().user_id

    @property
    def is_touched(self) -> bool:
        """Whether somebody changed this statement on the page; a page that was read long ago
        must not undo what a colleague marked since."""
        if not self.version.raw_data:
            return False
        return self.was.data != _mark(self.given, self.note.data or "")

    @property
    def given(self) -> str:
        """The result that was sent: of a field that was not, the form shows the one kept."""
        return self.result.raw_data[0] if self.result.raw_data else ""

    @property
    def seen(self) -> Seen:
        text = self.version.data or ""
        fits = text.isascii() and text.isdigit() and len(text) <= VERSION_DIGITS
        return Seen(self.given, self.note.data or "", int(text) if fits else 0)


@dataclass(frozen=True, slots=True)
class Check:
    """One statement with its form, who marked it, and the doubts on the answers it is about."""

    item: ChecklistItem
    form: CheckForm
    title: str
    method: str
    result: str
    by: str
    doubts: Sequence[str]

    @property
    def is_marked(self) -> bool:
        return self.form.row is not None

    @property
    def is_amiss(self) -> bool:
        """Whether it was marked as something that calls for a finding."""
        return self.form.row is not None and self.form.row.result in NEED_A_NOTE

    @property
    def error_links(self) -> list[tuple[str, str]]:
        links = []
        for field, end in ((self.form.result, "-0"), (self.form.note, "")):
            if field.errors:
                text = " ".join(map(str, field.errors))
                links.append((f"{self.item.id}: {text}", f"#{field.id}{end}"))
        return links


@dataclass(frozen=True, slots=True)
class Group:
    """The statements of one criterion."""

    id: str
    title: str
    checks: Sequence[Check]


def checks(
    items: Sequence[ChecklistItem],
    programme: Programme,
    rows: Mapping[str, CheckResult],
    doubted: frozenset[str],
) -> list[Check]:
    """``doubted``: the questions whose answers have a doubtful verdict here."""
    methods = {one.code: spoken(one.label) for one in programme.labels.methods}
    results = {one.code: spoken(one.label) for one in programme.labels.results}
    made = []
    for item in items:
        row = rows.get(item.id)
        by = ""
        if row is not None:
            by = f"{row.marked_by.name}, {frame.moment(row.marked_at)}"
        made.append(
            Check(
                item=item,
                form=CheckForm(item, programme, row),
                title=spoken(item.text),
                method=methods.get(item.method, item.method),
                result=results[row.result] if row is not None else "",
                by=by,
                doubts=[key for key in item.questions if key in doubted],
            )
        )
    return made


def groups(made: Sequence[Check], programme: Programme) -> list[Group]:
    """By criterion, in the order of the programme."""
    found = []
    for criterion in programme.sections:
        mine = [check for check in made if check.item.criterion == criterion.id]
        if mine:
            found.append(Group(criterion.id, spoken(criterion.title), mine))
    return found


def _mark(result: str, note: str) -> str:
    return hashlib.sha256(f"{result}\n{note}".encode()).hexdigest()[:16]
