"""S4 S7: every layer's z and v, and what a hand changes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpkit.core.activations import sigmoid
from mlpkit.core.losses import binary_cross_entropy
from mlpkit.explorers import layer_by_layer
from mlpkit.explorers.layers import (
    DEEPEST,
    FARTHEST,
    WIDTH,
    State,
    compute,
    examples,
    parameters,
    random_network,
    read_edits,
    train,
    update,
)
from mlpkit.explorers.words import number, small

INPUTS = st.floats(-3, 3).map(lambda x: round(x, 1))
STATES = st.builds(
    State,
    depth=st.integers(1, DEEPEST),
    seed=st.integers(0, 9),
    layer=st.integers(1, DEEPEST),
    unit=st.integers(1, WIDTH),
    x1=INPUTS,
    x2=INPUTS,
    edits=st.sampled_from(["", "1.1.0:2.5", "1.1.1:-3 2.1.0:0.5"]),
)
DESIGN = layer_by_layer().design


@given(STATES)
def test_each_layer_is_computed_from_the_one_below_as_on_s7(state: State) -> None:
    now = compute(train, state)
    v = np.array([state.x1, state.x2])
    for W, b, z, shown in zip(now.model.W, now.model.b, now.z, now.v, strict=True):
        np.testing.assert_allclose(z, W @ v + b)
        v = np.asarray(sigmoid(z))
        np.testing.assert_allclose(shown, v)
    assert now.y_hat == pytest.approx(v.item())


@given(STATES)
def test_the_loss_and_the_share_are_those_of_the_examples(state: State) -> None:
    now = compute(train, state)
    X, Y = examples()
    y_hat = now.model.forward(X)
    assert now.loss == pytest.approx(binary_cross_entropy(y_hat, Y) / len(X))
    assert now.right == np.mean((y_hat > 0.5) == (Y > 0.5))
    words = DESIGN.draw(state).words
    assert f"ŷ = {number(now.y_hat, 3)}" in words
    assert f"mean loss is {small(now.loss)}" in words


@given(STATES)
def test_the_picture_around_is_the_prediction_there(state: State) -> None:
    now = compute(train, state)
    corner = now.model.forward(np.array([[3.0, -3.0]])).item()
    assert now.around[0, -1] == pytest.approx(corner)


@given(STATES, st.sampled_from(["bias", "w1"]), INPUTS)
def test_a_moved_weight_is_that_one_and_no_other(state: State, name: str, value: float) -> None:
    moved = update(state, name, value)
    before, after = compute(train, state), compute(train, moved)
    assert parameters(moved, after)[name] == value
    pairs = zip([*before.model.W, *before.model.b], [*after.model.W, *after.model.b], strict=True)
    assert sum(int(np.sum(old != new)) for old, new in pairs) <= 1
    assert DESIGN.read(DESIGN.frame(moved)["state"]) == moved


def test_another_network_forgets_the_edits() -> None:
    assert update(State(edits="1.1.0:2"), "seed", 3) == State(seed=3)


@settings(max_examples=10)
@given(st.integers(1, DEEPEST), st.integers(0, 9))
def test_training_lowers_the_loss(depth: int, seed: int) -> None:
    sizes = replace(State(), depth=depth).sizes
    X, Y = examples()
    assert train(sizes, seed).loss(X, Y) < random_network(sizes, seed).loss(X, Y)


def test_the_predictions_are_right() -> None:
    shape, depth, bias = DESIGN.questions
    assert shape.choices[shape.answer] == "a straight line"
    one, three = (compute(train, DESIGN.read(text)) for text in (depth.start, depth.change))
    assert f"right for {100 * one.right:.0f} %" in depth.text
    assert three.right > one.right
    assert depth.choices[depth.answer] == "more"
    low, high = (compute(train, DESIGN.read(text)) for text in (bias.start, bias.change))
    assert high.y_hat > low.y_hat
    assert bias.choices[bias.answer] == "it rises"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("x1=3.5", "x1 goes from -3.0 to 3.0, not to 3.5"),
        ("edits=1.2:0.5", "“1.2:0.5” is not layer.unit.input:value, as in 1.2.0:0.5."),
        ("edits=1.2.0:much", "is not layer.unit.input:value"),
        ("edits=1.2.0:99", "A weight goes from −12 to 12, not to 99."),
        ("edits=1.2.0:nan", "A weight goes from −12 to 12, not to nan."),
        ("weights=good", "Weights is one of random, trained, not “good”"),
    ],
)
def test_what_can_not_be_is_refused(state: str, sentence: str, move: Any) -> None:
    explorer = layer_by_layer("x1=2")
    assert sentence in move(explorer, ("state", state))["problem"]
    assert explorer.state == layer_by_layer("x1=2").state


@pytest.mark.parametrize("depth", range(1, DEEPEST + 1))
def test_sliders_reach_every_trained_weight(depth: int) -> None:
    for seed in range(10):
        model = train(replace(State(), depth=depth).sizes, seed)
        assert max(np.abs(array).max() for array in [*model.W, *model.b]) <= FARTHEST


def test_edits_are_read_in_any_number() -> None:
    assert read_edits("1.2.0:0.5 3.1.2:-1") == {(1, 2, 0): 0.5, (3, 1, 2): -1.0}
