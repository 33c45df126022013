"""Backpropagation through one batch, in buffers that are allocated once per batch size.

Inside, examples are columns, so a layer is z = W v + b as on the slide. The bias is
one more column of the layer's matrix, `A = [W | b]`, and v has one more row of ones
that meets it: W, b and their two gradients take one product each instead of two.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mlpkit.core import losses
from mlpkit.core.inplace import ACTIVATIONS, Floats

# With these the slope of loss and activation together is ŷ − y (S13), which is cheaper than
# the two factors and stays right where they become 0 · ∞.
MATCHED = {("binary_cross_entropy", "sigmoid"), ("softmax_cross_entropy", "softmax")}


class Workspace:
    """The values of every layer for n examples, and the passes that fill them.

    Parameters
    ----------
    A, dA
        Each layer's matrix [W | b] and its gradient, as views that the owner keeps.
    sizes, activations, loss, bias
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
        bias: bool,
        n: int,
    ) -> None:
        ones = int(bias)
        # The input stays in rows, as it comes: copying it turned would be slower.
        self.rows = np.ones((n, sizes[0] + ones))
        self.X = self.rows[:, : sizes[0]]
        V = [self.rows.T] + [np.ones((k + ones, n)) for k in sizes[1:]]
        Z = [v[:k] for v, k in zip(V, sizes, strict=True)]
        T = [np.empty_like(z) for z in Z]
        D = [np.empty(z.shape) for z in Z]
        kinds = [ACTIVATIONS[name] for name in activations]
        last = len(A) - 1

        self.loss_name = loss
        self.matched = (loss, activations[-1]) in MATCHED
        self.hidden = [(A[k], V[k], Z[k + 1], T[k + 1], kinds[k].forward) for k in range(last)]
        self.last = (A[last], V[last], Z[-1])
        self.output = (D[-1], Z[-1], T[-1])
        self.activate, self.differentiate = kinds[last]
        self.backwards = [
            (
                D[k + 1],
                V[k].T,
                dA[k],
                A[k][:, : sizes[k]].T,
                D[k],
                Z[k],
                T[k],
                kinds[k - 1].backward,
            )
            for k in range(last, 0, -1)
        ]
        self.first = (D[1], self.rows, dA[0])
        self.y_hat = Z[-1].T

    def forward_to_z(self) -> None:
        """Run every layer on X, up to the last one's z."""
        for A, V, Z, T, activate in self.hidden:
            np.dot(A, V, Z)
            activate(Z, T)
        np.dot(*self.last)

    def forward(self) -> None:
        """Run every layer on X; ŷ is in `y_hat`."""
        self.forward_to_z()
        _, V, T = self.output
        self.activate(V, T)

    def loss(self, Y: Floats) -> float:
        """Run every layer on X and return the loss, summed over the examples."""
        self.forward_to_z()
        z = self.y_hat.copy()
        _, V, T = self.output
        self.activate(V, T)
        match self.loss_name, self.matched:
            case "squared_error", _:
                return losses.squared_error(self.y_hat, Y)
            case "binary_cross_entropy", True:
                return losses.sigmoid_cross_entropy(z, Y)
            case "binary_cross_entropy", False:
                return losses.binary_cross_entropy(self.y_hat, Y)
            case _, True:
                return losses.softmax_cross_entropy(z, Y)
            case _:
                return losses.softmax_cross_entropy(self.y_hat, Y)

    def error(self, Y: Floats, scale: float) -> Floats:
        """Run every layer on X and return ∂L/∂z of the last one, times `scale`, as columns."""
        self.forward()
        D, V, T = self.output
        if self.matched:
            np.subtract(V, Y.T, D)
        elif self.loss_name == "squared_error":
            np.subtract(V, Y.T, D)
            scale *= 2
            self.differentiate(D, V, T)
        elif self.loss_name == "binary_cross_entropy":
            D[:] = losses.binary_cross_entropy_prime(V, Y.T)
            self.differentiate(D, V, T)
        else:
            D[:] = losses.softmax_cross_entropy_prime(self.y_hat, Y).T
            self.differentiate(D, V, T)
        np.multiply(D, scale, D)
        return D

    def backward(self) -> None:
        """Go back from `error` through every layer, leaving each one's gradient in dA.

        Slide: S17
        """
        for D, Vt, dA, Wt, D_below, V_below, T_below, differentiate in self.backwards:
            np.dot(D, Vt, dA)
            np.dot(Wt, D, D_below)
            differentiate(D_below, V_below, T_below)
        np.dot(*self.first)
