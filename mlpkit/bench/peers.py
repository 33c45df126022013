"""The same networks elsewhere: sigmoids in every layer, binary cross-entropy, plain SGD.

Each function imports what it needs, and everything computes in float64 on one core. What is
timed starts from the weights of `data`, and returns the network as it is afterwards.
"""

from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np

from mlpkit.bench.race import Run
from mlpkit.core.arrays import Floats

Layers = list[tuple[Floats, Floats]]  # W and b of each layer

ALPHA = 1e-3
SCAN = 100  # steps in one call of a compiled loop


def data(sizes: Sequence[int], n: int) -> tuple[Layers, Floats, Floats]:
    """Draw a network's weights, and a batch."""
    rng = np.random.default_rng(0)
    layers = [
        (rng.standard_normal((k, below)) / np.sqrt(below), np.zeros(k))
        for below, k in pairwise(sizes)
    ]
    X = rng.standard_normal((n, sizes[0]))
    return layers, X, (rng.random((n, sizes[-1])) < 0.5).astype(float)


def products(sizes: Sequence[int], n: int, in_place: bool = False) -> Run:
    """Return the matrix products of a step, and nothing else."""
    layers, X, _ = data(sizes, n)
    rng = np.random.default_rng(1)
    v = [X] + [rng.standard_normal((n, k)) for k in sizes[1:]]
    dz = [rng.standard_normal((n, k)) for k in sizes[1:]]
    W = [W for W, _ in layers]
    pairs = [(v[k], W[k].T) for k in range(len(W))]
    pairs += [(dz[k].T, v[k]) for k in range(len(W))]
    pairs += [(dz[k], W[k]) for k in range(1, len(W))]
    outs = [a @ b for a, b in pairs]

    def run() -> None:
        for a, b in pairs:
            a @ b

    def run_in_place() -> None:
        for (a, b), out in zip(pairs, outs, strict=True):
            a.dot(b, out)

    return run_in_place if in_place else run


def sigmoid(z: Floats) -> Floats:
    """Compute σ(z) as one writes it down first."""
    v: Floats = 1 / (1 + np.exp(-z))
    return v


def numpy_loss(layers: Layers, X: Floats, Y: Floats) -> float:
    """Compute the loss as one writes it down first, if one knows to take it from z."""
    z = v = X
    for W, b in layers:
        z = v @ W.T + b
        v = sigmoid(z)
    return float(np.sum(np.logaddexp(0, z) - Y * z)) / len(X)


def numpy_step(sizes: Sequence[int], n: int) -> Run:
    """Return a step as one writes it down first."""
    layers, X, Y = data(sizes, n)

    def run() -> Layers:
        v = [X]
        for W, b in layers:
            v.append(sigmoid(v[-1] @ W.T + b))
        dz = (v[-1] - Y) / n
        for k in reversed(range(len(layers))):
            W, b = layers[k]
            dW, db = dz.T @ v[k], dz.sum(axis=0)
            if k:
                dz = (dz @ W) * v[k] * (1 - v[k])
            W -= ALPHA * dW
            b -= ALPHA * db
        return layers

    return run


def torch_network(sizes: Sequence[int]) -> tuple[Any, Any]:
    """Return PyTorch, and the network without its last sigmoid, which the loss takes."""
    torch = import_module("torch")
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    layers: list[Any] = []
    for W, b in data(sizes, 1)[0]:
        linear = torch.nn.Linear(*W.T.shape)
        linear.weight.data, linear.bias.data = torch.from_numpy(W), torch.from_numpy(b)
        layers += [linear, torch.nn.Sigmoid()]
    return torch, torch.nn.Sequential(*layers[:-1])


def torch_step(sizes: Sequence[int], n: int) -> Run:
    """Return a step of PyTorch, run eagerly."""
    torch, network = torch_network(sizes)
    _, X, Y = data(sizes, n)
    X, Y = torch.from_numpy(X), torch.from_numpy(Y)
    # Its mean would be one over examples and outputs.
    loss = torch.nn.BCEWithLogitsLoss(reduction="sum")
    optimizer = torch.optim.SGD(network.parameters(), lr=ALPHA / n)

    def run() -> Any:
        optimizer.zero_grad()
        loss(network(X), Y).backward()
        optimizer.step()
        return network

    return run


def jax_update(sizes: Sequence[int], n: int) -> tuple[Any, Any, Layers, Floats, Floats]:
    """Return JAX, a function that updates the layers once, the layers and a batch."""
    jax = import_module("jax")
    jax.config.update("jax_enable_x64", True)
    numpy = import_module("jax.numpy")

    def loss(layers: Any, X: Any, Y: Any) -> Any:
        *hidden, (W_last, b_last) = layers
        v = X
        for W, b in hidden:
            v = jax.nn.sigmoid(v @ W.T + b)
        z = v @ W_last.T + b_last
        return numpy.sum(numpy.logaddexp(0, z) - Y * z) / len(X)

    def update(layers: Any, X: Any, Y: Any) -> Any:
        slopes = jax.grad(loss)(layers, X, Y)
        return jax.tree.map(lambda w, dw: w - ALPHA * dw, layers, slopes)

    layers, X, Y = jax.tree.map(numpy.asarray, data(sizes, n))
    return jax, update, layers, X, Y


def jax_step(sizes: Sequence[int], n: int) -> Run:
    """Return a step of JAX, compiled, one call a step."""
    jax, update, layers, X, Y = jax_update(sizes, n)
    compiled = jax.jit(update)

    def run() -> Any:
        nonlocal layers
        layers = jax.block_until_ready(compiled(layers, X, Y))
        return layers

    return run


def jax_scan(sizes: Sequence[int], n: int) -> Run:
    """Return SCAN steps of JAX, compiled as one loop."""
    jax, update, layers, X, Y = jax_update(sizes, n)

    @jax.jit  # type: ignore[untyped-decorator, unused-ignore]  # jax is not always there
    def loop(layers: Any) -> Any:
        return jax.lax.scan(lambda now, _: (update(now, X, Y), None), layers, length=SCAN)[0]

    def run() -> Any:
        nonlocal layers
        layers = jax.block_until_ready(loop(layers))
        return layers

    return run


def sklearn_step(sizes: Sequence[int], n: int) -> Run:
    """Return a step of scikit-learn's classifier."""
    MLPClassifier = import_module("sklearn.neural_network").MLPClassifier
    _, X, Y = data(sizes, n)
    network = MLPClassifier(
        sizes[1:-1],
        "logistic",
        solver="sgd",
        alpha=0,  # its name for weight decay
        learning_rate_init=ALPHA,
        momentum=0,
        batch_size=n,
        shuffle=False,
    )
    labels, classes = (Y[:, 0], [0, 1]) if sizes[-1] == 1 else (Y, range(sizes[-1]))
    network.partial_fit(X, labels, classes=classes)
    layers, _, _ = data(sizes, n)
    network.coefs_, network.intercepts_ = [W.T for W, _ in layers], [b for _, b in layers]

    def run() -> Any:
        return network.partial_fit(X, labels)

    return run


def numba_loop(sizes: Sequence[int], n: int) -> Run:
    """Return SCAN steps of a network with one hidden layer and one output, in compiled loops."""
    numba = import_module("numba")
    ((W1, b1), (W2, b2)), X, Y = data(sizes, n)

    @numba.njit  # type: ignore[untyped-decorator, unused-ignore]  # numba is not always there
    def loop(W1: Any, b1: Any, w2: Any, b2: Any, X: Any, y: Any, steps: int) -> None:
        n, d = X.shape
        h = len(b1)
        v = np.empty(h)
        for _ in range(steps):
            dW1, db1, dw2, db2 = np.zeros((h, d)), np.zeros(h), np.zeros(h), 0.0
            for k in range(n):
                z2 = b2[0]
                for i in range(h):
                    z = b1[i]
                    for j in range(d):
                        z += W1[i, j] * X[k, j]
                    v[i] = 1 / (1 + np.exp(-z))
                    z2 += w2[i] * v[i]
                dz2 = (1 / (1 + np.exp(-z2)) - y[k]) / n
                db2 += dz2
                for i in range(h):
                    dw2[i] += dz2 * v[i]
                    dz = dz2 * w2[i] * v[i] * (1 - v[i])
                    db1[i] += dz
                    for j in range(d):
                        dW1[i, j] += dz * X[k, j]
            W1 -= ALPHA * dW1
            b1 -= ALPHA * db1
            w2 -= ALPHA * dw2
            b2[0] -= ALPHA * db2

    def run() -> Layers:
        loop(W1, b1, W2[0], b2, X, Y[:, 0], SCAN)
        return [(W1, b1), (W2, b2)]

    return run
