"""The loss over a plane of weights, 100 × 100 points."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from mlpkit.bench import peers
from mlpkit.bench.race import Peer, Row, race
from mlpkit.core.arrays import Floats
from mlpkit.core.landscape import loss_surface
from mlpkit.core.network import MLP

Weight = tuple[str, int, int, int]
Direction = tuple[list[Floats], list[Floats]]

SIZES, N, POINTS = [2, 3, 1], 200, 100
SIDE = np.linspace(-5, 5, POINTS)
PLANES: dict[str, tuple[tuple[Weight, Weight] | None, float]] = {
    "two weights of two units": ((("W", 0, 0, 0), ("W", 0, 1, 1)), 8),
    "two weights of one unit": ((("W", 0, 0, 0), ("W", 0, 0, 1)), 8),
    "a plane through all weights": (None, 16),
}


def measure() -> list[Row]:
    """Measure surfaces over two weights, and over a plane through all of them."""
    layers, X, Y = peers.data(SIZES, N)
    model = MLP(SIZES)
    model.W, model.b = map(list, zip(*layers, strict=True))
    rows: list[Row] = []
    for name, (weights, most_ms) in PLANES.items():
        u, v = (_direction(model, weights[k] if weights else None, seed=k) for k in range(2))
        ours_u, ours_v = weights or (u, v)
        rows += race(
            f"surface 100 × 100 of 2-3-1, n = 200: {name}",
            partial(loss_surface, model, X, Y, ours_u, ours_v, SIDE, SIDE),
            [
                Peer("loop over the points", partial(_loop, model, X, Y, u, v), 15),
                Peer("torch.vmap", partial(_torch, layers, X, Y, u, v)),
                Peer("jax.vmap, compiled", partial(_jax, layers, X, Y, u, v)),
            ],
            most_ms,
        )
    return rows


def _direction(model: MLP, weight: Weight | None, seed: int) -> Direction:
    """Return a direction as arrays: that of one weight, or a random one."""
    rng = np.random.default_rng(seed)
    dW, db = ([rng.standard_normal(a.shape) for a in arrays] for arrays in (model.W, model.b))
    if weight:
        for array in (*dW, *db):
            array[...] = 0
        _, layer, i, j = weight
        dW[layer][i, j] = 1
    return dW, db


def _loop(model: MLP, X: Floats, Y: Floats, u: Direction, v: Direction) -> Callable[[], Floats]:
    moved = model.copy()
    arrays, starts = [*moved.W, *moved.b], [*model.W, *model.b]
    slopes = list(zip([*u[0], *u[1]], [*v[0], *v[1]], strict=True))

    def run() -> Floats:
        surface = np.empty((POINTS, POINTS))
        for row, t in enumerate(SIDE):
            for column, s in enumerate(SIDE):
                for now, start, (du, dv) in zip(arrays, starts, slopes, strict=True):
                    now[...] = start + s * du + t * dv
                surface[row, column] = moved.loss(X, Y)
        return surface

    return run


def _torch(
    layers: peers.Layers, X: Floats, Y: Floats, u: Direction, v: Direction
) -> Callable[[], Any]:
    torch = import_module("torch")
    torch.set_num_threads(1)
    side, x, y = (torch.from_numpy(array) for array in (SIDE, X, Y))
    start, du, dv = (
        [(torch.from_numpy(W), torch.from_numpy(b)) for W, b in zip(*arrays, strict=True)]
        for arrays in (zip(*layers, strict=True), u, v)
    )

    def loss(s: Any, t: Any) -> Any:
        value = x
        for (W, b), (uW, ub), (vW, vb) in zip(start, du, dv, strict=True):
            z = value @ (W + s * uW + t * vW).T + b + s * ub + t * vb
            value = torch.sigmoid(z)
        return torch.nn.functional.binary_cross_entropy_with_logits(z, y)

    over_plane = torch.vmap(torch.vmap(loss, (0, None)), (None, 0))
    return lambda: over_plane(side, side)


def _jax(
    layers: peers.Layers, X: Floats, Y: Floats, u: Direction, v: Direction
) -> Callable[[], Any]:
    jax = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    numpy = import_module("jax.numpy")
    start, du, dv = layers, list(zip(*u, strict=True)), list(zip(*v, strict=True))

    def loss(s: Any, t: Any) -> Any:
        value = X
        for (W, b), (uW, ub), (vW, vb) in zip(start, du, dv, strict=True):
            z = value @ (W + s * uW + t * vW).T + b + s * ub + t * vb
            value = jax.nn.sigmoid(z)
        return numpy.mean(numpy.logaddexp(0, z) - Y * z)

    over_plane = jax.jit(jax.vmap(jax.vmap(loss, (0, None)), (None, 0)))
    return lambda: jax.block_until_ready(over_plane(SIDE, SIDE))
