"""Answers that students could give, written from the curriculum and the slides alone.

Each lesson's file holds right answers and wrong ones; `@right` and `@wrong` enter them in
`ANSWERS`. A wrong one says the names that the check should give, and the share of the points.
"""

from answers import lesson_01, lesson_02, lesson_03, lesson_04, lesson_05, lesson_06, lesson_07
from answers import habits  # isort: skip  it makes its answers of the lessons'
from answers.register import ANSWERS, NAMES, Answer

__all__ = [
    "ANSWERS",
    "NAMES",
    "Answer",
    "habits",
    "lesson_01",
    "lesson_02",
    "lesson_03",
    "lesson_04",
    "lesson_05",
    "lesson_06",
    "lesson_07",
]
