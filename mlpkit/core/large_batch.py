"""Backpropagation through a batch of wide inputs, where X and the first W take the time.

X is read where it is. Each example's values lie together in memory, in every layer, as in X.
What is large is worked through piece by piece, and what follows comes while the processor's
cache still holds the piece.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from math import ceil, isfinite
from typing import Any

import numpy as np
from numpy import add, matmul, subtract
from numpy.typing import NDArray

from mlpkit.core.arrays import Floats, require_finite
from mlpkit.core.inplace import LARGEST_EXPONENT
from mlpkit.core.products import SMALL, aligned, cut, pieces
from mlpkit.core.workspace import Calls, Workspace, squares

WIDE = 256
# Numbers that a processor's second cache keeps: of an activation, beside its scratch, and of a
# gradient, until it is subtracted.
VALUES, WEIGHTS = 1 << 16, 1 << 17
LARGEST = np.array(LARGEST_EXPONENT)


class LargeBatch(Workspace):
    """Every layer's values for n examples, and the calls that fill them, piece by piece."""

    @staticmethod
    def suits(sizes: Sequence[int], n: int) -> bool:
        """Tell whether the input is wide, and the first layer's product a large one."""
        return sizes[0] >= max(WIDE, *sizes) and sizes[0] * sizes[1] * n > SMALL

    def _buffers(self, sizes: Sequence[int]) -> Iterable[list[Floats]]:
        return ([aligned(self.n, size).T for size in sizes] for _ in range(3))

    def _list_calls(self) -> None:
        self.ones = np.ones(self.n)
        z, W = self.v[1], self.parameters.W[0]
        self.first = [(some, z.T[some]) for some in pieces(self.n, W.size, 8)]
        self.last = self._weights(0, True)
        self.squares_of_z = squares(z)
        self.upwards = self._upwards()
        self.downwards, self.updates = self._downwards(False), self._downwards(True)

    def forward(self, X: NDArray[Any]) -> Floats:
        """Compute z and v in every layer, from X where it lies."""
        if X.dtype != np.float64 or not X.flags.c_contiguous:
            self.v[0].T[...] = X
            X = self.v[0].T
        W = self.parameters.W[0].T
        with np.errstate(invalid="ignore"):
            for some, z in self.first:
                matmul(X[some], W, z)
        # NaN and ∞ in X are found in z, which is smaller; or the weights have become infinite.
        if not isfinite(self.squares_of_z()):
            require_finite("X", X)
        for call in self.upwards:
            call()
        return X

    def backward(self, X: Floats) -> None:
        """Compute every layer's gradient."""
        for call in self.downwards:
            call()
        D = self.D[1].T
        for some, dW, _ in self._weights(0, False):
            matmul(X.T[some], D, dW)

    def descend(self, X: Floats) -> None:
        """Compute every layer's gradient, and subtract it piece by piece."""
        for call in self.updates:
            call()
        D = self.D[1].T
        for some, dW, W in self.last:
            matmul(X.T[some], D, dW)
            subtract(W, dW, W)

    def _upwards(self) -> Calls:
        """List what is computed from the first z up; z's b, here, is added when v is computed."""
        calls: Calls = []
        for k, (W, kind) in enumerate(zip(self.parameters.W, self.kinds, strict=True)):
            v, z, T = self.v[k].T, self.v[k + 1], self.T[k + 1]
            if k:
                calls += [
                    partial(matmul, v[some], W.T, z.T[some]) for some in pieces(self.n, W.size, 8)
                ]
            for some in cut(self.n, max(1, VALUES // len(z))):
                if self.parameters.b:
                    b = self.parameters.b[k][:, None]
                    calls.append(partial(add, z[:, some], b, z[:, some]))
                calls.append(partial(kind.forward, z[:, some], T[:, some], LARGEST))
        return calls

    def _downwards(self, update: bool) -> Calls:
        """List what is computed from the last ∂L/∂z down, but for the gradient of the first W."""
        calls: Calls = []
        for k in reversed(range(len(self.kinds))):
            D = self.D[k + 1]
            if k:
                D_below, v, T = self.D[k], self.v[k], self.T[k]
                calls.append(partial(matmul, self.parameters.W[k].T, D, D_below))
                for some in cut(self.n, max(1, VALUES // len(v))):
                    arrays = (D_below[:, some], v[:, some], T[:, some])
                    calls.append(partial(self.kinds[k - 1].backward, *arrays))
                for some, dW, W in self._weights(k, update):
                    calls.append(partial(matmul, v[some], D.T, dW))
                    if update:
                        calls.append(partial(subtract, W, dW, W))
            if self.parameters.b:
                b, db = self.parameters.b[k], self.gradient.b[k]
                calls.append(partial(self.ones.dot, D.T, db))
                if update:
                    calls.append(partial(subtract, b, db, b))
        return calls

    def _weights(self, k: int, update: bool) -> list[tuple[slice, Floats, Floats]]:
        """Cut a layer's transposed weights into pieces for products, beside their gradients."""
        W, dW = self.parameters.W[k].T, self.gradient.W[k].T
        parts = pieces(len(W), W.shape[1] * self.n, 32)
        if len(parts) == 1:
            parts = cut(len(W), ceil(len(W) / ceil(W.size / WEIGHTS)))
        # All pieces of an update leave theirs in the same place: it stays in the cache.
        return [
            (some, dW[: some.stop - some.start] if update else dW[some], W[some]) for some in parts
        ]
