"""MLP: its gradients, its step, its settings, and what it refuses."""

import itertools
import tracemalloc

import networks
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import ACTIVATIONS, LAST, case, cases, flat, quick

from mlpkit.core import MLP, gradcheck, numerical_gradient, sigmoid

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning", "error::DeprecationWarning")

PAIRS = [(loss, last) for loss in LAST for last in LAST[loss]]


def relative(given, expected):
    size = np.linalg.norm(expected)
    return np.linalg.norm(given - expected) / size if size else np.linalg.norm(given)


# --- gradients ----------------------------------------------------------------------------


@quick
@given(cases())
def test_gradients_are_those_of_the_loss_to_rounding(drawn):
    model, X, Y = drawn.model, drawn.X, drawn.Y
    expected = networks.complex_step_gradient(model, X, Y)
    given = flat(*model.gradients(X, Y))
    assert np.linalg.norm(given - expected) <= 1e-13 * (1 + np.linalg.norm(expected))


@quick
@given(cases(activations=("sigmoid", "tanh", "identity", "softmax")))
def test_gradients_agree_with_fourth_order_differences(drawn):
    model, X, Y = drawn.model, drawn.X, drawn.Y
    w = flat(model.W, model.b)
    numerical = numerical_gradient(networks.loss_of_parameters(model, X, Y), w, order=4)
    given = flat(*model.gradients(X, Y))
    assert np.linalg.norm(given - numerical) <= 1e-8 * (1 + np.linalg.norm(numerical))


@pytest.mark.parametrize(("loss", "last"), PAIRS)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_every_combination_passes_the_gradient_check(hidden, loss, last):
    for bias, reduction in itertools.product((True, False), ("mean", "sum")):
        drawn = case([3, 4, 3], [hidden, last], loss, bias, reduction, n=4)
        model, X, Y = drawn.model, drawn.X, drawn.Y
        loss_of = networks.loss_of_parameters(model, X, Y)
        report = gradcheck(loss_of, flat(*model.gradients(X, Y)), flat(model.W, model.b), 1e-9)
        assert report.passed, report


@quick
@given(cases(), st.integers(2, 4))
def test_a_batch_has_the_mean_or_the_sum_of_its_examples_gradients(drawn, times):
    model, X, Y = drawn.model, drawn.X, drawn.Y
    singles = [flat(*model.gradients(x[None], y[None])) for x, y in zip(X, Y, strict=True)]
    together = np.mean(singles, axis=0) if model.reduction == "mean" else np.sum(singles, axis=0)
    repeated = flat(*model.gradients(np.tile(X, (times, 1)), np.tile(Y, (times, 1))))
    scale = 1 if model.reduction == "mean" else times
    assert relative(flat(*model.gradients(X, Y)), together) <= 1e-11
    assert relative(repeated, scale * together) <= 1e-11


def test_gradients_are_new_arrays_each_time():
    drawn = case([2, 3, 1], "sigmoid", "binary_cross_entropy")
    dW, db = drawn.model.gradients(drawn.X, drawn.Y)
    kept = flat(dW, db).copy()
    again = drawn.model.gradients(2 * drawn.X, drawn.Y)
    assert np.array_equal(flat(dW, db), kept)
    assert not np.array_equal(flat(*again), kept)


# --- the networks of the slides -----------------------------------------------------------


def test_s1_is_w2_sigma_w1_x_and_its_loss_the_squared_distance():
    model = MLP([3, 4, 2], ["sigmoid", "identity"], "squared_error", bias=False)
    W1, W2 = model.W
    rng = np.random.default_rng(1)
    X, Y = rng.standard_normal((5, 3)), rng.standard_normal((5, 2))
    for x, y, output in zip(X, Y, model.forward(X), strict=True):
        f = W2 @ sigmoid(W1 @ x)
        assert output == pytest.approx(f, rel=1e-14)
        assert model.loss(x[None], y[None]) == pytest.approx(np.sum((f - y) ** 2), rel=1e-14)
    assert (W1.shape, W2.shape, list(model.b)) == ((4, 3), (2, 4), [])


def test_s7_is_three_layers_of_sigmoids_with_the_loss_of_s8():
    rng = np.random.default_rng(2)
    model = MLP([4, 3, 3, 1], reduction="sum", rng=rng)
    model.b = [rng.standard_normal(b.shape) for b in model.b]
    X, Y = rng.standard_normal((6, 4)), rng.integers(0, 2, (6, 1))
    v = X.T
    for W, b in zip(model.W, model.b, strict=True):
        v = sigmoid(W @ v + b[:, None])
    y_hat = v.T
    np.testing.assert_allclose(model.forward(X), y_hat, rtol=1e-14)
    s8 = -np.sum(Y * np.log(y_hat) + (1 - Y) * np.log(1 - y_hat))
    assert model.loss(X, Y) == pytest.approx(s8, rel=1e-13)
    assert [W.shape for W in model.W] == [(3, 4), (3, 3), (1, 3)]
    assert [b.shape for b in model.b] == [(3,), (3,), (1,)]


def test_the_mean_is_the_sum_over_n():
    drawn = case([2, 3, 2], "sigmoid", "binary_cross_entropy", reduction="sum", n=7)
    mean = MLP([2, 3, 2])
    mean.W, mean.b = drawn.model.W, drawn.model.b
    assert mean.loss(drawn.X, drawn.Y) == pytest.approx(drawn.model.loss(drawn.X, drawn.Y) / 7)


# --- forward ------------------------------------------------------------------------------


@quick
@given(cases())
def test_forward_gives_a_row_of_outputs_for_each_example(drawn):
    model, X = drawn.model, drawn.X
    y_hat = model.forward(X)
    assert y_hat.shape == (len(X), model.sizes[-1])
    alone = np.concatenate([model.forward(x[None]) for x in X])
    np.testing.assert_allclose(y_hat, alone, rtol=1e-12, atol=1e-14)
    z, v = model.layers(X)
    assert [layer.shape for layer in z] == [(len(X), k) for k in model.sizes[1:]]
    assert np.array_equal(v[-1], y_hat)


KINDS = {
    "float32": lambda array: array.astype(np.float32),
    "whole numbers": lambda array: array.astype(int),
    "truth values": lambda array: array.astype(bool),
    "columns in a row": np.asfortranarray,
    "every other row": lambda array: np.repeat(array, 2, axis=0)[::2],
    "lists": np.ndarray.tolist,
}


@pytest.mark.parametrize("kind", KINDS)
def test_examples_may_be_any_real_numbers_in_any_layout(kind):
    drawn = case([3, 4, 2], "tanh", "squared_error", n=5)
    given = [KINDS[kind](np.round(array)) for array in (drawn.X, drawn.Y)]
    plain = [np.array(array, dtype=float) for array in given]
    assert drawn.model.loss(*given) == drawn.model.loss(*plain)
    assert np.array_equal(
        flat(*drawn.model.gradients(*given)), flat(*drawn.model.gradients(*plain))
    )


# --- step ---------------------------------------------------------------------------------


@quick
@given(cases(), st.sampled_from((0.0, 0.25, 0.5, 1.0, -2.0)))
def test_a_step_subtracts_alpha_times_the_gradients(drawn, alpha):
    model, X, Y = drawn.model, drawn.X, drawn.Y
    # To multiply by a power of 2 doesn't round, so not one bit may differ.
    expected = flat(model.W, model.b) - alpha * flat(*model.gradients(X, Y))
    model.step(X, Y, alpha)
    assert np.array_equal(flat(model.W, model.b), expected)


@quick
@given(cases(), st.floats(1e-3, 10))
def test_a_step_with_any_alpha_differs_by_rounding_alone(drawn, alpha):
    model, X, Y = drawn.model, drawn.X, drawn.Y
    gradient = flat(*model.gradients(X, Y))
    expected = flat(model.W, model.b) - alpha * gradient
    model.step(X, Y, alpha)
    assert relative(flat(model.W, model.b), expected) <= 1e-14 * (1 + np.linalg.norm(gradient))


@quick
@given(cases(), st.lists(st.integers(1, 5), min_size=1, max_size=12))
def test_steps_of_any_batch_sizes_in_any_order_don_t_disturb_each_other(drawn, batches):
    model, X, Y = drawn.model, np.tile(drawn.X, (5, 1)), np.tile(drawn.Y, (5, 1))
    for n in batches:
        fresh = model.copy()
        model.step(X[:n], Y[:n], 0.125)
        fresh.step(X[:n], Y[:n], 0.125)
        assert np.array_equal(flat(model.W, model.b), flat(fresh.W, fresh.b))


@pytest.mark.parametrize("kind", ["forward", "loss", "gradients", "step"])
@quick
@given(drawn=cases())
def test_examples_are_left_as_they_were(kind, drawn):
    X, Y = drawn.X.copy(), drawn.Y.copy()
    arguments = {"forward": (X,), "loss": (X, Y), "gradients": (X, Y), "step": (X, Y, 0.5)}
    getattr(drawn.model, kind)(*arguments[kind])
    assert np.array_equal(X, drawn.X)
    assert np.array_equal(Y, drawn.Y)


@pytest.mark.parametrize(("loss", "last"), PAIRS)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_after_the_first_a_step_allocates_nothing_that_grows_with_the_batch(hidden, loss, last):
    def allocated(n):
        drawn = case([3, 4, 3], [hidden, last], loss, n=n)
        drawn.model.step(drawn.X, drawn.Y, 0.01)
        tracemalloc.start()
        try:
            drawn.model.step(drawn.X, drawn.Y, 0.01)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert allocated(50_000) - allocated(25_000) < 1000


def test_a_step_downhill_lowers_the_loss_and_one_uphill_raises_it():
    drawn = case([2, 4, 1], "sigmoid", "binary_cross_entropy", n=20)
    model, X, Y = drawn.model, drawn.X, drawn.Y
    for alpha, sign in ((0.01, 1), (-0.01, -1)):
        before = model.loss(X, Y)
        model.step(X, Y, alpha)
        assert sign * (before - model.loss(X, Y)) > 0


# --- extreme numbers ----------------------------------------------------------------------


@pytest.mark.parametrize("size", [0.0, 1e-300, 800.0, 1e150, 1e300])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softmax"])
@pytest.mark.parametrize(
    ("loss", "last"),
    [
        ("squared_error", "sigmoid"),
        ("binary_cross_entropy", "sigmoid"),
        ("binary_cross_entropy", "softmax"),
        ("softmax_cross_entropy", "softmax"),
    ],
)
def test_extreme_examples_give_finite_losses_and_gradients(loss, last, activation, size):
    model = MLP([2, 3, 2], [activation, last], loss)
    X, Y = np.array([[size, -size], [-size, size]]), np.eye(2)
    assert np.isfinite(model.loss(X, Y))
    assert np.isfinite(flat(*model.gradients(X, Y))).all()
    model.step(X, Y, 0.5)
    assert np.isfinite(flat(model.W, model.b)).all()


@pytest.mark.parametrize("z", [40.0, 800.0, 1e300])
def test_a_certain_and_wrong_answer_still_has_its_gradient(z):
    for loss, activation, times in (
        ("binary_cross_entropy", "sigmoid", 1),
        ("binary_cross_entropy", "softmax", 2),  # both outputs are wrong, and each moves both
        ("softmax_cross_entropy", "softmax", 1),
    ):
        model = MLP([1, 2], activation, loss, bias=False)
        model.W = [[[z], [-z]]]
        (dW,), _ = model.gradients([[1.0]], [[0.0, 1.0]])
        assert dW.ravel().tolist() == [times, -times]
        assert model.loss([[1.0]], [[0.0, 1.0]]) == pytest.approx(times * 2 * z, rel=1e-14)


# --- settings that don't fit --------------------------------------------------------------


@pytest.mark.parametrize("sizes", [[], [3], [3, 0], [2, -1, 1], [2.5, 1], ["2", 1], 3])
def test_widths_that_make_no_network_are_refused(sizes):
    with pytest.raises(ValueError, match=r"^sizes is .* whole numbers .*, each at least 1$"):
        MLP(sizes)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (([2, 1], None), "^an activation is None; it should be one of: sigmoid, "),
        (([2, 1], "sigmoyd"), "^an activation is 'sigmoyd'; it should be one of: sigmoid, "),
        (([2, 1], ["relu", "tanh"]), "^activations has 2 names; there are 1 layers"),
        (([2, 1], "sigmoid", "mse"), "^loss is 'mse'; it should be one of: squared_error, "),
        (
            ([2, 1], "sigmoid", "squared_error", True, "average"),
            "^reduction is 'average'; it should be one of: mean, sum",
        ),
    ],
)
def test_unknown_names_are_refused_with_those_that_exist(settings, message):
    with pytest.raises(ValueError, match=message):
        MLP(*settings)


def test_weights_come_from_the_rng_and_biases_start_at_0():
    first, again, other = (MLP([50, 40, 1], rng=np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert np.array_equal(flat(first.W, first.b), flat(again.W, again.b))
    assert not np.array_equal(first.W[0], other.W[0])
    assert np.array_equal(MLP([2, 1]).W[0], MLP([2, 1]).W[0])
    assert not np.any(flat([], first.b))
    assert np.std(first.W[0]) == pytest.approx(1 / np.sqrt(50), rel=0.1)


# --- examples that don't fit --------------------------------------------------------------

X, Y = np.zeros((4, 3)), np.zeros((4, 2))
with_nan, with_infinity = X.copy(), Y.copy()
with_nan[2, 1], with_infinity[3, 0] = np.nan, -np.inf

WRONG_EXAMPLES = {
    "one example that is no row": (np.zeros(3), r"X has shape \(3,\); it should be \(n, 3\)"),
    "columns": (np.zeros((3, 4)), r"X has shape \(3, 4\); it should be \(3, 3\)"),
    "images": (np.zeros((4, 8, 8)), r"X has shape \(4, 8, 8\); it should be \(n, 3\)"),
    "a number": (1.0, r"X has shape \(\); it should be \(n, 3\)"),
    "no examples": (np.zeros((0, 3)), r"X has shape \(0, 3\); it should be \(n, 3\).*at least one"),
    "NaN": (with_nan, r"X\[2, 1\] is nan; it should be a finite number"),
    "infinity": (X + np.inf, r"X\[0, 0\] is inf; it should be a finite number"),
    "complex numbers": (X + 1j, r"X has dtype complex128; it should hold real numbers"),
    "words": (X.astype(str), r"X has dtype <U32; it should hold real numbers"),
    "objects": (X.astype(object), r"X has dtype object; it should hold real numbers"),
    "ragged rows": ([[1, 2, 3], [1, 2]], r"X is no array of numbers"),
}
WRONG_TARGETS = {
    "one row": (np.zeros(2), r"Y has shape \(2,\); it should be \(4, 2\)"),
    "labels": (np.zeros(4), r"Y has shape \(4,\); it should be \(4, 2\)"),
    "one column": (np.zeros((4, 1)), r"Y has shape \(4, 1\); it should be \(4, 2\)"),
    "other examples": (np.zeros((3, 2)), r"Y has shape \(3, 2\); it should be \(4, 2\)"),
    "NaN": (Y * np.nan, r"Y\[0, 0\] is nan; it should be a finite number"),
    "infinity": (with_infinity, r"Y\[3, 0\] is -inf; it should be a finite number"),
    "complex numbers": (Y + 1j, r"Y has dtype complex128; it should hold real numbers"),
    "ragged rows": ([[1, 2], [1]], r"Y is no array of numbers"),
}
METHODS = {
    "forward": lambda model, X, Y: model.forward(X),
    "loss": lambda model, X, Y: model.loss(X, Y),
    "gradients": lambda model, X, Y: model.gradients(X, Y),
    "step": lambda model, X, Y: model.step(X, Y, 0.1),
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("wrong", WRONG_EXAMPLES)
def test_examples_that_don_t_fit_are_refused_and_nothing_changes(method, wrong):
    model = MLP([3, 4, 2], loss="squared_error")
    kept = flat(model.W, model.b)
    examples, message = WRONG_EXAMPLES[wrong]
    with pytest.raises(ValueError, match="^" + message):
        METHODS[method](model, examples, Y)
    assert np.array_equal(flat(model.W, model.b), kept)


@pytest.mark.parametrize("method", ["loss", "gradients", "step"])
@pytest.mark.parametrize("wrong", WRONG_TARGETS)
@pytest.mark.parametrize("loss", LAST)
def test_targets_that_don_t_fit_are_refused_and_nothing_changes(method, wrong, loss):
    model = MLP([3, 4, 2], ["tanh", LAST[loss][0]], loss)
    kept = flat(model.W, model.b)
    targets, message = WRONG_TARGETS[wrong]
    with pytest.raises(ValueError, match="^" + message):
        METHODS[method](model, X, targets)
    assert np.array_equal(flat(model.W, model.b), kept)


@pytest.mark.parametrize("method", ["loss", "gradients"])
@pytest.mark.parametrize("last", ["sigmoid", "softmax"])
def test_targets_that_are_no_probabilities_are_refused_by_the_binary_cross_entropy(method, last):
    model = MLP([3, 2], last)
    with pytest.raises(ValueError, match=r"^Y\[0, 0\] is -1.0; it should be between 0 and 1"):
        METHODS[method](model, X, Y - 1)


@pytest.mark.parametrize("method", ["loss", "gradients", "step"])
def test_outputs_that_are_no_probabilities_are_refused_by_the_binary_cross_entropy(method):
    model = MLP([3, 2], "identity")
    model.b = [[0.5, -0.5]]
    with pytest.raises(ValueError, match=r"^y_hat\[0, 1\] is -0.5; it should be between 0 and 1"):
        METHODS[method](model, X, Y)


@pytest.mark.parametrize("alpha", [np.nan, np.inf, -np.inf, None, "0.1", 1j, [0.1, 0.2]])
def test_a_learning_rate_that_is_no_number_is_refused(alpha):
    model = MLP([3, 2])
    with pytest.raises(ValueError, match=r"^alpha is .*; it should be a finite number"):
        model.step(X, Y, alpha)


def test_a_seed_in_place_of_a_generator_is_refused():
    with pytest.raises(ValueError, match=r"^rng is 3; it should be a generator"):
        MLP([3, 2], rng=3)


def test_the_first_batch_after_a_refused_one_is_as_good_as_any():
    model, fresh = MLP([3, 2]), MLP([3, 2])
    with pytest.raises(ValueError, match="nan"):
        model.step(with_nan, Y, 0.5)
    for network in (model, fresh):
        network.step(X + 1, Y, 0.5)
    assert np.array_equal(flat(model.W, model.b), flat(fresh.W, fresh.b))
