"""A demonstration that was stopped goes on where it was; where there is a present, whoever is
missing is added as of today."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from aeo import clock
from aeo.db import db, unit_of_work
from aeo.domain.vocabulary import CaseStatus
from aeo.jobs import hand_out
from aeo.models.case import Case, CaseEvent
from aeo.services import holidays, walks
from aeo.sim import building, demo
from aeo.sim.companies import COMPANIES
from aeo.sim.line.stages import Stage

pytestmark = pytest.mark.serial  # files are looked at in processes of their own
ADA, LEUNG, MOK = (
    next(it for it in COMPANIES if it.mailbox.startswith(name))
    for name in ("ada@", "leung.ps@", "mok@")
)
QUICK = [ADA, LEUNG, MOK]


@pytest.fixture
def bare(app: Flask) -> Iterator[None]:
    """A database in which nothing has happened."""
    with app.app_context():
        with unit_of_work():
            holidays.seed()
        yield
        db.session.rollback()


def all_of(column: object, *where: object) -> list:
    return list(db.session.scalars(sa.select(column).where(*where)))


def test_a_build_that_was_stopped_goes_on_where_it_was(bare, monkeypatch) -> None:
    class Killed(BaseException):
        pass

    def dies(*_given) -> None:
        raise Killed

    acts = dict(building.ACTS)
    monkeypatch.setattr(building, "ACTS", {**acts, Stage.ACCEPTED: dies})
    with pytest.raises(Killed):
        demo.build(QUICK)
    db.session.rollback()
    assert clock.is_behind()
    stood = clock.today()
    monkeypatch.setattr(building, "ACTS", acts)
    with unit_of_work():
        db.session.execute(  # the machine was off for three days
            sa.update(clock.ClockOffset).values(
                seconds=clock.ClockOffset.seconds + 3 * 24 * 3600,
                walker_until=clock.machine() + walks.LEASE - timedelta(days=3),
            )
        )
    clock.reread()
    assert clock.today() == stood + timedelta(days=3)
    assert demo.build(QUICK) == 1  # the one who does nothing comes last
    assert not clock.is_behind()
    built = {case.company.name: case.status for case in all_of(Case)}
    assert built == {
        "Blue Junk Lines Limited": CaseStatus.SUBMITTED,
        "Moonstone Cold Storage Limited": CaseStatus.VISIT_PLANNING,
    }
    assert Counter(all_of(CaseEvent.action, CaseEvent.action == "submit")) == {"submit": 2}


def test_where_there_is_a_present_whoever_is_missing_is_added_as_of_today(bare) -> None:
    demo.build([LEUNG])
    assert demo.build(QUICK) == 2
    assert not clock.is_behind()
    mok = db.session.scalars(sa.select(Case).order_by(Case.id.desc())).first()
    assert (mok.company.name, mok.status, clock.local(mok.created_at).date()) == (
        "Moonstone Cold Storage Limited", CaseStatus.VISIT_PLANNING, clock.today(),
    )  # fmt: skip
    assert hand_out.work_off(building.SWEEPS) == 0


def test_two_do_not_build_at_once(bare) -> None:
    with demo._alone(), pytest.raises(demo.Busy):
        demo.build(QUICK)
