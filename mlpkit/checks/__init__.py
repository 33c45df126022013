"""Check a student's function against an exercise, and name the mistake.

A check falls into three steps with plain data between them: draw the inputs (an exercise's),
call the student's function (`mlpkit.calls`), and judge what came back (`judge`).
"""

from mlpkit.checks.check import check
from mlpkit.checks.examine import examine
from mlpkit.checks.report import Report

__all__ = ["Report", "check", "examine"]
