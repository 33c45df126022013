"""Lesson 01 as a student sees it: opened, run, and a slider moved by keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpkit.core.activations import sigmoid
from mlpkit.explorers import two_layer_network
from mlpkit.explorers.two_layers import State, X, Y
from mlpkit.explorers.words import number, small

RESULTS = Path(__file__).parents[2] / "test-results"


def test_a_student_opens_runs_and_moves_lesson_01(
    notebook: Any, lesson: Callable[[str], Path]
) -> None:
    notebook.run_file(lesson("01-loss-and-sgd"))
    explorer = notebook.explorer()
    explorer.locator.scroll_into_view_if_needed()
    explorer.locator.get_by_label("Your answer").fill("0.56")
    notebook.page.keyboard.press("Enter")
    explorer.wait_for_state(two_layer_network("W2=0.7,0,0.4").state)
    picture, words = explorer.picture, explorer.words
    explorer.press("W2_11", "ArrowRight")
    assert explorer.picture != picture
    assert explorer.words != words

    W1 = np.reshape(State().W1, (-1, X.size))
    W2 = np.array([0.8, 0, 0.4])
    f = float(W2 @ sigmoid(W1 @ X))
    assert f"predicts f(x) = {number(f)}" in explorer.words
    assert f"The loss is {small((f - Y.item()) ** 2)}" in explorer.words
    assert notebook.violations() == []
    assert notebook.complaints == []
    explorer.screenshot("lesson-01")
    notebook.page.screenshot(path=RESULTS / "lesson-01-page.png")


@pytest.mark.parametrize("width", [1280, 1920])
def test_nothing_overflows_its_explorer(
    notebook: Any, lesson: Callable[[str], Path], width: int
) -> None:
    notebook.page.set_viewport_size({"width": width, "height": 1080})
    notebook.run_file(lesson("01-loss-and-sgd"))
    explorer = notebook.explorer()
    too_wide = explorer.locator.evaluate("e => e.scrollWidth > e.clientWidth")
    assert not too_wide
