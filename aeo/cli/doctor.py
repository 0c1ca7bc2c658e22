"""``aeo doctor``: whether this may run in production, with all that is looked at, line by line."""

import sys

import click

from aeo import create_app
from aeo.config import Check, Env, Misconfigured, Settings
from aeo.services import preflight


@click.command("doctor")
def command() -> None:
    """Say what is fit for production and what is not; ends with 1 where it matters."""
    try:
        settings = Settings.read()
    except Misconfigured as problem:
        raise click.ClickException(str(problem)) from problem
    found = [*settings.checks(), *_with_a_connection(settings)]
    for check in found:
        click.echo(
            f"not ok  {check.about}: {check.fault}" if check.fault else f"ok      {check.about}"
        )
    faults = [check for check in found if check.fault]
    if faults and settings.env is not Env.PRODUCTION:
        click.echo(f"This is AEO_ENV={settings.env}; production would not do with it.")
    elif faults:
        sys.exit(1)


def _with_a_connection(settings: Settings) -> list[Check]:
    with create_app(settings).app_context():
        return preflight.checks(settings)
