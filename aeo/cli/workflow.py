"""``aeo workflow``: the procedure as the tables have it, for people and for programs."""

import json

import click

from aeo.domain import diagram
from aeo.domain.reminders import Ladder, ladder
from aeo.domain.workflow import TABLES
from aeo.mail import catalogue, kinds
from aeo.services.reminders.subjects import GROUPS


@click.command("workflow")
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "mermaid", "json"]),
    default="md",
    show_default=True,
    help="Document, diagrams only, or data.",
)
def command(form: str) -> None:
    """Print who may take which step, when, and who is told."""
    click.echo(rendered(form), nl=False)


def rendered(form: str) -> str:
    """The text of ``form``, newline at the end."""
    tables = TABLES.values()
    if form == "json":
        return json.dumps(diagram.as_data(tables), indent=2, ensure_ascii=False) + "\n"
    if form == "mermaid":
        return "\n".join(diagram.mermaid(table) for table in tables)
    return diagram.markdown(tables, recipients(), ladders())


def recipients() -> dict[str, list[str]]:
    """By kind of message, what the roles that get it are called."""
    mail = catalogue.load()
    return {
        slug: [mail.roles[name].label["en"] for name in entry.recipients]
        for slug, entry in mail.current.items()
    }


def ladders() -> dict[str, Ladder]:
    """Every group of reminders that is swept, as the catalogue of messages has it."""
    raised = {
        slug: kind.reminder
        for slug, kind in kinds(catalogue.load()).items()
        if kind.reminder is not None
    }
    return {group.name: ladder(group.name, raised) for group in GROUPS}
