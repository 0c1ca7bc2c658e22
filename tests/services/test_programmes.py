"""Reading programme files, the programmes of a service, and ``aeo programme``."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from aeo import create_app
from aeo.cli.programme import group
from aeo.config import ROOT, Settings
from aeo.services import programme_files, programmes
from aeo.services.programme_files import ProgrammeFilesError

PROGRAMMES = ROOT / "aeo" / "programmes"
SECOND = Path(__file__).resolve().parents[1] / "programmes" / "nordhaven-2026-01"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the second programme to make mistakes in."""
    return Path(shutil.copytree(SECOND, tmp_path / "nordhaven-2026-01"))


def change(file: Path, old: str, new: str) -> int:
    """Change one place of a file, and say in which line it stands."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def mistakes(path: Path) -> list[str]:
    try:
        programme_files.read(path)
    except ProgrammeFilesError as unreadable:
        return [str(mistake) for mistake in unreadable.mistakes]
    return []


def test_both_programmes_are_clean() -> None:
    assert mistakes(PROGRAMMES / "hkaeo-2026-01") == []
    assert mistakes(SECOND) == []


def test_the_folder_and_its_main_file_give_the_same_programme() -> None:
    assert programme_files.read(SECOND) == programme_files.read(SECOND / "programme.yaml")


def test_any_file_of_a_programme_leads_to_the_whole(folder: Path) -> None:
    file = folder / "criteria" / "B.yaml"
    line = change(file, "question_count: 1", "question_count: 2")
    expected = [f"{file}:{line}: question_count says 2, but there are 1 questions."]
    assert mistakes(file) == expected
    assert mistakes(folder / "documents.yaml") == expected
    assert mistakes(folder / "programme.yaml") == expected


def test_a_part_may_stand_in_the_main_file_itself(folder: Path) -> None:
    reasons = (folder / "reasons.yaml").read_text(encoding="utf-8")
    inside = "".join(f"    {line}\n" for line in reasons.splitlines())
    main = folder / "programme.yaml"
    change(main, "files: {", "files:\n  {")
    text = main.read_text(encoding="utf-8")
    one_line = next(line for line in text.splitlines() if line.startswith("  {documents"))
    names = dict(part.split(": ") for part in one_line.strip(" {}").split(", "))
    listed = "".join(f"  {key}: {name}\n" for key, name in names.items() if key != "reasons")
    change(main, one_line + "\n", f"{listed}  reasons:\n{inside}")
    assert mistakes(folder) == []


def test_a_mistake_in_the_main_file_is_given_with_its_line(folder: Path) -> None:
    file = folder / "programme.yaml"
    line = change(file, "legal_basis: statute", "legal_basis: custom")
    assert mistakes(folder) == [
        (
            f"{file}:{line}: 'custom' is not allowed here; "
            "allowed: 'administrative', 'statute' or 'statute_and_agreement'."
        )
    ]


def test_a_mistake_in_another_file_is_given_with_that_file(folder: Path) -> None:
    file = folder / "criteria" / "B.yaml"
    line = change(file, "document: DOC-TRAIN", "document: DOC-TRIAN")
    assert mistakes(folder) == [f"{file}:{line}: There is no document type DOC-TRIAN."]


def test_all_mistakes_are_given_in_the_order_of_the_files(folder: Path) -> None:
    checklist, main = folder / "checklist.yaml", folder / "programme.yaml"
    first = change(checklist, "questions: [C-03]", "questions: [C-33]")
    second = change(main, "  email: oea@douane.nordhaven.example", "  email: nobody")
    third = change(main, "status_before_validation: false", "status_before_validation: true")
    assert mistakes(folder) == [
        f"{checklist}:{first}: There is no question C-33.",
        f"{main}:{second}: 'nobody' does not have the form ^[^@\\s]+@[^@\\s]+$.",
        f"{main}:{third}: This service cannot give a status before the visit yet.",
    ]


def test_a_lacking_text_is_given_with_the_line_of_the_texts(folder: Path) -> None:
    file = folder / "reasons.yaml"
    line = change(file, ', pt: "Falta uma resposta."', "")
    assert mistakes(folder) == [f"{file}:{line}: There is no text in pt."]


def test_a_key_that_stands_twice_is_a_mistake(folder: Path) -> None:
    file = folder / "programme.yaml"
    line = change(file, "voluntary: true\n", "voluntary: true\nvoluntary: false\n")
    assert mistakes(folder) == [f"{file}:{line + 1}: The key `voluntary` stands here twice."]


@pytest.mark.parametrize(
    "name",
    [
        "criteria/A.yaml",
        "criteria/general.yaml",
        "documents.yaml",
        "checklist.yaml",
        "statuses.yaml",
        "reasons.yaml",
    ],
)
def test_a_file_that_is_not_yaml_is_one_mistake_and_hides_no_other(folder: Path, name: str) -> None:
    broken, other = folder / name, folder / "criteria" / "C.yaml"
    broken.write_text("groups:\n  - use: [\n", encoding="utf-8")
    line = change(other, "question_count: 3", "question_count: 4")
    found = mistakes(folder)
    assert f"{other}:{line}: question_count says 4, but there are 3 questions." in found
    assert [text for text in found if text.startswith(f"{broken}:3: This is not YAML:")] != []
    assert len(found) == 2


def test_a_file_that_is_named_and_not_there_is_one_mistake(folder: Path) -> None:
    (folder / "reasons.yaml").unlink()
    file = folder / "programme.yaml"
    line = file.read_text(encoding="utf-8").split("reasons: reasons.yaml")[0].count("\n") + 1
    assert mistakes(folder) == [f"{file}:{line}: There is no file reasons.yaml."]


def test_a_file_outside_the_folder_is_not_read(folder: Path) -> None:
    file = folder / "programme.yaml"
    (folder.parent / "secret.yaml").write_text("results: []\nitems: []\n", encoding="utf-8")
    line = change(file, "checklist: checklist.yaml", "checklist: ../secret.yaml")
    assert f"{file}:{line}: ../secret.yaml is outside the folder." in mistakes(folder)


@pytest.mark.parametrize("text", ["", "- a\n", "just text\n", "# only a comment\n"])
def test_a_main_file_that_is_no_mapping_is_one_mistake(tmp_path: Path, text: str) -> None:
    file = tmp_path / "programme.yaml"
    file.write_text(text, encoding="utf-8")
    assert mistakes(file) == [f"{file}:1: The file is empty or no mapping."]


def test_a_main_file_that_is_not_there_or_not_text_is_one_mistake(tmp_path: Path) -> None:
    file = tmp_path / "programme.yaml"
    assert mistakes(tmp_path) == [f"{file}:1: The file cannot be read as UTF-8 text."]
    file.write_bytes(b"\xff\xfe\x00")
    assert mistakes(tmp_path) == [f"{file}:1: The file cannot be read as UTF-8 text."]


MANY_ALIASES = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 8)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id: " + "[" * 60 + "]" * 60, "The content is nested too deeply."),
        ("id: &a [*a]", "The content is nested too deeply."),
        (MANY_ALIASES, "There are more than 100000 values."),
        ("id: !!python/object/apply:os.system [echo]", "Text is expected here, not a list;"),
        ("? [a, b]\n: c", "A key must be text."),
        ("<<: {id: x}", "The key `<<` is not known here."),
        ("id: 99999999999999999999999999999999999999", "Text is expected here, not 1e+38;"),
        ("id: a\n---\nid: b", "This is not YAML:"),
        ("id: \x07", "This is not YAML:"),
    ],
    ids=["deep", "circle", "aliases", "tag", "list as key", "merge", "huge", "two", "bell"],
)
def test_no_file_can_make_the_reading_crash_or_run_away(
    tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "programme.yaml"
    file.write_text(text, encoding="utf-8")
    assert [line for line in mistakes(file) if sentence in line] != []


def test_words_that_look_like_switches_are_text(folder: Path) -> None:
    change(folder / "criteria" / "A.yaml", "favourable: 'no'", "favourable: no")
    assert mistakes(folder) == []


def test_a_number_where_text_belongs_asks_for_quotes(folder: Path) -> None:
    file = folder / "programme.yaml"
    line = change(file, "phone_prefix: '+32'", "phone_prefix: +32")
    assert mistakes(folder) == [
        (
            f"{file}:{line}: Text is expected here, not 32; "
            "text that looks like a number, true or null needs quotes."
        )
    ]


# The programmes of a service.


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Flask]:
    """A service that knows Hong Kong's programme and the second one, and runs the second."""
    app = Flask("programmes")
    app.extensions["aeo"] = Settings(
        database_url="sqlite://",
        storage_url=f"file://{tmp_path}",
        programme="nordhaven",
        programme_dirs=(PROGRAMMES, SECOND.parent),
    )
    with app.app_context():
        yield app


def test_the_current_programme_is_the_one_of_the_settings(service: Flask) -> None:
    programme = programmes.current()
    assert (programme.id, programme.version) == ("nordhaven", "2026-01")
    assert programme.authority.name["fr"] == "Douane de Nordhaven"
    assert programme.authority.phone is None
    assert programme.locale.languages == ("fr", "pt")


def test_the_files_are_read_once_for_each_process(service: Flask) -> None:
    assert programmes.current() is programmes.current()
    assert programmes.version("nordhaven", "2026-01") is programmes.current()


def test_a_programme_of_another_folder_is_run_by_two_settings(tmp_path: Path) -> None:
    environ = {
        "AEO_ENV": "test",
        "AEO_VAR": str(tmp_path),
        "AEO_PROGRAMME": "nordhaven",
        "AEO_PROGRAMME_DIRS": str(SECOND.parent),
    }
    app = create_app(Settings.from_env(environ))
    with app.app_context():
        assert programmes.current().id == "nordhaven"
        assert [one.id for one in programmes.versions()] == ["hkaeo", "nordhaven"]
        assert app.config["AEO_ZONE"] == "Europe/Brussels"


def test_every_version_is_known(service: Flask) -> None:
    assert [(one.id, one.version) for one in programmes.versions()] == [
        ("hkaeo", "2026-01"),
        ("nordhaven", "2026-01"),
    ]


def test_a_version_that_is_not_there_is_a_lookup_error(service: Flask) -> None:
    with pytest.raises(LookupError, match=r"^There is no programme hkaeo 1999-01\.$"):
        programmes.version("hkaeo", "1999-01")


def serve(app: Flask, **changes: object) -> None:
    settings: Settings = app.extensions["aeo"]
    kept = {name: getattr(settings, name) for name in ("database_url", "storage_url", "programme")}
    app.extensions["aeo"] = Settings(**{**kept, **changes})  # type: ignore[arg-type]


def test_a_programme_nobody_knows_is_a_lookup_error(service: Flask) -> None:
    serve(service, programme="atlantis", programme_dirs=(PROGRAMMES,))
    with pytest.raises(LookupError, match="atlantis"):
        programmes.current()


def test_the_newest_version_is_current_unless_it_is_retired(service: Flask, folder: Path) -> None:
    for version, status in (("2027-01", "published"), ("2028-01", "retired")):
        newer = folder.parent / version
        shutil.copytree(SECOND, newer)
        change(newer / "programme.yaml", "version: 2026-01", f"version: {version}")
        change(newer / "programme.yaml", "status: published", f"status: {status}")
    serve(service, programme_dirs=(folder.parent,))
    assert [one.version for one in programmes.versions()] == ["2026-01", "2027-01", "2028-01"]
    assert programmes.current().version == "2027-01"


def test_one_version_in_two_folders_is_refused(service: Flask, folder: Path) -> None:
    shutil.copytree(folder, folder.parent / "again")
    serve(service, programme_dirs=(folder.parent,))
    with pytest.raises(ValueError, match=r"nordhaven 2026-01 is there twice\.$"):
        programmes.current()


# The commands.


def test_check_says_that_there_are_no_mistakes() -> None:
    result = CliRunner().invoke(group, ["check", str(SECOND)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == (
        "nordhaven 2026-01: no mistakes. 2 levels, 3 criteria, 10 questions, "
        "3 document types, 3 checklist items, 2 languages."
    )


def test_check_names_the_clocks_that_are_never_promised() -> None:
    result = CliRunner().invoke(group, ["check", str(PROGRAMMES / "hkaeo-2026-01")])
    assert result.exit_code == 0
    assert "acknowledge, completeness" in result.stdout.splitlines()[1]
    assert "renewal_due" not in result.stdout


def test_check_prints_each_mistake_and_fails(folder: Path) -> None:
    file = folder / "criteria" / "B.yaml"
    line = change(file, "question_count: 1", "question_count: 2")
    result = CliRunner().invoke(group, ["check", str(folder)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        f"{file}:{line}: question_count says 2, but there are 1 questions.",
        f"Error: 1 mistake in {folder}.",
    ]


def test_list_marks_the_programme_that_runs(service: Flask) -> None:
    result = service.test_cli_runner().invoke(group, ["list"])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "  hkaeo 2026-01 draft: Hong Kong Authorized Economic Operator Programme",
        "* nordhaven 2026-01 published: Programme des opérateurs économiques agréés de Nordhaven",
    ]


@pytest.mark.parametrize(
    "part", [None, "criterion", "documents", "checklist", "statuses", "reasons"]
)
def test_schema_prints_a_json_schema_without_a_reference_that_leads_nowhere(
    part: str | None,
) -> None:
    result = CliRunner().invoke(group, ["schema", *(["--part", part] if part else [])])
    schema = json.loads(result.stdout)
    assert schema["type"] == "object"
    references = set(json_strings(schema, "$ref"))
    assert references
    assert {ref.removeprefix("#/$defs/") for ref in references} <= schema["$defs"].keys()


def json_strings(content: object, key: str) -> Iterator[str]:
    if isinstance(content, dict):
        if isinstance(content.get(key), str):
            yield content[key]
        for value in content.values():
            yield from json_strings(value, key)
    elif isinstance(content, list):
        for value in content:
            yield from json_strings(value, key)
