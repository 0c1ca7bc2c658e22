"""What a page of questions shows: made here, so that the template decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _

from aeo.domain.permissions import Permission, may
from aeo.domain.programme.questionnaire import COMPANY
from aeo.domain.vocabulary import Actor
from aeo.models.case import Case
from aeo.services import answers, editable
from aeo.web.answered import spoken
from aeo.web.portal import uploads
from aeo.web.portal.files import PaperBlock
from aeo.web.portal.questions.blocks import Block, Writer, coming_back
from aeo.web.portal.questions.places import Place, Places
from aeo.web.portal.questions.posted import Posted


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A section in one place."""

    case: Case
    title: str
    about: str
    eyebrow: str
    scope: str
    place: str
    blocks: Sequence[Block]
    choices: Sequence[tuple[str, str]]  # places of this section: scope, name and how far it is
    closed: str  # why nothing can be changed here; empty when it can
    nothing: str
    sites_url: str
    task_list: str
    here: str
    limit: str  # of one file, in words
    asked_in: Sequence[tuple[str, str]]  # requests of Customs about answers here: words, address
    problems: Sequence[tuple[str, str]] = field(default_factory=list)

    @property
    def papers(self) -> list[PaperBlock]:
        return [
            paper
            for block in self.blocks
            if block.takes_papers
            for paper in (*block.papers, *block.more_papers)
        ]

    @property
    def is_open(self) -> bool:
        return not self.closed and any(block.takes_papers for block in self.blocks)


def of(
    places: Places,
    place: Place,
    *,
    by: Actor,
    clashes: Mapping[str, Posted] | None = None,
    judge: bool = False,
    late: Sequence[str] = (),
) -> Page:
    """The page of ``place``. ``judge``: after a post, so its flaws stand on top; ``clashes``: what
    was typed, by question, against what somebody else has saved. ``late``: why nothing of it could
    be kept."""
    case, section = places.draft.case, place.section
    closed = _closed(case, place.scope, by)
    writer = Writer(places, place, clashes or {}, by, is_open=not closed)
    blocks = [writer.block(asked) for asked in place.asked]
    here = url_for(".questions", reference=case.reference, section=section.id, scope=place.scope)
    problems = [
        (f"{block.key}: {text}", href)
        for block in blocks
        if block.controls is not None
        for text, href in block.controls.problems()
    ]
    problems += [
        (_("%(key)s: choose one of the two versions.", key=block.key), f"#{block.key}-choice")
        for block in blocks
        if block.clash is not None
    ]
    return Page(
        case=case,
        title=spoken(section.title),
        about=spoken(section.about),
        eyebrow=_eyebrow(places, place),
        scope=place.scope,
        place=_name(places, place.scope),
        blocks=blocks,
        choices=_choices(places, place),
        closed=closed,
        nothing="" if blocks else _nothing(places, place),
        sites_url=coming_back("/portal/company/sites", here)
        if not blocks and places.needs_sites(section)
        else "",
        task_list=task_list(case),
        here=here,
        limit=uploads.limit_label(),
        asked_in=[] if case.status in editable.OPEN_TO_COMPANY else _asked_in(place, case),
        problems=[(text, "") for text in late] or (problems if judge else []),
    )


def task_list(case: Case) -> str:
    return f"/portal/applications/{case.reference}/"


def _asked_in(place: Place, case: Case) -> list[tuple[str, str]]:
    """What Customs asks about this page: it is answered on the page of the request."""
    found = editable.asked_in(case)
    keys: dict[int, list[str]] = {}
    for asked in place.asked:
        if (number := found.get((asked.question.key, place.scope))) is not None:
            keys.setdefault(number, []).append(asked.question.key)
    return [
        (
            _(
                "Customs asks about %(keys)s: answer in request %(n)s.",
                keys=", ".join(it),
                n=number,
            ),
            url_for("portal.application_request", reference=case.reference, number=number),
        )
        for number, it in keys.items()
    ]


def _closed(case: Case, scope: str, by: Actor) -> str:
    if not may(by, Permission.PORTAL_EDIT):
        return _("You may look at this application, but not change it.")
    if case.status not in editable.OPEN_TO_COMPANY:
        return _("This application is with Customs. Your answers are shown as they are now.")
    if not answers.may_answer(scope, by=by):
        return _("You answer for your own sites. The AEO coordinator answers here.")
    return ""


def _nothing(places: Places, place: Place) -> str:
    if places.needs_sites(place.section):
        return _("These questions are asked for each site. Add your sites first.")
    return _("Nothing is asked here for the level, roles and places of this application.")


def _eyebrow(places: Places, place: Place) -> str:
    programme = places.draft.questionnaire.programme
    parts = []
    if place.section.id != programme.general_section.id:
        parts.append(_("Criterion %(id)s", id=place.section.id))
    if len(places.of_section(place.section.id)) > 1 or place.scope != COMPANY:
        parts.append(_name(places, place.scope))
    if place.asked:
        parts.append(_("%(done)s of %(all)s answered", done=place.answered, all=len(place.asked)))
    return " · ".join(parts)


def _choices(places: Places, here: Place) -> list[tuple[str, str]]:
    found = places.of_section(here.section.id)
    if len(found) < 2 and here in found:
        return []
    return [(place.scope, _with_progress(places, place)) for place in found]


def _with_progress(places: Places, place: Place) -> str:
    name = _name(places, place.scope)
    if place.is_done:
        return _("%(name)s (complete)", name=name)
    if not place.answered:
        return _("%(name)s (not started)", name=name)
    return _("%(name)s (%(done)s of %(all)s)", name=name, done=place.answered, all=len(place.asked))


def _name(places: Places, scope: str) -> str:
    return _("The whole company") if scope == COMPANY else places.name(scope) or scope
