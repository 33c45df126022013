"""Numbers over a plane, for many examples: what feels s alone is kept apart from what feels t.

Every array here has the axes (example, t, s), and where its numbers don't depend on t or s
that axis has length 1: so what feels s alone is computed once for each s, and
broadcasting does no more work than there is. A z is kept as the arrays that add up to it,
because e^(a + b) = e^a e^b then takes a product where all of z would take exponentials.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from mlpkit.core.arrays import Floats
from mlpkit.core.products import aligned

LARGEST = 700  # e^±700 fits into a float, with all its digits


def common_shape(*terms: Floats) -> tuple[int, ...]:
    """Return the shape of the terms' sum."""
    return np.broadcast(*terms).shape


class Scratch:
    """Arrays that every block uses again: to get new ones from the system takes longer."""

    def __init__(self) -> None:
        self._arrays: dict[Any, Floats] = {}

    def take(self, use: Any, *terms: Floats) -> Floats:
        """Return the array for one use, with any numbers in it, shaped as the terms' sum."""
        shape = common_shape(*terms)
        array = self._arrays.get((use, shape))
        if array is None:
            array = self._arrays[use, shape] = aligned(*shape)
        return array


class Sum:
    """The z of one unit, as terms that add up to it.

    Parameters
    ----------
    terms
        The smallest array first.
    factors
        What `separate` has found.
    """

    def __init__(self, terms: Sequence[Floats], factors: Sequence[Floats] = ()) -> None:
        self.terms, self._factors = terms, factors

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what the terms add up to."""
        return common_shape(*self.terms)

    def part(self, block: slice) -> "Sum":
        """Return a block of the examples."""
        terms = [term if len(term) == 1 else term[block] for term in self.terms]
        return Sum(terms, [factor[block] for factor in self._factors])

    def total(self, out: Floats | None = None) -> Floats:
        """Add up; `out` is only used where there is more than one term."""
        *smaller, largest = self.terms
        return np.add(reduce(np.add, smaller), largest, out=out) if smaller else largest

    def in_one(self) -> "Sum":
        """Return the same as one term."""
        return Sum([self.total(aligned(*self.shape))])

    def separate(self, sign: Floats) -> None:
        """Factor 1 + e^(sign z), where what feels s and what feels t come together here.

        It is a matrix product of (e^a, 1) and (e^b, 1), for each example.
        """
        along_s = [term for term in self.terms if term.shape[2] > 1]
        others = [term for term in self.terms if term.shape[2] == 1]
        apart = along_s and others and all(term.shape[1] == 1 for term in along_s)
        if not apart or self._bound() > LARGEST:
            return
        n, rows, columns = self.shape
        self._factors = column, row = np.ones((n, rows, 2)), np.ones((n, 2, columns))
        np.exp(sign * reduce(np.add, others), out=column[..., :1])
        np.exp(sign * reduce(np.add, along_s), out=row[:, :1])

    def one_plus_exp(self, sign: Floats, out: Floats) -> Floats:
        """Compute 1 + e^(sign z), ∞ where it is too large for a float.

        After `separate`, only with the sign that was separated.
        """
        if self._factors:
            column, row = self._factors
            return np.matmul(column, row, out=out)
        self.exp(sign, out)
        out += 1.0
        return out

    def exp(self, sign: Floats, out: Floats) -> Floats:
        """Compute e^(sign z), ∞ where it is too large for a float.

        Parameters
        ----------
        sign : (n, 1, 1) or (1, 1, 1)
            1 or −1 for each example. It costs nothing where all have the same.
        """
        return np.exp(self._signed(sign, out), out=out)

    def _signed(self, sign: Floats, out: Floats) -> Floats:
        """Compute sign z."""
        *smaller, largest = self.terms
        if smaller and (sign == -1.0).all():
            return np.subtract(-reduce(np.add, smaller), largest, out=out)
        total = self.total(out)
        return total if (sign == 1.0).all() else np.multiply(sign, total, out=out)

    def _bound(self) -> float:
        """Return a bound of |z|."""
        return float(sum(max(term.max(), -term.min()) for term in self.terms))
