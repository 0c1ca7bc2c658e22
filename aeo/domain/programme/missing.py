"""What is missing before an application can be sent: one list, each item with its place.

Mandatory questions without an answer, explanations that are obligatory, columns left empty, and
papers: those a question asks for and those the programme always asks for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from aeo.domain.errors import N_, Sentence
from aeo.domain.programme.criteria import AnswerType, Explain, Per
from aeo.domain.programme.documents import DocumentType, Needed
from aeo.domain.programme.parts import elements
from aeo.domain.programme.questionnaire import COMPANY, Asked, Questionnaire
from aeo.domain.vocabulary import EvidenceState

TO_SEND = frozenset({Needed.SUBMIT, Needed.SUBMIT_OR_VISIT, Needed.CONDITIONAL})


class Lack(StrEnum):
    ANSWER = "answer"
    EXPLANATION = "explanation"
    COLUMN = "column"
    EVIDENCE = "evidence"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper the company gave: for which scope, and in what state. ``reason`` is why it does
    not apply."""

    document: str
    scope: str = COMPANY
    state: EvidenceState = EvidenceState.ATTACHED
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One item of the list: the section and the question it stands under, in its scope. A paper
    also says for which scope it is needed; ``question`` is None when no question asks for it."""

    lack: Lack
    section: str
    question: str | None
    scope: str
    document: str | None = None
    document_scope: str | None = None
    sentence: Sentence


def missing(
    questionnaire: Questionnaire,
    papers: Sequence[Paper] = (),
    checked: frozenset[str] = frozenset(),
) -> list[Missing]:
    """Everything that is missing, in the order of the questionnaire; papers that no question
    asks for come last. ``checked`` names look-ups that stand for a paper, such as
    ``registry_lookup``."""
    shelf = Shelf(questionnaire, papers, checked)
    found: list[Missing] = []
    for asked in questionnaire.asked():
        found += _about_the_answer(asked)
        found += shelf.lacking_for(asked)
    return _each_paper_once(questionnaire, [*found, *shelf.lacking()])


def _each_paper_once(questionnaire: Questionnaire, found: Sequence[Missing]) -> list[Missing]:
    """A paper that several questions ask for stands under the first that is in its own section,
    or else under the first: the plan of a site under Premises, not where sites are listed."""
    chosen: dict[tuple[str | None, str | None], Missing] = {}
    for item in found:
        key = (item.document, item.document_scope)
        if item.document is not None and key not in chosen:
            own = questionnaire.programme.document(item.document).criteria[0]
            same = [one for one in found if (one.document, one.document_scope) == key]
            at_home = [one for one in same if one.question is not None and one.section == own]
            chosen[key] = (at_home or same)[0]
    return [
        item
        for item in found
        if item.document is None or chosen[item.document, item.document_scope] is item
    ]


def _about_the_answer(asked: Asked) -> Iterator[Missing]:
    question = asked.question
    if not asked.is_answered:
        if question.required:
            yield _missing(asked, Lack.ANSWER, _what_to_do(question.type))
        return
    if needs_explanation(asked) and not asked.answer.explanation.strip():
        yield _missing(asked, Lack.EXPLANATION, N_("Explain your answer in a few words."))
    if question.type is AnswerType.TABLE and not question.filled_from:
        yield from _empty_columns(asked)


def needs_explanation(asked: Asked) -> bool:
    """Whether the text beside this answer is obligatory."""
    question, value = asked.question, asked.answer.value
    if question.explain is Explain.ALWAYS:
        return True
    return question.explain is Explain.NOT_FAVOURABLE and value != question.favourable


def _what_to_do(kind: AnswerType) -> str:
    if kind is AnswerType.TABLE:
        return N_("Fill in at least one row.")
    if kind is AnswerType.DECLARATION:
        return N_("Make the declaration.")
    return N_("Answer this question.")


def _empty_columns(asked: Asked) -> Iterator[Missing]:
    required = [column.key for column in asked.question.columns if column.required]
    for number, row in enumerate(elements(asked.answer.value), start=1):
        cells: Mapping[str, object] = row if isinstance(row, Mapping) else {}
        if any(cells.get(key) in (None, "") for key in required):
            yield _missing(asked, Lack.COLUMN, N_("Complete row %(number)s."), number=number)


def _missing(asked: Asked, lack: Lack, msgid: str, **params: object) -> Missing:
    return Missing(
        lack=lack,
        section=asked.section,
        question=asked.question.key,
        scope=asked.scope,
        sentence=Sentence(msgid, params),
    )


@dataclass(frozen=True, slots=True)
class Need:
    """A kind of paper that this application may have, in one scope; ``must``: it lacks without."""

    document: DocumentType
    scope: str
    must: bool


def needed(questionnaire: Questionnaire) -> list[Need]:
    """Every paper that applies, in the order of the programme, whether it is there or not."""
    shelf = Shelf(questionnaire, (), frozenset())
    required = {
        (item.document, item.document_scope)
        for item in (
            *(item for asked in questionnaire.asked() for item in shelf.lacking_for(asked)),
            *shelf.lacking(),
        )
    }
    return [
        Need(document, scope, (document.code, scope) in required)
        for document in questionnaire.programme.documents
        for scope in questionnaire.situation.scopes(Per(document.rule.per))
        if shelf.applies(document, scope)
    ]


class Shelf:
    """The papers of an application, and which of those it needs are not on it."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        papers: Sequence[Paper],
        checked: frozenset[str],
    ) -> None:
        self._questionnaire = questionnaire
        self._papers = papers
        self._checked = checked

    def lacking_for(self, asked: Asked) -> Iterator[Missing]:
        """The papers that go with this answer and are not there."""
        value = asked.answer.value
        if asked.question.type is AnswerType.YES_PARTLY_NO_NA and value not in ("yes", "partly"):
            return
        for evidence in asked.question.evidence:
            if evidence.obligation != "required":
                continue
            document = self._questionnaire.programme.document(evidence.document)
            for scope in self._scopes(document, asked.scope):
                if self.applies(document, scope) and not self._is_there(document, scope):
                    yield self._missing(document, scope, asked)

    def lacking(self) -> Iterator[Missing]:
        """The papers that the programme asks of everybody, and are not there."""
        for document in self._questionnaire.programme.documents:
            if document.rule.when not in TO_SEND:
                continue
            for scope in self._questionnaire.situation.scopes(Per(document.rule.per)):
                if self.applies(document, scope) and not self._is_there(document, scope):
                    yield self._missing(document, scope)

    def _scopes(self, document: DocumentType, asker: str) -> Sequence[str]:
        """Where a paper is needed when the question is asked in the scope ``asker``."""
        scopes = self._questionnaire.situation.scopes(Per(document.rule.per))
        return (asker,) if asker in scopes else scopes

    def applies(self, document: DocumentType, scope: str) -> bool:
        """Whether this kind of paper concerns the application there."""
        rule, levels = document.rule, self._questionnaire.situation.levels
        sought = not rule.applies_to or not levels.isdisjoint(rule.applies_to)
        return sought and self._questionnaire.holds(rule.if_, scope)

    def _is_there(self, document: DocumentType, scope: str) -> bool:
        if not self._checked.isdisjoint(document.satisfied_by):
            return True
        given = (p for p in self._papers if (p.document, p.scope) == (document.code, scope))
        return any(_suffices(paper, document) for paper in given)

    def _missing(self, document: DocumentType, scope: str, asked: Asked | None = None) -> Missing:
        if document.rule.may_wait_for_the_visit:
            msgid = N_("Attach this paper, or say that you will show it at the visit.")
        else:
            msgid = N_("Attach this paper, or say why it does not apply to you.")
        return Missing(
            lack=Lack.EVIDENCE if asked else Lack.DOCUMENT,
            section=asked.section if asked else document.criteria[0],
            question=asked.question.key if asked else None,
            scope=asked.scope if asked else scope,
            document=document.code,
            document_scope=scope,
            sentence=Sentence(msgid),
        )


def _suffices(paper: Paper, document: DocumentType) -> bool:
    if paper.state is EvidenceState.AVAILABLE_ON_SITE:
        return document.rule.may_wait_for_the_visit
    if paper.state is EvidenceState.NOT_APPLICABLE:
        return bool(paper.reason.strip())
    return True
