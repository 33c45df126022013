"""Whatever a student cuts, copies or moves, each graded cell is there once."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator

from mlpkit.grading import align, grade_id

PATH = Path(__file__).parents[2] / "lessons/01-loss-and-sgd/01-loss-and-sgd.ipynb"
RELEASE = nbformat.read(PATH, as_version=4)
GRADED = [cell for cell in RELEASE.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def submission(cells: list[NotebookNode]) -> NotebookNode:
    notebook = deepcopy(RELEASE)
    notebook.cells = [deepcopy(cell) for cell in cells]
    return notebook


def names(notebook: NotebookNode) -> list[str | None]:
    return [grade_id(cell) for cell in notebook.cells]


@given(st.lists(st.sampled_from(range(len(RELEASE.cells)))))
def test_every_graded_cell_occurs_once_in_whatever_is_left(kept: list[int]) -> None:
    notebook = submission([RELEASE.cells[i] for i in kept])
    align(notebook, RELEASE)
    assert [names(notebook).count(grade_id(cell)) for cell in GRADED] == [1] * len(GRADED)
    MetadataValidator().validate_nb(notebook)


def test_a_notebook_as_released_stays_as_it_is() -> None:
    notebook = submission(RELEASE.cells)
    align(notebook, RELEASE)
    assert notebook == RELEASE


def test_a_deleted_check_comes_back_behind_what_it_checks() -> None:
    notebook = submission([c for c in RELEASE.cells if grade_id(c) != "check-loss"])
    align(notebook, RELEASE)
    order = [name for name in names(notebook) if name]
    assert order.index("loss") < order.index("check-loss") < order.index("sgd_step")


def test_an_answer_is_kept_before_a_later_copy_that_is_still_as_released() -> None:
    answer = deepcopy(next(c for c in RELEASE.cells if grade_id(c) == "why-minus"))
    answer.source = "Because the loss rises along the gradient."
    notebook = submission([answer, *RELEASE.cells])
    align(notebook, RELEASE)
    assert grade_id(notebook.cells[0]) == "why-minus"


def test_metadata_that_were_tampered_with_become_those_of_the_release() -> None:
    notebook = submission(RELEASE.cells)
    about = next(c for c in notebook.cells if grade_id(c) == "check-loss").metadata["nbgrader"]
    about |= {"points": 100, "locked": False, "grade": False}
    align(notebook, RELEASE)
    assert notebook == RELEASE


@pytest.mark.parametrize("damage", [None, "x", True, [], {"grade_id": ["a"]}])
def test_metadata_of_another_kind_are_a_plain_cells(damage: Any) -> None:
    notebook = submission(RELEASE.cells)
    notebook.cells[0].metadata["nbgrader"] = damage
    align(notebook, RELEASE)
    assert "nbgrader" not in notebook.cells[0].metadata
    assert [names(notebook).count(grade_id(cell)) for cell in GRADED] == [1] * len(GRADED)
