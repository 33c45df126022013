"""S6: an image's pixels, row after row, are one input vector of the network."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from mlpkit.core.data import load_digits
from mlpkit.explorers import scene
from mlpkit.explorers.controls import Choice, Group, Slider
from mlpkit.explorers.explorer import Design, Explorer, Frame, Panel
from mlpkit.explorers.questions import ChoiceQuestion, NumberQuestion
from mlpkit.explorers.words import number, subscript
from mlpkit.plots.background import sheet
from mlpkit.plots.images import as_png

Array = NDArray[np.float64]

SIDE = 8
# One clear example of each digit, by its place in the data.
EXAMPLES = {0: 0, 3: 3, 4: 4, 7: 7}


@dataclass(frozen=True)
class State:
    """Which digit, and which of its pixels, counted from 1 row after row."""

    digit: int = 3
    pixel: int = 20


@dataclass(frozen=True)
class Numbers:
    """An image, the vector that it becomes, and the place of one pixel in both."""

    image: Array
    x: Array
    row: int
    column: int


@cache
def image_of(digit: int) -> Array:
    """Give the example of a digit."""
    images, _ = load_digits()
    return np.asarray(images[EXAMPLES[digit]])


@cache
def pictures(digit: int) -> tuple[str, str]:
    """Give the image and its vector as images for the page."""
    image = image_of(digit)
    return as_png(image), as_png(image.reshape(-1, 1))


def compute(state: State) -> Numbers:
    """Flatten the chosen digit and find the pixel in the image."""
    image = image_of(state.digit)
    row, column = divmod(state.pixel - 1, SIDE)
    return Numbers(image, image.reshape(-1), row, column)


def say(state: State, now: Numbers) -> str:
    """Tell what the picture shows."""
    return (
        f"The pixel in row {now.row + 1}, column {now.column + 1} of the {state.digit} has the "
        f"value {number(now.x[state.pixel - 1])}. Row after row it is entry {state.pixel} of the "
        f"vector x, and so the input x{subscript(state.pixel)} of the first layer: "
        f"{SIDE} · {now.row} + {now.column + 1} = {state.pixel}."
    )


# ── the picture ─────────────────────────────────────────────────────────────────

CELL, LEFT, TOP = 32.0, 40.0, 40.0
STRIP, ENTRY = 410.0, 4.5
NODE, GAP = 640.0, 46.0
UNIT = 800.0
MIDDLE = TOP + SIDE * CELL / 2


def draw(state: State) -> Frame:
    """Draw the image, the vector, and the first layer's inputs, the same pixel in each."""
    now = compute(state)
    image, vector = pictures(state.digit)
    return Frame(
        panels={
            "pixels": [*_image(image, now), *_vector(vector, state, now), *_inputs(state, now)]
        },
        words=say(state, now),
    )


def _image(png: str, now: Numbers) -> list[scene.Node]:
    size = SIDE * CELL
    x, y = LEFT + now.column * CELL, TOP + now.row * CELL
    marks = [
        scene.element("image", "pixels", href=png, x=LEFT, y=TOP, width=size, height=size),
        scene.text("soft", LEFT + size / 2, 20.0, f"image, {SIDE} × {SIDE}"),
        # What comes before the pixel, in the order of the vector.
        scene.element("rect", "two veil", x=LEFT, y=y, width=x - LEFT, height=CELL),
        scene.element("rect", "two frame", x=x, y=y, width=CELL, height=CELL),
        scene.text("soft right", LEFT - 8, y + CELL / 2, str(now.row + 1)),
        scene.text("soft", x + CELL / 2, TOP + size + 14, str(now.column + 1)),
    ]
    if now.row:
        marks.insert(
            2, scene.element("rect", "two veil", x=LEFT, y=TOP, width=size, height=now.row * CELL)
        )
    return marks


def _vector(png: str, state: State, now: Numbers) -> list[scene.Node]:
    y = TOP + (state.pixel - 1) * ENTRY
    height = SIDE * SIDE * ENTRY
    return [
        scene.element(
            "image",
            "pixels",
            href=png,
            x=STRIP,
            y=TOP,
            width=34.0,
            height=height,
            preserveAspectRatio="none",
        ),
        scene.text("soft", STRIP + 17, 20.0, f"vector x, {SIDE * SIDE}"),
        scene.element("rect", "two veil", x=STRIP, y=TOP, width=34.0, height=y - TOP),
        scene.element("rect", "two frame", x=STRIP - 4, y=y, width=42.0, height=ENTRY),
        scene.line(
            "two dashed",
            [
                (LEFT + (now.column + 1) * CELL, TOP + (now.row + 0.5) * CELL),
                (STRIP - 4, y + ENTRY / 2),
            ],
        ),
        scene.line("two dashed", [(STRIP + 38, y + ENTRY / 2), (NODE - 26, MIDDLE)]),
    ]


def _inputs(state: State, now: Numbers) -> list[scene.Node]:
    """Draw the pixel's input between its neighbours, and its way into every unit."""
    units = [MIDDLE - 80, MIDDLE, MIDDLE + 80]
    marks = [
        scene.text("soft", NODE, 20.0, "inputs"),
        scene.text("soft", UNIT, 20.0, "first layer"),
    ]
    neighbours = [k for k in (-1, 0, 1) if 1 <= state.pixel + k <= SIDE * SIDE]
    for unit in units:
        for k in neighbours:
            css = "edge two bold" if k == 0 else "edge faint"
            marks.append(scene.line(css, [(NODE + 20, MIDDLE + 2 * k * GAP), (UNIT - 20, unit)]))
        marks.append(scene.circle("node", (UNIT, unit), 20))
        marks.append(scene.text("", UNIT, unit, "Σ"))
    for k in neighbours:
        place, y = state.pixel + k, MIDDLE + 2 * k * GAP
        css = "node two" if k == 0 else "node"
        marks.append(scene.circle(css, (NODE, y), 22))
        marks.append(scene.text("", NODE, y, number(now.x[place - 1])))
        marks.append(scene.text("soft halo", NODE, y - 32, f"x{subscript(place)}"))
    return marks


# ── the explorer ────────────────────────────────────────────────────────────────


QUESTIONS = (
    NumberQuestion(
        "Rows go one after the other. Which entry of x is the pixel in row 3, column 5? "
        "Type its number.",
        "pixel=1",
        "pixel=21",
        2 * SIDE + 5,
        0,
        "Two full rows of 8 come first, then 5 more: 2 · 8 + 5 = 21.",
    ),
    ChoiceQuestion(
        "Entry x₂₄ ends the third row. Where is x₂₅?",
        "pixel=24",
        "pixel=25",
        ("right of it", "below it", "at the start of row 4"),
        2,
        "Neighbours in the vector are not always neighbours in the image.",
    ),
)


def flatten_image(state: str = "", predict: bool = True) -> Explorer:
    """Open an image of a digit beside the vector that it becomes.

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

    Slide: S6
    """
    design = Design(
        title="From an image to a vector",
        slides="S6",
        start=State(),
        groups=(
            Group(
                "Pixel",
                (
                    Choice("digit", "Digit", {d: str(d) for d in EXAMPLES}),
                    Slider("pixel", "pixel", 1, SIDE * SIDE, 1, pause=120),
                ),
                below=True,
            ),
        ),
        panels={
            "pixels": Panel("An image, its vector, and the first layer's inputs", sheet(860, 340))
        },
        draw=draw,
        presets={
            "first": "pixel=1",
            "end of a row": "pixel=24",
            "next row": "pixel=25",
            "last": "pixel=64",
        },
        questions=QUESTIONS,
        table=[State(digit, pixel) for digit in EXAMPLES for pixel in range(1, SIDE * SIDE + 1)],
    )
    return Explorer(design, state, predict)
