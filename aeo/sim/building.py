"""Building the demonstration: everybody does what they did, by the services, on its day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic, sleep

import sqlalchemy as sa

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.vocabulary import Actor, DocumentState
from aeo.jobs import certificates, check_documents, hand_out
from aeo.jobs.registry import WORKS
from aeo.jobs.work import Queue
from aeo.models.authorisation import Certificate
from aeo.models.case import CaseEvent
from aeo.models.evidence import Document
from aeo.services import accounts, actors, cases, companies, holidays, walks
from aeo.sim import office
from aeo.sim.courses import Course
from aeo.sim.line.scene import Cast, Scene
from aeo.sim.line.stages import ACTS, LEAVES, Stage
from aeo.sim.stories import Chapter, Story
from aeo.sim.timetable import Due, timetable

# What time alone brings about is done at its own step. Letters go when a worker sends them: their
# dates are those of the machine.
SWEEPS = tuple(work for work in WORKS if work.queue is Queue.SCHEDULE)
PAPERS = (check_documents.WORK, certificates.WORK)
PATIENCE = 120.0  # seconds, for a paper that another process has in hand
ANOTHER_DAY = frozenset({Stage.VISIT_BEGUN, Stage.LAPSED})  # weeks after what comes before it


def walk(stories: Sequence[Story]) -> int:
    """Walk from where programme time stands to the present, and do what is not done yet.

    Returns how many people were added.
    """
    with unit_of_work():
        walks.go_on()
        on_its_way = walks.under_way()
        today = on_its_way.end if on_its_way is not None else clock.today()
        plan = timetable(stories, today, holidays.calendar(), clock.zone())
    added = sum(map(office.add, office.OFFICE))
    done = {place: how_far(stories, *place) for place in {(it.story, it.chapter) for it in plan}}
    for due in plan:
        if due.stage >= done[due.story, due.chapter]:
            _walk_to(due.at)
            added += _add_founder(stories[due.story])
            _take(stories[due.story], due)
            _finish_papers()
    added += sum(map(_add_founder, stories))
    _walk_to(clock.machine())
    with unit_of_work():
        walks.arrive()
    return added


def add_missing(stories: Sequence[Story]) -> int:
    """Add whoever is missing, with what their company can do in one day: what needs another day
    is left out. Nothing for a company that has a case. Returns how many people were added."""
    added = sum([*map(office.add, office.OFFICE), *map(_add_founder, stories)])
    for story in stories:
        if story.chapters and not cases.of_company(_founder(story)):
            chapter = story.chapters[-1]
            scene = _scene(story, chapter)
            for stage in chapter.course:
                if stage in ANOTHER_DAY:
                    break
                ACTS[stage](scene)
                scene = scene.of(cases.of_company(scene.cast.company)[0].reference)
    return added


def how_far(stories: Sequence[Story], story: int, chapter: int) -> int:
    """How many stages of a chapter have been gone through, as the events of its case show."""
    user = accounts.by_email(stories[story].mailbox)
    if user is None:
        return 0
    ours = cases.of_company(_founder(stories[story]))[::-1]
    if chapter >= len(ours):
        return 0
    query = sa.select(CaseEvent.machine, CaseEvent.action).where(
        CaseEvent.case_id == ours[chapter].id
    )
    happened = Counter(f"{machine}.{action}" for machine, action in db.session.execute(query))
    return _reached(stories[story].chapters[chapter].course, happened)


def _reached(course: Course, happened: Mapping[str, int]) -> int:
    needed: Counter[str] = Counter()
    reached = 0
    for number, stage in enumerate(course, start=1):
        event = LEAVES.get(stage)
        if event is not None:
            needed[event] += 1
            if happened.get(event, 0) >= needed[event]:
                reached = number
    return reached


def _walk_to(instant: datetime) -> None:
    """Take step after step, and do what falls due at each."""
    while True:
        with unit_of_work():
            moved = walks.step_towards(instant)
        if not moved:
            return
        hand_out.work_off(SWEEPS)


def _take(story: Story, due: Due) -> None:
    chapter = story.chapters[due.chapter]
    scene = _scene(story, chapter, due)
    if chapter.course[due.stage] is not Stage.DRAFT:
        scene = scene.of(cases.of_company(scene.cast.company)[-1 - due.chapter].reference)
    ACTS[chapter.course[due.stage]](scene)


def _scene(story: Story, chapter: Chapter, due: Due | None = None) -> Scene:
    cast = Cast(
        company=_founder(story),
        intake=office.actor("ng.sy"),
        officer=office.actor(chapter.officer),
        validator=office.actor(chapter.validator),
        supervisor=office.actor("cheung.wl" if chapter.officer == "bo.lau" else "fong.ml"),
        approver=office.actor(chapter.approver),
    )
    visit_on = due.visit_on if due is not None else None
    return Scene(cast=cast, matter=chapter.matter(story.words), visit_on=visit_on)


def _founder(story: Story) -> Actor:
    """The founder as an actor of their company. Raises ``LookupError``."""
    user = accounts.by_email(story.mailbox)
    if user is None:
        raise LookupError(story.mailbox)
    return actors.of(user, actors.memberships(user.id)[0].company_id)


def _add_founder(story: Story) -> bool:
    with unit_of_work():
        if accounts.by_email(story.mailbox) is not None:
            return False
        user = accounts.create_person(
            story.mailbox, story.founder, language=story.language, confirmed=True, is_demo=True
        )
        actor = Actor(user_id=user.id, roles=frozenset(), name=user.name)
        companies.found(story.company, by=actor, may_sign=True)
        return True


def _finish_papers() -> None:
    """Files are looked at and certificates made before time goes on: both carry its date, and a
    decision waits for the first. Raises ``RuntimeError`` when that takes for ever."""
    deadline = monotonic() + PATIENCE
    while True:
        hand_out.work_off(PAPERS)
        if not _papers_open():
            return
        if monotonic() > deadline:
            raise RuntimeError("a file is not looked at, or a certificate is not made")
        sleep(0.1)


def _papers_open() -> bool:
    unseen = sa.exists().where(Document.state == DocumentState.QUARANTINED)
    unmade = sa.exists().where(Certificate.made_at.is_(None))
    found = bool(db.session.scalar(sa.select(sa.or_(unseen, unmade))))
    db.session.rollback()
    return found
