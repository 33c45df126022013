"""Lessons 04 and 06 solved by one student who can be made to slip, once or twice, anywhere.

A slip changes one step of the student's work: the error, a factor in front, the forward pass,
σ′, the way back through the weights, the layer's input, or what is returned.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

Work = dict[str, Callable[..., Any]]


@dataclass(frozen=True)
class Slip:
    """One slip: its name in the curriculum, the step that it changes, and what it is."""

    name: str
    step: str
    what: str
    do: Callable[..., Any]

    def __str__(self) -> str:
        return f"{self.name}({self.what})"


def sigmoid(z: Any) -> Any:
    return 0.5 * (1 + np.tanh(0.5 * z))


def slope(v: Any) -> Any:
    return v * (1 - v)


# --- the student's steps, right ---------------------------------------------------------------
# `place` counts from the top: 0 is the layer below the output.

RIGHT: Work = {
    "error": lambda y_hat, y: y_hat - y,
    "factor": lambda delta, n, m: delta,
    "bias": lambda b: b,
    "activate": lambda z, top: sigmoid(z),
    "slope": lambda v, place, last: slope(v),
    "back": lambda delta, W, dW: delta @ W,
    "input": lambda v, l: v[l],
    "dW": lambda delta, a: delta.T @ a,
    "db": lambda delta: delta.sum(axis=0),
    "give": lambda dW, db: (dW, db),
}

EVERYWHERE = [
    Slip("sign-flipped", "factor", "delta", lambda delta, n, m: -delta),
    Slip("factor-two", "factor", "twice", lambda delta, n, m: 2 * delta),
    Slip("factor-two", "factor", "half", lambda delta, n, m: 0.5 * delta),
    Slip("no-sigmoid-grad", "slope", "all", lambda v, place, last: np.ones_like(v)),
    Slip("sigmoid-for-sigmoid-grad", "slope", "all", lambda v, place, last: v),
    Slip("sigmoid-grad-of-activation", "slope", "all", lambda v, place, last: slope(sigmoid(v))),
    Slip("extra-factor", "slope", "twice", lambda v, place, last: slope(v) ** 2),
    Slip("no-upstream-weights", "back", "all", lambda delta, W, dW: delta),
    Slip("transposed", "back", "W for Wᵀ", lambda delta, W, dW: delta @ W.T),
    *(
        Slip("stale-weights", "back", f"by {a}", lambda delta, W, dW, a=a: delta @ (W - a * dW))
        for a in (1.0, 0.1, 0.01)
    ),
    Slip("transposed", "dW", "outer", lambda delta, a: a.T @ delta),
    Slip("sign-flipped", "dW", "dW", lambda delta, a: -delta.T @ a),
    Slip("sign-flipped", "db", "db", lambda delta: -delta.sum(axis=0)),
    Slip("wrong-order", "give", "db, dW", lambda dW, db: (db, dW)),
]
CROSS_ENTROPY = [
    Slip("no-error-term", "error", "ones", lambda y_hat, y: np.ones_like(y_hat)),
    Slip("no-error-term", "error", "σ′", lambda y_hat, y: slope(y_hat)),
    Slip("extra-factor", "error", "σ′", lambda y_hat, y: (y_hat - y) * slope(y_hat)),
    Slip("labels-swapped", "error", "1 − y", lambda y_hat, y: y_hat - 1 + y),
    Slip("missing-brackets", "error", "S8", lambda y_hat, y: np.where(y == 1, y_hat - 1, -y_hat)),
]
BATCH = [
    Slip("mean-for-sum", "factor", "delta", lambda delta, n, m: delta / n),
    Slip("mean-for-sum", "dW", "dW", lambda delta, a: delta.T @ a / len(a)),
    Slip("mean-for-sum", "db", "db", lambda delta: delta.mean(axis=0)),
    Slip("scaled", "factor", "mean over outputs", lambda delta, n, m: delta / m),
    Slip("bias-ignored", "bias", "forward", lambda b: 0 * b),
    Slip("bias-ignored", "db", "not summed", lambda delta: delta),
    Slip("no-activation", "activate", "all", lambda z, top: z),
    Slip("no-activation", "activate", "hidden", lambda z, top: sigmoid(z) if top else z),
    Slip("no-activation", "activate", "output", lambda z, top: z if top else sigmoid(z)),
    Slip(
        "no-sigmoid-grad",
        "slope",
        "first hidden",
        lambda v, place, last: np.ones_like(v) if place == last else slope(v),
    ),
    Slip(
        "no-sigmoid-grad",
        "slope",
        "last hidden",
        lambda v, place, last: np.ones_like(v) if place == 0 else slope(v),
    ),
    Slip(
        "sigmoid-for-sigmoid-grad",
        "slope",
        "first hidden",
        lambda v, place, last: v if place == last else slope(v),
    ),
    Slip("wrong-layer-input", "input", "x", lambda v, l: v[0]),
    Slip("wrong-layer-input", "input", "own v", lambda v, l: v[l + 1]),
    Slip("wrong-order", "give", "reversed", lambda dW, db: (dW[::-1], db[::-1])),
    Slip("missing-or-repeated", "give", "no first layer", lambda dW, db: (dW[1:], db[1:])),
    Slip("missing-or-repeated", "give", "no last layer", lambda dW, db: (dW[:-1], db[:-1])),
]


def backprop(work: Work) -> Callable[..., Any]:
    def answer(X, Y, W, b):
        L, v = len(W), [X]
        for l in range(L):
            v.append(work["activate"](v[l] @ W[l].T + work["bias"](b[l]), l == L - 1))
        delta = work["factor"](work["error"](v[L], Y), len(X), Y.shape[1])
        dW, db = [None] * L, [None] * L
        for l in range(L - 1, -1, -1):
            dW[l] = work["dW"](delta, work["input"](v, l))
            db[l] = work["db"](delta)
            if l:
                delta = work["back"](delta, W[l], delta.T @ v[l])
                delta = delta * work["slope"](v[l], L - 1 - l, L - 2)
        return work["give"](dW, db)

    return answer


def output_layer_grads(work: Work) -> Callable[..., Any]:
    def answer(y_hat, y, v2):
        delta = work["factor"](work["error"](y_hat, y), 1, len(y))[None]
        return work["give"](work["dW"](delta, v2[None]), work["db"](delta))

    return answer


def hidden_layer_grads(work: Work) -> Callable[..., Any]:
    def answer(y_hat, y, W3, v2, v1):
        d3 = work["factor"](work["error"](y_hat, y), 1, len(y))[None]
        d2 = work["back"](d3, W3, d3.T @ v2[None]) * work["slope"](v2, 0, 0)
        return work["give"](work["dW"](d2, v1[None]), work["db"](d2))

    return answer


def first_layer_grads(work: Work) -> Callable[..., Any]:
    def answer(y_hat, y, W3, v2, W2, v1, x):
        d3 = work["factor"](work["error"](y_hat, y), 1, len(y))[None]
        d2 = work["back"](d3, W3, d3.T @ v2[None]) * work["slope"](v2, 0, 1)
        d1 = work["back"](d2, W2, d2.T @ v1[None]) * work["slope"](v1, 1, 1)
        return work["give"](work["dW"](d1, x[None]), work["db"](d1))

    return answer


SLIPS = {
    "04-chain-rule-gradients/output_layer_grads": (
        output_layer_grads,
        [s for s in EVERYWHERE if s.step not in ("slope", "back")] + CROSS_ENTROPY,
    ),
    "04-chain-rule-gradients/hidden_layer_grads": (hidden_layer_grads, EVERYWHERE + CROSS_ENTROPY),
    "04-chain-rule-gradients/first_layer_grads": (first_layer_grads, EVERYWHERE + CROSS_ENTROPY),
    "06-backpropagation/backprop": (backprop, EVERYWHERE + CROSS_ENTROPY + BATCH),
}


def slipped(exercise: str, slips: tuple[Slip, ...]) -> Callable[..., Any]:
    """Return the student's answer to the exercise with these slips."""
    solve, _ = SLIPS[exercise]
    return solve(RIGHT | {slip.step: slip.do for slip in slips})


def pairs(exercise: str) -> Iterator[tuple[Slip, Slip]]:
    """Yield every two slips that can be made at once."""
    for one, other in itertools.combinations(SLIPS[exercise][1], 2):
        if one.step != other.step:
            yield one, other
