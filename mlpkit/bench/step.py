"""One training step, beside its bare matrix products and beside other libraries."""

import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial

from mlpkit.bench import peers
from mlpkit.bench.race import Peer, Row, Run, race
from mlpkit.core.network import MLP

# Sizes, batch; the most that a step may take of its products; how many times PyTorch's step and
# JAX's have to take ours.
CASES: list[tuple[list[int], int, float, float | None, float | None]] = [
    ([2, 8, 1], 32, 2.0, 12, 2.5),
    ([64, 32, 16, 1], 32, 2.0, 8, None),
    ([784, 128, 64, 10], 64, 1.15, 1.8, None),
    ([784, 512, 256, 10], 256, 1.10, None, None),
]
LOOPS = f"one call of {peers.SCAN} steps"


def measure() -> list[Row]:
    """Measure a step of each network."""
    rows: list[Row] = []
    for sizes, n, most, torch, jax in CASES:
        name = f"{'-'.join(map(str, sizes))}, batch {n}"
        rows += race(
            f"step of {name}",
            _ours(sizes, n),
            [
                Peer("its products, A @ B", partial(peers.products, sizes, n), 1 / most),
                Peer("its products, A.dot(B, out)", partial(peers.products, sizes, n, True)),
                Peer("NumPy, as one writes it first", partial(peers.numpy_step, sizes, n)),
                Peer("PyTorch, eager", partial(peers.torch_step, sizes, n), torch),
                Peer("jax.jit, step by step", partial(peers.jax_step, sizes, n), jax),
                Peer("scikit-learn, partial_fit", partial(peers.sklearn_step, sizes, n)),
            ],
        )
    sizes, n = CASES[0][:2]
    rows += race(
        f"{peers.SCAN} steps of {'-'.join(map(str, sizes))}, batch {n}",
        _repeated(_ours(sizes, n)),
        [
            Peer("jax.lax.scan, compiled loop", partial(peers.jax_scan, sizes, n)),
            Peer("numba, compiled loop", partial(peers.numba_loop, sizes, n)),
        ],
    )
    return [*rows, *memory()]


def _ours(sizes: Sequence[int], n: int) -> Run:
    _, X, Y = peers.data(sizes, n)
    return partial(MLP(sizes).step, X, Y, peers.ALPHA)


def _repeated(step: Run) -> Run:
    def run() -> None:
        for _ in range(peers.SCAN):
            step()

    return run


def memory() -> list[Row]:
    """Compare what a step allocates, after the first, for a small and for a large batch."""
    sizes = [64, 32, 16, 1]
    small, large = (_allocated(_ours(sizes, n)) for n in (32, 4096))
    name = "memory of a step of 64-32-16-1"
    no_array = large - small < 4096  # less than one byte an example
    return [
        Row(name, "mlpkit, batch 32", small, "bytes"),
        Row(name, "mlpkit, batch 4096", large, "bytes", None, "no array that grows", no_array),
    ]


def _allocated(run: Callable[[], object]) -> int:
    """Return the most bytes that a call had allocated at any time, after two calls before."""
    run()
    tracemalloc.start()
    try:
        run()
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        run()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
