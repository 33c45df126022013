"""Matrix products at the speed of the machine: where arrays begin, and in which pieces they go.

BLAS copies what it multiplies into an order of its own. OpenBLAS, which NumPy's wheels bring
along, does without where a product is small and the processor has AVX-512: what is too large
for that is then a third faster piece by piece, unless the pieces would be slivers.
"""

from math import prod
from typing import Any

import numpy as np

from mlpkit.core.arrays import Floats

LINE = 64  # bytes of a cache line
SMALL = 1_000_000  # OpenBLAS multiplies up to so many pairs of numbers without a copy


def aligned(*shape: int) -> Floats:
    """Return zeros that begin with a cache line, so that no vector of numbers lies in two."""
    size = prod(shape)
    memory = np.zeros(size + LINE // 8)
    start = -memory.ctypes.data % LINE // 8
    return memory[start : start + size].reshape(shape)


def pieces(rows: int, pairs: int, least: int) -> list[slice]:
    """Cut the rows of a product that multiplies so many pairs of numbers for each.

    Parameters
    ----------
    least
        With fewer rows a piece is a sliver; it has a multiple of 8.
    """
    height = SMALL // pairs // 8 * 8
    return cut(rows, height if PIECES_PAY and height >= least else rows)


def cut(rows: int, height: int) -> list[slice]:
    """Cut rows into pieces of a height; the last may have fewer."""
    return [slice(start, min(start + height, rows)) for start in range(0, rows, height)]


def _pieces_pay() -> bool:
    """Tell whether NumPy multiplies with OpenBLAS on a processor with AVX-512."""
    config: Any = np.show_config(mode="dicts")  # without what there is not
    blas = config.get("Build Dependencies", {}).get("blas", {}).get("name", "")
    found = config.get("SIMD Extensions", {}).get("found", [])
    # The feature's name from NumPy 2.4 on, and before.
    return "openblas" in blas and ("X86_V4" in found or "AVX512_SKX" in found)


PIECES_PAY = _pieces_pay()
