"""S4 S7: a network layer by layer, every weight and bias, and its decision boundary."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpkit.core.data import moons
from mlpkit.core.network import MLP
from mlpkit.core.sgd import sgd
from mlpkit.explorers import scene
from mlpkit.explorers.controls import Choice, Group, Slider
from mlpkit.explorers.explorer import Design, Explorer, Frame, Panel
from mlpkit.explorers.questions import ChoiceQuestion
from mlpkit.explorers.words import factor, number, small, subscript
from mlpkit.plots.background import Background, Margins, axes, freeze, sheet
from mlpkit.plots.contours import contour_lines
from mlpkit.plots.points import draw_classes

Array = NDArray[np.float64]

INPUTS, WIDTH, DEEPEST = 2, 3, 4
SPAN = (-3.0, 3.0)
FARTHEST = 12.0
GRID = 33
WEIGHTS = {"random": "random", "trained": "trained"}


@dataclass(frozen=True)
class State:
    """A network's weights and what was changed in them, the unit in the hand, and x.

    `edits` lists ``layer.unit.input:value``, input 0 the bias, separated by spaces.
    """

    weights: str = "random"
    depth: int = 3
    seed: int = 0
    layer: int = 1
    unit: int = 1
    x1: float = 1.0
    x2: float = -0.5
    edits: str = ""

    def __post_init__(self) -> None:
        read_edits(self.edits)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Widths from the input to the output."""
        return (INPUTS, *[WIDTH] * (self.depth - 1), 1)

    @property
    def chosen(self) -> tuple[int, int]:
        """The layer and unit in the hand, within this network, counted from 1."""
        layer = min(self.layer, self.depth)
        return layer, min(self.unit, self.sizes[layer])


Networks = Callable[[tuple[int, ...], int], MLP]


@dataclass(frozen=True)
class Numbers:
    """A network's z and v at x, its prediction around, and how it does on the data."""

    model: MLP
    z: list[Array]
    v: list[Array]
    y_hat: float
    around: Array
    loss: float
    right: float


def read_edits(text: str) -> dict[tuple[int, int, int], float]:
    """Read ``layer.unit.input:value`` pairs."""
    edits = {}
    for pair in text.split():
        try:
            place, value = pair.split(":")
            layer, unit, below = map(int, place.split("."))
            edits[layer, unit, below] = float(value)
        except ValueError:
            raise ValueError(f"“{pair}” is not layer.unit.input:value, as in 1.2.0:0.5.") from None
        if not abs(edits[layer, unit, below]) <= FARTHEST:
            raise ValueError(f"A weight goes from −{FARTHEST:g} to {FARTHEST:g}, not to {value}.")
    return edits


def examples() -> tuple[Array, Array]:
    """Draw two moons around the origin."""
    X, Y = moons(80, np.random.default_rng(0), noise=0.15)
    return 1.7 * (X - X.mean(axis=0)), Y


def random_network(sizes: tuple[int, ...], seed: int) -> MLP:
    """Draw weights and biases large enough to bend a boundary."""
    rng = np.random.default_rng(seed)
    model = MLP(sizes, rng=rng)
    model.W = [np.round(3 * W, 1) for W in model.W]
    model.b = [np.round(rng.normal(0, 1, b.shape), 1) for b in model.b]
    return model


def train(sizes: tuple[int, ...], seed: int) -> MLP:
    """Approach S4's Ŵ: many epochs of SGD on the examples."""
    model = random_network(sizes, seed)
    for _ in sgd(model, *examples(), 1.0, 20, 400, np.random.default_rng(seed)):
        pass
    return model


@lru_cache(maxsize=8)  # a move asks several times
def compute(trained: Networks, state: State) -> Numbers:
    """Run S7's forward pass at x, on a grid around, and on the examples."""
    source = trained if state.weights == "trained" else random_network
    model = source(state.sizes, state.seed).copy()
    for (layer, unit, below), value in read_edits(state.edits).items():
        if layer <= state.depth and unit <= state.sizes[layer] and below <= state.sizes[layer - 1]:
            if below:
                model.W[layer - 1][unit - 1, below - 1] = value
            else:
                model.b[layer - 1][unit - 1] = value
    z, v = model.layers(np.array([[state.x1, state.x2]]))
    side = np.linspace(*SPAN, GRID)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, INPUTS)
    X, Y = examples()
    return Numbers(
        model,
        [row[0] for row in z],
        [row[0] for row in v],
        float(v[-1][0, 0]),
        model.forward(grid).reshape(GRID, GRID),
        model.loss(X, Y),
        float(np.mean((model.forward(X) > 0.5) == (Y == 1))),
    )


def say(state: State, now: Numbers) -> str:
    """Tell what the pictures show."""
    side = "1" if now.y_hat > 0.5 else "0"
    layers = "1 layer" if state.depth == 1 else f"{state.depth} layers"
    return (
        f"A network of {layers} with {state.weights} weights says ŷ = "
        f"{number(now.y_hat, 3)} at x = ({number(state.x1)}, {number(state.x2)}): class {side}. "
        f"On the {len(examples()[0])} examples its mean loss is {small(now.loss)}, and it is right "
        f"for {100 * now.right:.0f} %."
    )


# ── the pictures ────────────────────────────────────────────────────────────────

SHEET = (560.0, 320.0)
RADIUS = 23.0


def draw(trained: Networks, plane: Background, state: State) -> Frame:
    """Draw every layer's z and v, and where the prediction changes sides."""
    now = compute(trained, state)
    return Frame(
        panels={"network": _network(state, now), "plane": _plane(plane, state, now)},
        words=say(state, now),
        notes=[_written_out(state, now)],
        shown={"x1": number(state.x1, 1), "x2": number(state.x2, 1), **_hand(state, now)},
        labels=_labels(state),
        limits={"layer": state.depth, "unit": state.sizes[state.chosen[0]]},
    )


def _hand(state: State, now: Numbers) -> dict[str, str]:
    return {name: number(value) for name, value in parameters(state, now).items()}


def _labels(state: State) -> dict[str, str]:
    """Name the sliders of the unit in the hand; a unit with two inputs has two weights."""
    layer, unit = state.chosen
    below = state.sizes[layer - 1]
    weights = {
        f"w{j}": f"W[{layer}][{unit},{j}]" if j <= below else "" for j in range(1, WIDTH + 1)
    }
    return {"bias": f"b[{layer}][{unit}]", **weights}


def parameters(state: State, now: Numbers) -> dict[str, float]:
    """Give bias and weights of the unit in the hand; 0 for a weight that it hasn't."""
    layer, unit = state.chosen
    row = now.model.W[layer - 1][unit - 1]
    weights = {f"w{j + 1}": float(row[j]) if j < len(row) else 0.0 for j in range(WIDTH)}
    return {"bias": float(now.model.b[layer - 1][unit - 1]), **weights}


def _places(sizes: tuple[int, ...]) -> list[Array]:
    """Place the nodes: one column per layer, from the input to the output."""
    xs = np.linspace(45, SHEET[0] - 45, len(sizes))
    heights = {1: [150.0], 2: [90.0, 210.0], 3: [50.0, 150.0, 250.0]}
    return [np.array([[x, y] for y in heights[size]]) for x, size in zip(xs, sizes, strict=True)]


def _network(state: State, now: Numbers) -> list[scene.Node]:
    columns = _places(state.sizes)
    chosen = state.chosen
    edges, labels, nodes = [], [], []
    for layer, W in enumerate(now.model.W, 1):
        for (i, j), w in np.ndenumerate(W):
            lit = chosen == (layer, i + 1)
            start, end = columns[layer - 1][j], columns[layer][i]
            css = "edge one" if w >= 0 else "edge two dashed"
            width = min(1 + abs(float(w)), 6)
            edges.append(
                scene.line(
                    css if lit else f"{css} faint", [start, end], style=f"stroke-width:{width:.1f}"
                )
            )
            if lit:
                x, y = start + 0.5 * (end - start)
                labels.append(scene.text("halo", x, y, number(float(w))))
    for place, value, name in zip(columns[0], (state.x1, state.x2), ("x₁", "x₂"), strict=True):
        nodes += _node("node", place, value, name, "")
    for layer, (z, v) in enumerate(zip(now.z, now.v, strict=True), 1):
        for i, place in enumerate(columns[layer]):
            css = "node lit" if chosen == (layer, i + 1) else "node"
            last = layer == state.depth
            name = "ŷ" if last else f"v[{layer}]{subscript(i + 1)}"
            nodes += _node(css, place, v[i], name, f"z {number(float(z[i]))}")
    return edges + labels + nodes


def _node(css: str, place: Array, value: float, name: str, below: str) -> list[scene.Node]:
    x, y = place
    marks = [
        scene.circle(css, place, RADIUS),
        scene.text("", x, y, number(float(value))),
        scene.text("soft small halo", x, y - RADIUS - 9, name),
    ]
    return [*marks, scene.text("soft small halo", x, y + RADIUS + 10, below)] if below else marks


def _plane(plane: Background, state: State, now: Numbers) -> list[scene.Node]:
    grid = np.linspace(*SPAN, GRID)
    levels = {"one dotted": [0.1, 0.9], "one bold": [0.5]}
    lines = [
        scene.line(css, plane.pixels(points))
        for css, at in levels.items()
        for points in contour_lines(grid, grid, now.around, at)
    ]
    x, y = plane.pixels([[state.x1, state.x2]])[0]
    side, away = ("left", 12) if state.x1 < SPAN[1] / 2 else ("right", -12)
    return [
        scene.window(plane, *lines),
        scene.circle("two open", (x, y), 7),
        scene.text(f"{side} halo", x + away, y, f"ŷ = {number(now.y_hat)}"),
    ]


def _written_out(state: State, now: Numbers) -> scene.Node:
    """Write the z and v of the unit in the hand with their numbers."""
    layer, unit = state.chosen
    below = [state.x1, state.x2] if layer == 1 else now.v[layer - 2]
    row, b = now.model.W[layer - 1][unit - 1], float(now.model.b[layer - 1][unit - 1])
    products = " + ".join(
        f"{factor(float(w))} · {factor(float(v))}" for w, v in zip(row, below, strict=True)
    )
    name = "ŷ" if layer == state.depth else f"v[{layer}]{subscript(unit)}"
    z = float(now.z[layer - 1][unit - 1])
    return scene.element(
        "div", "equation",
        f"z[{layer}]{subscript(unit)} = {products} + {factor(b)} = {number(z)},   "
        f"{name} = σ({number(z)}) = {number(float(now.v[layer - 1][unit - 1]), 3)}",
    )  # fmt: skip


# ── the explorer ────────────────────────────────────────────────────────────────


def values(trained: Networks, state: State) -> dict[str, Any]:
    """Give every control's value."""
    return {**vars(state), **parameters(state, compute(trained, state))}


def update(state: State, name: str, value: Any) -> State:
    """Move a control; a weight or bias that is moved is noted as an edit."""
    if name in ("weights", "depth", "seed"):
        return replace(state, **{name: value}, edits="")
    if name in vars(state):
        return replace(state, **{name: value})
    edits = read_edits(state.edits)
    below = 0 if name == "bias" else int(name.removeprefix("w"))
    edits[(*state.chosen, below)] = value
    text = " ".join(f"{layer}.{unit}.{i}:{w:g}" for (layer, unit, i), w in sorted(edits.items()))
    return replace(state, edits=text)


GROUPS = (
    Group("Input", (Slider("x1", "x1", *SPAN, 0.1), Slider("x2", "x2", *SPAN, 0.1))),
    Group(
        "Network",
        (
            Choice("weights", "Weights", WEIGHTS),
            Slider("depth", "layers", 1, DEEPEST, 1),
            Slider("seed", "seed", 0, 9, 1),
        ),
    ),
    Group(
        "The unit in your hand",
        (
            Slider("layer", "layer", 1, DEEPEST, 1),
            Slider("unit", "unit", 1, WIDTH, 1),
            *(
                Slider(f"w{j}", f"weight {j}", -FARTHEST, FARTHEST, 0.1)
                for j in range(1, WIDTH + 1)
            ),
            Slider("bias", "bias", -FARTHEST, FARTHEST, 0.1),
        ),
    ),
)


QUESTIONS = (
    ChoiceQuestion(
        "One layer, trained as well as it can be. What shape has its decision boundary?",
        "",
        "depth=1; weights=trained",
        ("a straight line", "a bent line"),
        0,
        "With one layer ŷ = 0.5 where z = 0, and z is linear in x.",
    ),
    ChoiceQuestion(
        "That one layer is right for 85 % of the examples. And three layers?",
        "depth=1; weights=trained",
        "depth=3; weights=trained",
        ("fewer", "as many", "more"),
        2,
        "Hidden layers bend the boundary around the moons.",
    ),
    ChoiceQuestion(
        "The last layer's bias goes from −9 to 9. What does ŷ do?",
        "edits=3.1.0:-9; layer=3",
        "edits=3.1.0:9; layer=3",
        ("it rises", "it falls", "it depends on x"),
        0,
        "The bias is added to z[3] whatever x is, and σ only rises.",
    ),
)


def layer_by_layer(state: str = "", predict: bool = True) -> Explorer:
    """Open the network of S7 with every weight and bias, and its decision boundary.

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

    Slide: S4, S7
    """
    plane = axes(
        350, 320, Margins(top=26), xlim=SPAN, ylim=SPAN, xlabel="x1", ylabel="x2",
        title="● y = 1     □ y = 0",
    )  # fmt: skip
    draw_classes(plane, *examples())
    background = freeze(plane)
    trained = cache(train)
    design = Design(
        title="A network, layer by layer",
        slides="S4 S7",
        start=State(),
        groups=GROUPS,
        panels={
            "network": Panel("Every layer's z and v", sheet(*SHEET)),
            "plane": Panel("The examples and the decision boundary", background),
        },
        draw=partial(draw, trained, background),
        presets={
            "one layer": "depth=1; layer=1",
            "one layer, trained": "depth=1; weights=trained",
            "three layers, trained": "depth=3; weights=trained",
            "saturated": "depth=3; x1=3; x2=3; edits=3.1.0:9",
        },
        questions=QUESTIONS,
        values=partial(values, trained),
        update=update,
    )
    return Explorer(design, state, predict)
