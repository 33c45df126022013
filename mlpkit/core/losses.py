"""Losses, each beside its derivative.

A loss is the sum over everything that it is given, one example or a batch; its
`_terms` are what is added up. The cross-entropies that end a network come from z,
the last layer before its activation, where they are exact: from ŷ they would be wrong
beyond |z| ≈ 37, where ŷ rounds to 1.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
    return _share(y, _cost_of_yes(z))


def softmax_cross_entropy_prime(z: ArrayLike, y: ArrayLike) -> Floats:
    """Differentiate the cross-entropy of ŷ = softmax(z) by z: ŷ Σ y − y, which is ŷ − y."""
    z, y = _alike("z", z, y)
    total: Floats = y.sum(axis=-1, keepdims=True)
    return softmax(z) * total - y


def softmax_binary_cross_entropy(z: ArrayLike, y: ArrayLike) -> float:
    """Measure the binary cross-entropy of ŷ = softmax(z), from z: exact however large z is.

    Parameters
    ----------
    z : (..., m)
    y : (..., m), each output's own probability.
    """
    return float(np.sum(softmax_binary_cross_entropy_terms(z, y)))


def softmax_binary_cross_entropy_terms(z: ArrayLike, y: ArrayLike) -> Floats:
    """Compute each output's −[y log softmax(z) + (1 − y) log(1 − softmax(z))]."""
    z, y = _alike("z", z, y)
    require_between("y", y, 0, 1)
    return _share(y, _cost_of_yes(z)) + _share(1 - y, _cost_of_no(z))


def softmax_binary_cross_entropy_prime(z: ArrayLike, y: ArrayLike) -> Floats:
    """Differentiate the binary cross-entropy of ŷ = softmax(z) by z.

    (1 − yᵢ)ŷᵢ is taken from output i and given to the others by their shares ŷⱼ/(1 − ŷᵢ):
    ∂L/∂zⱼ = ŷⱼ Σ y − yⱼ + (1 − yⱼ)ŷⱼ − Σᵢ (1 − yᵢ)ŷᵢ ŷⱼ/(1 − ŷᵢ), over the i other than j
    """
    z, y = _alike("z", z, y)
    if z.shape[-1] == 1:
        return np.zeros_like(z)  # softmax of a single number is 1 whatever it is
    y_hat, no = softmax(z), 1 - y
    first, rest = _largest_and_rest(z)
    shares = np.exp(below_the_largest(rest))
    np.put_along_axis(shares, first, 0, axis=-1)
    shares /= shares.sum(axis=-1, keepdims=True)

    # ŷ of all but the largest is at most ½, so 1 − ŷ keeps its digits; the largest has shares.
    taken = no * y_hat
    given = taken / (1 - np.minimum(y_hat, 0.5))
    np.put_along_axis(given, first, 0, axis=-1)
    of_rest = y_hat * (given.sum(axis=-1, keepdims=True) - given)
    of_largest = np.take_along_axis(taken, first, axis=-1) * shares
    slope: Floats = y_hat * y.sum(axis=-1, keepdims=True) - y + taken - of_rest - of_largest
    return slope


class Form(NamedTuple):
    """What a loss adds up, beside its derivative."""

    terms: Callable[[ArrayLike, ArrayLike], Floats]
    prime: Callable[[ArrayLike, ArrayLike], Floats]


class Loss(NamedTuple):
    """A loss as a network uses it: from ŷ, and from z after the activations that are named."""

    from_y_hat: Form
    from_z: Mapping[str, Form]


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


def _cost_of_yes(z: Floats) -> Floats:
    """Compute −log softmax(z)."""
    # log Σ e^z = 0 + log(1 + the others): the largest is e^0.
    _, rest = _largest_and_rest(z)
    cost: Floats = np.log1p(np.exp(rest).sum(axis=-1, keepdims=True)) - below_the_largest(z)
    return cost


def _cost_of_no(z: Floats) -> Floats:
    """Compute −log(1 − softmax(z))."""
    _, rest = _largest_and_rest(z)
    e = np.exp(below_the_largest(rest))
    log_rest = rest.max(axis=-1, keepdims=True) + np.log(e.sum(axis=-1, keepdims=True))
    log_all = np.log1p(np.exp(rest).sum(axis=-1, keepdims=True))
    y_hat = softmax(z)
    # Only the largest can be more than ½, and then 1 − ŷ has lost digits: it is rest over all.
    cost: Floats = np.where(y_hat > 0.5, log_all - log_rest, -np.log1p(-np.minimum(y_hat, 0.5)))
    return cost


def _largest_and_rest(z: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Return where the largest z is, and all z below it, with −∞ in its own place."""
    rest = below_the_largest(z)
    first = rest.argmax(axis=-1, keepdims=True)
    np.put_along_axis(rest, first, -np.inf, axis=-1)
    return first, rest


SOFTMAX_CROSS_ENTROPY = Form(softmax_cross_entropy_terms, softmax_cross_entropy_prime)

LOSSES = {
    "squared_error": Loss(Form(squared_error_terms, squared_error_prime), {}),
    "binary_cross_entropy": Loss(
        Form(binary_cross_entropy_terms, binary_cross_entropy_prime),
        {
            "sigmoid": Form(sigmoid_cross_entropy_terms, sigmoid_cross_entropy_prime),
            "softmax": Form(softmax_binary_cross_entropy_terms, softmax_binary_cross_entropy_prime),
        },
    ),
    # What comes out is z, unless softmax has been taken of it already.
    "softmax_cross_entropy": Loss(SOFTMAX_CROSS_ENTROPY, {"softmax": SOFTMAX_CROSS_ENTROPY}),
}
