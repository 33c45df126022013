"""Activation functions, each beside its derivative.

Every function takes an array of any shape (or a number), keeps float32 and
float64, and is right, without a warning, for every z from −∞ to ∞.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating[Any]]


def sigmoid(z: ArrayLike) -> Array:
    """Squash z into (0, 1): σ(z) = 1/(1 + e^{−z}).

    Slide: S1
    """
    z = _as_float(z)
    # σ(z) = e^z/(1 + e^z). Below the largest exponent that fits, nothing overflows, and above
    # it σ has long been 1 to the last bit.
    e = np.exp(np.minimum(z, _largest_exponent(z.dtype)))
    return e / (1 + e)


def sigmoid_prime(z: ArrayLike) -> Array:
    """Differentiate the sigmoid: σ′(z) = σ(z)(1 − σ(z)).

    Slide: S12
    """
    # σ′ is even; written with e^{−|z|} it keeps all its digits where 1 − σ(z) has lost them.
    e = np.exp(-np.abs(_as_float(z)))
    return e / (1 + e) ** 2


def tanh(z: ArrayLike) -> Array:
    """Squash z into (−1, 1): tanh(z) = (e^z − e^{−z})/(e^z + e^{−z})."""
    return np.tanh(_as_float(z))


def tanh_prime(z: ArrayLike) -> Array:
    """Differentiate tanh: tanh′(z) = 1 − tanh²(z)."""
    return 4 * sigmoid_prime(2 * np.clip(_as_float(z), -1000, 1000))


def relu(z: ArrayLike) -> Array:
    """Cut off what is negative: relu(z) = max(z, 0)."""
    return np.maximum(_as_float(z), 0)


def relu_prime(z: ArrayLike) -> Array:
    """Differentiate relu: 1 where z > 0, else 0 (at the kink z = 0, too)."""
    z = _as_float(z)
    return np.heaviside(z, z.dtype.type(0))


def identity(z: ArrayLike) -> Array:
    """Return z itself, as a new array."""
    return _as_float(z).copy()


def identity_prime(z: ArrayLike) -> Array:
    """Differentiate the identity: 1 everywhere."""
    return np.ones_like(_as_float(z))


def softmax(z: ArrayLike) -> Array:
    """Turn the last axis into probabilities: softmax(z)ᵢ = e^{zᵢ} / Σⱼ e^{zⱼ}."""
    e = np.exp(below_the_largest(_as_float(z)))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_prime(z: ArrayLike) -> Array:
    """Differentiate softmax along the last axis: ∂vᵢ/∂zⱼ = vᵢ(1[i = j] − vⱼ).

    Parameters
    ----------
    z : (..., m)

    Returns
    -------
    (..., m, m), entry [..., i, j] being ∂vᵢ/∂zⱼ.
    """
    v = softmax(z)
    return v[..., :, None] * (np.eye(v.shape[-1], dtype=v.dtype) - v[..., None, :])


def below_the_largest(z: Array) -> Array:
    """Subtract from z the largest entry of its last axis; the largest becomes 0, also at ∞."""
    largest = z.max(axis=-1, keepdims=True)
    return np.subtract(z, largest, out=np.zeros_like(z), where=z != largest)


def _as_float(z: ArrayLike) -> Array:
    """Return z as an array of floats; integers become float64."""
    z = np.asarray(z)
    return z if z.dtype in (np.float32, np.float64) else z.astype(np.float64)


def _largest_exponent(dtype: np.dtype[Any]) -> np.floating[Any]:
    """Return a whole number k whose e^k fits into the type: 709 for float64, 88 for float32."""
    return dtype.type(np.floor(np.log(np.finfo(dtype).max)))
