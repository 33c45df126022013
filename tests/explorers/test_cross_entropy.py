"""S8 S12: the cross-entropy's numbers, against core and differences."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpkit.core import numerical_gradient
from mlpkit.core.activations import sigmoid
from mlpkit.core.losses import binary_cross_entropy
from mlpkit.explorers import cross_entropy
from mlpkit.explorers.cross_entropy import State, compute, loss
from mlpkit.explorers.words import number

STATES = st.builds(
    State,
    st.integers(-16, 16).map(lambda k: k / 2),
    st.sampled_from([0, 1]),
    st.sampled_from(["corrected", "printed"]),
)


@given(STATES)
def test_the_corrected_loss_is_core_s(state: State) -> None:
    now = compute(State(state.z, state.y))
    right = binary_cross_entropy(np.array([now.y_hat]), np.array([float(state.y)]))
    assert now.loss == pytest.approx(right)
    assert now.product == pytest.approx(now.y_hat - state.y)


@given(STATES)
def test_the_slope_and_the_product_are_those_that_differences_find(state: State) -> None:
    now = compute(state)
    along_z = numerical_gradient(
        lambda z: loss(sigmoid(z), state.y, state.formula).item(), np.array([state.z])
    )
    assert now.product == pytest.approx(along_z.item(), abs=1e-6)
    assert now.slope * now.sigma_slope == pytest.approx(now.product)


def test_the_formulas_agree_where_y_is_1_and_have_opposite_signs_where_it_is_0() -> None:
    for z in (-3.0, 0.5):
        assert compute(State(z, 1)).loss == compute(State(z, 1, "printed")).loss
        assert compute(State(z, 0)).loss == -compute(State(z, 0, "printed")).loss


@given(STATES)
def test_the_frame_shows_these_numbers(state: State) -> None:
    frame, now = str(DESIGN.frame(state)), compute(state)
    for value in (now.loss, now.product, now.y_hat - state.y):
        assert number(value, 3) in frame


DESIGN = cross_entropy().design


def test_the_predictions_are_right() -> None:
    product, printed = DESIGN.questions
    saturated = compute(DESIGN.read(product.change))
    assert saturated.sigma_slope < 1e-3
    assert f"goes to {number(saturated.product, 0)}" in product.choices[product.answer]
    before, after = (compute(DESIGN.read(text)) for text in (printed.start, printed.change))
    assert printed.choices[printed.answer] == "it falls"
    assert after.loss < before.loss


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("z=9", "z goes from -8.0 to 8.0, not to 9"),
        ("z=nan", "z goes from -8.0 to 8.0, not to nan"),
        ("z=big", "z is a number; “big” can't be read as one"),
        ("y=2", "y is one of 0, 1, not “2”"),
        ("formula=wrong", "Formula is one of corrected, printed, not “wrong”"),
    ],
)
def test_what_is_out_of_range_is_refused(state: str, sentence: str, move: Any) -> None:
    with pytest.raises(ValueError, match=sentence):
        cross_entropy(state)
    explorer = cross_entropy("z=2")
    assert sentence in move(explorer, ("state", state))["problem"]
    assert explorer.state == cross_entropy("z=2").state
