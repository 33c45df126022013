"""Submissions such as students hand in, made from the released lesson 01.

Each is a function from the release to what the student's file holds.
"""

from collections.abc import Callable
from copy import deepcopy

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

LESSON = "01-loss-and-sgd"

PREDICT = "def predict(W1, W2, x):\n    return W2 @ sigmoid(W1 @ x)"
LOSS = "def loss(W1, W2, x, y):\n    return float(np.sum((W2 @ sigmoid(W1 @ x) - y) ** 2))"
SGD_STEP = "def sgd_step(W1, W2, dW1, dW2, alpha):\n    return W1 - alpha * dW1, W2 - alpha * dW2"
RIGHT = {"predict": PREDICT, "loss": LOSS, "sgd_step": SGD_STEP, "why-minus": "Because …"}

NO_SIGMOID = "def predict(W1, W2, x):\n    return W2 @ (W1 @ x)"
NORM = "def loss(W1, W2, x, y):\n    return float(np.linalg.norm(W2 @ sigmoid(W1 @ x) - y))"
CLIMBS = SGD_STEP.replace("-", "+")
WRONG = {"predict": NO_SIGMOID, "loss": NORM, "sgd_step": CLIMBS}
HALF_CLIMBS = SGD_STEP.replace("W2 -", "W2 +")

WARNING = """
    import sys, warnings
    warnings.warn("careful")
    print("note", file=sys.stderr)"""


def answered(release: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """Fill answers into a copy of the release, by the names of its cells."""
    notebook = deepcopy(release)
    for name, answer in answers.items():
        find(notebook, name).source = answer
    return notebook


def find(notebook: NotebookNode, name: str) -> NotebookNode:
    return notebook.cells[position(notebook, name)]


def position(notebook: NotebookNode, name: str) -> int:
    """Find the first cell with this name in the gradebook."""
    names = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    return names.index(name)


def with_cell(release: NotebookNode, source: str, *, before: str) -> NotebookNode:
    """Answer everything right, and add a cell of the student's own."""
    notebook = answered(release, RIGHT)
    notebook.cells.insert(position(notebook, before), new_code_cell(source))
    return notebook


def untouched(release: NotebookNode) -> NotebookNode:
    return release


def right(release: NotebookNode) -> NotebookNode:
    return answered(release, RIGHT)


def wrong(release: NotebookNode) -> NotebookNode:
    """Three wrong answers; one of them also writes to stderr."""
    noisy = NO_SIGMOID.replace(":", ":" + WARNING, 1)
    return answered(release, WRONG | {"predict": noisy})


def half_done(release: NotebookNode) -> NotebookNode:
    """One answer right, one as released, of the third one result of two."""
    return answered(release, {"predict": PREDICT, "sgd_step": HALF_CLIMBS})


def raises(release: NotebookNode) -> NotebookNode:
    """A cell that raises, a function that does, and one that can't even be read."""
    notebook = with_cell(release, "1 / 0", before="predict")
    raising = {"loss": LOSS.replace("np.sum", "np.summ"), "sgd_step": SGD_STEP + ")"}
    return answered(notebook, raising)


def warns(release: NotebookNode) -> NotebookNode:
    """Right answers that write to stderr, when they are called and when they are defined."""
    noisy = {name: RIGHT[name].replace(":", ":" + WARNING, 1) for name in ("predict", "loss")}
    at_definition = "import sys\nprint('hello', file=sys.stderr)\n" + SGD_STEP
    return answered(release, RIGHT | noisy | {"sgd_step": at_definition})


def endless(release: NotebookNode) -> NotebookNode:
    """A cell that never ends, then a function that never does."""
    notebook = with_cell(release, "while True: pass", before="loss")
    return answered(notebook, {"loss": LOSS.replace(":", ":\n    while True: pass", 1)})


def unstoppable_cell(release: NotebookNode) -> NotebookNode:
    """A cell that ignores the interrupt which should stop it."""
    stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    return with_cell(release, stubborn, before="loss")


def kernel_dies(release: NotebookNode) -> NotebookNode:
    """A dead kernel between right answers, and an exit() after them."""
    notebook = with_cell(release, "import os\nos._exit(1)", before="loss")
    notebook.cells.append(new_code_cell("exit()"))
    return notebook


def function_exits(release: NotebookNode) -> NotebookNode:
    exits = "def predict(W1, W2, x):\n    import os\n    os._exit(0)"
    return answered(release, RIGHT | {"predict": exits})


def pasted_cells(release: NotebookNode) -> NotebookNode:
    """An exercise, a check and an unanswered question twice, and a cell of another lesson."""
    notebook = answered(release, RIGHT)
    for name in ("loss", "check-loss"):
        notebook.cells.insert(position(notebook, name), deepcopy(find(notebook, name)))
    unanswered = deepcopy(find(release, "why-minus"))
    notebook.cells.insert(position(notebook, "why-minus") + 1, unanswered)
    foreign = deepcopy(find(notebook, "check-predict"))
    foreign.metadata["nbgrader"]["grade_id"] = "check-forward"
    notebook.cells.append(foreign)
    for count, cell in enumerate(notebook.cells):
        cell.id = f"cell-{count}"
    return notebook


def deleted_checks(release: NotebookNode) -> NotebookNode:
    """Two checks deleted, one of them together with its exercise, which stands elsewhere."""
    notebook = answered(release, RIGHT)
    for name in ("check-predict", "loss", "check-loss"):
        del notebook.cells[position(notebook, name)]
    notebook.cells.insert(position(notebook, "predict"), new_code_cell(LOSS))
    return notebook


def changed_check(release: NotebookNode) -> NotebookNode:
    """A wrong answer whose check was rewritten to give all points."""
    return answered(release, RIGHT | {"predict": NO_SIGMOID, "check-predict": "1.0"})


def hidden_result(release: NotebookNode) -> NotebookNode:
    """Wrong answers in a notebook in which cells show no results."""
    setting = "get_ipython().ast_node_interactivity = 'none'"
    return answered(with_cell(release, setting, before="predict"), WRONG)


Submission = Callable[[NotebookNode], NotebookNode]

# student → (submission, marks of predict, loss, sgd_step, why-minus; None: a person grades it)
EXPECTED: dict[str, tuple[Submission, tuple[float, float, float, float | None]]] = {
    "untouched": (untouched, (0, 0, 0, 0)),
    "right": (right, (1, 2, 2, None)),
    "wrong": (wrong, (0, 0, 0, 0)),
    "half-done": (half_done, (1, 0, 1, 0)),
    "raises": (raises, (1, 0, 0, None)),
    "warns": (warns, (1, 2, 2, None)),
    "endless": (endless, (1, 0, 2, None)),
    "unstoppable-cell": (unstoppable_cell, (1, 2, 2, None)),
    "kernel-dies": (kernel_dies, (1, 2, 2, None)),
    "function-exits": (function_exits, (0, 2, 2, None)),
    "pasted-cells": (pasted_cells, (1, 2, 2, None)),
    "deleted-checks": (deleted_checks, (1, 2, 2, None)),
    "changed-check": (changed_check, (0, 2, 2, None)),
    "hidden-result": (hidden_result, (0, 0, 0, None)),
}
# A file that is no notebook comes between them by its name; it gets no marks.
BROKEN = "m-broken"


def dumps(notebook: NotebookNode) -> str:
    text: str = nbformat.writes(notebook)
    return text
