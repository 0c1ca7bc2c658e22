"""``aeo programme``: what the programme files say, and whether they can be run."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext
from pydantic import BaseModel

from aeo.domain.programme import checking
from aeo.domain.programme.checklist import ChecklistFile
from aeo.domain.programme.criteria import Criterion
from aeo.domain.programme.documents import DocumentsFile
from aeo.domain.programme.programme import Programme
from aeo.domain.programme.wording import ReasonsFile, StatusesFile
from aeo.services import programme_files, programmes

PARTS: dict[str, type[BaseModel]] = {
    "criterion": Criterion,
    "documents": DocumentsFile,
    "checklist": ChecklistFile,
    "statuses": StatusesFile,
    "reasons": ReasonsFile,
}


@click.group("programme")
def group() -> None:
    """Check, list and describe programmes."""


@group.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="FILE_OR_FOLDER")
def check(path: Path) -> None:
    """Report every mistake in a programme: file, line and a sentence."""
    try:
        programme = programme_files.read(path)
    except programme_files.ProgrammeFilesError as unreadable:
        for mistake in unreadable.mistakes:
            click.echo(str(mistake), err=True)
        count = len(unreadable.mistakes)
        raise click.ClickException(f"{count} mistake{'s' * (count != 1)} in {path}.") from None
    click.echo(f"{programme.id} {programme.version}: no mistakes. {summary(programme)}")
    unchecked = [clock.id for clock in programme.clocks if not clock.may_be_stated]
    if unchecked:
        click.echo(f"Unverified clocks, never promised to anybody: {', '.join(unchecked)}.")


@group.command("list")
@with_appcontext
def list_() -> None:
    """The programmes this service knows; the one it runs has a star."""
    running = programmes.current()
    for programme in programmes.versions():
        star = "*" if programme is running else " "
        name = programme.name[programme.locale.default_language]
        click.echo(f"{star} {programme.id} {programme.version} {programme.status}: {name}")


@group.command()
@click.option("--part", type=click.Choice(list(PARTS)), help="Only one of the files.")
def schema(part: str | None) -> None:
    """Print the JSON Schema of a programme, or of one of its files."""
    content = checking.json_schema(PARTS[part] if part else Programme)
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))


def summary(programme: Programme) -> str:
    """What is in it, in one line."""
    counts = {
        "levels": len(programme.levels.items),
        "criteria": len(programme.criteria),
        "questions": sum(1 for _ in programme.questions),
        "document types": len(programme.documents),
        "checklist items": len(programme.checklist),
        "languages": len(programme.locale.languages),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items()) + "."
