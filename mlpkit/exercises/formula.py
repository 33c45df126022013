"""Formulas that can go wrong by name.

A reference is written once, with a `Formula` as its first argument, and calls its factors by
name:

    def output_layer_grads(f, y_hat, y, v2):
        delta = f.error(y_hat, y)
        return f.outer(delta, v2), delta

Each factor knows the ways in which students get it wrong. With no slips switched on, the
reference computes the right answer; with some on, the answer of a student who made these
mistakes. So an exercise that uses a factor is diagnosed for its slips without another line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from mlpkit.core.activations import sigmoid

MOST_SINGLE_USES = 4  # of a factor that is used more often, a slip is made at all uses
Wrong = Callable[[], Any]
Slips = Mapping[str, Wrong | Sequence[Wrong]]


@dataclass(frozen=True)
class Slip:
    """One mistake, made at one factor of a formula.

    Parameters
    ----------
    name : str
        The mistake's name in the curriculum.
    factor : str
        The factor that it is made at.
    way : int
        Which of the factor's wrong values of that name.
    occurrence : int or None
        At which use of the factor, counted from 0, or -1 for the use that is marked as the last;
        None for all of them.
    """

    name: str
    factor: str
    way: int = 0
    occurrence: int | None = None


@dataclass
class Uses:
    """What a formula has seen of one factor."""

    slips: Slips
    throughout: bool
    count: int = 0
    has_last: bool = False

    def ways(self) -> list[tuple[str, int]]:
        """List the factor's wrong values, by name and number."""
        return [
            (slip.replace("_", "-"), way)
            for slip, wrong in self.slips.items()
            for way in range(1 if callable(wrong) else len(wrong))
        ]

    def occurrences(self) -> list[int | None]:
        """Return the uses at which a slip can be made."""
        single = range(self.count) if 1 < self.count <= MOST_SINGLE_USES else ()
        last = [-1] if self.has_last and self.count > 1 else []
        return [*([None] if self.throughout else []), *single, *last]


class Formula:
    """The factors of the course's formulas, with some slips switched on."""

    def __init__(self, *slips: Slip) -> None:
        self._slips = {(slip.factor, slip.occurrence): slip for slip in slips}
        self._slipping = {slip.factor for slip in slips}
        self._uses: dict[str, Uses] = {}
        self.has_slipped = False

    def possible_slips(self) -> list[Slip]:
        """List the slips that the formula evaluated with this object offers."""
        return [
            Slip(name, factor, way, occurrence)
            for factor, uses in self._uses.items()
            for occurrence in uses.occurrences()
            for name, way in uses.ways()
        ]

    def often_used(self) -> set[str]:
        """Name the factors that are used too often for a slip at a single use."""
        return {name for name, uses in self._uses.items() if uses.count > MOST_SINGLE_USES}

    def factor(
        self,
        name: str,
        right: Any,
        *,
        last: bool = False,
        throughout: bool = True,
        **slips: Wrong | Sequence[Wrong],
    ) -> Any:
        """Return a factor's right value, or the wrong one of the slip that is switched on.

        A factor that is used several times slips at all its uses, or at one of them.

        Parameters
        ----------
        name : str
            The factor's name, one for each place where a slip is made independently.
        right : value
        last : bool
            Marks the last use, where the number of uses differs from input to input.
        throughout : bool
            False where a slip at all uses has a name of its own.
        **slips : functions without arguments, or sequences of them
            The wrong values, by the mistake's name with _ for -.
        """
        if name not in self._uses:
            self._uses[name] = Uses(slips, throughout)
        uses = self._uses[name]
        places = (None, uses.count, -1) if last else (None, uses.count)
        uses.count += 1
        uses.has_last |= last
        if name not in self._slipping:  # as nearly all are: some graphs have thousands of factors
            return right
        slip = next((self._slips[name, at] for at in places if (name, at) in self._slips), None)
        if slip is None:
            return right
        self.has_slipped = True
        wrong = slips[slip.name.replace("-", "_")]
        return wrong() if callable(wrong) else wrong[slip.way]()

    # --- forward -----------------------------------------------------------------------

    def labels(self, y: Any, name: str = "labels") -> Any:
        """Return y, the labels 0 and 1."""
        return self.factor(name, y, labels_swapped=lambda: 1 - y)

    def product(self, W: Any, v: Any, name: str = "product") -> Any:
        """W v for one example, V Wᵀ for examples as rows."""
        return self.factor(name, v @ W.T, transposed=lambda: v @ W, missing_or_repeated=lambda: v)

    def bias(self, b: Any, *, last: bool = False) -> Any:
        """Return b, the bias of z = W v + b."""
        return self.factor("bias", b, last=last, bias_ignored=lambda: np.zeros_like(b))

    def sigmoid(self, z: Any, *, last: bool | None = None) -> Any:
        """Return v = σ(z); `last` tells a network's output layer from its hidden ones."""
        v = sigmoid(z)
        v = self.factor(
            "sigmoid",
            v,
            last=last is True,
            no_activation=lambda: z,
            extra_factor=[lambda: sigmoid(v), lambda: v * (1 - v)],
        )
        return self.factor("hidden sigmoid", v, no_activation=lambda: z) if last is False else v

    def linear(self, z: Any, name: str = "linear") -> Any:
        """Return z, where no σ belongs."""
        return self.factor(name, z, extra_factor=lambda: sigmoid(z))

    def total(self, terms: Any, name: str = "total") -> Any:
        """Σᵢ over the first axis: the examples, or the outputs."""
        n = len(terms)
        return self.factor(
            name,
            terms.sum(axis=0),
            missing_or_repeated=[
                lambda: terms[0],
                lambda: terms[-1],
                lambda: n * terms[0],
                lambda: n * terms[-1],
                lambda: terms[:-1].sum(axis=0),
                lambda: terms[1:].sum(axis=0),
                lambda: _mean(terms[:-1]) * n,
                lambda: _mean(terms[1:]) * n,
                lambda: _mean(terms[:3]) * n,
            ],
        )

    # --- backward ----------------------------------------------------------------------

    def error(self, y_hat: Any, y: Any, name: str = "error") -> Any:
        """R = ŷ − y."""
        return self.factor(
            name, y_hat - y, no_error_term=[lambda: np.ones_like(y_hat), lambda: y_hat]
        )

    def output_delta(self, y_hat: Any, y: Any, name: str = "output_delta") -> Any:
        """∂L/∂z = ∂L/∂ŷ ⊙ σ′(z) = ŷ − y, for the cross-entropy of S8. Slide: S13."""

        def bce_grad() -> Any:
            return -y / y_hat + (1 - y) / (1 - y_hat)

        return self.factor(
            name,
            y_hat - y,
            no_error_term=[lambda: _slope(y_hat), lambda: np.ones_like(y_hat), lambda: y_hat],
            no_sigmoid_grad=bce_grad,
            sigmoid_for_sigmoid_grad=lambda: bce_grad() * y_hat,
            sigmoid_grad_of_activation=lambda: bce_grad() * _slope(sigmoid(y_hat)),
            extra_factor=lambda: (y_hat - y) * _slope(y_hat),
            labels_swapped=lambda: y_hat - (1 - y),
            missing_brackets=lambda: -y * (1 - y_hat) - (1 - y) * y_hat,
            sign_flipped=lambda: y - y_hat,
            factor_two=[lambda: 2 * (y_hat - y), lambda: (y_hat - y) / 2],
            mean_for_sum=(lambda: (y_hat - y) / len(y)) if np.ndim(y) == 2 else [],
        )

    def sigmoid_grad(self, v: Any, *others: Any, last: bool = False) -> Any:
        """σ′(z) = v ⊙ (1 − v), where v = σ(z); others are other layers' v."""
        right = _slope(v)
        return self.factor(
            "sigmoid_grad",
            right,
            last=last,
            no_sigmoid_grad=[lambda: 1.0, lambda: np.ones_like(v)],
            sigmoid_for_sigmoid_grad=[lambda: v, lambda: sigmoid(v)],
            sigmoid_grad_of_activation=lambda: _slope(sigmoid(v)),
            extra_factor=[lambda: right * right, lambda: right * v, lambda: right * (1 - v)],
            wrong_layer_input=[partial(_slope, other) for other in others],
        )

    def upstream(self, W: Any, delta: Any, dW: Any = None, name: str = "upstream") -> Any:
        """Wᵀ δ for one example, D W for examples as rows; dW is the gradient of that W."""
        stale = [partial(_go_back, delta, W, dW, alpha) for alpha in (1.0, 0.1, 0.01)]
        return self.factor(
            name,
            delta @ W,
            no_upstream_weights=lambda: delta,
            transposed=lambda: delta @ W.T,
            stale_weights=stale if dW is not None else [],
            missing_or_repeated=[
                lambda: delta[..., :1] @ W[:1],
                lambda: delta[..., -1:] @ W[-1:],
            ],
        )

    def outer(self, delta: Any, v: Any, *others: Any, name: str = "outer") -> Any:
        """δ vᵀ for one example, Dᵀ V for examples as rows; others are other layers' v."""
        return self.factor(
            name,
            _outer(delta, v),
            transposed=lambda: _outer(v, delta),
            wrong_layer_input=[partial(_outer, delta, other) for other in others],
            no_error_term=lambda: v,
        )

    def bias_grad(self, delta: Any, name: str = "bias_grad") -> Any:
        """∂L/∂b: δ for one example, the sum of the rows of D for a batch."""
        right = np.atleast_2d(delta).sum(axis=0)
        no_gradient: list[Wrong] = [lambda: np.zeros_like(right)]
        not_summed: list[Wrong] = [lambda: delta, lambda: delta[0], lambda: delta[-1]]
        not_summed = not_summed if np.ndim(delta) == 2 else []
        return self.factor(name, right, bias_ignored=no_gradient + not_summed)

    # --- update ------------------------------------------------------------------------

    def step(self, w: Any, dw: Any, alpha: float) -> Any:
        """Return w − α ∂L/∂w."""
        rate = self.factor(
            "rate",
            alpha,
            no_learning_rate=lambda: 1.0,
            extra_factor=lambda: alpha**2,
            factor_two=[lambda: 2 * alpha, lambda: alpha / 2],
        )
        slope = self.factor("slope", dw, transposed=lambda: dw.T) if np.ndim(dw) == 2 else dw
        return w + self.factor("direction", -rate * slope, climbs=lambda: rate * slope)


def _mean(terms: Any) -> Any:
    """Divide by the number of terms; NaN where there are none, of which np.mean would warn."""
    return terms.sum(axis=0) / np.float64(len(terms))


def _outer(delta: Any, v: Any) -> Any:
    rows, columns = np.atleast_2d(delta), np.atleast_2d(v)
    return rows.T @ columns


def _slope(v: Any) -> Any:
    return v * (1 - v)


def _go_back(delta: Any, W: Any, dW: Any, alpha: float) -> Any:
    """Go back through weights that were updated too early."""
    return delta @ (W - alpha * dW)
