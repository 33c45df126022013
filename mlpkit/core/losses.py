"""Losses, each beside its derivative.

A loss is the sum over everything that it is given, one example or a batch; its
`_terms` are what is added up. The two cross-entropies that end a network come from z,
the last layer before its activation, where they are exact: from ŷ they would be wrong
beyond |z| ≈ 37, where ŷ rounds to 1.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpkit.core.activations import as_floats, below_the_largest, sigmoid, softmax
from mlpkit.core.arrays import Floats, real_array, require_between, require_shape


def squared_error(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Measure the distance, squared: ‖ŷ − y‖².

    Slide: S1
    """
    return float(np.sum(squared_error_terms(y_hat, y)))


def squared_error_terms(y_hat: ArrayLike, y: ArrayLike) -> Floats:
    """Square each output's error: (ŷ − y)²."""
    y_hat, y = _alike("y_hat", y_hat, y)
    return np.square(y_hat - y)


def squared_error_prime(y_hat: ArrayLike, y: ArrayLike) -> Floats:
    """Differentiate ‖ŷ − y‖² by ŷ: 2(ŷ − y)."""
    y_hat, y = _alike("y_hat", y_hat, y)
    return 2 * (y_hat - y)


def binary_cross_entropy(y_hat: ArrayLike, y: ArrayLike) -> float:
    """Measure how far the probabilities ŷ are from y: −Σ [y log ŷ + (1 − y) log(1 − ŷ)].

    A ŷ of exactly 0 or 1 costs nothing where it is right and ∞ where it is wrong.

    Slide: S8, with the brackets that the slide leaves out
    """
    return float(np.sum(binary_cross_entropy_terms(y_hat, y)))


def binary_cross_entropy_terms(y_hat: ArrayLike, y: ArrayLike) -> Floats:
    """Compute each output's −[y log ŷ + (1 − y) log(1 − ŷ)]."""
    y_hat, y = _probabilities(y_hat, y)
    with np.errstate(divide="ignore"):  # log 0 = −∞ is meant
        return _share(y, -np.log(y_hat)) + _share(1 - y, -np.log1p(-y_hat))


def binary_cross_entropy_prime(y_hat: ArrayLike, y: ArrayLike) -> Floats:
    """Differentiate the binary cross-entropy by ŷ: −y/ŷ + (1 − y)/(1 − ŷ).

    Slide: S12
    """
    y_hat, y = _probabilities(y_hat, y)
    with np.errstate(divide="ignore", over="ignore"):  # certain and wrong: the slope is infinite
        return _share(1 - y, 1 / (1 - y_hat)) - _share(y, 1 / y_hat)


def sigmoid_cross_entropy(z: ArrayLike, y: ArrayLike) -> float:
    """Measure the binary cross-entropy of ŷ = σ(z), from z: exact however large z is."""
    return float(np.sum(sigmoid_cross_entropy_terms(z, y)))


def sigmoid_cross_entropy_terms(z: ArrayLike, y: ArrayLike) -> Floats:
    """Compute each output's −[y log σ(z) + (1 − y) log(1 − σ(z))]."""
    z, y = _alike("z", z, y)
    require_between("y", y, 0, 1)
    # log(1 + e^{|z|}) = |z| + log(1 + e^{−|z|}), and only what lies on y's wrong side pays |z|.
    a = np.abs(z)
    return _share(np.where(z > 0, 1 - y, y), a) + np.log1p(np.exp(-a))


def sigmoid_cross_entropy_prime(z: ArrayLike, y: ArrayLike) -> Floats:
    """Differentiate the binary cross-entropy of ŷ = σ(z) by z: ŷ − y.

    Slide: S13, with its sign corrected
    """
    z, y = _alike("z", z, y)
    return sigmoid(z) - y


def softmax_cross_entropy(z: ArrayLike, y: ArrayLike) -> float:
    """Measure the cross-entropy of ŷ = softmax(z), from z: −Σ y log ŷ.

    Parameters
    ----------
    z : (..., m)
    y : (..., m), usually a single 1 among zeros.
    """
    return float(np.sum(softmax_cross_entropy_terms(z, y)))


def softmax_cross_entropy_terms(z: ArrayLike, y: ArrayLike) -> Floats:
    """Compute each output's −y log softmax(z)."""
    z, y = _alike("z", z, y)
    shifted = below_the_largest(z)
    # log Σ e^z = 0 + log(1 + the others): the largest is e^0.
    others = np.exp(shifted)
    np.put_along_axis(others, shifted.argmax(axis=-1, keepdims=True), 0, axis=-1)
    return _share(y, np.log1p(others.sum(axis=-1, keepdims=True)) - shifted)


def softmax_cross_entropy_prime(z: ArrayLike, y: ArrayLike) -> Floats:
    """Differentiate the cross-entropy of ŷ = softmax(z) by z: ŷ Σ y − y, which is ŷ − y."""
    z, y = _alike("z", z, y)
    total: Floats = y.sum(axis=-1, keepdims=True)
    return softmax(z) * total - y


class Loss(NamedTuple):
    """A loss as a network uses it."""

    terms: Callable[[ArrayLike, ArrayLike], Floats]
    prime: Callable[[ArrayLike, ArrayLike], Floats]
    # After this activation the loss is taken from z, and its slope there is ŷ − y (S13).
    matched: str | None
    terms_from_z: Callable[[ArrayLike, ArrayLike], Floats]


def _alike(name: str, a: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    """Return both as floats of a's type, and refuse two shapes: NumPy would spread one of them."""
    a, y = as_floats(a), real_array("y", y)
    require_shape("y", y, a.shape, f", like {name}")
    return a, y.astype(a.dtype, copy=False)


def _probabilities(y_hat: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    y_hat, y = _alike("y_hat", y_hat, y)
    require_between("y_hat", y_hat, 0, 1)
    require_between("y", y, 0, 1)
    return y_hat, y


def _share(share: Floats, cost: Floats) -> Floats:
    """Multiply; no share of an infinite cost is 0."""
    paid: Floats = np.multiply(share, cost, out=np.zeros_like(cost), where=share != 0)
    return paid


LOSSES = {
    "squared_error": Loss(squared_error_terms, squared_error_prime, None, squared_error_terms),
    "binary_cross_entropy": Loss(
        binary_cross_entropy_terms,
        binary_cross_entropy_prime,
        "sigmoid",
        sigmoid_cross_entropy_terms,
    ),
    "softmax_cross_entropy": Loss(
        softmax_cross_entropy_terms,
        softmax_cross_entropy_prime,
        "softmax",
        softmax_cross_entropy_terms,
    ),
}
