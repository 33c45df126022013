"""S17: backpropagation on a timeline, forward and back, for the slides or a student's function."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpkit.core.activations import sigmoid
from mlpkit.explorers import scene
from mlpkit.explorers.controls import Group, Slider
from mlpkit.explorers.explorer import Design, Explorer, Frame, Panel
from mlpkit.explorers.questions import ChoiceQuestion, Question
from mlpkit.explorers.student import Answer, Student, ask
from mlpkit.explorers.words import number
from mlpkit.plots.background import sheet

Array = NDArray[np.float64]

INPUTS, HIDDEN, OUTPUTS = 2, 3, 2
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Step:
    """One line of the computation: what it gives, from what, and what it takes from the cache.

    `shapes` are those of the two that a matrix product multiplies.
    """

    name: str
    formula: str
    uses: tuple[str, ...]
    says: str
    shapes: tuple[str, ...] = ()


STEPS = (
    Step("z1", "W1 x", ("x",), "the first layer's sums", ("3 × 2", "2 × 1")),
    Step("v", "σ(z1)", ("z1",), "the hidden values, kept for the way back"),
    Step("z2", "W2 v", ("v",), "the second layer's sums", ("2 × 3", "3 × 1")),
    Step("ŷ", "σ(z2)", ("z2",), "the prediction, kept for the way back"),
    Step("R", "ŷ − y", ("ŷ",), "the error, which S17 uses without defining it"),
    Step("L", "‖R‖²", ("R",), "the loss; here the way back begins"),
    Step("∂L/∂ŷ", "2 R", ("R",), "how the loss changes with the prediction"),
    Step("δ2", "∂L/∂ŷ ⊙ ŷ ⊙ (1 − ŷ)", ("∂L/∂ŷ", "ŷ"), "∂L/∂z2; ŷ comes from the cache"),
    Step("∇W2", "δ2 vᵀ", ("δ2", "v"), "the first gradient; v comes from the cache",
         ("2 × 1", "1 × 3")),
    Step("∂L/∂v", "W2ᵀ δ2", ("δ2",), "δ2 is used a second time, not computed again",
         ("3 × 2", "2 × 1")),
    Step("δ1", "∂L/∂v ⊙ v ⊙ (1 − v)", ("∂L/∂v", "v"), "∂L/∂z1; v comes from the cache"),
    Step("∇W1", "δ1 xᵀ", ("δ1", "x"), "the second gradient; nothing is left to do",
         ("3 × 1", "1 × 2")),
)  # fmt: skip
NAMES = tuple(step.name for step in STEPS)


@dataclass(frozen=True)
class State:
    """How far the computation has come, and the network that it runs on."""

    step: int = 0
    x1: float = 1.0
    x2: float = -0.5
    seed: int = 1


@dataclass(frozen=True)
class Numbers:
    """Every quantity by its name, and what a student's function made of the gradients.

    Parameters
    ----------
    quantities : mapping from name to array
    theirs : Answer or None
        The student's ∇W1 and ∇W2; None without a function.
    """

    quantities: Mapping[str, Array]
    theirs: Answer | None = None

    @property
    def wrong(self) -> str:
        """The first gradient of the student's, in the timeline's order, that is not right."""
        theirs = self.theirs.gradients if self.theirs else {}
        wrong = (n for n in ("∇W2", "∇W1") if n in theirs and not _agree(theirs[n], self[n]))
        return next(wrong, "")

    @property
    def end(self) -> int:
        """The last step that can be shown: before their first gradient where there is none."""
        if self.theirs and self.theirs.problem:
            return NAMES.index("∇W2")
        return NAMES.index(self.wrong) + 1 if self.wrong else len(STEPS)

    def __getitem__(self, name: str) -> Array:
        return self.quantities[name]


def example(state: State) -> tuple[Array, Array, Array, Array]:
    """Give the network's W1 and W2, and its x and y."""
    rng = np.random.default_rng(state.seed)
    W1, W2 = rng.normal(size=(HIDDEN, INPUTS)), rng.normal(size=(OUTPUTS, HIDDEN))
    return W1, W2, np.array([state.x1, state.x2]), np.array([1.0, 0.0])


def compute(state: State, theirs: Answer | None = None) -> Numbers:
    """Run S17 forward and back, beside what a student's function answered."""
    W1, W2, x, y = example(state)
    z1 = W1 @ x
    v = np.asarray(sigmoid(z1), dtype=float)
    z2 = W2 @ v
    y_hat = np.asarray(sigmoid(z2), dtype=float)
    R = y_hat - y
    d2 = 2 * R * y_hat * (1 - y_hat)
    back = W2.T @ d2
    d1 = back * v * (1 - v)
    values = (z1, v, z2, y_hat, R, np.array([R @ R]), 2 * R, d2, np.outer(d2, v), back, d1)
    quantities = dict(zip(NAMES, (*values, np.outer(d1, x)), strict=True))
    return Numbers({"x": x, "y": y, "W1": W1, "W2": W2, **quantities}, theirs)


def _agree(theirs: Array, right: Array) -> bool:
    if theirs.shape != right.shape:
        return False
    return bool(np.linalg.norm(theirs - right) <= TOLERANCE * (1 + np.linalg.norm(right)))


def say(state: State, now: Numbers) -> str:
    """Tell what the picture shows."""
    at = min(state.step, now.end)
    if at == 0:
        told = f"Step 0 of {len(STEPS)}: x, y and the weights are given, nothing is computed yet."
    else:
        step = STEPS[at - 1]
        way = "forward" if at <= NAMES.index("L") + 1 else "back"
        told = (
            f"Step {at} of {len(STEPS)}, {way}: {step.name} = {step.formula} = "
            f"{_in_words(now[step.name])}, {step.says}."
        )
    return f"{told} {_verdict(now, at)}".strip()


def _verdict(now: Numbers, at: int) -> str:
    """Tell how the student's gradients compare, where the timeline has reached its end."""
    if now.theirs is None or at < now.end:
        return ""
    if now.theirs.problem:
        return "Your function has given no gradients to go on with."
    if not now.wrong:
        return "Your function agrees in both gradients."
    theirs, right = now.theirs.gradients[now.wrong], now[now.wrong]
    if theirs.shape != right.shape:
        return f"Your {now.wrong} has shape {theirs.shape}, and should have {right.shape}."
    worst = np.unravel_index(np.argmax(abs(theirs - right)), theirs.shape)
    place = ", ".join(str(i + 1) for i in worst)
    return (
        f"Your {now.wrong} is the first quantity that is wrong: its entry [{place}] is "
        f"{number(float(theirs[worst]), 4)}."
    )


def _in_words(values: Array) -> str:
    rows = [", ".join(number(float(value), 3) for value in row) for row in np.atleast_2d(values)]
    return f"({'; '.join(rows)})" if values.size > 1 else rows[0]


# ── the picture ─────────────────────────────────────────────────────────────────

WIDTH, HEIGHT = 104.0, 84.0
WIDE = 148.0  # the gradients are matrices
PLACES = {
    "x": (60, 55), "z1": (205, 55), "v": (350, 55), "z2": (495, 55), "ŷ": (640, 55),
    "R": (785, 55), "L": (930, 55),
    "∂L/∂ŷ": (785, 185), "δ2": (640, 185), "∂L/∂v": (400, 185), "δ1": (255, 185),
    "∇W2": (640, 300), "∇W1": (255, 300),
}  # fmt: skip


def draw(theirs: Callable[[State], Answer | None], state: State) -> Frame:
    """Draw what has been computed so far, the present step, and where it takes its parts."""
    now = compute(state, theirs(state))
    at = min(state.step, now.end)
    done = ("x", *NAMES[:at])
    return Frame(
        panels={
            "flow": [
                *_arrows(at),
                *(mark for name in PLACES for mark in _box(name, done, at, now)),
                *scene.legend(
                    740,
                    295,
                    {"two": "goes into this step", "four dashed bold": "kept from the way forward"},
                ),
            ]
        },
        words=say(state, now),
        notes=[_written_out(at, now)] if at else [],
        shown={
            "step": f"{at} / {len(STEPS)}",
            "x1": number(state.x1, 1),
            "x2": number(state.x2, 1),
        },
        limits={"step": now.end},
        problem=now.theirs.problem if now.theirs else "",
    )


def _arrows(at: int) -> list[scene.Node]:
    """Draw where each quantity comes from; what comes from the cache is dashed."""
    marks = []
    for k, step in enumerate(STEPS[:at], 1):
        end = np.array(PLACES[step.name], dtype=float)
        for place, used in enumerate(step.uses):
            start = np.array(PLACES[used], dtype=float)
            css = "four dashed bold" if place else ("two" if k == at else "")
            if k < at:
                css += " faint"
            marks.append(scene.arrow(css.strip(), *_edge_to_edge(start, end)))
    return marks


def _edge_to_edge(start: Array, end: Array) -> tuple[Array, Array]:
    """Cut the line between two boxes at their edges."""
    way = end - start
    half = np.array([WIDTH / 2 + 3, HEIGHT / 2 + 3])
    with np.errstate(divide="ignore"):
        cut = np.min(half / np.abs(way))
    return start + cut * way, end - cut * way


def _box(name: str, done: tuple[str, ...], at: int, now: Numbers) -> list[scene.Node]:
    x, y = PLACES[name]
    theirs = now.theirs.gradients if now.theirs else {}
    values = theirs.get(name, now[name])
    known = name in done
    wrong = known and name == now.wrong
    current = at > 0 and name == NAMES[at - 1]
    css = "chip" + (" lit two" if wrong else " lit one" if current else "" if known else " faint")
    mark = " ✗" if wrong else " ✓" if known and name in theirs else ""
    shape = " × ".join(map(str, values.shape)) or "a number"
    width = WIDE if name.startswith("∇") else WIDTH
    # Entries of a wrong shape would not fit, and its shape is what is wrong.
    rows = _rows(values) if known and values.shape == now[name].shape else []
    return [
        scene.element(
            "rect", css, x=x - width / 2, y=y - HEIGHT / 2, width=width, height=HEIGHT, rx=6
        ),
        scene.text("bold" if known else "soft", x, y - 29, f"{name}{mark}"),
        *(
            scene.text(
                "small right",
                x + 44 * (j - (len(row) - 1) / 2) + 19,
                y - 12 + 15 * i,
                number(float(entry)),
            )
            for i, row in enumerate(rows)
            for j, entry in enumerate(row)
        ),
        scene.text("soft small", x, y + 33, shape),
    ]


def _rows(values: Array) -> Iterable[Array]:
    return values if values.ndim == 2 else values[:, None]


def _written_out(at: int, now: Numbers) -> scene.Node:
    """Write the present step with the numbers that went into it."""
    step = STEPS[at - 1]
    parts: list[scene.Node | str] = [f"{step.name} = {step.formula}:  "]
    for used in (
        *step.uses,
        *(("W1",) if "W1" in step.formula else ("W2",) if "W2" in step.formula else ()),
    ):
        parts += [f"{used} =", _matrix(now[used])]
    result = now[step.name]
    parts += [f"→ {step.name} =", _matrix(result)]
    if step.shapes:
        shape = " × ".join(map(str, (*result.shape, 1)[:2]))
        parts.append(f"   ({') ('.join(step.shapes)}) → {shape}")
    return scene.element("div", "equation", *parts)


def _matrix(values: Array) -> scene.Node:
    return scene.matrix([[number(float(value), 3) for value in row] for row in _rows(values)])


# ── the explorer ────────────────────────────────────────────────────────────────


def _asker(function: Student | None) -> Callable[[State], Answer | None]:
    """Ask a student's function about each network once."""

    @cache
    def answer(x1: float, x2: float, seed: int) -> Answer | None:
        return ask(function, *example(State(0, x1, x2, seed))) if function else None

    return lambda state: answer(state.x1, state.x2, state.seed)


def _values(theirs: Callable[[State], Answer | None], state: State) -> dict[str, Any]:
    """Give every control's value; no step is beyond the first one that is wrong."""
    return {**vars(state), "step": min(state.step, compute(state, theirs(state)).end)}


def _update(theirs: Callable[[State], Answer | None], state: State, name: str, value: Any) -> State:
    """Move a control; a network on which the student's function fails is refused."""
    moved = replace(state, **{name: value})
    answer = theirs(moved)
    if name != "step" and answer and answer.problem:
        raise ValueError(answer.problem)
    return moved


def backpropagation(
    function: Student | None = None, state: str = "", predict: bool = True
) -> Explorer:
    """Open S17's computation as a timeline that goes both ways.

    Parameters
    ----------
    function : function of (W1, W2, x, y), optional
        Yours, as in the exercise `two_layer_backprop`: the timeline shows its gradients, up to
        the first one that is wrong.
    state : str
        The state to open with, as an explorer of this kind shows it; all of it is optional.
    predict : bool
        Whether it asks for predictions first.

    Returns
    -------
    Explorer
        Show it as the last line of a cell.

    Slide: S17
    """
    if function is not None and not callable(function):
        raise TypeError(
            f"backpropagation takes a function first, not {function!r}: "
            "for a state, write backpropagation(state=…)."
        )
    theirs = _asker(function)
    start = State(step=len(STEPS)) if function else State()
    design = Design(
        title="Backpropagation, step by step" if function is None else "Your backpropagation",
        slides="S17",
        start=start,
        groups=(
            Group("Timeline", (Slider("step", "step", 0, len(STEPS), 1, pause=1200),), below=True),
            Group(
                "Network",
                (
                    Slider("x1", "x[1]", -2.0, 2.0, 0.1),
                    Slider("x2", "x[2]", -2.0, 2.0, 0.1),
                    Slider("seed", "seed", 0, 9, 1),
                ),
                below=True,
            ),
        ),
        panels={"flow": Panel("Forward above, back below, gradients last", sheet(990, 350))},
        draw=partial(draw, theirs),
        presets={
            "forward pass": "step=6",
            "first gradient": "step=9",
            "reuse δ2": "step=10",
            "all of it": "step=12; seed=2",
        },
        questions=() if function else _questions(),
        table=() if function else [State(step=step) for step in range(len(STEPS) + 1)],
        values=partial(_values, theirs),
        update=partial(_update, theirs),
    )
    return Explorer(design, state, predict)


def _questions() -> tuple[Question, ...]:
    """Ask what is kept, what is used twice, and what shape it has."""
    uses = sum("δ2" in step.uses for step in STEPS)
    (kept,) = (used for used in STEPS[NAMES.index("∇W2")].uses if used != "δ2")
    shapes = ("2 numbers", "3 numbers", "a 2 × 3 matrix")
    return (
        ChoiceQuestion(
            "δ2 = ∂L/∂z2 is known. Which value from the way forward does ∇W2 need?",
            "step=8", "step=9", ("x", "z1", "v"), ("x", "z1", "v").index(kept),
            "∂z2/∂W2 is v: that is why the way forward keeps it.",
        ),
        ChoiceQuestion(
            f"There are {INPUTS} inputs, {HIDDEN} hidden units and {OUTPUTS} outputs. "
            "What is W2ᵀ δ2?",
            "step=9", "step=10", shapes, {2: 0, 3: 1}[HIDDEN],
            "∂L/∂v has v's shape: W2ᵀ takes the outputs' error back to the hidden units.",
        ),
        ChoiceQuestion(
            "How often is δ2 used on the way back, once it is computed?",
            "step=8", "step=12", ("once", "twice", "three times"), uses - 1,
            "For ∇W2, and to go on to the layer below: S14's common term, kept.",
        ),
    )  # fmt: skip
