"""A draft filled in favourably, whatever its programme asks: as a careful company would, through
the services, and in rounds, because an answer may open the next question.

What the company has said already stays; only what is missing is added.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import Any

from aeo import clock
from aeo.db import unit_of_work
from aeo.domain.programme.criteria import AnswerType, Column, Explain, FilledFrom, Question
from aeo.domain.programme.entries import IN_SCOPE, NUMBER, Kind, choices, columns, writable
from aeo.domain.programme.missing import Lack, Missing
from aeo.domain.programme.profile import ProfileField
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.questionnaire import Asked
from aeo.domain.vocabulary import Actor, EvidenceState
from aeo.models.case import Case
from aeo.samples.papers import a_pdf
from aeo.services import answers, cases, documents, evidence, profile, programmes, questionnaires
from aeo.services.answers import Based, Typed
from aeo.services.documents import Arrival
from aeo.services.lacks import Draft, Item, Unconfirmed
from aeo.services.profile import Gap, Profile
from aeo.services.renewals import confirming
from aeo.storage import store

ROUNDS = 8
LISTS = {FilledFrom.PARTNERS: Kind.PARTNER}  # the others are gaps of the profile when empty
TEXTS = {
    "address": "12 Container Port Road, Kwai Chung, New Territories",
    "email": "trade@company.example",
    "phone": "+852 2345 6789",
    "post": "Compliance manager",
    "hours": "Mon to Sat, 08:00 to 20:00",
    "country": "Hong Kong, China",
    "what": "Goods are packed, sealed and handed over",
    "who": "Dispatch team",
    "place": "Kwai Chung warehouse",
}
# The second is shown at the visit where the programme allows it: both ways stand in every draft.
KEPT_FOR_THE_VISIT = 3
BEGUN = 40  # answers of a draft that somebody has begun


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a company speaks of itself; what is not said here is the same for all."""

    names: Mapping[Kind, str] = field(
        default_factory=lambda: {
            Kind.SITE: "Kwai Chung warehouse",
            Kind.PERSON: "Chan Siu Ming",
            Kind.PARTNER: "Tsing Ho Trucking Limited",
            Kind.FLOW: "Export by sea from Kwai Chung",
        }
    )
    texts: Mapping[str, str] = field(default_factory=dict)  # by part of the name of the field
    language: str = "en"
    roles: Sequence[str] = ()
    agrees_to_be_shown: bool = True


PLAIN = Words()


def begin(case_reference: str, *, by: Actor, words: Words = PLAIN) -> None:
    """Bring a draft to where somebody has said who the company is and answered some questions.

    Opens units of work of its own; nothing for a draft that has answers.
    """
    with unit_of_work():
        case = cases.get(case_reference, to=by, lock=True)
        draft = Draft.of(case)
        if draft.answers:
            return
        _say_what_lacks(case, draft.lacks(), by, words)
    with unit_of_work():
        _answer(cases.get(case_reference, to=by, lock=True), by, words, most=BEGUN)


def fill(case_reference: str, *, by: Actor, words: Words = PLAIN) -> None:
    """Bring a draft to the point at which nothing is missing but the declaration.

    ``by`` leads the company. Opens units of work of its own. Raises ``RuntimeError`` when it is
    not complete after ``ROUNDS`` rounds: then the programme asks for something unheard of.
    """
    for _round in range(ROUNDS):
        with unit_of_work():
            case = cases.get(case_reference, to=by, lock=True)
            lacking = Draft.of(case).lacks()
            if not lacking:
                return
            _confirm(case, lacking, by)
            _say_what_lacks(case, lacking, by, words)
        with unit_of_work():
            _answer(cases.get(case_reference, to=by, lock=True), by, words)
        _give_papers(case_reference, by)
    raise RuntimeError(f"{case_reference} still lacks something: {lacking[:3]}")


def _confirm(case: Case, lacking: list[Item], by: Actor) -> None:
    """Say of what was taken over from the last application that it still holds."""
    for item in lacking:
        if isinstance(item, Unconfirmed) and item.question is not None:
            version = questionnaires.rows(case)[item.question, item.scope].version
            confirming.keep(case.reference, item.question, item.scope, version, by=by)
        elif isinstance(item, Unconfirmed):
            draft = Draft.of(case)
            same = confirming.to_confirm(confirming.compared(draft), item.section, by=by)
            word = confirming.seen(draft, same)
            confirming.confirm(case.reference, item.section, word, by=by)


def _say_what_lacks(case: Case, lacking: Sequence[Item], by: Actor, words: Words) -> None:
    """Of the company itself, and in the lists that answer a question."""
    _say_of_the_company(case, [it for it in lacking if isinstance(it, Gap)], by, words)
    _add_to_lists(case, [it for it in lacking if isinstance(it, Missing)], by, words)


def _say_of_the_company(case: Case, gaps: list[Gap], by: Actor, words: Words) -> None:
    programme = programmes.version(case.programme_id, case.programme_version)
    wanted: dict[tuple[Kind, str], set[str]] = defaultdict(set)
    for gap in gaps:
        wanted[gap.kind, gap.scope].add(gap.field)
    for (kind, scope), keys in wanted.items():
        fields = {one.key: one for one in writable(kind, programme)}
        if "" in keys:
            required = {key: one for key, one in fields.items() if one.required}
            profile.add(kind, case.company_id, _entry(kind, required, programme, words), by=by)
        given = {key: _field(kind, fields[key], programme, words) for key in keys if key in fields}
        if not given:
            continue
        if kind is Kind.COMPANY:
            version = profile.of_company(case.company_id).version
            profile.change_company(case.company_id, given, version=version, by=by)
        else:
            public_id = scope.partition(":")[2]
            version = profile.entry(kind, case.company_id, public_id).version
            profile.change(kind, case.company_id, public_id, given, version=version, by=by)


def _add_to_lists(case: Case, lacking: list[Missing], by: Actor, words: Words) -> None:
    """A question that is answered by a list of the company has no answer while that is empty."""
    programme = programmes.version(case.programme_id, case.programme_version)
    asked = [programme.question(item.question) for item in lacking if item.question is not None]
    for kind in {LISTS[it.filled_from] for it in asked if it.filled_from in LISTS}:
        required = {one.key: one for one in writable(kind, programme) if one.required}
        profile.add(kind, case.company_id, _entry(kind, required, programme, words), by=by)


def _entry(
    kind: Kind, fields: Mapping[str, ProfileField], programme: Programme, words: Words
) -> dict[str, Any]:
    return {key: _field(kind, one, programme, words) for key, one in fields.items()}


def _field(kind: Kind, one: ProfileField, programme: Programme, words: Words) -> Any:
    """A fitting value; of yes and no, the one that lets the status cover it."""
    if one.key == "name":
        return words.names[kind]
    if one.key == "roles" and words.roles:
        return list(words.roles)
    if one.key == "consent_register":
        return words.agrees_to_be_shown
    options = [option.code for option in choices(one, programme)]
    texts = {**TEXTS, **words.texts}
    by_type: Mapping[str, Any] = {
        "text": next((texts[key] for key in texts if key in one.key), "As on our letterhead"),
        "number": 24,
        "date": (clock.today() - timedelta(days=4000)).isoformat(),
        "yes_no": one.key in {IN_SCOPE, "can_sign", "security_clause"} or "consent" in one.key,
        "choice": options[0] if options else None,
        "multi": options[:1],
    }
    if one.type == "table":
        rows = columns(one, programme)
        return [{it.key: _field(kind, it, programme, words) for it in rows if it.key != NUMBER}]
    return by_type[one.type]


def _answer(case: Case, by: Actor, words: Words, most: int | None = None) -> None:
    """Answer what is asked now and not answered yet, or not explained, page by page."""
    draft = Draft.of(case)
    pages: dict[str, dict[str, Based]] = defaultdict(dict)
    for asked in islice(filter(_is_open, draft.questionnaire.asked()), most):
        question = asked.question
        value = asked.answer.value if asked.is_answered else _value(question, draft.said, words)
        typed = Typed(value=value, explanation=_explained(question, words))
        pages[asked.scope][question.key] = Based(typed=typed, version=None)
    for scope, given in pages.items():
        answers.save_all(case, scope, given, by=by)


def _is_open(asked: Asked) -> bool:
    question = asked.question
    by_itself = question.filled_from is not None or question.type is AnswerType.DECLARATION
    return not by_itself and not _is_complete(asked)


def _is_complete(asked: Asked) -> bool:
    explained = bool(asked.answer.explanation.strip())
    return asked.is_answered and (explained or asked.question.explain is Explain.NEVER)


def _explained(question: Question, words: Words) -> str:
    return "" if question.explain is Explain.NEVER else _good(question, words)


def _good(question: Question, words: Words) -> str:
    """What the programme itself gives as a good answer, in the language of the company."""
    examples = question.good_example
    texts = (examples.get(words.language, ""), *examples.values())
    return next((text for text in texts if text.strip()), "As asked.")


def _value(question: Question, said: Profile, words: Words) -> Any:
    if question.is_yes_or_no:
        return question.favourable
    options = [option.code for option in question.options]
    by_type: Mapping[AnswerType, Any] = {
        AnswerType.TEXT: _good(question, words),
        AnswerType.NUMBER: 90,
        AnswerType.DATE: (clock.today() - timedelta(days=60)).isoformat(),
        AnswerType.CHOICE: options[0] if options else None,
        AnswerType.MULTI: options[:1],
        AnswerType.TABLE: [{column.key: _cell(column, said) for column in question.columns}],
    }
    return by_type[question.type]


def _cell(column: Column, said: Profile) -> Any:
    by_type: Mapping[str, Any] = {
        "text": TEXTS.get(column.key, "As in our manual, section 4"),
        "number": 12,
        "date": (clock.today() - timedelta(days=90)).isoformat(),
        "yes_no": "yes",
        "person": next(iter(said.people), None),
        "partner": next(iter(said.partners), None),
    }
    return by_type[column.type]


def _give_papers(reference: str, by: Actor) -> None:
    """Attach a small PDF for each paper that is missing; the files are kept before any
    transaction is open, as everywhere."""
    with unit_of_work():
        case = cases.get(reference, to=by, lock=True)
        programme = programmes.version(case.programme_id, case.programme_version)
        lacking = [
            item
            for item in Draft.of(case).lacks()
            if isinstance(item, Missing) and item.lack in {Lack.EVIDENCE, Lack.DOCUMENT}
        ]
        company_id = case.company_id
    arrived = [_paper(item, programme) for item in lacking]
    with unit_of_work():
        case = cases.get(reference, to=by, lock=True)
        for position, (item, arrival) in enumerate(zip(lacking, arrived, strict=True)):
            rule = programme.document(item.document or "").rule
            if rule.may_wait_for_the_visit and position % KEPT_FOR_THE_VISIT == 1:
                _show_at_the_visit(case, item, by)
            else:
                _attach(case, company_id, item, arrival, by)


def _paper(item: Missing, programme: Programme) -> Arrival:
    document = programme.document(item.document or "")
    title = next(iter(document.title.values()))
    lines = (title, "A sample: here stands the paper of the company.", document.code)
    name = f"{title[:60].strip()}.pdf"
    return _kept(name, lines, str(store().root))


@lru_cache(maxsize=256)
def _kept(name: str, lines: tuple[str, ...], _store: str) -> Arrival:
    """The same paper is the same content whoever gives it, so it is written once."""
    return documents.receive(BytesIO(a_pdf(lines)), name)


def _show_at_the_visit(case: Case, item: Missing, by: Actor) -> None:
    evidence.state(
        case,
        code=item.document or "",
        document_scope=item.document_scope or "",
        state=EvidenceState.AVAILABLE_ON_SITE,
        reason="",
        question=item.question or "",
        question_scope=item.scope,
        by=by,
    )


def _attach(case: Case, company_id: int, item: Missing, arrival: Arrival, by: Actor) -> None:
    document = documents.accept(
        company_id,
        name=arrival.name,
        received=arrival.received,
        media_type=arrival.kind.media_type,
        by=by,
    )
    evidence.attach(
        case,
        document,
        code=item.document or "",
        document_scope=item.document_scope or "",
        question=item.question or "",
        question_scope=item.scope,
        by=by,
    )
