"""The activations once more, for the training step: in place, without allocating.

`forward(V, T)` finds z in V and leaves v there; T, of V's shape, is scratch that
stays untouched until `backward(D, V, T)`, which finds ∂L/∂v in D and leaves ∂L/∂z
there. Examples are columns. `mlpkit.core.activations` has the readable forms, and
the tests hold the two equal.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# 0-d arrays: NumPy converts a Python number anew at every call, which costs more than the work.
ONE = np.array(1.0)
LARGEST_EXPONENT = np.array(709.0)


def sigmoid_forward(V: Floats, T: Floats) -> None:
    """σ(z) = e^z/(1 + e^z); T keeps 1 + e^z, which is 1/(1 − σ)."""
    np.minimum(V, LARGEST_EXPONENT, out=V)
    np.exp(V, V)
    np.add(V, ONE, T)
    np.divide(V, T, V)


def sigmoid_backward(D: Floats, V: Floats, T: Floats) -> None:
    """dz = dv σ (1 − σ), with all digits also where σ has become 1."""
    np.multiply(D, V, D)
    np.divide(D, T, D)


def tanh_forward(V: Floats, T: Floats) -> None:
    """v = tanh(z)."""
    np.tanh(V, V)


def tanh_backward(D: Floats, V: Floats, T: Floats) -> None:
    """dz = dv (1 − v²)."""
    np.multiply(V, V, T)
    np.subtract(ONE, T, T)
    np.multiply(D, T, D)


def relu_forward(V: Floats, T: Floats) -> None:
    """v = max(z, 0)."""
    np.maximum(V, 0, out=V)


def relu_backward(D: Floats, V: Floats, T: Floats) -> None:
    """dz = dv where v > 0; v is never negative, so its sign is 1 or 0."""
    np.sign(V, T)
    np.multiply(D, T, D)


def identity_forward(V: Floats, T: Floats) -> None:
    """v = z."""


def identity_backward(D: Floats, V: Floats, T: Floats) -> None:
    """dz = dv."""


def softmax_forward(V: Floats, T: Floats) -> None:
    """v = e^z / Σ e^z over each column, less the largest z so that nothing overflows."""
    row = T[0]
    np.maximum.reduce(V, 0, None, row)
    np.subtract(V, row, V)
    np.exp(V, V)
    np.add.reduce(V, 0, None, row)
    np.divide(V, row, V)


def softmax_backward(D: Floats, V: Floats, T: Floats) -> None:
    """dz = v ⊙ (dv − Σ v dv)."""
    row = T[0]
    np.einsum("kn,kn->n", D, V, out=row)
    np.subtract(D, row, D)
    np.multiply(D, V, D)


class Activation(NamedTuple):
    """An activation's two directions."""

    forward: Callable[[Floats, Floats], None]
    backward: Callable[[Floats, Floats, Floats], None]


ACTIVATIONS = {
    "sigmoid": Activation(sigmoid_forward, sigmoid_backward),
    "tanh": Activation(tanh_forward, tanh_backward),
    "relu": Activation(relu_forward, relu_backward),
    "identity": Activation(identity_forward, identity_backward),
    "softmax": Activation(softmax_forward, softmax_backward),
}
