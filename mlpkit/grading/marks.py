"""Turn what a check's cell shows into marks."""

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

NO_POINTS = "No points: this cell did not end with the points of its check."


class MarkByPoints(NbGraderPreprocessor):
    """Leave in a check's cell only outputs that nbgrader marks right.

    nbgrader gives all points to a cell that shows no result or an unreadable one, and none to a
    cell that wrote a warning to stderr, however right the answer.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Keep a valid result, or put an error in its place; show stderr as stdout."""
        if cell.cell_type != "code" or not is_grade(cell) or is_solution(cell):
            return cell, resources
        points = points_of_check(cell)
        kept = [output for output in cell.outputs if output.output_type != "execute_result"]
        for output in kept:
            if output.output_type == "stream":
                output.name = "stdout"
        if points is not None:
            kept.append(new_output("execute_result", {"text/plain": repr(points)}))
        elif not _failed(cell):
            kept.append(
                new_output("error", ename="NoPoints", evalue=NO_POINTS, traceback=[NO_POINTS])
            )
        cell.outputs = kept
        return cell, resources


def points_of_check(cell: NotebookNode) -> float | None:
    """Read the points that a check returned as its cell's value.

    Returns
    -------
    float or None
        None if the cell failed, or if its value is no number from 0 to the cell's points.
    """
    results = [output for output in cell.outputs if output.output_type == "execute_result"]
    if _failed(cell) or len(results) != 1:
        return None
    try:
        points = float(results[0]["data"].get("text/plain", ""))
    except ValueError:
        return None
    return points if 0 <= points <= cell.metadata["nbgrader"]["points"] else None


def _failed(cell: NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.outputs)
