"""The loss as a landscape over a plane in the space of a network's weights: W + s u + t v.

Arrays have the axes of `mlpkit.core.separable`: (example, t, s).
"""

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from mlpkit.core.arrays import Floats, real_array, require_finite
from mlpkit.core.forward_over_plane import MINUS, Forward, Units, Weights, stacked
from mlpkit.core.network import MLP
from mlpkit.core.parameters import Layers, Parameters
from mlpkit.core.products import cut
from mlpkit.core.separable import Sum

Weight = tuple[str, int, int] | tuple[str, int, int, int]
Gradients = tuple[Sequence[ArrayLike], Sequence[ArrayLike]]
Loss = Callable[[Units, Floats, Floats], None]  # it adds to the last

BLOCK = 60_000  # entries of the largest arrays: the processor's cache should hold a few
HALVINGS = 3  # of the number of logarithms that a quick cross-entropy takes
LEAST = 1e-4  # the mean loss below which it has fewer than 12 digits


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
    A = _matrices(model)
    U, V = (_matrices(_layers(name, to, model)) for name, to in (("u", u), ("v", v)))
    moving = [layer for layer in range(len(A)) if U[layer].any() or V[layer].any()]
    if not moving:
        return np.full((len(t), len(s)), model.loss(X, Y))

    if _are_labels(Y):  # those of one label lie side by side, and a block has one sign
        order = np.lexsort(Y.T)
        X, Y = X[order], Y[order]
    first = moving[0]
    below = model.layers(X)[1][first - 1] if first else X
    below = np.column_stack([below, np.ones(len(X))])
    slopes = [matrix[first].dot(below.T)[..., None, None] for matrix in (A, U, V)]
    above = [_weights(A[k], U[k], V[k], s, t) for k in range(first + 1, len(A))]

    def first_z(some: slice) -> Units:
        units = zip(*(slope[:, some] for slope in slopes), strict=True)
        return {k: Sum(_terms(unit, s, t)) for k, unit in enumerate(units)}

    some = max(1, BLOCK // (len(A[first]) * (len(t) + len(s))))
    total = _Losses(model, above, (len(t), len(s))).total(first_z, Y, cut(len(X), some))
    return total / len(X) if model.reduction == "mean" else total


def _axis(name: str, values: ArrayLike) -> Floats:
    axis = real_array(name, values).astype(np.float64)
    if axis.ndim != 1 or not len(axis):
        raise ValueError(f"{name} has shape {axis.shape}; it should be (k,), k at least 1")
    require_finite(name, axis)
    return axis


def _layers(name: str, direction: Weight | Gradients, model: MLP) -> Layers:
    """Return layers that have the direction where the model has its weights."""
    layers = Layers(model.sizes, model.bias)
    W, b = Parameters(f"{name}: W", layers.W), Parameters(f"{name}: b", layers.b)
    if not isinstance(direction[0], str):
        W[:], b[:] = cast(Gradients, direction)
        return layers
    kind, layer, *place = cast(Weight, direction)
    if kind not in ("W", "b") or len(place) != (2 if kind == "W" else 1):
        raise ValueError(f'{name} is {direction}; it should be ("W", l, i, j) or ("b", l, i)')
    try:
        {"W": W, "b": b}[kind][layer][tuple(place)] = 1.0
    except IndexError as error:
        raise ValueError(f"{name} is {direction}; the network has no such weight") from error
    return layers


def _matrices(layers: MLP | Layers) -> list[Floats]:
    """Return each layer's [W | b]."""
    b = layers.b or [np.zeros(len(W)) for W in layers.W]
    return [np.column_stack(pair) for pair in zip(layers.W, b, strict=True)]


def _terms(slopes: Sequence[Floats], s: Floats, t: Floats) -> list[Floats]:
    """Split still + s along_s + t along_t into what feels s and what feels t."""
    still, along_s, along_t = slopes
    terms = [still + s * along_s if along_s.any() else still]
    return [*terms, t * along_t] if along_t.any() else terms


def _weights(A: Floats, U: Floats, V: Floats, s: Floats, t: Floats) -> list[list[Sum]]:
    """Compute every weight of a layer for every s and t."""
    slopes = np.stack([A, U, V], axis=-1)[..., None, None, None]
    return [[Sum(_terms(weight, s, t)) for weight in row] for row in slopes]


class _Losses:
    """The loss of examples, from the z of the first layer that moves.

    Parameters
    ----------
    weights
        Of each layer above that one.
    plane
        How many values t has, and s.
    """

    def __init__(self, model: MLP, weights: Sequence[Weights], plane: tuple[int, int]) -> None:
        self._model, self._plane, self._last = model, plane, len(weights)
        self._activations = model.activations[-1 - len(weights) :]
        # While few numbers feel both s and t, weights stay apart in terms, and products small.
        totals = [[[w.in_one() for w in row] for row in rows] for rows in weights]
        self._apart, self._whole = (Forward(self._activations, w) for w in (weights, totals))

    def total(self, z: Callable[[slice], Units], Y: Floats, parts: Sequence[slice]) -> Floats:
        """Compute the loss's sum over the examples for every t and s, part by part."""
        for loss, least in self._ways(Y):
            total = np.zeros(self._plane)
            for some in parts:
                self._add(loss, z(some), Y[some], total)
            if np.isfinite(total).all() and total.min() >= least * len(Y):
                break
        return total

    def _ways(self, Y: Floats) -> list[tuple[Loss, float]]:
        """List what adds up losses, the quickest first, with the least mean loss that it is for.

        The last one is for every loss.
        """
        loss, activation = self._model.loss_name, self._activations[-1]
        if loss == "squared_error" and activation != "softmax":
            return [(self._squared_error, 0)]
        ways: list[tuple[Loss, float]] = [(self._any_loss, 0)]
        if (loss, activation) == ("binary_cross_entropy", "sigmoid") and _are_labels(Y):
            ways = [(self._quick_cross_entropy, LEAST), (self._cross_entropy, 0), *ways]
        return ways

    def _add(self, loss: Loss, z: Units, Y: Floats, total: Floats) -> None:
        """Go up from the z of the first layer, and add the losses to the total."""
        layer = 0
        while layer < self._last and all(unit.shape[1:] != self._plane for unit in z.values()):
            z = self._apart.next(layer, z, self._apart.biases(layer))
            layer += 1
        if self._activations[layer] == "sigmoid":
            last = layer == self._last and loss == self._quick_cross_entropy
            signs = _signs(Y) if last else [MINUS] * len(z)
            for unit, sign in zip(z.values(), signs, strict=True):
                unit.separate(sign)
        moving, rest = z, Units()
        if layer < self._last:
            moving, still = _parted(z, self._activations[layer])
            rest = self._apart.next(layer, still, self._whole.biases(layer))
        # From here on arrays are as large as the plane: the cache holds fewer examples.
        for block in cut(len(Y), max(1, BLOCK // total.size)):
            few = _part(moving, block)
            for below in range(layer, self._last):
                others = self._whole.biases(below) if below > layer else _part(rest, block)
                few = self._whole.next(below, few, others)
            loss(few, Y[block], total)

    def _squared_error(self, z: Units, Y: Floats, total: Floats) -> None:
        """Add Σ (v − y)²."""
        for v, y in zip(self._whole.activated(self._last, z), _columns(Y), strict=True):
            v -= y
            v *= v
            total += v.sum(axis=0)

    def _cross_entropy(self, z: Units, Y: Floats, total: Floats) -> None:
        """Add Σ log(1 + e^m); m is z where y = 0, and −z where y = 1.

        It is ∞ where an e^m is too large for a float.
        """
        for unit, sign in zip(z.values(), _signs(Y), strict=True):
            e = unit.exp(sign, self._whole.scratch.take("v", *unit.terms))
            total += np.log1p(e, out=e).sum(axis=0)

    def _quick_cross_entropy(self, z: Units, Y: Floats, total: Floats) -> None:
        """Add the same, with fewer logarithms: log a + log b = log ab.

        It is ∞ where a product of such factors is too large for a float. What an e^m has
        below the last digit of 1 + e^m is lost.
        """
        for unit, sign in zip(z.values(), _signs(Y), strict=True):
            factors = unit.one_plus_exp(sign, self._whole.scratch.take("v", *unit.terms))
            for _ in range(HALVINGS):
                half, odd = divmod(len(factors), 2)
                if half:
                    factors[:half] *= factors[half : 2 * half]
                    if odd:
                        factors[0] *= factors[-1]
                    factors = factors[:half]
            for logarithm in np.log(factors, out=factors):
                total += logarithm

    def _any_loss(self, z: Units, Y: Floats, total: Floats) -> None:
        """Add what the model's own loss gives for each z."""
        z_last = stacked(z)
        terms = self._model.loss_terms(z_last, np.broadcast_to(Y[:, None, None], z_last.shape))
        total += terms.sum(axis=(0, -1))


def _parted(z: Units, activation: str) -> tuple[Units, Units]:
    """Part the units that move from those whose v is the same all over the plane."""
    still = {k for k, unit in z.items() if unit.shape[1:] == (1, 1) and activation != "softmax"}
    return {k: z[k] for k in z if k not in still}, {k: z[k] for k in z if k in still}


def _part(z: Units, block: slice) -> Units:
    """Return a block of the examples."""
    return {k: unit.part(block) for k, unit in z.items()}


def _are_labels(Y: Floats) -> bool:
    """Tell whether all targets are 0 or 1."""
    return bool(((Y == 0) | (Y == 1)).all())


def _columns(Y: Floats) -> Floats:
    """Return the outputs' targets one after the other, each over (example, t, s)."""
    return Y.T[..., None, None]


def _signs(Y: Floats) -> Floats:
    """Return 1 where y = 0, and −1 where y = 1, for the outputs one after the other."""
    return 1.0 - 2.0 * _columns(Y)
