"""Lay the outputs of a solution onto a student's notebook, for nbval to compare."""

from copy import deepcopy

from nbformat import NotebookNode

from mlpkit.grading.alignment import grade_id

TAG = "nbval-check-output"


def lay_reference(student: NotebookNode, solution: NotebookNode) -> NotebookNode:
    """Return a student's notebook whose checks store what they show for right answers.

    `pytest --nbval-lax` then fails where the student's answers don't give these outputs.

    Raises
    ------
    ValueError
        If the student's notebook lacks one of the solution's checks.
    """
    laid = deepcopy(student)
    cells = {grade_id(cell): cell for cell in laid.cells}
    checks = {
        str(grade_id(cell)): cell for cell in solution.cells if TAG in cell.metadata.get("tags", [])
    }
    if missing := checks.keys() - cells.keys():
        raise ValueError(f"The notebook lacks {', '.join(sorted(missing))}; take a fresh copy.")
    for name, check in checks.items():
        cells[name].update(deepcopy(check))
    return laid
