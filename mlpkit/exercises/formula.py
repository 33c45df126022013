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

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from mlpkit.core.activations import sigmoid

Wrong = Callable[[], Any]


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
        At which use of the factor, counted from 0; None for all of them.
    """

    name: str
    factor: str
    way: int = 0
    occurrence: int | None = None


class Formula:
    """The factors of the course's formulas, with some slips switched on."""

    def __init__(self, *slips: Slip) -> None:
        self._slips = {(slip.factor, slip.occurrence): slip for slip in slips}
        self._uses: dict[str, int] = {}
        self._ways: dict[str, list[tuple[str, int]]] = {}

    def possible_slips(self) -> list[Slip]:
        """List the slips that the formula evaluated with this object offers.

        A factor that is used several times slips at all its uses, or at one of them.
        """
        slips = []
        for factor, ways in self._ways.items():
            uses = self._uses[factor]
            for occurrence in [None, *range(uses)] if uses > 1 else [None]:
                slips += [Slip(name, factor, way, occurrence) for name, way in ways]
        return slips

    def factor(self, name: str, right: Any, **slips: Wrong | list[Wrong]) -> Any:
        """Return a factor's right value, or the wrong one of the slip that is switched on.

        Parameters
        ----------
        name : str
            The factor's name, one for each place where a slip is made independently.
        right : value
        **slips : functions without arguments, or lists of them
            The wrong values, by the mistake's name with _ for -.
        """
        occurrence = self._uses.get(name, 0)
        self._uses[name] = occurrence + 1
        wrong = {
            slip.replace("_", "-"): ways if isinstance(ways, list) else [ways]
            for slip, ways in slips.items()
        }
        self._ways.setdefault(
            name, [(slip, way) for slip, ways in wrong.items() for way in range(len(ways))]
        )
        slip = self._slips.get((name, None)) or self._slips.get((name, occurrence))
        return right if slip is None else wrong[slip.name][slip.way]()

    # --- forward -----------------------------------------------------------------------

    def product(self, W: Any, v: Any, name: str = "product") -> Any:
        """W v for one example, V Wᵀ for examples as rows."""
        return self.factor(name, v @ W.T, transposed=lambda: v @ W, missing_or_repeated=lambda: v)

    def bias(self, b: Any, name: str = "bias") -> Any:
        """Return b, the bias of z = W v + b."""
        return self.factor(name, b, bias_ignored=lambda: np.zeros_like(b))

    def sigmoid(self, z: Any, name: str = "sigmoid") -> Any:
        """Return v = σ(z)."""
        v = sigmoid(z)
        return self.factor(
            name, v, no_activation=lambda: z, extra_factor=[lambda: sigmoid(v), lambda: v * (1 - v)]
        )

    def linear(self, z: Any, name: str = "linear") -> Any:
        """Return z, where no σ belongs."""
        return self.factor(name, z, extra_factor=lambda: sigmoid(z))

    # --- backward ----------------------------------------------------------------------

    def error(self, y_hat: Any, y: Any, name: str = "error") -> Any:
        """R = ŷ − y."""
        return self.factor(
            name, y_hat - y, no_error_term=[lambda: np.ones_like(y_hat), lambda: y_hat]
        )

    def sigmoid_grad(self, v: Any, name: str = "sigmoid_grad") -> Any:
        """σ′(z) = v ⊙ (1 − v), where v = σ(z)."""
        right, of_v = v * (1 - v), sigmoid(v)
        return self.factor(
            name,
            right,
            no_sigmoid_grad=lambda: np.ones_like(v),
            sigmoid_for_sigmoid_grad=[lambda: v, lambda: of_v],
            sigmoid_grad_of_activation=lambda: of_v * (1 - of_v),
            extra_factor=lambda: right * right,
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
        )

    def outer(self, delta: Any, v: Any, *others: Any, name: str = "outer") -> Any:
        """δ vᵀ for one example, Dᵀ V for examples as rows; others are other layers' v."""
        return self.factor(
            name,
            _outer(delta, v),
            transposed=lambda: _outer(v, delta),
            wrong_layer_input=[partial(_outer, delta, other) for other in others],
        )

    # --- update ------------------------------------------------------------------------

    def step(self, w: Any, dw: Any, alpha: float, name: str = "") -> Any:
        """Return w − α ∂L/∂w."""
        rate = self.factor(
            f"{name} rate",
            alpha,
            no_learning_rate=lambda: 1.0,
            extra_factor=lambda: alpha**2,
            factor_two=[lambda: 2 * alpha, lambda: alpha / 2],
        )
        change = self.factor(f"{name} direction", -rate * dw, climbs=lambda: rate * dw)
        return self.factor(
            f"{name} update", w + change, missing_or_repeated=[lambda: w, lambda: w + 2 * change]
        )


def _outer(delta: Any, v: Any) -> Any:
    rows, columns = np.atleast_2d(delta), np.atleast_2d(v)
    return rows.T @ columns


def _go_back(delta: Any, W: Any, dW: Any, alpha: float) -> Any:
    """Go back through weights that were updated too early."""
    return delta @ (W - alpha * dW)
