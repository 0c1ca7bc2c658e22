"""The decision itself: grant, grant the lower level, refuse."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired

from aeo.domain.facts import CaseFacts
from aeo.domain.permissions import Permission
from aeo.domain.workflow.case import CaseAct
from aeo.services.authorisations import granting
from aeo.services.decisions import deciding
from aeo.services.decisions.reading import lower_level
from aeo.web import frame
from aeo.web.desk.cases.head import Head
from aeo.web.desk.decisions.steps import Step, StepForm, Told, offer
from aeo.web.desk.decisions.term import term_words
from aeo.web.fields import SafeLines
from aeo.web.grounds import in_words, levels, refused_by_law


class WordsForm(StepForm):
    """Words to the company, if there is anything to say."""

    reason = SafeLines(_l("Words to the company (optional)"), max_length=deciding.REASONING_MAX)


class ReasonsForm(StepForm):
    """The reasons of a decision against the company."""

    reason = SafeLines(
        _l("Reasons, as the company reads them"),
        [DataRequired(_l("Give the reasons: the company reads them."))],
        max_length=deciding.REASONING_MAX,
    )


class NoticeForm(StepForm):
    """What the company reads when the law has refused."""

    reason = SafeLines(
        _l("Notice, as the company reads it"),
        [DataRequired(_l("Write what the company is to read."))],
        max_length=deciding.REASONING_MAX,
        description=_l("That the application counts as refused, what it can do about it, and by "
                       "when."),
    )  # fmt: skip


def _sought(head: Head) -> str:
    return levels(head.programme, head.case.levels)


def _lower(head: Head) -> str:
    lower = lower_level(head.programme.levels, head.case.levels)
    return levels(head.programme, [lower]) if lower is not None else "–"


def _grant_means(head: Head) -> Sequence[str]:
    return [
        term_words(granting.term(head.case)),
        _("The company and its people are told, and the certificates are made."),
        _("The case is closed. This cannot be undone."),
    ]


def _record_means(head: Head) -> Sequence[str]:
    due = head.to_decide.due if head.to_decide is not None else None
    return [
        *([_("By law a decision was due by %(day)s, and none was taken.", day=frame.day(due))]
          if due is not None else []),
        _("You record what the law has done: it is no decision of yours."),
        _("Open requests and findings are closed as unresolved."),
        _("The case is closed. This cannot be undone."),
    ]  # fmt: skip


def _by_law(head: Head, letter: str, _judged: CaseFacts) -> Told:
    due = head.to_decide.due if head.to_decide is not None else None
    said = refused_by_law(due) if due is not None else ""
    return Told(said, letter, in_words(deciding.grounds(head.case), head.programme))


def _against(head: Head, letter: str, _judged: CaseFacts) -> Told:
    said = _("Customs has refused %(levels)s.", levels=_sought(head))
    return Told(said, letter, in_words(deciding.grounds(head.case), head.programme))


for _step in (
    Step(
        action=CaseAct.GRANT,
        path="grant",
        permission=Permission.DESK_DECIDE,
        title=lambda head: _("Grant %(levels)s?", levels=_sought(head)),
        consequences=_grant_means,
        take=lambda reference, form, by: deciding.grant(reference, form.reason.data or "", by=by),
        done=lambda: _("The status is granted, and the company is told."),
        form=WordsForm,
        to_company={"reason"},
    ),
    Step(
        action=CaseAct.GRANT_LOWER,
        path="grant-lower",
        permission=Permission.DESK_DECIDE,
        title=lambda head: _("Grant the lower level, %(level)s?", level=_lower(head)),
        consequences=_grant_means,
        take=lambda reference, form, by: deciding.grant_lower(
            reference, form.reason.data or "", by=by
        ),
        done=lambda: _("The lower level is granted, and the company is told."),
        form=ReasonsForm,
        to_company={"reason"},
    ),
    Step(
        action=CaseAct.RECORD_REFUSED,
        path="record-refused",
        permission=Permission.DESK_DECIDE,
        title=lambda head: _("Record that the law refused %(levels)s?", levels=_sought(head)),
        consequences=_record_means,
        take=lambda reference, form, by: deciding.record_refused(
            reference, form.reason.data or "", by=by
        ),
        done=lambda: _("The refusal by law is recorded, and the company is told."),
        form=NoticeForm,
        to_company={"reason"},
        letter="reason",
        told=_by_law,
        is_calm=False,
    ),
    Step(
        action=CaseAct.REFUSE,
        path="refuse",
        permission=Permission.DESK_DECIDE,
        title=lambda head: _("Refuse %(levels)s?", levels=_sought(head)),
        consequences=lambda _head: [
            _("The company reads your reasons and the grounds below, and what would satisfy them."),
            _("Open requests and findings are closed as unresolved."),
            _("The case is closed. This cannot be undone."),
        ],
        take=lambda reference, form, by: deciding.refuse(reference, form.reason.data or "", by=by),
        done=lambda: _("The application is refused, and the company is told."),
        form=ReasonsForm,
        to_company={"reason"},
        letter="reason",
        told=_against,
        is_calm=False,
    ),
):
    offer(_step)
