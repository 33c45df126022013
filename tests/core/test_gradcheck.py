"""Numerical gradients of any callable, and the check that finds the wrong entry."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes
from networks import case, cases, complex_step_gradient, flat, loss_of_parameters, quick

from mlpkit.core import (
    MLP,
    binary_cross_entropy,
    binary_cross_entropy_prime,
    gradcheck,
    gradcheck_network,
    numerical_gradient,
    numerical_gradients,
    relu,
    relu_prime,
)

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning", "error::DeprecationWarning")

shapes = array_shapes(min_dims=0, max_dims=3, max_side=3)


def f(w):
    return np.sum(np.sin(w) + w**3)


def f_prime(w):
    return np.cos(w) + 3 * w**2


@pytest.mark.parametrize(("order", "error"), [(2, 1e-8), (4, 1e-10)])
@quick
@given(shape=shapes, seed=st.integers(0, 1000))
def test_the_numerical_gradient_has_ws_shape_and_leaves_w_as_it_was(order, error, shape, seed):
    w = np.random.default_rng(seed).standard_normal(shape)
    kept = w.copy()
    gradient = numerical_gradient(f, w, order=order)
    assert gradient.shape == shape
    np.testing.assert_allclose(gradient, f_prime(w), rtol=0, atol=error)
    assert w.tobytes() == kept.tobytes()


def test_any_callable_and_any_numbers_will_do():
    class Cubed:
        def __call__(self, w):
            return w[0] ** 3

    assert numerical_gradient(Cubed(), [2]) == pytest.approx([12])
    assert numerical_gradient(lambda w: 3 * float(w), 2) == pytest.approx(3)
    assert numerical_gradient(np.sum, np.ones((2, 2), int)) == pytest.approx(np.ones((2, 2)))


@pytest.mark.parametrize("returned", [np.ones(2), np.ones((1, 1)), None, "1", 1j])
def test_a_function_that_returns_no_number_is_refused(returned):
    with pytest.raises(ValueError, match=r"^what f returns has .*; it should "):
        numerical_gradient(lambda w: returned, np.ones(2))


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"h": 0}, "^h is 0; "), ({"h": -1e-5}, "^h is -1e-05; "), ({"order": 3}, "^order is 3; ")],
)
def test_settings_of_differences_that_make_no_sense_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        numerical_gradient(np.sum, np.ones(2), **settings)


def test_central_differences_are_of_second_and_of_fourth_order():
    def error(order, h):
        return abs(numerical_gradient(np.exp, 1.0, h, order) - np.e)

    assert error(2, 0.1) / error(2, 0.05) == pytest.approx(4, rel=0.01)
    assert error(4, 0.1) / error(4, 0.05) == pytest.approx(16, rel=0.01)


def test_f_is_called_with_each_entry_moved_alone():
    seen = []

    def linear(w):
        seen.append(w - [1.0, 2.0])
        return w.sum()

    numerical_gradient(linear, [1.0, 2.0], 0.5)
    assert np.array_equal(seen, [[0.5, 0], [-0.5, 0], [0, 0.5], [0, -0.5]])


@quick
@given(shape=shapes, seed=st.integers(0, 1000))
def test_a_right_gradient_passes_whether_it_is_given_as_an_array_or_as_a_function(shape, seed):
    w = np.random.default_rng(seed).standard_normal(shape)
    kept = w.copy()
    for grad in (f_prime, f_prime(w), np.asarray(f_prime(w)).tolist()):
        report = gradcheck(f, grad, w)
        assert report.passed
        assert report.error <= 1e-9
    assert w.tobytes() == kept.tobytes()


@quick
@given(drawn=cases(("sigmoid", "tanh", "identity")), data=st.data())
def test_a_single_wrong_entry_of_a_network_is_found(drawn, data):
    model, X, Y = drawn.model, drawn.X, drawn.Y
    gradient, w = flat(*model.gradients(X, Y)), flat(model.W, model.b)
    entry = data.draw(st.integers(0, len(w) - 1))
    right = gradient[entry]
    gradient[entry] += data.draw(st.sampled_from((-1, 1))) * 0.01 * (1 + np.linalg.norm(gradient))
    report = gradcheck(loss_of_parameters(model, X, Y), gradient, w)
    assert not report.passed
    assert report.worst[0] == (entry,)
    assert report.worst[1] == gradient[entry]
    assert report.worst[2] == pytest.approx(right, rel=1e-5, abs=1e-8)


@quick
@given(drawn=cases(("sigmoid", "tanh", "identity", "softmax")))
def test_the_fast_numerical_gradients_are_the_plain_ones(drawn):
    model, X, Y = drawn.model, drawn.X, drawn.Y
    loss, w = loss_of_parameters(model, X, Y), flat(model.W, model.b)
    plain, fast = numerical_gradient(loss, w, order=4), flat(*numerical_gradients(model, X, Y))
    assert np.linalg.norm(fast - plain) <= 1e-8 * (1 + np.linalg.norm(plain))
    exact = complex_step_gradient(model, X, Y)
    assert np.linalg.norm(fast - exact) <= 1e-9 * (1 + np.linalg.norm(exact))


@quick
@given(drawn=cases(("sigmoid", "tanh", "identity", "softmax")))
def test_a_networks_own_gradients_pass(drawn):
    model, kept = drawn.model, flat(drawn.model.W, drawn.model.b)
    report = gradcheck_network(model, drawn.X, drawn.Y)
    assert report.passed or np.linalg.norm(flat(*model.gradients(drawn.X, drawn.Y))) < 1e-6
    assert np.array_equal(flat(model.W, model.b), kept)


@quick
@given(drawn=cases(("sigmoid", "tanh", "identity")), data=st.data())
def test_a_single_wrong_entry_of_a_network_is_found_in_its_layer(drawn, data):
    model, X, Y = drawn.model, drawn.X, drawn.Y
    gradients = model.gradients(X, Y)
    size = 1 + np.linalg.norm(flat(*gradients))
    kind = data.draw(st.sampled_from((0, 1) if model.bias else (0,)))
    layer = data.draw(st.integers(0, len(model.W) - 1))
    wrong = gradients[kind][layer]
    index = data.draw(st.tuples(*(st.integers(0, k - 1) for k in wrong.shape)))
    right = wrong[index]
    wrong[index] += data.draw(st.sampled_from((-1, 1))) * 0.01 * size
    report = gradcheck_network(model, X, Y, gradients)
    assert not report.passed
    assert report.name == f"{('dW', 'db')[kind]}[{layer}]"
    assert report.worst == (index, wrong[index], pytest.approx(right, rel=1e-6, abs=1e-8))
    assert f"{report.name}[{', '.join(map(str, index))}]" in str(report)


def test_a_networks_gradients_of_another_shape_are_refused_by_name():
    drawn = case([2, 3, 1], "tanh", "squared_error")
    dW, db = drawn.model.gradients(drawn.X, drawn.Y)
    with pytest.raises(ValueError, match=r"^dW\[1\] has shape \(3, 1\); it should be \(1, 3\)"):
        gradcheck_network(drawn.model, drawn.X, drawn.Y, ([dW[0], dW[1].T], db))


def test_the_error_is_relative_by_norm():
    report = gradcheck(lambda w: 3 * w[0] + 4 * w[1], [3.0, 9.0], np.zeros(2))
    assert report.error == pytest.approx(5 / np.hypot(3, 9))
    assert report.worst == ((1,), 9, pytest.approx(4))
    doubled, flipped = gradcheck(f, lambda w: 2 * f_prime(w), 1.0), gradcheck(f, -f_prime(1.0), 1.0)
    assert (doubled.error, flipped.error) == pytest.approx((0.5, 2))


def test_two_gradients_of_zero_agree():
    report = gradcheck(lambda w: 1.0, np.zeros(3), np.ones(3))
    assert (report.passed, report.error) == (True, 0)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_gradient_that_isn_t_finite_fails_at_its_entry(bad):
    report = gradcheck(np.sum, [1.0, bad, 1.0], np.zeros(3))
    assert not report.passed
    assert report.worst[0] == (1,)


def test_the_tolerance_decides():
    almost = np.array([1.0 + 1e-4])
    assert gradcheck(np.sum, almost, np.zeros(1), tolerance=1e-3).passed
    assert not gradcheck(np.sum, almost, np.zeros(1), tolerance=1e-5).passed


def test_a_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"gradient has shape \(3,\); it should be \(1, 3\)"):
        gradcheck(np.sum, np.ones(3), np.ones((1, 3)))


# --- where no single step would do ---------------------------------------------------------


@pytest.mark.parametrize("sizes", [[2, 16, 16, 1], [64, 32, 16, 1]])
def test_a_right_gradient_passes_however_near_relus_kinks_are(sizes):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        model = MLP(sizes, ["relu", "relu", "sigmoid"], rng=rng)
        X, Y = rng.standard_normal((100, sizes[0])), rng.integers(0, 2, (100, 1))
        report = gradcheck_network(model, X, Y)
        assert report.passed, report


@quick
@given(w=st.lists(st.floats(-1, 1).filter(lambda w: not 0 < abs(w) < 1e-6), min_size=1))
def test_a_kink_within_reach_changes_no_verdict(w):
    w = np.array([1.0 if each == 0 else each for each in w])
    assert gradcheck(lambda w: relu(w).sum(), relu_prime, w).passed
    wrong = np.where(np.arange(len(w)) == 0, 1 - relu_prime(w), relu_prime(w))
    assert not gradcheck(lambda w: relu(w).sum(), wrong, w).passed


@pytest.mark.parametrize("y_hat", [0.5, 1e-2, 1e-3, 1e-5, 1 - 1e-4])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_a_function_that_ends_near_w_is_differentiated_before_its_end(y_hat, y):
    report = gradcheck(
        lambda p: binary_cross_entropy(p, [y]),
        lambda p: binary_cross_entropy_prime(p, [y]),
        [y_hat],
    )
    assert report.error < 1e-8


def test_a_function_that_ends_at_w_says_so_itself():
    with pytest.raises(ValueError, match="y_hat"):
        gradcheck(lambda p: binary_cross_entropy(p, [0.0]), [1.0], [0.0])


def test_a_gradient_that_rounding_hides_passes_and_one_that_it_can_t_hide_fails():
    rng = np.random.default_rng(0)
    A, y = rng.standard_normal((20, 3)), rng.standard_normal(20)
    w = np.linalg.lstsq(A, y)[0]  # where the gradient is 0 but for rounding

    def loss(w):
        return np.sum((A @ w - y) ** 2)

    assert gradcheck(loss, 2 * A.T @ (A @ w - y), w).passed
    assert not gradcheck(loss, [1e-4, 0, 0], w).passed
    line = MLP([3, 1], "identity", "squared_error", bias=False)
    line.W = [w[None]]
    assert gradcheck_network(line, A, y[:, None]).passed


@pytest.mark.parametrize("size", [1e-8, 1.0, 1e8, 1e20])
@pytest.mark.parametrize("constant", [0.0, 1e6])
def test_right_and_wrong_are_told_apart_at_any_size(size, constant):
    w = size * np.array([1.0, -2.0])

    def bowl(w):
        return constant * size**2 + np.sum(w**2)

    assert gradcheck(bowl, 2 * w, w).passed
    assert not gradcheck(bowl, 2.02 * w, w).passed


@pytest.mark.parametrize(
    ("slope", "given"),
    [
        (1.8e5, np.full(3, 6e4, np.float16)),
        (3e20, np.full(3, 1e20, np.float32)),
        (2e154, np.full(3, 1e154)),
        (1e-170, np.full(3, -5e-170)),
    ],
)
def test_norms_of_extreme_gradients_hide_no_mistake(slope, given):
    assert not gradcheck(lambda w: slope * np.sum(w), given, np.ones(3)).passed
    assert gradcheck(lambda w: slope * np.sum(w), np.full(3, slope), np.ones(3)).passed


def test_a_function_that_changes_its_argument_is_differentiated_all_the_same():
    def doubling(w):
        w *= 2
        return np.sum(w**2)

    assert numerical_gradient(doubling, [1.0, 2.0]) == pytest.approx([8, 16])
    assert gradcheck(doubling, [8.0, 16.0], [1.0, 2.0]).passed


def test_what_leaves_nothing_to_compare_is_refused():
    with pytest.raises(
        ValueError, match=r"^h is 1e-05; it should be large enough to change 1e\+20"
    ):
        numerical_gradient(np.sum, [1e20], 1e-5)
    with pytest.raises(ValueError, match=r"^w has shape \(0,\); it should hold at least one"):
        gradcheck(np.sum, [], [])
    drawn = case([2, 3, 1], "tanh", "squared_error")
    dW, db = drawn.model.gradients(drawn.X, drawn.Y)
    with pytest.raises(ValueError, match=r"^db has 1 arrays; it should have 2"):
        gradcheck_network(drawn.model, drawn.X, drawn.Y, (dW, db[:1]))
