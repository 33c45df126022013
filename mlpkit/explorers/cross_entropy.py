"""S8 S12: the cross-entropy and its slope, and what a saturated σ leaves of it."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from mlpkit.core.activations import sigmoid, sigmoid_prime
from mlpkit.explorers import scene
from mlpkit.explorers.controls import Choice, Group, Slider
from mlpkit.explorers.explorer import Design, Explorer, Frame, Panel
from mlpkit.explorers.questions import ChoiceQuestion, Question
from mlpkit.explorers.words import number
from mlpkit.plots.background import Background, axes, freeze

Array = NDArray[np.float64]

Z_SPAN = (-8.0, 8.0)
FORMULAS = {"corrected": "corrected", "printed": "as printed on S8"}


@dataclass(frozen=True)
class State:
    """The last layer's z, the right answer y, and which of S8's two formulas is used."""

    z: float = 1.0
    y: int = 0
    formula: str = "corrected"


@dataclass(frozen=True)
class Numbers:
    """ŷ = σ(z), the loss, and S12's two factors with their product."""

    y_hat: float
    loss: float
    slope: float
    sigma_slope: float
    product: float


def loss(y_hat: Array, y: int, formula: str) -> Array:
    """Compute S8's loss: −[y log ŷ + (1 − y) log(1 − ŷ)], or as printed, without the brackets."""
    sign = -1.0 if formula == "corrected" else 1.0
    return np.asarray(-y * np.log(y_hat) + sign * (1 - y) * np.log1p(-y_hat))


def slope(y_hat: Array, y: int, formula: str) -> Array:
    """Differentiate it: ∂L/∂ŷ = −y/ŷ + (1 − y)/(1 − ŷ), as printed with a second minus."""
    sign = 1.0 if formula == "corrected" else -1.0
    return np.asarray(-y / y_hat + sign * (1 - y) / (1 - y_hat))


def compute(state: State) -> Numbers:
    """Evaluate the loss and S12's factors where z stands."""
    y_hat = np.asarray(sigmoid(state.z), dtype=float)
    steepness = slope(y_hat, state.y, state.formula)
    sigma_slope = np.asarray(sigmoid_prime(state.z), dtype=float)
    return Numbers(
        float(y_hat),
        float(loss(y_hat, state.y, state.formula)),
        float(steepness),
        float(sigma_slope),
        float(steepness * sigma_slope),
    )


def say(state: State, now: Numbers) -> str:
    """Tell what the pictures show."""
    told = (
        f"With z = {number(state.z)}, ŷ is {number(now.y_hat, 3)} and y is {state.y}. The loss, "
        f"{FORMULAS[state.formula]}, is {number(now.loss, 3)}. Its slope ∂L/∂ŷ = "
        f"{number(now.slope)} times σ′(z) = {number(now.sigma_slope, 4)} is "
        f"{number(now.product, 3)}"
    )
    if state.formula == "corrected":
        return f"{told}: exactly ŷ − y."
    wrong = ", and the loss falls as the answer gets worse" if state.y == 0 else ""
    return f"{told}; ŷ − y is {number(now.y_hat - state.y, 3)}{wrong}."


# ── the pictures ────────────────────────────────────────────────────────────────


def draw(left: Background, right: Background, state: State) -> Frame:
    """Draw the loss over ŷ with its tangent, and the slope's two factors over z."""
    now = compute(state)
    return Frame(
        panels={"loss": _loss(left, state, now), "factors": _factors(right, state, now)},
        words=say(state, now),
        notes=[
            scene.element(
                "div", "equation",
                f"∂L/∂z = ∂L/∂ŷ · σ′(z) = {number(now.slope, 3)} · {number(now.sigma_slope, 5)} = "
                f"{number(now.product, 3)}, and ŷ − y = {number(now.y_hat - state.y, 3)}",
            )
        ],
        shown={"z": number(state.z, 1)},
    )  # fmt: skip


def _loss(panel: Background, state: State, now: Numbers) -> list[scene.Node]:
    y_hat = np.asarray(sigmoid(np.linspace(-9, 9, 55)), dtype=float)
    other = "printed" if state.formula == "corrected" else "corrected"
    here = np.array([now.y_hat, now.loss])
    along = np.array([1.0, now.slope]) * 0.3 / np.hypot(1, now.slope / 10)
    styles = {"one bold": state.formula, "four dotted": other}
    curves = [
        scene.line(css, panel.pixels(np.column_stack([y_hat, loss(y_hat, state.y, formula)])))
        for css, formula in styles.items()
    ]
    x, y, _, _ = panel.box
    return [
        scene.window(
            panel, *curves,
            scene.line("two dashed", panel.pixels([here - along, here + along])),
        ),
        scene.circle("open", panel.pixels([here])[0], 6),
        *scene.legend(
            x + 100, y + 8,
            {
                **{css: f"L {FORMULAS[formula]}" for css, formula in styles.items()},
                "two dashed": f"slope ∂L/∂ŷ = {number(now.slope)}",
            },
        ),
    ]  # fmt: skip


def _factors(panel: Background, state: State, now: Numbers) -> list[scene.Node]:
    z = np.linspace(*Z_SPAN, 65)
    y_hat = np.asarray(sigmoid(z), dtype=float)
    steepness = slope(y_hat, state.y, state.formula)
    curves = {
        "two dashed": ("∂L/∂ŷ", steepness, now.slope),
        "three dotted": ("σ′(z)", np.asarray(sigmoid_prime(z), float), now.sigma_slope),
        "one bold": ("product", steepness * sigmoid_prime(z), now.product),
    }
    lines = [
        scene.line(css, panel.pixels(np.column_stack([z, values])))
        for css, (_, values, _) in curves.items()
    ]
    points = [
        scene.circle(f"{css} solid", panel.pixels([[state.z, at]])[0], 5)
        for css, (_, _, at) in curves.items()
    ]
    x, y, _, _ = panel.box
    legend = {css: f"{name} {number(at, 3)}" for css, (name, _, at) in curves.items()}
    return [scene.window(panel, *lines, *points), *scene.legend(x + 12, y + 8, legend)]


# ── the explorer ────────────────────────────────────────────────────────────────


def cross_entropy(state: str = "", predict: bool = True) -> Explorer:
    """Open the cross-entropy of one example, printed and corrected, with z and y to move.

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

    Slide: S8, S12
    """
    left = axes(400, 320, xlim=(0, 1), ylim=(-8.6, 8.6), xlabel="ŷ", ylabel="loss L")
    right = axes(400, 320, xlim=Z_SPAN, ylim=(-2.5, 4), xlabel="z", ylabel="factor")
    for ax in (left, right):
        ax.axhline(0, color=ax.spines["left"].get_edgecolor(), linewidth=0.6)
    backgrounds = freeze(left), freeze(right)
    z = Slider("z", "z", *Z_SPAN, 0.5)
    stops = np.arange(Z_SPAN[0], Z_SPAN[1] + z.step, z.step).tolist()
    design = Design(
        title="Cross-entropy and its slope",
        slides="S8 S12",
        start=State(),
        groups=(
            Group("The last layer's z", (z,)),
            Group("The right answer", (Choice("y", "y", {0: "y = 0", 1: "y = 1"}),)),
            Group("S8", (Choice("formula", "Formula", FORMULAS),)),
        ),
        panels={
            "loss": Panel("The loss over ŷ, with its tangent", backgrounds[0]),
            "factors": Panel("The slope's factors over z", backgrounds[1]),
        },
        draw=partial(draw, *backgrounds),
        presets={
            "right and sure": "z=-6; y=0",
            "undecided": "z=0; y=0",
            "wrong and sure": "z=6; y=0",
            "S8 as printed": "z=6; y=0; formula=printed",
        },
        questions=_questions(),
        table=[State(at, y, formula) for at in stops for y in (0, 1) for formula in FORMULAS],
    )
    return Explorer(design, state, predict)


def _questions() -> tuple[Question, ...]:
    """Ask what is left of the slope where σ saturates, and what the printed formula rewards."""
    saturated = compute(State(z=8.0, y=0))
    return (
        ChoiceQuestion(
            "y is 0, and z goes from 1 to 8: ŷ comes close to 1, and σ′(z) to 0. What does "
            "the product ∂L/∂ŷ · σ′(z) do?",
            "z=1; y=0",
            "z=8; y=0",
            ("it goes to 0", "it goes to 1", "it grows without bound"),
            int(np.rint(saturated.product)),
            "∂L/∂ŷ = 1/(1 − ŷ) grows exactly as σ′(z) = ŷ(1 − ŷ) shrinks: ŷ − y is left.",
        ),
        ChoiceQuestion(
            "S8 as printed, y = 0, and ŷ goes from 0.5 to almost 1, the wrong answer. "
            "What does the printed loss do?",
            "z=0; y=0; formula=printed",
            "z=6; y=0; formula=printed",
            ("it rises", "it falls"),
            int(compute(State(6.0, 0, "printed")).loss < compute(State(0.0, 0, "printed")).loss),
            "The minus covers only the first term: the printed loss rewards the wrong answer.",
        ),
    )
