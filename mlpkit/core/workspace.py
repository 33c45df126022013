"""What every pass through a batch has: buffers, allocated once for its size, and an error.

Examples are columns, so that a layer is z = W v + b as on the slide. There are two passes:
`SmallBatch` saves calls, `LargeBatch` saves ways to memory.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from math import isfinite
from typing import Any

import numpy as np
from numpy import multiply, subtract
from numpy.typing import NDArray

from mlpkit.core.arrays import Floats, require_finite
from mlpkit.core.inplace import IN_PLACE
from mlpkit.core.losses import LOSSES
from mlpkit.core.parameters import Layers

Calls = list[Callable[[], object]]

TWO = np.array(2.0)
BLOCK = 64  # examples


def squares(values: Floats) -> Callable[[], Any]:
    """Return what adds up the squares: the quickest way to find NaN and ∞, and without a warning.

    It is ∞ for numbers beyond 1e154 as well.
    """
    flat = values.ravel(order="K")
    return partial(np.vdot, flat, flat)


class Workspace(ABC):
    """Every layer's values for n examples.

    Parameters
    ----------
    parameters, gradient
        The network's W and b, and where their gradients go.
    sizes, activations, loss
        As for `MLP`.
    n
        How many examples a batch has.
    share
        An example's share of the loss: 1/n for the mean, 1 for the sum.
    """

    def __init__(
        self,
        parameters: Layers,
        gradient: Layers,
        sizes: Sequence[int],
        activations: Sequence[str],
        loss: str,
        n: int,
        share: float,
    ) -> None:
        self.parameters, self.gradient, self.n = parameters, gradient, n
        # For the input and every layer, (width, n): its values; scratch in which the activation
        # keeps something for the way down; and ∂L/∂v, which becomes ∂L/∂z.
        self.v, self.T, self.D = self._buffers(sizes)
        self.y_hat, self.error = self.v[-1], self.D[-1]
        self.squares_of_error = squares(self.error)
        self.share, self.scale = share, np.empty(())

        self.loss, last, self.prime = loss, activations[-1], LOSSES[loss].from_y_hat.prime
        if loss == "softmax_cross_entropy" and last == "identity":
            last = "softmax"  # the loss takes it of what comes out: its gradients are the same
        elif loss == "binary_cross_entropy" and last == "softmax":
            last, self.prime = "identity", LOSSES[loss].from_z["softmax"].prime
        self.matched = last in LOSSES[loss].from_z
        self.is_slope = self.matched and loss == "binary_cross_entropy"
        self.kinds = [IN_PLACE[name] for name in (*activations[:-1], last)]
        self._list_calls()

    @abstractmethod
    def _buffers(self, sizes: Sequence[int]) -> Iterable[list[Floats]]:
        """Allocate v, T and D."""

    @abstractmethod
    def _list_calls(self) -> None:
        """Look up once what the passes do."""

    @abstractmethod
    def forward(self, X: NDArray[Any]) -> NDArray[Any]:
        """Compute z = W v + b and v = σ(z) in every layer, from X to ŷ.

        NaN and ∞ in X are refused. Returns X as the way down wants it.

        Slide: S7
        """

    def last_z(self, X: NDArray[Any]) -> Floats:
        """Compute the last layer's z, (n, m), once more, for what `forward` was called with.

        It has left ŷ in z's place; the v below stays as it is on the way down.
        """
        v = self.v[-2] if len(self.kinds) > 1 else X.T
        z: Floats = v.T.dot(self.parameters.W[-1].T)
        if self.parameters.b:
            z += self.parameters.b[-1]
        return z

    @abstractmethod
    def backward(self, X: NDArray[Any]) -> None:
        """Go down from ∂L/∂z of the last layer: dW = dz vᵀ, and dz below = Wᵀ dz ⊙ σ′.

        Slide: S17
        """

    @abstractmethod
    def descend(self, X: NDArray[Any]) -> None:
        """Go down as `backward` does, and subtract what is found from W and b.

        Slide: S9
        """

    def start(self, Y: NDArray[Any], factor: float) -> None:
        """Compute factor · ∂L/∂z of the last layer; NaN and ∞ in Y are refused.

        Slide: S12 S13
        """
        D = self.error
        subtract(self.y_hat, Y.T, D)
        if not isfinite(self.squares_of_error()):  # or the weights have become infinite
            require_finite("Y", Y)
        if not self.is_slope:
            self._correct(Y)
        self.scale[()] = factor * self.share
        multiply(D, self.scale, D)

    def _correct(self, Y: NDArray[Any]) -> None:
        """Turn ŷ − y into ∂L/∂z where these are not the same."""
        D, v, T = self.error, self.y_hat, self.T[-1]
        if self.matched:  # softmax: Σ y log ŷ weighs an example by its Σ y
            np.add.reduce(Y, 1, None, T[0])
            multiply(v, T[0], v)
            subtract(v, Y.T, D)
            return
        if self.loss == "squared_error":
            multiply(D, TWO, D)
        else:  # a rare pair, whose slopes take new arrays: small ones, however large the batch
            for at in range(0, len(Y), BLOCK):
                some = slice(at, at + BLOCK)
                D[:, some] = self.prime(v.T[some], Y[some]).T
        self.kinds[-1].backward(D, v, T)
