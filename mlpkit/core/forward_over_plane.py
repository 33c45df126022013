"""The forward pass over a plane of weights, from one layer's z to the next."""

from collections.abc import Iterator, Sequence

import numpy as np

from mlpkit.core.activations import softmax
from mlpkit.core.arrays import Floats
from mlpkit.core.inplace import IN_PLACE, LARGEST_EXPONENT
from mlpkit.core.separable import Scratch, Sum, common_shape

Units = dict[int, Sum]  # units of a layer by their place, and the z of each
Weights = Sequence[Sequence[Sum]]  # a layer's: each row's, and last in the row its bias
MINUS = np.full((1, 1, 1), -1.0)


class Forward:
    """The layers that examples go through, and the arrays that they leave their numbers in.

    A result lies in such an array until the same method is called again.

    Parameters
    ----------
    activations
        Each layer's.
    weights
        From each layer to the next.
    """

    def __init__(self, activations: Sequence[str], weights: Sequence[Weights]) -> None:
        self._activations, self._weights = activations, weights
        self.scratch = Scratch()

    def biases(self, layer: int) -> Units:
        """Return what a layer's bias adds to each z of the next one."""
        return {k: row[-1] for k, row in enumerate(self._weights[layer])}

    def next(self, layer: int, z: Units, rest: Units) -> Units:
        """Compute the next layer's z: Σ w v over the given units, and the rest of the sum."""
        weights = self._weights[layer]
        # w σ(z) is one division, if that is all that the unit's v is for.
        divide = self._activations[layer] == "sigmoid" and len(weights) == 1
        combine = np.divide if divide else np.multiply
        outputs = self._one_plus_exps(z) if divide else self.activated(layer, z)
        sums: list[dict[tuple[int, ...], Floats]] = [{} for _ in weights]
        # A unit's v is used up before the next one is asked for: both may lie in one array.
        for place, v in zip(z, outputs, strict=True):
            uses = [(row, w) for row in range(len(weights)) for w in weights[row][place].terms]
            for use, (row, w) in enumerate(uses, 1):
                by_shape, shape = sums[row], common_shape(w, v)
                if shape not in by_shape:
                    by_shape[shape] = combine(w, v, out=self.scratch.take((layer, row), w, v))
                else:
                    # The last product may take v's place: fewer arrays find room in the cache.
                    spare = use == len(uses) and v.shape == shape
                    out = v if spare else self.scratch.take("product", w, v)
                    by_shape[shape] += combine(w, v, out=out)
        return {
            row: Sum(sorted([*rest[row].terms, *by_shape.values()], key=np.size))
            for row, by_shape in enumerate(sums)
        }

    def activated(self, layer: int, z: Units) -> Iterator[Floats]:
        """Compute every unit's v, one after the other."""
        activation = self._activations[layer]
        if activation == "softmax" and z:
            yield from np.moveaxis(softmax(stacked(z)), -1, 0)
        elif activation == "sigmoid":
            for v in self._one_plus_exps(z):
                yield np.divide(1.0, v, out=v)
        else:
            for unit in z.values():
                v = self.scratch.take("v", *unit.terms)
                np.copyto(v, unit.total(v))
                kept = self.scratch.take("kept", v)
                IN_PLACE[activation].forward(v, kept, np.array(LARGEST_EXPONENT))
                yield v

    def _one_plus_exps(self, z: Units) -> Iterator[Floats]:
        """Compute every unit's 1/σ(z) = 1 + e^−z, one after the other."""
        for unit in z.values():
            yield unit.one_plus_exp(MINUS, self.scratch.take("v", *unit.terms))


def stacked(z: Units) -> Floats:
    """Put the units' z side by side on a last axis."""
    return np.stack(np.broadcast_arrays(*(unit.total() for unit in z.values())), axis=-1)
