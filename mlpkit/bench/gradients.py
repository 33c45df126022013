"""A gradient check of a whole network."""

from collections.abc import Callable

import numpy as np

from mlpkit.bench import peers
from mlpkit.bench.race import Peer, Row, race
from mlpkit.core.gradcheck import gradcheck_network
from mlpkit.core.network import MLP

SIZES, N = [64, 32, 16, 1], 32
MOST_ERROR = 1e-10


def measure() -> list[Row]:
    """Measure the check, and how exact it is."""
    name = f"gradient check of {'-'.join(map(str, SIZES))}, batch {N}"
    model = MLP(SIZES)
    _, X, Y = peers.data(SIZES, N)
    rows = race(
        name,
        lambda: gradcheck_network(model, X, Y),
        [Peer("loop over the weights", _loop, 10), Peer("torch.autograd.gradcheck", _torch, 30)],
    )
    error = gradcheck_network(model, X, Y).error
    goal = f"≤ {MOST_ERROR:g}"
    return [*rows, Row(name, "error by norm", error, "", None, goal, error <= MOST_ERROR)]


def _loop() -> Callable[[], None]:
    """Return central differences, weight by weight."""
    model = MLP(SIZES)
    _, X, Y = peers.data(SIZES, N)

    def run() -> None:
        for array in (*model.W, *model.b):
            slopes = np.empty(array.shape)
            for place in np.ndindex(array.shape):
                kept = array[place]
                array[place] = kept + 1e-5
                above = model.loss(X, Y)
                array[place] = kept - 1e-5
                slopes[place] = (above - model.loss(X, Y)) / 2e-5
                array[place] = kept

    return run


def _torch() -> Callable[[], None]:
    torch, network = peers.torch_network(SIZES)
    _, X, Y = peers.data(SIZES, N)
    X, Y = torch.from_numpy(X), torch.from_numpy(Y)
    names, values = zip(*network.named_parameters(), strict=True)
    loss = torch.nn.BCEWithLogitsLoss()

    def f(*weights: object) -> object:
        named = dict(zip(names, weights, strict=True))
        return loss(torch.func.functional_call(network, named, (X,)), Y)

    return lambda: torch.autograd.gradcheck(f, values)
