"""Computation graphs: values forward, gradients backward.

The engine at the end of this file knows no operation. An operation is a row of
each of two tables: how its value comes from its parents' values, and what each
parent's gradient gets from dz, its own.
"""

from collections.abc import Callable
from typing import Any, Union

import numpy as np

Value = Any  # a float or an array
Operand = Union["Node", float, np.ndarray]


class Node:
    """A value in a computation graph, and the operation that made it.

    Parameters
    ----------
    value
        A number or an array.
    op
        The operation's name; "input" for a value that comes from outside.
    parents
        The nodes that the operation was applied to, in order, with repeats: x·x has (x, x).

    Slide: S15
    """

    __slots__ = ("grad", "op", "parents", "value")

    def __init__(self, value: Value, op: str = "input", parents: tuple["Node", ...] = ()) -> None:
        self.value = value
        self.op = op
        self.parents = parents
        self.grad: Value = 0.0

    def __add__(self, other: Operand) -> "Node":
        return apply("add", self, other)

    def __radd__(self, other: Operand) -> "Node":
        return apply("add", other, self)

    def __sub__(self, other: Operand) -> "Node":
        return apply("subtract", self, other)

    def __rsub__(self, other: Operand) -> "Node":
        return apply("subtract", other, self)

    def __mul__(self, other: Operand) -> "Node":
        return apply("multiply", self, other)

    def __rmul__(self, other: Operand) -> "Node":
        return apply("multiply", other, self)

    def __truediv__(self, other: Operand) -> "Node":
        return apply("divide", self, other)

    def __rtruediv__(self, other: Operand) -> "Node":
        return apply("divide", other, self)

    def __pow__(self, exponent: Operand) -> "Node":
        if isinstance(exponent, (int, float)) and exponent == 2:
            return apply("square", self)
        return apply("power", self, exponent)

    def __rpow__(self, base: Operand) -> "Node":
        return apply("power", base, self)

    def __matmul__(self, other: Operand) -> "Node":
        return apply("matmul", self, other)

    def __rmatmul__(self, other: Operand) -> "Node":
        return apply("matmul", other, self)

    def __neg__(self) -> "Node":
        return apply("negate", self)

    def __repr__(self) -> str:
        return f"Node({self.value!r}, {self.op!r})"

    # NumPy must leave array + Node to Node.
    __array_ufunc__ = None

    def backward(self) -> None:
        """Set .grad of this node and of every node that it depends on to ∂(this)/∂(that).

        Slide: S16
        """
        order = topological_order(self)
        for node in order:
            node.grad = np.zeros_like(node.value) if np.ndim(node.value) else 0.0
        self.grad = np.ones_like(self.value) if np.ndim(self.value) else 1.0
        for node in reversed(order):
            if node.parents:
                values = (parent.value for parent in node.parents)
                contributions = DERIVATIVES[node.op](node.grad, node.value, *values)
                for parent, contribution in zip(node.parents, contributions, strict=True):
                    parent.grad = parent.grad + _summed_to(contribution, parent.value)


def apply(op: str, *operands: Operand) -> Node:
    """Make the node that an operation gives; operands that are no nodes become inputs."""
    parents = tuple(x if isinstance(x, Node) else Node(x) for x in operands)
    return Node(VALUES[op](*(x.value for x in parents)), op, parents)


def topological_order(node: Node) -> list[Node]:
    """List everything that a node depends on, parents before children, the node last."""
    order: list[Node] = []
    seen: set[Node] = set()
    stack = [(node, False)]
    while stack:
        current, parents_done = stack.pop()
        if parents_done:
            order.append(current)
        elif current not in seen:
            seen.add(current)
            stack.append((current, True))
            stack.extend((parent, False) for parent in reversed(current.parents))
    return order


def exp(x: Operand) -> Node:
    """Make the node e^x."""
    return apply("exp", x)


def log(x: Operand) -> Node:
    """Make the node of the natural logarithm."""
    return apply("log", x)


def sigmoid(x: Operand) -> Node:
    """Make the node σ(x)."""
    return apply("sigmoid", x)


def tanh(x: Operand) -> Node:
    """Make the node tanh(x)."""
    return apply("tanh", x)


def relu(x: Operand) -> Node:
    """Make the node max(x, 0)."""
    return apply("relu", x)


def matmul(x: Operand, y: Operand) -> Node:
    """Make the node of the matrix product x y."""
    return apply("matmul", x, y)


def sum(x: Operand) -> Node:  # noqa: A001 - the operation's name
    """Make the node that adds up all entries."""
    return apply("sum", x)


def _sigmoid(x: Value) -> Value:
    e = np.exp(np.minimum(x, 709.0))
    return e / (1 + e)


def _summed_to(gradient: Value, value: Value) -> Value:
    """Add up what broadcasting had spread, so that the gradient has the value's shape."""
    extra = np.ndim(gradient) - np.ndim(value)
    if extra > 0:
        gradient = np.sum(gradient, axis=tuple(range(extra)))
    spread = tuple(
        axis for axis, k in enumerate(np.shape(value)) if k == 1 and np.shape(gradient)[axis] != 1
    )
    return np.sum(gradient, axis=spread, keepdims=True) if spread else gradient


VALUES: dict[str, Callable[..., Value]] = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "power": lambda x, y: x**y,
    "square": lambda x: x * x,
    "negate": lambda x: -x,
    "exp": np.exp,
    "log": np.log,
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0.0),
    "matmul": lambda x, y: x @ y,
    "sum": np.sum,
}

DERIVATIVES: dict[str, Callable[..., tuple[Value, ...]]] = {
    "add": lambda dz, z, x, y: (dz, dz),
    "subtract": lambda dz, z, x, y: (dz, -dz),
    "multiply": lambda dz, z, x, y: (dz * y, dz * x),
    "divide": lambda dz, z, x, y: (dz / y, -dz * z / y),
    "power": lambda dz, z, x, y: (
        dz * y * x ** (y - 1),
        dz * z * np.log(x) if np.all(x > 0) else 0.0,
    ),
    "square": lambda dz, z, x: (dz * 2 * x,),
    "negate": lambda dz, z, x: (-dz,),
    "exp": lambda dz, z, x: (dz * z,),
    "log": lambda dz, z, x: (dz / x,),
    "sigmoid": lambda dz, z, x: (dz * z * (1 - z),),
    "tanh": lambda dz, z, x: (dz * (1 - z * z),),
    "relu": lambda dz, z, x: (dz * (x > 0),),
    "matmul": lambda dz, z, x, y: (dz @ y.T, x.T @ dz),
    "sum": lambda dz, z, x: (dz * np.ones_like(x),),
}
