"""S10 to S14: the chain rule as factors, the ones that gradients share, and S13's sign."""

from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from mlpkit.core.activations import sigmoid, sigmoid_prime
from mlpkit.core.differences import numerical_gradient
from mlpkit.core.losses import binary_cross_entropy
from mlpkit.core.network import MLP
from mlpkit.explorers import scene
from mlpkit.explorers.controls import Choice, Group, Slider
from mlpkit.explorers.explorer import Design, Explorer, Frame, Panel
from mlpkit.explorers.questions import ChoiceQuestion, Question
from mlpkit.explorers.words import number
from mlpkit.plots.background import Background, Margins, axes, freeze, sheet

Array = NDArray[np.float64]

SIZES = (4, 2, 3, 1)
DEEPEST = 10
DEPTHS = range(1, DEEPEST + 1)

# Each factor: how it is written, what it is, and the colour of its layer.
FACTORS = {
    "dyhat": ("∂L/∂ŷ", "−y/ŷ + (1 − y)/(1 − ŷ)", "two"),
    "dz3": ("∂ŷ/∂z[3]", "σ′(z[3])", "two"),
    "W3": ("∂z[3]/∂W[3]", "v[2]ᵀ", "soft"),
    "v2": ("∂z[3]/∂v[2]", "W[3]ᵀ", "one"),
    "z2": ("∂v[2]/∂z[2]", "σ′(z[2])", "one"),
    "W2": ("∂z[2]/∂W[2]", "v[1]ᵀ", "soft"),
    "b2": ("∂z[2]/∂b[2]", "1", "soft"),
    "v1": ("∂z[2]/∂v[1]", "W[2]ᵀ", "three"),
    "z1": ("∂v[1]/∂z[1]", "σ′(z[1])", "three"),
    "W1": ("∂z[1]/∂W[1]", "xᵀ", "soft"),
}
CHAINS = {
    "∂L/∂W[3]": ("dyhat", "dz3", "W3"),
    "∂L/∂W[2]": ("dyhat", "dz3", "v2", "z2", "W2"),
    "∂L/∂b[2]": ("dyhat", "dz3", "v2", "z2", "b2"),
    "∂L/∂W[1]": ("dyhat", "dz3", "v2", "z2", "v1", "z1", "W1"),
}


@dataclass(frozen=True)
class State:
    """The factor that lights up, the layers counted, and the example: its weights and y."""

    term: str = "dz3"
    layers: int = 3
    seed: int = 0
    y: int = 1


@dataclass(frozen=True)
class Numbers:
    """Every factor's value, and ∂L/∂W[3] in three ways."""

    values: dict[str, Array]
    corrected: Array
    printed: Array
    numerical: Array


@lru_cache(maxsize=8)  # the table has many states of one example
def compute(seed: int, y: int) -> Numbers:
    """Evaluate S12's factors on one example, and S13 beside its numerical gradient."""
    rng = np.random.default_rng(seed)
    model = MLP(SIZES, rng=rng)
    x = rng.normal(size=SIZES[0])
    (z1, z2, z3), (v1, v2, y_hat) = (
        [rows[0] for rows in layers] for layers in model.layers(x[None])
    )
    values = {
        "dyhat": -y / y_hat + (1 - y) / (1 - y_hat),
        "dz3": sigmoid_prime(z3),
        "W3": v2[None],
        "v2": model.W[2].T,
        "z2": sigmoid_prime(z2)[:, None],
        "W2": v1[None],
        "b2": np.ones(1),
        "v1": model.W[1].T,
        "z1": sigmoid_prime(z1)[:, None],
        "W1": x[None],
    }

    def loss(W3: Array) -> float:
        return binary_cross_entropy(np.asarray(sigmoid(W3 @ v2 + model.b[2])), np.array([float(y)]))

    corrected = (y_hat - y) * v2
    numerical = numerical_gradient(loss, np.array(model.W[2])).ravel()
    return Numbers(
        {term: np.asarray(value) for term, value in values.items()},
        corrected,
        -corrected,
        numerical,
    )


def products(layers: int) -> tuple[int, int]:
    """Count the products in all ∂L/∂W and ∂L/∂b: each chain by itself, and with reuse.

    By itself a chain has a product between any two neighbours. With reuse the error of a
    layer is one or two products more than that of the layer above, and each gradient
    one more.
    """
    apart = 2 * sum(2 + 2 * below for below in range(layers))
    reused = 1 + 2 * (layers - 1) + 2 * layers
    return apart, reused


def users(term: str) -> list[str]:
    """List the gradients whose chain has a factor."""
    return [gradient for gradient, chain in CHAINS.items() if term in chain]


def say(state: State, now: Numbers) -> str:
    """Tell what the pictures show."""
    name, formula, _ = FACTORS[state.term]
    where = " and ".join(users(state.term))
    apart, reused = products(state.layers)
    error = np.linalg.norm(now.corrected - now.numerical)
    agrees = "agrees with" if error < 1e-6 else "differs from"
    return (
        f"{name} = {formula} is a factor of {where}. All gradients of {state.layers} layers take "
        f"{apart} products chain by chain, and {reused} when common terms are kept. For y = "
        f"{state.y}, S13 with (ŷ − y) {agrees} the numerical gradient of W[3]; as printed it has "
        "the opposite sign."
    )


# ── the pictures ────────────────────────────────────────────────────────────────

CHIP_WIDTH, CHIP_HEIGHT, PITCH, ROW = 108.0, 50.0, 118.0, 68.0


def draw(gradient: Background, counts: Background, state: State) -> Frame:
    """Draw the chains with one factor lit, S13 in three ways, and the count of products."""
    now = compute(state.seed, state.y)
    return Frame(
        panels={
            "chains": _chains(state, now),
            "gradient": _gradient(gradient, now),
            "counts": _counts(counts, state),
        },
        words=say(state, now),
        notes=[_value(state, now)],
    )


def _chains(state: State, now: Numbers) -> list[scene.Node]:
    marks = []
    for row, (gradient, chain) in enumerate(CHAINS.items()):
        y = 30 + row * ROW
        marks.append(scene.text("right", 82, y, f"{gradient} ="))
        for place, term in enumerate(chain):
            x = 92 + place * PITCH
            name, _, css = FACTORS[term]
            lit = "lit" if term == state.term else ""
            shape = " × ".join(map(str, now.values[term].shape))
            marks += [
                scene.element(
                    "rect", f"chip {css} {lit}".strip(),
                    x=x, y=y - CHIP_HEIGHT / 2, width=CHIP_WIDTH, height=CHIP_HEIGHT, rx=6,
                    data_set=f"term={term}",
                ),
                scene.text("bold" if lit else "", x + CHIP_WIDTH / 2, y - 9, name),
                scene.text("soft small", x + CHIP_WIDTH / 2, y + 12, shape),
            ]  # fmt: skip
            if place:
                marks.append(scene.text("", x - 5, y, "·"))
    return marks


def _gradient(panel: Background, now: Numbers) -> list[scene.Node]:
    """Draw the entries of ∂L/∂W[3]: corrected, as printed, and numerical."""
    zero = panel.pixels([[0, 0]])[0, 1]
    marks: list[scene.Node] = []
    for css, shift, entries in (("one", -0.15, now.corrected), ("two", 0.15, now.printed)):
        for i, entry in enumerate(entries):
            x, y = panel.pixels([[i + 1 + shift, entry]])[0]
            dashed = "dashed" if css == "two" else ""
            marks.append(scene.line(f"{css} {dashed} bar".replace("  ", " "), [(x, zero), (x, y)]))
    places = panel.pixels([[i - 0.15, entry] for i, entry in enumerate(now.numerical, 1)])
    circles = [scene.circle("open", place, 6) for place in places]
    x, y, _, _ = panel.box
    styles = {"one bold": "(ŷ − y) v[2]ᵀ", "two bold dashed": "S13 as printed"}
    return [
        *marks,
        *circles,
        *scene.legend(x + 12, y + 6, styles),
        scene.circle("open", (x + 194, y + 6), 6),
        scene.text("left halo", x + 206, y + 6, "numerical"),
    ]


def _counts(panel: Background, state: State) -> list[scene.Node]:
    apart, reused = products(state.layers)
    (x, above), (_, below) = panel.pixels([[state.layers, apart], [state.layers, reused]])
    left, top, _, _ = panel.box
    curves = panel.pixels([(d, count) for d in DEPTHS for count in products(d)])
    return [
        scene.line("two dashed", curves[::2]),
        scene.line("one", curves[1::2]),
        scene.line("dotted", [(x, above), (x, below)]),
        scene.circle("two solid", (x, above), 6),
        scene.circle("one solid", (x, below), 6),
        *scene.legend(
            left + 12, top + 6,
            {"two bold dashed": f"chain by chain: {apart}", "one bold": f"with reuse: {reused}"},
        ),
    ]  # fmt: skip


def _value(state: State, now: Numbers) -> scene.Node:
    name, formula, _ = FACTORS[state.term]
    rows = np.atleast_2d(now.values[state.term])
    table = scene.matrix([[number(value) for value in row] for row in rows])
    return scene.element("div", "equation", f"{name} = {formula} =", table)


# ── the explorer ────────────────────────────────────────────────────────────────


def chain_rule(state: str = "", predict: bool = True) -> Explorer:
    """Open the chains of S11 as factors, with what they share and what S13 got wrong.

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

    Slide: S10, S11, S12, S13, S14
    """
    margins = Margins(left=60)
    gradient = axes(
        450, 240, margins, xlim=(0.4, SIZES[2] + 0.6), ylim=(-1, 1.6),
        xticks=range(1, SIZES[2] + 1), xlabel="entry of ∂L/∂W[3]", ylabel="value",
    )  # fmt: skip
    gradient.axhline(0, color=gradient.spines["left"].get_edgecolor(), linewidth=0.6)
    counts = axes(
        450, 240, margins, xlim=(0.5, DEEPEST + 0.5), ylim=(0, 240),
        xlabel="layers", ylabel="products",
    )  # fmt: skip
    backgrounds = freeze(gradient), freeze(counts)
    names = {term: name for term, (name, _, _) in FACTORS.items()}
    design = Design(
        title="The chain rule, factor by factor",
        slides="S10 to S14",
        start=State(),
        groups=(
            Group("Light up", (Choice("term", "Factor", names),)),
            Group("Count products for", (Slider("layers", "layers", 1, DEEPEST, 1),)),
            Group(
                "Example",
                (Slider("seed", "seed", 0, 9, 1), Choice("y", "y", {0: "y = 0", 1: "y = 1"})),
            ),
        ),
        panels={
            "chains": Panel("The factors of four gradients", sheet(920, 270), alone=True),
            "gradient": Panel("∂L/∂W[3]: corrected, printed and numerical", backgrounds[0]),
            "counts": Panel("How many products the gradients take", backgrounds[1]),
        },
        draw=partial(draw, *backgrounds),
        presets={
            "shared by all": "term=dyhat",
            "shared by two layers": "term=z2; y=0",
            "W[3] only": "term=W3",
            "ten layers": "layers=10",
        },
        questions=_questions(),
        table=[State(term=term, layers=n) for term in FACTORS for n in range(1, DEEPEST + 1)],
    )
    return Explorer(design, state, predict)


def _questions() -> tuple[Question, ...]:
    """Ask what is shared, what is saved, and which sign is right."""
    sharing = ("1", "2", "3", "4")
    apart, reused = products(10)
    now = compute(seed=0, y=1)
    climbs = np.linalg.norm(now.printed - now.numerical) > 1e-6
    return (
        ChoiceQuestion(
            "Of the four gradients ∂L/∂W[3], ∂L/∂W[2], ∂L/∂b[2] and ∂L/∂W[1], how many have the "
            "factor ∂v[2]/∂z[2]?",
            "term=W3",
            "term=z2",
            sharing,
            len(users("z2")) - 1,
            "Whatever lies below layer 2 sends its change through v[2].",
        ),
        ChoiceQuestion(
            f"Three layers take {products(3)[0]} products chain by chain, and {products(3)[1]} "
            "with reuse. What about ten layers?",
            "layers=3",
            "layers=10",
            (
                f"{apart} and {reused * 3}",
                f"{apart} and {reused}",
                f"{products(3)[0] * 3} and {reused}",
            ),
            1,
            "Chain by chain it grows with the square of the depth; with reuse in proportion to it.",
        ),
        ChoiceQuestion(
            "S13 prints ∂L/∂W[3] = (y − ŷ) v[2]ᵀ. Which has the sign of the numerical gradient?",
            "y=0",
            "y=1",
            ("(y − ŷ), as printed", "(ŷ − y)"),
            int(climbs),
            "S12's own factors multiply to ŷ − y; with the printed sign, descent climbs.",
        ),
    )
