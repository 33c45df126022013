"""S1 S2: the network f(x) = W2 σ(W1 x), every weight in the hand, and its SGD step."""

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpkit.core.activations import sigmoid
from mlpkit.core.network import MLP
from mlpkit.explorers import scene
from mlpkit.explorers.controls import Group, Levels, Slider
from mlpkit.explorers.explorer import Design, Explorer, Frame, Panel
from mlpkit.explorers.questions import ChoiceQuestion, NumberQuestion, Question
from mlpkit.explorers.state import to_text
from mlpkit.explorers.words import brief, counted, equals_small, number, small
from mlpkit.plots.background import Background, Margins, axes, freeze

Array = NDArray[np.float64]

X = np.array([1.0, 0.5])
Y = np.array([1.0])
HIDDEN = 3
STEPS = 20
ALPHAS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 5.0)
FARTHEST = 1000.0


@dataclass(frozen=True)
class State:
    """Where SGD starts (W1 and W2 row by row), its learning rate, and the steps taken."""

    W1: tuple[float, ...] = (0.5, -0.8, 1.2, 0.4, -0.6, 1.0)
    W2: tuple[float, ...] = (0.7, -0.9, 0.4)
    alpha: float = 0.2
    steps: int = 0

    def __post_init__(self) -> None:
        for name, weights, size in (("W1", self.W1, HIDDEN * X.size), ("W2", self.W2, HIDDEN)):
            if len(weights) != size:
                raise ValueError(f"{name} has {size} weights here, not {len(weights)}.")
            if not all(abs(w) <= FARTHEST for w in weights):
                raise ValueError(
                    f"A weight of {name} has left ±{FARTHEST:.0f}: step back, or go to the start."
                )


@dataclass(frozen=True)
class Numbers:
    """The network after the steps taken, and the gradients for the next one."""

    W1: Array
    W2: Array
    v: Array
    f: float
    losses: list[float]
    dW1: Array
    dW2: Array


@lru_cache(maxsize=8)  # a move asks several times
def compute(state: State) -> Numbers:
    """Take the SGD steps of `state` and evaluate the network where they lead."""
    model = MLP((X.size, HIDDEN, 1), ("sigmoid", "identity"), "squared_error", bias=False)
    model.W = [np.reshape(state.W1, (HIDDEN, X.size)), np.reshape(state.W2, (1, HIDDEN))]
    rows, targets = X[None], Y[None]
    losses = [model.loss(rows, targets)]
    with np.errstate(over="ignore", invalid="ignore"):  # divergence is one of the lessons
        for _ in range(state.steps):
            model.step(rows, targets, state.alpha)
            losses.append(model.loss(rows, targets))
        (dW1, dW2), _ = model.gradients(rows, targets)
        W1, W2 = (np.array(W) for W in model.W)
        f = float(model.forward(rows)[0, 0])
        return Numbers(W1, W2, np.asarray(sigmoid(W1 @ X), float), f, losses, dW1, dW2)


def values(state: State) -> dict[str, Any]:
    """Give every control's value: the weights are those after the steps taken."""
    now = compute(state)
    weights = {
        f"{name}_{i + 1}{j + 1}": float(w)
        for name, W in (("W1", now.W1), ("W2", now.W2))
        for (i, j), w in np.ndenumerate(W)
    }
    return {**weights, "alpha": state.alpha, "steps": state.steps}


def update(state: State, name: str, value: Any) -> State:
    """Move a control; a weight that is moved makes the present weights the new start."""
    if name in ("alpha", "steps"):
        return replace(state, **{name: value})
    now = compute(state)
    weights = {"W1": now.W1.copy(), "W2": now.W2.copy()}
    matrix, place = name.split("_")
    weights[matrix][int(place[0]) - 1, int(place[1]) - 1] = value
    W1, W2 = (tuple(np.round(W, 4).ravel().tolist()) for W in weights.values())
    return replace(state, W1=W1, W2=W2, steps=0)


def say(state: State, now: Numbers) -> str:
    """Tell what the pictures show."""
    taken = counted(state.steps, "SGD step")
    told = f"After {taken}" if state.steps else "Before the first SGD step"
    was = f" (at the start it was {small(now.losses[0])})" if state.steps else ""
    return (
        f"{told} with α = {number(state.alpha)} the network predicts f(x) = {number(now.f)} "
        f"for the target y = {number(Y[0])}. The loss is {small(now.losses[-1])}{was}."
    )


# ── the pictures ────────────────────────────────────────────────────────────────

INPUTS = np.array([[40.0, 90.0], [40.0, 210.0]])
NODES = np.array([[210.0, 50.0], [210.0, 150.0], [210.0, 250.0]])
OUTPUT = np.array([[350.0, 150.0]])
RADIUS = 24.0
SUBSCRIPTS = "₁₂₃"


def draw(network: Background, curve: Background, state: State) -> Frame:
    """Draw the network, the prediction beside its target, and the loss step by step."""
    now = compute(state)
    return Frame(
        panels={
            "network": [
                *_edges("W1", now.W1, INPUTS, NODES, 0.7),
                *_edges("W2", now.W2, NODES, OUTPUT, 0.4),
                *_nodes("x", X, INPUTS),
                *_nodes("v", now.v, NODES),
                *_nodes("f(x)", np.array([now.f]), OUTPUT),
                *_target(network, now),
            ],
            "curve": _curve(curve, now.losses),
        },
        words=say(state, now),
        notes=[
            _written_out("W1", "∇W1 L", now.W1, now.dW1, state.alpha),
            _written_out("W2", "∇W2 L", now.W2, now.dW2, state.alpha),
        ],
        shown={name: brief(value) for name, value in values(state).items() if name != "steps"},
    )


def _edges(name: str, W: Array, left: Array, right: Array, where: float) -> list[scene.Node]:
    """Draw a layer's weights: blue and solid above zero, orange and dashed below."""
    marks: list[scene.Node] = []
    labels: list[scene.Node] = []
    for (i, j), w in np.ndenumerate(W):
        start, end = left[j], right[i]
        css = "edge one" if w >= 0 else "edge two dashed"
        key = {"data-for": f"{name}_{i + 1}{j + 1}"}
        width = 1 + 2.5 * min(abs(float(w)), 3)
        marks.append(scene.line(css, [start, end], style=f"stroke-width:{width:.1f}", **key))
        x, y = start + where * (end - start)
        labels.append(scene.text("halo", x, y, brief(w), **key))
    return marks + labels


def _nodes(name: str, shown: Array, places: Array) -> list[scene.Node]:
    marks = []
    for i, (value, (x, y)) in enumerate(zip(shown, places, strict=True)):
        label = name + SUBSCRIPTS[i] if len(places) > 1 else name
        marks += [
            scene.circle("node", (x, y), RADIUS),
            scene.text("", x, y, number(value)),
            scene.text("soft halo", x, y - RADIUS - 10, label),
        ]
    return marks


def _target(network: Background, now: Numbers) -> list[scene.Node]:
    """Mark prediction and target on the number line, and the gap between them."""
    low, high = -2.0, 2.0
    f = float(np.clip(now.f, low, high)) if np.isfinite(now.f) else high
    (x, at_f), (_, at_y) = network.pixels([[0, f], [0, Y[0]]])
    beyond = " ↕" if f != now.f else ""
    return [
        scene.line("edge", [(OUTPUT[0, 0] + RADIUS, OUTPUT[0, 1]), (x, at_f)]),
        scene.line("two", [(x, at_f), (x, at_y)], style="stroke-width:6"),
        scene.line("three bold", [(x - 9, at_y), (x + 9, at_y)]),
        scene.text("left", x + 16, at_y, f"y = {number(Y[0])}"),
        scene.circle("solid", (x, at_f), 6),
        scene.text(
            "left halo",
            OUTPUT[0, 0] - 70,
            276,
            f"L = (f(x) − y)² {equals_small(now.losses[-1])}{beyond}",
        ),
    ]


def _curve(curve: Background, losses: list[float]) -> list[scene.Node]:
    bottom, top = 1e-4, 1e2
    heights = np.clip(np.nan_to_num(losses, nan=np.inf), bottom, top)
    places = curve.pixels(np.column_stack([np.arange(len(losses)), heights]))
    return [
        scene.line("one bold", places),
        scene.dots("one", places[:-1], 7),
        scene.circle("open", places[-1], 5.5),
    ]


def _written_out(name: str, gradient: str, W: Array, dW: Array, alpha: float) -> scene.Node:
    """Write the next SGD update with its numbers: W − α ∇ = new W."""
    rows = [[[number(w) for w in row] for row in M] for M in (W, dW, W - alpha * dW)]
    before, slope, after = (scene.matrix(table) for table in rows)
    formula = f"{name} ← {name} − α {gradient} ="
    return scene.element(
        "div", "equation", formula, before, f"− {number(alpha)} ·", slope, "=", after
    )


# ── the explorer ────────────────────────────────────────────────────────────────


def _weights(name: str, rows: int, columns: int) -> Group:
    return Group(
        f"{name}, {rows} × {columns}",
        tuple(
            Slider(f"{name}_{i}{j}", f"{name}[{i},{j}]", -3.0, 3.0, 0.1)
            for i in range(1, rows + 1)
            for j in range(1, columns + 1)
        ),
        columns=columns,
    )


def _about_weights() -> tuple[Question, ...]:
    """Ask what a single weight does, and let the network itself give the right answers."""
    start, silent = compute(State()), State(W2=(0.0, -0.9, 0.4))
    climbing = [compute(State(W2=(0.7, w, 0.4))).losses[0] for w in np.linspace(-0.9, 3.0, 40)]
    turns = int(0 < np.argmin(climbing) < len(climbing) - 1)
    moved = replace(silent, W1=(3.0, *silent.W1[1:]))
    way = np.sign(compute(moved).f - compute(silent).f)
    return (
        NumberQuestion(
            f"The middle hidden value is {number(start.v[1])}. Its weight in W2 goes from −0.9 "
            f"to 0, and f(x) was {number(start.f)}. What is f(x) then?",
            "",
            "W2=0.7,0,0.4",
            round(compute(State(W2=(0.7, 0.0, 0.4))).f, 2),
            0.015,
            f"The term −0.9 · {number(start.v[1])} is gone from W2 v; all others stay.",
        ),
        ChoiceQuestion(
            "The same weight goes from −0.9 all the way up to 3. What does the loss do?",
            "",
            "W2=0.7,3,0.4",
            ("it falls", "it falls, then rises", "it rises"),
            turns,
            "f(x) passes the target 1 on its way, and the loss is 0 there; then it overshoots.",
        ),
        ChoiceQuestion(
            "The first weight of W2 is 0. The first weight of W1 goes from 0.5 to 3. What does "
            "f(x) do?",
            to_text(silent),
            to_text(moved),
            ("it falls", "it stays", "it rises"),
            1 + int(way),
            "That weight changes only the first hidden value, and 0 times any value is 0.",
        ),
    )


def _about_steps() -> tuple[Question, ...]:
    """Ask what SGD's steps do, and let the network itself give the right answers."""
    start = compute(State())
    one, large = (compute(State(alpha=alpha, steps=1)) for alpha in (0.2, 2.0))
    silent = compute(State(W2=(0.0, 0.0, 0.0)))
    falls_or_rises = ("it falls", "it stays", "it rises")
    matrices = ("∇W1 L only", "∇W2 L only", "both", "neither")
    vanish = (not silent.dW1.any(), not silent.dW2.any())
    return (
        ChoiceQuestion(
            "The network takes one SGD step with α = 0.2. What happens to the loss?",
            "",
            "steps=1",
            falls_or_rises,
            1 + int(np.sign(one.losses[-1] - start.losses[-1])),
            "A short step against the gradient goes downhill.",
        ),
        ChoiceQuestion(
            "The same step with α = 2, ten times as long. What happens to the loss?",
            "",
            "alpha=2; steps=1",
            falls_or_rises,
            1 + int(np.sign(large.losses[-1] - start.losses[-1])),
            "The gradient is the slope here, not further away: a long step lands past the valley.",
        ),
        ChoiceQuestion(
            "All weights in W2 are set to 0. Which gradient is zero then?",
            "",
            "W2=0,0,0",
            matrices,
            {(True, False): 0, (False, True): 1, (True, True): 2, (False, False): 3}[vanish],
            "With W2 = 0 no change of W1 reaches the output, so W1 learns nothing in this step.",
        ),
    )


QUESTIONS = {"S1": _about_weights, "S2": _about_steps}


def two_layer_network(state: str = "", predict: bool = True, questions: str = "S1 S2") -> Explorer:
    """Open the network of S1 with a slider on every weight, and SGD's steps of S2.

    Parameters
    ----------
    state : str
        The state to open with, as an explorer of this kind shows it; all of it is optional.
    predict : bool
        Whether it asks for predictions first.
    questions : str
        The slides that it asks about: S1, S2, or both.

    Returns
    -------
    Explorer
        Show it as the last line of a cell.

    Slide: S1, S2
    """
    if not QUESTIONS.keys() >= set(questions.split()):
        raise ValueError(f"There are questions about S1 and S2, not about “{questions}”.")
    scale = axes(
        530,
        290,
        Margins(left=450, right=80, bottom=30, top=24),
        xlim=(0, 1),
        ylim=(-2, 2),
        yticks=range(-2, 3),
    )
    scale.spines["bottom"].set_visible(False)
    scale.set_xticks([])
    curve = axes(
        320, 290, Margins(left=60, top=24),
        xlim=(0, STEPS), ylim=(1e-4, 1e2), yscale="log", xlabel="SGD steps", ylabel="loss L",
    )  # fmt: skip
    backgrounds = freeze(scale), freeze(curve)
    design = Design(
        title="A two-layer network, by hand",
        slides="S1 S2",
        start=State(),
        groups=(
            _weights("W1", HIDDEN, X.size),
            _weights("W2", 1, HIDDEN),
            Group("Learning rate", (Levels("alpha", "α", ALPHAS),)),
            Group("SGD", (Slider("steps", "steps", 0, STEPS, 1, pause=400),), below=True),
        ),
        panels={
            "network": Panel("The network, its weights and values", backgrounds[0]),
            "curve": Panel("The loss after each SGD step", backgrounds[1]),
        },
        draw=partial(draw, *backgrounds),
        presets={
            "small steps": "alpha=0.05; steps=10",
            "good steps": "alpha=0.5; steps=10",
            "too long": "alpha=5; steps=10",
            "W2 = 0": "W2=0,0,0",
        },
        questions=tuple(q for slide in questions.split() for q in QUESTIONS[slide]()),
        values=values,
        update=update,
    )
    return Explorer(design, state, predict)
