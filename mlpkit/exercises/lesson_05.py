"""Lesson 05: computation graphs and the chain rule along their edges (S15, S16)."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from mlpkit.calls import Graph, NodeRef, Opaque, Table
from mlpkit.exercises.exercise import Arguments, Exercise, Finding
from mlpkit.exercises.formula import Formula

LONG_CHAIN = 5000
FIRST, LAST = 0, -1  # of the nodes that wait: breadth first, depth first


def add_backward(f: Formula, dz: Any, x: Any, y: Any) -> Any:
    """Z = x + y: dx = dz, dy = dz. Slides: S15, S16."""
    dz = upstream_gradient(f, dz)
    return send_back_add(f, dz, x, y)


def multiply_backward(f: Formula, dz: Any, x: Any, y: Any) -> Any:
    """Z = xy: dx = y dz, dy = x dz. Slides: S15, S16."""
    dz = upstream_gradient(f, dz)
    return send_back_multiply(f, dz, x, y)


def square_backward(f: Formula, dz: Any, x: Any) -> Any:
    """Z = x²: dx = 2x dz. Slides: S15, S16."""
    dz = upstream_gradient(f, dz)
    return send_back_square(f, dz, x)


def upstream_gradient(f: Formula, dz: Any) -> Any:
    """Return dz, what comes from above."""
    return f.factor(
        "dz",
        dz,
        no_upstream_gradient=[lambda: np.ones_like(dz), lambda: 1.0],
        extra_factor=lambda: dz**2,
    )


def send_back_add(f: Formula, dz: Any, x: Any, y: Any) -> Any:
    """Return what z = x + y sends to its parents."""
    return f.factor(
        "add",
        (dz, dz),
        wrong_rule=[
            lambda: (dz * y, dz * x),
            lambda: (dz * x, dz * y),
            lambda: (dz, -dz),
            lambda: (2 * x * dz, 2 * y * dz),
        ],
    )


def send_back_multiply(f: Formula, dz: Any, x: Any, y: Any) -> Any:
    """Return what z = xy sends to its parents."""
    return f.factor(
        "multiply",
        (dz * y, dz * x),
        wrong_order=lambda: (dz * x, dz * y),
        wrong_rule=[lambda: (dz, dz), lambda: (2 * x * dz, 2 * y * dz)],
        extra_factor=lambda: (dz * x * y, dz * x * y),
    )


def send_back_square(f: Formula, dz: Any, x: Any) -> Any:
    """Return what z = x² sends to its parent."""
    return f.factor(
        "square",
        2 * x * dz,
        factor_two=[lambda: x * dz, lambda: 4 * x * dz],
        wrong_rule=[lambda: dz, lambda: 3 * x**2 * dz],
        extra_factor=lambda: 2 * x**2 * dz,
    )


def composite_grad(f: Formula, x: Any) -> Any:
    """Y = x², z = y²: ∂z/∂x = 2y · 2x = 4x³. Slide: S16."""
    y = x**2
    outer = f.factor(
        "∂z/∂y",
        2 * y,
        no_upstream_gradient=lambda: np.ones_like(x),
        wrong_layer_input=lambda: 2 * x,
        extra_factor=[lambda: 2 * y * y, lambda: 4 * y**2],
    )
    inner = f.factor(
        "∂y/∂x",
        2 * x,
        missing_or_repeated=lambda: np.ones_like(x),
        extra_factor=[lambda: 2 * x * x, lambda: 4 * x**2],
    )
    return outer * inner


def check_order(inputs: Sequence[Arguments], values: Sequence[Any]) -> Finding | None:
    """Check that each list holds every node once, parents before children."""
    for (graph,), value in zip(inputs, values, strict=True):
        finding = _check_one_order(graph, value)
        if finding is not None:
            return finding
    return None


def _check_one_order(graph: Graph, value: Any) -> Finding | None:
    if not isinstance(value, tuple | list):
        return Finding("wrong-type", "A list of nodes belongs there.")
    if not all(isinstance(each, NodeRef) for each in value):
        return Finding("wrong-type", "The list holds something that is no node of the graph.")
    places = {each.index: place for place, each in enumerate(value)}
    count = len(graph.ops)
    if len(value) != count or len(places) != count:
        return Finding(
            "missing-or-repeated",
            f"In a graph of {count} nodes, your list has {len(value)} entries, "
            f"{len(places)} of them different.",
        )
    for child, parents in enumerate(graph.parents):
        if any(places[parent] > places[child] for parent in parents):
            return Finding(
                "wrong-order", f"In a graph of {count} nodes, a node comes before its parent."
            )
    return None


def backward(f: Formula, graph: Graph) -> Any:
    """Add up, at every node, what its children send back. Slides: S15, S16."""
    gradients = no_gradients(graph)
    for child in reversed(range(len(graph.ops))):
        parents = graph.parents[child]
        sent = send_back(f, graph, child, gradients[child])
        sent = f.factor("edges", sent, overwrites_shared=partial(_last_edge_only, parents, sent))
        for parent, gradient in zip(parents, sent, strict=True):
            gradients[parent] = f.factor(
                "contributions",
                gradients[parent] + gradient,
                overwrites_shared=partial(_identity, gradient),
            )
    return f.factor(
        "walk",
        gradients,
        overwrites_shared=[
            partial(_walk_every_path, graph, slice(None)),
            partial(_walk_every_path, graph, slice(None, None, -1)),
        ],
        wrong_order=[
            partial(_walk_once, graph, FIRST),
            partial(_walk_once, graph, LAST),
        ],
    )


def no_gradients(graph: Graph) -> list[Any]:
    """Return 1 for the last node, and 0 for the others."""
    gradients: list[Any] = [0.0 * value for value in graph.values]
    gradients[-1] = gradients[-1] + 1.0
    return gradients


def send_back(f: Formula, graph: Graph, child: int, dz: Any) -> tuple[Any, ...]:
    """Return what a node sends to each of its parents."""
    op, operands = graph.ops[child], [graph.values[parent] for parent in graph.parents[child]]
    if op == "input":
        return ()
    dz = upstream_gradient(f, dz)
    if op == "square":
        return (send_back_square(f, dz, *operands),)
    return tuple((send_back_add if op == "add" else send_back_multiply)(f, dz, *operands))


def _identity(value: Any) -> Any:
    return value


def _last_edge_only(parents: tuple[int, ...], sent: tuple[Any, ...]) -> tuple[Any, ...]:
    """Lose what goes along the first of two edges between the same nodes."""
    return tuple(
        0 * gradient if parents[edge] in parents[edge + 1 :] else gradient
        for edge, gradient in enumerate(sent)
    )


def _walk_every_path(graph: Graph, order: slice) -> list[Any]:
    """Follow each path back by itself; a node that several paths reach keeps the last one."""
    gradients = no_gradients(graph)
    stack = [(len(graph.ops) - 1, gradients[-1])]
    while stack:
        node, dz = stack.pop()
        gradients[node] = dz
        sent = send_back(Formula(), graph, node, dz)
        stack += list(zip(graph.parents[node], sent, strict=True))[order]
    return gradients


def _walk_once(graph: Graph, place: int) -> list[Any]:
    """Let each node pass on what it has when it comes up: breadth first, or depth first."""
    gradients = no_gradients(graph)
    waiting, reached = [len(graph.ops) - 1], {len(graph.ops) - 1}
    while waiting:
        node = waiting.pop(place)
        for parent, gradient in zip(
            graph.parents[node], send_back(Formula(), graph, node, gradients[node]), strict=True
        ):
            gradients[parent] = gradients[parent] + gradient
            if parent not in reached:
                reached.add(parent)
                waiting.append(parent)
    return gradients


def read_gradients(arguments: Arguments, value: Any) -> Any:
    """Take a dict from node to gradient apart: a list in the graph's order.

    The gradient 1.0 at the last node may stand for an array of ones, there and below.
    """
    (graph,) = arguments
    if not isinstance(value, Table):
        return Opaque(type(value).__name__)
    found = {key.index: item for key, item in value.pairs if isinstance(key, NodeRef)}
    if len(found) < len(value.pairs):
        return Opaque("dict with a key that is no node of the graph")
    return [
        np.full(np.shape(graph.values[place]), found[place])
        if isinstance(found[place], float) and np.ndim(graph.values[place])
        else found[place]
        for place in sorted(found)
    ]


# --- inputs -----------------------------------------------------------------------------


Steps = Sequence[tuple[str, tuple[int, ...]]]


def draw_operands(rng: np.random.Generator, count: int) -> list[Arguments]:
    """Numbers, then arrays of one shape."""
    shapes: list[tuple[int, ...]] = [(3,), (2, 3), (1,)]
    numbers = [tuple(map(float, rng.normal(size=count))) for _ in range(3)]
    return [*numbers, *(tuple(rng.normal(size=(count, *shape))) for shape in shapes)]


def make_graph(steps: Steps, inputs: Sequence[Any]) -> Graph:
    """Build a graph from its inputs and the operations on them, each on earlier nodes."""
    values = list(inputs)
    for op, parents in steps:
        operands = [values[parent] for parent in parents]
        values.append(OPERATIONS[op](*operands))
    return Graph(
        ops=("input",) * len(inputs) + tuple(op for op, _ in steps),
        parents=((),) * len(inputs) + tuple(parents for _, parents in steps),
        values=tuple(values),
    )


OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y,
    "multiply": lambda x, y: x * y,
    "square": lambda x: x**2,
}

# Nodes 0 and 1 are x and y. Each shared node's children lie on one path, so that "the last
# contribution" means the same in whichever order a student walks.
SHARED = [("multiply", (0, 1)), ("add", (2, 0)), ("square", (3,)), ("add", (4, 2))]
SELF = [("multiply", (0, 0)), ("add", (2, 1)), ("multiply", (3, 3)), ("add", (4, 4))]
SINGLE = [("multiply", (0, 1))]
DIAMOND = [
    ("multiply", (0, 1)),
    ("add", (0, 1)),
    ("multiply", (3, 2)),
    ("square", (2,)),
    ("add", (5, 4)),
]


def turned(steps: Steps) -> Steps:
    """Exchange all operands, so that who walks from the other side walks as far."""
    return [(op, parents[::-1]) for op, parents in steps]


def draw_graphs(rng: np.random.Generator) -> list[Arguments]:
    """(node,): small graphs with shared nodes, arrays, a long chain."""
    numbers = [tuple(map(float, rng.normal(size=2))) for _ in range(3)]
    arrays = tuple(rng.normal(size=(2, 3)))
    graphs = [make_graph(SHARED, numbers[0]), make_graph(SELF, numbers[1])]
    graphs += [make_graph(SINGLE, numbers[2]), make_graph(turned(SHARED), arrays)]
    graphs += [draw_chain(rng, LONG_CHAIN)]
    return [(graph,) for graph in graphs]


def draw_orders(rng: np.random.Generator) -> list[Arguments]:
    """(node,): one node alone, a graph with several orders, and those of `backward`."""
    alone = make_graph([], [float(rng.normal())])
    diamond = make_graph(DIAMOND, tuple(map(float, rng.normal(size=2))))
    return [(diamond,), (alone,), *draw_graphs(rng)]


def draw_chain(rng: np.random.Generator, length: int) -> Graph:
    """Draw a chain that adds and multiplies numbers close to 0 and 1."""
    inputs = [1.0, float(rng.uniform(0.0, 1e-3)), 1 + float(rng.uniform(-1e-3, 1e-3))]
    before = [0, *range(len(inputs), len(inputs) + length)]
    return make_graph(
        [
            ("add", (before[step], 1)) if step % 2 else ("multiply", (before[step], 2))
            for step in range(length)
        ],
        inputs,
    )


EXERCISES = [
    Exercise(
        name="05-computation-graphs/add_backward",
        slides=("S15", "S16"),
        points=1.0,
        statement="For z = x + y, return dx and dy from dz.",
        arguments=("dz", "x", "y"),
        results=("dx", "dy"),
        draw=lambda rng: draw_operands(rng, 3),
        reference=add_backward,
    ),
    Exercise(
        name="05-computation-graphs/multiply_backward",
        slides=("S15", "S16"),
        points=1.0,
        statement="For z = xy, return dx and dy from dz.",
        arguments=("dz", "x", "y"),
        results=("dx", "dy"),
        draw=lambda rng: draw_operands(rng, 3),
        reference=multiply_backward,
    ),
    Exercise(
        name="05-computation-graphs/square_backward",
        slides=("S15", "S16"),
        points=1.0,
        statement="For z = x², return dx from dz.",
        arguments=("dz", "x"),
        results=("dx",),
        draw=lambda rng: draw_operands(rng, 2),
        reference=square_backward,
    ),
    Exercise(
        name="05-computation-graphs/composite_grad",
        slides=("S16",),
        points=1.0,
        statement="For y = x² and z = y², return ∂z/∂x.",
        arguments=("x",),
        results=("gradient",),
        draw=lambda rng: draw_operands(rng, 1),
        questions={"wrong-layer-input": "∂z/∂y is a function of one variable: of which?"},
        reference=composite_grad,
    ),
    Exercise(
        name="05-computation-graphs/topological_order",
        slides=("S15",),
        points=2.0,
        statement="Return every node that `node` depends on, parents before children, itself last.",
        arguments=("node",),
        results=("order",),
        draw=draw_orders,
        verify=check_order,
        repeated=-1,
    ),
    Exercise(
        name="05-computation-graphs/backward",
        slides=("S15", "S16"),
        points=3.0,
        statement="Return a dict from every node that `node` depends on to its gradient.",
        arguments=("node",),
        results=("gradients",),
        draw=draw_graphs,
        reference=backward,
        read=read_gradients,
        repeated=-1,
    ),
]
