"""What changed between two texts."""

import pytest

from aeo.web import difference


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("24 cameras", "25 cameras", [("del", "24 "), ("same", "cameras")],
         [("ins", "25 "), ("same", "cameras")]),
        ("", "new", [], [("ins", "new")]),
        ("same", "same", [("same", "same")], [("same", "same")]),
        ("有保安", "有兩名保安", [("same", "有"), ("same", "保安")],
         [("same", "有"), ("ins", "兩名"), ("same", "保安")]),
    ],
)  # fmt: skip
def test_two_texts_are_compared_by_words_and_chinese_by_characters(
    before, after, left, right
) -> None:
    assert difference.between(before, after) == (left, right)


def test_both_sides_of_a_comparison_say_the_whole_text() -> None:
    before, after = "One two  three.\nFour", "One 2 three, five.\nFour!"
    left, right = difference.between(before, after)
    assert ("".join(text for _op, text in left), "".join(text for _op, text in right)) == (
        before,
        after,
    )
