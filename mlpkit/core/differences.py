"""Gradients by finite differences: of any function, and, many times faster, of a network.

A difference over ±h is wrong by rounding, which grows as h falls, and by what the function
does within reach: it bends, has a kink, or ends. No h suits every entry. So where a gradient
is to be judged, h falls until two differences agree.
"""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpkit.core.activations import ACTIVATIONS
from mlpkit.core.arrays import Floats, real_array, require_shape
from mlpkit.core.network import MLP

STEP = {2: 1e-5, 4: 1e-3}  # where rounding and the differences' own error are about equal
LADDER = [2.0**-k for k in range(9, 33, 2)]  # from 2e-3 to 5e-10, each a quarter of the last
AGREED = 1e-9  # of the largest slope
ROUNDING = 4 * np.finfo(np.float64).eps  # of the function's value
BLOCK = 500_000  # entries of the largest arrays

Places = NDArray[np.intp]


class Slopes(NamedTuple):
    """Numerical derivatives, and how much of each may be rounding."""

    values: Floats
    rounding: Floats


def numerical_gradient(
    f: Callable[[Floats], float],
    w: ArrayLike,
    h: float | None = None,
    order: Literal[2, 4] = 2,
) -> Floats:
    """Approximate the gradient of f at w by central differences.

    order 2: D(h) = (f(w + h) − f(w − h)) / 2h, entry by entry
    order 4: (4 D(h) − D(2h)) / 3, whose error falls with h⁴

    Parameters
    ----------
    f
        From an array like w to a number. Each time it is given a copy: w stays as it is.
    w
        A number or an array of any shape.
    h
        The step; 1e-5 for order 2 and 1e-3 for order 4 unless given, times |w| where that
        is larger than 1.

    Returns
    -------
    Like w.

    Raises
    ------
    ValueError
        Where f returns no number, or h is too small to change w.

    Slide: S10
    """
    if order not in STEP:
        raise ValueError(f"order is {order}; it should be 2 or 4")
    if h is not None and not 0 < h < np.inf:
        raise ValueError(f"h is {h}; it should be a positive number")
    w = np.array(real_array("w", w), dtype=np.float64)
    gradient = np.empty_like(w)
    for index in np.ndindex(w.shape):
        step = STEP[order] * float(_scale(w[index])) if h is None else h
        gradient[index] = _difference(f, w, index, step)
        if order == 4:
            gradient[index] = (4 * gradient[index] - _difference(f, w, index, 2 * step)) / 3
    return gradient


def slopes_of(f: Callable[[Floats], float], w: Floats) -> Slopes:
    """Approximate the gradient of f at w, entry by entry with the step that suits it."""
    size = abs(_value(f, w.copy()))
    indices = list(np.ndindex(w.shape))

    def difference(places: Places, h: float) -> Floats:
        slopes = np.full(len(places), np.nan)
        for k, place in enumerate(places):
            index = indices[place]
            try:
                slopes[k] = _difference(f, w, index, h * float(_scale(w[index])))
            except (ValueError, ArithmeticError):  # f may end within reach: a smaller step
                if h == LADDER[-1]:
                    raise
        return slopes

    found = _settled(difference, np.full(w.size, size))
    scale = _scale(w).ravel()
    return Slopes(found.values.reshape(w.shape), (found.rounding / scale).reshape(w.shape))


def slopes_of_layers(model: MLP, X: Floats, Y: Floats) -> Iterator[tuple[Slopes, Slopes]]:
    """Approximate the loss's gradients by each layer's W and b.

    z is linear in the weights: W[i, j] + h moves example k's zᵢ by h vⱼ. So it is enough to
    move each z, for every example at once, through the layers above it; each example's
    difference times its vⱼ, added up, is the difference for W[i, j].
    """
    z_list, v_list = model.layers(X)
    share = 1 / len(X) if model.reduction == "mean" else 1.0
    for layer, (z, v) in enumerate(zip(z_list, [X, *v_list], strict=False)):
        values, rounding = (share * each for each in _slopes_of_z(model, layer, z, Y))
        yield (
            Slopes(values.T @ v, rounding.T @ np.abs(v)),
            Slopes(values.sum(axis=0), rounding.sum(axis=0)),
        )


def numerical_gradients(
    model: MLP, X: ArrayLike, Y: ArrayLike
) -> tuple[list[Floats], list[Floats]]:
    """Approximate a network's gradients by fourth-order differences, many times faster.

    Parameters
    ----------
    X : (n, d)
    Y : (n, m)

    Returns
    -------
    dW, db
        Lists like W and b.
    """
    X, Y = model.checked(X, Y)
    dW, db = zip(*slopes_of_layers(model, X, Y), strict=True)
    return [each.values for each in dW], [each.values for each in db] if model.bias else []


def _slopes_of_z(model: MLP, layer: int, z: Floats, Y: Floats) -> Slopes:
    """Differentiate each example's loss by each entry of one layer's z, numerically."""
    n, width = z.shape
    activate = ACTIVATIONS[model.activations[layer]]

    def loss(z: Floats, Y: Floats) -> Floats:
        if layer < len(model.W) - 1:
            z = model.layers_above(layer + 1, activate(z))[0][-1]
        terms: Floats = model.loss_terms(z, Y).sum(axis=1)
        return terms

    def difference(places: Places, h: float) -> Floats:
        examples, units = np.divmod(places, width)
        slopes = np.empty(len(places))
        block = max(1, BLOCK // max(model.sizes))
        for at in range(0, len(places), block):
            some = slice(at, at + block)
            here, rows = z[examples[some]], np.arange(len(places[some]))
            place = (rows, units[some])
            up, down = here.copy(), here
            step = h * _scale(here[place])
            up[place] += step
            down[place] -= step
            there = Y[examples[some]]
            slopes[some] = (loss(up, there) - loss(down, there)) / (up[place] - down[place])
        return slopes

    size = np.abs(loss(z, Y))
    values, rounding = _settled(difference, np.repeat(size, width))
    return Slopes(values.reshape(n, width), rounding.reshape(n, width) / _scale(z))


def _settled(difference: Callable[[Places, float], Floats], size: Floats) -> Slopes:
    """Make the steps smaller, at each place until its slope no longer changes.

    Parameters
    ----------
    difference
        From places and h to D(h) there; NaN where there is none.
    size
        The function's size at each place.
    """
    places = np.arange(len(size))
    values, rounding = np.full(len(size), np.nan), np.zeros(len(size))
    doubt = np.full(len(size), np.inf)
    with np.errstate(all="ignore"):  # beyond a function's end there may be anything
        wide, narrow = (difference(places, h) for h in LADDER[:2])
        before = _fourth_order(wide, narrow)
        for h in LADDER[2:]:
            wide, narrow = narrow, difference(places, h)
            slope = _fourth_order(wide, narrow)
            change = np.abs(slope - before)
            better = (change < doubt[places]) | np.isnan(values[places])
            chosen = places[better]
            values[chosen] = slope[better]
            rounding[chosen] = ROUNDING * size[chosen] / h
            doubt[chosen] = np.nan_to_num(change[better], nan=np.inf)

            enough = (
                AGREED * np.fmax.reduce(np.abs(values), initial=0.0) + ROUNDING * size[places] / h
            )
            still = ~(change <= enough)
            places, narrow, before = places[still], narrow[still], slope[still]
            if not len(places):
                break
    return Slopes(values, rounding)


def _fourth_order(wide: Floats, narrow: Floats) -> Floats:
    """Combine D(4h) and D(h) so that their errors in h² cancel."""
    return (16 * narrow - wide) / 15


def _difference(f: Callable[[Floats], float], w: Floats, index: tuple[int, ...], h: float) -> float:
    """Compute (f(w + h) − f(w − h)) / 2h for one entry, with the step as it was rounded."""
    up, down = w.copy(), w.copy()
    up[index] += h
    down[index] -= h
    distance = float(up[index] - down[index])
    if not distance:
        raise ValueError(f"h is {h:g}; it should be large enough to change {w[index]:g}")
    return (_value(f, up) - _value(f, down)) / distance


def _value(f: Callable[[Floats], float], w: Floats) -> float:
    value = real_array("what f returns", f(w))
    require_shape("what f returns", value, (), ", a number")
    return float(value)


def _scale(w: Floats) -> Floats:
    """Return |w|, or 1 where that is larger: what a step is measured by."""
    scale: Floats = np.maximum(np.abs(w), 1.0)
    return scale
