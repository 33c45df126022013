"""S17: the timeline's numbers, and what it makes of a student's function."""

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpkit.core import numerical_gradient
from mlpkit.core.activations import sigmoid
from mlpkit.core.network import MLP
from mlpkit.explorers import backpropagation
from mlpkit.explorers.timeline import STEPS, State, Step, compute, example

INPUTS = st.floats(-2, 2).map(lambda x: round(x, 1))
STATES = st.builds(State, st.integers(0, len(STEPS)), INPUTS, INPUTS, st.integers(0, 9))


def two_layer_backprop(W1: Any, W2: Any, x: Any, y: Any) -> Any:
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    common = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return np.outer(W2.T @ common * v * (1 - v), x), np.outer(common, v)


@given(STATES)
def test_the_gradients_are_those_of_core_and_of_differences(state: State) -> None:
    W1, W2, x, y = example(state)
    model = MLP((x.size, len(W1), y.size), "sigmoid", "squared_error", bias=False)
    model.W = [W1, W2]
    now = compute(state)
    (dW1, dW2), _ = model.gradients(x[None], y[None])
    np.testing.assert_allclose(now["∇W1"], dW1, atol=1e-12)
    np.testing.assert_allclose(now["∇W2"], dW2, atol=1e-12)
    assert now["L"].item() == pytest.approx(model.loss(x[None], y[None]))
    numerical = numerical_gradient(lambda W: np.sum((sigmoid(W2 @ sigmoid(W @ x)) - y) ** 2), W1)
    np.testing.assert_allclose(now["∇W1"], numerical, atol=1e-8)


def test_a_quantity_is_made_of_what_came_before_it() -> None:
    known = {"x"}
    for step in STEPS:
        assert known.issuperset(step.uses)
        known.add(step.name)


@given(STATES)
def test_a_step_adds_one_quantity_to_the_picture(state: State) -> None:
    design = backpropagation().design
    drawn = [node for node in design.draw(state).panels["flow"] if node[1].get("class") == "bold"]
    assert len(drawn) == state.step + 1  # x is given


# ── a student's function ────────────────────────────────────────────────────────


def test_a_right_function_agrees_to_the_end() -> None:
    explorer = backpropagation(two_layer_backprop)
    assert "agrees in both gradients" in repr(explorer)
    assert explorer.design.values(explorer.design.start)["step"] == len(STEPS)


@pytest.mark.parametrize(
    ("wrong", "first", "step"),
    [
        (lambda dW1, dW2: (dW1, -dW2), "∇W2", 9),
        (lambda dW1, dW2: (2 * dW1, dW2), "∇W1", 12),
        (lambda dW1, dW2: (dW1 * np.nan, dW2 * np.nan), "∇W2", 9),
    ],
)
def test_the_timeline_ends_at_the_first_wrong_quantity(wrong: Any, first: str, step: int) -> None:
    design = backpropagation(lambda *given: wrong(*two_layer_backprop(*given))).design
    frame = design.frame(design.start)
    assert f"Your {first} is the first quantity that is wrong" in frame["words"]
    assert frame["values"]["step"] == str(step)
    assert frame["shown"]["step"] == f"{step} / 12"
    assert frame["limits"]["step"] == step


def test_a_wrong_shape_is_told() -> None:
    explorer = backpropagation(lambda W1, W2, x, y: (np.ones((3, 2)), np.ones((900, 900))))
    assert "Your ∇W2 has shape (900, 900), and should have (2, 3)." in repr(explorer)


def raises(W1: Any, W2: Any, x: Any, y: Any) -> Any:
    return W1 @ W2 @ x


def hangs(W1: Any, W2: Any, x: Any, y: Any) -> Any:
    while True:
        pass


BAD = {
    "Your function raised ValueError": raises,
    "Your function had not returned after 2 s and was stopped, in line": hangs,
    "Your function ended the Python process": lambda *given: os._exit(0),
    "Your function returned None: it has to return two, ∇W1 and ∇W2.": lambda *given: None,
    "Your function returned 3 values: it has": lambda *given: (np.ones(1),) * 3,
    "Your function returned one array: it has": lambda *given: np.ones(2),
    "Your ∇W1 is a list: it has to be a NumPy array.": lambda *given: ([1.0], [2.0]),
    "Your ∇W2 is None: it has to be a NumPy array.": lambda *given: (np.ones(1), None),
    "Your function changes an argument": lambda W1, W2, x, y: (W1.fill(0), W2),
    "Your function raised TypeError": lambda x: x,
}


@pytest.mark.parametrize("sentence", BAD)
def test_a_function_that_gives_nothing_is_told_in_a_sentence(sentence: str) -> None:
    design = backpropagation(BAD[sentence]).design
    frame = design.frame(design.start)
    assert frame["problem"].startswith(sentence)
    assert "\n" not in frame["problem"]
    assert frame["values"]["step"] == "8"  # what comes before the first gradient is shown


def test_inputs_on_which_a_function_fails_are_refused() -> None:
    def fails_at_zero(W1: Any, W2: Any, x: Any, y: Any) -> Any:
        if x[0] == 0:
            raise ZeroDivisionError("x is 0")
        return two_layer_backprop(W1, W2, x, y)

    design = backpropagation(fails_at_zero).design
    with pytest.raises(ValueError, match=r"Your function raised ZeroDivisionError: x is 0"):
        design.after(design.start, "x1", "0")
    assert design.after(design.start, "x1", "0.5").x1 == 0.5


def test_each_network_is_asked_about_once(tmp_path: Any) -> None:
    calls = tmp_path / "calls"

    def counted(W1: Any, W2: Any, x: Any, y: Any) -> Any:
        with calls.open("a") as file:
            file.write("x")
        return two_layer_backprop(W1, W2, x, y)

    design = backpropagation(counted).design
    for step in range(len(STEPS) + 1):
        design.frame(State(step))
    assert calls.read_text() == "x"


def test_a_state_in_the_function_s_place_is_named() -> None:
    with pytest.raises(TypeError, match=r"not 'step=3': for a state, write backpropagation\(state"):
        backpropagation("step=3")


def test_a_function_in_the_state_s_place_is_named() -> None:
    with pytest.raises(TypeError, match="A state is text, such as “step=0; x1=1"):
        backpropagation(state=two_layer_backprop)


@pytest.mark.parametrize("step", [step for step in STEPS if step.shapes], ids=lambda s: s.name)
def test_the_shapes_of_a_product_fit_and_give_its_result(step: Step) -> None:
    (rows, inner), (same, columns) = (map(int, shape.split(" × ")) for shape in step.shapes)
    assert inner == same
    assert (rows, columns) == (*compute(State())[step.name].shape, 1)[:2]
