"""S6: the same pixel in the image, in the vector and at the first layer."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpkit.core.data import load_digits
from mlpkit.explorers import flatten_image
from mlpkit.explorers.pixels import EXAMPLES, SIDE, State, compute, say
from mlpkit.explorers.words import number

_, LABELS = load_digits()
STATES = st.builds(State, st.sampled_from(sorted(EXAMPLES)), st.integers(1, SIDE * SIDE))


@given(STATES)
def test_the_pixel_has_the_same_value_in_the_image_and_in_the_vector(state: State) -> None:
    now = compute(state)
    assert now.image[now.row, now.column] == now.x[state.pixel - 1]
    assert f"value {number(now.image[now.row, now.column])}" in say(state, now)


@given(STATES)
def test_the_place_that_is_said_is_the_pixel_s(state: State) -> None:
    row, column = map(int, re.search(r"row (\d), column (\d)", say(state, compute(state))).groups())
    assert (row - 1) * SIDE + column == state.pixel


def test_the_vector_is_the_image_row_after_row() -> None:
    now = compute(State())
    np.testing.assert_array_equal(now.x, np.concatenate(list(now.image)))


def test_each_example_shows_its_digit() -> None:
    for digit, place in EXAMPLES.items():
        assert LABELS[place] == digit


def test_every_picture_is_in_the_table() -> None:
    assert len(flatten_image().about["table"]) == len(EXAMPLES) * SIDE * SIDE


def test_a_pixel_beyond_the_image_is_refused() -> None:
    with pytest.raises(ValueError, match="pixel goes from 1 to 64, not to 65"):
        flatten_image("pixel=65")


def test_a_digit_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="Digit is one of 0, 3, 4, 7, not “5”"):
        flatten_image("digit=5")


def test_the_predictions_are_right() -> None:
    design = flatten_image().design
    entry, next_row = design.questions
    now = compute(design.read(entry.change))
    assert (now.row + 1, now.column + 1) == (3, 5)
    assert design.read(entry.change).pixel == entry.answer
    now = compute(design.read(next_row.change))
    assert (now.row + 1, now.column + 1) == (4, 1)
    assert next_row.choices[next_row.answer] == "at the start of row 4"
