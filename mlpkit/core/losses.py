"""Losses, each beside its derivative.

A loss is the sum over everything that it is given: one example or a batch. The
derivative has the shape of what it is taken by. The two cross-entropies that end
a network come from z, the last layer before its activation, where they are
exact; from ŷ they would be wrong beyond |z| ≈ 37, where ŷ rounds to 1.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpkit.core.activations import below_the_largest, sigmoid, softmax

Array = NDArray[np.floating[Any]]


def squared_error(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Measure the distance squared: ‖ŷ − y‖².

    Slide: S1
    """
    r = np.subtract(y_hat, y).ravel()
    return float(np.dot(r, r))


def squared_error_prime(y_hat: ArrayLike, y: ArrayLike) -> Array:
    """Differentiate ‖ŷ − y‖² by ŷ: 2(ŷ − y)."""
    return 2.0 * np.subtract(y_hat, y)


def binary_cross_entropy(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Measure how surprised ŷ is by y: −Σ [y log ŷ + (1 − y) log(1 − ŷ)].

    A ŷ of exactly 0 or 1 costs nothing where it is right and ∞ where it is wrong.

    Slide: S8, with the brackets that the slide leaves out
    """
    y_hat, y = np.asarray(y_hat), np.asarray(y)
    with np.errstate(divide="ignore"):  # log 0 = −∞ is meant
        log_right, log_wrong = np.log(y_hat), np.log1p(-y_hat)
    return float(-np.sum(_times(y, log_right) + _times(1 - y, log_wrong)))


def binary_cross_entropy_prime(y_hat: ArrayLike, y: ArrayLike) -> Array:
    """Differentiate the cross-entropy by ŷ: −y/ŷ + (1 − y)/(1 − ŷ).

    Slide: S12
    """
    y_hat, y = np.asarray(y_hat), np.asarray(y)
    with np.errstate(divide="ignore"):  # the slope is infinite where ŷ is wrong for certain
        return _times(1 - y, 1 / (1 - y_hat)) - _times(y, 1 / y_hat)


def sigmoid_cross_entropy(z: ArrayLike, y: ArrayLike) -> float:
    """Measure the binary cross-entropy of ŷ = σ(z), from z: exact however large z is."""
    z, y = np.asarray(z), np.asarray(y)
    # log(1 + e^{|z|}) = |z| + log(1 + e^{−|z|}); |z| is paid by the share of y on the other side.
    a = np.abs(z)
    return float(np.sum(_times(np.where(z > 0, 1 - y, y), a) + np.log1p(np.exp(-a))))


def sigmoid_cross_entropy_prime(z: ArrayLike, y: ArrayLike) -> Array:
    """Differentiate the binary cross-entropy of ŷ = σ(z) by z: ŷ − y.

    Slide: S13, with its sign corrected
    """
    return sigmoid(z) - y


def softmax_cross_entropy(z: ArrayLike, y: ArrayLike) -> float:
    """Measure the cross-entropy of ŷ = softmax(z), from z: −Σ y log ŷ.

    Parameters
    ----------
    z : (..., m)
    y : (..., m), usually one 1 among zeros.
    """
    shifted = below_the_largest(np.asarray(z))
    log_sum = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return float(np.sum(_times(np.asarray(y), log_sum - shifted)))


def softmax_cross_entropy_prime(z: ArrayLike, y: ArrayLike) -> Array:
    """Differentiate the cross-entropy of ŷ = softmax(z) by z: ŷ Σ y − y, which is ŷ − y."""
    y = np.asarray(y)
    return softmax(z) * y.sum(axis=-1, keepdims=True) - y


def _times(share: Array, cost: Array) -> Array:
    """Multiply, where no share of an infinite cost is 0."""
    return np.multiply(share, cost, out=np.zeros_like(cost), where=share != 0)
