"""The ``aeo`` commands: what an operator does from a shell. Each is a thin door to a service."""

from flask.cli import FlaskGroup

from aeo import create_app
from aeo.cli import demo, migrate, officer, programme, up, workflow

main = FlaskGroup(
    create_app=create_app,
    add_default_commands=False,
    add_version_option=False,
    help="The AEO programme service.",
)
main.add_command(up.command)
main.add_command(migrate.command)
main.add_command(demo.command)
main.add_command(officer.group)
main.add_command(programme.group)
main.add_command(workflow.command)
