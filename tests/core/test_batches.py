"""Small and large batches are two ways through a network that come to the same."""

import tracemalloc
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import LAST, case, cases, complex_step_gradient, flat, quick

from mlpkit.core import MLP, large_batch, products
from mlpkit.core.large_batch import LargeBatch
from mlpkit.core.products import aligned, pieces

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning", "error::DeprecationWarning")

PAIRS = [(loss, last) for loss in LAST for last in LAST[loss]]


@contextmanager
def large(heights=3):
    """Send every batch the way of large ones, cut into pieces of so many rows."""
    with (
        patch.object(LargeBatch, "suits", staticmethod(lambda sizes, n: True)),
        patch.object(large_batch, "VALUES", 7),
        patch.object(large_batch, "pieces", lambda rows, *_: products.cut(rows, heights)),
    ):
        yield


def wide(sizes=(300, 40, 24, 3), n=100, bias=True):
    """Draw a network and a batch that are large, and cut, by themselves."""
    rng = np.random.default_rng(0)
    model = MLP(sizes, bias=bias, rng=rng)
    model.b = [rng.standard_normal(b.shape) for b in model.b]
    X = rng.standard_normal((n, sizes[0]))
    return model, X, (rng.random((n, sizes[-1])) < 0.5).astype(float)


def by_hand(model, X, Y):
    """Backpropagate as on the slides, through sigmoids and their cross-entropy."""
    v = [X]
    for layer, W in enumerate(model.W):
        z = v[-1] @ W.T + (model.b[layer] if model.bias else 0)
        v.append(1 / (1 + np.exp(-z)))
    dz, dW, db = (v[-1] - Y) / len(X), [], []
    for layer in reversed(range(len(model.W))):
        dW.insert(0, dz.T @ v[layer])
        db.insert(0, dz.sum(axis=0))
        dz = dz @ model.W[layer] * v[layer] * (1 - v[layer])
    return flat(dW, db if model.bias else [])


# --- they come to the same ----------------------------------------------------------------


@quick
@given(cases(), st.integers(1, 6))
def test_a_large_batch_has_the_gradients_of_a_small_one_however_it_is_cut(drawn, heights):
    small = flat(*drawn.model.gradients(drawn.X, drawn.Y))
    with large(heights):
        again = flat(*drawn.model.copy().gradients(drawn.X, drawn.Y))
    assert np.linalg.norm(again - small) <= 1e-13 * (1 + np.linalg.norm(small))


@quick
@given(cases(), st.sampled_from((0.25, 1.0, -2.0)), st.integers(1, 6))
def test_a_step_on_a_large_batch_subtracts_alpha_times_its_gradients(drawn, alpha, heights):
    model, X, Y = drawn.model, drawn.X, drawn.Y
    with large(heights):
        expected = flat(model.W, model.b) - alpha * flat(*model.gradients(X, Y))
        model.step(X, Y, alpha)
    assert np.array_equal(flat(model.W, model.b), expected)


@pytest.mark.parametrize(("loss", "last"), PAIRS)
def test_a_large_batch_has_the_exact_gradients_for_every_loss(loss, last):
    drawn = case([4, 5, 3], ["tanh", last], loss, n=8)
    with large():
        given = flat(*drawn.model.gradients(drawn.X, drawn.Y))
    exact = complex_step_gradient(drawn.model, drawn.X, drawn.Y)
    assert np.linalg.norm(given - exact) <= 1e-13 * (1 + np.linalg.norm(exact))


@pytest.mark.parametrize("cut", [True, False])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("sizes", [(300, 40, 24, 3), (785, 128, 10), (256, 1), (257, 33, 200, 2)])
def test_wide_networks_have_the_gradients_of_the_slides(sizes, bias, cut, monkeypatch):
    monkeypatch.setattr(products, "PIECES_PAY", cut)
    model, X, Y = wide(sizes, n=4001 if sizes == (256, 1) else 150, bias=bias)
    assert LargeBatch.suits(sizes, len(X))
    expected = by_hand(model, X, Y)
    given = flat(*model.gradients(X, Y))
    assert np.linalg.norm(given - expected) <= 1e-13 * np.linalg.norm(expected)
    before = flat(model.W, model.b)
    model.step(X, Y, 0.5)
    assert np.array_equal(flat(model.W, model.b), before - 0.5 * given)


# --- what is given to a large batch -------------------------------------------------------

LAYOUTS = {
    "float32": lambda X: X.astype(np.float32),
    "whole numbers": lambda X: (4 * X).astype(int),
    "columns in a row": np.asfortranarray,
    "every other row": lambda X: np.repeat(X, 2, axis=0)[::2],
    "big-endian": lambda X: X.astype(">f8"),
    "at an odd address": lambda X: np.frombuffer(b"\0" + X.tobytes(), offset=1).reshape(X.shape),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_wide_examples_may_be_any_real_numbers_in_any_layout_and_stay_as_they_were(layout):
    model, X, Y = wide()
    X = LAYOUTS[layout](X)
    kept, twin = X.copy(), model.copy()
    model.step(X, Y, 0.5)
    twin.step(np.array(kept, dtype=float), Y, 0.5)
    assert np.array_equal(X, kept)
    np.testing.assert_allclose(flat(model.W, model.b), flat(twin.W, twin.b), rtol=1e-12)


@pytest.mark.parametrize("where", ["X", "Y"])
@pytest.mark.parametrize("method", ["gradients", "step"])
@pytest.mark.parametrize("weights", ["drawn", "zero"])
@pytest.mark.parametrize("values", [(np.nan,), (np.inf,), (-np.inf,), (np.inf, -np.inf)])
def test_what_is_not_finite_is_refused_and_nothing_changes(where, method, weights, values):
    model, X, Y = wide()
    if weights == "zero":
        model.W = [0 * W for W in model.W]
    bad = {"X": X, "Y": Y}[where]
    bad[7, : len(values)] = values
    before = flat(model.W, model.b)
    with pytest.raises(ValueError, match=rf"^{where}\[7, 0\] is .*; it should be a finite number"):
        getattr(model, method)(X, Y, *([0.5] if method == "step" else []))
    assert np.array_equal(flat(model.W, model.b), before)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_after_the_first_a_step_on_wide_examples_allocates_nothing_that_grows(dtype):
    def allocated(n):
        model, X, Y = wide((300, 40, 3), n)
        X = X.astype(dtype)
        model.step(X, Y, 0.01)
        tracemalloc.start()
        try:
            model.step(X, Y, 0.01)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert allocated(16_000) - allocated(8_000) < 1000


def test_a_network_does_not_keep_the_examples_that_it_was_given():
    model, X, Y = wide()
    tracemalloc.start()
    try:
        model.step(X.copy(), Y.copy(), 0.1)
        before = tracemalloc.get_traced_memory()[0]
        model.step(X.copy(), Y.copy(), 0.1)
        assert tracemalloc.get_traced_memory()[0] - before < X.nbytes / 2
    finally:
        tracemalloc.stop()


# --- pieces and addresses -----------------------------------------------------------------


@quick
@given(st.integers(1, 3000), st.integers(1, 2_000_000), st.sampled_from((8, 32)))
def test_pieces_have_every_row_once_in_order(rows, pairs, least):
    for pay in (True, False):
        with patch.object(products, "PIECES_PAY", pay):
            parts = pieces(rows, pairs, least)
        assert [row for part in parts for row in range(part.start, part.stop)] == [*range(rows)]
        heights = [part.stop - part.start for part in parts]
        assert len(parts) == 1 or (pay and heights[0] * pairs <= products.SMALL)
        assert len(parts) == 1 or (heights[0] >= least and heights[0] % 8 == 0)


@quick
@given(st.lists(st.integers(1, 9), min_size=1, max_size=3))
def test_aligned_arrays_are_zeros_at_the_start_of_a_cache_line(shape):
    array = aligned(*shape)
    assert array.ctypes.data % 64 == 0
    assert array.flags.c_contiguous
    assert array.shape == tuple(shape)
    assert not array.any()
