"""``aeo migrate``: the database gets this code's schema, and the days that clocks count with."""

import click
from flask.cli import with_appcontext

from aeo.db import unit_of_work
from aeo.migrations.run import upgrade
from aeo.services import holidays, programmes


@click.command("migrate")
@with_appcontext
def command() -> None:
    """Bring the database to the schema of this code. Safe to run again."""
    to_head()
    click.echo("The database has the schema of this version.")


def to_head() -> None:
    """Migrate, and add the holidays of the years ahead that nobody has entered yet."""
    upgrade()
    calendar = programmes.current().locale.calendar
    if calendar in holidays.GAZETTED_THROUGH:
        with unit_of_work():
            holidays.seed(calendar)
