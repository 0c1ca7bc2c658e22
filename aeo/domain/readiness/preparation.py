"""What an application will take: its papers, and the work, by our own reckoning."""

from collections.abc import Sequence
from dataclasses import dataclass

from aeo.domain.programme.conditions import Condition
from aeo.domain.programme.criteria import Per
from aeo.domain.programme.documents import DocumentType, Needed
from aeo.domain.programme.questionnaire import COMPANY, Questionnaire
from aeo.domain.readiness.check import EVERY_SITE, Check, scope_of

MINUTES_OF_A_QUESTION = 5
MINUTES_OF_A_PAPER = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """To send; to send, or show at the visit; to show there; and what depends on more than the
    check asks."""

    send: Sequence[DocumentType]
    send_or_show: Sequence[DocumentType]
    show: Sequence[DocumentType]
    perhaps: Sequence[DocumentType]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What an application with one site takes, and what each further site adds; whole hours."""

    questions: int
    questions_of_a_site: int
    hours: int
    hours_of_a_site: int


def papers(check: Check) -> Papers:
    """Which papers an application of this company takes, as far as the answers tell."""
    sure: dict[Needed, list[DocumentType]] = {when: [] for when in Needed}
    perhaps = []
    for document in check.programme.documents:
        rule = document.rule
        if document.unverified or rule.when in {Needed.ON_USE, Needed.OPTIONAL}:
            continue
        if rule.applies_to and check.situation.levels.isdisjoint(rule.applies_to):
            continue
        scope = EVERY_SITE if Per(rule.per) is Per.SITE else COMPANY
        if check.holds(rule.if_, scope):
            sure[rule.when].append(document)
        elif rule.if_ is not None and _could_hold(check, rule.if_, scope):
            perhaps.append(document)
    return Papers(
        send=[*sure[Needed.SUBMIT], *sure[Needed.CONDITIONAL]],
        send_or_show=sure[Needed.SUBMIT_OR_VISIT],
        show=sure[Needed.VISIT],
        perhaps=perhaps,
    )


def _could_hold(check: Check, condition: Condition, scope: str) -> bool:
    """Whether it holds if all turns out so that is not known: fields of the company, which the
    check does not ask, and questions that are not answered yet."""
    unknown: dict[str, None] = dict.fromkeys(("company", "any", "all"))
    if condition.answer is not None and _is_open(check, condition.answer.key):
        unknown["answer"] = None
    return (
        condition.model_copy(update=unknown).holds(check.facts(scope))
        and all(_could_hold(check, part, scope) for part in condition.all or ())
        and (
            condition.any is None or any(_could_hold(check, part, scope) for part in condition.any)
        )
    )


def _is_open(check: Check, key: str) -> bool:
    try:
        question = check.programme.question(key)
    except KeyError:
        return False
    return key not in check.given.answers and check.applies(question, scope_of(question))


def effort(check: Check) -> Effort:
    """The work before sending. Five minutes a question and twenty a paper are our own reckoning,
    from no source; pages say so beside the figures."""
    every = list(Questionnaire(check.programme, check.situation).asked())
    of_a_site = [one for one in every if one.scope == EVERY_SITE]
    needed = papers(check)
    prepared = [*needed.send, *needed.send_or_show]
    papers_of_a_site = [paper for paper in prepared if Per(paper.rule.per) is Per.SITE]
    return Effort(
        questions=len(every),
        questions_of_a_site=len(of_a_site),
        hours=_hours(len(every), len(prepared)),
        hours_of_a_site=_hours(len(of_a_site), len(papers_of_a_site)),
    )


def _hours(questions: int, of_papers: int) -> int:
    return -(-(questions * MINUTES_OF_A_QUESTION + of_papers * MINUTES_OF_A_PAPER) // 60)
