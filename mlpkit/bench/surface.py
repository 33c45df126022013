"""The loss over a plane of weights, 100 × 100 points."""

from functools import partial
from importlib import import_module
from itertools import chain
from typing import Any

import numpy as np

from mlpkit.bench import peers
from mlpkit.bench.race import Peer, Row, Run, race
from mlpkit.core.arrays import Floats
from mlpkit.core.landscape import loss_surface
from mlpkit.core.network import MLP

Weights = tuple[tuple[str, int, int, int], tuple[str, int, int, int]]

SIZES, N, POINTS = [2, 3, 1], 200, 100
SIDE = np.linspace(-5, 5, POINTS)
# What spans the plane, None for directions through all weights; and the most milliseconds.
PLANES: dict[str, tuple[Weights | None, float]] = {
    "two weights of two units": ((("W", 0, 0, 0), ("W", 0, 1, 1)), 8),
    "two weights of one unit": ((("W", 0, 0, 0), ("W", 0, 0, 1)), 8),
    "a plane through all weights": (None, 16),
}


def measure() -> list[Row]:
    """Measure surfaces over two weights, and over a plane through all of them."""
    rows: list[Row] = []
    for name, (weights, most_ms) in PLANES.items():
        rows += race(
            f"surface 100 × 100 of 2-3-1, n = 200: {name}",
            ours(weights),
            [
                Peer("loop over the points", partial(loop, weights), 15),
                Peer("torch.vmap", partial(_torch, weights)),
                Peer("jax.vmap, compiled", partial(_jax, weights)),
            ],
            most_ms,
            round_seconds=0.2,
        )
    return rows


def ours(weights: Weights | None) -> Run:
    """Return our surface."""
    _, X, Y = peers.data(SIZES, N)
    u, v = weights or [_unzipped(direction) for direction in _plane(weights)]
    return partial(loss_surface, MLP(SIZES), X, Y, u, v, SIDE, SIDE)


def loop(weights: Weights | None) -> Run:
    """Return a loop that sets the weights and computes the loss, point by point."""
    (start, X, Y), (layers, _, _) = (peers.data(SIZES, N) for _ in range(2))
    arrays = list(zip(*map(chain.from_iterable, (layers, start, *_plane(weights))), strict=True))

    def move(s: float, t: float) -> None:
        if weights:
            for (_, layer, i, j), step in zip(weights, (s, t), strict=True):
                layers[layer][0][i, j] = start[layer][0][i, j] + step
        else:
            for moved, array, du, dv in arrays:
                moved[...] = array + s * du + t * dv

    def run() -> Floats:
        surface = np.empty((POINTS, POINTS))
        for row, t in enumerate(SIDE):
            for column, s in enumerate(SIDE):
                move(s, t)
                surface[row, column] = peers.numpy_loss(layers, X, Y)
        return surface

    return run


def _plane(weights: Weights | None) -> list[peers.Layers]:
    """Return the plane's two directions as arrays: each one weight's, or random."""
    directions = []
    for k in range(2):
        rng = np.random.default_rng(k)
        layers, _, _ = peers.data(SIZES, N)
        for array in chain.from_iterable(layers):
            array[...] = 0 if weights else rng.standard_normal(array.shape)
        if weights:
            _, layer, i, j = weights[k]
            layers[layer][0][i, j] = 1
        directions.append(layers)
    return directions


def _unzipped(layers: peers.Layers) -> tuple[list[Floats], list[Floats]]:
    """Return a list of dW and a list of db."""
    return [dW for dW, _ in layers], [db for _, db in layers]


def _torch(weights: Weights | None) -> Run:
    torch = import_module("torch")
    torch.set_num_threads(1)
    layers, X, Y = peers.data(SIZES, N)
    side, x, y = map(torch.from_numpy, (SIDE, X, Y))
    start, u, v = (
        [tuple(map(torch.from_numpy, layer)) for layer in arrays]
        for arrays in (layers, *_plane(weights))
    )

    def loss(s: Any, t: Any) -> Any:
        value = x
        for (W, b), (uW, ub), (vW, vb) in zip(start, u, v, strict=True):
            z = value @ (W + s * uW + t * vW).T + b + s * ub + t * vb
            value = torch.sigmoid(z)
        return torch.nn.functional.binary_cross_entropy_with_logits(z, y)

    over_plane = torch.vmap(torch.vmap(loss, (0, None)), (None, 0))
    return lambda: over_plane(side, side)


def _jax(weights: Weights | None) -> Run:
    jax = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    numpy = import_module("jax.numpy")
    start, X, Y = peers.data(SIZES, N)
    u, v = _plane(weights)

    def loss(s: Any, t: Any) -> Any:
        value = X
        for (W, b), (uW, ub), (vW, vb) in zip(start, u, v, strict=True):
            z = value @ (W + s * uW + t * vW).T + b + s * ub + t * vb
            value = jax.nn.sigmoid(z)
        return numpy.mean(numpy.logaddexp(0, z) - Y * z)

    over_plane = jax.jit(jax.vmap(jax.vmap(loss, (0, None)), (None, 0)))
    return lambda: jax.block_until_ready(over_plane(SIDE, SIDE))
