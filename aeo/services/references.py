"""References of cases, given out one after the other without a gap that nothing explains."""

from sqlalchemy.dialects import postgresql, sqlite

from aeo import clock
from aeo.db import db
from aeo.domain import reference
from aeo.models.case import ReferenceCounter


def take() -> str:
    """The next reference of the local year. Two at once wait for each other on its row."""
    year = clock.today().year
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    serial = db.session.scalars(
        dialect.insert(ReferenceCounter)
        .values(year=year, serial=1)
        .on_conflict_do_update(
            index_elements=[ReferenceCounter.year], set_={"serial": ReferenceCounter.serial + 1}
        )
        .returning(ReferenceCounter.serial),
        execution_options={"populate_existing": True},
    ).one()
    return reference.compose(year, serial)
