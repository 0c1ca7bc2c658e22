"""Text of a programme is said by one room, which knows what to do when a language is missing.

A programme has the languages of its own country, a reader one of the service's: a text may not be
there in the reader's language. ``aeo.web.answered.spoken``, and ``| spoken`` in a template, say it
in the first one it has.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from aeo.config import ROOT

NAMES = {"lang", "language"}
OTHER_WORDS = {
    "aeo/web/answered.py: texts.get(frame.language())": "the room itself",
    "aeo/web/frame.py: BABEL_NAME[language()]": "the languages of the service",
    "aeo/web/holding.py: names.get(certificate.language, certificate.language)": "its own name",
    "aeo/web/holding.py: place.get(it.language, len(place))": "an order of papers",
    "aeo/web/portal/people.py: BETWEEN[language]": "the words of the mails",
    "aeo/web/portal/people.py: labels[role][language]": "the words of the mails",
}


def modules() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted((ROOT / "aeo" / "web").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def is_a_language(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return is_a_language(node.func)
    return (isinstance(node, ast.Name) and node.id in NAMES) or (
        isinstance(node, ast.Attribute) and node.attr in NAMES
    )


def chosen_by_language(tree: ast.AST) -> Iterator[str]:
    """``texts[language]`` and ``texts.get(language)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and is_a_language(node.slice):
            yield ast.unparse(node)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and node.args
            and is_a_language(node.args[0])
        ):
            yield ast.unparse(node)


def test_no_page_picks_a_language_out_of_a_text_by_itself() -> None:
    found = {
        f"{name}: {expression}"
        for name, tree in modules()
        for expression in chosen_by_language(tree)
    }
    assert sorted(found) == sorted(OTHER_WORDS)


def templates() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))


def test_no_template_does_either() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"])
    found = []
    for path in templates():
        tree = environment.parse(path.read_text(encoding="utf-8"))
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in tree.find_all(nodes.Getitem)
            if isinstance(node.arg, nodes.Name) and node.arg.name in NAMES
        ]
    assert (found, len(list(templates())) > 50) == ([], True)


def test_what_the_two_tests_look_for_would_be_found() -> None:
    code = "a[language]; b.c[frame.language()]; d.get(language()); e[f.language]; g[0]; h.get(i)"
    assert sorted(chosen_by_language(ast.parse(code))) == [
        "a[language]",
        "b.c[frame.language()]",
        "d.get(language())",
        "e[f.language]",
    ]
