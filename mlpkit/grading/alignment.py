"""Find the released cells again in a notebook that a student has worked in."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution


class AlignWithRelease(NbGraderPreprocessor):
    """Make a submission's graded cells those of the released lesson, each of them once.

    nbgrader's own `DeduplicateIds` leaves metadata behind that stop the whole batch, and a cell
    from another lesson or a deleted check stops the submission.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Align `nb` with the lesson of its name in the folder of released lessons."""
        course = CourseDirectory(parent=self)
        names = resources["nbgrader"]
        folder = course.format_path(course.release_directory, ".", names["assignment"])
        release = nbformat.read(Path(folder, f"{names['notebook']}.ipynb"), as_version=4)
        align(nb, release)
        return nb, resources


def align(submission: NotebookNode, release: NotebookNode) -> None:
    """Give a submission the nbgrader metadata of the release, and the graded cells it lost.

    Of copies of a cell one stays graded; a cell that the release doesn't know is not. Sources
    stay as they are: nbgrader's `OverwriteCells` restores those that were locked.
    """
    released = {name: cell for cell in release.cells if (name := grade_id(cell))}
    copies: dict[str, list[NotebookNode]] = {}
    for cell in submission.cells:
        name = grade_id(cell)
        cell.metadata.pop("nbgrader", None)
        if name in released:
            copies.setdefault(name, []).append(cell)
    kept = {name: _original(cells, released[name]) for name, cells in copies.items()}
    for name, cell in kept.items():
        cell.metadata["nbgrader"] = deepcopy(released[name].metadata["nbgrader"])
    _restore_missing(submission.cells, released, kept)


def grade_id(cell: NotebookNode) -> str | None:
    """Return a cell's name in the gradebook, or None for a plain cell."""
    about = cell.metadata.get("nbgrader")
    name = about.get("grade_id") if isinstance(about, dict) else None
    return name if isinstance(name, str) else None


def _original(copies: list[NotebookNode], released: NotebookNode) -> NotebookNode:
    """Choose among copies the last, but an answer before one that is still as released."""
    answers = [cell for cell in copies if is_solution(released) and cell.source != released.source]
    return (answers or copies)[-1]


def _restore_missing(
    cells: list[NotebookNode], released: dict[str, NotebookNode], kept: dict[str, NotebookNode]
) -> None:
    """Insert each graded cell that is missing before the released cell that follows it.

    An exercise is not restored: its unsolved function would replace the one that the student
    has written elsewhere.
    """
    following = len(cells)
    for name, original in reversed(released.items()):
        if name in kept:
            following = next(i for i, cell in enumerate(cells) if cell is kept[name])
        elif is_grade(original):
            cells.insert(following, deepcopy(original))
