"""The company is heard before a decision against it: the letter, the waiver, the end of it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from aeo.domain.facts import CaseFacts, Proposal
from aeo.domain.permissions import Permission
from aeo.domain.workflow.case import CaseAct
from aeo.services.decisions import deciding
from aeo.services.decisions import hearing as hearings
from aeo.services.decisions.reading import lower_level
from aeo.web import frame
from aeo.web.desk.cases.head import Head
from aeo.web.desk.decisions.proposing import NOTE_MAX
from aeo.web.desk.decisions.steps import Step, StepForm, Told, offer
from aeo.web.fields import SafeLines
from aeo.web.grounds import in_words, intended


class LetterForm(StepForm):
    """What the company reads before it answers."""

    letter = SafeLines(
        _l("Letter to the company"),
        [DataRequired(_l("Write what the company is to read."))],
        max_length=hearings.LETTER_MAX,
        description=_l("What is intended and why, and what it may say to it. The grounds below "
                       "stand beside your letter."),
    )  # fmt: skip


class ReasonForm(StepForm):
    """A reason that stays in the office."""

    reason = SafeLines(
        _l("Reason"), [DataRequired(_l("Give a reason: it is kept with the case."))],
        max_length=NOTE_MAX,
    )  # fmt: skip


def _intend_means(head: Head) -> Sequence[str]:
    lower = lower_level(head.programme.levels, head.case.levels)
    by = hearings.reply_by(head.case, head.events, head.calendar)
    means = [_("Its signatories are told by e-mail, and read your letter and the grounds.")]
    if by is not None:
        means.append(_("The company may answer until %(day)s.", day=frame.day(by)))
    may = _("It can keep to its application, or withdraw it.")
    if lower is not None:
        may = _("It can keep to its application, accept the lower level, or withdraw.")
    return [*means, may, _("The case goes back to its assessment with the answer.")]


def _intended(head: Head, letter: str, judged: CaseFacts) -> Told:
    """As ``hearing.intend`` will write it down."""
    is_lower = judged.proposal is Proposal.GRANT_LOWER
    what = Proposal.GRANT_LOWER if is_lower else Proposal.REFUSE
    return Told(
        intended(head.programme, what, head.case.levels, judged.lower_level),
        letter,
        in_words(deciding.grounds(head.case), head.programme),
    )


for _step in (
    Step(
        action=CaseAct.INTEND_ADVERSE,
        path="intend-adverse",
        permission=Permission.DESK_WEIGH,
        title=lambda _head: _("Hear the company before a decision against it?"),
        consequences=_intend_means,
        take=lambda reference, form, by: hearings.intend(reference, form.letter.data or "", by=by),
        done=lambda: _("The company is told what is intended, and may answer."),
        form=LetterForm,
        to_company={"letter"},
        letter="letter",
        told=_intended,
    ),
    Step(
        action=CaseAct.WAIVE_HEARING,
        path="waive-hearing",
        permission=Permission.DESK_WEIGH,
        title=lambda _head: _("Decide without hearing the company?"),
        consequences=lambda _head: [
            _("The company reads that there is no hearing, and not why."),
            _("The reason is kept with the case, under your name."),
        ],
        take=lambda reference, form, by: hearings.waive(reference, form.reason.data or "", by=by),
        done=lambda: _("The hearing is waived."),
        form=ReasonForm,
        is_calm=False,
    ),
    Step(
        action=CaseAct.CLOSE_HEARING,
        path="close-hearing",
        permission=Permission.DESK_SUPERVISE,
        title=lambda _head: _("Close the hearing without a reply?"),
        consequences=lambda _head: [
            _("The company can no longer answer, and is told so."),
            _("The case goes to its decision."),
        ],
        take=lambda reference, form, by: hearings.close(reference, form.reason.data or "", by=by),
        done=lambda: _("The hearing is closed, and the case lies with the approvers."),
        form=ReasonForm,
        is_calm=False,
    ),
):
    offer(_step)
