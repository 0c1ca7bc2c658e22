"""Each type of question: typed, kept, shown again, or kept as it was typed."""

import pytest

from aeo.config import ROOT
from aeo.services import programmes
from tests.web.questions.world import OPEN, OPEN_AT_SITE, Form, fill, form_of, in_block, send


@pytest.mark.parametrize(
    ("section", "key", "typed", "value"),
    [
        ("A", "A-02", {"A_02": "yes"}, "yes"),
        ("GEN", "GEN-10", {"GEN_10": "no"}, "no"),
        ("GEN", "GEN-02", {"GEN_02": "  Two\r\nlines "}, "Two\nlines"),
    ],
)
def test_what_is_typed_is_kept_and_shown_again(world, ada, section, key, typed, value) -> None:
    path = world.path(section)
    assert fill(ada, path, do="stay", **typed).status_code == 303
    assert world.kept(key) == (value, "", 1)
    again = form_of(ada, path)
    assert again[key] == [value]
    assert send(ada, path, again, do="stay").status_code == 303
    assert world.kept(key) == (value, "", 1)


def questions_of_type(kind: str) -> list[tuple[str, str, bool]]:
    from aeo.services import programme_files

    programme = programme_files.read(ROOT / "aeo/programmes/hkaeo-2026-01")
    return [
        (section.id, question.key, question.scope.per == "site")
        for section, question in programme.questions
        if question.type == kind and question.filled_from is None
    ]


TYPED = {"number": ("90", 90), "date": ("2026-03-31", "2026-03-31")}


@pytest.mark.parametrize("kind", ["number", "date", "choice", "multi"])
def test_every_question_of_a_type_goes_round(world, ada, kind) -> None:
    for key, value in OPEN.items():
        world.answer(key, "company", value)
    for key, value in OPEN_AT_SITE.items():
        world.answer(key, world.sites[0], value)
    with world.app.app_context():
        programme = programmes.current()
    for section, key, is_site in questions_of_type(kind):
        scope = world.sites[0] if is_site else "company"
        codes = [option.code for option in programme.question(key).options]
        typed, value = {
            **TYPED,
            "choice": (codes[-1:], codes[-1] if codes else None),
            "multi": (codes[-1:], codes[-1:]),
        }[kind]
        path = world.path(section, scope)
        assert fill(ada, path, **{key: typed, "do": "stay"}).status_code == 303
        assert world.kept(key, scope)[0] == value
        assert form_of(ada, path)[key] == ([typed] if isinstance(typed, str) else typed)


def test_a_table_goes_round_row_by_row(world, ada) -> None:
    path = world.path("GEN")
    with world.app.app_context():
        columns = {it.key: it.type for it in programmes.current().question("GEN-08").columns}
    by_type = {"partner": world.partner, "text": "Trucking", "date": "2027-01-31"}
    row = {key: by_type[kind] for key, kind in columns.items()}
    first = {f"GEN-08-0-{key}": cell for key, cell in row.items()}
    saved = fill(ada, path, do="add:GEN-08", **first)
    assert saved.location == f"{path}#GEN-08"
    assert world.kept("GEN-08") == ([row], "", 1)
    form = form_of(ada, path)
    assert [form[f"GEN-08-0-{key}"] for key in row] == [[cell] for cell in row.values()]
    assert [form[f"GEN-08-1-{key}"] for key in row] == [[""]] * len(row)
    second = {f"GEN-08-1-{key}": cell for key, cell in row.items() if columns[key] == "text"}
    assert send(ada, path, form, do="stay", **second).status_code == 303
    assert len(world.kept("GEN-08")[0]) == 2
    gone = fill(ada, path, do="remove:GEN-08:0")
    assert gone.location == f"{path}#GEN-08"
    assert world.kept("GEN-08")[0] == [{k: v for k, v in row.items() if columns[k] == "text"}]
    fill(ada, path, do="remove:GEN-08:0")
    assert world.kept("GEN-08") == (None, "", 4)


def test_columns_of_people_and_partners_choose_among_the_lists(world, ada) -> None:
    page = in_block(ada.get(world.path("GEN")).text, "GEN-08")
    assert f'<option value="{world.partner}">Peak Haulage</option>' in page
    answer = fill(ada, world.path("GEN"), **{"GEN-08-0-provider": "Somebody else"})
    assert answer.status_code == 422
    assert "Choose from your list" in answer.text
    world.answer("A-04", "company", "yes")
    page = in_block(ada.get(world.path("A")).text, "A-05")
    assert f'<option value="{world.person}">Yeung Mei Fong</option>' in page


def test_the_text_beside_an_answer_is_kept_and_its_hint_follows_the_answer(world, ada) -> None:
    path = world.path("D", world.sites[0])
    fill(ada, path, D_01="partly", **{"D-01-why": "The gate is being mended."}, do="stay")
    assert world.kept("D-01", world.sites[0]) == ("partly", "The gate is being mended.", 1)
    page = in_block(ada.get(path).text, "D-01")
    assert "Say what is missing and by when you will add it." in page
    assert "The gate is being mended.</textarea>" in page


# What cannot be understood


BAD = [
    ("number", "9" * 400, "Type a whole number, like 30."),
    ("number", "sNaN", "Type a whole number, like 30."),
    ("number", "\x00\x07", "This contains a character that cannot be kept. Please retype it."),
    ("explanation", "x" * 20_000, "Use at most 10000 characters."),
    ("explanation", "bell\x07", "This contains a character that cannot be kept. Please retype it."),
]


@pytest.mark.parametrize(("where", "typed", "sentence"), BAD)
def test_what_is_not_understood_is_kept_as_it_was_typed(world, ada, where, typed, sentence) -> None:
    scope = world.sites[0]
    world.answer("D-05", scope, "yes", "Cameras everywhere.")
    path, name = world.path("D", scope), "D-06" if where == "number" else "D-05-why"
    answer = fill(ada, path, **{name: typed, "D-01": "yes", "do": "leave"})
    assert answer.status_code == 422
    key = name[:4]
    for page in (answer.text, ada.get(path).text):
        assert sentence in in_block(page, key)
        assert Form(page).data[name] == [typed]
        assert "Kept as typed, but not complete" in in_block(page, key)
    assert f'<a href="#{name}-a">{key}: {sentence}</a>' in answer.text
    assert "<title>Error:" in answer.text
    assert world.kept("D-01", scope) == ("yes", "", 1)
    again = form_of(ada, path)
    assert send(ada, path, {**again, name: typed}, do="leave").status_code == 422
    assert world.kept(key, scope)[2] == (1 if where == "number" else 2)
    assert send(ada, path, again, **{name: "30", "do": "leave"}).status_code == 303
    value, why, _version = world.kept(key, scope)
    assert (value, why) == ((30, "") if where == "number" else ("yes", "30"))


def test_an_option_that_is_none_is_refused(world, ada) -> None:
    answer = fill(ada, world.path("A"), A_02="maybe")
    assert (answer.status_code, "A-02: Choose one of the answers given." in answer.text) == (
        422,
        True,
    )
    assert 'href="#A-02-a-0"' in answer.text
    with world.app.app_context():
        assert world.row("A-02", "company").value is None


def test_a_bad_cell_keeps_the_whole_table_and_is_pointed_at(world, ada) -> None:
    path = world.path("A")
    with world.app.app_context():
        columns = [it.key for it in programmes.current().question("A-01").columns]
    names = [f"A-01-{n}-{columns[c]}" for n, c in ((0, 0), (0, 1), (2, 0))]
    answer = fill(ada, path, **dict(zip(names, ("2025", "many", "2024"), strict=True)))
    assert answer.status_code == 422
    assert f'<a href="#{names[1]}-a">A-01: Row 1: Type a whole number, like 30.</a>' in answer.text
    form = Form(answer.text).data
    shown = [form[f"A-01-{n}-{columns[c]}"] for n, c in ((0, 0), (0, 1), (1, 0), (2, 0))]
    assert shown == [["2025"], ["many"], ["2024"], [""]]
