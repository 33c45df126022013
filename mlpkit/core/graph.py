"""Computation graphs: values forward, gradients backward, for numbers and for arrays.

The engine, at the end, knows no operation. An operation is a row in each of two tables:
VALUES says how its value comes from its parents' values, DERIVATIVES what each parent's
gradient gets from the operation's own, dz.
"""

import math
import operator
from collections.abc import Callable, Sequence
from itertools import count
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from mlpkit.core import activations

Value = Any  # a float or an array of floats


def _number_or_array(
    number: Callable[[float], float], array: Callable[[Any], Any]
) -> Callable[[Value], Value]:
    """Choose by the argument: for a single number Python is many times faster than NumPy."""
    return lambda x: number(x) if isinstance(x, float) else array(x)


def _sigmoid(x: float) -> float:
    e = math.exp(-abs(x))  # of |x|, so that it can't overflow
    return (1.0 if x > 0 else e) / (1.0 + e)


def _matmul(x: Value, y: Value) -> Value:
    try:
        z = x @ y
        fits = z.ndim <= 2
    except TypeError:  # a number has no @
        fits = False
    if not fits:
        raise ValueError(
            f"matmul got {np.shape(x)} and {np.shape(y)}; it takes vectors and matrices"
        )
    return z


def _matmul_derivatives(dz: Value, z: Value, x: Value, y: Value) -> tuple[Value, Value]:
    """Compute dx = dz yᵀ and dy = xᵀ dz; a vector is a row on the left, a column on the right."""
    if x.ndim == y.ndim == 2:
        return dz @ y.T, x.T @ dz
    left, right = np.atleast_2d(x), y.reshape(len(y), -1)
    dz = np.reshape(dz, (len(left), right.shape[1]))
    return (dz @ right.T).reshape(x.shape), (left.T @ dz).reshape(y.shape)


def _power(x: Value, y: Value) -> Value:
    z = x**y
    if isinstance(z, complex):
        raise ValueError(f"{x:g} to the power of {y:g} is no real number")
    return z


def _power_derivatives(dz: Value, z: Value, x: Value, y: Value) -> tuple[Value, Value]:
    """Compute dz y x^(y−1) and dz z log x; a base that is not positive allows no change of y."""
    positive = np.where(np.greater(x, 0), x, 1.0)
    below = y - np.not_equal(y, 0)  # x⁰ is 1 everywhere, even where 1/x is not defined
    return dz * y * x**below, dz * z * np.log(positive)


VALUES: dict[str, Callable[..., Value]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "power": _power,
    "square": lambda x: x * x,
    "negate": operator.neg,
    "exp": np.exp,
    "log": np.log,
    "sigmoid": _number_or_array(_sigmoid, activations.sigmoid),
    "tanh": _number_or_array(math.tanh, np.tanh),
    "relu": _number_or_array(lambda x: max(x, 0.0), activations.relu),
    "sum": lambda x: np.add.reduce(x, None),
    "matmul": _matmul,
}

# dz is the gradient of the operation's value z, and x, y are its parents' values. Beside an
# array 1.0 is quicker than 1, which NumPy converts first.
DERIVATIVES: dict[str, Callable[..., Sequence[Value]]] = {
    "add": lambda dz, z, x, y: (dz, dz),
    "subtract": lambda dz, z, x, y: (dz, -dz),
    "multiply": lambda dz, z, x, y: (dz * y, dz * x),
    "divide": lambda dz, z, x, y: (dz / y, -dz * z / y),
    "power": _power_derivatives,
    "square": lambda dz, z, x: (dz * (x + x),),
    "negate": lambda dz, z, x: (-dz,),
    "exp": lambda dz, z, x: (dz * z,),
    "log": lambda dz, z, x: (dz / x,),
    "sigmoid": lambda dz, z, x: (dz * z * (1.0 - z),),
    "tanh": lambda dz, z, x: (dz * (1.0 - z * z),),
    "relu": lambda dz, z, x: (dz * (x > 0),),
    "sum": lambda dz, z, x: (np.full(np.shape(x), dz),),
    "matmul": _matmul_derivatives,
}


def _floats(value: Value) -> Value:
    """Return an input as a float, or as an array of floats."""
    if type(value) is np.ndarray and value.ndim and value.dtype.char in "fd":
        return value
    array = activations.as_floats(value, "value")
    return array if array.ndim else float(array)


ZERO = 0.0  # the grad of a node that nothing has been added to
_next_birth = count().__next__


def _unary(op: str, x: Value) -> "Node":
    if not isinstance(x, Node):
        x = Node(x)
    return Node(VALUES[op](x.value), op, (x,))


def _binary(op: str) -> Callable[["Node", Value], "Node"]:
    value_of = VALUES[op]

    def method(x: "Node", y: Value) -> "Node":
        if not isinstance(y, Node):
            y = Node(y)
        return Node(value_of(x.value, y.value), op, (x, y))

    return method


def _reflected(op: str) -> Callable[["Node", Value], "Node"]:
    method = _binary(op)
    return lambda y, x: method(Node(x), y)


class Node:
    """A value in a computation graph, with the operation and the nodes that it came from.

    Nodes, numbers and arrays combine by + − * / ** @ and the functions below.

    Parameters
    ----------
    value
        A number or an array, or a list for one; whole numbers become floats.
    op
        The operation's name, a key of VALUES; "input" for what comes from outside.
    parents
        The nodes that went in, in order, with repeats: x·x has the parents (x, x).

    Attributes
    ----------
    grad
        What `backward` left here: the gradient of the node on which it was called.

    Raises
    ------
    ValueError
        Where an input is neither a real number nor an array.

    Slide: S15
    """

    __slots__ = ("_born", "grad", "op", "parents", "value")

    __array_ufunc__ = None  # NumPy leaves array + node to Node

    def __init__(self, value: Value, op: str = "input", parents: tuple["Node", ...] = ()) -> None:
        if not (parents or type(value) is float):
            value = _floats(value)
        self.value = value
        self.op = op
        self.parents = parents
        self.grad: Value = ZERO
        self._born = _next_birth()

    __add__, __radd__ = _binary("add"), _reflected("add")
    __sub__, __rsub__ = _binary("subtract"), _reflected("subtract")
    __mul__, __rmul__ = _binary("multiply"), _reflected("multiply")
    __truediv__, __rtruediv__ = _binary("divide"), _reflected("divide")
    __matmul__, __rmatmul__ = _binary("matmul"), _reflected("matmul")
    _power, __rpow__ = _binary("power"), _reflected("power")

    def __pow__(self, exponent: Value) -> "Node":
        if isinstance(exponent, (int, float, np.integer)) and exponent == 2:
            return _unary("square", self)
        return self._power(exponent)

    def __neg__(self) -> "Node":
        return _unary("negate", self)

    def __reduce__(self) -> Any:
        # A copy is made anew, after its parents: its place in their order is no other process's.
        return Node, (self.value, self.op, self.parents), (None, {"grad": self.grad})

    def __repr__(self) -> str:
        return f"Node({self.value!r}, {self.op!r})"

    def backward(self) -> None:
        """Set `grad` here and in everything that this came from: ∂(this)/∂(that).

        Where this is an array, it is the gradient of the sum of its entries.

        Slide: S16 S17
        """
        order = topological_order(self)
        for node in order:
            node.grad = ZERO
        self.grad = np.ones_like(self.value, dtype=float) if np.ndim(self.value) else 1.0
        for node in reversed(order):
            parents = node.parents
            if not parents:
                continue
            # The two short ways are the last one for numbers, at a third of its time: a graph of
            # numbers has thousands of nodes.
            if len(parents) == 2 and isinstance(node.grad, float):
                x, y = parents
                dx, dy = DERIVATIVES[node.op](node.grad, node.value, x.value, y.value)
                x.grad = x.grad + dx
                y.grad = y.grad + dy
            elif len(parents) == 1 and isinstance(node.grad, float):
                (x,) = parents
                (dx,) = DERIVATIVES[node.op](node.grad, node.value, x.value)
                x.grad = x.grad + dx
            else:
                for parent, part in zip(parents, contributions(node), strict=True):
                    parent.grad = part if parent.grad is ZERO else parent.grad + part


def exp(x: Value) -> Node:
    """Make the node eˣ."""
    return _unary("exp", x)


def log(x: Value) -> Node:
    """Make the node log x, the natural logarithm."""
    return _unary("log", x)


def sigmoid(x: Value) -> Node:
    """Make the node σ(x)."""
    return _unary("sigmoid", x)


def tanh(x: Value) -> Node:
    """Make the node tanh(x)."""
    return _unary("tanh", x)


def relu(x: Value) -> Node:
    """Make the node max(x, 0)."""
    return _unary("relu", x)


def matmul(x: Value, y: Value) -> Node:
    """Make the node of the matrix product x y; either may be a vector."""
    product: Node = (x if isinstance(x, Node) else Node(x)) @ y
    return product


def sum(x: Value) -> Node:  # noqa: A001  it is NumPy's name, and used as graph.sum
    """Make the node that adds up all entries of an array."""
    return _unary("sum", x)


def topological_order(node: Node) -> list[Node]:
    """List everything that a node came from, parents before children, and the node last.

    Slide: S15
    """
    found, order = {node}, [node]
    for child in order:  # which grows on the way
        for parent in child.parents:
            if parent not in found:
                found.add(parent)
                order.append(parent)
    # A node is made after its parents: the order in which they were made is one that we want.
    order.sort(key=attrgetter("_born"))
    return order


def contributions(node: Node) -> Sequence[Value]:
    """Compute what a node, once its grad is complete, adds to the grad of each of its parents."""
    derivatives = DERIVATIVES[node.op]
    if len(node.parents) == 2:
        x, y = node.parents
        dx, dy = derivatives(node.grad, node.value, x.value, y.value)
        return _shaped_like(x.value, dx), _shaped_like(y.value, dy)
    (x,) = node.parents
    (dx,) = derivatives(node.grad, node.value, x.value)
    return (_shaped_like(x.value, dx),)


class Step(NamedTuple):
    """One step of backpropagation: what a node's complete grad gives each of its parents."""

    node: Node
    grad: Value
    contributions: Sequence[Value]


def forward_trace(node: Node) -> list[Node]:
    """List the operations in the order in which their values are computed."""
    return [each for each in topological_order(node) if each.parents]


def backward_trace(node: Node) -> list[Step]:
    """Run `backward`, and list its steps in their order.

    Slide: S17
    """
    node.backward()
    return [Step(each, each.grad, contributions(each)) for each in reversed(forward_trace(node))]


def _shaped_like(value: Value, gradient: Value) -> Value:
    """Add up what broadcasting had spread, so that the gradient has the value's shape."""
    try:
        if value.shape == gradient.shape:
            return gradient
    except AttributeError:  # a float has no shape
        pass
    shape = np.shape(value)
    if np.shape(gradient) == shape:
        return gradient
    while gradient.ndim > len(shape):
        gradient = np.add.reduce(gradient)
    for axis, k in enumerate(shape):
        if k < gradient.shape[axis]:
            gradient = np.add.reduce(gradient, axis, keepdims=True)
    return gradient
