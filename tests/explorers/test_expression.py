"""S10 S11 S15 S16: the graph of an expression, against Python and differences."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlpkit.core import numerical_gradient
from mlpkit.core.activations import sigmoid
from mlpkit.explorers import computation_graph
from mlpkit.explorers.expression import State, build, compute, names

LEAVES = st.sampled_from(["x", "y", "w", "2", "0.5"])
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(
            lambda t: "({} {} {})".format(*t)
        ),
        inner.map(lambda e: f"({e})**2"),
        inner.map(lambda e: f"sigmoid({e})"),
        inner.map(lambda e: f"-{e}"),
    ),
    max_leaves=5,
).filter(lambda e: len(e) <= 80 and any(name in e.replace("sigmoid", "") for name in "xyw"))
INPUTS = st.tuples(*[st.floats(-2, 2).map(lambda v: round(v, 1))] * 4)


def evaluate(expression: str, inputs: Any) -> float:
    found = dict(zip(names(expression), inputs, strict=False))
    return float(eval(expression, {"sigmoid": sigmoid}, found))  # noqa: S307  # built above


@given(EXPRESSIONS, INPUTS)
def test_values_and_gradients_are_those_of_python_and_of_differences(
    expression: str, inputs: tuple[float, ...]
) -> None:
    try:
        build(expression, inputs)
    except ValueError:
        assume(False)  # too many nodes
    state = State(expression, inputs, step=99)
    now = compute(state)
    assert float(now.order[-1].value) == pytest.approx(evaluate(expression, inputs))
    numerical = numerical_gradient(lambda v: evaluate(expression, v), np.array(inputs))
    for node, slope in zip(now.inputs.values(), numerical, strict=False):
        assert now.grads.get(node, 0.0) == pytest.approx(slope, rel=1e-5, abs=1e-5)


def test_a_name_that_is_used_twice_is_one_node_whose_gradients_add_up() -> None:
    now = compute(State("x * y + x", (2.0, -1.0, 0.0, 0.0), step=99))
    assert len(now.inputs) == 2
    assert now.grads[now.inputs["x"]] == -1.0 + 1.0


def test_s16_s_example_gives_four_x_cubed() -> None:
    now = compute(State("(x**2)**2", (1.5, 0.0, 0.0, 0.0), step=99))
    assert now.grads[now.inputs["x"]] == pytest.approx(4 * 1.5**3)


def test_the_last_step_says_every_gradient() -> None:
    words = computation_graph("expression=x * y; values=2,-1,0,0; step=3").design
    assert words.draw(words.read("expression=x * y; values=2,-1,0,0; step=3")).words.endswith(
        "Done: ∂/∂x = −1.000, ∂/∂y = 2.000."
    )


UNREADABLE = {
    "x *": "“x *” can't be read",
    "": "“” can't be read",
    "(" * 79: "can't be read",
    "1 / x": "“1 / x” is not possible here",
    "tan(x)": "“tan(x)” is not possible here",
    "__import__('os')": "is not possible here",
    "x.y": "is not possible here",
    "x + True": "“True” is not possible here",
    "sigmoid + x": "sigmoid is a function: write what it is of, as in sigmoid(x).",
    "2 + 3": "“2 + 3” has no input: use a name in it, such as x.",
    "a + b + c + d + e": "There are 5 names",
    "+".join("x" * 20): "The graph would have 20 nodes; at most 16 fit.",
    "x" * 81: "longer than 80 characters",
    "log(x - x)": "log(x - x) has no finite value at x = 2.00: move an input.",
    "x + 10**400": "has no finite value",
    "x + (0 - 8)**0.5": "-8 to the power of 0.5 is no real number",
}


@pytest.mark.parametrize("expression", UNREADABLE)
def test_what_can_not_be_read_is_one_sentence_and_the_picture_stays(
    expression: str, move: Any
) -> None:
    explorer = computation_graph("step=3")
    before = explorer.state
    sentence = move(explorer, ("expression", expression))["problem"]
    assert UNREADABLE[expression] in sentence
    assert "\n" not in sentence
    assert explorer.state == before


def test_an_input_where_nothing_is_defined_is_refused(move: Any) -> None:
    explorer = computation_graph("expression=log(x); values=1,0,0,0")
    assert "has no finite value at x = 0.00" in move(explorer, ("value1", "0"))["problem"]
    assert "values=1,0,0,0" in explorer.state


def test_an_input_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="An input goes from −4 to 4, not to 50"):
        computation_graph("values=50,0,0,0")


def test_the_predictions_are_right() -> None:
    for question in computation_graph(predict=False).design.questions:
        state = computation_graph().design.read(question.change)
        slope = numerical_gradient(
            lambda v, state=state: evaluate(state.expression, v), np.array(state.values)
        )[0]
        right = float(question.choices[question.answer].replace("−", "-"))
        assert right == pytest.approx(slope, abs=1e-4)


@pytest.mark.parametrize("printed", ["x · y − x", "x × y − x"])
def test_signs_as_they_are_printed_are_read(printed: str) -> None:
    root, inputs = build(printed, (2.0, 3.0))
    assert list(inputs) == ["x", "y"]
    assert root.value == 4
