"""Computation graphs: of numbers, beside micrograd, and of arrays, beside a pass by hand."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from mlpkit.bench.peers import sigmoid
from mlpkit.bench.race import Peer, Row, Run, race
from mlpkit.core import graph
from mlpkit.core.arrays import Floats
from mlpkit.core.graph import Node

HIDDEN, N = 8, 32


def measure() -> list[Row]:
    """Build 2-8-1's loss on 32 points as a graph and go back through it, each time anew."""
    return [
        *race(
            "graph of numbers, 2-8-1 on 32 points, forward and backward",
            _of_numbers(Node, graph.relu),
            [Peer("micrograd", _micrograd, 4)],
            round_seconds=1,  # to include the collection of micrograd's cycles
        ),
        *race(
            "graph of arrays, 2-8-1 on 32 points, forward and backward",
            of_arrays(),
            [Peer("the pass written by hand", by_hand, 1 / 2.5)],
        ),
    ]


def _data() -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    rng = np.random.default_rng(0)
    W1, b1, W2, b2 = (rng.standard_normal(shape) for shape in ((HIDDEN, 2), HIDDEN, (1, HIDDEN), 1))
    return W1, b1, W2, b2, rng.standard_normal((N, 2)), rng.standard_normal((N, 1))


def _of_numbers(make: Callable[[float], Any], relu: Callable[[Any], Any]) -> Run:
    """Return the same program for both libraries."""
    W1, b1, W2, b2, X, Y = (array.tolist() for array in _data())

    def run() -> None:
        hidden = [([make(w) for w in row], make(b)) for row, b in zip(W1, b1, strict=True)]
        output, bias = [make(w) for w in W2[0]], make(b2[0])
        loss = make(0.0)
        for row, (target,) in zip(X, Y, strict=True):
            x1, x2 = (make(x) for x in row)
            y_hat = bias
            for ((w1, w2), b), w in zip(hidden, output, strict=True):
                y_hat = y_hat + w * relu(w1 * x1 + w2 * x2 + b)
            loss = loss + (y_hat - make(target)) ** 2
        loss.backward()

    return run


def _micrograd() -> Run:
    return _of_numbers(import_module("micrograd.engine").Value, lambda node: node.relu())


def of_arrays() -> Run:
    """Return the graph's two passes, which give W1ᵀ, b1, W2ᵀ and b2 with their gradients."""
    W1, b1, W2, b2, X, Y = _data()
    W1, W2 = W1.T.copy(), W2.T.copy()

    def run() -> list[Node]:
        weights = w1, c1, w2, c2 = [Node(array) for array in (W1, b1, W2, b2)]
        y_hat = graph.sigmoid(graph.sigmoid(X @ w1 + c1) @ w2 + c2)
        graph.sum((y_hat - Y) ** 2).backward()
        return weights

    return run


def by_hand() -> Run:
    """Return the same two passes as formulas; they give dW1ᵀ, db1, dW2ᵀ and db2."""
    W1, b1, W2, b2, X, Y = _data()
    W1, W2 = W1.T.copy(), W2.T.copy()

    def run() -> tuple[Floats, Floats, Floats, Floats]:
        v = sigmoid(X @ W1 + b1)
        y_hat = sigmoid(v @ W2 + b2)
        error = y_hat - Y
        np.sum(error**2)
        dz2 = 2 * error * y_hat * (1 - y_hat)
        dz1 = (dz2 @ W2.T) * v * (1 - v)
        return X.T @ dz1, dz1.sum(axis=0), v.T @ dz2, dz2.sum(axis=0)

    return run
