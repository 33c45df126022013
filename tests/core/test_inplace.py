"""The activations in place are the readable ones, to the last digits, wherever z is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from networks import quick

from mlpkit import core
from mlpkit.core.activations import ACTIVATIONS
from mlpkit.core.inplace import IN_PLACE, LARGEST_EXPONENT

pytestmark = pytest.mark.filterwarnings("error")

EXTREMES = (0.0, -0.0, 1e-300, 15.0, -40.0, 709.5, -745.0, 800.0, -1e300, 1e308, -1e308)


@st.composite
def passes(draw):
    """Draw z and ∂L/∂v, (width, n)."""
    shape = draw(array_shapes(min_dims=2, max_dims=2, max_side=6))
    numbers = st.floats(-30, 30) | st.sampled_from(EXTREMES)
    return draw(arrays(float, shape, elements=numbers)), draw(
        arrays(float, shape, elements=st.floats(-10, 10, allow_subnormal=False))
    )


def both_ways(name, z, dv):
    V, D, T = z.copy(), dv.copy(), np.empty_like(z)
    IN_PLACE[name].forward(V, T, np.full_like(z, LARGEST_EXPONENT))
    IN_PLACE[name].backward(D, V, T)
    return V, D


@pytest.mark.parametrize("name", sorted({*ACTIVATIONS} - {"softmax"}))
@quick
@given(drawn=passes())
def test_what_is_computed_in_place_is_what_one_reads(name, drawn):
    z, dv = drawn
    V, D = both_ways(name, z, dv)
    assert np.array_equal(V, ACTIVATIONS[name](z))
    expected = dv * getattr(core, name + "_prime")(z)
    np.testing.assert_allclose(D, expected, rtol=2e-15, atol=1e-305)


@quick
@given(drawn=passes())
def test_softmax_in_place_is_softmax_of_every_column(drawn):
    z, dv = drawn
    with np.errstate(over="ignore"):  # −∞ below the largest is right
        V, D = both_ways("softmax", z, dv)
    np.testing.assert_allclose(V, core.softmax(z.T).T, rtol=2e-15, atol=1e-307)
    expected = np.einsum("nij,nj->in", core.softmax_prime(z.T), dv.T)
    np.testing.assert_allclose(D, expected, rtol=0, atol=1e-14)


def test_every_activation_is_there_both_ways():
    assert set(IN_PLACE) == set(ACTIVATIONS)
