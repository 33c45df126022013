"""Where the nodes of a computation graph stand: in columns, with ways around for long edges."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from mlpkit.core.graph import Node

Array = NDArray[np.float64]
Edge = tuple[Node, Node]
# What stands in a column: a node, or the place where an edge passes the column by.
Item = Node | tuple[Edge, int]

LEFT, RIGHT, PITCH = 130.0, 60.0, 80.0  # room beside the first and last column, and between two
LEAF, OPERATION, WAY = 54.0, 92.0, 34.0  # room above each other, with what is written there
SWEEPS = 6


@dataclass(frozen=True)
class Layout:
    """The places of nodes, and the bends of each edge between its ends, within a size."""

    width: float
    height: float
    nodes: Mapping[Node, Array]
    bends: Mapping[Edge, list[Array]]


def lay_out(order: list[Node], width: float, height: float) -> Layout:
    """Place each node one column after its last parent, an input one before its first use.

    Parameters
    ----------
    order : list of Node
        Parents before children.
    width, height : float
        The size to fill; a graph that does not fit gets a larger one of the same shape.
    """
    depth = _depths(order)
    edges = {(parent, node): None for node in order for parent in node.parents}
    columns: list[list[Item]] = [[] for _ in range(max(depth.values()) + 1)]
    for node in order:
        columns[depth[node]].append(node)
    paths: dict[Edge, list[Item]] = {}
    for parent, child in edges:
        ways = [((parent, child), k) for k in range(depth[parent] + 1, depth[child])]
        paths[parent, child] = [parent, *ways, child]
        for edge, k in ways:
            columns[k].append((edge, k))
    _untangle(columns, paths.values())

    needed = max(sum(map(_room, column)) for column in columns)
    grown = max(1.0, needed / height, (LEFT + RIGHT + PITCH * (len(columns) - 1)) / width)
    width, height = grown * width, grown * height
    at: dict[Item, Array] = {}
    for x, column in zip(_across(len(columns), width), columns, strict=True):
        spare = (height - sum(map(_room, column))) / len(column)
        y = 0.0
        for item in column:
            room = _room(item) + spare
            at[item] = np.array([x, y + room / 2])
            y += room
    bends = {edge: [at[item] for item in path[1:-1]] for edge, path in paths.items()}
    return Layout(width, height, {node: at[node] for node in order}, bends)


def _depths(order: list[Node]) -> dict[Node, int]:
    depth: dict[Node, int] = {}
    for node in order:
        depth[node] = 1 + max((depth[parent] for parent in node.parents), default=-1)
    for node in order:
        uses = [depth[child] for child in order if node in child.parents]
        if uses and not node.parents:
            depth[node] = min(uses) - 1
    return depth


def _untangle(columns: list[list[Item]], paths: Iterable[list[Item]]) -> None:
    """Sort each column by the rows of what it is joined to, to the left and right in turn."""
    left: defaultdict[Item, list[Item]] = defaultdict(list)
    right: defaultdict[Item, list[Item]] = defaultdict(list)
    for path in paths:
        for one, other in pairwise(path):
            left[other].append(one)
            right[one].append(other)
    for sweep in range(SWEEPS):
        joined, sorted_ = (right, columns[::-1]) if sweep % 2 else (left, columns)
        for column in sorted_:
            row = {item: (k + 0.5) / len(each) for each in columns for k, item in enumerate(each)}
            middle = {item: fmean(row[o] for o in joined[item] or [item]) for item in column}
            column.sort(key=middle.__getitem__)


def _room(item: Item) -> float:
    if isinstance(item, Node):
        return OPERATION if item.parents else LEAF
    return WAY


def _across(columns: int, width: float) -> Array:
    """Spread the columns; a single one stands in the middle."""
    if columns == 1:
        return np.array([width / 2])
    return np.linspace(LEFT, width - RIGHT, columns)
