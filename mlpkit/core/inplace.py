"""The activations once more, for training: in place, in buffers, without allocating.

`forward(V, T, M)` finds z in V and leaves v there; T, of V's shape, is scratch that stays
untouched until `backward(D, V, T)`, which finds ∂L/∂v in D and leaves ∂L/∂z there. M holds
nothing but LARGEST_EXPONENT, in an array of V's shape where time counts: `minimum` takes
that twice as fast as a number. Examples are columns. `mlpkit.core.activations` holds the
readable forms, and a test holds both equal to the last digits, wherever z is.
"""

from collections.abc import Callable
from typing import NamedTuple

from numpy import (
    absolute,
    add,
    array,
    divide,
    einsum,
    exp,
    maximum,
    minimum,
    multiply,
    sign,
    subtract,
    tanh,
)

from mlpkit.core.arrays import Floats

# 0-d arrays: a Python number would be converted anew at every call, which takes longer than
# the arithmetic of a small layer.
ONE, FOUR, MINUS_TWO = array(1.0), array(4.0), array(-2.0)
LARGEST_EXPONENT = 709.0  # a whole number k whose e^k fits into a float


def sigmoid_forward(V: Floats, T: Floats, M: Floats) -> None:
    """Compute v = e^z/(1 + e^z), and keep 1 + e^z, which is 1/(1 − v)."""
    minimum(V, M, out=V)
    exp(V, V)
    add(V, ONE, T)
    divide(V, T, V)


def sigmoid_backward(D: Floats, V: Floats, T: Floats) -> None:
    """Multiply by σ′ = v (1 − v), with all digits also where v has become 1."""
    multiply(D, V, D)
    divide(D, T, D)


def tanh_forward(V: Floats, T: Floats, M: Floats) -> None:
    """Compute v = tanh(z), and keep e^{−2|z|}."""
    absolute(V, T)
    minimum(T, M, out=T)
    multiply(T, MINUS_TWO, T)
    exp(T, T)
    tanh(V, V)


def tanh_backward(D: Floats, V: Floats, T: Floats) -> None:
    """Multiply by tanh′ = 4e/(1 + e)² of e = e^{−2|z|}, all digits of which 1 − v² would lose."""
    multiply(D, T, D)
    multiply(D, FOUR, D)
    add(T, ONE, T)
    multiply(T, T, T)
    divide(D, T, D)


def relu_forward(V: Floats, T: Floats, M: Floats) -> None:
    """Compute v = max(z, 0)."""
    maximum(V, 0, out=V)


def relu_backward(D: Floats, V: Floats, T: Floats) -> None:
    """Multiply by relu′, which is the sign of v: 1 or 0."""
    sign(V, T)
    multiply(D, T, D)


def identity_forward(V: Floats, T: Floats, M: Floats) -> None:
    """Leave v = z."""


def identity_backward(D: Floats, V: Floats, T: Floats) -> None:
    """Leave dz = dv."""


def softmax_forward(V: Floats, T: Floats, M: Floats) -> None:
    """Compute v = e^z / Σ e^z in each column, from z less its largest entry."""
    row = T[0]
    maximum.reduce(V, 0, None, row)
    subtract(V, row, V)
    exp(V, V)
    add.reduce(V, 0, None, row)
    divide(V, row, V)


def softmax_backward(D: Floats, V: Floats, T: Floats) -> None:
    """Multiply by softmax's derivative: dz = v ⊙ (dv − Σ v dv)."""
    row = T[0]
    einsum("kn,kn->n", D, V, out=row)
    subtract(D, row, D)
    multiply(D, V, D)


class InPlace(NamedTuple):
    """An activation's two directions."""

    forward: Callable[[Floats, Floats, Floats], None]
    backward: Callable[[Floats, Floats, Floats], None]


IN_PLACE = {
    "sigmoid": InPlace(sigmoid_forward, sigmoid_backward),
    "tanh": InPlace(tanh_forward, tanh_backward),
    "relu": InPlace(relu_forward, relu_backward),
    "identity": InPlace(identity_forward, identity_backward),
    "softmax": InPlace(softmax_forward, softmax_backward),
}
