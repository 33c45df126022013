"""The loss as a landscape over a plane in the space of a network's weights: W + s u + t v.

Every array here has the axes (example, t, s), and where its numbers don't depend on t or s
that axis has length 1: so what feels s alone is computed once for each s, and
broadcasting does no more work than there is. A z is kept as the arrays that add up to it,
because e^(a + b) = e^a e^b then takes a product where all of z would take exponentials.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpkit.core.activations import softmax
from mlpkit.core.arrays import Floats, real_array, require_finite
from mlpkit.core.inplace import IN_PLACE, LARGEST_EXPONENT
from mlpkit.core.network import MLP

Weight = tuple[str, int, int] | tuple[str, int, int, int]
Gradients = tuple[Sequence[ArrayLike], Sequence[ArrayLike]]
Sum = list[Floats]  # what adds up to a z, the smallest array first

BLOCK = 100_000  # entries of the largest arrays: the processor's cache should hold a few
HALVINGS = 3  # of the number of logarithms that a cross-entropy takes


# e^z that is too large for a float is ∞, and right where it divides; elsewhere it is seen.
@np.errstate(over="ignore")
def loss_surface(
    model: MLP,
    X: ArrayLike,
    Y: ArrayLike,
    u: Weight | Gradients,
    v: Weight | Gradients,
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
    s, t = _axis("s", s), _axis("t", t)[:, None]
    X, Y = model.checked(X, Y)
    A, U, V = map(_matrices, (model, _network_of("u", u, model), _network_of("v", v, model)))
    moving = [layer for layer in range(len(A)) if U[layer].any() or V[layer].any()]
    if not moving:
        return np.full((len(t), len(s)), model.loss(X, Y))

    first = moving[0]
    below = model.layers(X)[1][first - 1] if first else X
    below = np.column_stack([below, np.ones(len(X))])
    above = [_weights(A[k], U[k], V[k], s, t) for k in range(first + 1, len(A))]
    total, scratch = np.zeros((len(t), len(s))), Scratch()
    examples = max(1, BLOCK // total.size)
    for start in range(0, len(X), examples):
        block = slice(start, start + examples)
        slopes = (matrix[first].dot(below[block].T)[..., None, None] for matrix in (A, U, V))
        z = [_terms(unit, s, t) for unit in zip(*slopes, strict=True)]
        for depth, weights in enumerate(above):
            units = _activated(z, model.activations[first + depth], scratch)
            z = _weighted_sums(weights, units, depth, scratch)
        total += _loss(model, z, Y[block], scratch)
    return total / len(X) if model.reduction == "mean" else total


class Scratch:
    """Arrays that every block uses again: to get new ones from the system takes longer."""

    def __init__(self) -> None:
        self._arrays: dict[Any, Floats] = {}

    def take(self, use: Any, *terms: Floats) -> Floats:
        """Return the array for one use, with any numbers in it, shaped as the terms' sum."""
        shape = tuple(map(max, zip(*(term.shape for term in terms), strict=True)))
        array = self._arrays.get((use, shape))
        if array is None:
            array = self._arrays[use, shape] = np.empty(shape)
        return array


def _axis(name: str, values: ArrayLike) -> Floats:
    axis = real_array(name, values).astype(np.float64)
    if axis.ndim != 1 or not len(axis):
        raise ValueError(f"{name} has shape {axis.shape}; it should be (k,), k at least 1")
    require_finite(name, axis)
    return axis


def _network_of(name: str, direction: Weight | Gradients, model: MLP) -> MLP:
    """Return a network that has the direction where others have their weights."""
    network = model.copy()
    network.W, network.b = ([0 * view for view in views] for views in (model.W, model.b))
    if not isinstance(direction[0], str):
        network.W, network.b = cast(Gradients, direction)
        return network
    kind, layer, *place = cast(Weight, direction)
    if kind not in ("W", "b") or len(place) != (2 if kind == "W" else 1):
        raise ValueError(f'{name} is {direction}; it should be ("W", l, i, j) or ("b", l, i)')
    try:
        getattr(network, kind)[layer][tuple(place)] = 1
    except IndexError as error:
        raise ValueError(f"{name} is {direction}; the network has no such weight") from error
    return network


def _matrices(network: MLP) -> list[Floats]:
    """Return each layer's [W | b]."""
    b = network.b or [np.zeros(len(W)) for W in network.W]
    return [np.column_stack(pair) for pair in zip(network.W, b, strict=True)]


def _terms(slopes: Sequence[Floats], s: Floats, t: Floats) -> Sum:
    """Split still + s along_s + t along_t into what feels s and what feels t."""
    still, along_s, along_t = slopes
    terms = [still + s * along_s if along_s.any() else still]
    return [*terms, t * along_t] if along_t.any() else terms


def _activated(z: list[Sum], activation: str, scratch: Scratch) -> Iterator[Floats]:
    """Compute every unit's v, one after the other, and at last the 1 that the bias meets."""
    if activation == "softmax":
        yield from np.moveaxis(softmax(_stacked(z)), -1, 0)
    else:
        for unit in z:
            yield _unit(unit, activation, scratch)
    yield np.ones((1, 1, 1))


def _unit(z: Sum, activation: str, scratch: Scratch) -> Floats:
    """Compute one unit's v."""
    v = scratch.take("v", *z)
    if activation == "sigmoid":
        _one_plus_exp(z, -1.0, v)
        np.divide(1, v, out=v)
    else:
        np.copyto(v, _total(z, v))
        IN_PLACE[activation].forward(v, scratch.take("kept", v), np.array(LARGEST_EXPONENT))
    return v


def _weights(A: Floats, U: Floats, V: Floats, s: Floats, t: Floats) -> list[list[Sum]]:
    """Compute every weight of a layer for every s and t, as terms and, last, as their total."""
    slopes = np.stack([A, U, V], axis=-1)[..., None, None, None]
    terms = [[_terms(weight, s, t) for weight in row] for row in slopes]
    return [[[*weight, _total(weight)] for weight in row] for row in terms]


def _weighted_sums(
    weights: list[list[Sum]], units: Iterable[Floats], depth: int, scratch: Scratch
) -> list[Sum]:
    """Compute Σ w v over the units for every row of weights, adding up what has one shape.

    A unit's v is used up before the next one is asked for: both may lie in one array.
    """
    sums: list[dict[tuple[int, ...], Floats]] = [{} for _ in weights]
    for column, v in enumerate(units):
        for row, by_shape in enumerate(sums):
            *terms, total = weights[row][column]
            # A v that stands still is multiplied by each term: that keeps the products small.
            for w in terms if v[0].size == 1 else [total]:
                shape = np.broadcast(w, v).shape
                if shape in by_shape:
                    by_shape[shape] += np.multiply(w, v, out=scratch.take("product", w, v))
                else:
                    by_shape[shape] = np.multiply(w, v, out=scratch.take((depth, row), w, v))
    return [sorted(by_shape.values(), key=np.size) for by_shape in sums]


def _loss(model: MLP, z: list[Sum], Y: NDArray[Any], scratch: Scratch) -> Floats:
    """Compute the loss's sum over the examples for every t and s, from the last layer's z."""
    loss, activation = model.loss_name, model.activations[-1]
    outputs = list(zip(z, Y.T[..., None, None], strict=True))
    if loss == "squared_error" and activation != "softmax":
        return _total([_squared_error(_unit(unit, activation, scratch), y) for unit, y in outputs])
    if (loss, activation) == ("binary_cross_entropy", "sigmoid") and ((Y == 0) | (Y == 1)).all():
        total = _total([_cross_entropy(unit, y, scratch) for unit, y in outputs])
        if np.isfinite(total).all():
            return total
    z_last = _stacked(z)
    terms = model.loss_terms(z_last, np.broadcast_to(Y[:, None, None], z_last.shape))
    both: Floats = terms.sum(axis=(0, -1))
    return both


def _squared_error(v: Floats, y: Floats) -> Floats:
    """Compute Σ (v − y)² over the examples."""
    v -= y
    v *= v
    total: Floats = v.sum(axis=0)
    return total


def _cross_entropy(z: Sum, y: Floats, scratch: Scratch) -> Floats:
    """Compute Σ log(1 + e^m) over the examples; m is z where y = 0, and −z where y = 1.

    It is ∞ where a product of such factors, or one of them, is too large for a float.
    """
    factors = _one_plus_exp(z, 1 - 2 * y, scratch.take("v", *z))
    for _ in range(HALVINGS):  # log a + log b = log ab, and a product is cheaper
        half, odd = divmod(len(factors), 2)
        if half:
            factors[:half] *= factors[half : 2 * half]
            if odd:
                factors[0] *= factors[-1]
            factors = factors[:half]
    total: Floats = np.log(factors, out=factors).sum(axis=0)
    return total


def _one_plus_exp(z: Sum, sign: float | Floats, out: Floats) -> Floats:
    """Compute 1 + e^(sign z), ∞ where it is too large for a float."""
    *_, largest = z
    if largest.shape == out.shape or _bound(z) > 700:  # e^±700 fits
        np.exp(np.multiply(sign, _total(z, out), out=out), out=out)
        out += 1
        return out
    # What feels s and what feels t come together here: e^(a + b) = e^a e^b is a matrix product
    # of a column and a row, for each example; and a column and a row of ones add the 1.
    column, row = (np.ones((len(out), *shape)) for shape in ((out.shape[1], 2), (2, out.shape[2])))
    for term in z:
        factor = np.exp(sign * term)
        if term.shape[2] > 1:
            row[:, :1] *= factor
        else:
            column[..., :1] *= factor
    return np.matmul(column, row, out=out)


def _bound(z: Sum) -> float:
    """Return a bound of |z|."""
    return float(sum(max(term.max(), -term.min()) for term in z))


def _total(terms: Sequence[Floats], out: Floats | None = None) -> Floats:
    """Add up; `out` is only used where there is more than one term."""
    *smaller, total = terms
    for term in smaller:
        total = np.add(total, term, out=out)
    return total


def _stacked(z: list[Sum]) -> Floats:
    """Put the units' z side by side on a last axis."""
    return np.stack(np.broadcast_arrays(*map(_total, z)), axis=-1)
