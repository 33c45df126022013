"""Backpropagation through a small batch, where calls take longer than what they compute.

W and b are one matrix, and v has one more row, all ones: so both take one product together
instead of two, forward and for their gradients. What the passes work on is known beforehand,
so they are lists of calls without arguments.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from math import isfinite
from typing import Any

import numpy as np
from numpy import subtract
from numpy.typing import NDArray

from mlpkit.core.arrays import Floats, require_finite
from mlpkit.core.inplace import LARGEST_EXPONENT
from mlpkit.core.products import aligned
from mlpkit.core.workspace import Calls, Workspace, squares


class SmallBatch(Workspace):
    """Every layer's values for n examples, and the calls that fill them."""

    def _buffers(self, sizes: Sequence[int]) -> Iterable[list[Floats]]:
        heights = [*map(len, self.parameters.A), sizes[-1]]
        self.V = [aligned(height, self.n) for height in heights]
        if sizes[0] > self.n:  # X is copied fastest along its longer side
            self.V[0] = aligned(self.n, heights[0]).T
        for V in self.V:
            V[...] = 1
        v = [V[:size] for V, size in zip(self.V, sizes, strict=True)]
        return v, *([aligned(size, self.n) for size in sizes] for _ in range(2))

    def _list_calls(self) -> None:
        parameters, gradient = self.parameters, self.gradient
        self.X, self.squares_of_X = self.v[0].T, squares(self.V[0])
        self.upwards, self.downwards = self._upwards(), self._downwards()
        self.update = partial(subtract, parameters.flat, gradient.flat, parameters.flat)

    def forward(self, X: NDArray[Any]) -> NDArray[Any]:
        """Take in X, and compute z and v in every layer."""
        self.X[...] = X
        if not isfinite(self.squares_of_X()):
            require_finite("X", X)
        for call in self.upwards:
            call()
        return X

    def backward(self, X: NDArray[Any]) -> None:
        """Compute every layer's gradient."""
        for call in self.downwards:
            call()

    def descend(self, X: NDArray[Any]) -> None:
        """Compute every layer's gradient, and subtract all of them at once."""
        for call in self.downwards:
            call()
        self.update()

    def _upwards(self) -> Calls:
        largest = np.full_like(max(self.v[1:], key=len), LARGEST_EXPONENT)
        calls: Calls = []
        for k, (A, kind) in enumerate(zip(self.parameters.A, self.kinds, strict=True)):
            z, T = self.v[k + 1], self.T[k + 1]
            calls += [
                partial(A.T.dot, self.V[k], z),
                partial(kind.forward, z, T, largest[: len(z)]),
            ]
        return calls

    def _downwards(self) -> Calls:
        calls: Calls = []
        for k in reversed(range(len(self.kinds))):
            D = self.D[k + 1]
            calls.append(partial(self.V[k].dot, D.T, self.gradient.A[k]))
            if k:
                D_below, v, T = self.D[k], self.v[k], self.T[k]
                calls.append(partial(self.parameters.W[k].T.dot, D, D_below))
                calls.append(partial(self.kinds[k - 1].backward, D_below, v, T))
        return calls
