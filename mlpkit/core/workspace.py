"""Backpropagation through one batch, in buffers that are allocated once for its size.

Inside, examples are columns, so that a layer is z = W v + b as on the slide. The bias is
one more column of the layer's matrix, A = [W | b], and meets one more row of v, all ones:
so W and b take one product together instead of two, forward and for their gradients.
"""

from collections.abc import Sequence
from functools import partial
from math import isfinite
from typing import Any

import numpy as np
from numpy import multiply, subtract
from numpy.typing import NDArray

from mlpkit.core.arrays import Floats, require_finite
from mlpkit.core.inplace import IN_PLACE, LARGEST_EXPONENT
from mlpkit.core.losses import LOSSES

TWO = np.array(2.0)
BLOCK = 64  # examples


class Workspace:
    """Every layer's values for n examples, and the two passes that fill them.

    Parameters
    ----------
    A, dA
        Each layer's matrix [W | b], and where its gradient goes.
    sizes, activations, loss
        As for `MLP`.
    n
        How many examples a batch has.
    """

    def __init__(
        self,
        A: Sequence[Floats],
        dA: Sequence[Floats],
        sizes: Sequence[int],
        activations: Sequence[str],
        loss: str,
        n: int,
    ) -> None:
        widths = [matrix.shape[1] for matrix in A] + [sizes[-1]]  # with the row of ones
        # The input alone stays in rows, as it comes: to turn it would take longer.
        rows = np.ones((n, widths[0]))
        V = [rows.T, *(np.ones((width, n)) for width in widths[1:])]
        Z = [v[:size] for v, size in zip(V, sizes, strict=True)]
        T, D = ([np.empty((size, n)) for size in sizes] for _ in range(2))
        M = np.full((max(sizes), n), LARGEST_EXPONENT)
        last, self.prime = activations[-1], LOSSES[loss].from_y_hat.prime
        if loss == "softmax_cross_entropy" and last == "identity":
            last = "softmax"  # the loss takes it of what comes out: its gradients are the same
        elif loss == "binary_cross_entropy" and last == "softmax":
            last, self.prime = "identity", LOSSES[loss].from_z["softmax"].prime
        kinds = [IN_PLACE[name] for name in (*activations[:-1], last)]
        layers = range(len(A))

        self.X = rows[:, : sizes[0]]
        self.y_hat = Z[-1].T
        self.scale = np.empty(())
        self.loss = loss
        self.matched = last in LOSSES[loss].from_z
        self.is_slope = self.matched and loss == "binary_cross_entropy"

        # What NaN and ∞ are found with. The sum of X's squares is the quickest where X is large;
        # for the few errors it is their product with a number that lets none overflow.
        self.squares_of_X = partial(np.vdot, rows, rows)
        self.look_at_error = (D[-1].ravel().dot, np.full(D[-1].size, 2.0**-30))

        # Everything that the passes touch, looked up once.
        self.upwards = [
            (A[k].dot, V[k], kinds[k].forward, Z[k + 1], T[k + 1], M[: sizes[k + 1]])
            for k in layers
        ]
        self.output = (D[-1], Z[-1], T[-1], kinds[-1].backward)
        self.downwards = [
            (
                (D[k + 1].dot, V[k].T, dA[k]),
                (A[k][:, : sizes[k]].T.dot, D[k + 1], D[k]),
                (kinds[k - 1].backward, Z[k], T[k]),
            )
            for k in reversed(layers[1:])
        ]
        self.bottom = (D[1].dot, rows, dA[0])

    def load(self, X: NDArray[Any]) -> None:
        """Take in a batch; NaN and ∞ are refused."""
        self.X[...] = X
        if not isfinite(self.squares_of_X()):
            require_finite("X", X)

    def forward(self) -> None:
        """Compute z = A v and v = σ(z) in every layer, from X to ŷ.

        Slide: S7
        """
        for product, V, activate, Z, T, M in self.upwards:
            product(V, Z)
            activate(Z, T, M)

    def start(self, Y: NDArray[Any], scale: float) -> None:
        """Compute ∂L/∂z of the last layer, times `scale`; NaN and ∞ in Y are refused.

        Slide: S12 S13
        """
        D, V, _, _ = self.output
        subtract(V, Y.T, D)
        product, small = self.look_at_error
        if not isfinite(product(small)):  # or the weights have become infinite
            require_finite("Y", Y)
        if not self.is_slope:
            self._correct(Y)
        self.scale[...] = scale
        multiply(D, self.scale, D)

    def _correct(self, Y: NDArray[Any]) -> None:
        """Turn ŷ − y into ∂L/∂z where these are not the same."""
        D, V, T, differentiate = self.output
        if self.matched:  # softmax: Σ y log ŷ weighs an example by its Σ y
            np.add.reduce(Y, 1, None, T[0])
            multiply(V, T[0], V)
            subtract(V, Y.T, D)
            return
        if self.loss == "squared_error":
            multiply(D, TWO, D)
        else:  # a rare pair, whose slopes take new arrays: small ones, however large the batch
            for at in range(0, len(Y), BLOCK):
                some = slice(at, at + BLOCK)
                D[:, some] = self.prime(self.y_hat[some], Y[some]).T
        differentiate(D, V, T)

    def backward(self) -> None:
        """Go down from ∂L/∂z of the last layer: dA = dz vᵀ, and dz below = Wᵀ dz ⊙ σ′.

        Slide: S17
        """
        for (gradient, Vt, dA), (below, D, D_below), (differentiate, V, T) in self.downwards:
            gradient(Vt, dA)
            below(D, D_below)
            differentiate(D_below, V, T)
        gradient, rows, dA = self.bottom
        gradient(rows, dA)
