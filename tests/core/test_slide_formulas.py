"""S13 and S17: as printed they are wrong, as corrected they are the network's gradients."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import quick

from mlpkit.core import MLP, gradcheck, one_example_step, sigmoid, squared_error

seeds = st.integers(0, 2**32 - 1)
outputs = pytest.mark.parametrize("m", [1, 3])


def last_layer(seed, m):
    """Draw S7's network and one example: the model, x, y, v^[2] and ŷ."""
    rng = np.random.default_rng(seed)
    model = MLP([4, 3, 3, m], rng=rng)
    x, y = rng.standard_normal(4), rng.integers(0, 2, m).astype(float)
    _, v = model.layers(x[None])
    return model, x, y, v[1][0], v[2][0]


def loss_of_last_weights(model, x, y):
    def loss(W):
        twin = model.copy()
        twin.W[2] = W
        return twin.loss(x[None], y[None])

    return loss


@outputs
@quick
@given(seed=seeds)
def test_s13_as_printed_is_minus_the_gradient(m, seed):
    model, x, y, v2, y_hat = last_layer(seed, m)
    loss, printed = loss_of_last_weights(model, x, y), np.outer(y - y_hat, v2)
    report = gradcheck(loss, printed, model.W[2])
    assert not report.passed
    assert report.error == pytest.approx(2)
    assert gradcheck(loss, -printed, model.W[2]).passed


@outputs
@quick
@given(seed=seeds)
def test_s13_as_corrected_is_the_gradient(m, seed):
    model, x, y, v2, y_hat = last_layer(seed, m)
    corrected = np.outer(y_hat - y, v2)
    assert gradcheck(loss_of_last_weights(model, x, y), corrected, model.W[2], 1e-9).passed
    dW, db = model.gradients(x[None], y[None])
    np.testing.assert_allclose(dW[2], corrected, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(db[2], y_hat - y, rtol=1e-12, atol=1e-15)


@outputs
def test_with_the_sign_of_s13_as_printed_the_descent_climbs(m):
    for seed in range(10):
        model, x, y, v2, y_hat = last_layer(seed, m)
        loss = loss_of_last_weights(model, x, y)
        step = 0.01 * np.outer(y - y_hat, v2)
        assert loss(model.W[2] - step) > loss(model.W[2]) > loss(model.W[2] + step)


def s17(seed, m):
    """Draw S17's network and one example, and its R, v and ŷ."""
    rng = np.random.default_rng(seed)
    W1, W2 = rng.standard_normal((3, 2)), rng.standard_normal((m, 3))
    x, y = rng.standard_normal(2), rng.random(m)
    v = sigmoid(W1 @ x)
    y_hat = sigmoid(W2 @ v)
    return W1, W2, x, y, y_hat - y, v, y_hat


def loss_of_first_weights(W2, x, y):
    return lambda W1: squared_error(sigmoid(W2 @ sigmoid(W1 @ x)), y)


def printed_first(W2, x, R, v, y_hat):
    """Read S17's formula from left to right."""
    return np.outer(2 * (W2.T @ R) * y_hat * (1 - y_hat) * v * (1 - v), x)


def corrected_first(W2, x, R, v, y_hat):
    return np.outer(2 * (W2.T @ (R * y_hat * (1 - y_hat))) * v * (1 - v), x)


@outputs
@quick
@given(seed=seeds)
def test_s17_as_corrected_is_the_gradient(m, seed):
    W1, W2, x, y, R, v, y_hat = s17(seed, m)
    first = corrected_first(W2, x, R, v, y_hat)
    second = np.outer(2 * R * y_hat * (1 - y_hat), v)
    assert gradcheck(loss_of_first_weights(W2, x, y), first, W1, 1e-8).passed
    assert gradcheck(
        lambda W2: squared_error(sigmoid(W2 @ sigmoid(W1 @ x)), y), second, W2, 1e-8
    ).passed
    model = MLP([2, 3, m], "sigmoid", "squared_error", bias=False)
    model.W = [W1, W2]
    dW, _ = model.gradients(x[None], y[None])
    np.testing.assert_allclose(dW[0], first, rtol=1e-11, atol=1e-15)
    np.testing.assert_allclose(dW[1], second, rtol=1e-11, atol=1e-15)


@quick
@given(seed=seeds)
def test_s17_as_printed_is_right_for_a_single_output(seed):
    W1, W2, x, y, *factors = s17(seed, 1)
    printed = printed_first(W2, x, *factors)
    assert gradcheck(loss_of_first_weights(W2, x, y), printed, W1, 1e-8).passed
    np.testing.assert_allclose(printed, corrected_first(W2, x, *factors), rtol=1e-12)


@quick
@given(seed=seeds)
def test_s17_as_printed_is_wrong_for_as_many_outputs_as_hidden_units(seed):
    W1, W2, x, y, *factors = s17(seed, 3)
    report = gradcheck(loss_of_first_weights(W2, x, y), printed_first(W2, x, *factors), W1)
    assert not report.passed
    assert report.error > 1e-4


def test_s17_as_printed_has_shapes_that_don_t_fit_for_other_numbers_of_outputs():
    _, W2, x, _, *factors = s17(0, 2)
    with pytest.raises(ValueError, match="broadcast"):
        printed_first(W2, x, *factors)


@outputs
def test_the_update_of_s2_takes_one_example_down_its_gradient(m):
    W1, W2, x, y, R, v, y_hat = s17(1, m)
    model = MLP([2, 3, m], "sigmoid", "squared_error", bias=False)
    model.W = [W1, W2]
    one_example_step(model, x, y, 0.1)
    first = W1 - 0.1 * corrected_first(W2, x, R, v, y_hat)
    second = W2 - 0.1 * np.outer(2 * R * y_hat * (1 - y_hat), v)
    np.testing.assert_allclose(model.W[0], first, rtol=1e-13)
    np.testing.assert_allclose(model.W[1], second, rtol=1e-13)
