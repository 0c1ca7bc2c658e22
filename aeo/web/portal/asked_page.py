"""What the page of a request shows the company: made here, so that the template decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from aeo import clock
from aeo.domain import wording
from aeo.domain.calendar import Counting
from aeo.domain.permissions import Permission, may
from aeo.domain.vocabulary import Actor, Machine, RfiStatus
from aeo.domain.workflow.rfi import RFI, RfiAct
from aeo.models.case import Case
from aeo.models.review import Rfi, RfiItem
from aeo.services import answers, holidays, programmes, snapshots
from aeo.services.lacks import Draft
from aeo.services.rfis import asking, reading, replying
from aeo.web import asked, errors
from aeo.web.answered import spoken
from aeo.web.asked import Item, Reader
from aeo.web.fields import SafeLines
from aeo.web.portal import uploads
from aeo.web.portal.files import PaperBlock
from aeo.web.portal.questions.blocks import Block, Writer
from aeo.web.portal.questions.places import Place, Places
from aeo.web.portal.questions.posted import Posted


class ReplyForm(FlaskForm):
    """What is said beside the answer to one question."""

    reply = SafeLines(
        _l("Your reply to Customs"),
        max_length=asking.REPLY_MAX,
        description=_l("If you cannot provide something, say why."),
    )

    def __init__(self, item: RfiItem) -> None:
        super().__init__(prefix=f"r{item.public_id[:8]}", data={"reply": item.reply})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One question of the request. ``block`` is the answer, to be written or read; None when the
    question is not asked any more. ``elsewhere``: the page on which it stands in full, when the
    same question about another place does so on this one."""

    number: int
    item: Item
    block: Block | None
    form: ReplyForm
    is_mine: bool
    elsewhere: str
    lacks: Sequence[str]

    @property
    def is_writable(self) -> bool:
        return self.is_mine and not self.elsewhere

    @property
    def papers(self) -> list[PaperBlock]:
        if self.block is None or not self.block.takes_papers:
            return []
        return [*self.block.papers, *self.block.more_papers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A request as the company reads and answers it."""

    case: Case
    rfi: Rfi
    kind: str
    status: str
    meaning: str
    parts: Sequence[Part]
    closed: str  # why nothing can be written here; empty when it can
    to_send: Sequence[str]  # why it cannot be sent yet
    sent_by: str  # who could send it, when this person cannot
    due: date | None
    days_left: int | None
    is_late: bool
    here: str
    limit: str
    problems: Sequence[tuple[str, str]]

    @property
    def is_open(self) -> bool:
        return self.rfi.status is RfiStatus.OPEN

    @property
    def done(self) -> int:
        return sum(part.item.is_done for part in self.parts)

    @property
    def papers(self) -> list[PaperBlock]:
        return [paper for part in self.parts if part.is_writable for paper in part.papers]


@dataclass(frozen=True, slots=True)
class Line:
    """A request in a list: what it is called, its tag, where it is answered."""

    number: int
    questions: int
    kind: str
    status: str
    due: date | None
    is_open: bool
    url: str


def lines(case: Case) -> list[Line]:
    """Every request that was sent to the company, newest first."""
    rows = reading.shown_to_company(case)
    if not rows:
        return []
    programme = programmes.version(case.programme_id, case.programme_version)
    found = []
    for rfi in reversed(rows):
        kind, status = asked.status(programme, rfi, to_company=True)
        found.append(
            Line(
                number=rfi.number,
                questions=len(rfi.items),
                kind=kind,
                status=status,
                due=rfi.due_on,
                is_open=rfi.status is RfiStatus.OPEN,
                url=url_for(
                    "portal.application_request", reference=case.reference, number=rfi.number
                ),
            )
        )
    return found


def of(
    case: Case,
    rfi: Rfi,
    *,
    by: Actor,
    forms: Mapping[str, ReplyForm],
    clashes: Mapping[tuple[str, str], Mapping[str, Posted]],
    judge: bool,
    late: Sequence[str],
) -> Page:
    """``forms`` came back with a flaw, by item; ``clashes``: what was typed against what somebody
    else has saved, by place; ``judge``: after a post, so the flaws of the answers stand on top."""
    draft = Draft.of(case)
    programme = draft.questionnaire.programme
    reader = Reader.of(case, programme, snapshots.read(snapshots.get(case)), [rfi])
    kind, status = asked.status(programme, rfi, to_company=True)
    parts = _parts(Places.of(draft), rfi, reader, by, forms, clashes)
    judged = asking.judged(case, rfi)
    offer = next((it for it in RFI.offers(judged, by) if it.action is RfiAct.ANSWER), None)
    takers = sorted(RFI.takers(RfiAct.ANSWER, RfiStatus.OPEN))
    lacks = [f"{part.item.key}: {text}" for part in parts for text in part.lacks]
    days = None
    if rfi.due_on is not None and not judged.overdue:
        calendar = holidays.calendar(programme.locale.calendar)
        days = calendar.count(clock.today(), rfi.due_on, Counting.WORKING)
    return Page(
        case=case,
        rfi=rfi,
        kind=kind,
        status=status,
        meaning=spoken(programme.wording(Machine.RFI, rfi.status).meaning_company),
        parts=parts,
        closed=_closed(rfi, by),
        to_send=[*(errors.say(it) for it in (offer.objections if offer else ())), *lacks],
        sent_by=""
        if offer is not None
        else _(
            "The answers are sent by: %(roles)s.",
            roles=", ".join(errors.say(wording.role(role)) for role in takers),
        ),
        due=rfi.due_on,
        days_left=days,
        is_late=judged.overdue,
        here=url_for("portal.application_request", reference=case.reference, number=rfi.number),
        limit=uploads.limit_label(),
        problems=[(text, "") for text in late] or _problems(parts, judge=judge),
    )


def place_of(places: Places, key: str, scope: str) -> Place | None:
    """Where a question is asked now, with nothing else that is asked there."""
    for place in places.all:
        if place.scope == scope:
            for asked in place.asked:
                if asked.question.key == key:
                    lacking = {key: place.lacking[key]} if key in place.lacking else {}
                    return Place(place.section, place.scope, [asked], lacking)
    return None


def _closed(rfi: Rfi, by: Actor) -> str:
    if rfi.status is not RfiStatus.OPEN:
        return ""
    if not may(by, Permission.PORTAL_EDIT):
        return _("You may look at this request, but not answer it.")
    return ""


def _parts(
    places: Places,
    rfi: Rfi,
    reader: Reader,
    by: Actor,
    forms: Mapping[str, ReplyForm],
    clashes: Mapping[tuple[str, str], Mapping[str, Posted]],
) -> list[Part]:
    items = {item.public_id: item for item in rfi.items}
    told = reader.items(rfi, live=rfi.status is RfiStatus.OPEN)
    is_open_now = rfi.status is RfiStatus.OPEN
    is_open = is_open_now and may(by, Permission.PORTAL_EDIT)
    mine = {it.public_id for it in told if is_open and answers.may_answer(it.scope, by=by)}
    first = _written_here(told)
    lacks: dict[str, list[str]] = {}
    if rfi.status is RfiStatus.OPEN:
        for item, sentence in replying.lacking(places.draft, rfi.items):
            lacks.setdefault(item.public_id, []).append(errors.say(sentence))
    blocks = _blocks(places, told, mine & first, by, clashes)
    reference, rfi_number = places.draft.case.reference, rfi.number
    return [
        Part(
            number=number,
            item=item,
            block=blocks.get(item.public_id)
            if item.public_id in first or not is_open_now
            else None,
            form=forms.get(item.public_id) or ReplyForm(items[item.public_id]),
            is_mine=item.public_id in mine,
            elsewhere=""
            if item.public_id in first or not is_open_now
            else url_for(
                "portal.application_request",
                reference=reference,
                number=rfi_number,
                item=item.public_id,
            ),
            lacks=lacks.get(item.public_id, ()),
        )
        for number, item in enumerate(told, start=1)
    ]


def _written_here(items: Sequence[Item]) -> set[str]:
    """The fields of a question are named by its key, so of several places with the same question
    one is answered at a time: the one that the address names, else the first."""
    wanted = request.args.get("item", "")
    chosen: dict[str, str] = {}
    for item in items:
        if item.public_id == wanted or item.key not in chosen:
            chosen[item.key] = item.public_id
    return set(chosen.values())


def _blocks(
    places: Places,
    items: Sequence[Item],
    writable: set[str],
    by: Actor,
    clashes: Mapping[tuple[str, str], Mapping[str, Posted]],
) -> dict[str, Block]:
    found: dict[str, Block] = {}
    for is_open in (True, False):
        group = [it for it in items if (it.public_id in writable) is is_open]
        at = {it.public_id: place_of(places, it.key, it.scope) for it in group}
        there = [place for place in at.values() if place is not None]
        if not there:
            continue
        page = Place(there[0].section, there[0].scope)
        typed: dict[str, Posted] = {}
        for place in there:
            page.asked.extend(place.asked)
            page.lacking.update(place.lacking)
            typed |= clashes.get((place.asked[0].question.key, place.scope), {})
        writer = Writer(places, page, typed if is_open else {}, by, is_open=is_open)
        for item in group:
            if (where := at[item.public_id]) is not None:
                block = writer.block(where.asked[0])
                asks = [(" ".join(filter(None, (item.reason, item.asks))), item.settles)]
                found[item.public_id] = replace(
                    block, asks=asks, copy_from=None, may_copy=False, todo=()
                )
    return found


def _problems(parts: Sequence[Part], *, judge: bool) -> list[tuple[str, str]]:
    """The flaws of the forms that came back, and after a post those of the answers."""
    found = [
        (f"{part.item.key}: {text}", f"#{part.form.reply.id}")
        for part in parts
        for text in part.form.reply.errors
    ]
    if not judge:
        return found
    blocks = [part.block for part in parts if part.block is not None]
    found += [
        (f"{block.key}: {text}", href)
        for block in blocks
        if block.controls is not None
        for text, href in block.controls.problems()
    ]
    return found + [
        (_("%(key)s: choose one of the two versions.", key=block.key), f"#{block.key}-choice")
        for block in blocks
        if block.clash is not None
    ]
