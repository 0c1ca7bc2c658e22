"""The pages of the readiness check, drawn from what was told and answered so far."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from aeo.domain.programme.criteria import Weight
from aeo.domain.readiness import preparation, result
from aeo.domain.readiness.check import Check, Given
from aeo.domain.readiness.result import Standing
from aeo.services import programmes
from aeo.services import readiness as carried
from aeo.web.answered import spoken
from aeo.web.public.readiness_forms import Begin, questions_form

FILL = {"green": 6, "amber": 3, "red": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A criterion on the way through the check."""

    id: str
    title: str
    asked: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A criterion in the result: ``fill`` and ``width`` of its bar, its words, its tag."""

    id: str
    title: str
    fill: int
    width: int
    score: str
    word: str
    tag: str


def begin(form: Begin, *, so_far: str = "", kept: bool = False, reasons: Sequence[str] = ()) -> str:
    """The first page. ``reasons``: why what was sent cannot be used."""
    return render_template(
        "public/readiness.html",
        form=form,
        so_far=so_far,
        kept=kept,
        reasons=reasons,
    )


def questions(
    given: Given, at: str, *, wrong: FlaskForm | None = None, lacking: Sequence[str] = ()
) -> str:
    """The questions of one criterion. ``wrong`` is the form that was refused, ``lacking`` the
    questions without which there is no going on."""
    check = Check(programmes.current(), given)
    steps = _steps(check)
    shown = [one for one in check.shown() if one.section == at]
    form = questions_form(shown)
    for one in shown:
        field = form[one.question.key]
        if wrong is not None and field.name in wrong and wrong[field.name].errors:
            field.errors = wrong[field.name].errors
        elif field.name in lacking:
            field.errors = [_("Choose an answer to %(key)s.", key=field.name)]
    word = carried.token(given)
    ids = [step.id for step in steps]
    return render_template(
        "public/readiness_questions.html",
        criterion=programmes.current().criterion(at),
        steps=steps,
        number=ids.index(at) + 1,
        shown=shown,
        waiting=_waiting(check, at),
        form=form,
        so_far=word,
        stay_at=url_for(".readiness_kept", token=word),
        minutes=check.minutes(),
        weights=_weights(),
    )


def outcome(given: Given, *, kept: bool) -> str:
    """The result. ``kept``: the browser keeps answers already."""
    programme = programmes.current()
    check = Check(programme, given)
    found = result.standings(check)
    word = carried.token(given)
    return render_template(
        "public/readiness_result.html",
        headline=_headline(found),
        rows=[_row(one) for one in found],
        good=sum(one.colour in {"green", "amber"} and not one.is_blocked for one in found),
        open_questions=sum(one.unanswered for one in found),
        gaps=result.gaps(check),
        lower=result.lower_tier(check, found),
        papers=preparation.papers(check),
        effort=preparation.effort(check),
        minutes_of_a_question=preparation.MINUTES_OF_A_QUESTION,
        minutes_of_a_paper=preparation.MINUTES_OF_A_PAPER,
        levels=[programme.levels[level] for level in sorted(given.levels)],
        readiness=programme.scoring.readiness,
        answers={label.code: spoken(label.label) for label in programme.labels.answers},
        weights=_weights(),
        count=len(carried.asked_for(given)),
        kept=kept,
        so_far=word,
        stay_at=url_for(".readiness_kept", token=word),
    )


def _steps(check: Check) -> list[Step]:
    shown = list(check.shown())
    asked = Counter(one.section for one in shown)
    answered = Counter(one.section for one in shown if one.is_answered)
    titles = {it.id: spoken(it.title) for it in check.programme.criteria}
    return [
        Step(id=section, title=titles[section], asked=number, answered=answered[section])
        for section, number in asked.items()
    ]


def _waiting(check: Check, at: str) -> frozenset[str]:
    """The questions on this page that only another answer would call for."""
    asked = {one.question.key for one in check.asked()}
    shown = {one.question.key for one in check.shown() if one.section == at}
    return frozenset(shown - asked)


def _weights() -> dict[Weight, str]:
    labels = programmes.current().labels.weights
    return {Weight(label.code): spoken(label.label) for label in labels}


def _row(one: Standing) -> Row:
    word, tag = _word(one)
    return Row(
        id=one.criterion,
        title=spoken(programmes.current().criterion(one.criterion).title),
        fill=FILL[one.colour] if one.colour else 5,
        width=one.percent or 0,
        score="–" if one.percent is None else str(one.percent),
        word=word,
        tag=tag,
    )


def _word(one: Standing) -> tuple[str, str]:
    if one.unanswered:
        return _("Not finished"), ""
    if one.colour is None:
        return _("Does not apply"), "plain"
    if one.is_blocked:
        return _("Critical gap"), "stop"
    return {
        "green": (_("Ready"), "ok"),
        "amber": (_("Nearly"), "wait"),
        "red": (_("Needs work"), "stop"),
    }[one.colour]


def _headline(found: Sequence[Standing]) -> str:
    need = sum(one.needs_work for one in found)
    if any(one.unanswered for one in found):
        return _("Your result so far")
    if need == 0 and all(one.colour in {"green", None} for one in found):
        return _("You look ready to apply")
    if need == 0:
        return _("You are close: no criterion is far off")
    if 3 * need <= len(found):
        return _("You are close. Criteria that need work first: %(n)s", n=need)
    return _("There is work to do first. Criteria concerned: %(n)s", n=need)
