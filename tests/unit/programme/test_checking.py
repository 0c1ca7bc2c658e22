"""Every mistake is found, all at once, each where it stands and with a sentence to act on."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from aeo.domain.programme import checking
from aeo.domain.programme.places import written
from aeo.domain.programme.programme import Programme

Content = dict[str, Any]


Fresh = Callable[[], Content]


@pytest.fixture(scope="session")
def fresh(nordhaven: Programme) -> Fresh:
    """Gives the second programme as plain content, as the reader puts it together."""
    good: Content = nordhaven.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return lambda: deepcopy(good)


@pytest.fixture
def content(fresh: Fresh) -> Content:
    return fresh()


def mistakes(content: Any) -> list[str]:
    try:
        checking.check(content)
    except checking.ProgrammeError as error:
        return [str(fault) for fault in error.faults]
    return []


def test_the_second_programme_is_clean(content: Content) -> None:
    assert mistakes(content) == []


def put(content: Content, path: str, value: Any) -> None:
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in steps:
        content = content[step]  # type: ignore[call-overload]
    content[last] = value  # type: ignore[index]


def drop(content: Content, path: str) -> None:
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in steps:
        content = content[step]  # type: ignore[call-overload]
    del content[last]  # type: ignore[arg-type]


def rows(name: str) -> list[Any]:
    file = Path(__file__).with_name(name)
    return [
        pytest.param(row["change"], row["to"], row["says"], id=f"{row['change']}={row['to']}"[:60])
        for row in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("path", "value", "sentence"), rows("mistakes.yaml"))
def test_a_mistake_is_named_where_it_stands(
    content: Content, path: str, value: Any, sentence: str
) -> None:
    put(content, path, value)
    assert sentence in mistakes(content)


@pytest.mark.parametrize(("path", "value", "sentence"), rows("not_yet.yaml"))
def test_what_cannot_be_run_yet_is_refused_with_one_sentence(
    content: Content, path: str, value: Any, sentence: str
) -> None:
    put(content, path, value)
    assert [line.partition(": ")[2] for line in mistakes(content)] == [sentence]


def test_a_lacking_key_is_named_at_what_lacks_it(content: Content) -> None:
    drop(content, "criteria/2/questions/1/help")
    assert mistakes(content) == ["criteria[2].questions[1]: `help` is missing here."]


def test_a_mistake_of_one_kind_hides_none_of_another(content: Content) -> None:
    put(content, "fee/amount", "free")
    put(content, "files/checklist/items/0/questions", ["A-77"])
    put(content, "criteria/1/question_count", 9)
    put(content, "clocks/0/soft", True)
    assert [line.partition(":")[0] for line in mistakes(content)] == [
        "fee.amount",
        "files.checklist.items[0].questions[0]",
        "criteria[1].question_count",
        "clocks[0].soft",
    ]


def test_a_promise_that_is_unverified_is_refused(hongkong: Programme) -> None:
    content: Content = hongkong.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert mistakes(content) == []
    put(content, "validity/renewal/continue_on_timely", True)
    assert mistakes(content) == [
        (
            "validity.renewal: `continue_on_timely` is unverified, "
            "so it must be false: it is a promise."
        )
    ]


def test_a_circle_of_several_questions_is_found(content: Content) -> None:
    put(content, "criteria/0/questions/2/when", {"answer": {"key": "A-04", "answered": True}})
    assert mistakes(content) == [
        "criteria[0].questions[2].when: Question A-03 depends on its own answer.",
        "criteria[0].questions[3].when: Question A-04 depends on its own answer.",
    ]


@pytest.mark.parametrize("garbage", [None, [], "text", 7, {}, {"criteria": 3, "files": []}])
def test_what_is_no_programme_at_all_is_refused(garbage: Any) -> None:
    assert mistakes(garbage) != []


def every_place(content: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [place] if place else []
    children: Any = ()
    if isinstance(content, dict):
        children = content.items()
    elif isinstance(content, list):
        children = enumerate(content)
    for step, child in children:
        found += every_place(child, (*place, step))
    return found


odd_values = st.sampled_from(
    [None, True, False, 0, -1, 10**30, 1.5, float("nan"), "", "x", "A-01", [], {}, [None], {"x": 1}]
)


@given(st.integers(0, 10**6), odd_values)
@settings(max_examples=300, deadline=None)
def test_no_value_anywhere_can_make_the_check_crash(
    fresh: Fresh, anywhere: int, value: Any
) -> None:
    content = fresh()
    places = every_place(content)
    place = places[anywhere % len(places)]
    at: Any = content
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = deepcopy(value)
    for line in mistakes(content):
        assert line.endswith("."), written(place)


@pytest.mark.parametrize("place", [("clocks", 0, "on_breach"), ("levels", "items", 0, "id")])
@pytest.mark.parametrize("value", [[], {}, [None]])
def test_a_list_or_mapping_where_a_code_belongs_is_one_more_mistake(
    content: Content, place: tuple[Any, ...], value: Any
) -> None:
    put(content, "/".join(map(str, place)), value)
    assert [line for line in mistakes(content) if line.startswith(written(place))] != []


@pytest.mark.long
@pytest.mark.parametrize("value", [[], {}])
def test_no_list_or_mapping_at_any_place_can_make_the_check_crash(fresh: Fresh, value: Any) -> None:
    for place in every_place(fresh()):
        content = fresh()
        put(content, "/".join(map(str, place)), deepcopy(value))
        assert [line for line in mistakes(content) if not line.endswith(".")] == []


def test_the_json_schema_is_closed_and_describes_every_part() -> None:
    schema = checking.json_schema()
    assert schema["additionalProperties"] is False
    assert {"schema", "register", "levels", "criteria"} <= schema["properties"].keys()
    open_parts = [
        name for name, part in schema["$defs"].items()
        if part.get("type") == "object" and part.get("additionalProperties") is not False
    ]  # fmt: skip
    assert open_parts == []
    assert {"if", "in", "from"} <= {
        key for part in schema["$defs"].values() for key in part.get("properties", {})
    }
    json.dumps(schema)
