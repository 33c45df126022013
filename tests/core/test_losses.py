"""Losses: values and derivatives, to the last digits and for every input; S8 as printed."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import quick

from mlpkit import core
from mlpkit.core import numerical_gradient

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning", "error::DeprecationWarning")

LOSSES = (
    "squared_error",
    "binary_cross_entropy",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "softmax_binary_cross_entropy",
)
TYPES = (np.float32, np.float64)


def assert_digits(value, expected, units=8):
    unit = Decimal(float(np.spacing(float(abs(expected)))))
    assert abs(Decimal(value) - expected) <= units * unit


@quick
@given(z=st.floats(-300, 300), y=st.sampled_from((0.0, 0.25, 0.5, 1.0)))
def test_the_cross_entropy_from_z_has_every_digit(z, y):
    with localcontext() as context:
        context.prec = 300  # 1 + e^−300 needs 130 digits
        e, share = Decimal(-z).exp(), Decimal(y)
        expected = share * (1 + e).ln() + (1 - share) * (1 + 1 / e).ln()
        assert_digits(core.sigmoid_cross_entropy(z, y), expected)


@quick
@given(z=st.lists(st.floats(-100, 100), min_size=1, max_size=4), k=st.integers(0, 3))
def test_the_cross_entropy_of_softmax_has_every_digit(z, k):
    k %= len(z)
    with localcontext() as context:
        context.prec = 150
        expected = sum(Decimal(x).exp() for x in z).ln() - Decimal(z[k])
        value = Decimal(core.softmax_cross_entropy(z, np.eye(len(z))[k]))
        # Differences of two z round by themselves; the sum of exponentials adds a few units.
        assert abs(value - expected) <= Decimal("2e-14") * abs(expected) + Decimal("1e-140")


def exact_binary_cross_entropy_of_softmax(z, y):
    e = [Decimal(x).exp() for x in z]
    total = sum(e)
    terms = [
        Decimal(share) * (total / e_i).ln() + (1 - Decimal(share)) * (total / (total - e_i)).ln()
        for share, e_i in zip(y, e, strict=True)
    ]
    return sum(terms)


def exact_slopes_of_softmax(z, y):
    e = [Decimal(x).exp() for x in z]
    total = sum(e)
    p = [e_i / total for e_i in e]
    by_p = [
        -Decimal(y_i) / p_i + (1 - Decimal(y_i)) / (1 - p_i) for y_i, p_i in zip(y, p, strict=True)
    ]
    mean = sum(p_i * slope for p_i, slope in zip(p, by_p, strict=True))
    return [p_i * (slope - mean) for p_i, slope in zip(p, by_p, strict=True)]


SHARES = st.sampled_from((0.0, 0.25, 0.5, 1.0))
FAR = st.floats(-150, 150) | st.sampled_from((0.0, 37.0, 40.0, -140.0))


@quick
@given(outputs=st.lists(st.tuples(FAR, SHARES), min_size=2, max_size=4))
def test_the_binary_cross_entropy_of_softmax_has_every_digit(outputs):
    z, y = zip(*outputs, strict=True)
    with localcontext() as context:
        context.prec = 400  # 1 − ŷ needs 130 digits, twice
        expected = exact_binary_cross_entropy_of_softmax(z, y)
        value = Decimal(core.softmax_binary_cross_entropy(z, y))
        assert abs(value - expected) <= Decimal("2e-13") * abs(expected) + Decimal("1e-120")


@quick
@given(outputs=st.lists(st.tuples(FAR, SHARES), min_size=2, max_size=4))
def test_the_slopes_behind_softmax_are_right_also_where_it_rounds_to_1(outputs):
    z, y = zip(*outputs, strict=True)
    with localcontext() as context:
        context.prec = 400
        expected = [float(slope) for slope in exact_slopes_of_softmax(z, y)]
    given = core.softmax_binary_cross_entropy_prime(z, y)
    np.testing.assert_allclose(given, expected, rtol=0, atol=1e-15 * (1 + np.abs(expected).max()))


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("size", [800, 1e30, np.inf])
def test_a_certain_answer_of_softmax_costs_each_output_nothing_if_right_and_z_if_wrong(size, dtype):
    z = np.array([size, 0], dtype)
    assert core.softmax_binary_cross_entropy(z, [1, 0]) == 0
    assert core.softmax_binary_cross_entropy(z, [0, 1]) == 2 * dtype(size)
    assert core.softmax_binary_cross_entropy_prime(z, [1, 0]).tolist() == [0, 0]
    assert core.softmax_binary_cross_entropy_prime(z, [0, 1]).tolist() == [2, -2]


def test_outputs_that_are_equally_large_share_what_is_wrong():
    z = np.array([9e300, 9e300, -9e300])
    assert core.softmax_binary_cross_entropy(z, [1, 1, 0]) == pytest.approx(2 * np.log(2))
    assert core.softmax_binary_cross_entropy_prime(z, [1, 0, 0]) == pytest.approx([-1, 1, 0])


@pytest.mark.parametrize("z", [-800.0, 0.0, 800.0])
def test_a_single_output_of_softmax_is_1_and_nothing_moves_it(z):
    assert core.softmax_binary_cross_entropy([z], [1]) == 0
    assert core.softmax_binary_cross_entropy([z], [0.5]) == np.inf
    assert core.softmax_binary_cross_entropy_prime([z], [0.5]).tolist() == [0]


@quick
@given(y_hat=st.floats(1e-300, 1, exclude_max=True), y=st.sampled_from((0.0, 0.25, 1.0)))
def test_the_cross_entropy_from_probabilities_has_every_digit(y_hat, y):
    with localcontext() as context:
        context.prec = 400
        p, share = Decimal(y_hat), Decimal(y)
        expected = -(share * p.ln() + (1 - share) * (1 - p).ln())
        assert_digits(core.binary_cross_entropy(y_hat, y), expected)


@quick
@given(
    y_hat=st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=4),
    y=st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=4),
)
def test_the_squared_error_is_the_sum_of_squares_without_a_half(y_hat, y):
    y = y[: len(y_hat)]
    expected = sum((a - b) ** 2 for a, b in zip(y_hat, y, strict=True))
    assert core.squared_error(y_hat, y) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", LOSSES)
@quick
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 4), m=st.integers(1, 4))
def test_a_derivative_is_the_gradient_of_its_loss(name, seed, n, m):
    if name == "softmax_binary_cross_entropy":
        m += 1  # a single output costs ∞
    rng = np.random.default_rng(seed)
    loss, derivative = getattr(core, name), getattr(core, name + "_prime")
    if name == "binary_cross_entropy":
        at = rng.uniform(0.3, 0.7, (n, m))
    else:
        at = rng.uniform(-5, 5, (n, m))
    y = rng.random((n, m))  # rows that don't add up to 1 as well
    numerical = numerical_gradient(lambda v: loss(v, y), at, order=4)
    np.testing.assert_allclose(derivative(at, y), numerical, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_is_a_float_and_the_sum_over_all_that_it_is_given(name):
    rng = np.random.default_rng(0)
    a, y = rng.random((2, 3, 4))
    loss = getattr(core, name)
    assert type(loss(a, y)) is float
    assert loss(a, y) == pytest.approx(sum(map(loss, a, y)), rel=1e-14)


@pytest.mark.parametrize("name", [name + "_prime" for name in LOSSES])
def test_a_derivative_keeps_float32(name):
    a, y = np.full((2, 3), 0.25, np.float32), np.eye(2, 3, dtype=int)
    assert getattr(core, name)(a, y).dtype == np.float32


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("size", [800, 1e30, 1e300, None, np.inf])
def test_a_certain_answer_costs_nothing_if_right_and_z_if_wrong(size, dtype):
    if size is None or (dtype is np.float32 and size == 1e300):
        size = np.finfo(dtype).max
    z = dtype(size)
    for right, wrong, z_right in ((1, 0, z), (0, 1, -z)):
        assert core.sigmoid_cross_entropy(z_right, right) == 0
        assert core.sigmoid_cross_entropy(z_right, wrong) == z
        assert core.sigmoid_cross_entropy_prime(z_right, right) == 0
        assert core.sigmoid_cross_entropy_prime(z_right, wrong) == (1 if wrong == 0 else -1)
    pair = np.array([z, 0], dtype)
    assert core.softmax_cross_entropy(pair, [1, 0]) == 0
    assert core.softmax_cross_entropy(pair, [0, 1]) == z
    assert core.softmax_cross_entropy_prime(pair, [1, 0]).tolist() == [0, 0]
    assert core.softmax_cross_entropy_prime(pair, [0, 1]).tolist() == [1, -1]


@pytest.mark.parametrize("dtype", TYPES)
def test_softmax_cross_entropy_of_the_farthest_numbers_is_exact(dtype):
    largest = np.finfo(dtype).max
    z = np.array([largest, -largest, 0], dtype)
    assert core.softmax_cross_entropy(z, [1, 0, 0]) == 0
    assert core.softmax_cross_entropy(z, [0, 0, 1]) == largest
    assert core.softmax_cross_entropy_prime(z, [0, 1, 0]).tolist() == [1, -1, 0]


@pytest.mark.parametrize("dtype", TYPES)
def test_probabilities_of_0_and_1_are_free_if_right_and_infinite_if_wrong(dtype):
    zero, one, tiny = dtype(0), dtype(1), np.finfo(dtype).smallest_subnormal
    assert core.binary_cross_entropy(zero, 0) == core.binary_cross_entropy(one, 1) == 0
    assert core.binary_cross_entropy(zero, 1) == core.binary_cross_entropy(one, 0) == np.inf
    assert core.binary_cross_entropy_prime(zero, 0) == 1
    assert core.binary_cross_entropy_prime(one, 1) == -1
    assert core.binary_cross_entropy_prime(zero, 1) == -np.inf
    assert core.binary_cross_entropy_prime(one, 0) == np.inf
    assert core.binary_cross_entropy_prime(tiny, 0) == 1
    assert core.binary_cross_entropy(tiny, 1) == pytest.approx(-np.log(float(tiny)), rel=1e-6)


@pytest.mark.parametrize("dtype", TYPES)
def test_an_error_of_zero_costs_nothing_however_large_the_numbers(dtype):
    largest = np.finfo(dtype).max
    assert core.squared_error(largest, largest) == 0
    assert core.squared_error_prime(largest / 4, -largest / 4) == largest


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("suffix", ["", "_prime"])
def test_two_shapes_are_refused_with_both_said(name, suffix):
    with pytest.raises(ValueError, match=r"^y has shape \(3,\); it should be \(3, 1\)"):
        getattr(core, name + suffix)(np.full((3, 1), 0.5), np.ones(3))


@pytest.mark.parametrize("suffix", ["", "_prime"])
def test_what_is_no_probability_is_refused_where_it_stands(suffix):
    loss = getattr(core, "binary_cross_entropy" + suffix)
    with pytest.raises(ValueError, match=r"^y_hat\[1\] is 1.5; it should be between 0 and 1"):
        loss([0.5, 1.5], [0, 1])
    with pytest.raises(ValueError, match=r"^y\[0\] is -1.0; it should be between 0 and 1"):
        loss([0.5, 0.5], [-1, 1])


def printed_s8(y_hat, y):
    return -np.sum(y * np.log(y_hat)) + np.sum((1 - y) * np.log(1 - y_hat))


def test_s8_as_printed_falls_without_end_where_the_answer_is_wrong():
    near_one = 1 - np.logspace(-1, -15, 15)
    printed = [printed_s8(p, 0) for p in near_one]
    corrected = [core.binary_cross_entropy(p, 0) for p in near_one]
    assert np.all(np.diff(printed) < 0)
    assert printed[-1] < -30
    assert np.all(np.diff(corrected) > 0)
    assert corrected == pytest.approx([-loss for loss in printed])


@quick
@given(y_hat=st.floats(0.01, 0.99))
def test_s8_as_printed_is_right_for_y_1(y_hat):
    assert core.binary_cross_entropy(y_hat, 1) == pytest.approx(printed_s8(y_hat, 1))
