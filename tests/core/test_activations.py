"""Activations: values and derivatives, to the last digits and for every input."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import quick

from mlpkit import core
from mlpkit.core import numerical_gradient

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning", "error::DeprecationWarning")

NAMES = ("sigmoid", "tanh", "relu", "identity")
BOTH = [name + suffix for name in NAMES for suffix in ("", "_prime")]
TYPES = (np.float32, np.float64)
INFINITY = float("inf")

LIMITS = {  # at −∞ and at ∞
    "sigmoid": (0, 1),
    "sigmoid_prime": (0, 0),
    "tanh": (-1, 1),
    "tanh_prime": (0, 0),
    "relu": (0, INFINITY),
    "relu_prime": (0, 1),
    "identity": (-INFINITY, INFINITY),
    "identity_prime": (1, 1),
}


def extremes(dtype):
    info = np.finfo(dtype)
    values = [0, 5e-324, 1e-300, info.tiny, info.eps, 1, 16, 37, 88.5, 89, 104, 709, 710, 745]
    values += [800, 1e30, 1e300, info.max, INFINITY]
    with np.errstate(over="ignore"):
        positive = np.array(values).astype(dtype)
    return np.concatenate([-positive, positive])


def exactly(name, z):
    """Compute the value with so many digits that only the rounding to a float remains."""
    with localcontext() as context:
        context.prec = 60
        z = Decimal(float(z))
        if "sigmoid" in name:
            e = (-abs(z)).exp()
            value = e / (1 + e) ** 2 if name == "sigmoid_prime" else 1 / (1 + e)
            return value if z >= 0 or name == "sigmoid_prime" else e / (1 + e)
        e = (-2 * abs(z)).exp()
        return 4 * e / (1 + e) ** 2 if name == "tanh_prime" else ((1 - e) / (1 + e)).copy_sign(z)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("name", ["sigmoid", "sigmoid_prime", "tanh", "tanh_prime"])
@quick
@given(z=st.floats(-800, 800, width=32))
def test_every_digit_is_right(name, dtype, z):
    value = getattr(core, name)(dtype(z))
    expected = exactly(name, z)
    # A few units in the last place: e^z has up to two, and z − h rounds.
    unit = Decimal(float(np.spacing(np.abs(dtype(expected)))))
    assert abs(Decimal(float(value)) - expected) <= 8 * unit


@pytest.mark.parametrize("name", NAMES)
@quick
@given(z=st.floats(-30, 30))
def test_a_derivative_is_the_slope_of_its_activation(name, z):
    if name == "relu" and abs(z) < 0.01:
        z += 0.02  # off the kink
    slope = numerical_gradient(getattr(core, name), z, order=4)
    assert getattr(core, name + "_prime")(z) == pytest.approx(slope, rel=0, abs=1e-10)


@quick
@given(z=st.floats(-800, 800))
def test_sigmoid_and_tanh_fit_together(z):
    assert core.sigmoid(z) + core.sigmoid(-z) == pytest.approx(1, rel=1e-15)
    assert core.sigmoid_prime(z) == pytest.approx(
        core.sigmoid(z) * core.sigmoid(-z), rel=1e-14, abs=1e-307
    )
    assert core.tanh(z / 2) == pytest.approx(2 * core.sigmoid(z) - 1, rel=0, abs=1e-15)
    assert core.tanh_prime(z) == pytest.approx(4 * core.sigmoid_prime(2 * z), rel=1e-14, abs=1e-307)


@quick
@given(z=st.floats(allow_nan=False))
def test_relu_splits_a_number_into_its_positive_and_its_negative_part(z):
    assert core.relu(z) - core.relu(-z) == z
    assert core.relu_prime(z) == (1 if z > 0 else 0)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("name", BOTH)
def test_no_input_gives_nan_or_a_warning(name, dtype):
    values = getattr(core, name)(np.sort(extremes(dtype)))
    if name in NAMES:
        assert np.all(values[1:] >= values[:-1])  # never so for NaN
    else:
        assert np.all((values >= 0) & (values <= 1))


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("name", BOTH)
def test_the_limits_at_infinity_are_exact(name, dtype):
    at_infinity = getattr(core, name)(np.array([-np.inf, np.inf], dtype))
    assert at_infinity.tolist() == list(LIMITS[name])


@pytest.mark.parametrize("name", [*BOTH, "softmax", "softmax_prime"])
def test_float32_stays_float32_and_whole_numbers_become_float64(name):
    function = getattr(core, name)
    assert function(np.ones((2, 3), np.float32)).dtype == np.float32
    for whole in (np.ones((2, 3), int), np.ones((2, 3), bool), [[1, 2, 3]]):
        assert function(whole).dtype == np.float64


@pytest.mark.parametrize("name", [*BOTH, "softmax"])
def test_any_shape_stays_and_the_input_is_left_alone(name):
    for shape in ((3,), (2, 3), (2, 1, 4)):
        z = np.linspace(-1, 1, np.prod(shape)).reshape(shape)
        kept = z.copy()
        values = getattr(core, name)(z)
        assert values.shape == shape
        assert not np.shares_memory(values, z)
        assert np.array_equal(z, kept)


@pytest.mark.parametrize("name", NAMES)
def test_a_number_gives_a_number(name):
    assert np.shape(getattr(core, name)(0.5)) == ()


@pytest.mark.parametrize("name", [*BOTH, "softmax"])
@pytest.mark.parametrize("z", [["a"], [1j], [None], [[1], [1, 2]]])
def test_what_is_no_real_number_is_refused_by_name(name, z):
    with pytest.raises(ValueError, match=r"^z .*numbers"):
        getattr(core, name)(z)


vectors = st.lists(st.floats(-700, 700), min_size=1, max_size=5)


@quick
@given(z=vectors, shift=st.integers(-(2**20), 2**20))
def test_softmax_is_a_distribution_that_only_differences_decide(z, shift):
    z = np.round(np.array(z), 3) * 1024  # so that z + shift is exact
    z = np.round(z)
    v = core.softmax(z)
    assert v.sum() == pytest.approx(1, rel=1e-14)
    assert np.all(v >= 0)
    assert np.array_equal(v, core.softmax(z + shift))


@quick
@given(z=st.floats(-700, 700))
def test_softmax_of_z_and_0_is_the_sigmoid(z):
    assert core.softmax([z, 0.0])[0] == pytest.approx(core.sigmoid(z), rel=1e-14, abs=1e-307)


@pytest.mark.parametrize("dtype", TYPES)
def test_softmax_of_extremes_is_exact(dtype):
    largest = np.finfo(dtype).max
    assert core.softmax(np.array([largest, -largest, 0], dtype)).tolist() == [1, 0, 0]
    assert core.softmax(np.array([-largest, -largest], dtype)).tolist() == [0.5, 0.5]
    assert core.softmax(np.array([np.inf, 0], dtype)).tolist() == [1, 0]
    assert core.softmax(np.array([-np.inf, 0], dtype)).tolist() == [0, 1]
    assert core.softmax(np.array([np.inf, np.inf, 0], dtype)).tolist() == [0.5, 0.5, 0]


@quick
@given(z=st.lists(st.floats(-5, 5), min_size=1, max_size=5))
def test_the_derivative_of_softmax_is_its_jacobian(z):
    z = np.array(z)
    numerical = [
        numerical_gradient(lambda z, i=i: core.softmax(z)[i], z, order=4) for i in range(len(z))
    ]
    np.testing.assert_allclose(core.softmax_prime(z), numerical, rtol=0, atol=1e-10)


def test_softmax_and_its_derivative_treat_every_row_alone():
    Z = np.random.default_rng(0).standard_normal((2, 3, 4))
    for index in np.ndindex(2, 3):
        assert np.array_equal(core.softmax(Z)[index], core.softmax(Z[index]))
        assert np.array_equal(core.softmax_prime(Z)[index], core.softmax_prime(Z[index]))
