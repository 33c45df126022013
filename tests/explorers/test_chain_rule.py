"""S10 to S14: the factors multiply to core's gradients, and the counts are counted."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mlpkit.core.network import MLP
from mlpkit.explorers import chain_rule
from mlpkit.explorers.chain_rule import (
    CHAINS,
    DEEPEST,
    FACTORS,
    SIZES,
    State,
    compute,
    products,
    users,
)

STATES = st.builds(
    State, st.sampled_from(list(FACTORS)), st.integers(1, DEEPEST), st.integers(0, 9),
    st.sampled_from([0, 1]),
)  # fmt: skip
DESIGN = chain_rule().design


def error_of(values: dict[str, Any], chain: tuple[str, ...]) -> Any:
    """Multiply a chain's factors but the last: S11's shorthand, with the shapes that fit."""
    error = np.ones(1)
    for name in chain[:-1]:
        factor = values[name]
        error = factor @ error if name.startswith("v") else factor.ravel() * error
    return error


@given(STATES)
def test_every_chain_multiplies_to_core_s_gradient(state: State) -> None:
    rng = np.random.default_rng(state.seed)
    model = MLP(SIZES, rng=rng)
    x = rng.normal(size=SIZES[0])
    dW, db = model.gradients(x[None], np.array([[float(state.y)]]))
    values = compute(state.seed, state.y).values
    for gradient, chain in CHAINS.items():
        layer = int(gradient[-2]) - 1
        error = error_of(values, chain)
        if "W" in gradient:
            np.testing.assert_allclose(np.outer(error, values[chain[-1]]), dW[layer], atol=1e-12)
        else:
            np.testing.assert_allclose(error, db[layer], atol=1e-12)


@given(STATES)
def test_the_numerical_gradient_sides_with_the_corrected_s13(state: State) -> None:
    now = compute(state.seed, state.y)
    np.testing.assert_allclose(now.corrected, now.numerical, atol=1e-8)
    np.testing.assert_array_equal(now.printed, -now.corrected)


@given(st.integers(1, DEEPEST))
def test_the_products_are_counted(layers: int) -> None:
    chains = []
    for layer in range(layers, 0, -1):
        to_layer = ["dL", f"z{layers}"]
        for above in range(layers - 1, layer - 1, -1):
            to_layer += [f"v{above}", f"z{above}"]
        chains += [(*to_layer, f"W{layer}"), (*to_layer, f"b{layer}")]
    apart = sum(len(chain) - 1 for chain in chains)
    kept = {chain[:k] for chain in chains for k in range(2, len(chain) + 1)}
    assert products(layers) == (apart, len(kept))


@given(STATES)
def test_the_lit_factor_lights_up_wherever_it_occurs(state: State) -> None:
    chips = [n[1] for n in DESIGN.draw(state).panels["chains"] if n[0] == "rect"]
    lit = [chip for chip in chips if chip["class"].endswith("lit")]
    assert len(lit) == len(users(state.term))
    assert {chip["data-set"] for chip in lit} == {f"term={state.term}"}


@given(STATES)
def test_the_words_count_products_and_name_the_users(state: State) -> None:
    words = DESIGN.draw(state).words
    apart, reused = products(state.layers)
    assert f"take {apart} products chain by chain, and {reused} when" in words
    assert " and ".join(users(state.term)) in words
    assert "agrees with the numerical gradient" in words


def test_the_predictions_are_right() -> None:
    shared, ten, sign = DESIGN.questions
    chains_with = sum("z2" in chain for chain in CHAINS.values())
    assert shared.choices[shared.answer] == str(chains_with)
    assert ten.choices[ten.answer] == "{} and {}".format(*products(10))
    assert sign.choices[sign.answer] == "(ŷ − y)"


def test_what_is_out_of_range_is_refused(move: Any) -> None:
    explorer = chain_rule("layers=4")
    for text, sentence in {
        "layers=11": "layers goes from 1 to 10, not to 11",
        "term=W9": "Factor is one of dyhat, dz3",
        "layers=2.5": "layers is a whole number; “2.5” can't be read as one",
    }.items():
        assert sentence in move(explorer, ("state", text))["problem"]
    assert explorer.state == chain_rule("layers=4").state
