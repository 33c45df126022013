"""A network's numbers: one vector, and the views of it that are called W and b."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from mlpkit.core.arrays import Floats, real_array, require_shape
from mlpkit.core.products import aligned


class Layers:
    """Every layer's W and b, or their gradients, in one vector.

    A[l] is the transpose of [W | b], (width below + 1, width): what a batch is multiplied by,
    forward and backward, then lies in the order in which products read it.

    Parameters
    ----------
    sizes
        Widths from the input to the output.
    bias
        Whether layers have a b.
    """

    def __init__(self, sizes: Sequence[int], bias: bool) -> None:
        shapes = [(below + bias, width) for below, width in pairwise(sizes)]
        ends = np.cumsum([rows * columns for rows, columns in shapes])
        self.flat = aligned(int(ends[-1]))
        parts = np.split(self.flat, ends[:-1])
        self.A = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
        self.W = [A[:below].T for A, below in zip(self.A, sizes, strict=False)]
        self.b = [A[-1] for A in self.A] if bias else []

    @property
    def vector(self) -> Floats:
        """A copy of every layer's [W | b], row by row."""
        return np.concatenate([A.T.ravel() for A in self.A])

    @vector.setter
    def vector(self, values: Floats) -> None:
        require_shape("parameters", values, self.flat.shape)
        ends = np.cumsum([A.size for A in self.A])
        for A, part in zip(self.A, np.split(values, ends[:-1]), strict=True):
            A.T[...] = part.reshape(A.T.shape)


class Parameters(list[Floats]):
    """A network's W or b: a list of views into it. To assign an entry copies into the network."""

    def __init__(self, name: str, views: Iterable[Floats]) -> None:
        super().__init__(views)
        self.name = name

    def __setitem__(self, place: SupportsIndex | slice, value: Any) -> None:
        layers = range(len(self))[place]
        if isinstance(layers, int):
            self[layers][...] = self._fitting(layers, value)
            return
        values = list(value) if isinstance(value, Iterable) else [value]
        if len(values) != len(layers):
            raise ValueError(f"{self.name} has {len(values)} entries; it should be {len(layers)}")
        # All are looked at before the first is written, so a bad one changes nothing.
        arrays = [self._fitting(k, v) for k, v in zip(layers, values, strict=True)]
        for k, array in zip(layers, arrays, strict=True):
            self[k][...] = array

    def __reduce__(self) -> tuple[Any, ...]:
        return list, ([view.copy() for view in self],)

    def _fitting(self, k: int, value: ArrayLike) -> Floats:
        """Return a copy, for the value may be a view of the same network."""
        array = real_array(f"{self.name}[{k}]", value)
        require_shape(f"{self.name}[{k}]", array, self[k].shape)
        return np.array(array, dtype=np.float64)
