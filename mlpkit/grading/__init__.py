"""Plug-ins for nbgrader, so that the marks of its own commands are right.

`nbgrader_config.py` puts them in the place of nbgrader's steps which one student's notebook can
make fail: `AlignWithRelease` mends what happened to the cells, `ExecuteToTheEnd` outlives a cell
that ends the kernel, `MarkByPoints` takes the points from what a check returned and from nothing
else.
"""

from mlpkit.grading.alignment import AlignWithRelease, align, grade_id
from mlpkit.grading.execution import ExecuteToTheEnd
from mlpkit.grading.marks import MarkByPoints, points_of_check
from mlpkit.grading.reference import lay_reference

__all__ = [
    "AlignWithRelease",
    "ExecuteToTheEnd",
    "MarkByPoints",
    "align",
    "grade_id",
    "lay_reference",
    "points_of_check",
]
