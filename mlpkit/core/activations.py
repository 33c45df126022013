"""Activation functions, each beside its derivative.

Every function takes an array of any shape, or a number. float32 stays float32,
whole numbers become float64. The values are right, without a warning, for every z
from −∞ to ∞.
"""

import numpy as np
from numpy.typing import ArrayLike

from mlpkit.core.arrays import Floats, real_array


def sigmoid(z: ArrayLike) -> Floats:
    """Squash z into (0, 1): σ(z) = 1/(1 + e^{−z}).

    Slide: S1
    """
    z = as_floats(z)
    # σ(z) = e^z/(1 + e^z). Up to the largest power of e that fits, nothing overflows, and
    # beyond it σ has long been 1 to the last bit.
    e: Floats = np.exp(np.minimum(z, largest_exponent(z)))
    return e / (1.0 + e)  # 1 would be converted first


def sigmoid_prime(z: ArrayLike) -> Floats:
    """Differentiate the sigmoid: σ′(z) = σ(z)(1 − σ(z)).

    Slide: S12
    """
    # σ′ is even; with e^{−|z|} it keeps all its digits where 1 − σ(z) has lost them.
    e: Floats = np.exp(-np.abs(as_floats(z)))
    return e / (1 + e) ** 2


def tanh(z: ArrayLike) -> Floats:
    """Squash z into (−1, 1): tanh(z) = (e^z − e^{−z})/(e^z + e^{−z})."""
    return np.tanh(as_floats(z))


def tanh_prime(z: ArrayLike) -> Floats:
    """Differentiate tanh: tanh′(z) = 1 − tanh²(z)."""
    z = as_floats(z)
    # tanh′(z) = 4σ′(2z); where 2z would overflow, e^{−2|z|} has long been 0.
    e: Floats = np.exp(-2 * np.minimum(np.abs(z), largest_exponent(z)))
    return 4 * e / (1 + e) ** 2


def relu(z: ArrayLike) -> Floats:
    """Cut off what is negative: relu(z) = max(z, 0)."""
    v: Floats = np.maximum(as_floats(z), 0)
    return v


def relu_prime(z: ArrayLike) -> Floats:
    """Differentiate relu: 1 where z > 0, else 0, also in the kink at z = 0."""
    z = as_floats(z)
    step: Floats = np.heaviside(z, z.dtype.type(0))
    return step


def identity(z: ArrayLike) -> Floats:
    """Return z itself, as a new array."""
    return as_floats(z).copy()


def identity_prime(z: ArrayLike) -> Floats:
    """Differentiate the identity: 1 everywhere."""
    return np.ones_like(as_floats(z))


def softmax(z: ArrayLike) -> Floats:
    """Turn the last axis into probabilities: softmax(z)ᵢ = e^{zᵢ} / Σⱼ e^{zⱼ}."""
    e: Floats = np.exp(below_the_largest(as_floats(z)))
    total: Floats = e.sum(axis=-1, keepdims=True)
    return e / total


def softmax_prime(z: ArrayLike) -> Floats:
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


def below_the_largest(z: Floats) -> Floats:
    """Subtract from z the largest entry of its last axis; the largest becomes 0, also at ∞."""
    largest = z.max(axis=-1, keepdims=True)
    with np.errstate(over="ignore"):  # −∞ is right where the difference is too large for a float
        below: Floats = np.subtract(z, largest, out=np.zeros_like(z), where=z != largest)
    return below


def as_floats(z: ArrayLike, name: str = "z") -> Floats:
    """Return z as an array of float32 or float64."""
    z = real_array(name, z)
    dtype = z.dtype  # by its letter, which is several times faster than == np.float64
    return z if dtype.char in "fd" and dtype.isnative else z.astype(np.float64)


def largest_exponent(z: Floats) -> float:
    """Return a whole number k whose e^k fits into z's type."""
    return 88.0 if z.dtype.char == "f" else 709.0


ACTIVATIONS = {
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
    "identity": identity,
    "softmax": softmax,
}
