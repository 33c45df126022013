"""S2 S3 S9: the numbers of the SGD explorer, against the slides' formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpkit.core.activations import sigmoid
from mlpkit.explorers import sgd_path
from mlpkit.explorers.descent import ENDS, STEPS, N, State, compute, ending, examples
from mlpkit.explorers.questions import PlaceQuestion

STATES = st.builds(
    State,
    alpha=st.sampled_from([0.02, 0.5, 1.0]),
    batch=st.sampled_from([1, 4, N]),
    seed=st.integers(0, 9),
    steps=st.integers(0, STEPS - 1),
)


def losses(w: np.ndarray) -> np.ndarray:
    X, Y = examples()
    return np.asarray((w[1] * sigmoid(w[0] * X) - Y) ** 2).ravel()


@given(STATES)
def test_the_training_loss_is_the_mean_of_the_examples(state: State) -> None:
    now = compute(state)
    for w, rows, one, some, all_ in zip(
        now.path, now.batches, now.one, now.some, now.all_, strict=True
    ):
        each = losses(w)
        assert one == pytest.approx(each[rows[0]])
        assert some == pytest.approx(each[rows].mean())
        assert all_ == pytest.approx(each.mean())


@given(STATES)
def test_each_step_goes_against_the_gradient_of_its_batch(state: State) -> None:
    now = compute(state)
    longer = compute(State(state.alpha, state.batch, state.seed, state.steps + 1))
    np.testing.assert_allclose(longer.path[:-1], now.path)
    np.testing.assert_allclose(longer.path[-1], now.path[-1] - state.alpha * now.batch_gradient)


@given(STATES)
def test_an_epoch_uses_every_example_once(state: State) -> None:
    batches = compute(State(state.alpha, state.batch, state.seed, STEPS)).batches
    epoch = np.concatenate(batches[: N // state.batch])
    assert sorted(epoch) == list(range(N))


@pytest.mark.parametrize(
    ("alpha", "end"),
    [
        (0.02, "still on its way"),
        (0.7, "in the valley"),
        (2.2, "jumping about"),
        (3.0, "outside the picture"),
    ],
)
def test_each_learning_rate_has_its_fate(alpha: float, end: str) -> None:
    assert ending(compute(State(alpha=alpha, batch=N, steps=STEPS))) == end
    assert end in ENDS


def test_a_learning_rate_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match=r"α goes from 0.01 to 3.0, not to 77"):
        sgd_path("alpha=77")


def test_the_predictions_are_right() -> None:
    design = sgd_path().design
    for question in design.questions:
        now = compute(design.read(question.change))
        if isinstance(question, PlaceQuestion):
            assert question.answer == pytest.approx(now.path[-1], abs=0.005)
        else:
            assert question.choices[question.answer] == ending(now)
    assert sum(isinstance(question, PlaceQuestion) for question in design.questions) == 1
