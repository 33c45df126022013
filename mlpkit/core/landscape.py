"""The loss as a landscape over a plane in the space of a network's weights: W + s u + t v.

Every array here has the axes (t, s, example), and where its numbers don't depend on t or s
that axis has length 1. So a unit that feels s alone is computed once for each s:
broadcasting does no more work than there is. A z is kept as the arrays that add up to it,
because e^(a + b) = e^a e^b then takes a product where all of z would take exponentials.
"""

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpkit.core.activations import ACTIVATIONS
from mlpkit.core.arrays import Floats, real_array, require_finite
from mlpkit.core.network import MLP

Direction = tuple[str | int, ...] | tuple[Sequence[ArrayLike], Sequence[ArrayLike]]
Sum = list[Floats]  # what adds up to a z, the smallest array first

BLOCK = 60_000  # entries of the largest arrays: a few of them fit into a processor's cache
LARGEST_EXPONENT = 700.0
HALVINGS = 3  # of the logarithms that a cross-entropy takes


def loss_surface(
    model: MLP,
    X: ArrayLike,
    Y: ArrayLike,
    u: Direction,
    v: Direction,
    s: ArrayLike,
    t: ArrayLike,
) -> Floats:
    """Compute the loss at W + s u + t v for every s and t. The model stays as it is.

    Parameters
    ----------
    model
        A network, or the linear predictor MLP([d, 1], "identity", "squared_error").
    X : (n, d)
    Y : (n, m)
    u, v
        A single weight, ("W", l, i, j) or ("b", l, i), which s or t is added to; or a
        direction (dW, db), lists like those of `gradients`.
    s : (columns,)
    t : (rows,)

    Returns
    -------
    (rows, columns), entry [i, j] being the loss at t[i] and s[j].

    Slide: S5
    """
    s, t = _axis("s", s)[:, None], _axis("t", t)[:, None, None]
    here = model.loss(X, Y)  # says what is wrong with X or Y
    X, Y = np.asarray(X), np.asarray(Y)
    A, U, V = map(_matrices, (model, _network_of("u", u, model), _network_of("v", v, model)))
    moving = [layer for layer in range(len(A)) if U[layer].any() or V[layer].any()]
    if not moving:
        return np.full((len(t), len(s)), here)

    first = moving[0]
    below = model.layers(X)[1][first - 1] if first else X
    below = np.vstack([below.T, np.ones(len(X))])
    along_t = V[first].dot(below)
    still = [
        z + s * slope if slope.any() else z[None]
        for z, slope in zip(A[first].dot(below), U[first].dot(below), strict=True)
    ]
    surface = np.empty((len(t), len(s)))
    rows = max(1, BLOCK // (len(s) * len(X)))
    for start in range(0, len(t), rows):
        t_block = t[start : start + rows]
        z = [
            [a[None], t_block * slope] if slope.any() else [a[None]]
            for a, slope in zip(still, along_t, strict=True)
        ]
        for layer in range(first + 1, len(A)):
            units = [*_activated(z, model.activations[layer - 1]), np.ones((1, 1, 1))]
            weights = zip(A[layer], U[layer], V[layer], strict=True)
            z = [_weighted(a, du, dv, units, s, t_block) for a, du, dv in weights]
        surface[start : start + rows] = _losses(model, z, Y)
    return surface


def _axis(name: str, values: ArrayLike) -> Floats:
    axis = real_array(name, values).astype(np.float64)
    if axis.ndim != 1 or not len(axis):
        raise ValueError(f"{name} has shape {axis.shape}; it should be (k,), and hold a number")
    require_finite(name, axis)
    return axis


def _network_of(name: str, direction: Direction, model: MLP) -> MLP:
    """Return a network that has the direction in place of weights."""
    network = model.copy()
    network.W, network.b = ([np.zeros_like(view) for view in views] for views in (model.W, model.b))
    if not isinstance(direction[0], str):
        network.W, network.b = direction
        return network
    kind, layer, *place = direction
    if kind not in ("W", "b"):
        raise ValueError(f'{name} is {direction}; it should begin with "W" or "b"')
    array = getattr(network, kind)[layer]
    if len(place) != array.ndim:
        raise ValueError(
            f"{name} is {direction}; after {kind!r} and the layer it needs {array.ndim} places"
        )
    array[tuple(place)] = 1
    return network


def _matrices(network: MLP) -> list[Floats]:
    """Return each layer's [W | b]."""
    b = network.b or [np.zeros(len(W)) for W in network.W]
    return [np.column_stack(pair) for pair in zip(network.W, b, strict=True)]


def _weighted(a: Floats, du: Floats, dv: Floats, units: list[Floats], s: Floats, t: Floats) -> Sum:
    """Compute Σ (a + s du + t dv) v over the units, adding up what has the same shape."""
    sums: dict[tuple[int, ...], Floats] = {}
    for weight, slope_s, slope_t, v in zip(a, du, dv, units, strict=True):
        parts = [
            part for part, is_there in ((s * slope_s, slope_s), (t * slope_t, slope_t)) if is_there
        ]
        if v.shape[:2] == (1, 1):
            factors = [weight, *parts]  # apart, each stays as small as it is
        else:
            factors = [sum(parts, start=weight)]
        for factor in factors:
            term = np.asarray(factor * v)
            if term.shape in sums:
                sums[term.shape] += term
            else:
                sums[term.shape] = term
    return sorted(sums.values(), key=np.size)


def _activated(z: list[Sum], activation: str) -> list[Floats]:
    """Compute each unit's v."""
    if activation == "sigmoid":
        return [_sigmoid(pieces) for pieces in z]
    if activation == "softmax":
        return list(np.moveaxis(ACTIVATIONS[activation](_stacked(z)), -1, 0))
    return [ACTIVATIONS[activation](_total(pieces)) for pieces in z]


def _sigmoid(z: Sum) -> Floats:
    if not _fits(z, LARGEST_EXPONENT):
        return ACTIVATIONS["sigmoid"](_total(z))
    e = _exp(z, -1)
    e += 1
    v: Floats = np.divide(1.0, e, out=e)
    return v


def _losses(model: MLP, z: list[Sum], Y: NDArray[np.float64]) -> Floats:
    """Compute the loss for every t and s from the last layer's z."""
    scale = 1 / len(Y) if model.reduction == "mean" else 1.0
    matched = (model.loss_name, model.activations[-1]) == ("binary_cross_entropy", "sigmoid")
    # A product of 2^HALVINGS + 1 factors 1 + e^|z| has to fit.
    if matched and ((Y == 0) | (Y == 1)).all() and all(_fits(p, 40.0) for p in z):
        return scale * sum(_cross_entropy(pieces, y) for pieces, y in zip(z, Y.T, strict=True))
    stacked = _stacked(z)
    terms = model.loss_terms(stacked, np.broadcast_to(Y, stacked.shape))
    total: Floats = terms.sum(axis=(2, 3))
    return scale * total


def _cross_entropy(z: Sum, y: Floats) -> Floats:
    """Compute Σ log(1 + e^m) over the examples, where m = z for y = 0 and −z for y = 1."""
    factors = _exp(z, 1 - 2 * y)
    factors += 1
    # log a + log b = log ab, and a product takes a tenth of a logarithm's time.
    for _ in range(HALVINGS):
        n = factors.shape[-1]
        halved = factors[..., : n // 2] * factors[..., n // 2 : n // 2 * 2]
        if n == 1:
            break
        if n % 2:
            halved[..., 0] *= factors[..., -1]
        factors = halved
    total: Floats = np.log(factors, out=factors).sum(axis=-1)
    return total


def _fits(z: Sum, largest: float) -> bool:
    """Tell whether no exponent in e^z = e^a e^b … goes beyond ± largest."""
    return len(z) == 1 or bool(sum(np.abs(piece).max() for piece in z) <= largest)


def _exp(z: Sum, sign: float | Floats) -> Floats:
    """Compute e^(sign z) as the product of each piece's."""
    e: Floats = prod(np.exp(sign * piece) for piece in z)
    return e


def _total(z: Sum) -> Floats:
    total: Floats = sum(z[1:], start=z[0])
    return total


def _stacked(z: list[Sum]) -> Floats:
    """Put the units' z side by side on a last axis."""
    return np.stack(np.broadcast_arrays(*map(_total, z)), axis=-1)
