"""Data to learn from: real handwritten digits, and toy sets with two inputs.

A toy set is (X, Y): X (n, 2), Y (n, 1) of 0 and 1, in random order.
"""

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from mlpkit.core.arrays import (
    Floats,
    real_array,
    require_generator,
    require_number,
    require_whole_number,
)


def load_digits() -> tuple[Floats, NDArray[np.int64]]:
    """Load 1797 handwritten digits.

    Returns
    -------
    images : (1797, 8, 8) in [0, 1], ink is 1
    labels : (1797,), the digits 0 to 9

    Slide: S6
    """
    with files("mlpkit.core").joinpath("digits.npz").open("rb") as file, np.load(file) as stored:
        return stored["images"] / 16.0, stored["labels"].astype(np.int64)


def one_hot(labels: NDArray[np.integer], classes: int) -> Floats:
    """Write each label as a row of zeros with a 1 at the label.

    Parameters
    ----------
    labels : (n,), whole numbers from 0 to classes − 1

    Returns
    -------
    (n, classes)
    """
    labels = real_array("labels", labels)
    if labels.dtype.kind not in "iu":
        raise ValueError(f"labels has dtype {labels.dtype}; it should hold whole numbers")
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        raise ValueError(
            f"labels go from {labels.min()} to {labels.max()}; {classes} classes need "
            f"labels from 0 to {classes - 1}"
        )
    rows: Floats = np.eye(classes)[labels]
    return rows


def line(n: int, rng: np.random.Generator, noise: float = 0.0) -> tuple[Floats, Floats]:
    """Draw n points in [−1, 1]², class 1 above the line x₂ = x₁."""
    _require(n, rng, noise)
    X = rng.uniform(-1, 1, (n, 2))
    return _noisy(X, X[:, 1] > X[:, 0], rng, noise)


def xor(n: int, rng: np.random.Generator, noise: float = 0.0) -> tuple[Floats, Floats]:
    """Draw n points in [−1, 1]², class 1 where the signs of x₁ and x₂ differ."""
    _require(n, rng, noise)
    X = rng.uniform(-1, 1, (n, 2))
    return _noisy(X, X[:, 0] * X[:, 1] < 0, rng, noise)


def circles(n: int, rng: np.random.Generator, noise: float = 0.05) -> tuple[Floats, Floats]:
    """Draw n points on two circles about 0; the inner one, half as large, is class 1."""
    _require(n, rng, noise)
    inner = rng.random(n) < 0.5
    radius, angle = np.where(inner, 0.5, 1.0), rng.uniform(0, 2 * np.pi, n)
    return _noisy(radius[:, None] * _direction(angle), inner, rng, noise)


def moons(n: int, rng: np.random.Generator, noise: float = 0.1) -> tuple[Floats, Floats]:
    """Draw n points on two half circles that reach into each other."""
    _require(n, rng, noise)
    lower = rng.random(n) < 0.5
    arc = _direction(rng.uniform(0, np.pi, n))
    X = np.where(lower[:, None], [1.0, 0.5] - arc, arc) - [0.5, 0.25]
    return _noisy(X, lower, rng, noise)


def spirals(n: int, rng: np.random.Generator, noise: float = 0.02) -> tuple[Floats, Floats]:
    """Draw n points on two spirals of one and a half turns, half a turn apart."""
    _require(n, rng, noise)
    second = rng.random(n) < 0.5
    radius = np.sqrt(rng.uniform(0.01, 1, n))
    return _noisy(radius[:, None] * _direction(np.pi * (3 * radius + second)), second, rng, noise)


def _require(n: int, rng: np.random.Generator, noise: float) -> None:
    require_whole_number("n", n, 0)
    require_generator(rng)
    require_number("noise", noise)


def _direction(angle: Floats) -> Floats:
    return np.column_stack([np.cos(angle), np.sin(angle)])


def _noisy(
    X: Floats, is_one: NDArray[np.bool_], rng: np.random.Generator, noise: float
) -> tuple[Floats, Floats]:
    return X + noise * rng.standard_normal(X.shape), is_one[:, None].astype(np.float64)
