"""nbval: the solutions' stored outputs still come out, and tell right answers from wrong ones."""

import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from mlpkit.grading import grade_id, lay_reference

ROOT = Path(__file__).parents[2]
LESSON = "01-loss-and-sgd"
RIGHT = {
    "predict": "def predict(W1, W2, x):\n    return np.dot(W2, 1 / (1 + np.exp(-np.dot(W1, x))))",
    "loss": "def loss(W1, W2, x, y):\n    return sum((W2 @ sigmoid(W1 @ x) - y) ** 2)",
    "sgd_step": (
        "def sgd_step(W1, W2, dW1, dW2, alpha):\n"
        "    return [W - alpha * dW for W, dW in [(W1, dW1), (W2, dW2)]]"
    ),
}
CLIMBS = RIGHT["sgd_step"].replace("W - alpha", "W + alpha")


@pytest.fixture(scope="module")
def student() -> NotebookNode:
    """A student's notebook with right answers."""
    notebook = nbformat.read(ROOT / f"lessons/{LESSON}/{LESSON}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = RIGHT.get(grade_id(cell) or "", cell.source)
    return notebook


@pytest.fixture(scope="module")
def solution() -> NotebookNode:
    return nbformat.read(ROOT / f"solutions/{LESSON}/{LESSON}.ipynb", as_version=4)


def nbval(target: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval-lax", "-p", "no:cacheprovider", target],
        cwd=target.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def nbval_against_reference(
    notebook: NotebookNode, solution: NotebookNode, folder: Path
) -> subprocess.CompletedProcess[str]:
    laid = folder / "student.ipynb"
    nbformat.write(lay_reference(notebook, solution), laid)
    return nbval(laid)


def with_answer(notebook: NotebookNode, name: str, source: str) -> NotebookNode:
    changed = deepcopy(notebook)
    next(cell for cell in changed.cells if grade_id(cell) == name).source = source
    return changed


def test_the_stored_outputs_of_all_solutions_come_out_again() -> None:
    run = nbval(ROOT / "solutions")
    assert run.returncode == 0, run.stdout


def test_right_answers_give_the_reference_outputs(
    student: NotebookNode, solution: NotebookNode, tmp_path: Path
) -> None:
    run = nbval_against_reference(student, solution, tmp_path)
    assert run.returncode == 0, run.stdout


def test_one_wrong_answer_fails_at_its_own_check_only(
    student: NotebookNode, solution: NotebookNode, tmp_path: Path
) -> None:
    wrong = with_answer(student, "sgd_step", CLIMBS)
    run = nbval_against_reference(wrong, solution, tmp_path)
    assert run.returncode == 1
    assert "1 failed" in run.stdout
    assert "check(sgd_step)" in run.stdout


def test_a_rewritten_check_does_not_help_a_wrong_answer(
    student: NotebookNode, solution: NotebookNode, tmp_path: Path
) -> None:
    wrong = with_answer(student, "sgd_step", CLIMBS)
    forged = with_answer(wrong, "check-sgd_step", "2.0")
    assert nbval_against_reference(forged, solution, tmp_path).returncode == 1


def test_a_missing_check_is_named(student: NotebookNode, solution: NotebookNode) -> None:
    cut = deepcopy(student)
    cut.cells = [cell for cell in cut.cells if grade_id(cell) != "check-loss"]
    with pytest.raises(ValueError, match="lacks check-loss"):
        lay_reference(cut, solution)
