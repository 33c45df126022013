"""How fast explorers follow the hand, beside `interact` with the same picture, in one run."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from mlpkit.bench.jupyterlab import Lab, launch, open_notebook, run_all, serve

PRESSES = 20

# The same path over the same surface, as a notebook without explorers draws it.
NAIVE = """
import numpy as np
import matplotlib.pyplot as plt
from ipywidgets import interact, IntSlider
from mlpkit.explorers import descent

w1, w2, surface = descent.surface_of(*descent.examples(), 60)

@interact(steps=IntSlider(20, 0, 40))
def picture(steps):
    now = descent.compute(descent.State(steps=steps))
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
    left.contourf(w1, w2, surface, levels=descent.LEVELS)
    left.plot(*now.path.T, "o-")
    left.set(xlim=descent.W1_SPAN, ylim=descent.W2_SPAN, xlabel="w1", ylabel="w2")
    right.semilogy(now.all_)
    right.semilogy(now.some)
    right.semilogy(now.one)
    right.set(ylim=(descent.FLOOR, descent.CEILING), xlabel="steps", ylabel="loss")
    plt.show()
"""

# What is opened, and the control that is moved.
EXPLORERS = {
    "table: flatten_image": ("explorers.flatten_image(predict=False)", "pixel"),
    "table: cross_entropy": ("explorers.cross_entropy(predict=False)", "z"),
    "streaming: sgd_path": ("explorers.sgd_path('steps=40', predict=False)", "steps"),
    "streaming: two_layer_network": ("explorers.two_layer_network(predict=False)", "W1_11"),
}
TRAINING = "explorers.train_and_watch(predict=False)"

# Runs in the page: notes keys, pointer moves that change something, and when what they led to
# was on the screen. A picture is new when its nodes change or another image has loaded; a
# frame is not whole when it shows fewer pictures than there were at first.
WATCH = """
(picture) => {
    const seen = (window.seen = { keys: [], paints: [], pointers: 0, blank: 0, frames: 0 });
    addEventListener("keydown", () => seen.keys.push(performance.now()), true);
    addEventListener("pointermove", (e) => { seen.pointers += e.buttons > 0; }, true);
    let due = false;
    const changed = () => {
        if (due) return;
        due = true;
        setTimeout(() => {
            due = false;
            seen.paints.push(performance.now());
        });
    };
    const watched = document.querySelector(picture);
    new MutationObserver(changed).observe(watched, {
        subtree: true, childList: true, attributes: true, characterData: true,
    });
    watched.addEventListener("load", changed, true);
    const drawn = () =>
        [...watched.querySelectorAll("g.moving")].filter((g) => g.childElementCount).length +
        [...watched.querySelectorAll("img")].filter((i) => i.complete && i.naturalWidth).length;
    const all = drawn();
    const look = () => {
        seen.frames += 1;
        seen.blank += drawn() < all;
        requestAnimationFrame(look);
    };
    look();
}
"""


@dataclass(frozen=True)
class Speed:
    """What a hand feels."""

    name: str
    """What was measured."""
    key_ms: float
    """From a key press to the picture on the screen: the median, in milliseconds."""
    followed: float
    """New pictures, as a share of the pointer's moves that reach the page."""
    blank: int
    """Frames of the screen on which a picture was missing, of all while keys and pointer moved."""
    kilobytes: float
    """Received from the kernel for one new picture."""
    first_ms: float
    """From running the cell to the first picture."""


@dataclass(frozen=True)
class Training:
    """What is seen of a training that plays."""

    pictures_per_s: float
    blank: int
    """Frames of the screen on which a picture was missing."""
    stop_ms: float
    """From the press on stop to the last new picture, in milliseconds; 0 where none came."""


def measure() -> tuple[list[Speed], Training]:
    """Measure naive `interact` and the explorers, one after the other, in one browser.

    Raises
    ------
    RuntimeError
        Where Playwright or a Chromium is missing.
    """
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as lab, launch() as browser:
        speeds = [_measure(browser, lab, "interact + plt.show", NAIVE, None)]
        for name, (cell, control) in EXPLORERS.items():
            speeds.append(_measure(browser, lab, name, cell, control))
        return speeds, _train(browser, lab)


def _measure(browser: Any, lab: Lab, name: str, cell: str, control: str | None) -> Speed:
    with _page(browser, lab, cell) as (page, received, first_ms):
        handle = (
            page.locator(f"[data-control='{control}'] input") if control
            else page.locator(".noUi-handle")
        )  # fmt: skip
        picture = ".mlpkit-explorer .pictures" if control else ".widget-interact"
        page.evaluate(WATCH, picture)
        key_ms, kilobytes = _press_keys(page, handle, received)
        followed = _drag(page, handle)
        blank = page.evaluate("seen.blank")
        return Speed(name, key_ms, followed, blank, kilobytes, first_ms)


def _train(browser: Any, lab: Lab) -> Training:
    """Play a training for two seconds, and stop it."""
    with _page(browser, lab, TRAINING) as (page, _, _):
        page.evaluate(WATCH, ".mlpkit-explorer .pictures")
        page.get_by_role("button", name="play").click()
        page.wait_for_function("seen.paints.length > 0")
        page.evaluate("seen.paints = []")
        page.wait_for_timeout(2000)
        page.evaluate(
            """() => {
                const now = performance.now();
                const playing = seen.paints.filter((paint) => paint > now - 2000).length;
                Object.assign(seen, { stopped: now, playing: playing / 2 });
                document.querySelector(".transport button:nth-of-type(2)").click();
            }"""
        )
        page.wait_for_timeout(1000)
        rate, blank, last, stopped = page.evaluate(
            "[seen.playing, seen.blank, seen.paints.at(-1), seen.stopped]"
        )
        return Training(rate, blank, max(0.0, last - stopped))


@contextmanager
def _page(browser: Any, lab: Lab, cell: str) -> Iterator[tuple[Any, list[int], float]]:
    """Open a notebook whose imports are done, and run its one picture."""
    path = lab.folder / "bench.ipynb"
    cells = ["from mlpkit import explorers\nimport ipywidgets, matplotlib.pyplot", cell]
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, path)
    received: list[int] = []
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))),
    )
    open_notebook(page, lab, path.name)
    page.evaluate("jupyterapp.commands.execute('notebook:run-cell-and-select-next')")
    page.wait_for_selector(".jp-InputPrompt:has-text('[1]')")
    start = time.perf_counter()
    page.evaluate("jupyterapp.commands.execute('notebook:run-cell')")
    page.wait_for_selector(".mlpkit-explorer[data-ready], .jp-OutputArea img")
    first_ms = 1000 * (time.perf_counter() - start)
    run_all(page)
    page.wait_for_timeout(500)
    yield page, received, first_ms
    page.evaluate("jupyterapp.serviceManager.sessions.shutdownAll()")
    context.close()


def _press_keys(page: Any, handle: Any, received: list[int]) -> tuple[float, float]:
    """Press arrow keys to and fro; give the median delay, and kilobytes for each press."""
    handle.focus()
    received.clear()
    delays = []
    for press in range(PRESSES):
        page.evaluate("seen.keys = []; seen.paints = []")
        page.keyboard.press("ArrowRight" if press % 2 else "ArrowLeft")
        page.wait_for_function("seen.paints.some((paint) => paint > seen.keys[0])")
        page.wait_for_timeout(400)  # the last paint is the new picture, not a cleared one
        delays.append(page.evaluate("seen.paints.at(-1) - seen.keys[0]"))
    return statistics.median(delays), sum(received) / PRESSES / 1000


def _drag(page: Any, handle: Any) -> float:
    """Drag for two seconds; give new pictures as a share of the moves."""
    box = handle.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.evaluate("seen.paints = []; seen.pointers = 0")
    start = time.perf_counter()
    step = 0
    while time.perf_counter() - start < 2:
        step += 1
        across = abs(step % 40 - 20) / 20  # so far that every move reaches another value
        page.mouse.move(box["x"] + box["width"] * (0.1 + 0.8 * across), middle)
        page.wait_for_timeout(15)
    page.wait_for_timeout(300)
    page.mouse.up()
    followed: float = page.evaluate("seen.paints.length / seen.pointers")
    return followed
