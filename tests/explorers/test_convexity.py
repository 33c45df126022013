"""S5: the two landscapes, the descents on them, and the chord."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpkit.core import numerical_gradient
from mlpkit.core.activations import sigmoid
from mlpkit.explorers import loss_surfaces
from mlpkit.explorers.convexity import (
    PAIRS,
    STARTS,
    State,
    compute,
    descend,
    landscape,
    linear_predictor,
    network,
)
from mlpkit.explorers.words import small

COORDINATES = st.floats(-5, 5).map(lambda w: round(w, 1))
POINTS = st.tuples(COORDINATES, COORDINATES).map(np.array)
PAIR = st.sampled_from(list(PAIRS))
TS = st.integers(0, 20).map(lambda k: k / 20)
STATES = st.builds(
    State, pair=PAIR, p1=COORDINATES, p2=COORDINATES, q1=COORDINATES, q2=COORDINATES, t=TS
)
NO_PATHS = np.empty((0, 1, 2))


@given(PAIR, POINTS)
def test_the_network_s_loss_is_s3_s(pair: str, point: Any) -> None:
    X = np.random.default_rng(1).normal(size=(60, 2))
    right, moved = network(), network()
    for (_, layer, i, j), value in zip(PAIRS[pair], point, strict=True):
        moved.W[layer][i, j] = 0.0
        moved.W[layer][i, j] += value
    # Weights that are not moved stay those that made the examples.
    difference = [(m.W[1] @ sigmoid(m.W[0] @ X.T)) for m in (moved, right)]
    expected = np.mean((difference[0] - difference[1]) ** 2)
    assert landscape("network", pair).loss(point) == pytest.approx(expected)


@given(POINTS)
def test_the_linear_predictor_s_loss_is_the_mean_squared_error(w: Any) -> None:
    X = 0.2 * np.random.default_rng(1).normal(size=(60, 2))
    expected = np.mean((X @ w - X @ linear_predictor().W[0][0]) ** 2)
    assert landscape("linear", "layer").loss(w) == pytest.approx(expected)


@given(st.sampled_from(["linear", "network"]), PAIR, POINTS)
def test_the_gradient_is_the_one_that_differences_find(name: str, pair: str, point: Any) -> None:
    land = landscape(name, pair)
    numerical = numerical_gradient(land.loss, point)
    np.testing.assert_allclose(land.gradient(point), numerical, atol=1e-7)


@given(STATES)
def test_the_linear_predictor_is_never_above_its_chord(state: State) -> None:
    assert not compute("linear", state, NO_PATHS).violated


@given(STATES)
def test_the_chord_is_that_of_the_two_ends(state: State) -> None:
    land = landscape("network", state.pair)
    p, q = state.chord
    now = compute("network", state, NO_PATHS)
    assert now.at == pytest.approx(land.loss(state.t * p + (1 - state.t) * q))
    assert now.chord == pytest.approx(state.t * land.loss(p) + (1 - state.t) * land.loss(q))
    assert now.between[[0, -1]] == pytest.approx([land.loss(q), land.loss(p)])


@pytest.mark.parametrize("name", ["linear", "network"])
@pytest.mark.parametrize("pair", PAIRS)
@settings(max_examples=5)
@given(seed=st.integers(0, 9))
def test_every_descent_goes_down(name: str, pair: str, seed: int) -> None:
    land = landscape(name, pair)
    for path in descend(name, pair, seed):
        assert land.loss(path[-1]) <= land.loss(path[0])
        assert np.abs(path).max() < 50


def test_the_words_say_what_the_numbers_are() -> None:
    design = loss_surfaces().design
    state = State()
    words = design.draw(state).words
    now = compute("network", state, descend("network", state.pair, state.seed))
    assert now.violated
    assert f"above its chord ({small(now.at)} > {small(now.chord)}): not convex" in words
    assert f"from {STARTS} starts" in words


def test_the_predictions_are_right() -> None:
    basins, chord = loss_surfaces().design.questions
    ends = {name: descend(name, "layer", 0)[:, -1] for name in ("linear", "network")}
    assert np.ptp(ends["linear"], axis=0).max() < 0.1
    assert np.ptp(ends["network"], axis=0).max() > 1
    assert basins.choices[basins.answer] == "on the linear predictor's only"
    assert chord.choices[chord.answer] == "above the chord"


def test_3_d_and_above_show_the_same_numbers() -> None:
    design = loss_surfaces().design
    above, side = design.draw(State()), design.draw(State(view="side"))
    assert above.panels["section"] == side.panels["section"]
    assert above.words.replace("from above", "in 3-D") == side.words


def test_what_is_out_of_range_is_refused(move: Any) -> None:
    explorer = loss_surfaces("t=0.25")
    for text, sentence in {
        "t=1.5": "t goes from 0.0 to 1.0, not to 1.5",
        "p1=-6": r"p[1] goes from -5.0 to 5.0, not to -6",
        "pair=none": "Weights of the network is one of layer, layers, not “none”",
    }.items():
        assert sentence in move(explorer, ("state", text))["problem"]
    assert explorer.state == loss_surfaces("t=0.25").state
