"""The case officer recommends; the supervisor sends back, agrees, or goes against the company on
its papers alone."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired

from aeo.domain.facts import Proposal
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import Actor
from aeo.domain.workflow.case import CaseAct
from aeo.services import facts
from aeo.services.decisions import recommending
from aeo.services.decisions.reading import lower_level, recommendations
from aeo.services.decisions.recommending import Ground
from aeo.services.grades import reading as grades
from aeo.web.answered import spoken
from aeo.web.desk.cases.head import Head
from aeo.web.desk.decisions.steps import Step, StepForm, offer
from aeo.web.fields import SafeLines
from aeo.web.findings import criterion_label
from aeo.web.grounds import levels

NOTE_MAX = 2_000


class RecommendForm(StepForm):
    """What the case officer proposes, and why."""

    proposal = RadioField(
        _l("Your recommendation"), validators=[DataRequired(_l("Say what you recommend."))]
    )
    reasoning = SafeLines(
        _l("Reasons"), max_length=recommending.REASONING_MAX,
        description=_l("Needed unless you recommend to grant: whoever decides relies on them."),
    )  # fmt: skip

    def fill(self, head: Head) -> None:
        lower = lower_level(head.programme.levels, head.case.levels)
        self.proposal.choices = [
            (one.value, proposal_label(head, one))
            for one in (Proposal.GRANT, Proposal.GRANT_LOWER, Proposal.REFUSE)
            if one is not Proposal.GRANT_LOWER or lower is not None
        ]


class CommentForm(StepForm):
    """A comment that stays in the office."""

    comment = SafeLines(
        _l("Comment"), [DataRequired(_l("Say what has to be looked at again."))],
        max_length=NOTE_MAX,
    )  # fmt: skip


class GroundForm(StepForm):
    """The ground that the papers show already."""

    criterion = SelectField(
        _l("Criterion"), validators=[DataRequired(_l("Choose the criterion that is not met."))]
    )
    reason = SelectField(
        _l("Ground"), validators=[DataRequired(_l("Choose the ground: the letter will give it."))]
    )
    facts = SafeLines(
        _l("What shows it"),
        [DataRequired(_l("Say what shows it: the company reads it with the ground."))],
        max_length=recommending.REASONING_MAX,
    )
    note = SafeLines(
        _l("Why no visit is needed"),
        [DataRequired(_l("Give a reason: it is kept with the case."))],
        max_length=NOTE_MAX,
    )

    def fill(self, head: Head) -> None:
        programme = head.programme
        self.criterion.choices = [
            ("", _("Choose a criterion")),
            *(
                (one, criterion_label(programme, one))
                for one in grades.sought(programme, head.case.levels)
            ),
        ]
        self.reason.choices = [
            ("", _("Choose the ground")),
            *((code, spoken(text)) for code, text in grades.grounds(programme).items()),
        ]


def proposal_label(head: Head, proposal: Proposal) -> str:
    """``Grant Tier 2``: a proposal in words."""
    sought, programme = head.case.levels, head.programme
    lower = lower_level(programme.levels, sought)
    if proposal is Proposal.GRANT_LOWER and lower is not None:
        return _("Grant the lower level: %(level)s", level=levels(programme, [lower]))
    if proposal is Proposal.REFUSE:
        return _("Refuse the application")
    return _("Grant %(levels)s", levels=levels(programme, sought))


def _recommend(reference: str, form: RecommendForm, by: Actor) -> object:
    proposal = Proposal(form.proposal.data)
    return recommending.recommend(reference, proposal, form.reasoning.data or "", by=by)


def _put_forward_means(head: Head) -> Sequence[str]:
    given = recommendations(head.case)
    names = ", ".join(sorted(facts.for_foresight(head.case).eligible_deciders.values()))
    proposed = [
        _("Recommended by %(name)s: %(what)s.", name=given[0].given_by.name,
          what=proposal_label(head, given[0].proposal)),
    ] if given else []  # fmt: skip
    return [
        *proposed,
        _("The approvers are told. Who could decide: %(names)s.", names=names or _("nobody")),
        _("The company reads only that the decision is being taken."),
    ]


def _go_adverse(reference: str, form: GroundForm, by: Actor) -> object:
    ground = Ground(form.criterion.data, form.reason.data, form.facts.data or "")
    return recommending.go_adverse(reference, ground, form.note.data or "", by=by)


for _step in (
    Step(
        action=CaseAct.RECOMMEND,
        path="recommend",
        permission=Permission.DESK_REVIEW,
        title=lambda _head: _("What do you recommend?"),
        consequences=lambda _head: [
            _("The supervisor is told, and reviews it."),
            _("The company is told nothing of it."),
            _("You cannot decide this case afterwards."),
        ],
        take=_recommend,
        done=lambda: _("Your recommendation is handed in."),
        form=RecommendForm,
    ),
    Step(
        action=CaseAct.SEND_BACK,
        path="send-back",
        permission=Permission.DESK_WEIGH,
        title=lambda _head: _("Send the case back to its assessment?"),
        consequences=lambda _head: [
            _("The case officer reads your comment, assesses again and recommends anew."),
            _("The company is told nothing of it."),
        ],
        take=lambda reference, form, by: recommending.send_back(
            reference, form.comment.data or "", by=by
        ),
        done=lambda: _("The case is back in its assessment."),
        form=CommentForm,
    ),
    Step(
        action=CaseAct.PUT_FORWARD,
        path="put-forward",
        permission=Permission.DESK_SUPERVISE,
        title=lambda _head: _("Put the case for decision?"),
        consequences=_put_forward_means,
        take=lambda reference, _form, by: recommending.put_forward(reference, by=by),
        done=lambda: _("The case is put for decision, and the approvers are told."),
    ),
    Step(
        action=CaseAct.GO_ADVERSE,
        path="go-adverse",
        permission=Permission.DESK_SUPERVISE,
        title=lambda _head: _("Assess the case without a visit, against the company?"),
        consequences=lambda _head: [
            _("The criterion you name is graded as not met, by you: you cannot decide this case."),
            _("The case goes to its assessment at once."),
            _("The company is heard before it is refused, where the programme says so."),
        ],
        take=_go_adverse,
        done=lambda: _("The case is in its assessment, with the ground you named."),
        form=GroundForm,
        to_company={"criterion", "reason", "facts"},
        is_calm=False,
    ),
):
    offer(_step)
