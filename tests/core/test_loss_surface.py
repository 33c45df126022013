"""The loss over a plane of weights, against the loop that everyone would write."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import case, cases, flat, quick

from mlpkit.core import MLP, loss_surface

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning", "error::DeprecationWarning")

s, t = np.linspace(-2, 3, 7), np.linspace(-1.5, 1, 4)


def naive(model, X, Y, u, v, s, t):
    """Set the weights and ask for the loss, one point after the other."""
    surface = np.empty((len(t), len(s)))
    for (i, j), _ in np.ndenumerate(surface):
        moved = model.copy()
        for direction, step in ((u, s[j]), (v, t[i])):
            for arrays, changes in zip((moved.W, moved.b), direction, strict=True):
                for array, change in zip(arrays, changes, strict=True):
                    array += step * change
        surface[i, j] = moved.loss(X, Y)
    return surface


def direction(model, rng):
    return [[rng.standard_normal(array.shape) for array in arrays] for arrays in (model.W, model.b)]


def single(model, kind, layer, *index):
    zeros = [[np.zeros(array.shape) for array in arrays] for arrays in (model.W, model.b)]
    zeros["Wb".index(kind)][layer][index] = 1
    return zeros


@st.composite
def weights(draw, model):
    kind = draw(st.sampled_from("Wb")) if model.bias else "W"
    layer = draw(st.integers(0, len(model.W) - 1))
    shape = getattr(model, kind)[layer].shape
    return (kind, layer, *(draw(st.integers(0, k - 1)) for k in shape))


@quick
@given(drawn=cases(), data=st.data())
def test_the_surface_over_two_weights_is_what_the_loop_finds(drawn, data):
    model, X, Y = drawn.model, drawn.X, drawn.Y
    u, v = data.draw(weights(model)), data.draw(weights(model))
    expected = naive(model, X, Y, single(model, *u), single(model, *v), s, t)
    np.testing.assert_allclose(loss_surface(model, X, Y, u, v, s, t), expected, rtol=1e-11)


@quick
@given(drawn=cases(), seed=st.integers(0, 1000))
def test_the_surface_over_any_plane_is_what_the_loop_finds(drawn, seed):
    model, X, Y = drawn.model, drawn.X, drawn.Y
    rng = np.random.default_rng(seed)
    u, v = direction(model, rng), direction(model, rng)
    expected = naive(model, X, Y, u, v, s, t)
    np.testing.assert_allclose(loss_surface(model, X, Y, u, v, s, t), expected, rtol=1e-11)


@quick
@given(drawn=cases(), labels=st.booleans(), data=st.data())
def test_a_fine_plane_and_many_examples_change_nothing(drawn, labels, data):
    model = drawn.model
    X, Y = (np.tile(array, (13, 1)) for array in (drawn.X, drawn.Y))
    if labels and model.loss_name == "binary_cross_entropy":
        Y = np.round(Y)
    rng = np.random.default_rng(0)
    u, v = (data.draw(st.one_of(weights(model), st.just(direction(model, rng)))) for _ in "uv")
    s, t = np.linspace(-2, 2, 81), np.linspace(-2, 2, 61)
    surface = loss_surface(model, X, Y, u, v, s, t)
    expected = loss_surface(model, X, Y, u, v, s[::20], t[::20])
    np.testing.assert_allclose(surface[::20, ::20], expected, rtol=1e-11)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize(
    "plane",
    [
        (("W", 0, 0, 0), ("W", 0, 1, 1)),
        (("W", 0, 0, 0), ("W", 0, 0, 1)),
        (("W", 0, 1, 0), ("b", 1, 0)),
        None,
    ],
    ids=["two units", "one unit", "two layers", "all weights"],
)
def test_many_examples_and_0_or_1_as_targets_change_nothing(plane, reduction):
    drawn = case([2, 3, 1], "sigmoid", "binary_cross_entropy", True, reduction, n=500)
    model, X, Y = drawn.model, drawn.X, np.round(drawn.Y)
    rng = np.random.default_rng(0)
    u, v = plane or (direction(model, rng) for _ in "uv")
    along_u, along_v = (single(model, *to) if plane else to for to in (u, v))
    s, t = np.linspace(-9, 9, 25), np.linspace(-9, 9, 20)
    expected = naive(model, X, Y, along_u, along_v, s, t)
    np.testing.assert_allclose(loss_surface(model, X, Y, u, v, s, t), expected, rtol=1e-11)


def test_the_linear_predictors_surface_is_a_bowl():
    drawn = case([2, 1], "identity", "squared_error", n=30)
    model, X, Y = drawn.model, drawn.X, drawn.Y
    u, v = ("W", 0, 0, 0), ("W", 0, 0, 1)
    surface = loss_surface(model, X, Y, u, v, s, t)
    expected = naive(model, X, Y, single(model, *u), single(model, *v), s, t)
    np.testing.assert_allclose(surface, expected, rtol=1e-12)
    assert np.all(np.diff(surface, 2, axis=0) > 0)
    assert np.all(np.diff(surface, 2, axis=1) > 0)


def test_the_model_is_left_as_it_was():
    drawn = case([2, 3, 1], "tanh", "squared_error")
    kept = flat(drawn.model.W, drawn.model.b)
    loss_surface(drawn.model, drawn.X, drawn.Y, ("W", 0, 0, 0), ("W", 1, 0, 2), s, t)
    assert np.array_equal(flat(drawn.model.W, drawn.model.b), kept)


def test_a_surface_keeps_its_digits_where_every_example_is_right_and_costs_next_to_nothing():
    rng = np.random.default_rng(0)
    X = rng.uniform(0.5, 2, (50, 2)) * rng.choice([-1, 1], (50, 1))
    Y = (X[:, :1] > 0).astype(float)
    model = MLP([2, 1])
    u, v = ("W", 0, 0, 0), ("W", 0, 0, 1)
    s, t = np.array([0.0, 20, 60, 200]), np.array([0.0, 20])
    expected = naive(model, X, Y, single(model, *u), single(model, *v), s, t)
    assert 0 < expected.min() < 1e-40
    np.testing.assert_allclose(loss_surface(model, X, Y, u, v, s, t), expected, rtol=1e-11)


@pytest.mark.parametrize("far", [1e3, 1e150])
@pytest.mark.parametrize("loss", ["squared_error", "binary_cross_entropy"])
def test_far_away_the_surface_is_still_finite_and_right(loss, far):
    drawn = case([2, 3, 1], "sigmoid", loss, n=5)
    model, X, Y = drawn.model, drawn.X, np.round(drawn.Y) % 2
    u, v = ("W", 0, 0, 0), ("W", 1, 0, 2)
    s = t = np.array([-far, 0, far])
    expected = naive(model, X, Y, single(model, *u), single(model, *v), s, t)
    np.testing.assert_allclose(loss_surface(model, X, Y, u, v, s, t), expected, rtol=1e-10)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"u": ("V", 0, 0, 0)}, r'^u is .*; it should be \("W", l, i, j\)'),
        ({"v": ("W", 0, 0)}, r'^v is .*; it should be \("W", l, i, j\)'),
        ({"u": ("W", 0, 9, 0)}, "^u is .*; the network has no such weight"),
        ({"u": ("W", 5, 0, 0)}, "^u is .*; the network has no such weight"),
        ({"s": np.zeros((2, 2))}, r"^s has shape \(2, 2\); it should be \(k,\)"),
        ({"t": []}, r"^t has shape \(0,\); it should be \(k,\), k at least 1"),
        ({"s": [0, np.nan]}, r"^s\[1\] is nan; it should be a finite number"),
        ({"X": np.zeros((3, 5))}, r"^X has shape \(3, 5\); it should be \(3, 2\)"),
        ({"Y": np.zeros(3)}, r"^Y has shape \(3,\); it should be \(3, 1\)"),
    ],
)
def test_what_doesn_t_fit_is_refused_by_name(changed, message):
    arguments = {"X": np.zeros((3, 2)), "Y": np.zeros((3, 1)), "s": s, "t": t}
    arguments |= {"u": ("W", 0, 0, 0), "v": ("b", 0, 1)} | changed
    with pytest.raises(ValueError, match=message):
        loss_surface(MLP([2, 3, 1]), **arguments)
