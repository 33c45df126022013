"""S5: the loss surface of a linear predictor and of a network, descents on both, and a chord."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from mlpkit.core.landscape import loss_surface
from mlpkit.core.network import MLP
from mlpkit.explorers import scene
from mlpkit.explorers.controls import Choice, Group, Slider
from mlpkit.explorers.explorer import Design, Explorer, Frame, Panel
from mlpkit.explorers.questions import ChoiceQuestion, Question
from mlpkit.explorers.words import number, small
from mlpkit.plots.background import Background, Margins, axes, freeze
from mlpkit.plots.contours import draw_contours
from mlpkit.plots.surface import Relief, relief

Array = NDArray[np.float64]
Weight = tuple[str, int, int, int]

SPAN = (-5.0, 5.0)
CEILING = 2.0
LEVELS = (0.02, 0.1, 0.25, 0.5, 1.0)
STEPS, STARTS = 120, 5
# Of the linear predictor, and of the network by the pair of its weights.
ALPHAS = {"linear": 4.0, "layer": 2.0, "layers": 0.3}
TS = np.linspace(0, 1, 41)
PAIRS: dict[str, tuple[Weight, Weight]] = {
    "layer": (("W", 0, 0, 0), ("W", 0, 1, 0)),
    "layers": (("W", 0, 0, 0), ("W", 1, 0, 0)),
}
NAMES = {"layer": ("W1[1,1]", "W1[2,1]"), "layers": ("W1[1,1]", "W2[1,1]")}
VIEWS = {"above": "from above", "side": "in 3-D"}
TITLES = {"linear": "linear predictor", "network": "network"}


@dataclass(frozen=True)
class State:
    """Which two weights of the network, the starts of the descents, and the chord from p to q."""

    pair: str = "layer"
    view: str = "above"
    seed: int = 0
    p1: float = 3.0
    p2: float = -2.0
    q1: float = -0.7
    q2: float = 4.0
    t: float = 0.5

    @property
    def chord(self) -> Array:
        """The ends (2, 2) of the chord: p, then q."""
        return np.array([[self.p1, self.p2], [self.q1, self.q2]])


@dataclass(frozen=True)
class Numbers:
    """What happens on one of the two surfaces.

    Parameters
    ----------
    paths : (STARTS, STEPS + 1, 2)
        Every descent.
    ends : (STARTS,)
        The losses that the descents reach.
    between : (k,)
        The loss along the chord's points, from q (t = 0) to p (t = 1).
    at, chord : float
        The loss at t p + (1 − t) q, and t loss(p) + (1 − t) loss(q).
    """

    paths: Array
    ends: Array
    between: Array
    at: float
    chord: float

    @property
    def violated(self) -> bool:
        """Whether the surface is above its chord at t."""
        return self.at > self.chord + 1e-9


def network() -> MLP:
    """Build the network W2 σ(W1 x) that made the examples."""
    model = MLP((2, 2, 1), ("sigmoid", "identity"), "squared_error", bias=False)
    model.W = [[[3.0, 1.0], [-2.0, 1.0]], [[1.8, 1.2]]]
    return model


def linear_predictor() -> MLP:
    """Build the linear predictor wᵀx that made the examples."""
    model = MLP((2, 1), "identity", "squared_error", bias=False)
    model.W = [[[1.0, -2.0]]]
    return model


class Landscape:
    """The training loss over two weights of a predictor, on examples that the predictor made."""

    def __init__(self, model: MLP, pair: tuple[Weight, Weight], scale: float) -> None:
        self._model, self._pair = model, pair
        self._X = scale * np.random.default_rng(1).normal(size=(60, 2))
        self._Y = model.forward(self._X)
        self._move(np.zeros(2))

    def _move(self, point: Array) -> None:
        for (_, layer, i, j), value in zip(self._pair, point, strict=True):
            self._model.W[layer][i, j] = value

    def loss(self, point: Array) -> float:
        """Compute the loss where the two weights are `point`."""
        self._move(point)
        return self._model.loss(self._X, self._Y)

    def gradient(self, point: Array) -> Array:
        """Compute the loss's gradient in the two weights."""
        self._move(point)
        dW, _ = self._model.gradients(self._X, self._Y)
        return np.array([dW[layer][i, j] for _, layer, i, j in self._pair])

    def surface(self, points: int) -> tuple[Array, Array, Array]:
        """Compute the loss over the picture's plane."""
        side = np.linspace(*SPAN, points)
        self._move(np.zeros(2))
        return side, side, loss_surface(self._model, self._X, self._Y, *self._pair, side, side)


def landscape(name: str, pair: str) -> Landscape:
    """Give the linear predictor's landscape, or the network's over a pair of its weights."""
    if name == "network":
        return Landscape(network(), PAIRS[pair], 1.0)
    # Inputs so small that both surfaces are about as high.
    return Landscape(linear_predictor(), (("W", 0, 0, 0), ("W", 0, 0, 1)), 0.2)


def descend(name: str, pair: str, seed: int) -> Array:
    """Go down from every start, always against the gradient: (STARTS, STEPS + 1, 2)."""
    land = landscape(name, pair)
    alpha = ALPHAS[pair if name == "network" else name]
    paths = np.empty((STARTS, STEPS + 1, 2))
    reach = 0.9 * SPAN[1]
    paths[:, 0] = np.random.default_rng(seed).uniform(-reach, reach, (STARTS, 2))
    for path in paths:
        for k in range(STEPS):
            path[k + 1] = path[k] - alpha * land.gradient(path[k])
    return paths


@lru_cache(maxsize=8)  # t is moved much more than p and q
def along(name: str, pair: str, p: tuple[float, float], q: tuple[float, float]) -> Array:
    """Compute the loss along the chord, from q (t = 0) to p (t = 1)."""
    land = landscape(name, pair)
    return np.array([land.loss(t * np.array(p) + (1 - t) * np.array(q)) for t in TS])


def compute(name: str, state: State, paths: Array) -> Numbers:
    """Look where the descents end, and walk along the chord."""
    land = landscape(name, state.pair)
    p, q = state.chord
    between = along(name, state.pair, (state.p1, state.p2), (state.q1, state.q2))
    return Numbers(
        paths,
        np.array([land.loss(path[-1]) for path in paths]),
        between,
        land.loss(state.t * p + (1 - state.t) * q),
        float(state.t * between[-1] + (1 - state.t) * between[0]),
    )


def say(state: State, linear: Numbers, net: Numbers) -> str:
    """Tell what the pictures show."""
    first, second = NAMES[state.pair]
    broken = (
        f"above its chord ({small(net.at)} > {small(net.chord)}): not convex"
        if net.violated
        else f"not above its chord there ({small(net.at)} ≤ {small(net.chord)})"
    )
    return (
        f"Seen {VIEWS[state.view]}, from {STARTS} starts the linear predictor ends at a loss "
        f"{_range(linear)}; the network over "
        f"{first} and {second} ends at a loss "
        f"{_range(net)}. At t = {number(state.t)} between p = "
        f"({number(state.p1, 1)}, {number(state.p2, 1)}) and q = ({number(state.q1, 1)}, "
        f"{number(state.q2, 1)}) the network's loss is {broken}. The linear predictor's never is."
    )


def _range(now: Numbers) -> str:
    low, high = small(float(now.ends.min())), small(float(now.ends.max()))
    return low if low == high else f"between {low} and {high}"


# ── the pictures ────────────────────────────────────────────────────────────────


class Pictures:
    """The backgrounds, each drawn when it is first looked at, and the descents on them."""

    def __init__(self) -> None:
        self.paths = cache(descend)
        self.above = cache(self._above)
        self.side = cache(self._side)
        self.section = freeze(
            axes(
                300, 314, Margins(left=50, top=26), xlim=(0, 1), ylim=(0, 1),
                xlabel="t, from q to p", ylabel="loss",
            )
        )  # fmt: skip

    @staticmethod
    def _above(name: str, pair: str) -> Background:
        first, second = NAMES[pair] if name == "network" else ("w1", "w2")
        ax = axes(330, 314, Margins(top=26), xlim=SPAN, ylim=SPAN, xlabel=first, ylabel=second)
        draw_contours(ax, *landscape(name, pair).surface(60), LEVELS)
        return freeze(ax)

    @staticmethod
    def _side(name: str, pair: str) -> Relief:
        first, second = NAMES[pair] if name == "network" else ("w1", "w2")
        s, t, surface = landscape(name, pair).surface(26)
        return relief(
            330, 314, s, t, np.minimum(surface, CEILING), xlabel=first, ylabel=second,
            xlim=SPAN, ylim=SPAN, zlim=(0, CEILING), zticks=[0, 1, 2],
        )  # fmt: skip


def draw(pictures: Pictures, state: State) -> Frame:
    """Draw both surfaces with descents and chord, and the section along the chord."""
    numbers = {
        name: compute(name, state, pictures.paths(name, state.pair, state.seed)) for name in TITLES
    }
    panels, stills = {}, {}
    for name, now in numbers.items():
        pair = state.pair if name == "network" else "layer"
        if state.view == "above":
            stills[name] = pictures.above(name, pair)
            panels[name] = _from_above(stills[name], state, now)
        else:
            view = pictures.side(name, pair)
            stills[name] = view.background
            panels[name] = _from_the_side(view, name, state, now)
        panels[name].append(scene.text("bold", 190, 12, TITLES[name]))
    panels["section"] = _section(pictures.section, state, numbers)
    return Frame(
        panels=panels,
        words=say(state, numbers["linear"], numbers["network"]),
        shown={k: number(v, 1) for k, v in vars(state).items() if k in ("p1", "p2", "q1", "q2")}
        | {"t": number(state.t)},
        stills=stills,
    )


def _thinned(path: Array) -> Array:
    """Leave out the many short steps at a descent's end."""
    kept = np.unique(np.geomspace(1, len(path), 30).astype(int)) - 1
    return np.asarray(path[kept])


def _from_above(panel: Background, state: State, now: Numbers) -> list[scene.Node]:
    marks = []
    for path in now.paths:
        places = panel.pixels(_thinned(path))
        marks += [scene.line("bold", places), scene.circle("open", places[0], 4)]
        marks.append(scene.circle("solid", places[-1], 5))
    return [scene.window(panel, *marks, *_chord(panel.pixels(state.chord), state))]


def _from_the_side(view: Relief, name: str, state: State, now: Numbers) -> list[scene.Node]:
    land = landscape(name, state.pair)

    def lifted(points: Array) -> Array:
        heights = [min(land.loss(point), CEILING) for point in points]
        return view.pixels(np.column_stack([np.clip(points, *SPAN), heights]))

    marks = []
    for path in now.paths:
        places = lifted(_thinned(path))
        marks += [scene.line("bold", places), scene.circle("solid", places[-1], 5)]
    p, q = state.chord
    along = lifted(np.array([t * p + (1 - t) * q for t in TS[::4]]))
    return [*marks, scene.line("one bold", along), *_chord(lifted(state.chord), state)]


def _chord(ends: Array, state: State) -> list[scene.Node]:
    p, q = ends
    x, y = state.t * p + (1 - state.t) * q
    return [
        scene.line("two bold dashed", ends),
        scene.text("halo", p[0] + 10, p[1] - 10, "p"),
        scene.text("halo", q[0] + 10, q[1] - 10, "q"),
        scene.element("rect", "two solid", x=x - 5, y=y - 5, width=10, height=10),
    ]


def _section(panel: Background, state: State, numbers: dict[str, Numbers]) -> list[scene.Node]:
    """Draw both losses along the chord, and the chord of each."""
    styles = {"linear": "three", "network": "one bold"}
    marks = []
    for name, now in numbers.items():
        curve = panel.pixels(np.column_stack([TS, now.between]))
        chord = panel.pixels([[0, now.between[0]], [1, now.between[-1]]])
        marks += [scene.line(styles[name], curve), scene.line("two dashed", chord)]
    net = numbers["network"]
    at, chord_at = panel.pixels([[state.t, net.at], [state.t, net.chord]])
    x, y, _, _ = panel.box
    legend = {"one bold": "network", "three": "linear", "two dashed": "their chords"}
    return [
        scene.window(
            panel, *marks, scene.line("dotted", [at, chord_at]),
            scene.circle("open", at, 6),
            scene.element(
                "rect", "two solid", x=chord_at[0] - 5, y=chord_at[1] - 5, width=10, height=10
            ),
        ),
        *scene.legend(x + 100, y + 8, legend),
    ]  # fmt: skip


# ── the explorer ────────────────────────────────────────────────────────────────


def loss_surfaces(state: str = "", predict: bool = True) -> Explorer:
    """Open the two surfaces of S5 side by side, with descents on them and a chord.

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

    Slide: S5
    """
    pictures = Pictures()
    ends = tuple(
        Slider(name, f"{name[0]}[{name[1]}]", *SPAN, 0.1) for name in ("p1", "p2", "q1", "q2")
    )
    pairs = {pair: " and ".join(names) for pair, names in NAMES.items()}
    design = Design(
        title="Convex or not",
        slides="S5",
        start=State(),
        groups=(
            Group(
                "Chord",
                (*ends, Slider("t", "t", 0.0, 1.0, 0.05, pause=200)),
                below=True,
            ),
            Group(
                "Surface",
                (
                    Choice("pair", "Weights of the network", pairs),
                    Choice("view", "View", VIEWS),
                    Slider("seed", "starts", 0, 9, 1),
                ),
                below=True,
            ),
        ),
        panels={
            "linear": Panel("Linear predictor", pictures.above("linear", "layer")),
            "network": Panel("Network", pictures.above("network", "layer")),
            "section": Panel("The loss along the chord", pictures.section),
        },
        draw=lambda state: draw(pictures, state),
        presets={
            "in one basin": "p1=3; p2=-1; q1=3; q2=-4",
            "across layers": "pair=layers; p1=1.7; p2=1.8; q1=-3.1; q2=0.7",
            "in 3-D": "view=side",
            "other starts": "seed=3",
        },
        questions=_questions(pictures),
    )
    return Explorer(design, state, predict)


def _questions(pictures: Pictures) -> tuple[Question, ...]:
    """Ask where descents end, and where a chord lies."""
    ends = {name: compute(name, State(), pictures.paths(name, "layer", 0)) for name in TITLES}
    spots = {
        name: len({tuple(spot) for spot in np.round(now.paths[:, -1]).tolist()})
        for name, now in ends.items()
    }
    return (
        ChoiceQuestion(
            f"{STARTS} descents start on each surface. On which do all of them end in one place?",
            "seed=1",
            "seed=0",
            ("on both", "on the linear predictor's only", "on the network's only", "on neither"),
            {(True, True): 0, (True, False): 1, (False, True): 2, (False, False): 3}[
                spots["linear"] == 1, spots["network"] == 1
            ],
            "A convex surface has one basin; this one of the network has at least two.",
        ),
        ChoiceQuestion(
            "p and q lie in two valleys of the network. Half-way between them, is the surface "
            "above or below the straight chord?",
            "t=0",
            "t=0.5",
            ("above the chord", "below the chord"),
            int(not ends["network"].violated),
            "Between two valleys there is a ridge. A convex surface never rises above a chord.",
        ),
    )
