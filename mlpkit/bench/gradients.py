"""A gradient check of a whole network."""

from itertools import chain

import numpy as np

from mlpkit.bench import peers
from mlpkit.bench.race import Peer, Row, Run, race
from mlpkit.core.arrays import Floats
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
        [Peer("loop over the weights", loop, 10), Peer("torch.autograd.gradcheck", _torch, 30)],
    )
    error = gradcheck_network(model, X, Y).error
    goal = f"≤ {MOST_ERROR:g}"
    return [*rows, Row(name, "error by norm", error, "", None, goal, error <= MOST_ERROR)]


def loop() -> Run:
    """Return central differences, weight by weight."""
    layers, X, Y = peers.data(SIZES, N)

    def run() -> list[Floats]:
        gradients = []
        for array in chain(*layers):
            slopes = np.empty(array.shape)
            for place in np.ndindex(array.shape):
                kept = array[place]
                array[place] = kept + 1e-5
                above = peers.numpy_loss(layers, X, Y)
                array[place] = kept - 1e-5
                slopes[place] = (above - peers.numpy_loss(layers, X, Y)) / 2e-5
                array[place] = kept
            gradients.append(slopes)
        return gradients

    return run


def _torch() -> Run:
    torch, network = peers.torch_network(SIZES)
    _, X, Y = peers.data(SIZES, N)
    X, Y = torch.from_numpy(X), torch.from_numpy(Y)
    names, values = zip(*network.named_parameters(), strict=True)
    loss = torch.nn.BCEWithLogitsLoss()

    def f(*weights: object) -> object:
        named = dict(zip(names, weights, strict=True))
        return loss(torch.func.functional_call(network, named, (X,)), Y)

    return lambda: torch.autograd.gradcheck(f, values)
