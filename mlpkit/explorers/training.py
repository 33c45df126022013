"""All slides together: train a network and watch its boundary, its loss and its gradients."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from mlpkit.core import data
from mlpkit.core.network import MLP
from mlpkit.core.sgd import Record, sgd
from mlpkit.explorers import scene
from mlpkit.explorers.controls import Choice, Group, Levels, Slider
from mlpkit.explorers.explorer import Design, Explorer, Frame, Panel
from mlpkit.explorers.questions import ChoiceQuestion
from mlpkit.explorers.words import counted, number, small
from mlpkit.plots.background import Background, Margins, axes, freeze, sheet
from mlpkit.plots.contours import contour_lines
from mlpkit.plots.images import as_png

Array = NDArray[np.float64]

EPOCHS = 200
ALPHAS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
SETS = {
    "line": "line", "xor": "xor", "circles": "circles", "moons": "moons", "spirals": "spirals",
    "digits": "digits",
}  # fmt: skip
ACTIVATIONS = {"sigmoid": "σ", "tanh": "tanh", "relu": "ReLU"}
FLOOR, CEILING = 1e-4, 100.0
GRID = 33
SHOWN = 50  # points of a curve: as many as its pixels can tell apart
HELD_OUT = 297  # digits that training doesn't see


@dataclass(frozen=True)
class State:
    """What is trained on what, and the epochs that have passed."""

    data: str = "moons"
    depth: int = 2
    width: int = 8
    activation: str = "tanh"
    alpha: float = 1.0
    batch: int = 20
    seed: int = 0
    epoch: int = 0


@dataclass(frozen=True)
class Examples:
    """What is learned from, and what is looked at afterwards."""

    X: Array
    Y: Array
    X_new: Array
    Y_new: Array


@dataclass(frozen=True)
class Moment:
    """Training as it stood after an epoch."""

    model: MLP
    loss: float
    grad_norms: tuple[float, ...]
    stopped: str


def examples(name: str) -> Examples:
    """Draw a toy set, or take 600 digits to learn from and others to look at."""
    if name == "digits":
        images, labels = data.load_digits()
        X, Y = images.reshape(len(images), -1), data.one_hot(labels, 10)
        return Examples(X[:600], Y[:600], X[-HELD_OUT:], Y[-HELD_OUT:])
    X, Y = getattr(data, name)(120, np.random.default_rng(0))
    X = 2 * (X - X.mean(axis=0)) / abs(X - X.mean(axis=0)).max()
    return Examples(X, Y, X, Y)


class Run:
    """One training with its settings; it goes on where it is asked to, and back for free."""

    def __init__(self, settings: State) -> None:
        self.settings = settings
        self.examples = examples(settings.data)
        X, Y = self.examples.X, self.examples.Y
        sizes = (X.shape[1], *[settings.width] * (settings.depth - 1), Y.shape[1])
        activations = [settings.activation] * (settings.depth - 1) + ["sigmoid"]
        rng = np.random.default_rng(settings.seed)
        model = MLP(sizes, activations, rng=rng)
        dW, db = model.gradients(X, Y)
        norms = tuple(
            float(np.hypot(np.linalg.norm(W), np.linalg.norm(b)))
            for W, b in zip(dW, db, strict=True)
        )
        self.moments = [Moment(model.copy(), model.loss(X, Y), norms, "")]
        self._model = model
        self._records: Iterator[Record] = sgd(
            model, X, Y, settings.alpha, settings.batch, EPOCHS, rng
        )

    def upto(self, epoch: int) -> list[Moment]:
        """Give every epoch's moment from the start up to this one, or to where it broke off."""
        while len(self.moments) <= epoch and not self.moments[-1].stopped:
            with np.errstate(all="ignore"):  # divergence is told, in words
                record = next(self._records)
            self.moments.append(
                Moment(self._model.copy(), record.loss, record.grad_norms, record.stopped)
            )
        return self.moments[: epoch + 1]


class Trainer:
    """Keeps the training in hand, so that the next epoch costs one epoch."""

    def __init__(self) -> None:
        self._run: Run | None = None

    def run(self, state: State) -> Run:
        """Give the training with these settings."""
        settings = replace(state, epoch=0)
        if self._run is None or self._run.settings != settings:
            self._run = Run(settings)
        return self._run


def right(moment: Moment, X: Array, Y: Array) -> NDArray[np.bool_]:
    """Say for each example whether it falls into its class."""
    y_hat = moment.model.forward(X)
    if Y.shape[1] == 1:
        return np.asarray((y_hat > 0.5).ravel() == (Y > 0.5).ravel())
    return np.asarray(y_hat.argmax(axis=1) == Y.argmax(axis=1))


def say(state: State, run: Run, moments: list[Moment]) -> str:
    """Tell what the pictures show."""
    now = moments[-1]
    if now.stopped:
        return f"On {SETS[state.data]}: {now.stopped}."
    share = 100 * right(now, run.examples.X_new, run.examples.Y_new).mean()
    which = f"{HELD_OUT} digits that it hasn't seen" if state.data == "digits" else "examples"
    layers = ", ".join(small(norm) for norm in now.grad_norms)
    return (
        f"On {SETS[state.data]}, after {counted(len(moments) - 1, 'epoch')}, the training loss is "
        f"{small(now.loss)}, and {share:.0f} % of the {which} are right. The gradient's norm, "
        f"layer by layer: {layers}."
    )


# ── the pictures ────────────────────────────────────────────────────────────────

SIDE = 340.0
SPAN = (-2.4, 2.4)


def draw(trainer: Trainer, curve: Background, state: State) -> Frame:
    """Draw the boundary (or the digits that are wrong), and the curves so far."""
    run = trainer.run(state)
    moments = run.upto(state.epoch)
    picture = _mistakes(run, moments[-1]) if state.data == "digits" else _boundary(run, moments[-1])
    return Frame(
        panels={"picture": picture, "curves": _curves(curve, moments)},
        words=say(state, run, moments),
        shown={"alpha": number(state.alpha), "epoch": f"{len(moments) - 1} / {EPOCHS}"},
    )


def _place(points: Array) -> Array:
    low, high = SPAN
    scaled = (points - low) / (high - low) * SIDE
    return np.column_stack([scaled[:, 0], SIDE - scaled[:, 1]])


def _boundary(run: Run, now: Moment) -> list[scene.Node]:
    X, ones = run.examples.X, run.examples.Y.ravel() == 1
    side = np.linspace(*SPAN, GRID)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    marks = [
        scene.element("rect", "frame thin", x=1, y=1, width=SIDE - 2, height=SIDE - 2),
        scene.dots("one", _place(X[ones]), 9),
        scene.dots("two square", _place(X[~ones]), 7),
    ]
    if now.stopped:
        return marks
    around = now.model.forward(grid).reshape(GRID, GRID)
    lines = contour_lines(side, side, around, [0.5])
    return [*marks, *(scene.line("bold", _place(line)) for line in lines)]


def _mistakes(run: Run, now: Moment) -> list[scene.Node]:
    """Show the first sixteen digits that it gets wrong, and what it takes them for."""
    X, Y = run.examples.X_new, run.examples.Y_new
    wrong = np.flatnonzero(~right(now, X, Y))[:16]
    said = now.model.forward(X[wrong]).argmax(axis=1) if len(wrong) else []
    cell, size = SIDE / 4, 60.0
    marks = []
    for k, (i, digit) in enumerate(zip(wrong, said, strict=True)):
        x, y = (k % 4) * cell, (k // 4) * cell
        marks += [
            scene.element(
                "image", "pixels", href=as_png(X[i].reshape(8, 8)), x=x + 12, y=y, width=size,
                height=size,
            ),
            scene.text(
                "small", x + 12 + size / 2, y + size + 11, f"{Y[i].argmax()} read as {digit}"
            ),
        ]  # fmt: skip
    return marks


def _curves(panel: Background, moments: list[Moment]) -> list[scene.Node]:
    """Draw the loss and every layer's gradient norm, thinned to what a screen shows."""
    epochs = np.unique(np.linspace(0, len(moments) - 1, SHOWN).astype(int))
    layers = len(moments[0].grad_norms)
    styles = ["two dashed", "three dotted", "four dashed", "dotted"][:layers]
    series = {"one bold": [moments[e].loss for e in epochs]}
    names = {"one bold": f"training loss {small(moments[-1].loss)}"}
    for layer, css in enumerate(styles):
        series[css] = [moments[e].grad_norms[layer] for e in epochs]
        names[css] = f"‖∇‖ of layer {layer + 1}"
    marks = []
    for css, heights in series.items():
        within = np.clip(np.nan_to_num(heights, nan=np.inf), FLOOR, CEILING)
        marks.append(scene.line(css, panel.pixels(np.column_stack([epochs, within]))))
    x, y, width, _ = panel.box
    return [*marks, *scene.legend(x + width - 150, y + 8, names)]


# ── the explorer ────────────────────────────────────────────────────────────────


GROUPS = (
    Group("Data", (Choice("data", "Data", SETS),)),
    Group(
        "Network",
        (
            Slider("depth", "layers", 1, 4, 1),
            Slider("width", "width", 1, 16, 1),
            Choice("activation", "Activation", ACTIVATIONS),
        ),
    ),
    Group(
        "SGD",
        (
            Levels("alpha", "α", ALPHAS),
            Slider("batch", "batch", 1, 120, 1),
            Slider("seed", "seed", 0, 9, 1),
        ),
    ),
    Group("Training", (Slider("epoch", "epochs", 0, EPOCHS, 1, pause=25),), below=True),
)


QUESTIONS = (
    ChoiceQuestion(
        "The data is xor, the network has one layer. What will training reach?",
        "data=xor; depth=1",
        "data=xor; depth=1; epoch=200",
        ("nearly all right", "about 70 % right"),
        1,
        "One layer draws one straight line, and no line separates xor.",
    ),
    ChoiceQuestion(
        "Four layers of sigmoids on circles. Which layer gets the smallest gradient?",
        "data=circles; depth=4; activation=sigmoid",
        "data=circles; depth=4; activation=sigmoid; epoch=200",
        tuple(f"layer {k}" for k in range(1, 5)),
        0,
        "Every layer on the way back multiplies by σ′, which is at most ¼.",
    ),
)


def train_and_watch(state: str = "", predict: bool = True) -> Explorer:
    """Open a training: choose data and network, play, and stop whenever you like.

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

    Slide: S2 to S9, S17
    """
    curve = freeze(
        axes(
            440, SIDE, Margins(left=60), xlim=(0, EPOCHS), ylim=(FLOOR, CEILING), yscale="log",
            xlabel="epochs", ylabel="loss, gradient norms",
        )
    )  # fmt: skip
    design = Design(
        title="Train and watch",
        slides="S2 to S9, S17",
        start=State(),
        groups=GROUPS,
        panels={
            "picture": Panel(
                "The decision boundary, or the digits that are wrong", sheet(SIDE, SIDE)
            ),
            "curves": Panel("Loss and gradient norms, epoch by epoch", curve),
        },
        draw=partial(draw, Trainer(), curve),
        presets={
            "xor, one layer": "data=xor; depth=1; epoch=200",
            "xor, two layers": "data=xor; depth=2; epoch=200",
            "spirals": "data=spirals; depth=3; width=16; alpha=1; epoch=200",
            "deep sigmoids": "data=circles; depth=4; activation=sigmoid; epoch=200",
            "digits": "data=digits; depth=2; width=16; alpha=0.3; batch=32; epoch=10",
        },
        questions=QUESTIONS,
    )
    return Explorer(design, state, predict)
