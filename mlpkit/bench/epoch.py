"""An epoch of training, with shuffling and all that belongs to it."""

import numpy as np

from mlpkit.bench import peers
from mlpkit.bench.race import Peer, Row, Run, race
from mlpkit.core.network import MLP
from mlpkit.core.sgd import sgd

SIZES, N, BATCH = [2, 8, 1], 1024, 32


def measure() -> list[Row]:
    """Measure an epoch of a small network."""
    return race(
        f"epoch of {N} in batches of {BATCH}, 2-8-1",
        _ours(),
        [Peer("PyTorch with a DataLoader", _torch, 20)],
    )


def _ours() -> Run:
    model = MLP(SIZES)
    _, X, Y = peers.data(SIZES, N)
    rng = np.random.default_rng(0)
    return lambda: list(sgd(model, X, Y, peers.ALPHA, BATCH, 1, rng))


def _torch() -> Run:
    torch, network = peers.torch_network(SIZES)
    _, X, Y = peers.data(SIZES, N)
    examples = torch.utils.data.TensorDataset(torch.from_numpy(X), torch.from_numpy(Y))
    batches = torch.utils.data.DataLoader(examples, batch_size=BATCH, shuffle=True)
    loss = torch.nn.BCEWithLogitsLoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=peers.ALPHA)

    def run() -> None:
        for x, y in batches:
            optimizer.zero_grad()
            loss(network(x), y).backward()
            optimizer.step()

    return run
