"""The ``aeo`` commands: what an operator does from a shell. Each is a thin door to a service."""

from flask import Flask
from flask.cli import FlaskGroup

from aeo import create_app
from aeo.cli import demo, doctor, migrate, officer, programme, up, workflow
from aeo.config import Settings


def _unchecked() -> Flask:
    """A command has to work where the service may not start yet: ``migrate`` before all."""
    return create_app(Settings.from_env())


main = FlaskGroup(
    create_app=_unchecked,
    add_default_commands=False,
    add_version_option=False,
    help="The AEO programme service.",
)
main.add_command(up.command)
main.add_command(migrate.command)
main.add_command(demo.command)
main.add_command(doctor.command)
main.add_command(officer.group)
main.add_command(programme.group)
main.add_command(workflow.command)
