"""``aeo demo``: the invented office and companies, with what they did by now."""

import click
from flask.cli import with_appcontext

from aeo.sim import demo


@click.command("demo")
@with_appcontext
def command() -> None:
    """Build the demonstration, as far as it is not there yet."""
    try:
        added = demo.build()
    except demo.Busy as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"People added to the demonstration: {added}.")
