"""Arguments that are no numbers or arrays, as plain data: a graph, a function, an rng.

`build` makes what the student's function receives: fresh at every call, so that no call can
spoil the next one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpkit.core.graph import Node


@dataclass(frozen=True)
class Graph:
    """A computation graph, parents before children; its last node is the argument.

    Parameters
    ----------
    ops : tuple of str
        "input", "add", "multiply" or "square", one a node.
    parents : tuple of tuples of int
        The places of each node's parents, in order, with repeats; () for an input.
    values : tuple of float or array
        The value of each node.

    Slide: S15
    """

    ops: tuple[str, ...]
    parents: tuple[tuple[int, ...], ...]
    values: tuple[Any, ...]

    def nodes(self) -> list[Node]:
        """Build the nodes, in the graph's order."""
        nodes: list[Node] = []
        for op, parents, value in zip(self.ops, self.parents, self.values, strict=True):
            fresh = value.copy() if isinstance(value, np.ndarray) else value
            nodes.append(Node(fresh, op, tuple(nodes[i] for i in parents)))
        return nodes


@dataclass(frozen=True)
class Seed:
    """A seed; the student's function receives `numpy.random.default_rng(seed)`."""

    value: int

    def build(self) -> np.random.Generator:
        """Return a fresh generator."""
        return np.random.default_rng(self.value)


@dataclass(frozen=True)
class Waves:
    """A smooth function: w ↦ ½ c ‖w‖² + Σₖ aₖ sin(⟨dₖ, w⟩ + φₖ), for w of any one shape.

    Parameters
    ----------
    curvature : float
        c
    amplitudes, phases : (k,) arrays
        a and φ
    directions : (k, size of w) array
        d
    """

    curvature: float
    amplitudes: np.ndarray
    directions: np.ndarray
    phases: np.ndarray

    def build(self) -> Callable[[Any], float]:
        """Return the function itself, without its parts."""

        def f(w: Any) -> float:
            flat = np.asarray(w, dtype=float).ravel()
            waves = self.amplitudes @ np.sin(self.directions @ flat + self.phases)
            return float(0.5 * self.curvature * (flat @ flat) + waves)

        return f
