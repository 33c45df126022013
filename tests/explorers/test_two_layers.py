"""S1 S2: the numbers of the two-layer explorer, against the slides' formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpkit.core import numerical_gradient
from mlpkit.core.activations import sigmoid
from mlpkit.explorers import two_layer_network
from mlpkit.explorers.two_layers import HIDDEN, State, X, Y, compute, say, update, values

WEIGHTS = st.floats(-3, 3).map(lambda w: round(w, 1))
STATES = st.builds(
    State,
    W1=st.tuples(*[WEIGHTS] * (HIDDEN * X.size)),
    W2=st.tuples(*[WEIGHTS] * HIDDEN),
    alpha=st.sampled_from([0.05, 0.2]),
    steps=st.integers(0, 5),
)


@given(STATES)
def test_the_prediction_and_the_loss_are_those_of_s1(state: State) -> None:
    now = compute(state)
    f = now.W2 @ sigmoid(now.W1 @ X)
    assert now.f == pytest.approx(f.item())
    assert now.losses[-1] == pytest.approx(np.sum((f - Y) ** 2))


@given(STATES)
def test_the_gradients_are_those_that_differences_find(state: State) -> None:
    now = compute(state)
    for given_, numerical in (
        (now.dW1, numerical_gradient(lambda W: np.sum((now.W2 @ sigmoid(W @ X) - Y) ** 2), now.W1)),
        (now.dW2, numerical_gradient(lambda W: np.sum((W @ sigmoid(now.W1 @ X) - Y) ** 2), now.W2)),
    ):
        assert np.linalg.norm(given_ - numerical) <= 1e-7 * (1 + np.linalg.norm(numerical))


@given(STATES)
def test_one_more_step_is_the_update_of_s2(state: State) -> None:
    now = compute(state)
    after = compute(State(state.W1, state.W2, state.alpha, state.steps + 1))
    np.testing.assert_allclose(after.W1, now.W1 - state.alpha * now.dW1)
    np.testing.assert_allclose(after.W2, now.W2 - state.alpha * now.dW2)


def test_a_moved_weight_makes_a_new_start() -> None:
    state = update(State(steps=3), "W1_21", 2.5)
    assert state.steps == 0
    assert values(state)["W1_21"] == 2.5
    assert values(state)["W2_11"] == pytest.approx(values(State(steps=3))["W2_11"], abs=1e-4)


def test_the_words_name_prediction_target_and_loss() -> None:
    assert say(State(), compute(State())) == (
        "Before the first SGD step with α = 0.20 the network predicts f(x) = −0.16 "
        "for the target y = 1.00. The loss is 1.356."
    )


def test_the_wrong_number_of_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="W2 has 3 weights here, not 2"):
        two_layer_network("W2=1,2")


def test_weights_that_have_flown_away_are_refused() -> None:
    with pytest.raises(ValueError, match="step back, or go to the start"):
        State(W2=(1.0, 2.0, 1e6))


def test_the_predictions_about_weights_are_right() -> None:
    removed, turned, silent = two_layer_network(questions="S1").design.questions
    read = two_layer_network().design.read
    v = sigmoid(np.reshape(State().W1, (HIDDEN, X.size)) @ X)
    assert abs(removed.answer - (0.7 * v[0] + 0.4 * v[2])) <= removed.within
    assert compute(read(removed.change)).f == pytest.approx(removed.answer, abs=0.005)
    assert turned.choices[turned.answer] == "it falls, then rises"
    before, after = (compute(read(text)).losses[0] for text in (turned.start, turned.change))
    hit = (Y.item() - 0.7 * v[0] - 0.4 * v[2]) / v[1]  # where f(x) = y, between −0.9 and 3
    assert -0.9 < hit < 3.0
    assert compute(State(W2=(0.7, hit, 0.4))).losses[0] < min(before, after)
    assert silent.choices[silent.answer] == "it stays"
    assert compute(read(silent.start)).f == compute(read(silent.change)).f


def test_the_predictions_about_steps_are_right() -> None:
    short, long, zero = two_layer_network(questions="S2").design.questions
    for question, says in ((short, "it falls"), (long, "it rises")):
        losses = compute(two_layer_network().design.read(question.change)).losses
        assert question.choices[question.answer] == says
        assert (losses[1] > losses[0]) == (says == "it rises")
    now = compute(two_layer_network().design.read(zero.change))
    assert not now.dW1.any()
    assert now.dW2.any()
    assert zero.choices[zero.answer] == "∇W1 L only"


def test_it_asks_about_the_slides_that_were_met() -> None:
    s1, s2, both = (
        two_layer_network(questions=slides).design.questions for slides in ("S1", "S2", "S1 S2")
    )
    assert both == s1 + s2
    with pytest.raises(ValueError, match="There are questions about S1 and S2, not about “S3”"):
        two_layer_network(questions="S3")
