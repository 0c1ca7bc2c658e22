"""A fact that is not stated would pass its guard unseen."""

import ast
import inspect
from dataclasses import fields

from aeo.domain.facts import CaseFacts
from aeo.services import facts


def test_every_fact_of_a_case_is_stated_by_name() -> None:
    tree = ast.parse(inspect.getsource(facts.of_case))
    (call,) = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        and node.func.id == "CaseFacts"
    )  # fmt: skip
    assert sorted(str(word.arg) for word in call.keywords) == sorted(
        field.name for field in fields(CaseFacts)
    )
