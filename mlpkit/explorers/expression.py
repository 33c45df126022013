"""S10 S11 S15 S16: an expression as a computation graph, values forward and gradients backward."""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mlpkit.core import graph
from mlpkit.core.graph import DERIVATIVES, Node, topological_order
from mlpkit.explorers import scene
from mlpkit.explorers.controls import Entry, Group, Slider
from mlpkit.explorers.explorer import Design, Explorer, Frame, Panel
from mlpkit.explorers.layout import Array, Layout, lay_out
from mlpkit.explorers.questions import ChoiceQuestion, Question
from mlpkit.explorers.words import number
from mlpkit.plots.background import sheet

MOST_NAMES, MOST_NODES, LONGEST = 4, 16, 80
FARTHEST = 4.0
FUNCTIONS = {"sigmoid": graph.sigmoid, "exp": graph.exp, "log": graph.log}
SYMBOLS = {
    "add": "+", "subtract": "−", "multiply": "×", "power": "xʸ", "square": "x²",
    "negate": "−x", "sigmoid": "σ", "exp": "exp", "log": "log",
}  # fmt: skip


@dataclass(frozen=True)
class State:
    """The expression, the values of its names in the order of their appearance, and the step."""

    expression: str = "x * y + x"
    values: tuple[float, ...] = (2.0, -1.0, 0.5, 1.0)
    step: int = 0

    def __post_init__(self) -> None:
        if len(self.values) != MOST_NAMES:
            raise ValueError(f"values are {MOST_NAMES} numbers, not {len(self.values)}.")
        for value in self.values:
            if not abs(value) <= FARTHEST:
                raise ValueError(
                    f"An input goes from −{FARTHEST:g} to {FARTHEST:g}, not to {value:g}."
                )


@dataclass(frozen=True)
class Numbers:
    """The graph, how far it has been walked, and what is known there.

    Parameters
    ----------
    order : list of Node
        Parents before children.
    inputs : mapping from name to Node
    known : set of Node
        Those whose value has been computed.
    grads : mapping from Node to float
        What has reached each node on the way back so far.
    active : Node or None
        Where the present step happens.
    at, total : int
        The present step, and how many there are.
    """

    order: list[Node]
    inputs: Mapping[str, Node]
    known: set[Node]
    grads: dict[Node, float]
    active: Node | None
    at: int
    total: int

    @property
    def going_back(self) -> bool:
        """Whether the way forward is over."""
        return bool(self.grads)


def names(expression: str) -> list[str]:
    """List an expression's names in the order of their appearance."""
    tree = _parse(expression)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [
        node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called
    ]
    return list(dict.fromkeys(node.id for node in sorted(found, key=lambda node: node.col_offset)))


SIGNS = str.maketrans("−·×", "-**")  # as they are printed, to Python's


def _parse(expression: str) -> ast.expr:
    if len(expression) > LONGEST:
        raise ValueError(f"The expression is longer than {LONGEST} characters: make it shorter.")
    try:
        return ast.parse(expression.translate(SIGNS).strip(), mode="eval").body
    except SyntaxError:
        raise ValueError(
            f"“{expression}” can't be read: use names, numbers, + − * **, sigmoid, exp, log "
            "and parentheses."
        ) from None


def build(expression: str, values: tuple[float, ...]) -> tuple[Node, dict[str, Node]]:
    """Build the graph of an expression; a name that is used twice is one node.

    Raises
    ------
    ValueError
        For what can't be read, is too large, or has no finite value.
    """
    found = names(expression)
    if len(found) > MOST_NAMES:
        raise ValueError(f"There are {len(found)} names; the sliders are for {MOST_NAMES}.")
    if function := next((name for name in found if name in FUNCTIONS), None):
        raise ValueError(f"{function} is a function: write what it is of, as in {function}(x).")
    inputs = {name: Node(value) for name, value in zip(found, values, strict=False)}
    try:
        with np.errstate(all="ignore"):
            root = _node(_parse(expression), inputs)
    except (ArithmeticError, TypeError):
        raise ValueError(_undefined(expression, inputs)) from None
    if not inputs:
        raise ValueError(f"“{expression}” has no input: use a name in it, such as x.")
    order = topological_order(root)
    if len(order) > MOST_NODES:
        raise ValueError(f"The graph would have {len(order)} nodes; at most {MOST_NODES} fit.")
    if not all(math.isfinite(node.value) for node in order):
        raise ValueError(_undefined(expression, inputs))
    return root, inputs


def _undefined(expression: str, inputs: Mapping[str, Node]) -> str:
    at = ", ".join(f"{name} = {number(float(node.value))}" for name, node in inputs.items())
    return f"{expression} has no finite value at {at}: move an input."


def _node(tree: ast.expr, inputs: Mapping[str, Node]) -> Node:
    match tree:
        case ast.Name(id=name):
            return inputs[name]
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return Node(float(value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_node(operand, inputs)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _node(left, inputs) + _node(right, inputs)
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return _node(left, inputs) - _node(right, inputs)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _node(left, inputs) * _node(right, inputs)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=2)):
            return _node(left, inputs) ** 2
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _node(left, inputs) ** _node(right, inputs)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](_node(argument, inputs))
    raise ValueError(
        f"“{ast.unparse(tree)}” is not possible here: use names, numbers, + − * **, sigmoid, "
        "exp, log and parentheses."
    )


def compute(state: State) -> Numbers:
    """Walk forward through the graph, then backward, for as many steps as the state says."""
    root, inputs = build(state.expression, state.values)
    order = topological_order(root)
    operations = [node for node in order if node.parents]
    total = 2 * len(operations) + 1
    at = min(state.step, total)
    known = {node for node in order if not node.parents} | set(operations[:at])
    grads: dict[Node, float] = {}
    active = operations[at - 1] if 0 < at <= len(operations) else None
    if at > len(operations):
        grads[root], active = 1.0, root
        for node in list(reversed(operations))[: at - len(operations) - 1]:
            active = node
            for parent, part in zip(node.parents, contributions(node, grads[node]), strict=True):
                grads[parent] = grads.get(parent, 0.0) + part
    return Numbers(order, inputs, known, grads, active, at, total)


def contributions(node: Node, dz: float) -> list[float]:
    """Give what a node with gradient dz sends back to each of its parents."""
    values = [parent.value for parent in node.parents]
    return [float(part) for part in DERIVATIVES[node.op](dz, node.value, *values)]


def say(state: State, now: Numbers) -> str:
    """Tell what the picture shows."""
    told = f"Step {now.at} of {now.total} of {state.expression}"
    node = now.active
    if node is None:
        return f"{told}: the inputs are given, {_listed(now)}."
    name = _label(node, now)
    if not now.going_back:
        return f"{told}, forward: {name} gives {number(float(node.value), 3)}."
    if len(now.grads) == 1 and now.at == (now.total + 1) // 2:
        return f"{told}: the value is {number(float(node.value), 3)}, and its own gradient is 1."
    parts = contributions(node, now.grads[node])
    sent = " and ".join(
        f"{number(part, 3)} to {_label(parent, now)}"
        for parent, part in zip(node.parents, parts, strict=True)
    )
    end = ""
    if now.at == now.total:
        slopes = (f"∂/∂{n} = {number(now.grads[i], 3)}" for n, i in now.inputs.items())
        end = f" Done: {', '.join(slopes)}."
    return f"{told}, backward: {name} sends {sent}.{end}"


def _listed(now: Numbers) -> str:
    return ", ".join(f"{n} = {number(float(node.value))}" for n, node in now.inputs.items())


def _label(node: Node, now: Numbers) -> str:
    for name, found in now.inputs.items():
        if found is node:
            return name
    return SYMBOLS[node.op] if node.parents else f"{node.value:g}"


# ── the picture ─────────────────────────────────────────────────────────────────

WIDTH, HEIGHT, RADIUS = 900.0, 310.0, 24.0


def draw(state: State) -> Frame:
    """Draw the graph: values below the nodes, gradients above, the present step lit."""
    now = compute(state)
    layout = lay_out(now.order, WIDTH, HEIGHT)
    edges = [mark for node in now.order for mark in _edges(node, layout, now)]
    nodes = [mark for node in now.order for mark in _marks(node, layout.nodes[node], now)]
    view = f"0 0 {layout.width:.0f} {layout.height:.0f}"
    found = list(now.inputs)
    return Frame(
        panels={
            "graph": [
                scene.element("svg", "", *edges, *nodes, viewBox=view, width=WIDTH, height=HEIGHT)
            ]
        },
        words=say(state, now),
        notes=_written_out(now),
        shown={
            "step": f"{now.at} / {now.total}",
            **{f"value{k}": number(value) for k, value in enumerate(state.values, 1)},
        },
        labels={
            f"value{k}": found[k - 1] if k <= len(found) else "" for k in range(1, MOST_NAMES + 1)
        },
        limits={"step": now.total},
    )


def _edges(node: Node, layout: Layout, now: Numbers) -> list[scene.Node]:
    """Draw a node's edges from its parents; x · x has two, side by side."""
    marks = []
    lit = node is now.active
    back = lit and now.going_back and now.at > (now.total + 1) // 2
    css = "two bold" if back else "one bold" if lit and not now.going_back else ""
    twice = len(node.parents) == 2 and node.parents[0] is node.parents[1]
    for k, parent in enumerate(node.parents):
        ends = layout.nodes[parent], layout.nodes[node]
        aside = np.array([0, 8 * (2 * k - 1) if twice else 0])
        path = [place + aside for place in (ends[0], *layout.bends[parent, node], ends[1])]
        path[0], path[-1] = _outside(path[0], path[1]), _outside(path[-1], path[-2])
        if back:
            path.reverse()
        if len(path) > 2:
            marks.append(scene.line(css, path[:-1]))
        marks.append(scene.arrow(css, path[-2], path[-1]))
    return marks


def _outside(center: Array, toward: Array) -> Array:
    """Give the point where a line from a node's center leaves its circle."""
    way = toward - center
    return np.asarray(center + (RADIUS + 2) * way / np.hypot(*way))


def _marks(node: Node, place: Array, now: Numbers) -> list[scene.Node]:
    x, y = place
    css = "node lit" if node is now.active else "node"
    if not node.parents and node not in now.inputs.values():
        css = "node faint"
    marks = [
        scene.circle(css, place, RADIUS),
        scene.text("bold" if node is now.active else "", x, y, _label(node, now)),
    ]
    if css == "node faint":
        return marks
    # Beside an input, where columns are full; below and above everything else.
    aside = [("right ", x - RADIUS - 8, y + 9), ("right ", x - RADIUS - 8, y - 9)]
    apart = [("", x, y + RADIUS + 12), ("", x, y - RADIUS - 12)]
    (side, vx, vy), (_, gx, gy) = apart if node.parents else aside
    if node in now.known:
        marks.append(scene.text(f"{side}halo one", vx, vy, number(float(node.value), 3)))
    if node in now.grads:
        marks.append(scene.text(f"{side}halo two", gx, gy, f"∂ {number(now.grads[node], 3)}"))
    return marks


def _written_out(now: Numbers) -> list[scene.Node]:
    """Write what the present node sends back: the local derivative times what came."""
    node = now.active
    if node is None or not now.going_back or now.at <= (now.total + 1) // 2:
        return []
    lines = []
    for parent, local in zip(node.parents, contributions(node, 1.0), strict=True):
        dz = now.grads[node]
        lines.append(
            f"to {_label(parent, now)}: from above {number(dz, 3)} · local {number(local, 3)} = "
            f"{number(dz * local, 3)}"
        )
    return [scene.element("div", "equation", ";  ".join(lines))]


# ── the explorer ────────────────────────────────────────────────────────────────


def values(state: State) -> dict[str, Any]:
    """Give every control's value."""
    sliders = {f"value{k}": value for k, value in enumerate(state.values, 1)}
    return {"expression": state.expression, "step": state.step, **sliders}


def update(state: State, name: str, value: Any) -> State:
    """Move a control; a new expression begins at its start."""
    if name == "expression":
        build(value, state.values)
        return replace(state, expression=value.strip(), step=0)
    if name == "step":
        return replace(state, step=value)
    changed = list(state.values)
    changed[int(name.removeprefix("value")) - 1] = value
    build(state.expression, tuple(changed))
    return replace(state, values=tuple(changed))


def computation_graph(state: str = "", predict: bool = True) -> Explorer:
    """Open the computation graph of an expression that is typed in.

    Parameters
    ----------
    state : str
        The state to open with, as an explorer of this kind shows it; all of it is optional.
    predict : bool
        Whether it asks for predictions first.

    Returns
    -------
    Explorer
        Show it as the last line of a cell.

    Slide: S10, S11, S15, S16
    """
    sliders = tuple(
        Slider(f"value{k}", f"input {k}", -FARTHEST, FARTHEST, 0.1)
        for k in range(1, MOST_NAMES + 1)
    )
    design = Design(
        title="A computation graph",
        slides="S10 S11 S15 S16",
        start=State(),
        groups=(
            Group("Expression", (Entry("expression", "z ="),), below=True),
            Group("Steps", (Slider("step", "step", 0, 2 * MOST_NODES, 1, pause=900),), below=True),
            Group("Inputs", sliders, below=True),
        ),
        panels={
            "graph": Panel(
                "The graph: values below the nodes, gradients above", sheet(WIDTH, HEIGHT)
            )
        },
        draw=draw,
        presets={
            "S15: x + y": "expression=x + y; step=3",
            "x y": "expression=x * y; step=3",
            "x²": "expression=x**2; step=3",
            "S16": "expression=(x**2)**2; step=5",
            "used twice": "expression=x * x; step=3",
            "a neuron": "expression=sigmoid(w * x + b); step=7",
            "its loss": "expression=(sigmoid(w * x + b) - y)**2; step=11",
        },
        questions=_questions(),
        values=values,
        update=update,
    )
    return Explorer(design, state, predict)


def _questions() -> tuple[Question, ...]:
    """Ask for gradients that the graph then computes."""
    s16 = compute(State("(x**2)**2", (1.5, 0.0, 0.0, 0.0), 5))
    slope = s16.grads[s16.inputs["x"]]
    guesses = (4 * 1.5, 4 * 1.5**2, 4 * 1.5**3)
    twice = compute(State("x * y + x", (2.0, -1.0, 0.5, 1.0), 5))
    return (
        ChoiceQuestion(
            "x = 2 and y = −1 in x · y + x. What is the gradient of x, which is used twice?",
            "expression=x * y + x; step=3",
            "expression=x * y + x; step=5",
            ("−1", "0", "1"),
            int(twice.grads[twice.inputs["x"]]) + 1,
            "−1 comes through the product and 1 through the sum: they are added.",
        ),
        ChoiceQuestion(
            "S16: y = x² and z = y² at x = 1.5. What is ∂z/∂x?",
            "expression=(x**2)**2; values=1.5,0,0,0; step=0",
            "expression=(x**2)**2; values=1.5,0,0,0; step=5",
            tuple(number(guess) for guess in guesses),
            int(np.argmin([abs(slope - guess) for guess in guesses])),
            "4 x³: ∂z/∂y = 2y = 2x², times ∂y/∂x = 2x.",
        ),
    )
