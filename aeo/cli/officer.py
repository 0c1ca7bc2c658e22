"""``aeo officer``: people of the office. They choose their password by a mailed link."""

import click
from email_validator import EmailNotValidError
from flask.cli import with_appcontext

from aeo.db import unit_of_work
from aeo.domain.errors import RuleViolation
from aeo.domain.vocabulary import OFFICE_ROLES, Role
from aeo.services import accounts, offices
from aeo.web.fields import canonical_email


@click.group("officer")
def group() -> None:
    """Officers and their roles."""


@group.command("add")
@click.argument("email")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(sorted(role.value for role in OFFICE_ROLES)),
    help="May be given several times.",
)
@with_appcontext
def add(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Add an officer, or give one who exists more roles. A new one gets a link by mail."""
    try:
        address = canonical_email(email)
    except EmailNotValidError as error:
        raise click.ClickException(f"{email} is no e-mail address: {error}") from error
    try:
        with unit_of_work():
            user = accounts.by_email(address)
            is_new = user is None
            if user is None:
                user = accounts.create_person(address, name)
                accounts.owe_confirmation(user)
            for role in roles:
                offices.give(user.id, Role(role))
    except RuleViolation as refusal:
        raise click.ClickException(str(refusal)) from refusal
    more = " A link to choose a password is on its way." if is_new else ""
    click.echo(f"{address} is now {', '.join(sorted(roles))}.{more}")
