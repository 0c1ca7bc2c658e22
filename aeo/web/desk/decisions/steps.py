"""One step on the way to the decision, on a page of its own: what follows from it, the words it
needs and who reads them. The modules beside this one say which steps there are."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from aeo.domain import wording
from aeo.domain.errors import Incomplete, OutOfOrder
from aeo.domain.facts import CaseFacts
from aeo.domain.permissions import Permission
from aeo.domain.vocabulary import Actor, Machine
from aeo.domain.workflow.case import CaseAct
from aeo.services import facts, intake
from aeo.web import errors
from aeo.web.access import access, acting, signed_in
from aeo.web.desk import bp
from aeo.web.desk.cases import acts, clock
from aeo.web.desk.cases.head import Head, page
from aeo.web.grounds import GroundWords

PREVIEW = "preview"


class StepForm(FlaskForm):
    """What a step asks for; nothing, unless a form says so."""

    def fill(self, head: Head) -> None:
        """Put what this case has to choose from into the fields."""

    def for_preview(self) -> None:
        """Ask only for what the preview rests on."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the company will read: in one sentence, in the officer's words, and the grounds."""

    intended: str
    letter: str
    grounds: Sequence[GroundWords]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The day that would come of a step, and how it is worked out."""

    said: str
    lines: Sequence[clock.Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How one step is asked for and taken.

    ``path`` is the end of its address, and names its views. ``to_company`` are the fields that the
    company reads; ``letter`` the one that it reads as a letter, beside the grounds. ``foresee``
    works out, from what was typed, the day that would come of it.
    """

    action: CaseAct
    path: str
    permission: Permission
    title: Callable[[Head], str]
    consequences: Callable[[Head], Sequence[str]]
    take: Callable[[str, Any, Actor], object]
    done: Callable[[], str]
    form: type[StepForm] = StepForm
    to_company: Collection[str] = field(default_factory=frozenset)
    letter: str = ""
    told: Callable[[Head, str, CaseFacts], Told] | None = None
    foresee: Callable[[Head, Any], Foreseen | None] | None = None
    is_calm: bool = True


def offer(step: Step) -> None:
    """Give a step its page and its address: ``cases_PATH`` shows it, ``cases_do_PATH`` takes it."""
    rule, name = f"/cases/<reference>/{step.path}", step.path.replace("-", "_")

    def show(reference: str) -> ResponseReturnValue:
        form = step.form(formdata=None)
        head = Head.of(reference)
        form.fill(head)
        return _page(step, head, form)

    def take(reference: str) -> ResponseReturnValue:
        return _take(step, reference)

    bp.add_url_rule(rule, f"cases_{name}", access(GET=step.permission)(show), methods=["GET"])
    bp.add_url_rule(rule, f"cases_do_{name}", access(POST=step.permission)(take), methods=["POST"])


def _take(step: Step, reference: str) -> ResponseReturnValue:
    """Take it on what the page showed; what was typed stays on the page when it is not taken."""
    head, form = Head.of(reference), step.form()
    form.fill(head)
    is_preview = bool(step.letter or step.foresee) and request.form.get("do") == PREVIEW
    if is_preview:
        form.for_preview()
    if not form.validate():
        return _page(step, head, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        if is_preview:
            return _page(step, head, form)
        with acting() as actor:
            intake.check_seen(reference, acts.seen(), by=actor)
            step.take(reference, form, actor)
    except (Incomplete, OutOfOrder) as refusal:
        late = [errors.say(reason) for reason in refusal.reasons]
        return _page(step, Head.of(reference), form, late), errors.STATUS_OF[type(refusal)]
    flash(step.done(), "success")
    return redirect(url_for(".cases_decision", reference=reference), HTTPStatus.SEE_OTHER)


def _page(step: Step, head: Head, form: StepForm, late: Sequence[str] = ()) -> str:
    letter = form[step.letter].data or "" if step.letter else ""
    case = head.case
    judged = facts.of_case(case, record=head.record, to_decide=head.to_decide)
    closed = [] if late else acts.against(case, step.action, signed_in(), judged)
    foresees = step.foresee is not None and not (late or closed or form.errors)
    return page(
        "decision_step",
        head,
        "decision",
        step=step,
        title=step.title(head),
        consequences=step.consequences(head),
        button=errors.say(wording.button(Machine.CASE, step.action)),
        form=form,
        fields=[one for one in form if one.type != "CSRFTokenField"],
        told=step.told(head, letter, judged) if step.told is not None else None,
        foreseen=step.foresee(head, form) if step.foresee is not None and foresees else None,
        closed=closed,
        late=late,
        errors=form.errors or late,
    )
