"""Gradients by finite differences, and the checks that compare others with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from mlpkit.core.activations import ACTIVATIONS
from mlpkit.core.arrays import Floats, real_array, require_shape
from mlpkit.core.network import MLP

TOLERANCE = 1e-6  # sound gradients stay below 1e-9; a wrong one is off by far more
STEP = {2: 1e-5, 4: 1e-3}  # where rounding and the differences' own error are about equal


@dataclass(frozen=True)
class GradientCheck:
    """What a gradient check found."""

    passed: bool
    error: float
    """‖given − numerical‖ / max(‖given‖, ‖numerical‖)."""
    worst: tuple[tuple[int, ...], float, float]
    """Where the two differ most: the index, the given value and the numerical one."""
    name: str = "gradient"
    """The array that has this entry, such as dW[1]."""

    def __str__(self) -> str:
        index, given, numerical = self.worst
        return (
            f"{'passed' if self.passed else 'failed'}, off by {self.error:.1e} of the norm: "
            f"{self.name}[{', '.join(map(str, index))}] is {given:.9g} "
            f"where differences say {numerical:.9g}"
        )


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
        From an array like w to a number. It is given a copy: w stays as it is.
    w
        A number or an array of any shape.
    h
        The step; 1e-5 for order 2 and 1e-3 for order 4 unless given.

    Returns
    -------
    Like w.
    """
    if order not in STEP:
        raise ValueError(f"order is {order}; it should be 2 or 4")
    h = STEP[order] if h is None else h
    if not 0 < h < np.inf:
        raise ValueError(f"h is {h}; it should be a positive number")
    w = np.array(real_array("w", w), dtype=np.float64)

    def value_at(index: tuple[int, ...], moved: float) -> float:
        here, w[index] = w[index], moved
        value = real_array("what f returns", f(w))
        w[index] = here
        require_shape("what f returns", value, (), ", a number")
        return float(value)

    def slope(index: tuple[int, ...], h: float) -> float:
        above, below = w[index] + h, w[index] - h
        rise = value_at(index, above) - value_at(index, below)
        return float(rise / (above - below))  # the step as it was rounded

    gradient = np.empty_like(w)
    for index in np.ndindex(w.shape):
        gradient[index] = slope(index, h)
        if order == 4:
            gradient[index] = (4 * gradient[index] - slope(index, 2 * h)) / 3
    return gradient


def gradcheck(
    f: Callable[[Floats], float],
    grad: Callable[[Floats], ArrayLike] | ArrayLike,
    w: ArrayLike,
    tolerance: float = TOLERANCE,
) -> GradientCheck:
    """Compare a gradient of f at w with fourth-order differences, by norm.

    Parameters
    ----------
    f
        From an array like w to a number.
    grad
        The gradient at w, or the function that computes it.
    w
        Any shape.
    tolerance
        The largest error that passes.
    """
    w = np.array(real_array("w", w), dtype=np.float64)
    given = real_array("the gradient", grad(w.copy()) if callable(grad) else grad)
    require_shape("the gradient", given, w.shape, ", like w")
    return _compare(["gradient"], [given], [numerical_gradient(f, w, order=4)], tolerance)


def numerical_gradients(
    model: MLP, X: ArrayLike, Y: ArrayLike
) -> tuple[list[Floats], list[Floats]]:
    """Approximate a network's gradients by fourth-order differences, many times faster.

    z is linear in the weights: W[i, j] + h moves example k's zᵢ by h vⱼ. So it is enough to
    move each z, for every example at once, through the layers above it; each example's
    difference times its vⱼ, added up, is the difference for W[i, j].

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
    z_list, v_list = model.layers(X)
    dW, db = [], []
    for layer, (z, v_below) in enumerate(zip(z_list, [X, *v_list], strict=False)):
        dz = _slopes(model, layer, z, Y)
        dW.append(dz.T @ v_below)
        db.append(dz.sum(axis=0))
    return dW, db if model.bias else []


def gradcheck_network(
    model: MLP,
    X: ArrayLike,
    Y: ArrayLike,
    gradients: tuple[Sequence[ArrayLike], Sequence[ArrayLike]] | None = None,
    tolerance: float = TOLERANCE,
) -> GradientCheck:
    """Compare a network's gradients with fourth-order differences, by norm.

    Parameters
    ----------
    X : (n, d)
    Y : (n, m)
    gradients
        dW and db; the model's own unless given.
    tolerance
        The largest error that passes.
    """
    dW, db = model.gradients(X, Y) if gradients is None else gradients
    names = [f"dW[{k}]" for k in range(len(model.W))] + [f"db[{k}]" for k in range(len(model.b))]
    given = [real_array(name, d) for name, d in zip(names, [*dW, *db], strict=True)]
    for name, array, like in zip(names, given, [*model.W, *model.b], strict=True):
        require_shape(name, array, like.shape)
    numerical_dW, numerical_db = numerical_gradients(model, X, Y)
    return _compare(names, given, [*numerical_dW, *numerical_db], tolerance)


def _slopes(model: MLP, layer: int, z: Floats, Y: Floats) -> Floats:
    """Differentiate the loss by each entry of one layer's z, numerically.

    A power of two is the step, because adding it to z rounds nothing.
    """
    n, width = z.shape
    h = 2.0**-10
    steps = np.repeat([h, -h, 2 * h, -2 * h], n)
    targets = np.tile(Y, (4, 1))
    activate = ACTIVATIONS[model.activations[layer]]
    slopes = np.empty_like(z)
    for unit in range(width):
        moved = np.tile(z, (4, 1))
        moved[:, unit] += steps
        if layer < len(model.W) - 1:
            moved = model.layers_above(layer + 1, activate(moved))[0][-1]
        up, down, up_twice, down_twice = np.split(model.loss_terms(moved, targets), 4)
        # Differences are taken example by example: sums would drown them in rounding.
        rise = (8 * (up - down) - (up_twice - down_twice)).sum(axis=1)
        slopes[:, unit] = rise / (12 * h)
    return slopes / n if model.reduction == "mean" else slopes


def _compare(
    names: Sequence[str],
    given: Sequence[Floats],
    numerical: Sequence[Floats],
    tolerance: float,
) -> GradientCheck:
    """Compare by the norm of everything together, and find the worst entry."""
    differences = [a - b for a, b in zip(given, numerical, strict=True)]
    size = max(_norm(given), _norm(numerical))
    error = _norm(differences) / size if size else 0.0
    # NaN counts as the worst there can be.
    peaks = [np.nan_to_num(np.abs(d), nan=np.inf).max(initial=0) for d in differences]
    k = int(np.argmax(peaks))
    flat = int(np.argmax(np.nan_to_num(np.abs(differences[k]), nan=np.inf)))
    index = tuple(int(i) for i in np.unravel_index(flat, differences[k].shape))
    worst = (index, float(given[k][index]), float(numerical[k][index]))
    return GradientCheck(bool(error <= tolerance), error, worst, names[k])


def _norm(arrays: Sequence[Floats]) -> float:
    return float(np.sqrt(sum(np.vdot(a, a) for a in arrays)))
