"""The supervisor gives the office more time for the decision."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, InputRequired, ValidationError

from aeo.domain.clocks import Extension
from aeo.domain.permissions import Permission
from aeo.domain.programme.clocks import Unit
from aeo.domain.workflow.case import CaseAct
from aeo.services.decisions import extending, limit
from aeo.web import frame
from aeo.web.desk.cases import clock
from aeo.web.desk.cases.head import Head
from aeo.web.desk.decisions.steps import Foreseen, Step, StepForm, offer
from aeo.web.fields import SafeInteger, SafeLines

LONGEST = 366  # where a programme does not say how much at most


class MoreTimeForm(StepForm):
    """How much longer, and why."""

    days = SafeInteger(
        _l("How much longer"), [InputRequired(_l("Say how much longer, as a number."))]
    )
    reason = SafeLines(
        _l("Reason, as the company reads it"),
        [DataRequired(_l("Give the reason: the company reads it."))],
        max_length=extending.REASON_MAX,
    )

    most = LONGEST

    def fill(self, head: Head) -> None:
        found = limit.extension(head.to_decide)
        if found is None:
            return
        if found.most is not None and found.most_unit is found.unit:
            self.most = min(found.most, LONGEST)
        self.days.description = _("%(unit)s; at most %(most)s.", unit=_unit(found), most=self.most)

    def for_preview(self) -> None:
        self.reason.validators = ()

    def validate_days(self, field: SafeInteger) -> None:
        """What the programme allows is known only once the case is."""
        if field.data is None or not 1 <= field.data <= self.most:
            raise ValidationError(_("Type a number from %(least)s to %(most)s.", least=1,
                                    most=self.most))  # fmt: skip


def _unit(found: Extension) -> str:
    return {
        Unit.WORKING_DAY: _("In working days"),
        Unit.CALENDAR_DAY: _("In calendar days"),
        Unit.MONTH: _("In months"),
        Unit.YEAR: _("In years"),
    }.get(found.unit, "")


def _means(head: Head) -> Sequence[str]:
    state, found = head.to_decide, limit.extension(head.to_decide)
    means = []
    if state is not None and state.due is not None:
        means.append(_("Now the decision is due by %(day)s.", day=frame.day(state.due)))
    means.append(_("The company is told the old and the new day by e-mail, and reads your reason."))
    if found is not None and found.times == 1:
        means.append(_("The time can be extended once only."))
    return means


def _foresee(head: Head, form: MoreTimeForm) -> Foreseen | None:
    """The new day, and how it follows. Raises as ``extending.extended``."""
    if not form.days.data:
        return None
    state = extending.extended(head.case, form.days.data)
    return Foreseen(
        said=_("The decision would be due by %(day)s.", day=frame.day(state.due)),
        lines=clock.lines(state, head),
    )


offer(
    Step(
        action=CaseAct.EXTEND,
        path="extend",
        permission=Permission.DESK_SUPERVISE,
        title=lambda _head: _("Extend the time for the decision?"),
        consequences=_means,
        take=lambda reference, form, by: extending.extend(
            reference, form.days.data, form.reason.data or "", by=by
        ),
        done=lambda: _("The time for the decision is extended, and the company is told."),
        form=MoreTimeForm,
        to_company={"days", "reason"},
        foresee=_foresee,
    )
)
