"""Gradients by finite differences, and the check that compares others with them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Worst:
    """The entry where two gradients differ most."""

    index: tuple[int, ...]
    given: float
    numerical: float


@dataclass(frozen=True)
class GradientCheck:
    """What a gradient check found."""

    passed: bool
    error: float
    """‖given − numerical‖ / max(‖given‖, ‖numerical‖); 0 where both are 0."""
    worst: Worst


def numerical_gradient(
    f: Callable[[Floats], float], w: ArrayLike, h: float | None = None, order: Literal[2, 4] = 2
) -> Floats:
    """Approximate the gradient of f at w by central differences.

    order 2: (f(w + h) − f(w − h)) / 2h
    order 4: (8 (f(w + h) − f(w − h)) − (f(w + 2h) − f(w − 2h))) / 12h

    Parameters
    ----------
    f
        From an array like w to a number. It is given a copy of w.
    w
        Any shape.
    h
        The step; 1e-5 for order 2 and 1e-3 for order 4 unless given.

    Returns
    -------
    Like w.
    """
    w = np.array(w, dtype=np.float64)
    gradient = np.empty_like(w)
    if h is None:
        h = 1e-5 if order == 2 else 1e-3

    def difference(index: tuple[int, ...], step: float) -> float:
        kept = w[index]
        w[index] = kept + step
        above = f(w)
        w[index] = kept - step
        below = f(w)
        w[index] = kept
        return float(above - below)

    for index in np.ndindex(w.shape):
        if order == 2:
            gradient[index] = difference(index, h) / (2 * h)
        else:
            gradient[index] = (8 * difference(index, h) - difference(index, 2 * h)) / (12 * h)
    return gradient


def gradcheck(
    f: Callable[[Floats], float],
    grad: Callable[[Floats], ArrayLike] | ArrayLike,
    w: ArrayLike,
    tolerance: float = 1e-6,
) -> GradientCheck:
    """Compare a gradient of f at w with fourth-order differences, by norm.

    Parameters
    ----------
    f
        From an array like w to a number.
    grad
        The gradient at w, or a function that returns it.
    w
        Any shape.
    tolerance
        The largest relative error that passes.
    """
    w = np.array(w, dtype=np.float64)
    given = np.asarray(grad(w.copy()) if callable(grad) else grad, dtype=np.float64)
    if given.shape != w.shape:
        raise ValueError(f"the gradient has shape {given.shape}; it should be {w.shape}, like w")
    return compare(given, numerical_gradient(f, w, order=4), tolerance)


def compare(given: Floats, numerical: Floats, tolerance: float) -> GradientCheck:
    """Compare two gradients by norm, and find the entry where they differ most."""
    difference = given - numerical
    size = max(np.linalg.norm(given), np.linalg.norm(numerical))
    error = float(np.linalg.norm(difference) / size) if size else 0.0
    index = np.unravel_index(np.argmax(np.abs(difference)), difference.shape)
    worst = Worst(tuple(map(int, index)), float(given[index]), float(numerical[index]))
    return GradientCheck(error <= tolerance, error, worst)
