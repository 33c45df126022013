"""S2 S3 S9: SGD's path over the training loss, from too small an α to one that diverges."""

from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpkit.core.activations import sigmoid
from mlpkit.core.landscape import loss_surface
from mlpkit.core.losses import squared_error_terms
from mlpkit.core.network import MLP
from mlpkit.explorers import scene
from mlpkit.explorers.controls import Choice, Group, Levels, Slider
from mlpkit.explorers.explorer import Design, Explorer, Frame, Panel
from mlpkit.explorers.questions import Axis, ChoiceQuestion, PlaceQuestion, Question
from mlpkit.explorers.state import from_text, to_text
from mlpkit.explorers.words import counted, number, small, superscript
from mlpkit.plots.background import Background, Margins, axes, freeze
from mlpkit.plots.contours import contour_lines, draw_contours

Array = NDArray[np.float64]

N = 12
STEPS = 40
ALPHAS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.4, 1.8, 2.2, 2.6, 3.0)
START = (-1.5, -1.0)
W1_SPAN, W2_SPAN = (-3.0, 4.0), (-2.0, 3.5)
LEVELS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
FLOOR, CEILING = 0.02, 50.0
ENDS = ("in the valley", "still on its way", "jumping about", "outside the picture")


@dataclass(frozen=True)
class State:
    """The learning rate, the batches, the seed that shuffles, and the steps shown."""

    alpha: float = 0.5
    batch: int = 4
    seed: int = 0
    steps: int = 0
    lines: str = "all"


@dataclass(frozen=True)
class Numbers:
    """SGD's path and what it cost.

    Parameters
    ----------
    path : (steps + 1, 2)
        w1 and w2 before each step, and after the last.
    batches : list of index arrays
        The examples of each step, and of the one that would follow.
    one, some, all_ : lists of float
        The loss of a batch's first example, of the batch and of all examples, along the path.
    batch_gradient, full_gradient : (2,)
        Where the path stands now.
    """

    path: Array
    batches: list[NDArray[np.intp]]
    one: list[float]
    some: list[float]
    all_: list[float]
    batch_gradient: Array
    full_gradient: Array


@cache
def examples() -> tuple[Array, Array]:
    """Draw the twelve examples: y = 2 σ(1.5 x) and some noise."""
    x = np.linspace(-2, 3, N)
    y = 2 * sigmoid(1.5 * x) + np.random.default_rng(3).normal(0, 0.25, N)
    return x[:, None], y[:, None]


def network(w1: float, w2: float) -> MLP:
    """Build f(x) = w2 σ(w1 x): S1 with one weight in each layer."""
    model = MLP((1, 1, 1), ("sigmoid", "identity"), "squared_error", bias=False)
    model.W = [[[w1]], [[w2]]]
    return model


@lru_cache(maxsize=len(ALPHAS))
def walk(alpha: float, batch: int, seed: int) -> tuple[Array, list[NDArray[np.intp]], list[Array]]:
    """Take all steps: w1 and w2 before each of them, its batch, and every example's loss there."""
    X, Y = examples()
    rng = np.random.default_rng(seed)
    shuffles = -(-(STEPS + 1) * batch // N)
    order = np.concatenate([rng.permutation(N) for _ in range(shuffles)])
    batches = [order[k * batch :][:batch] for k in range(STEPS + 1)]
    model = network(*START)
    path, losses = [], []
    with np.errstate(over="ignore", invalid="ignore"):  # divergence is one of the lessons
        for rows in batches:
            path.append((model.W[0].item(), model.W[1].item()))
            losses.append(squared_error_terms(model.forward(X), Y).ravel())
            model.step(X[rows], Y[rows], alpha)
    return np.array(path), batches, losses


def compute(state: State) -> Numbers:
    """Take the steps of `state`, and note on the way what S1 and S3 call loss."""
    path, batches, losses = walk(state.alpha, state.batch, state.seed)
    here, rows = path[state.steps], batches[state.steps]
    until = slice(state.steps + 1)
    pairs = list(zip(losses[until], batches, strict=False))
    return Numbers(
        path[until],
        batches[until],
        [float(each[chosen[0]]) for each, chosen in pairs],
        [float(each[chosen].mean()) for each, chosen in pairs],
        [float(each.mean()) for each, _ in pairs],
        gradient(here, rows),
        gradient(here, slice(None)),
    )


def gradient(point: Array, rows: Any) -> Array:
    """Compute the gradient of some examples' mean loss where w1 and w2 are `point`."""
    X, Y = examples()
    with np.errstate(over="ignore", invalid="ignore"):
        dW, _ = network(*point).gradients(X[rows], Y[rows])
    return np.array([slope.item() for slope in dW])


def ending(now: Numbers) -> str:
    """Name where a path has come to: one of `ENDS`."""
    last = now.path[-6:]
    inside = (np.array([W1_SPAN[0], W2_SPAN[0]]) <= last) & (last <= [W1_SPAN[1], W2_SPAN[1]])
    if not inside[-1].all():
        return ENDS[3]
    if np.linalg.norm(np.diff(last, axis=0), axis=1).mean() > 0.35:
        return ENDS[2]
    return ENDS[0] if np.mean(now.all_[-6:]) < LEVELS[0] else ENDS[1]


def say(state: State, now: Numbers) -> str:
    """Tell what the pictures show."""
    w1, w2 = now.path[-1]
    size = {1: "one example at a time", N: f"all {N} examples in each step"}
    how = size.get(state.batch, f"batches of {state.batch}")
    taken = f"After {counted(state.steps, 'step')}" if state.steps else "Before the first step"
    end = f" The path is {ending(now)}." if state.steps == STEPS else ""
    return (
        f"{taken} with α = {number(state.alpha)} and {how}, w1 = {number(w1)} and "
        f"w2 = {number(w2)}. The training loss is {small(now.all_[-1])}; it started at "
        f"{small(now.all_[0])}.{end}"
    )


# ── the pictures ────────────────────────────────────────────────────────────────


def surface_of(X: Array, Y: Array, points: int) -> tuple[Array, Array, Array]:
    """Compute the loss of some examples over the picture's w1 and w2."""
    w1, w2 = np.linspace(*W1_SPAN, points), np.linspace(*W2_SPAN, points)
    weights = ("W", 0, 0, 0), ("W", 1, 0, 0)
    return w1, w2, loss_surface(network(0, 0), X, Y, *weights, w1, w2)


def draw(surface: Background, curve: Background, state: State) -> Frame:
    """Draw the path so far over the surface, and its three losses step by step."""
    now = compute(state)
    return Frame(
        panels={
            "surface": [scene.window(surface, *_path(surface, state, now))],
            "curve": _losses(curve, now),
        },
        words=say(state, now),
        notes=[_update(state, now), _three_losses(now)],
        shown={"alpha": number(state.alpha)},
    )


def _path(surface: Background, state: State, now: Numbers) -> list[scene.Node]:
    places = surface.pixels(now.path)
    here = now.path[-1]
    step, full_step = (
        surface.pixels([here - state.alpha * g])[0] for g in (now.batch_gradient, now.full_gradient)
    )
    return [
        *_batch_lines(surface, state, now),
        scene.line("bold", places),
        scene.dots("", places[:-1], 7),
        scene.arrow("one dashed", places[-1], full_step),
        scene.arrow("two", places[-1], step),
        scene.circle("open", places[-1], 6),
    ]


def _batch_lines(surface: Background, state: State, now: Numbers) -> list[scene.Node]:
    """Draw the present batch's own loss as contour lines, where asked for."""
    if state.lines != "batch":
        return []
    X, Y = examples()
    rows = now.batches[-1]
    lines = contour_lines(*surface_of(X[rows], Y[rows], 24), LEVELS)
    return [scene.line("two dotted", surface.pixels(points)) for points in lines]


def _losses(curve: Background, now: Numbers) -> list[scene.Node]:
    def places(losses: list[float]) -> Array:
        heights = np.clip(np.nan_to_num(losses, nan=np.inf), FLOOR, CEILING)
        return curve.pixels(np.column_stack([np.arange(len(losses)), heights]))

    styles = {
        "four dotted": ("one example", now.one),
        "two dashed": ("the batch", now.some),
        "one bold": (f"all {N}", now.all_),
    }
    x, y, _, _ = curve.box
    return [
        *(scene.line(css, places(losses)) for css, (_, losses) in styles.items()),
        *(
            scene.circle(f"{css} solid", places(losses)[-1], 4.5)
            for css, (_, losses) in styles.items()
        ),
        *scene.legend(x - 10, y - 14, {css: styles[css][0] for css in reversed(styles)}, 108),
    ]


def _update(state: State, now: Numbers) -> scene.Node:
    """Write the next step with its numbers."""
    here = now.path[-1]
    columns = [
        scene.matrix([[number(value)] for value in column])
        for column in (here, now.batch_gradient, here - state.alpha * now.batch_gradient)
    ]
    return scene.element(
        "div", "equation", "next step:", scene.matrix([["w1"], ["w2"]]), "←", columns[0],
        f"− {number(state.alpha)} ·", columns[1], "=", columns[2],
    )  # fmt: skip


def _three_losses(now: Numbers) -> scene.Node:
    rows = now.batches[-1]
    listed = "all" if len(rows) == N else ", ".join(str(i + 1) for i in rows)
    return scene.element(
        "div", "equation",
        f"L(x⁽{superscript(rows[0] + 1)}⁾) = {small(now.one[-1])};  "
        f"mean over the batch ({listed}) = {small(now.some[-1])};  "
        f"L(W1, W2) = mean over all {N} = {small(now.all_[-1])}",
    )  # fmt: skip


# ── the explorer ────────────────────────────────────────────────────────────────

PRESETS = {
    "too small": "alpha=0.02; batch=12",
    "right": "alpha=0.7; batch=12",
    "too large": "alpha=2.2; batch=12",
    "diverging": "alpha=3; batch=12",
    "one example": "alpha=0.5; batch=1",
}
REASONS = (
    "Where α is small every step is short: the direction is right, the pace is not.",
    "Long strides down the slope, short ones on the valley's floor, where the gradient is small.",
    "Steps land on the opposite slope, and in the end as high as before.",
    "Sooner or later a step lands higher up, where the slope is steeper still.",
    "A single example points only roughly downhill; on average over many steps it does.",
)


def _questions(surface: Background) -> tuple[Question, ...]:
    """Ask for each preset where its path ends; the path itself gives the answer."""
    return tuple(
        _ask_for_place(surface, text, reason) if name == "right" else _ask_for_ending(text, reason)
        for (name, text), reason in zip(PRESETS.items(), REASONS, strict=True)
    )


def _last(text: str) -> tuple[State, str]:
    """Take all steps from a preset, and say in words what each step uses."""
    state = replace(from_text(State(), text), steps=STEPS)
    size = f"all {N} examples" if state.batch == N else "one example"
    return state, f"α = {state.alpha:g}, {size} in each step."


def _ask_for_ending(text: str, reason: str) -> Question:
    state, settings = _last(text)
    return ChoiceQuestion(
        f"{settings} Where is the path after {STEPS} steps?",
        text,
        to_text(state),
        ENDS,
        ENDS.index(ending(compute(state))),
        reason,
    )


def _ask_for_place(surface: Background, text: str, reason: str) -> Question:
    state, settings = _last(text)
    w1, w2 = compute(state).path[-1].round(2).tolist()
    return PlaceQuestion(
        f"{settings} Where does the path end after {STEPS} steps? Click there in the "
        "picture, or give w1 and w2.",
        text,
        to_text(state),
        "surface",
        surface.box,
        (Axis("w1", *W1_SPAN), Axis("w2", *W2_SPAN)),
        (w1, w2),
        0.5,
        reason,
    )


def sgd_path(state: str = "", predict: bool = True) -> Explorer:
    """Open SGD on the loss surface of two weights, with α, the batch size and the seed.

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

    Slide: S2, S3, S9
    """
    above = axes(440, 340, xlim=W1_SPAN, ylim=W2_SPAN, xlabel="w1", ylabel="w2")
    draw_contours(above, *surface_of(*examples(), 60), LEVELS)
    curve = axes(
        400, 340, Margins(left=60, top=28),
        xlim=(0, STEPS), ylim=(FLOOR, CEILING), yscale="log", xlabel="steps", ylabel="loss",
    )  # fmt: skip
    backgrounds = freeze(above), freeze(curve)
    sizes = {1: "1 example", 4: "4 examples", N: f"all {N}"}
    design = Design(
        title="SGD on a loss surface",
        slides="S2 S3 S9",
        start=State(),
        groups=(
            Group("Learning rate", (Levels("alpha", "α", ALPHAS),)),
            Group("Each step uses", (Choice("batch", "Batch", sizes),)),
            Group("Shuffling", (Slider("seed", "seed", 0, 9, 1),)),
            Group(
                "Contour lines of",
                (Choice("lines", "Lines", {"all": "the training loss", "batch": "the batch too"}),),
            ),
            Group("SGD", (Slider("steps", "steps", 0, STEPS, 1, pause=150),), below=True),
        ),
        panels={
            "surface": Panel(
                "The training loss of f(x) = w2 σ(w1 x), and SGD's path", backgrounds[0]
            ),
            "curve": Panel("The losses step by step", backgrounds[1]),
        },
        draw=partial(draw, *backgrounds),
        presets={name: f"{text}; steps={STEPS}" for name, text in PRESETS.items()},
        questions=_questions(backgrounds[0]),
    )
    return Explorer(design, state, predict)
