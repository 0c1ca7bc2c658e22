"""``aeo demo``: the invented office and its people."""

import click
from flask.cli import with_appcontext

from aeo.sim import demo


@click.command("demo")
@with_appcontext
def command() -> None:
    """Build the demonstration, as far as it is not there yet."""
    added = demo.build()
    click.echo(f"People added to the demonstration: {added}.")
