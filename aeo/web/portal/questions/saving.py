"""Keeping what a page sent: every answer that can be kept is, whatever is wrong with another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from aeo.domain.programme.criteria import AnswerType
from aeo.domain.vocabulary import Actor
from aeo.services import answers, questionnaires
from aeo.services.answers import Based, Overtaken
from aeo.services.lacks import Draft
from aeo.web import answered
from aeo.web.portal.questions.places import Place, Places
from aeo.web.portal.questions.posted import MINE, THEIRS, Posted, judged, sent, without_row

REMOVE = re.compile(r"remove:(.+):([0-9]{1,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a page: ``flaws`` by name of field, and by question what others had changed
    in the meantime, with what was ``typed`` against it."""

    flaws: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    overtaken: Mapping[str, Overtaken] = field(default_factory=dict)
    typed: Mapping[str, Posted] = field(default_factory=dict)

    def is_fine(self, key: str | None = None) -> bool:
        """Whether all was kept as an answer, or the answer to one question."""
        if key is None:
            return not self.flaws and not self.overtaken
        return key not in self.flaws and key not in self.overtaken


def keep(
    draft: Draft, place: Place, form: MultiDict[str, str], *, by: Actor, only: str | None = None
) -> Outcome:
    """Save the answers of one page, or of one question of it, in a case that is locked.

    Raises as ``answers.save_all``.
    """
    listed = answered.names(draft.said)
    came: dict[str, Posted] = {}
    given: dict[str, Based] = {}
    flaws: dict[str, Mapping[str, str]] = {}
    for asked in place.asked:
        question = asked.question
        if question.filled_from is not None or question.type is AnswerType.DECLARATION:
            continue
        posted = sent(question, form) if only in (None, question.key) else None
        if posted is None or posted.choice == THEIRS:
            continue
        posted = _rearranged(question.key, posted, form)
        found = judged(question, posted, listed)
        if found.flaws:
            flaws[question.key] = found.flaws
        version = posted.newest if posted.choice == MINE else posted.version
        came[question.key] = posted
        given[question.key] = Based(typed=found.typed, version=version)
    overtaken = answers.save_all(draft.case, place.scope, given, by=by)
    return Outcome(flaws=flaws, overtaken=overtaken, typed={key: came[key] for key in overtaken})


def typed(place: Place, form: MultiDict[str, str]) -> dict[str, Posted]:
    """What a page sent, by question, when none of it can be kept."""
    found = ((one.question.key, sent(one.question, form)) for one in place.asked)
    return {key: posted for key, posted in found if posted is not None}


def reread(draft: Draft) -> Draft:
    """The draft with the answers that were just saved; nothing else has changed."""
    rows = questionnaires.rows(draft.case)
    return replace(
        draft,
        answers=rows,
        questionnaire=questionnaires.of_draft(draft.case, draft.said, rows),
    )


def brought(after: Place, form: MultiDict[str, str]) -> list[str]:
    """The questions that the page did not show when it was sent: its answers brought them, saved
    by its button or one by one while somebody typed."""
    return [
        asked.question.key
        for asked in after.asked
        if asked.question.filled_from is None
        and asked.question.type is not AnswerType.DECLARATION
        and sent(asked.question, form) is None
    ]


def following(
    here: Place, places: Places, form: MultiDict[str, str], *, by: Actor
) -> tuple[Place | None, str]:
    """Where to go after saving, with the question to stand at; None for the task list."""
    do = form.get("do", "continue")
    if do == "leave":
        return None, ""
    if do == "continue":
        new = brought(here, form)
        return (here, new[0]) if new else (places.after(here, by=by), "")
    return here, do.split(":")[1] if ":" in do else ""


def _rearranged(key: str, posted: Posted, form: MultiDict[str, str]) -> Posted:
    act = REMOVE.fullmatch(form.get("do", ""))
    if act is None or act[1] != key:
        return posted
    return without_row(posted, int(act[2]))
