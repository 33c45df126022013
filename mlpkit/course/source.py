"""Read a lesson's source: percent format in, the author's notebook for nbgrader out.

An author marks cells with nothing but `exercise=`, `check=` or `question=`; what
nbgrader and nbval want to find in a cell's metadata is written here.
"""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jupytext
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from mlpkit.course.links import resolve_links
from mlpkit.course.places import CourseError
from mlpkit.exercises import Exercise

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
MARKERS = ("exercise", "check", "question")

# No version of Python or ipykernel: the notebooks are the same on every machine.
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read_lesson(path: Path, exercises: Mapping[str, Exercise], repository: str) -> Any:
    """Read `NN-slug.py` as a notebook that nbgrader can release.

    Parameters
    ----------
    path
        The source in percent format; its name is the lesson's.
    exercises
        The catalogue, by full name; the points of a check come from it.
    repository
        The published address, from which the lesson's links are made.

    Returns
    -------
    NotebookNode
        Without outputs; every cell has a readable id that stays the same.

    Raises
    ------
    CourseError
        If a marker can't be understood.
    """
    parsed = jupytext.reads(path.read_text(encoding="utf-8"), "py:percent")
    used: set[str] = set()
    reserved = {name for cell in parsed.cells if (name := grade_id(cell.metadata))}
    section = "start"
    cells = []
    for cell in parsed.cells:
        if cell.cell_type == "raw":  # jupytext keeps the file's YAML header as a raw cell
            continue
        cell.source = resolve_links(cell.source, path.stem, repository)
        section = _heading(cell) or section
        name = grade_id(cell.metadata) or _unused(section, used | reserved)
        if name in used:
            raise CourseError(f"{path.name}: two cells are called {name!r}; give one another name.")
        used.add(name)
        cells.append(_notebook_cell(cell, name, path.stem, exercises))
    return new_notebook(cells=cells, metadata=NOTEBOOK_METADATA)


def grade_id(metadata: Mapping[str, Any]) -> str | None:
    """Name a marked cell as nbgrader's gradebook will, or None for a plain cell."""
    if "check" in metadata:
        return f"check-{metadata['check']}"
    name = metadata.get("exercise") or metadata.get("question")
    return None if name is None else str(name)


def _notebook_cell(cell: Any, name: str, lesson: str, exercises: Mapping[str, Exercise]) -> Any:
    markers = [marker for marker in MARKERS if marker in cell.metadata]
    if len(markers) > 1:
        raise CourseError(f"{lesson}: cell {name!r} is {' and '.join(markers)}; choose one.")
    marker = markers[0] if markers else None
    _refuse_misplaced(cell, marker, name, lesson)
    metadata: dict[str, Any] = {}
    if "tags" in cell.metadata:
        metadata["tags"] = cell.metadata["tags"]
    if marker == "exercise":
        metadata["nbgrader"] = _nbgrader(name, solution=True)
    elif marker == "check":
        metadata["nbgrader"] = _nbgrader(name, points=_points(cell, lesson, exercises), locked=True)
        metadata["tags"] = ["nbval-check-output"]
    elif marker == "question":
        points = cell.metadata.get("points", 1)
        metadata["nbgrader"] = _nbgrader(name, points=points, solution=True)
    elif cell.cell_type == "markdown":
        metadata |= {"deletable": False, "editable": False}
    new_cell = new_markdown_cell if cell.cell_type == "markdown" else new_code_cell
    return new_cell(cell.source, id=name, metadata=metadata)


def _points(cell: Any, lesson: str, exercises: Mapping[str, Exercise]) -> float:
    full_name = f"{lesson}/{cell.metadata['check']}"
    if full_name not in exercises:
        raise CourseError(f"{lesson}: the catalogue has no exercise {full_name!r} to check.")
    return exercises[full_name].points


def _refuse_misplaced(cell: Any, marker: str | None, name: str, lesson: str) -> None:
    """Raise where the marker, the kind of cell and the solution marks don't belong together."""
    if marker and (cell.cell_type == "markdown") != (marker == "question"):
        kind = "[markdown]" if marker == "question" else "code"
        raise CourseError(f"{lesson}: {marker}={name!r} belongs to a {kind} cell.")
    marks = [line.strip() for line in cell.source.splitlines() if line.strip() in (BEGIN, END)]
    wanted = [BEGIN, END] * (len(marks) // 2)
    if marks != wanted:
        raise CourseError(f"{lesson}: in cell {name!r}, each {BEGIN!r} needs its {END!r} after it.")
    if bool(marks) != (marker in ("exercise", "question")):
        raise CourseError(
            f"{lesson}: cell {name!r} "
            + (
                "has solution marks, but is no exercise=… or question=…."
                if marks
                else f"needs {BEGIN!r} and {END!r} around what students must not see."
            )
        )


def _nbgrader(
    name: str, *, points: float | None = None, solution: bool = False, locked: bool = False
) -> dict[str, Any]:
    graded = {} if points is None else {"points": points}
    return graded | {
        "grade": points is not None,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }


def _heading(cell: Any) -> str | None:
    """Turn a Markdown cell's first heading into a slug: `## S1: Loss` → `s1-loss`."""
    match = re.search(r"^#+ (.+)$", cell.source, re.MULTILINE)
    if cell.cell_type != "markdown" or not match:
        return None
    ascii_only = unicodedata.normalize("NFKD", match[1]).encode("ascii", "ignore").decode()
    # 64 is the longest id that nbformat allows; the rest is for a counter.
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:56].strip("-") or None


def _unused(name: str, taken: set[str]) -> str:
    numbered = (name if count == 1 else f"{name}-{count}" for count in range(1, len(taken) + 2))
    return next(candidate for candidate in numbered if candidate not in taken)
