"""``aeo migrate``: the database gets the schema of this code."""

import click
from flask.cli import with_appcontext

from aeo.migrations.run import upgrade


@click.command("migrate")
@with_appcontext
def command() -> None:
    """Bring the database to the schema of this code. Safe to run again."""
    upgrade()
    click.echo("The database has the schema of this version.")
